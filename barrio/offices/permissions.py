from typing import Any

from barrio.accounts.enums import EVERYBODY, Role
from barrio.accounts.permissions import has_role, load_for
from barrio.assemblies.permissions import KEEPERS
from barrio.offices.models import Commission, Conflict, Handover, Petition, Term

# The controllership too: nobody keeps a recall from being begun by keeping the papers.
RECALLERS = (*KEEPERS, Role.CONTROLLER)


def can_recall(user: Any, collective_id: Any) -> bool:
    return has_role(user, collective_id, *RECALLERS)


def watches(user: Any, collective_id: Any) -> bool:
    return has_role(user, collective_id, Role.CONTROLLER)


def _commissions() -> Any:
    return Commission.objects.select_related("collective", "act")


def get_commission_for(user: Any, pk: Any) -> Commission:
    return load_for(user, _commissions(), pk, *EVERYBODY)


def get_commission_to_keep(user: Any, pk: Any) -> Commission:
    return load_for(user, _commissions(), pk, *KEEPERS)


def _terms() -> Any:
    return Term.objects.select_related("collective", "commission__collective", "person")


def get_term_to_keep(user: Any, pk: Any) -> Term:
    return load_for(user, _terms(), pk, *KEEPERS)


def get_term_to_recall(user: Any, pk: Any) -> Term:
    return load_for(user, _terms(), pk, *RECALLERS)


def get_conflict_to_keep(user: Any, pk: Any) -> Conflict:
    rows = Conflict.objects.select_related("collective", "term")
    return load_for(user, rows, pk, *KEEPERS)


def get_handover_to_take(user: Any, pk: Any) -> Handover:
    return load_for(user, Handover.objects.select_related("collective"), pk, *KEEPERS)


def _petitions() -> Any:
    return Petition.objects.select_related(
        "collective", "term__person", "term__commission", "snapshot", "motion__item__assembly"
    )


def get_petition_for(user: Any, pk: Any) -> Petition:
    return load_for(user, _petitions(), pk, *EVERYBODY)


def get_petition_to_keep(user: Any, pk: Any) -> Petition:
    return load_for(user, _petitions(), pk, *RECALLERS)


def get_petition_to_report(user: Any, pk: Any) -> Petition:
    """The report is the controllership's, and nobody else's."""
    return load_for(user, _petitions(), pk, Role.CONTROLLER)
