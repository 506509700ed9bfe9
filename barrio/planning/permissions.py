from typing import Any

from django.http import Http404

from barrio.accounts.enums import EVERYBODY, Role
from barrio.accounts.permissions import has_role, load_for
from barrio.assemblies.models import AgendaItem, RollEntry
from barrio.assemblies.permissions import KEEPERS
from barrio.comms.links import read_token
from barrio.planning.models import Finding, Idea, MergeOffer, Plan, Step


def can_review(user: Any, collective_id: Any) -> bool:
    return has_role(user, collective_id, Role.CONTROLLER)


def get_plan_for(user: Any, pk: Any) -> Plan:
    return load_for(user, Plan.objects.select_related("collective", "act"), pk, *EVERYBODY)


def get_plan_to_keep(user: Any, pk: Any) -> Plan:
    return load_for(user, Plan.objects.select_related("collective"), pk, *KEEPERS)


def get_finding_to_keep(user: Any, pk: Any) -> Finding:
    return load_for(user, Finding.objects.select_related("plan__collective"), pk, *KEEPERS)


def _ideas() -> Any:
    return Idea.objects.select_related("plan__collective", "author", "merged_into", "act")


def get_idea_for(user: Any, pk: Any) -> Idea:
    return load_for(user, _ideas(), pk, *EVERYBODY)


def get_idea_to_keep(user: Any, pk: Any) -> Idea:
    return load_for(user, _ideas(), pk, *KEEPERS)


def get_idea_to_review(user: Any, pk: Any) -> Idea:
    return load_for(user, _ideas(), pk, Role.CONTROLLER)


def get_offer_to_keep(user: Any, pk: Any) -> MergeOffer:
    rows = MergeOffer.objects.select_related("idea__plan", "into__plan")
    return load_for(user, rows, pk, *KEEPERS)


def get_step_to_keep(user: Any, pk: Any) -> Step:
    return load_for(user, Step.objects.select_related("collective", "idea__plan"), pk, *KEEPERS)


def get_item_of(plan: Plan, pk: Any) -> AgendaItem:
    """An item of an assembly of the collective whose plan it is."""
    rows = AgendaItem.objects.select_related("assembly")
    found = rows.filter(pk=pk, collective=plan.collective_id).first()
    if found is None:
        raise Http404
    return found


# --- by one's own link, without an account ---


def get_entry_by_link(token: str) -> RollEntry:
    """Whoever holds the link acts as the person of that entry, while they are on the roll."""
    pk = read_token("planner", token)
    rows = RollEntry.objects.select_related("collective").filter(ended_on__isnull=True)
    found = rows.filter(pk=pk).first() if pk else None
    if found is None:
        raise Http404
    return found


def get_plan_by_entry(entry: RollEntry, pk: Any) -> Plan:
    return _of(entry, Plan.objects.select_related("collective"), pk)


def get_idea_by_entry(entry: RollEntry, pk: Any) -> Idea:
    return _of(entry, Idea.objects.select_related("plan"), pk)


def get_finding_by_entry(entry: RollEntry, pk: Any) -> Finding:
    return _of(entry, Finding.objects.select_related("plan"), pk)


def get_own_idea(entry: RollEntry, pk: Any) -> Idea:
    """A proposal of theirs."""
    rows = Idea.objects.select_related("plan").filter(author=entry.person_id)
    return _of(entry, rows, pk)


def get_offer_to_answer(entry: RollEntry, pk: Any) -> MergeOffer:
    """That waits for them as the author of the other proposal."""
    rows = MergeOffer.objects.select_related("idea__plan", "into__plan")
    return _of(entry, rows.filter(into__author=entry.person_id), pk)


def _of(entry: RollEntry, rows: Any, pk: Any) -> Any:
    found = rows.filter(pk=pk, collective=entry.collective_id).first()
    if found is None:
        raise Http404
    return found
