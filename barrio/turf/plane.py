"""A neighbourhood laid flat in metres, near neighbours on it, and what stands in the way."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

EARTH = 6_371_008.8  # metres, the mean radius
LatLon = tuple[float, float]
Flat = tuple[float, float]  # metres east, metres north


@dataclass(frozen=True)
class Plane:
    """Equirectangular about one point: right to some centimetres across a town."""

    at: LatLon

    @classmethod
    def around(cls, points: Sequence[LatLon]) -> "Plane":
        lats, lons = [p[0] for p in points], [p[1] for p in points]
        if max(lons) - min(lons) > 180:  # on both sides of the date line
            lons = [lon % 360 for lon in lons]
        return cls(((min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2))

    def flat(self, point: LatLon) -> Flat:
        lat, lon = self.at
        turn = (point[1] - lon + 180) % 360 - 180
        east = math.radians(turn) * math.cos(math.radians(lat))
        return EARTH * east, EARTH * math.radians(point[0] - lat)


def neighbours(points: Sequence[Flat], count: int) -> list[list[int]]:
    """Of each point, up to `count` others that are nearest, nearest first."""
    count = min(count, len(points) - 1)
    if count < 1:
        return [[] for _point in points]
    ranked = _by_square(points)
    return [ranked.nearest(i, count) for i in range(len(points))]


class _by_square:
    """Points in squares that hold about three each, searched in growing rings."""

    def __init__(self, points: Sequence[Flat]) -> None:
        self.points = points
        self.left, self.low = min(p[0] for p in points), min(p[1] for p in points)
        width = max(p[0] for p in points) - self.left
        height = max(p[1] for p in points) - self.low
        most = max(width, height, 1.0)
        self.size = max(
            math.sqrt(max(width, most / 50) * max(height, most / 50) * 3 / len(points)), most / 4000
        )
        self.rings = int(most / self.size) + 2
        self.squares: dict[tuple[int, int], list[int]] = defaultdict(list)
        for i, point in enumerate(points):
            self.squares[self.square(point)].append(i)

    def square(self, point: Flat) -> tuple[int, int]:
        return int((point[0] - self.left) / self.size), int((point[1] - self.low) / self.size)

    def nearest(self, i: int, count: int) -> list[int]:
        x, y = self.points[i]
        found: list[tuple[float, int]] = []
        for ring in range(self.rings + 1):
            for j in self.at_ring(self.square((x, y)), ring):
                if j != i:
                    px, py = self.points[j]
                    found.append((math.hypot(px - x, py - y), j))
            if len(found) >= count:
                found.sort()
                # Whatever lies in a ring not looked at yet is at least this far.
                if found[count - 1][0] <= ring * self.size:
                    break
        found.sort()
        return [j for _d, j in found[:count]]

    def at_ring(self, centre: tuple[int, int], ring: int) -> list[int]:
        column, row = centre
        get, found = self.squares.get, []
        for dx in range(-ring, ring + 1):
            rows = range(-ring, ring + 1) if abs(dx) == ring else (-ring, ring)
            for dy in rows:
                found += get((column + dx, row + dy), ())
        return found


class Barriers:
    """Lines that it is bad to walk across: railways, avenues, rivers."""

    def __init__(self, lines: Sequence[Sequence[Flat]], square: float = 100.0) -> None:
        self.size = square
        self.squares: dict[tuple[int, int], list[int]] = defaultdict(list)
        self.pieces = [piece for line in lines for piece in zip(line, line[1:], strict=False)]
        for i, (a, b) in enumerate(self.pieces):
            for key in self._under(a, b):
                self.squares[key].append(i)

    def _under(self, a: Flat, b: Flat) -> set[tuple[int, int]]:
        """The squares that the line may touch, found by steps of half a square."""
        steps = int(math.dist(a, b) / (self.size / 2)) + 1
        keys = set()
        for step in range(steps + 1):
            x = a[0] + (b[0] - a[0]) * step / steps
            y = a[1] + (b[1] - a[1]) * step / steps
            column, row = math.floor(x / self.size), math.floor(y / self.size)
            keys |= {(column + i, row + j) for i in (-1, 0, 1) for j in (-1, 0, 1)}
        return keys

    def crossed(self, a: Flat, b: Flat) -> int:
        """How many of the lines' pieces the straight way from a to b crosses."""
        steps = int(math.dist(a, b) / self.size) + 1
        tried: set[int] = set()
        for step in range(steps + 1):
            x = a[0] + (b[0] - a[0]) * step / steps
            y = a[1] + (b[1] - a[1]) * step / steps
            key = math.floor(x / self.size), math.floor(y / self.size)
            tried.update(self.squares.get(key, ()))
        return sum(_cross(a, b, *self.pieces[i]) for i in tried)


def _cross(a: Flat, b: Flat, c: Flat, d: Flat) -> bool:
    return (_turn(a, b, c) > 0) != (_turn(a, b, d) > 0) and (
        (_turn(c, d, a) > 0) != (_turn(c, d, b) > 0)
    )


def _turn(a: Flat, b: Flat, c: Flat) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def hilbert(points: Sequence[Flat], angle: float = 0.0) -> list[int]:
    """The points' places in the order of a Hilbert curve over the plane turned by `angle`."""
    cos, sin = math.cos(angle), math.sin(angle)
    turned = [(x * cos - y * sin, x * sin + y * cos) for x, y in points]
    left, low = min(p[0] for p in turned), min(p[1] for p in turned)
    most = max(max(p[0] for p in turned) - left, max(p[1] for p in turned) - low) or 1.0
    keys = [
        _along(int((x - left) / most * 65_535), int((y - low) / most * 65_535)) for x, y in turned
    ]
    return sorted(range(len(points)), key=lambda i: (keys[i], i))


def _along(x: int, y: int) -> int:
    """How far along the curve of order 16 a square is."""
    far = 0
    half = 32_768
    while half:
        right, up = int(x & half > 0), int(y & half > 0)
        far += half * half * ((3 * right) ^ up)
        if not up:
            if right:
                x, y = 65_535 - x, 65_535 - y
            x, y = y, x
        half //= 2
    return far
