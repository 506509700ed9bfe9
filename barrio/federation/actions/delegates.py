"""Who carries a body's word upward: named by an act, recalled by an act."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barrio.assemblies.actions.convening import Item, add_item
from barrio.assemblies.actions.motions import put_motion
from barrio.assemblies.actions.roll import enter_on_roll
from barrio.assemblies.enums import Belonging, Matter, MotionState, Outcome
from barrio.assemblies.models import Act, Motion, RollEntry, Vote
from barrio.assemblies.queries import next_assembly
from barrio.assemblies.recording import record_for
from barrio.core.actors import Actor
from barrio.core.clock import local_date
from barrio.core.errors import Refused
from barrio.core.text import squeeze
from barrio.federation import bodies
from barrio.federation.actions.documents import send
from barrio.federation.enums import DelegationEnd, Kind, LinkState, Way
from barrio.federation.models import Delegation, Link, RecallMotion, Seat, Sister
from barrio.federation.queries import serving
from barrio.people.actions import add_person
from barrio.people.models import Person


class NoSuchSeat(Refused):
    """Translated at use; see the message given."""


class NotServing(Refused):
    """Translated at use; see the message given."""


class OnTheAgenda(Refused):
    """Translated at use; see the message given."""


class NoAssembly(Refused):
    """Translated at use; see the message given."""


@transaction.atomic
def name_delegate(
    *,
    link: Link,
    person: Person,
    seat: int,
    is_alternate: bool,
    act: Act,
    by: Actor,
    at: datetime,
) -> Delegation:
    """By an act of our assembly. Raises `NoSuchSeat`."""
    fresh = Link.objects.select_for_update().get(pk=link.pk)
    if fresh.state != LinkState.LINKED or fresh.way != Way.UP or seat > (fresh.seats or 0):
        raise NoSuchSeat(_("There is no such seat in that body."))
    if act.collective_id != link.collective_id or person.collective_id != link.collective_id:
        raise NoSuchSeat(_("The act and the person have to be of our own body."))
    row = Delegation(
        collective_id=link.collective_id,
        link=link,
        person=person,
        seat=seat,
        is_alternate=is_alternate,
        act=act,
        since=local_date(at, link.collective.time_zone),
    )
    row.full_clean()
    row.save(force_insert=True)
    record_for(row, by, at, "delegate.name", seat=seat, act=act.number)
    _tell(link, by, at)
    return row


@transaction.atomic
def resign(*, delegation: Delegation, by: Actor, at: datetime) -> None:
    _end(delegation, DelegationEnd.RESIGNED, None, by, at)


@transaction.atomic
def ask_recall(*, delegation: Delegation, by: Actor, at: datetime) -> Motion:
    """On the agenda of the next assembly, as a motion to be voted on.

    Raises `NotServing`, `OnTheAgenda`, `NoAssembly`.
    """
    _check_serving(delegation)
    if delegation.recalls.filter(motion__state=MotionState.OPEN).exists():
        raise OnTheAgenda(_("Their recall is on the agenda already."))
    assembly = next_assembly(delegation.collective_id)
    if assembly is None:
        raise NoAssembly(_("No assembly is convened. Convene one: the recall goes on its agenda."))
    seat = delegation.seat
    title = {
        "en": f"Recall of the delegate in seat {seat}",
        "es": f"Revocatoria de quien ocupa el puesto {seat} de delegación",
    }
    item = add_item(assembly=assembly, item=Item(title, Matter.RECALL), by=by, at=at)
    texts = {
        "en": f"The delegate in seat {delegation.seat} to {delegation.link.sister.name} is "
        "recalled. The alternate takes the seat.",
        "es": f"Se revoca a quien ocupa el puesto {delegation.seat} de delegación ante "
        f"{delegation.link.sister.name}. Pasa al puesto la persona suplente.",
    }
    motion = put_motion(item=item, title=title, texts=texts, by=by, at=at)
    RecallMotion.objects.create(delegation=delegation, motion=motion)
    record_for(delegation, by, at, "delegate.ask_recall", seat=delegation.seat)
    return motion


def end_recalled(vote: Vote, by: Actor, at: datetime) -> None:
    """What a vote on a recall does."""
    if vote.outcome != Outcome.CARRIED or vote.motion is None:
        return
    recall = RecallMotion.objects.filter(motion=vote.motion_id).first()
    act = Act.objects.filter(vote=vote).first()
    if recall and act and recall.delegation.ended_on is None:
        _end(recall.delegation, DelegationEnd.RECALLED, act, by, at)


def _end(delegation: Delegation, why: str, act: Act | None, by: Actor, at: datetime) -> None:
    _check_serving(delegation)
    link = delegation.link
    delegation.ended_on = max(local_date(at, link.collective.time_zone), delegation.since)
    delegation.end, delegation.end_act = why, act
    delegation.full_clean()
    delegation.save(update_fields=["ended_on", "end", "end_act"])
    record_for(delegation, by, at, "delegate.end", why=why, seat=delegation.seat)
    if not delegation.is_alternate:
        _promote(link, delegation.seat, by, at)
    _tell(link, by, at)


def _promote(link: Link, seat: int, by: Actor, at: datetime) -> None:
    """The alternate of that seat takes it."""
    alternate = serving(link).filter(seat=seat, is_alternate=True).first()
    if alternate:
        alternate.is_alternate = False
        alternate.save(update_fields=["is_alternate"])
        record_for(alternate, by, at, "delegate.take_seat", seat=seat)


def _check_serving(delegation: Delegation) -> None:
    delegation.refresh_from_db(fields=["ended_on", "is_alternate"])
    if delegation.ended_on:
        raise NotServing(_("They are no delegate any more."))


def end_all(link: Link, today: date) -> None:
    for row in serving(link):
        row.ended_on, row.end = max(today, row.since), DelegationEnd.LEFT
        row.save(update_fields=["ended_on", "end"])


def _tell(link: Link, by: Actor, at: datetime) -> None:
    """The body above learns who holds our seats: their names, and nothing else of them."""
    holders = list(serving(link).filter(is_alternate=False))
    rows = [
        {
            "id": str(row.pk),
            "seat": row.seat,
            "language": row.person.language,
            "since": row.since.isoformat(),
            "act": {"number": row.act.number, "hash": row.act.hash},
        }
        for row in holders
    ]
    names = {str(row.pk): row.person.name for row in holders}
    body = {"delegates": rows}
    send(sister=link.sister, kind=Kind.DELEGATES, body=body, names=names, by=by, at=at)


def hear_delegates(sister: Sister, body: Mapping[str, Any], by: Actor, at: datetime) -> None:
    """Whoever is named holds a seat and stands on our roll; whoever is not, no more."""
    rows = bodies.rows(body, "delegates")
    link = sister.links.filter(way=Way.DOWN, state=LinkState.LINKED).first()
    if link is None:
        return
    today = local_date(at, link.collective.time_zone)
    named = {bodies.mark(row, "id"): row for row in rows}
    end_seats(link, set(named), today)
    held = set(link.held_seats.values_list("delegation", flat=True))
    for mark, row in named.items():
        number = bodies.number(row, "seat", 1)
        bodies.act_of(row)
        if mark not in held and number <= (link.seats or 0):
            name = squeeze(str(body["names"].get(str(mark), "")))[:200]
            language = bodies.line(row, "language", 5)
            person = add_person(
                collective=link.collective, name=name, language=language, by=by, at=at
            )
            _seat(link, mark, number, person, today, by, at)


def _seat(
    link: Link, mark: UUID, number: int, person: Person, today: date, by: Actor, at: datetime
) -> None:
    enter_on_roll(
        person=person, belonging=Belonging.MEMBER, since=today, votes_from=None, by=by, at=at
    )
    seat = Seat(
        collective_id=link.collective_id, link=link, delegation=mark, number=number,
        person=person, since=today,
    )  # fmt: skip
    seat.full_clean()
    seat.save(force_insert=True)


def end_seats(link: Link, keep: set[UUID], today: date) -> None:
    for seat in link.held_seats.filter(ended_on__isnull=True).exclude(delegation__in=keep):
        seat.ended_on = max(today, seat.since)
        seat.save(update_fields=["ended_on"])
        RollEntry.objects.filter(person=seat.person_id, ended_on__isnull=True).update(
            ended_on=seat.ended_on
        )
