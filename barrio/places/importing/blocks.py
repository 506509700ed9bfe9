"""Doors from address ranges: derived along a block, never surveyed."""

import math

from barrio.core.geo import metres_between
from barrio.places.importing.rows import Line

STEP = 2  # one side of a street holds the odd numbers, the other the even ones
NARROWEST = 3.6  # metres: about twelve feet, the narrowest row house of these blocks
SETBACK = 8.0  # metres from the centreline to the door
METRES_PER_DEGREE = 111_195.0


def numbers_on(first: int, last: int, metres: float) -> list[int]:
    """The numbers that a side may hold, in the order of the range.

    Every second number of the range, unless the side is too short for them. A range that
    ends in 98 or 99 names the whole hundred and not its last house: its doors go on without
    a gap until the block is full. Any other range was measured: its doors are spread evenly.
    """
    low, high = sorted((first, last))
    numbers = list(range(low, high + 1, STEP))
    room = max(1, int(metres / NARROWEST))
    if len(numbers) > room:
        if high % 100 in (98, 99):
            numbers = numbers[:room]
        else:
            numbers = numbers[:: math.ceil(len(numbers) / room)]
    return numbers if first <= last else numbers[::-1]


def length_of(line: Line) -> float:
    return sum(_length(a, b) for a, b in zip(line, line[1:], strict=False))


def _length(a: list[float], b: list[float]) -> float:
    return metres_between((a[1], a[0]), (b[1], b[0]))


def places_along(line: Line, count: int, side: str) -> list[tuple[float, float]]:
    """Latitude and longitude of `count` doors, each in the middle of its share of the line."""
    whole = length_of(line)
    return [_beside(line, whole * (place + 0.5) / count, side) for place in range(count)]


def _beside(line: Line, distance: float, side: str) -> tuple[float, float]:
    """The point at that distance along the line, a setback to its left or right."""
    left = distance
    for start, end in zip(line, line[1:], strict=False):
        length = _length(start, end)
        if left <= length or end is line[-1]:
            return _offset(start, end, left / length if length else 0.0, side)
        left -= length
    raise ValueError("a line has two points or more")


def _offset(start: list[float], end: list[float], share: float, side: str) -> tuple[float, float]:
    narrow = math.cos(math.radians(start[1])) or 1e-9
    east, north = (end[0] - start[0]) * narrow, end[1] - start[1]
    length = math.hypot(east, north) or 1.0
    away = {"left": 1.0, "right": -1.0}.get(side, 0.0) * SETBACK / METRES_PER_DEGREE
    lon = start[0] + share * (end[0] - start[0]) - away * north / length / narrow
    lat = start[1] + share * (end[1] - start[1]) + away * east / length
    return round(lat, 6), round(lon, 6)
