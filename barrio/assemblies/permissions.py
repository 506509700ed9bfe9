from typing import Any

from django.http import Http404

from barrio.accounts.enums import EVERYBODY, Role
from barrio.accounts.permissions import has_role, load_for
from barrio.assemblies.enums import Method
from barrio.assemblies.models import (
    Act,
    AgendaItem,
    Assembly,
    Duty,
    HallPass,
    Handover,
    Motion,
    NoticeMessage,
    Option,
    Presence,
    Proxy,
    RollEntry,
    RuleSet,
    Vote,
)
from barrio.comms.links import read_token
from barrio.people.models import Person

KEEPERS = (Role.ORGANIZER, Role.SPOKESPERSON)  # who convene and run a meeting
ROLL_KEEPERS = (Role.ORGANIZER,)  # who look for people among all we know
TELLERS = (*KEEPERS, Role.CONTROLLER)


def can_keep(user: Any, collective_id: Any) -> bool:
    return has_role(user, collective_id, *KEEPERS)


def can_keep_roll(user: Any, collective_id: Any) -> bool:
    return has_role(user, collective_id, *ROLL_KEEPERS)


def can_count(user: Any, collective_id: Any) -> bool:
    return has_role(user, collective_id, *TELLERS)


def get_rules_for(user: Any, pk: Any) -> RuleSet:
    return load_for(user, RuleSet.objects.select_related("collective"), pk, *EVERYBODY)


def get_rules_to_change(user: Any, pk: Any) -> RuleSet:
    return load_for(user, RuleSet.objects.select_related("collective"), pk, *KEEPERS)


def get_person_to_enter(user: Any, pk: Any) -> Person:
    return load_for(user, Person.objects.select_related("collective"), pk, *ROLL_KEEPERS)


def get_entry_for(user: Any, pk: Any) -> RollEntry:
    rows = RollEntry.objects.select_related("person", "collective")
    return load_for(user, rows, pk, *ROLL_KEEPERS)


def _assemblies() -> Any:
    return Assembly.objects.select_related("collective", "rule_set", "snapshot", "after")


def get_assembly_for(user: Any, pk: Any) -> Assembly:
    return load_for(user, _assemblies(), pk, *EVERYBODY)


def get_assembly_to_keep(user: Any, pk: Any) -> Assembly:
    return load_for(user, _assemblies(), pk, *KEEPERS)


def get_notice_message_to_keep(user: Any, pk: Any) -> NoticeMessage:
    rows = NoticeMessage.objects.select_related("assembly__collective", "message", "written_by")
    return load_for(user, rows, pk, *KEEPERS)


def get_presence_to_end(user: Any, pk: Any) -> Presence:
    rows = Presence.objects.select_related("assembly__collective", "assembly__snapshot")
    return load_for(user, rows, pk, *KEEPERS)


def get_proxy_to_keep(user: Any, pk: Any) -> Proxy:
    rows = Proxy.objects.select_related("assembly__collective", "assembly__snapshot")
    return load_for(user, rows, pk, *KEEPERS)


def get_proxy_by_pass(hall_pass: HallPass, pk: Any) -> Proxy:
    """A vote that whoever has this pass holds for somebody else, and that was not taken back."""
    rows = Proxy.objects.select_related("giver").filter(
        assembly=hall_pass.assembly_id, holder=hall_pass.person_id, ended_at__isnull=True
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _of_assembly(model: Any, path: str) -> Any:
    steps = ("__collective", "__rule_set", "__snapshot")
    return model.objects.select_related(*(path + step for step in steps))


def get_item_to_keep(user: Any, pk: Any) -> AgendaItem:
    return load_for(user, _of_assembly(AgendaItem, "assembly"), pk, *KEEPERS)


def get_motion_for(user: Any, pk: Any) -> Motion:
    return load_for(user, _of_assembly(Motion, "item__assembly"), pk, *EVERYBODY)


def get_motion_to_keep(user: Any, pk: Any) -> Motion:
    return load_for(user, _of_assembly(Motion, "item__assembly"), pk, *KEEPERS)


def get_option_to_keep(user: Any, pk: Any) -> Option:
    """An option belongs to whoever its motion belongs to."""
    option = Option.objects.filter(pk=pk).first()
    motion = get_motion_to_keep(user, option.motion_id if option else None)
    option.motion = motion
    return option


def get_pass_to_show(user: Any, pk: Any) -> HallPass:
    rows = HallPass.objects.select_related("assembly__collective", "person")
    return load_for(user, rows, pk, *KEEPERS)


def get_pass_by_link(token: str) -> HallPass:
    """The pass whose link somebody holds: the link is the permission."""
    pk = read_token("hall", token)
    rows = HallPass.objects.select_related("assembly__collective")
    found = rows.filter(pk=pk).first() if pk else None
    if found is None:
        raise Http404
    return found


def get_vote_by_pass(hall_pass: HallPass, pk: Any) -> Vote:
    """A vote on phones in the assembly of the pass."""
    return _vote_by_pass(hall_pass, pk, Method.PHONE)


def get_consensus_by_pass(hall_pass: HallPass, pk: Any) -> Vote:
    """A text on which the assembly of the pass looks for consensus."""
    return _vote_by_pass(hall_pass, pk, Method.CONSENSUS)


def _vote_by_pass(hall_pass: HallPass, pk: Any, method: str) -> Vote:
    """Many ask at once: few joins."""
    rows = Vote.objects.select_related("item", "motion", "wording")
    found = (
        rows.filter(pk=pk, item__assembly=hall_pass.assembly_id, method=method).order_by().first()
    )
    if found is None:
        raise Http404
    found.item.assembly = hall_pass.assembly
    return found


def get_handover_by_pass(hall_pass: HallPass, pk: Any) -> Handover:
    """Of a vote in the assembly of the pass."""
    rows = Handover.objects.filter(vote=pk, vote__item__assembly=hall_pass.assembly_id)
    found = rows.first()
    if found is None:
        raise Http404
    return found


def get_vote_for(user: Any, pk: Any) -> Vote:
    return load_for(user, _votes(), pk, *EVERYBODY)


def get_vote_to_keep(user: Any, pk: Any) -> Vote:
    return load_for(user, _votes(), pk, *KEEPERS)


def get_vote_to_count(user: Any, pk: Any) -> Vote:
    return load_for(user, _votes(), pk, *TELLERS)


def _votes() -> Any:
    return _of_assembly(Vote, "item__assembly").select_related("motion__amends", "wording")


def get_act_for(user: Any, pk: Any) -> Act:
    rows = Act.objects.select_related("collective", "vote__item__assembly__snapshot")
    return load_for(user, rows, pk, *EVERYBODY)


def get_act_to_carry_out(user: Any, pk: Any) -> Act:
    return load_for(user, Act.objects.select_related("collective"), pk, *KEEPERS)


def get_duty_to_settle(user: Any, pk: Any) -> Duty:
    return load_for(user, Duty.objects.select_related("collective", "act"), pk, *KEEPERS)
