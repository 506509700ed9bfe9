from typing import Any

from django.http import Http404
from django.urls import reverse

from barrio.accounts.enums import Role
from barrio.accounts.permissions import grants_of, has_role, load_for
from barrio.comms.models import Reply
from barrio.phonebank.models import Bank, Call, Line

CALLERS = (Role.ORGANIZER, Role.CANVASSER)


def address_of_banks(user: Any, _subject: Any) -> str:
    """For the pages of doors: where calls are made, for those who may make them."""
    calls = any(not roles.isdisjoint(CALLERS) for roles in grants_of(user).values())
    return reverse("phonebank:bank-list") if calls else ""


def _banks() -> Any:
    return Bank.objects.select_related("collective", "canvass", "site")


def get_bank_for(user: Any, bank_id: Any) -> Bank:
    return load_for(user, _banks(), bank_id, Role.ORGANIZER)


def get_bank_to_call(user: Any, bank_id: Any) -> Bank:
    return load_for(user, _banks(), bank_id, *CALLERS)


def get_line_for(user: Any, line_id: Any) -> Line:
    rows = Line.objects.select_related("bank__collective", "bank__canvass", "person__collective")
    return load_for(user, rows, line_id, *CALLERS)


def get_talk_for(user: Any, line_id: Any) -> Line:
    """What was texted to and fro: for who wrote to the person, and for organizers."""
    line = get_line_for(user, line_id)
    wrote = line.calls.filter(by_id=user.pk).exists()
    if not wrote and not has_role(user, line.collective_id, Role.ORGANIZER):
        raise Http404
    return line


def get_call_to_undo(user: Any, call_id: Any) -> Call:
    """One's own call; 404 for that of another."""
    rows = Call.objects.select_related("line__bank__collective", "line__person")
    call = load_for(user, rows, call_id, *CALLERS)
    if call.by_id != user.pk:
        raise Http404
    return call


def get_reply_for(user: Any, reply_id: Any) -> Reply:
    rows = Reply.objects.select_related("person")
    reply = load_for(user, rows, reply_id, *CALLERS)
    wrote = Call.objects.filter(line__person=reply.person_id, by_id=user.pk).exists()
    if not wrote and not has_role(user, reply.collective_id, Role.ORGANIZER):
        raise Http404
    return reply
