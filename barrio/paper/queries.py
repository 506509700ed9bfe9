"""What the server holds of a sheet or a shift, and how it differs from what was counted."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from barrio.canvass.enums import Result
from barrio.canvass.models import Assignment, Attempt, Canvass, TurfDoor
from barrio.paper.models import Sheet, SheetLine, SheetTally

FIGURES: dict[str, Promise] = {
    "doors_knocked": gettext_lazy("Doors knocked"),
    "answered": gettext_lazy("Somebody answered"),
    "spoke": gettext_lazy("Spoke with us"),
    "refused": gettext_lazy("They refused"),
}
MOST_NAMED = 12  # rows or doors; a longer list helps nobody


@dataclass(frozen=True)
class Held:
    """What we have: per figure the doors, named as a person finds them again."""

    doors: dict[str, list[str]]
    unmarked: list[str]
    of_sheet: bool
    last: str = ""  # the last row of a sheet that has a mark

    @property
    def between(self) -> list[str]:
        """Rows without a mark before the last that has one: there a mark was overlooked."""
        return [row for row in self.unmarked if self.last and int(row) < int(self.last)]

    def count(self, figure: str) -> int:
        return len(self.doors[figure])


@dataclass(frozen=True)
class Figure:
    label: str | Promise
    counted: int
    held: int
    which: str  # the doors that make up `held`

    @property
    def gap(self) -> int:
        return self.counted - self.held


@dataclass(frozen=True)
class Comparison:
    figures: list[Figure]
    sentences: list[str] = field(default_factory=list)

    @property
    def differs(self) -> bool:
        return bool(self.sentences)


def lines_of(sheet: Sheet) -> list[SheetLine]:
    rows = sheet.lines.select_related("dwelling__street", "attempt__by")
    return list(rows.order_by("order"))


def held_of_sheet(lines: Iterable[SheetLine]) -> Held:
    found, unmarked = [], []
    for line in lines:
        if line.attempt is not None and line.attempt.undone_at is None:
            found.append((str(line.order), {line.attempt.result}))
        else:
            unmarked.append(str(line.order))
    return _held(found, unmarked, last=found[-1][0] if found else "")


def held_of_shift(shift: Assignment) -> Held:
    """The visits that came by phone from whoever had the turf, in the hours of the shift."""
    results: dict[uuid.UUID, set[str]] = defaultdict(set)
    for dwelling_id, result in visits_of(shift).values_list("dwelling_id", "result"):
        results[dwelling_id].add(result)
    doors = TurfDoor.objects.filter(turf=shift.turf_id).select_related("dwelling__street")
    named = {door.dwelling_id: door.dwelling.address for door in doors.order_by("order")}
    gone = Attempt.objects.filter(dwelling_id__in=results.keys() - named.keys(), turf=shift.turf_id)
    named |= {one.dwelling_id: one.dwelling.address for one in gone.select_related(*_ADDRESS)}
    found = [(address, results[pk]) for pk, address in named.items() if pk in results]
    return _held(found, [a for pk, a in named.items() if pk not in results])


_ADDRESS = ("dwelling__street",)


def visits_of(shift: Assignment) -> Any:
    """Not those that came in on paper: a sheet has a tally of its own."""
    on_paper = SheetLine.objects.filter(attempt__isnull=False, sheet__turf=shift.turf_id)
    return Attempt.objects.filter(
        turf=shift.turf_id,
        by=shift.user_id,
        undone_at__isnull=True,
        made_at__gte=shift.since,
        made_at__lte=shift.ended_at or shift.until,
    ).exclude(pk__in=on_paper.values("attempt"))


def _held(
    found: list[tuple[str, set[str]]], unmarked: list[str], *, last: str | None = None
) -> Held:
    doors = {
        "doors_knocked": [name for name, _results in found],
        "answered": [name for name, results in found if results - {Result.NOT_HOME}],
        "spoke": [name for name, results in found if Result.SPOKE in results],
        "refused": [name for name, r in found if Result.REFUSED in r and Result.SPOKE not in r],
    }
    return Held(doors, unmarked, last is not None, last or "")


def current_tally(**of: Any) -> SheetTally | None:
    """The last signed one ``of`` a sheet or an assignment."""
    return SheetTally.objects.filter(replaced_at__isnull=True, **of).first()


def compare(tally: SheetTally, held: Held) -> Comparison:
    figures = [
        Figure(label, getattr(tally, name), held.count(name), _listed(held.doors[name]))
        for name, label in FIGURES.items()
    ]
    knocked = figures[0]
    sentences = [_knocked(knocked, held)] if knocked.gap else []
    sentences += [_other(one) for one in figures[1:] if one.gap]
    return Comparison(figures, sentences)


def _knocked(figure: Figure, held: Held) -> str:
    gap = abs(figure.gap)
    said = {"counted": figure.counted, "held": figure.held, "n": gap}
    if figure.gap < 0:
        return (
            ngettext(
                "%(counted)d doors were counted, we have %(held)d: %(n)d visit more than was "
                "counted.",
                "%(counted)d doors were counted, we have %(held)d: %(n)d visits more than were "
                "counted.",
                gap,
            )
            % said
        )
    text = (
        ngettext(
            "%(counted)d doors were counted, we have %(held)d: %(n)d visit is missing.",
            "%(counted)d doors were counted, we have %(held)d: %(n)d visits are missing.",
            gap,
        )
        % said
    )
    return " ".join([text, *_where_to_look(held, gap)])


def _where_to_look(held: Held, gap: int) -> list[str]:
    if held.of_sheet:
        return _rows_to_look_at(held, gap)
    if not held.unmarked:
        return []
    listed, n = _listed(held.unmarked), len(held.unmarked)
    text = ngettext(
        "We have nothing from this door: %(doors)s.",
        "We have nothing from these doors: %(doors)s.",
        n,
    )
    return [text % {"doors": listed}]


def _rows_to_look_at(held: Held, gap: int) -> list[str]:
    """First where a mark was overlooked, then the end of the sheet, if that does not do."""
    found = []
    if held.between:
        text = ngettext(
            "Look at row %(rows)s, which has no mark.",
            "Look at rows %(rows)s, which have no mark.",
            len(held.between),
        )
        found.append(text % {"rows": _listed(held.between)})
    if len(held.between) < gap and len(held.unmarked) > len(held.between):
        found.append(
            _("After row %(last)s no row has a mark.") % {"last": held.last}
            if held.last
            else _("No row has a mark yet.")
        )
    return found


def _other(figure: Figure) -> str:
    said = {"figure": figure.label, "counted": figure.counted, "held": figure.held}
    if not figure.which:
        return _("%(figure)s: %(counted)d counted, we have none.") % said
    said["which"] = figure.which
    return _("%(figure)s: %(counted)d counted, we have %(held)d (%(which)s).") % said


def _listed(names: list[str]) -> str:
    """“3, 7 and 9”; a long list says how many more."""
    if len(names) > MOST_NAMED:
        more = len(names) - MOST_NAMED
        shown = ", ".join(names[:MOST_NAMED])
        return ngettext("%(shown)s and %(n)d more", "%(shown)s and %(n)d more", more) % {
            "shown": shown,
            "n": more,
        }
    if len(names) < 2:
        return "".join(names)
    return _("%(shown)s and %(last)s") % {"shown": ", ".join(names[:-1]), "last": names[-1]}


@dataclass(frozen=True)
class SheetRow:
    """A sheet on the page of a canvass."""

    sheet: Sheet
    doors: int
    keyed: int
    comparison: Comparison | None

    @property
    def state(self) -> str:
        if not self.keyed:
            return "printed"
        return "keyed" if self.keyed == self.doors else "half"


@dataclass(frozen=True)
class ShiftRow:
    shift: Assignment
    comparison: Comparison | None


def sheets_of(sheets: Iterable[Sheet]) -> list[SheetRow]:
    """Sheets with how much of each is keyed in, in three queries however many they are."""
    sheets = list(sheets)
    lines = defaultdict(list)
    rows = SheetLine.objects.filter(sheet__in=sheets).select_related("attempt").order_by("order")
    for line in rows:
        lines[line.sheet_id].append(line)
    tallies = _tallies("sheet", sheets)
    found = []
    for sheet in sheets:
        held = held_of_sheet(lines[sheet.pk])
        tally = tallies.get(sheet.pk)
        comparison = compare(tally, held) if tally else None
        found.append(SheetRow(sheet, len(lines[sheet.pk]), held.count("doors_knocked"), comparison))
    return found


def shifts_of(canvass: Canvass, at: datetime) -> list[ShiftRow]:
    """Shifts of a canvass that have begun, newest first; no more than the last hundred."""
    rows = Assignment.objects.filter(turf__canvass=canvass, since__lte=at)
    shifts = list(rows.select_related("turf", "user").order_by("-since", "turf__name")[:100])
    tallies = _tallies("assignment", shifts)
    return [
        ShiftRow(
            shift,
            compare(tallies[shift.pk], held_of_shift(shift)) if shift.pk in tallies else None,
        )
        for shift in shifts
    ]


def _tallies(of: str, things: list[Any]) -> dict[uuid.UUID, SheetTally]:
    rows = SheetTally.objects.filter(Q(replaced_at__isnull=True) & Q(**{f"{of}__in": things}))
    return {getattr(row, f"{of}_id"): row for row in rows}
