"""An order to walk doors in: side by side of each street, always on to the nearest side."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

Point = tuple[float, float]  # latitude, longitude
Distance = Callable[[Point, Point], float]  # metres


@dataclass(frozen=True)
class Stop:
    """A door to walk to. `side` keeps both sides of a street apart."""

    id: Hashable
    street: str
    side: str
    number: int
    unit: str
    at: Point


def in_walking_order(
    stops: Sequence[Stop], distance: Distance, start: Point | None = None
) -> list[Stop]:
    """The stops, each side of a street walked from one end, no side left half done.

    Among the sides not walked yet the one with the nearest end comes next.
    """
    sides: dict[tuple[str, str], list[Stop]] = defaultdict(list)
    for stop in stops:
        sides[stop.street, stop.side].append(stop)
    rows = [
        sorted(row, key=lambda s: (s.number, s.unit, str(s.id)))
        for _key, row in sorted(sides.items())
    ]
    walked: list[Stop] = []
    here = start or (rows[0][0].at if rows else (0.0, 0.0))
    while rows:
        row = min(rows, key=lambda r: _nearest_end(here, r, distance))
        rows.remove(row)
        if distance(here, row[-1].at) < distance(here, row[0].at):
            row = row[::-1]
        walked += row
        here = row[-1].at
    return walked


def _nearest_end(here: Point, row: Sequence[Stop], distance: Distance) -> float:
    return min(distance(here, row[0].at), distance(here, row[-1].at))


def metres(stops: Sequence[Stop], distance: Distance) -> float:
    """The length of the walk from door to door."""
    return sum(distance(a.at, b.at) for a, b in zip(stops, stops[1:], strict=False))
