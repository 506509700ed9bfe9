"""What is so: who is here, who may vote, what became of the acts, whether the chain holds."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When

from barrio.assemblies.enums import AssemblyState, Method, Stand
from barrio.assemblies.models import (
    Act,
    AgendaItem,
    Assembly,
    Duty,
    Motion,
    Option,
    Presence,
    Proxy,
    RollEntry,
    SnapshotEntry,
    Vote,
)
from barrio.core.text import fold
from barrio.people.models import Person
from barrio.people.queries import names_in
from barrio.runtime.sealed import open_all

ALL_SHOWN = 200  # people on the roll up to whom the table at the door shows everybody
SHOWN = 50


def here_now(assembly: Assembly) -> QuerySet[Presence]:
    return assembly.presences.filter(left_at__isnull=True)


def voters_here(assembly: Assembly) -> QuerySet[Presence]:
    return _who_may_vote(here_now(assembly), assembly)


def _who_may_vote(rows: QuerySet[Presence], assembly: Assembly) -> QuerySet[Presence]:
    may = SnapshotEntry.objects.filter(
        snapshot=assembly.snapshot_id, person_id=OuterRef("person_id"), may_vote=True
    )
    return rows.filter(Exists(may))


def present_now(assembly: Assembly) -> int:
    """How many are here of those who may vote: what the quorum counts."""
    return voters_here(assembly).count()


def here_by_name(assembly: Assembly) -> list[tuple[str, str]]:
    """Everybody inside, as choices of a field."""
    here = set(here_now(assembly).values_list("person_id", flat=True))
    return [(str(one.pk), one.name) for one in _in_order(assembly.collective_id, here)]


def voters_by_name(assembly: Assembly) -> list[tuple[str, str]]:
    """Those here who may vote, as choices of a field."""
    here = set(voters_here(assembly).values_list("person_id", flat=True))
    return [(str(one.pk), one.name) for one in _in_order(assembly.collective_id, here)]


def may_vote_now(assembly: Assembly, person_id: Any) -> bool:
    return voters_here(assembly).filter(person_id=person_id).exists()


def proxies_now(assembly: Assembly) -> QuerySet[Proxy]:
    """All that were given and not taken back, whether or not who holds them is here."""
    return assembly.given.filter(ended_at__isnull=True)


def represented_now(assembly: Assembly) -> QuerySet[Proxy]:
    """Those that count: both may vote, who holds it is here and who gave it is not."""
    return _valid(proxies_now(assembly), assembly, here_now(assembly))


def is_represented(assembly: Assembly, person_id: Any) -> bool:
    return represented_now(assembly).filter(giver=person_id).exists()


def _valid(rows: QuerySet[Proxy], assembly: Assembly, here: QuerySet[Presence]) -> QuerySet[Proxy]:
    may = SnapshotEntry.objects.filter(snapshot=assembly.snapshot_id, may_vote=True)
    giver, holder = (may.filter(person_id=OuterRef(f"{side}_id")) for side in ("giver", "holder"))
    there = here.filter(person_id=OuterRef("holder_id"))
    came_too = here.filter(person_id=OuterRef("giver_id"))
    return rows.filter(Exists(giver), Exists(holder), Exists(there), ~Exists(came_too))


def represented_at_opening(vote: Vote) -> QuerySet[Proxy]:
    """The proxies that counted when the vote opened."""
    held = Q(ended_at__isnull=True) | Q(ended_at__gt=vote.opened_at)
    assembly = vote.item.assembly
    rows = assembly.given.filter(held, given_at__lte=vote.opened_at)
    if vote.method == Method.CONSENSUS:
        return rows.none()
    return _valid(rows, assembly, _there_at_opening(vote))


def has_a_voice(vote: Vote, person_id: Any) -> bool:
    """Of those who may vote: here when the vote opened, or represented then."""
    there = was_there(vote, person_id)
    return there or represented_at_opening(vote).filter(giver=person_id).exists()


def may_cast(vote: Vote, person_id: Any, proxy: Proxy | None) -> bool:
    """Whether they cast it themselves, or by whoever holds their vote.

    Whoever was represented and came since casts their own.
    """
    if was_there(vote, person_id):
        return proxy is None
    found = represented_at_opening(vote).filter(giver=person_id)
    if proxy is None:
        return may_vote_now(vote.item.assembly, person_id) and found.exists()
    return found.filter(pk=proxy.pk, ended_at__isnull=True).exists()


def was_there(vote: Vote, person_id: Any) -> bool:
    """Of those who may vote, and here when the vote opened."""
    return _there_at_opening(vote).filter(person=person_id).exists()


def _there_at_opening(vote: Vote) -> QuerySet[Presence]:
    assembly = vote.item.assembly
    stayed = Q(left_at__isnull=True) | Q(left_at__gt=vote.opened_at)
    here = Presence.objects.filter(stayed, assembly=assembly.pk, came_at__lte=vote.opened_at)
    return _who_may_vote(here, assembly)


def numbers_of(vote: Vote) -> list[int]:
    """Of the options to choose from, in their order."""
    if not vote.rule:
        return []
    rows = Option.objects.filter(motion=vote.motion_id).order_by("number")
    return list(rows.values_list("number", flat=True))


@dataclass(frozen=True)
class Standing:
    """An option as people read it."""

    number: int
    name: str
    option: Option


def standing_in(motion: Motion | None, language: str) -> list[Standing]:
    """What the motion offers to choose from; people by their names."""
    rows = list(motion.options.select_related("person").order_by("number")) if motion else []
    open_all(row.person for row in rows if row.person)
    return [Standing(row.number, _name_of(row, language), row) for row in rows]


def _name_of(option: Option, language: str) -> str:
    if option.person:
        return option.person.name or f"{option.number}"
    return option.title_in(language)


def paper_places(vote: Vote) -> list[tuple[Person, str]]:
    """Who was there or represented when it opened, in the order of names, and how they voted."""
    how = dict(vote.voted.values_list("person_id", "how"))
    there = set(_there_at_opening(vote).values_list("person_id", flat=True))
    there |= set(represented_at_opening(vote).values_list("giver_id", flat=True))
    return [(one, how.get(one.pk, "")) for one in _in_order(vote.collective_id, there)]


def _in_order(collective_id: uuid.UUID, among: Collection[uuid.UUID]) -> list[Person]:
    """Opened, in the order of their names."""
    ids = [pk for pk, _name in names_in(collective_id) if pk in among]
    people = {p.pk: p for p in open_all(Person.objects.filter(pk__in=ids))}
    return [people[pk] for pk in ids if pk in people]


def next_assembly(collective_id: uuid.UUID) -> Assembly | None:
    """The one in session, or else the next that is convened."""
    rows = Assembly.objects.filter(
        collective_id=collective_id, state__in=[AssemblyState.OPEN, AssemblyState.CONVENED]
    )
    is_open = Case(When(state=AssemblyState.OPEN, then=0), default=1)
    return rows.order_by(is_open, "starts_at").first()


@dataclass(frozen=True)
class Carried:
    """Of the acts' duties: how many are done, open, late, or will not be done."""

    done: int
    dropped: int
    late: int
    open: int

    @property
    def all(self) -> int:
        return self.done + self.dropped + self.late + self.open


def carried_out(collective_id: uuid.UUID, today: date) -> Carried:
    rows = Duty.objects.filter(collective_id=collective_id)
    waiting = rows.filter(done_on__isnull=True, dropped_on__isnull=True)
    late = waiting.filter(due_on__lt=today).count()
    return Carried(
        done=rows.filter(done_on__isnull=False).count(),
        dropped=rows.filter(dropped_on__isnull=False).count(),
        late=late,
        open=waiting.count() - late,
    )


def acts_of(collective_id: uuid.UUID) -> QuerySet[Act]:
    return Act.objects.filter(collective_id=collective_id).select_related(
        "vote__item__assembly__snapshot", "superseded_by"
    )


def open_duties(collective_id: uuid.UUID) -> QuerySet[Duty]:
    rows = Duty.objects.filter(
        collective_id=collective_id, done_on__isnull=True, dropped_on__isnull=True
    )
    return rows.select_related("act").order_by("due_on")


def roll_of(collective_id: uuid.UUID) -> QuerySet[RollEntry]:
    return RollEntry.objects.filter(
        collective_id=collective_id, ended_on__isnull=True
    ).select_related("person")


def by_name(collective_id: uuid.UUID, entries: QuerySet[RollEntry]) -> list[RollEntry]:
    """In the order of names; whoever has none comes last."""
    place = {pk: i for i, (pk, _name) in enumerate(names_in(collective_id))}
    return sorted(entries, key=lambda entry: place.get(entry.person_id, len(place)))


@dataclass(frozen=True)
class AtTheDoor:
    """Somebody of the frozen roll, and whether they are inside."""

    person: Person
    may_vote: bool
    presence: Presence | None


def at_the_door(assembly: Assembly, asked: str) -> list[AtTheDoor]:
    """By name: who matches what was asked; else everybody of a short roll, or who is inside."""
    may_vote = dict(assembly.snapshot.entries.values_list("person_id", "may_vote"))
    inside = {row.person_id: row for row in here_now(assembly)}
    words = fold(asked).split()
    named = names_in(assembly.collective_id)
    if words:
        ids = [pk for pk, name in named if pk in may_vote and all(w in name for w in words)]
        ids = ids[:SHOWN]
    elif len(may_vote) <= ALL_SHOWN:
        ids = [pk for pk, _name in named if pk in may_vote]
    else:
        ids = [pk for pk, _name in named if pk in inside]
    people = {p.pk: p for p in open_all(Person.objects.filter(pk__in=ids))}
    return [AtTheDoor(people[pk], may_vote[pk], inside.get(pk)) for pk in ids if pk in people]


def voter_of(assembly: Assembly, person_id: uuid.UUID) -> Person | None:
    """Somebody who may vote by the frozen roll, inside or not."""
    on_roll = assembly.snapshot.entries.filter(person_id=person_id, may_vote=True)
    person = Person.objects.filter(pk=person_id).first() if on_roll.exists() else None
    return open_all([person])[0] if person else None


def called_by_name(vote: Vote) -> list[tuple[Person, str]]:
    """Who is here and may vote, in the order of names, and what each has said."""
    said = dict(vote.named.values_list("person_id", "choice"))
    here = set(voters_here(vote.item.assembly).values_list("person_id", flat=True)) | set(said)
    here |= set(represented_now(vote.item.assembly).values_list("giver_id", flat=True))
    return [(one, said.get(one.pk, "")) for one in _in_order(vote.collective_id, here)]


@dataclass(frozen=True)
class Represented:
    """Who gave their vote, and who holds it."""

    proxy: Proxy
    giver: str
    holder: str
    holder_is_here: bool


def given_proxies(assembly: Assembly) -> list[Represented]:
    """Those that are not taken back, in the order they were given."""
    rows = list(proxies_now(assembly).select_related("giver", "holder", "assembly"))
    open_all([person for row in rows for person in (row.giver, row.holder)])
    here = set(here_now(assembly).values_list("person_id", flat=True))
    return [Represented(r, r.giver.name, r.holder.name, r.holder_id in here) for r in rows]


@dataclass(frozen=True)
class Stances:
    """How many say what while consensus is sought; who says nothing agrees."""

    concerns: int
    aside: int
    blocks: int


def stances_in(vote: Vote) -> Stances:
    said = list(vote.stances.values_list("stand", flat=True))
    return Stances(said.count(Stand.CONCERN), said.count(Stand.ASIDE), said.count(Stand.BLOCK))


@dataclass(frozen=True)
class Hall:
    """What the wall shows: the question being voted on, or the item, and the last result."""

    present: int
    item: AgendaItem | None
    open_vote: Vote | None
    last_vote: Vote | None
    voted: int | None  # in the open vote, where ballots are secret
    stances: Stances | None  # in the open vote, where consensus is sought
    represented: int


def hall_of(assembly: Assembly) -> Hall:
    votes = Vote.objects.filter(item__assembly=assembly).select_related("item", "motion")
    vote = votes.filter(closed_at__isnull=True).order_by("opened_at").last()
    last = votes.filter(closed_at__isnull=False).order_by("closed_at").last()
    undecided = assembly.items.exclude(motions__state__in=["adopted", "rejected"])
    item = vote.item if vote else undecided.order_by("number").first()
    voted = vote.voted.count() if vote and vote.method == Method.PHONE else None
    stances = stances_in(vote) if vote and vote.method == Method.CONSENSUS else None
    represented = represented_now(assembly).count() if assembly.proxies else 0
    return Hall(present_now(assembly), item, vote, last, voted, stances, represented)
