"""What a day brought, and where a word with somebody may help. Hints, never verdicts."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo

from barrio.canvass.enums import Result
from barrio.canvass.models import Attempt, Canvass, Launch, TurfDoor, Walker
from barrio.canvass.queries import ENOUGH, Rate, Tally, tally_rows
from barrio.runtime.sealed import open_all

QUICK = timedelta(seconds=15)  # between two doors at which somebody came
FEW_ANSWERS = 0.5  # of those who spoke, with a script that has questions


@dataclass
class DayOf:
    """One person's day: doors as everywhere, each once, and hints to talk over."""

    name: str
    tally: Tally
    first: datetime | None
    last: datetime | None
    hints: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Day:
    tally: Tally
    people: list[DayOf]
    promises: int
    languages: int


def day_of(launch: Launch) -> Day:
    """The visits of the canvass between the day's opening and its end."""
    rows = visits_of(launch)
    by_person: dict[tuple[str, uuid.UUID], list[Attempt]] = defaultdict(list)
    for row in rows:
        key = ("walker", row.walker_id) if row.walker_id else ("user", row.by_id)
        by_person[key].append(row)
    asks = len(launch.canvass.questions) > 0
    people = [_day_of(mine, asks) for mine in by_person.values()]
    return Day(
        tally=tally_rows(len({r.dwelling_id for r in rows}), _pairs(rows)),
        people=sorted(people, key=lambda one: one.name.casefold()),
        promises=sum(row.promised for row in rows),
        languages=sum(row.speaks for row in rows),
    )


def visits_of(launch: Launch) -> list[Attempt]:
    rows = Attempt.objects.filter(
        turf__canvass=launch.canvass_id, undone_at__isnull=True, made_at__gte=launch.opened_at
    )
    if launch.closed_at:
        rows = rows.filter(made_at__lte=launch.closed_at)
    return open_all(rows.select_related("by", "walker__user").order_by("made_at"))


def _pairs(rows: Sequence[Attempt]) -> list[tuple[uuid.UUID, str]]:
    return [(row.dwelling_id, row.result) for row in rows]


def _day_of(rows: Sequence[Attempt], asks: bool) -> DayOf:
    first = rows[0]
    name = first.walker.called if first.walker else first.by.handle
    doors = len({row.dwelling_id for row in rows})
    tally = tally_rows(doors, _pairs(rows))
    return DayOf(name, tally, first.made_at, rows[-1].made_at, list(hints(rows, tally, asks)))


def hints(rows: Sequence[Attempt], tally: Tally, asks: bool) -> list[str]:
    """Codes of what is worth a word. The page says each as a question, with why it may be fine."""
    found = []
    spoke = [row for row in rows if row.result == Result.SPOKE]
    gaps = [b.made_at - a.made_at for a, b in zip(spoke, spoke[1:], strict=False)]
    if sum(gap < QUICK for gap in gaps) >= 3:
        found.append("written_afterwards")
    if tally.knocked >= ENOUGH and not tally.answered:
        found.append("nobody_home")
    answered = sum(bool(row.personal["answers"]) for row in spoke)
    if asks and len(spoke) >= 5 and answered < FEW_ANSWERS * len(spoke):
        found.append("few_answers")
    if tally.answered >= ENOUGH and tally.refused > tally.answered / 2:
        found.append("many_refused")
    return found


@dataclass(frozen=True)
class QuestionTally:
    """How often each answer was given, of those who were asked; the rest were not."""

    text: dict[str, str]
    asked: int
    spoke: int
    counts: list[tuple[dict[str, str], Rate]]


def answers_by_question(canvass: Canvass) -> list[QuestionTally]:
    """A door counts once for a question: with the newest answer that was given there."""
    rows = Attempt.objects.filter(
        turf__canvass=canvass, undone_at__isnull=True, result=Result.SPOKE
    ).order_by("made_at")
    latest: dict[str, dict[uuid.UUID, str]] = defaultdict(dict)
    spoke = set()
    for row in open_all(rows):
        spoke.add(row.dwelling_id)
        for key, value in row.personal["answers"].items():
            latest[key][row.dwelling_id] = str(value)
    return [
        _tally_of(question, latest[question["key"]], len(spoke)) for question in canvass.questions
    ]


def _tally_of(question: dict, answers: dict[uuid.UUID, str], spoke: int) -> QuestionTally:
    counts = Counter(answers.values())
    known = {choice["value"]: choice["text"] for choice in question.get("choices", [])}
    # Of a question without choices the words are the neighbours' own: only how many answered.
    rows = [(text, Rate(counts[value], len(answers))) for value, text in known.items()]
    return QuestionTally(question["text"], len(answers), spoke, rows)


@dataclass(frozen=True)
class CoverageDay:
    day: date
    new_doors: int
    knocked: Rate


def coverage_by_day(canvass: Canvass, zone: tzinfo) -> list[CoverageDay]:
    """How many doors had been knocked on by the end of each day, of all doors there are now."""
    doors = TurfDoor.objects.filter(canvass=canvass).count()
    first: dict[uuid.UUID, datetime] = {}
    rows = Attempt.objects.filter(turf__canvass=canvass, undone_at__isnull=True)
    for dwelling, at in rows.order_by("made_at").values_list("dwelling_id", "made_at"):
        first.setdefault(dwelling, at)
    new = Counter(at.astimezone(zone).date() for at in first.values())
    found, so_far = [], 0
    for day in sorted(new):
        so_far += new[day]
        found.append(CoverageDay(day, new[day], Rate(so_far, max(doors, so_far))))
    return found


def tallies_by_site(canvass: Canvass) -> list[tuple[str, Tally]]:
    """Of the places that the doors belong to, by name; doors of no place come last."""
    rows = TurfDoor.objects.filter(canvass=canvass)
    names = dict(rows.values_list("dwelling_id", "dwelling__site__name"))
    results = defaultdict(list)
    knocks = Attempt.objects.filter(turf__canvass=canvass, undone_at__isnull=True)
    for dwelling, result in knocks.values_list("dwelling_id", "result"):
        if dwelling in names:
            results[names[dwelling]].append((dwelling, result))
    doors = Counter(names.values())
    ordered = sorted(doors, key=lambda name: (name is None, name or ""))
    return [(name or "", tally_rows(doors[name], results[name])) for name in ordered]


def walkers_of(launch: Launch) -> list[Walker]:
    rows = launch.walkers.select_related("user").order_by("pair", "came_at")
    return open_all(rows)
