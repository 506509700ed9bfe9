"""Who may be called, who is next, and how far a round of calls or texts has come."""

import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Exists, F, IntegerField, Max, OuterRef, Q, Subquery, Value, When

from barrio.canvass.queries import Rate
from barrio.comms.enums import DeliveryState
from barrio.comms.models import Delivery, Reply
from barrio.core.clock import local_date
from barrio.people.enums import ContactKind, Purpose
from barrio.people.models import Consent, ContactPoint, Occupancy, Person, Touch
from barrio.people.queries import dwelling_token, people_of
from barrio.phonebank.enums import REACHED, BankKind, LineState, Outcome
from barrio.phonebank.models import Bank, Call, Line
from barrio.places.models import Dwelling, Site
from barrio.runtime.sealed import open_all

# What of us somebody noticed, so that they are then left in peace for some days.
CONTACTS = ("knock", "call", "text")
UNNOTICED = ("no_answer", "not_home")


@dataclass(frozen=True)
class Audience:
    """Of the people a bank asks for: who can be put on its list now, and why others cannot."""

    people: int = 0
    listed: int = 0
    without_number: int = 0
    do_not_contact: int = 0
    no_consent: int = 0
    in_peace: int = 0
    last_contact: date | None = None  # the newest of those left in peace
    ready: list[uuid.UUID] = field(default_factory=list)

    @property
    def with_number(self) -> int:
        return self.people - self.without_number


def audience_of(bank: Bank, at: datetime) -> Audience:
    """Each person is counted under the first reason that keeps them off the list."""
    found: dict[str, int] = defaultdict(int)
    ready: list[uuid.UUID] = []
    newest: list[date] = []
    for pk, has_phone, do_not, agreed, last, listed in _people_asked_for(bank, at):
        found["people"] += 1
        if not has_phone:
            found["without_number"] += 1
        elif listed:
            found["listed"] += 1
        elif do_not:
            found["do_not_contact"] += 1
        elif not agreed:
            found["no_consent"] += 1
        elif last:
            found["in_peace"] += 1
            newest.append(last)
        else:
            ready.append(pk)
    return Audience(**found, ready=ready, last_contact=max(newest, default=None))


def _people_asked_for(bank: Bank, at: datetime) -> list[tuple]:
    people = people_of(bank.collective_id)
    if bank.language:
        people = people.filter(language=bank.language)
    rows = people.annotate(
        has_phone=Exists(phones().filter(person=OuterRef("pk"))),
        agreed=_agreed("pk"),
        last=_last_contact(bank, at, "pk"),
        listed=Exists(Line.objects.filter(bank=bank, person=OuterRef("pk"))),
    ).values_list("pk", "has_phone", "do_not_contact", "agreed", "last", "listed")
    if bank.site_id is None:
        return list(rows)
    here = _living_at(bank)
    return [row for row in rows if row[0] in here]


def phones() -> Any:
    return ContactPoint.objects.filter(kind=ContactKind.PHONE, is_dead=False)


def _agreed(person: str) -> Subquery:
    answers = Consent.objects.filter(person=OuterRef(person), purpose=Purpose.ORGANISING)
    return Subquery(answers.order_by("-order").values("given")[:1])


def _last_contact(bank: Bank, at: datetime, person: str) -> Subquery:
    """The newest day on which they heard of us, by any bank or at the door."""
    since = local_date(at, bank.collective.time_zone) - timedelta(days=bank.cool_down_days)
    rows = Touch.objects.filter(person=OuterRef(person), kind__in=CONTACTS, on__gt=since)
    rows = rows.exclude(outcome__in=UNNOTICED).order_by().values("person")
    return Subquery(rows.annotate(newest=Max("on")).values("newest"))


def _living_at(bank: Bank) -> set[uuid.UUID]:
    """Who lives at the bank's place or in one of its units."""
    doors = Dwelling.objects.filter(site_id__in=_with_units(bank)).values_list("pk", flat=True)
    tokens = {dwelling_token(bank.collective_id, pk) for pk in doors}
    homes = Occupancy.objects.filter(collective_id=bank.collective_id, until__isnull=True)
    return {pk for pk, token in homes.values_list("person_id", "dwelling_token") if token in tokens}


def _with_units(bank: Bank) -> set[uuid.UUID]:
    parents = dict(Site.objects.filter(collective=bank.collective).values_list("pk", "parent_id"))
    found: set[uuid.UUID] = {bank.site_id}
    while more := {pk for pk, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def waiting_lines(bank: Bank, at: datetime, language: str) -> Any:
    """Lines whose person may be called at this moment, those first who were promised it.

    Then those who speak the volunteer's language: Spanish with whoever uses Barrio in Spanish.
    """
    rows = Line.objects.filter(bank=bank, person__erased_on__isnull=True)
    held = Q(state=LineState.CLAIMED, claimed_until__gt=at)
    rows = rows.exclude(state=LineState.DONE).exclude(held)
    rows = rows.filter(Q(next_at__isnull=True) | Q(next_at__lte=at), person__do_not_contact=False)
    rows = rows.annotate(agreed=_agreed("person"), last=_last_contact(bank, at, "person"))
    rows = rows.filter(Exists(phones().filter(person=OuterRef("person"))), agreed=True)
    rows = rows.filter(Q(promised=True) | Q(last__isnull=True))
    taken = Line.objects.filter(held, person=OuterRef("person"))
    mine = Case(
        When(person__language=language, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return rows.exclude(Exists(taken)).order_by(
        "-promised", mine, F("next_at").asc(nulls_last=True), "pk"
    )


def is_welcome(line: Line) -> bool:
    """Whether the person may still be reached, as things stand now."""
    person = Person.objects.annotate(agreed=_agreed("pk")).get(pk=line.person_id)
    return bool(person.agreed) and not person.do_not_contact and person.erased_on is None


def held_line(bank: Bank, user_id: uuid.UUID, at: datetime) -> Line | None:
    """Whom the volunteer has before them now."""
    rows = Line.objects.filter(
        bank=bank, state=LineState.CLAIMED, claimed_by_id=user_id, claimed_until__gt=at
    )
    return rows.select_related("person", "bank__collective").order_by("-claimed_until").first()


def phone_of(person: Person) -> ContactPoint | None:
    return phones().filter(person=person).order_by("pk").first()


def last_call_of(bank: Bank, user_id: uuid.UUID, since: datetime) -> Call | None:
    """What the volunteer did last and may still take back."""
    rows = Call.objects.filter(line__bank=bank, by_id=user_id, made_at__gt=since)
    last = rows.filter(undone_at__isnull=True).select_related("line__person").order_by("-made_at")
    found = last.first()
    return found if found and found.outcome != Outcome.TEXTED else None


@dataclass(frozen=True)
class Answered:
    """How many gave one answer to one question; both by language."""

    question: dict[str, str]
    answer: dict[str, str]
    rate: Rate


@dataclass(frozen=True)
class Board:
    """How far a bank has come; each person counts once, however often they were called."""

    people: int
    waiting: int
    called: Rate
    reached: Rate
    spoke: Rate
    answers: list[Answered]
    sent: Rate
    replied: Rate
    stopped: Rate
    calling: list[Line]
    due: int
    resting: int


def board_of(bank: Bank, at: datetime) -> Board:
    lines = Line.objects.filter(bank=bank)
    states = list(lines.values_list("state", "promised", "next_at"))
    calls = list(Call.objects.filter(line__bank=bank, undone_at__isnull=True).order_by("made_at"))
    outcomes: dict[uuid.UUID, set[str]] = defaultdict(set)
    for call in calls:
        outcomes[call.line_id].add(call.outcome)
    called, spoke = len(outcomes), _with(outcomes, {Outcome.SPOKE})
    reached = _with(outcomes, set(REACHED))
    texted = lines.filter(calls__outcome=Outcome.TEXTED).values("person").distinct()
    return Board(
        people=len(states),
        waiting=sum(state in (LineState.WAITING, LineState.RESTING) for state, *_rest in states),
        called=Rate(called, len(states)),
        reached=Rate(reached, called),
        spoke=Rate(spoke, reached),
        answers=_answers(bank, calls, spoke),
        sent=Rate(_sent(calls), called),
        replied=Rate(_replied(bank, calls), called),
        stopped=Rate(_stopped(texted), called),
        calling=_calling(lines, at),
        due=sum(1 for _state, promised, on in states if promised and on and on <= at),
        resting=sum(1 for state, _promised, _on in states if state == LineState.RESTING),
    )


def _with(outcomes: dict[uuid.UUID, set[str]], wanted: set[str]) -> int:
    return sum(not found.isdisjoint(wanted) for found in outcomes.values())


def _answers(bank: Bank, calls: list[Call], spoke: int) -> list[Answered]:
    """For each answer of a question: how many of those we spoke with gave it, by their last."""
    if bank.kind == BankKind.TEXT:
        return []
    said: dict[tuple[uuid.UUID, str], str] = {}
    for call in open_all(c for c in calls if c.outcome == Outcome.SPOKE):
        said |= {(call.line_id, key): value for key, value in call.personal["answers"].items()}
    counts = Counter((key, value) for (_line, key), value in said.items())
    return [
        Answered(
            question["text"], choice["text"], Rate(counts[question["key"], choice["value"]], spoke)
        )
        for question in bank.canvass.questions
        for choice in question.get("choices", [])
    ]


def _sent(calls: list[Call]) -> int:
    texts = [call.message_id for call in calls if call.message_id]
    rows = Delivery.objects.filter(message__in=texts, state=DeliveryState.SENT)
    return rows.values("message").distinct().count()


def replies_to(bank: Bank) -> Any:
    """What people wrote to the number since they were texted by this bank."""
    first = (
        Call.objects.filter(
            line__bank=bank, line__person=OuterRef("person"), outcome=Outcome.TEXTED
        )
        .order_by("made_at")
        .values("made_at")[:1]
    )
    rows = Reply.objects.filter(collective_id=bank.collective_id).annotate(first=Subquery(first))
    return rows.filter(first__isnull=False, received_at__gte=F("first"))


def _replied(bank: Bank, calls: list[Call]) -> int:
    if bank.kind == BankKind.CALL or not calls:
        return 0
    return replies_to(bank).values("person").distinct().count()


def _stopped(texted: Any) -> int:
    """Of those we texted, who wants no more since."""
    return Person.objects.filter(pk__in=texted).annotate(a=_agreed("pk")).filter(a=False).count()


def _calling(lines: Any, at: datetime) -> list[Line]:
    rows = lines.filter(state=LineState.CLAIMED, claimed_until__gt=at)
    return list(rows.select_related("claimed_by").order_by("claimed_until"))


def unanswered(bank: Bank, user_id: uuid.UUID | None = None) -> list[tuple[Line, Reply]]:
    """Replies that nobody has seen to; with `user_id`, to what this volunteer wrote."""
    mine = {"calls__by_id": user_id} if user_id else {}
    lines = Line.objects.filter(bank=bank, calls__outcome=Outcome.TEXTED, **mine)
    by_person = {line.person_id: line for line in lines.select_related("person")}
    rows = replies_to(bank).filter(person__in=by_person, answered_at__isnull=True)
    found = open_all(rows.order_by("received_at")[:100])
    open_all({by_person[reply.person_id].person for reply in found})
    return [(by_person[reply.person_id], reply) for reply in found]


@dataclass(frozen=True)
class Said:
    """One turn of what was texted to and fro."""

    at: datetime
    text: str
    is_theirs: bool
    who: str = ""
    reply: Reply | None = None


def talk_of(person: Person) -> list[Said]:
    """All that was texted with a person, oldest first."""
    calls = Call.objects.filter(line__person=person, outcome=Outcome.TEXTED)
    calls = calls.select_related("by", "message").prefetch_related("message__texts")
    turns = [
        Said(call.made_at, text.body, False, call.by.handle)
        for call in calls
        for text in call.message.texts.all()
    ]
    replies = Reply.objects.filter(person=person).order_by("received_at")
    turns += [Said(r.received_at, r.personal["text"], True, "", r) for r in open_all(replies)]
    return sorted(turns, key=lambda turn: turn.at)


def panel_of(_request: Any, person: Person) -> dict[str, Any]:
    """For a person's page: the calls with their notes, and what was texted."""
    calls = Call.objects.filter(line__person=person, undone_at__isnull=True)
    calls = calls.select_related("by", "line__bank").order_by("-made_at")[:20]
    return {"calls": open_all(calls), "talk": [said for said in talk_of(person) if said.is_theirs]}
