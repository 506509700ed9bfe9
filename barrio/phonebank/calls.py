"""What came of a call or a text, and all that follows from it; taken in once."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from barrio.comms.actions.direct import send_direct_text
from barrio.comms.actions.subscribers import subscribe
from barrio.comms.enums import Channel, TopicKind
from barrio.core.actors import Actor
from barrio.core.clock import local_date
from barrio.core.errors import Refused
from barrio.core.geo import ring, subscription_cell
from barrio.grievances.actions import hear_grievance
from barrio.people.actions import record_consent, set_do_not_contact, touch
from barrio.people.enums import ConsentHow, Purpose
from barrio.people.mending import mark_contact, untouch
from barrio.people.models import ContactPoint, Person
from barrio.phonebank.actions import LEASE, check_may_reach, record_bank
from barrio.phonebank.enums import LineState, Outcome
from barrio.phonebank.hours import closing, is_open_at, next_opening
from barrio.phonebank.models import Bank, Call, Line
from barrio.phonebank.queries import is_welcome, phone_of, phones
from barrio.places.models import Dwelling

TRIES = 3  # calls that nobody answers
AGAIN_AFTER = timedelta(hours=20)
UNDO_WITHIN = timedelta(minutes=30)
BACK_WITHIN = timedelta(days=60)


class LineTaken(Refused):
    """Translated at use; see the message given."""


class BadCallBack(Refused):
    """Translated at use; see the message given."""


class CannotUndo(Refused):
    """Translated at use; see the message given."""


class NotWelcome(Refused):
    """Translated at use; see the message given."""


@dataclass(frozen=True)
class Heard:
    """What was said in a call."""

    note: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    grievance: str = ""
    topic: str = "other"
    shared_by: str = ""
    wants_alerts: bool = False
    organising: str = ""  # "yes" or "no", where it was asked


@transaction.atomic
def record_call(
    *,
    line: Line,
    call_id: uuid.UUID,
    outcome: str,
    by: Actor,
    at: datetime,
    back_at: datetime | None = None,
    heard: Heard | None = None,
) -> Call:
    """The call, once, with what follows from it. Raises `LineTaken` or `BadCallBack`."""
    known = _known(line, call_id, by)
    if known:
        return known
    heard = heard or Heard()
    if outcome == Outcome.CALL_BACK:
        check_back_at(line.bank, back_at, at)
    point = phone_of(line.person)
    if not _finish(line, outcome, back_at, point, by, at):
        return _known(line, call_id, by) or _refuse_taken()
    call = _keep(line, call_id, outcome, by, at, back_at=back_at, heard=heard, point=point)
    _follow(call, point, heard, by, at)
    return call


def _known(line: Line, call_id: uuid.UUID, by: Actor) -> Call | None:
    """The same call sent again. An id that somebody else used is none."""
    known = Call.objects.filter(pk=call_id).first()
    if known and (known.line_id != line.pk or known.by_id != by.user_id):
        _refuse_taken()
    return known


def _refuse_taken() -> Call:
    raise LineTaken(_("Somebody else has this person now. Nothing was kept."))


def check_back_at(bank: Bank, back_at: datetime | None, at: datetime) -> None:
    if back_at is None:
        raise BadCallBack(_("Say when to call back: a day and an hour."))
    if not at < back_at <= at + BACK_WITHIN:
        raise BadCallBack(_("Choose a time to come, within sixty days."))
    if not is_open_at(bank, back_at):
        raise BadCallBack(
            _("People are called from %(opens)s to %(closes)s. Choose an hour between.")
            % {"opens": f"{bank.opens:%H:%M}", "closes": f"{bank.closes:%H:%M}"}
        )


def _finish(
    line: Line,
    outcome: str,
    back_at: datetime | None,
    point: ContactPoint | None,
    by: Actor,
    at: datetime,
) -> bool:
    """Moves the line on, if the volunteer still has it. The row count decides."""
    state, next_at = _next(line, outcome, back_at, point, at)
    mine = Line.objects.filter(pk=line.pk, state=LineState.CLAIMED, claimed_by_id=by.user_id)
    return bool(
        mine.update(
            state=state,
            next_at=next_at,
            promised=outcome == Outcome.CALL_BACK,
            claimed_by=None,
            claimed_until=None,
        )
    )


def _next(
    line: Line,
    outcome: str,
    back_at: datetime | None,
    point: ContactPoint | None,
    at: datetime,
) -> tuple[str, datetime | None]:
    if outcome == Outcome.CALL_BACK:
        return LineState.RESTING, back_at
    if outcome == Outcome.NO_ANSWER:
        before = line.calls.filter(outcome=Outcome.NO_ANSWER, undone_at__isnull=True).count()
        if before + 1 < TRIES:
            return LineState.RESTING, next_opening(line.bank, at + AGAIN_AFTER)
    if outcome == Outcome.WRONG_NUMBER and _has_other_number(line, point):
        return LineState.WAITING, None
    return LineState.DONE, None


def _has_other_number(line: Line, point: ContactPoint | None) -> bool:
    others = phones().filter(person=line.person_id)
    return point is not None and others.exclude(pk=point.pk).exists()


def _keep(line: Line, call_id: uuid.UUID, outcome: str, by: Actor, at: datetime, **more) -> Call:
    heard = more.pop("heard", Heard())
    taken_back = line.calls.filter(by_id=by.user_id, undone_at__isnull=False)
    call = Call(
        id=call_id,
        key_id=line.person_id,
        collective_id=line.collective_id,
        line=line,
        by_id=by.user_id,
        outcome=outcome,
        made_at=at,
        supersedes=taken_back.filter(superseded_by__isnull=True).order_by("-made_at").first(),
        **more,
    )
    call.seal(note=heard.note, answers=heard.answers if outcome == Outcome.SPOKE else {})
    call.full_clean(exclude=["sealed"])
    call.save(force_insert=True)
    touch(
        person=line.person,
        kind="text" if outcome == Outcome.TEXTED else "call",
        on=local_date(at, line.bank.collective.time_zone),
        origin_kind="call",
        origin_id=call.pk,
        outcome="" if outcome == Outcome.TEXTED else outcome,
    )
    record_bank(line.bank, by, at, "call.record", call=str(call.pk), outcome=outcome)
    return call


def _follow(call: Call, point: ContactPoint | None, heard: Heard, by: Actor, at: datetime) -> None:
    person = call.line.person
    if call.outcome == Outcome.WRONG_NUMBER and point:
        mark_contact(point=point, is_dead=True, by=by, at=at)
        return
    if call.outcome == Outcome.NEVER:
        set_do_not_contact(person=person, do_not=True, by=by, at=at)
        return
    if heard.grievance:
        hear_grievance(
            collective=person.collective,
            words=heard.grievance,
            topic=heard.topic,
            language=person.language,
            shared_by=heard.shared_by,
            encounter_kind="call",
            encounter_id=call.pk,
            cell=_cell(call.line),
            person=person,
            by=by,
            at=at,
        )
    if heard.organising:
        _agrees(person, Purpose.ORGANISING, heard.organising == "yes", by, at)
    if heard.wants_alerts and point:
        _agrees(person, Purpose.ALERTS, True, by, at)
        _subscribe(call.line, point, by, at)


def _agrees(person: Person, purpose: str, given: bool, by: Actor, at: datetime) -> None:
    record_consent(person=person, purpose=purpose, given=given, how=ConsentHow.PHONE, by=by, at=at)


def _subscribe(line: Line, point: ContactPoint, by: Actor, at: datetime) -> None:
    """Alerts by text message around their home; without a home, around the bank's place."""
    centre = _cell(line)
    if not centre:
        return
    subscribe(
        collective=line.person.collective,
        language=line.person.language,
        topic=TopicKind.ALERTS,
        cells=[*ring(centre, 0), *ring(centre, 1)],
        channel=Channel.SMS,
        address=point.value,
        confirmed=True,  # they said it at this number
        person=line.person,
        by=by,
        at=at,
    )


def _cell(line: Line) -> str:
    home = line.person.occupancies.filter(until__isnull=True).first()
    place = Dwelling.objects.filter(pk=home.personal["dwelling"]).first() if home else None
    place = place or line.bank.site
    if place is None or place.lat is None or place.lon is None:
        return ""
    return subscription_cell(place.lat, place.lon)


@transaction.atomic
def undo_call(*, call: Call, by: Actor, at: datetime) -> None:
    """Takes one's last call back: the person is before the volunteer again.

    A mark on the number and a "never call" are lifted. What was signed up for, agreed to or
    told us stays: it is put right on the person's page.
    """
    line = call.line
    _check_undo(call, at)
    marked = Call.objects.filter(pk=call.pk, undone_at__isnull=True).update(undone_at=at)
    if not marked or not _take_again(line, by, at):
        raise CannotUndo(_("This person is with somebody else now."))
    untouch(person=line.person, origin_kind="call", origin_id=call.pk)
    if call.outcome == Outcome.NEVER:
        set_do_not_contact(person=line.person, do_not=False, by=by, at=at)
    if call.outcome == Outcome.WRONG_NUMBER and call.point:
        mark_contact(point=call.point, is_dead=False, by=by, at=at)
    record_bank(line.bank, by, at, "call.undo", call=str(call.pk))


def _check_undo(call: Call, at: datetime) -> None:
    if call.outcome == Outcome.TEXTED:
        raise CannotUndo(_("A text that was sent cannot be taken back."))
    later = Call.objects.filter(line=call.line_id, made_at__gt=call.made_at)
    if call.undone_at or at - call.made_at > UNDO_WITHIN or later.exists():
        raise CannotUndo(_("Only your last call can be taken back, within half an hour."))


def _take_again(line: Line, by: Actor, at: datetime) -> bool:
    free = Line.objects.filter(pk=line.pk).exclude(state=LineState.CLAIMED)
    try:
        with transaction.atomic():
            return bool(
                free.update(
                    state=LineState.CLAIMED,
                    claimed_by_id=by.user_id,
                    claimed_until=at + LEASE,
                    next_at=None,
                    promised=False,
                )
            )
    except IntegrityError:
        return False


@transaction.atomic
def send_text(*, line: Line, call_id: uuid.UUID, by: Actor, at: datetime) -> Call:
    """Sends the bank's text to this one person. It leaves before the hours end, or not at all.

    Raises `NotNow`, `BankIsClosed`, `LineTaken`, `NotWelcome` or `TooManyTexts`.
    """
    known = _known(line, call_id, by)
    if known:
        return known
    check_may_reach(line.bank, at)
    point = phone_of(line.person)
    if point is None or not is_welcome(line):
        raise NotWelcome(_("This person has asked for no more texts. Nothing was sent."))
    if not _finish(line, Outcome.TEXTED, None, point, by, at):
        return _known(line, call_id, by) or _refuse_taken()
    words, language = text_for(line)
    message = send_direct_text(
        person=line.person,
        number=point.value,
        words=words,
        language=language,
        expires_at=closing(line.bank, at),
        by=by,
        at=at,
    )
    return _keep(line, call_id, Outcome.TEXTED, by, at, message=message, point=point)


def text_for(line: Line) -> tuple[str, str]:
    """The bank's words in the person's language, and which language that is."""
    language = line.person.language if line.person.language in line.bank.texts else "en"
    return line.bank.text_in(language), language
