"""The small map of a sheet, drawn from the doors alone: millimetres on paper."""

import math
from collections.abc import Sequence
from typing import Any

from barrio.core.geo import Point

WIDTH, HEIGHT = 180.0, 62.0  # millimetres
EDGE = 9.0  # left free for the numbers
BETWEEN_LABELS = 7.5


def drawing(points: Sequence[tuple[int, Point]]) -> dict[str, Any] | None:
    """Path and numbered doors, turned so that the longer way lies across; None without doors.

    `north` is how far the arrow is turned, in degrees clockwise.
    """
    if not points:
        return None
    plane = _plane([point for _order, point in points])
    turned = _span(plane, 1) > _span(plane, 0)
    if turned:  # north to the left
        plane = [(-y, x) for x, y in plane]
    placed, height = _fitted(plane)
    doors = _labelled([order for order, _point in points], placed)
    path = [placed[0], *(b for a, b in zip(placed, placed[1:], strict=False) if a != b)]
    return {
        "width": WIDTH,
        "height": height,
        "path": path,
        "doors": doors,
        "north": -90 if turned else 0,
    }


def _plane(points: Sequence[Point]) -> list[Point]:
    """East and north, in one unit."""
    shrink = math.cos(math.radians(points[0][0]))
    return [(lon * shrink, lat) for lat, lon in points]


def _span(plane: Sequence[Point], axis: int) -> float:
    values = [point[axis] for point in plane]
    return max(values) - min(values)


def _fitted(plane: Sequence[Point]) -> tuple[list[Point], float]:
    west, north = min(p[0] for p in plane), max(p[1] for p in plane)
    wide, high = _span(plane, 0), _span(plane, 1)
    scale = min(
        (WIDTH - 2 * EDGE) / wide if wide else math.inf,
        (HEIGHT - 2 * EDGE) / high if high else math.inf,
    )
    scale = scale if math.isfinite(scale) else 1.0
    left = (WIDTH - wide * scale) / 2
    placed = [
        (round(left + (x - west) * scale, 2), round(EDGE + (north - y) * scale, 2))
        for x, y in plane
    ]
    return placed, round(2 * EDGE + high * scale, 2)


def _labelled(orders: Sequence[int], placed: Sequence[Point]) -> list[dict[str, Any]]:
    """Doors at one spot are one dot with the numbers of all; a number without room is left out."""
    spots: dict[Point, list[int]] = {}
    for order, spot in zip(orders, placed, strict=True):
        spots.setdefault(spot, []).append(order)
    middle = (min(y for _x, y in spots) + max(y for _x, y in spots)) / 2
    taken: list[Point] = []
    doors = []
    for spot, held in spots.items():
        side = -1 if spot[1] <= middle else 1  # away from the middle of the street
        place = (spot[0], spot[1] + side * 3.2)
        free = all(_apart(place, other) for other in taken)
        taken += [place] if free else []
        doors.append({"at": spot, "label": _span_of(held) if free else "", "side": side})
    return doors


def _apart(one: Point, other: Point) -> bool:
    return abs(one[0] - other[0]) >= BETWEEN_LABELS or abs(one[1] - other[1]) >= 3.6


def _span_of(orders: list[int]) -> str:
    low, high = min(orders), max(orders)
    return str(low) if low == high else f"{low}–{high}"
