"""A neighbourhood laid flat in metres, a curve through it, and what stands in the way."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

EARTH = 6_371_008.8  # metres, the mean radius
FINE = 2**20 - 1  # squares a side of the Hilbert curve, less one
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


class Squares:
    """Straight pieces by the squares they touch: all within one square's side of a point."""

    def __init__(self, size: float) -> None:
        self.size = size
        self.held: dict[tuple[int, int], list[int]] = defaultdict(list)

    def put(self, number: int, a: Flat, b: Flat) -> None:
        for key in self._under(a, b):
            self.held[key].append(number)

    def at(self, point: Flat) -> Sequence[int]:
        return self.held.get(
            (math.floor(point[0] / self.size), math.floor(point[1] / self.size)), ()
        )

    def _under(self, a: Flat, b: Flat) -> set[tuple[int, int]]:
        """The squares that the piece may touch and those about them, by steps of half a square."""
        steps = int(math.dist(a, b) / (self.size / 2)) + 1
        keys = set()
        for step in range(steps + 1):
            x = a[0] + (b[0] - a[0]) * step / steps
            y = a[1] + (b[1] - a[1]) * step / steps
            column, row = math.floor(x / self.size), math.floor(y / self.size)
            keys |= {(column + i, row + j) for i in (-1, 0, 1) for j in (-1, 0, 1)}
        return keys


class Barriers:
    """Lines that it is bad to walk across: railways, avenues, rivers."""

    def __init__(self, lines: Sequence[Sequence[Flat]], square: float = 100.0) -> None:
        self.squares = Squares(square)
        self.pieces = [piece for line in lines for piece in zip(line, line[1:], strict=False)]
        for i, (a, b) in enumerate(self.pieces):
            self.squares.put(i, a, b)

    def crossed(self, a: Flat, b: Flat) -> int:
        """How many of the lines' pieces the straight way from a to b crosses."""
        steps = int(math.dist(a, b) / self.squares.size) + 1
        tried: set[int] = set()
        for step in range(steps + 1):
            x = a[0] + (b[0] - a[0]) * step / steps
            y = a[1] + (b[1] - a[1]) * step / steps
            tried.update(self.squares.at((x, y)))
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
    keys = [_along(int((x - left) / most * FINE), int((y - low) / most * FINE)) for x, y in turned]
    return sorted(range(len(points)), key=lambda i: (keys[i], i))


def _along(x: int, y: int) -> int:
    """How far along the curve a square is."""
    far = 0
    half = (FINE + 1) // 2
    while half:
        right, up = int(x & half > 0), int(y & half > 0)
        far += half * half * ((3 * right) ^ up)
        if not up:
            if right:
                x, y = FINE - x, FINE - y
            x, y = y, x
        half //= 2
    return far
