from typing import Any

from barrio.accounts.enums import EVERYBODY
from barrio.accounts.permissions import load_for
from barrio.assemblies.permissions import KEEPERS
from barrio.federation.models import (
    DelegateVote,
    Delegation,
    Link,
    Proposal,
    Sister,
    UpperItem,
    UpperResult,
)


def get_sister_to_keep(user: Any, pk: Any) -> Sister:
    return load_for(user, Sister.objects.select_related("collective"), pk, *KEEPERS)


def _links() -> Any:
    return Link.objects.select_related("collective", "sister", "act", "end_act")


def get_link_for(user: Any, pk: Any) -> Link:
    return load_for(user, _links(), pk, *EVERYBODY)


def get_link_to_keep(user: Any, pk: Any) -> Link:
    return load_for(user, _links(), pk, *KEEPERS)


def get_delegation_to_keep(user: Any, pk: Any) -> Delegation:
    rows = Delegation.objects.select_related("link__collective", "link__sister", "person")
    return load_for(user, rows, pk, *KEEPERS)


def _items() -> Any:
    return UpperItem.objects.select_related("collective", "link__sister", "result")


def get_item_for(user: Any, pk: Any) -> UpperItem:
    return load_for(user, _items(), pk, *EVERYBODY)


def get_item_to_keep(user: Any, pk: Any) -> UpperItem:
    return load_for(user, _items(), pk, *KEEPERS)


def get_result_to_keep(user: Any, pk: Any) -> UpperResult:
    rows = UpperResult.objects.select_related("collective", "item__link__sister")
    return load_for(user, rows, pk, *KEEPERS)


def get_vote_to_explain(user: Any, pk: Any) -> DelegateVote:
    """A delegate's vote belongs to whoever its result belongs to."""
    vote = DelegateVote.objects.select_related("delegation").filter(pk=pk).first()
    result = get_result_to_keep(user, vote.result_id if vote else None)
    vote.result = result
    return vote


def get_proposal_to_keep(user: Any, pk: Any) -> Proposal:
    rows = Proposal.objects.select_related("collective", "link__sister")
    return load_for(user, rows, pk, *KEEPERS)
