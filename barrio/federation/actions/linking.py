"""A body links itself to one above by its own assembly's act; that one answers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barrio.accounts.models import Collective
from barrio.assemblies.actions.acts import check_own_act
from barrio.assemblies.models import Act
from barrio.assemblies.queries import roll_of
from barrio.assemblies.recording import record_for
from barrio.core.actors import Actor
from barrio.core.clock import local_date
from barrio.core.errors import Refused
from barrio.federation import bodies
from barrio.federation.actions.delegates import end_all, end_seats
from barrio.federation.actions.documents import check_compared, send
from barrio.federation.enums import Kind, LinkState, Way
from barrio.federation.models import Compact, Link, Sister
from barrio.federation.queries import compact_of, reference


class NoTermsYet(Refused):
    """Translated at use; see the message given."""


class NotAsked(Refused):
    """Translated at use; see the message given."""


@transaction.atomic
def set_terms(
    *,
    collective: Collective,
    people_per_seat: int,
    most_seats: int,
    ratified_below: bool,
    answer_days: int,
    act: Act | None,
    by: Actor,
    at: datetime,
) -> Compact:
    """On which bodies can be linked below. Only the first terms do without an act."""
    if act is not None:
        check_own_act(collective.pk, act)
    compact = Compact(
        collective=collective,
        people_per_seat=people_per_seat,
        most_seats=most_seats,
        ratified_below=ratified_below,
        answer_days=answer_days,
        act=act,
        begun_at=at,
    )
    if act is None and compact_of(collective.pk):
        raise NoTermsYet(_("Terms in force are changed by an act of the assembly. Choose it."))
    compact.full_clean()
    compact.save(force_insert=True)
    record_for(compact, by, at, "federation.set_terms")
    return compact


@transaction.atomic
def ask_to_join(*, sister: Sister, act: Act, by: Actor, at: datetime) -> Link:
    """Upward, by an act of our assembly. Raises `ActOfAnother`, `NotCompared`."""
    check_own_act(sister.collective_id, act)
    check_compared(sister)
    census = roll_of(sister.collective_id).count()
    link = Link(
        collective_id=sister.collective_id, sister=sister, way=Way.UP, act=act, census=census,
        asked_at=at,
    )  # fmt: skip
    link.full_clean()
    link.save(force_insert=True)
    record_for(link, by, at, "link.ask")
    body = {"act": reference(act), "census": census}
    send(sister=sister, kind=Kind.JOIN, body=body, by=by, at=at)
    return link


def hear_join(sister: Sister, body: Mapping[str, Any], by: Actor, at: datetime) -> None:
    number, proof = bodies.act_of(body)
    title = bodies.words(body["act"], "title")
    if sister.links.exclude(state=LinkState.ENDED).exists():
        return  # linked the other way already, or asked twice: people sort it out
    link = Link(
        collective_id=sister.collective_id,
        sister=sister,
        way=Way.DOWN,
        their_act={"number": number, "hash": proof, "title": title},
        census=bodies.number(body, "census"),
        asked_at=at,
    )
    link.full_clean()
    link.save(force_insert=True)


@transaction.atomic
def answer_join(*, link: Link, welcome: bool, by: Actor, at: datetime) -> None:
    """Seats by the terms in force and by the census. Raises `NotAsked`, `NoTermsYet`."""
    fresh = Link.objects.select_for_update().get(pk=link.pk)
    if fresh.way != Way.DOWN or fresh.state != LinkState.ASKED:
        raise NotAsked(_("This has been answered already."))
    compact = compact_of(link.collective_id)
    if compact is None:
        raise NoTermsYet(_("First write down on what terms bodies are linked."))
    if welcome:
        _become_linked(link, compact.seats_for(link.census), compact.ratified_below,
                       compact.answer_days, at)  # fmt: skip
    else:
        _become_ended(link, at)
    record_for(link, by, at, "link.answer", welcome=welcome)
    body = {
        "welcome": welcome,
        "seats": link.seats or 0,
        "ratified_below": compact.ratified_below,
        "answer_days": compact.answer_days,
    }
    send(sister=link.sister, kind=Kind.ANSWER, body=body, by=by, at=at)


def hear_answer(sister: Sister, body: Mapping[str, Any], by: Actor, at: datetime) -> None:
    welcome = bodies.truth(body, "welcome")
    link = sister.links.filter(way=Way.UP, state=LinkState.ASKED).first()
    if link is None:
        return
    if not welcome:
        return _become_ended(link, at)
    _become_linked(
        link,
        bodies.number(body, "seats", 1),
        bodies.truth(body, "ratified_below"),
        bodies.number(body, "answer_days", 1),
        at,
    )


def _become_linked(
    link: Link, seats: int, ratified_below: bool, answer_days: int, at: datetime
) -> None:
    link.state, link.linked_at, link.seats = LinkState.LINKED, at, seats
    link.ratified_below, link.answer_days = ratified_below, answer_days
    link.full_clean()
    link.save()


def _become_ended(link: Link, at: datetime) -> None:
    link.state, link.ended_at = LinkState.ENDED, at
    link.full_clean()
    link.save()


@transaction.atomic
def leave(*, link: Link, act: Act, by: Actor, at: datetime) -> None:
    """Either body leaves by an act of its own assembly."""
    check_own_act(link.collective_id, act)
    fresh = Link.objects.select_for_update().get(pk=link.pk)
    if fresh.state == LinkState.ENDED:
        raise NotAsked(_("This link has ended already."))
    link.end_act = act
    _end(link, at)
    record_for(link, by, at, "link.end")
    send(sister=link.sister, kind=Kind.LEAVE, body={"act": reference(act)}, by=by, at=at)


def hear_leave(sister: Sister, body: Mapping[str, Any], by: Actor, at: datetime) -> None:
    bodies.act_of(body)
    link = sister.links.exclude(state=LinkState.ENDED).first()
    if link:
        _end(link, at)


def _end(link: Link, at: datetime) -> None:
    today = local_date(at, link.collective.time_zone)
    if link.way == Way.UP:
        end_all(link, today)
    else:
        end_seats(link, set(), today)
    _become_ended(link, at)
