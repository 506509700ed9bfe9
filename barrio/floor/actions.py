"""Asking to speak, being heard, and showing a hand."""

import uuid
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from barrio.assemblies.actions.convening import check_not_over, lock
from barrio.assemblies.enums import AssemblyState
from barrio.assemblies.models import Assembly
from barrio.assemblies.queries import here_now
from barrio.assemblies.recording import record_for
from barrio.core.actors import Actor
from barrio.core.errors import Refused
from barrio.floor.enums import Asking
from barrio.floor.models import Floor, Hand, Pulse, Turn
from barrio.floor.queries import floor_of, open_pulse_of, shown_in, speaking


class NotInSession(Refused):
    """Translated at use; see the message given."""


class NotHere(Refused):
    """Translated at use; see the message given."""


class TurnIsOver(Refused):
    """Translated at use; see the message given."""


class PulseIsOpen(Refused):
    """Translated at use; see the message given."""


class PulseIsClosed(Refused):
    """Translated at use; see the message given."""


@transaction.atomic
def set_floor(
    *, assembly: Assembly, seconds: int, gives_way_to: dict[str, str], by: Actor, at: datetime
) -> Floor:
    """How long each speaks, and to which groups the list gives way."""
    lock(assembly)
    check_not_over(assembly)
    floor = floor_of(assembly)
    floor.seconds, floor.gives_way_to = seconds, gives_way_to
    floor.full_clean()
    floor.save()
    record_for(floor, by, at, "floor.set")
    return floor


@transaction.atomic
def ask_turn(
    *,
    assembly: Assembly,
    person_id: uuid.UUID,
    kind: str,
    is_given_way: bool,
    by: Actor,
    at: datetime,
) -> Turn:
    """On the list; who is on it stays where they are. Raises `NotInSession` or `NotHere`."""
    lock(assembly)
    check_here(assembly, person_id)
    if known := assembly.turns.filter(person_id=person_id, ended_at__isnull=True).first():
        return known
    last = assembly.turns.aggregate(last=Max("number"))["last"] or 0
    turn = Turn(
        collective_id=assembly.collective_id,
        assembly=assembly,
        person_id=person_id,
        number=last + 1,
        kind=kind,
        is_given_way=is_given_way and bool(floor_of(assembly).gives_way_to),
        asked_at=at,
    )
    turn.full_clean()
    turn.save(force_insert=True)
    record_for(turn, by, at, "floor.ask")
    return turn


def check_here(assembly: Assembly, person_id: uuid.UUID) -> None:
    """In session, and they are there. Raises `NotInSession` or `NotHere`."""
    check_session(assembly)
    if not here_now(assembly).filter(person_id=person_id).exists():
        raise NotHere(_("Only who is counted as here can do this. Say at the door that you came."))


def check_session(assembly: Assembly) -> None:
    if assembly.state != AssemblyState.OPEN:
        raise NotInSession(_("The assembly is not in session."))


@transaction.atomic
def end_turn(*, turn: Turn, by: Actor, at: datetime) -> None:
    """They have spoken; or, if they had not begun, they do not want to any more."""
    lock(turn.assembly)
    waiting = Turn.objects.filter(pk=turn.pk, ended_at__isnull=True)
    if fresh := waiting.first():
        waiting.update(ended_at=max(at, fresh.began_at or fresh.asked_at))
        record_for(turn, by, at, "floor.end")


@transaction.atomic
def give_turn(*, turn: Turn, by: Actor, at: datetime) -> None:
    """They speak now; whoever spoke has ended. Raises `TurnIsOver`."""
    lock(turn.assembly)
    check_session(turn.assembly)
    fresh = Turn.objects.get(pk=turn.pk)
    if fresh.ended_at:
        raise TurnIsOver(_("They are not on the list any more."))
    if fresh.began_at:
        return
    if before := speaking(turn.assembly):
        end_turn(turn=before, by=by, at=at)
    fresh.began_at = at
    fresh.save(update_fields=["began_at"])
    record_for(fresh, by, at, "floor.give")


@transaction.atomic
def put_on_list(*, turn: Turn, by: Actor, at: datetime) -> None:
    """It is no point of order and no answer: they wait as everybody does."""
    lock(turn.assembly)
    waiting = Turn.objects.filter(pk=turn.pk, began_at__isnull=True, ended_at__isnull=True)
    if waiting.exclude(kind=Asking.SPEAK).update(kind=Asking.SPEAK):
        record_for(turn, by, at, "floor.put_on_list")


@transaction.atomic
def open_pulse(*, assembly: Assembly, question: dict[str, str], by: Actor, at: datetime) -> Pulse:
    """Asks the hall what it thinks. Raises `PulseIsOpen`."""
    lock(assembly)
    check_session(assembly)
    if open_pulse_of(assembly):
        raise PulseIsOpen(_("A temperature check is under way. Close it first."))
    pulse = Pulse(
        collective_id=assembly.collective_id, assembly=assembly, question=question, opened_at=at
    )
    pulse.full_clean()
    pulse.save(force_insert=True)
    record_for(pulse, by, at, "pulse.open")
    return pulse


@transaction.atomic
def show_hand(*, pulse: Pulse, person_id: uuid.UUID, sign: str, by: Actor, at: datetime) -> Hand:
    """What they show now takes the place of what they showed. Raises `PulseIsClosed`."""
    fresh = Pulse.objects.select_for_update().get(pk=pulse.pk)
    if fresh.closed_at:
        raise PulseIsClosed(_("This temperature check is over."))
    check_here(fresh.assembly, person_id)
    hand = Hand.objects.filter(pulse=fresh, person_id=person_id).first()
    if hand is None:
        hand = Hand(collective_id=fresh.collective_id, pulse=fresh, person_id=person_id)
    hand.sign = sign
    hand.full_clean()
    try:
        with transaction.atomic():
            hand.save()
    except IntegrityError:  # the same phone, twice in a moment
        Hand.objects.filter(pulse=fresh, person_id=person_id).update(sign=sign)
        hand = Hand.objects.get(pulse=fresh, person_id=person_id)
    record_for(fresh, by, at, "pulse.show")
    return hand


@transaction.atomic
def close_pulse(*, pulse: Pulse, by: Actor, at: datetime) -> None:
    """The counts stay; who showed what is forgotten. Twice is once."""
    fresh = Pulse.objects.select_for_update().get(pk=pulse.pk)
    if fresh.closed_at:
        return
    shown = shown_in(fresh)
    fresh.up, fresh.level, fresh.down = shown.up, shown.level, shown.down
    fresh.closed_at = at
    fresh.hands.all().delete()
    fresh.save(update_fields=["up", "level", "down", "closed_at"])
    record_for(fresh, by, at, "pulse.close")


def clear_floor(assembly: Assembly, by: Actor, at: datetime) -> None:
    """The session ends: nobody waits any more and no check stays open."""
    for turn in assembly.turns.filter(ended_at__isnull=True):
        end_turn(turn=turn, by=by, at=at)
    if pulse := open_pulse_of(assembly):
        close_pulse(pulse=pulse, by=by, at=at)
