import uuid
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barrio.accounts.enums import Role
from barrio.accounts.guards import for_roles
from barrio.accounts.permissions import has_role
from barrio.audit.actions import record_opening
from barrio.comms.actions.answers import answer_reply
from barrio.comms.channels.sms.text import direct_text
from barrio.core.actors import user_actor
from barrio.core.clock import now
from barrio.core.errors import Refused
from barrio.core.text import in_language
from barrio.people.enums import Purpose
from barrio.people.queries import wording_text
from barrio.phonebank import actions, calls
from barrio.phonebank.enums import BankKind, BankState, Outcome
from barrio.phonebank.forms import BankForm, CallForm
from barrio.phonebank.hours import is_open_at, next_opening
from barrio.phonebank.models import Bank, Line
from barrio.phonebank.permissions import (
    CALLERS,
    get_bank_for,
    get_bank_to_call,
    get_call_to_undo,
    get_line_for,
    get_reply_for,
    get_talk_for,
)
from barrio.phonebank.queries import (
    audience_of,
    board_of,
    held_line,
    last_call_of,
    phone_of,
    talk_of,
    unanswered,
    waiting_lines,
)
from barrio.runtime.once import once
from barrio.runtime.sealed import open_all

BUTTONS = [
    (Outcome.NO_ANSWER, "secondary"),
    (Outcome.LEFT_MESSAGE, "secondary"),
    (Outcome.REFUSED, "secondary"),
    (Outcome.WRONG_NUMBER, "secondary"),
]


def _render(request: HttpRequest, bank: Bank, name: str, context: dict[str, Any]) -> HttpResponse:
    """With hours as the clocks of the collective show them."""
    with timezone.override(bank.collective.time_zone):
        return render(request, f"phonebank/{name}.html", context)


@require_safe
@for_roles(*CALLERS)
def bank_list(request: HttpRequest) -> HttpResponse:
    """The rounds under way; for organizers, those that are closed too."""
    organizes = has_role(request.user, request.collective.pk, Role.ORGANIZER)
    banks = Bank.objects.filter(collective=request.collective).order_by("state", "name")
    context = {
        "open": banks.filter(state=BankState.OPEN),
        "closed": banks.filter(state=BankState.CLOSED) if organizes else [],
        "organizes": organizes,
    }
    return render(request, "phonebank/bank_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.ORGANIZER)
@once
def bank_open(request: HttpRequest) -> HttpResponse:
    form = BankForm(request.POST or None, collective=request.collective)
    if request.method == "POST" and form.is_valid():
        typed = {k: v for k, v in form.cleaned_data.items() if not k.startswith("text_")}
        bank = actions.open_bank(
            collective=request.collective,
            texts=form.texts(),
            by=user_actor(request.user),
            at=now(),
            **typed,
        )
        return redirect("phonebank:bank-read", bank_id=bank.pk)
    return render(request, "phonebank/bank_open.html", {"form": form})


@require_safe
def bank_read(request: HttpRequest, bank_id: str) -> HttpResponse:
    """The organizer's board: whom it reaches, how far it is, who is calling."""
    bank, at, code = get_bank_for(request.user, bank_id), now(), request.LANGUAGE_CODE
    audience, board = audience_of(bank, at), board_of(bank, at)
    context = {
        "bank": bank,
        "board": board,
        "audience": audience,
        "ready": len(audience.ready),
        "days_ago": _days_ago(bank, audience, at),
        "replies": unanswered(bank),
        "answers": [
            (in_language(row.question, code), in_language(row.answer, code), row.rate)
            for row in board.answers
        ],
    }
    return _render(request, bank, "bank_read", context)


def _days_ago(bank: Bank, audience: Any, at: datetime) -> int:
    if audience.last_contact is None:
        return 0
    today = at.astimezone(ZoneInfo(bank.collective.time_zone)).date()
    return (today - audience.last_contact).days


@require_POST
def bank_fill(request: HttpRequest, bank_id: str) -> HttpResponse:
    bank = get_bank_for(request.user, bank_id)
    added = actions.fill_bank(bank=bank, by=user_actor(request.user), at=now())
    text = ngettext(
        "%(n)d person is on the list now.", "%(n)d people more are on the list now.", added
    )
    messages.success(request, text % {"n": added})
    return redirect("phonebank:bank-read", bank_id=bank.pk)


@require_POST
def bank_close(request: HttpRequest, bank_id: str) -> HttpResponse:
    """Closes the round, or opens it again."""
    bank = get_bank_for(request.user, bank_id)
    reopen = request.POST.get("state") == BankState.OPEN
    state = BankState.OPEN if reopen else BankState.CLOSED
    actions.set_bank_state(bank=bank, state=state, by=user_actor(request.user), at=now())
    return redirect("phonebank:bank-read", bank_id=bank.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def bank_call(request: HttpRequest, bank_id: str) -> HttpResponse:
    """The volunteer's page: the person they have now, or a button for the next."""
    bank, at = get_bank_to_call(request.user, bank_id), now()
    if request.method == "POST":
        _claim(request, bank, at)
        return redirect("phonebank:bank-call", bank_id=bank.pk)
    line = held_line(bank, request.user.pk, at)
    return _show(request, bank, line, at, CallForm(line=line) if line else None)


def _claim(request: HttpRequest, bank: Bank, at: datetime) -> None:
    by = user_actor(request.user)
    try:
        line = actions.claim_next(bank=bank, language=request.LANGUAGE_CODE, by=by, at=at)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return
    if line is None:
        messages.info(request, _("There is nobody to reach at this moment. Thank you."))


def _show(
    request: HttpRequest, bank: Bank, line: Line | None, at: datetime, form: CallForm | None
) -> HttpResponse:
    last = last_call_of(bank, request.user.pk, at - calls.UNDO_WITHIN)
    context = {
        "bank": bank,
        "line": line,
        "last": last,
        "last_name": last.line.called if last else "",
        "is_open": is_open_at(bank, at),
        "begins": next_opening(bank, at),
        "left": waiting_lines(bank, at, request.LANGUAGE_CODE).count(),
        "replies": unanswered(bank, request.user.pk),
        **(_person(line, form) if line else {}),
    }
    name = "line_text" if bank.kind == BankKind.TEXT else "line_call"
    return _render(request, bank, name, context)


def _person(line: Line, form: CallForm | None) -> dict[str, Any]:
    """What the volunteer needs of the person they have: no surname, no address."""
    point, language = phone_of(line.person), line.person.language
    before = open_all(line.calls.filter(undone_at__isnull=True).order_by("-made_at")[:3])
    words, text_language = calls.text_for(line)
    name = line.called
    return {
        "name": name,
        "number": point.value if point else "",
        "opening": in_language(line.bank.canvass.opening, language),
        "before": before,
        "text": direct_text(words, name, text_language),
        "form": form,
        "call_id": form["id"].value() or uuid.uuid4() if form else uuid.uuid4(),
        "buttons": BUTTONS,
        "ask_alerts": wording_text(line.bank.collective, Purpose.ALERTS, language),
        "ask_organising": wording_text(line.bank.collective, Purpose.ORGANISING, language),
    }


@require_POST
def line_outcome(request: HttpRequest, line_id: str) -> HttpResponse:
    """What came of the call. Sent twice, it counts once."""
    line, at = get_line_for(request.user, line_id), now()
    form = CallForm(request.POST, line=line)
    if not (form.is_valid() and form.check_back(at)):
        return _show_again(request, line, at, form)
    try:
        calls.record_call(
            line=line,
            call_id=form.cleaned_data["id"],
            outcome=form.cleaned_data["outcome"],
            back_at=form.cleaned_data["back_at"],
            heard=form.heard(),
            by=user_actor(request.user),
            at=at,
        )
        messages.success(request, _("Kept."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("phonebank:bank-call", bank_id=line.bank_id)


def _show_again(request: HttpRequest, line: Line, at: datetime, form: CallForm) -> HttpResponse:
    """With what was typed; to whoever has the person now and nobody else."""
    held = held_line(line.bank, request.user.pk, at)
    if held is None or held.pk != line.pk:
        messages.error(request, _("You do not have this person now. Nothing was kept."))
        return redirect("phonebank:bank-call", bank_id=line.bank_id)
    return _show(request, line.bank, held, at, form)


@require_POST
def line_send(request: HttpRequest, line_id: str) -> HttpResponse:
    """Sends the prepared text to this one person."""
    line = get_line_for(request.user, line_id)
    try:
        call_id = uuid.UUID(request.POST.get("id", ""))
        calls.send_text(line=line, call_id=call_id, by=user_actor(request.user), at=now())
        messages.success(request, _("On its way."))
    except ValueError:
        messages.error(request, _("That could not be sent. Reload the page."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("phonebank:bank-call", bank_id=line.bank_id)


@require_POST
def line_give_back(request: HttpRequest, line_id: str) -> HttpResponse:
    line = get_line_for(request.user, line_id)
    actions.give_back(line=line, by=user_actor(request.user), at=now())
    return redirect("phonebank:bank-call", bank_id=line.bank_id)


@require_POST
def call_undo(request: HttpRequest, call_id: str) -> HttpResponse:
    call = get_call_to_undo(request.user, call_id)
    try:
        calls.undo_call(call=call, by=user_actor(request.user), at=now())
        messages.success(request, _("Taken back. The person is before you again."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("phonebank:bank-call", bank_id=call.line.bank_id)


@require_safe
def line_talk(request: HttpRequest, line_id: str) -> HttpResponse:
    """What was texted to and fro with one person."""
    line, at = get_talk_for(request.user, line_id), now()
    record_opening(
        collective_id=line.collective_id,
        user_id=request.user.pk,
        at=at,
        subject_kind="person",
        subject_id=line.person_id,
        part="texts",
    )
    name = line.called
    context = {"line": line, "bank": line.bank, "name": name, "talk": talk_of(line.person)}
    return _render(request, line.bank, "line_talk", context)


@require_POST
def reply_answer(request: HttpRequest, reply_id: str) -> HttpResponse:
    """Somebody has seen to what was written."""
    reply = get_reply_for(request.user, reply_id)
    answer_reply(reply=reply, by=user_actor(request.user), at=now())
    line = Line.objects.filter(person=reply.person_id, calls__outcome=Outcome.TEXTED).first()
    if line is None:
        return redirect("phonebank:bank-list")
    return redirect("phonebank:bank-call", bank_id=line.bank_id)
