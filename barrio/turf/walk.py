"""An order to walk doors in: side by side of each street, always on to the nearest side."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from barrio.core.geo import Point, metres_between


@dataclass(frozen=True)
class Stop:
    """A door to walk to. `side` keeps both sides of a street apart."""

    id: Hashable
    street: str
    side: str
    number: int
    unit: str
    at: Point


def in_walking_order(stops: Sequence[Stop], start: Point | None = None) -> list[Stop]:
    """The stops, each side of a street walked from one end, no side left half done.

    Among the sides not walked yet the one with the nearest end comes next.
    """
    sides: dict[tuple[str, str], list[Stop]] = defaultdict(list)
    for stop in stops:
        sides[stop.street, stop.side].append(stop)
    rows = [sorted(row, key=lambda s: (s.number, s.unit, str(s.id))) for _key, row in sorted(sides.items())]
    walked: list[Stop] = []
    here = start or (rows[0][0].at if rows else None)
    while rows:
        row = min(rows, key=lambda r: _nearest_end(here, r))
        rows.remove(row)
        if metres_between(here, row[-1].at) < metres_between(here, row[0].at):
            row = row[::-1]
        walked += row
        here = row[-1].at
    return walked


def _nearest_end(here: Point, row: Sequence[Stop]) -> float:
    return min(metres_between(here, row[0].at), metres_between(here, row[-1].at))


def metres(stops: Sequence[Stop]) -> float:
    """The length of the walk in a straight line from door to door."""
    return sum(metres_between(a.at, b.at) for a, b in zip(stops, stops[1:], strict=False))
