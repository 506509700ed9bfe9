"""What somebody at a door can sign up for. Apps above add theirs when they start."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from barrio.accounts.models import Collective
from barrio.canvass.models import Attempt
from barrio.core.actors import Actor
from barrio.core.clock import local_date, now
from barrio.events.models import Event
from barrio.events.queries import coming_up, events_of
from barrio.people.actions import touch
from barrio.people.enums import Stage
from barrio.people.models import Person
from barrio.runtime.sealed import keyed_token

MOST_OFFERED = 12


@dataclass(frozen=True)
class Offer:
    """One thing to sign up for: what the phone sends back, and its words by language."""

    key: str
    label: dict[str, str]


@dataclass(frozen=True)
class SignUp:
    kind: str
    offers: Callable[[Collective, datetime], list[Offer]]
    # Gets the person, the knock, what follows `kind:` in the key, the actor and the time.
    take: Callable[[Person, Attempt, str, Actor, datetime], None]


_kinds: dict[str, SignUp] = {}


def register_sign_up(sign_up: SignUp) -> None:
    _kinds[sign_up.kind] = sign_up


def offers_for(collective: Collective) -> list[dict[str, Any]]:
    """For the phone: all that can be signed up for now."""
    found = [offer for kind in _kinds.values() for offer in kind.offers(collective, now())]
    return [{"key": offer.key, "label": offer.label} for offer in found[:MOST_OFFERED]]


def take_sign_ups(
    wants: list[Any], person: Person, attempt: Attempt, by: Actor, at: datetime
) -> None:
    """What is no longer offered is left out: the neighbour agreed to what they were shown."""
    for key in {str(want) for want in wants[:MOST_OFFERED]}:
        kind, _colon, which = key.partition(":")
        if kind in _kinds:
            _kinds[kind].take(person, attempt, which, by, at)


def _touch(person: Person, kind: str, attempt: Attempt, origin: str, at: datetime) -> None:
    touch(
        person=person,
        kind=kind,
        on=local_date(at, attempt.collective.time_zone),
        origin_kind="event" if kind == "wants_event" else "attempt",
        origin_id=origin,
    )


def _own(attempt: Attempt) -> str:
    return keyed_token(attempt.collective_id, "attempt", attempt.pk)


def in_each(words: Callable[[str], object]) -> dict[str, str]:
    """What `words(code)` says while that language is spoken."""
    found = {}
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            found[code] = str(words(code))
    return found


def _events(collective: Collective, at: datetime) -> list[Offer]:
    coming = coming_up(events_of(collective), at).filter(cancelled_at__isnull=True)[:5]
    return [Offer(f"event:{event.pk}", in_each(partial(_named, event))) for event in coming]


def _named(event: Event, code: str) -> str:
    zone = ZoneInfo(event.collective.time_zone)
    day = date_format(event.starts_at.astimezone(zone), "SHORT_DATE_FORMAT")
    return f"{event.title_in(code).text} ({day})"


def _take_event(person: Person, attempt: Attempt, which: str, by: Actor, at: datetime) -> None:
    known = {str(pk) for pk in events_of(attempt.collective).values_list("pk", flat=True)}
    if which in known:
        _touch(person, "wants_event", attempt, which, at)


def _assembly(collective: Collective, at: datetime) -> list[Offer]:
    return [Offer("assembly", in_each(lambda code: _("Wants to be invited to assemblies")))]


def _take_assembly(person: Person, attempt: Attempt, which: str, by: Actor, at: datetime) -> None:
    _touch(person, "wants_assembly", attempt, _own(attempt), at)


def _member(collective: Collective, at: datetime) -> list[Offer]:
    return [Offer("member", in_each(lambda code: _("Wants to be part of it")))]


def _take_member(person: Person, attempt: Attempt, which: str, by: Actor, at: datetime) -> None:
    """Near to us from now on; who is a member is for the collective to say."""
    if person.stage == Stage.NEIGHBOUR:
        person.stage = Stage.SUPPORTER
        person.save(update_fields=["stage"])
    _touch(person, "wants_member", attempt, _own(attempt), at)


def register_ours() -> None:
    register_sign_up(SignUp("event", _events, _take_event))
    register_sign_up(SignUp("assembly", _assembly, _take_assembly))
    register_sign_up(SignUp("member", _member, _take_member))
