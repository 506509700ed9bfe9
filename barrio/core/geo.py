"""Plane geometry on small areas, in degrees and metres, and H3 cells."""

import math
from collections.abc import Iterable, Sequence

import h3

Point = tuple[float, float]  # latitude, longitude

EARTH_RADIUS = 6_371_008.8  # metres, IUGG mean radius
DOOR_RESOLUTION = 10
SUBSCRIPTION_RESOLUTION = 8


def metres_between(a: Point, b: Point) -> float:
    """Great-circle distance (haversine)."""
    lat_a, lat_b = math.radians(a[0]), math.radians(b[0])
    half_lat = (lat_b - lat_a) / 2
    half_lon = math.radians(b[1] - a[1]) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS * math.asin(min(1.0, math.sqrt(chord)))


def is_coordinate(lat: float, lon: float) -> bool:
    return math.isfinite(lat) and math.isfinite(lon) and -90 <= lat <= 90 and -180 <= lon <= 180


def door_cell(lat: float, lon: float) -> str:
    return h3.latlng_to_cell(lat, lon, DOOR_RESOLUTION)


def subscription_cell(lat: float, lon: float) -> str:
    return h3.latlng_to_cell(lat, lon, SUBSCRIPTION_RESOLUTION)


def coarse_cell(door: str) -> str:
    """The subscription cell in which a door's cell lies."""
    return h3.cell_to_parent(door, SUBSCRIPTION_RESOLUTION)


def ring(cell: str, distance: int) -> list[str]:
    """The cells exactly `distance` steps from `cell`, sorted."""
    return sorted(h3.grid_ring(cell, distance)) if distance else [cell]


def cell_outline(cell: str) -> list[list[float]]:
    """A closed ring of [longitude, latitude] pairs, as GeoJSON wants it."""
    corners = [[lon, lat] for lat, lon in h3.cell_to_boundary(cell)]
    return [*corners, corners[0]]


def polygon_contains(rings: Sequence[Sequence[Sequence[float]]], lat: float, lon: float) -> bool:
    """Whether a GeoJSON polygon (outer ring, then holes) holds the point; even-odd rule."""
    return sum(_ring_contains(ring_, lat, lon) for ring_ in rings) % 2 == 1


def _ring_contains(points: Sequence[Sequence[float]], lat: float, lon: float) -> bool:
    inside = False
    previous = points[-1]
    for point in points:
        (x1, y1), (x2, y2) = previous[:2], point[:2]
        if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
            inside = not inside
        previous = point
    return inside


def geometry_contains(geometry: dict, lat: float, lon: float) -> bool:
    """Whether a GeoJSON Polygon or MultiPolygon holds the point."""
    if geometry["type"] == "Polygon":
        return polygon_contains(geometry["coordinates"], lat, lon)
    return any(polygon_contains(rings, lat, lon) for rings in geometry["coordinates"])


def bounds(points: Iterable[Point]) -> tuple[float, float, float, float]:
    """South, west, north, east of the points. Raises ValueError when there are none."""
    rows = list(points)
    lats, lons = [p[0] for p in rows], [p[1] for p in rows]
    return min(lats), min(lons), max(lats), max(lons)


def hull(points: Iterable[Point]) -> list[list[float]]:
    """The convex hull as a closed GeoJSON ring (Andrew's monotone chain)."""
    rows = sorted({(lon, lat) for lat, lon in points})
    if len(rows) < 3:
        return [list(row) for row in [*rows, *rows[:1]]]
    lower, upper = _chain(rows), _chain(rows[::-1])
    corners = lower[:-1] + upper[:-1]
    return [list(corner) for corner in [*corners, corners[0]]]


def _chain(rows: Sequence[Point]) -> list[Point]:
    kept: list[Point] = []
    for x, y in rows:
        while len(kept) > 1:
            (x1, y1), (x2, y2) = kept[-2:]
            if (x2 - x1) * (y - y1) > (y2 - y1) * (x - x1):
                break
            kept.pop()
        kept.append((x, y))
    return kept
