"""Walking along streets: a network of their lines, and how far apart doors are on it.

Lines that share a point, or whose ends all but touch, are joined; lines that merely cross (a
bridge) are not. Only crossings and the links between them are kept: a curve is one link.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from barrio.turf.plane import Flat, Squares

JOINED = 1.5  # metres: points of lines nearer than this are one
TOUCHING = 3.0  # metres: a line that ends this near another one joins it
BESIDE = (40.0, 150.0)  # metres: a door is on the nearest street so near, or on none


@dataclass(frozen=True)
class Foot:
    """Where a door meets its street."""

    link: int
    along: float  # metres from the link's first crossing


@dataclass(frozen=True)
class Link:
    ends: tuple[int, int]  # crossings
    metres: float


class Network:
    """Crossings, the links between them, and the shortest ways."""

    def __init__(self, links: Sequence[Link]) -> None:
        self.links = list(links)
        self.beside: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for link in self.links:
            first, last = link.ends
            self.beside[first].append((last, link.metres))
            self.beside[last].append((first, link.metres))
        self.part = _parts(self.beside)

    def metres(self, a: Foot, b: Foot) -> float:
        """The shortest way along the streets; infinite where they are not connected."""
        direct = abs(a.along - b.along) if a.link == b.link else math.inf
        ends = self.links[b.link].ends
        found = self.ways(self._onward(a), set(ends))
        return min(direct, *(found.get(end, math.inf) + rest for end, rest in self._onward(b)))

    def _onward(self, foot: Foot) -> list[tuple[int, float]]:
        link = self.links[foot.link]
        return [(link.ends[0], foot.along), (link.ends[1], link.metres - foot.along)]

    def ways(self, begins: Iterable[tuple[int, float]], ends: set[int]) -> dict[int, float]:
        """Metres to those ends that can be reached, from the nearest begin (Dijkstra)."""
        waiting = sorted((metres, node) for node, metres in begins)
        parts = {self.part[node] for _metres, node in waiting}
        wanted = {node for node in ends if self.part[node] in parts}
        found: dict[int, float] = {}
        done: set[int] = set()
        while waiting and wanted:
            metres, node = heappop(waiting)
            if node in done:
                continue
            done.add(node)
            if node in wanted:
                found[node] = metres
                wanted.discard(node)
            for other, link in self.beside[node]:
                if other not in done:
                    heappush(waiting, (metres + link, other))
        return found

    def between(self, feet: Sequence[Foot | None]) -> "Between":
        return Between(self, {foot.link for foot in feet if foot})


class Between:
    """The ways between the ends of some links, found once for many doors."""

    def __init__(self, network: Network, links: Iterable[int]) -> None:
        self.links = network.links
        nodes = {end for link in links for end in network.links[link].ends}
        self.far = {node: network.ways([(node, 0.0)], nodes) for node in nodes}

    def metres(self, a: Foot, b: Foot) -> float:
        one, other = self.links[a.link], self.links[b.link]
        (first, last), (begin, end) = one.ends, other.ends
        back, on = one.metres - a.along, other.metres - b.along
        from_first, from_last = self.far[first], self.far[last]
        never = math.inf
        least = abs(a.along - b.along) if a.link == b.link else never
        return min(
            least,
            a.along + from_first.get(begin, never) + b.along,
            a.along + from_first.get(end, never) + on,
            back + from_last.get(begin, never) + b.along,
            back + from_last.get(end, never) + on,
        )


class Streets:
    """The lines of streets, laid flat: their network, and the foot of each door."""

    def __init__(self, lines: Sequence[Sequence[Flat]]) -> None:
        points, pieces = _pieces(lines)
        links, self.held = _links(len(points), points, _joined(points, pieces))
        self.network = Network(links)
        self.points = points
        self.squares = [Squares(size) for size in BESIDE]
        for i, (a, b, _link, _along) in enumerate(self.held):
            for squares in self.squares:
                squares.put(i, points[a], points[b])

    def foot(self, point: Flat) -> Foot | None:
        """The nearest place on a street; none where no street is near."""
        for squares, within in zip(self.squares, BESIDE, strict=True):
            found = min(
                ((*self._to(point, i), i) for i in squares.at(point)), default=(math.inf, 0.0, 0)
            )
            if found[0] <= within:
                _metres, onward, i = found
                _a, _b, link, along = self.held[i]
                return Foot(link, along + onward)
        return None

    def _to(self, point: Flat, i: int) -> tuple[float, float]:
        a, b, _link, _along = self.held[i]
        share = _share(point, self.points[a], self.points[b])
        at = _between(self.points[a], self.points[b], share)
        return math.dist(point, at), math.dist(self.points[a], at)


Piece = tuple[int, int]  # two points by number
Held = tuple[int, int, int, float]  # a piece, its link, and metres along it where it begins


def _pieces(lines: Sequence[Sequence[Flat]]) -> tuple[list[Flat], list[Piece]]:
    """The points, those that are one counted once, and the straight pieces between them."""
    points: list[Flat] = []
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    pieces: dict[Piece, None] = {}
    for line in lines:
        numbers = [_number(point, points, cells) for point in line]
        for a, b in zip(numbers, numbers[1:], strict=False):
            if a != b:
                pieces[min(a, b), max(a, b)] = None
    return points, list(pieces)


def _number(point: Flat, points: list[Flat], cells: dict[tuple[int, int], list[int]]) -> int:
    column, row = math.floor(point[0] / JOINED), math.floor(point[1] / JOINED)
    about = ((column + i, row + j) for i in (0, -1, 1) for j in (0, -1, 1))
    for key in about:
        for i in cells.get(key, ()):
            if math.dist(points[i], point) <= JOINED:
                return i
    points.append(point)
    cells[column, row].append(len(points) - 1)
    return len(points) - 1


def _joined(points: Sequence[Flat], pieces: list[Piece]) -> list[Piece]:
    """A line that ends on another one's side is joined to it there."""
    squares = Squares(TOUCHING * 10)
    for i, (a, b) in enumerate(pieces):
        squares.put(i, points[a], points[b])
    met = [0] * len(points)
    for piece in pieces:
        for node in piece:
            met[node] += 1
    cuts: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for node, count in enumerate(met):
        if count != 1:
            continue
        for i in sorted(squares.at(points[node])):
            a, b = pieces[i]
            share = _share(points[node], points[a], points[b])
            at = _between(points[a], points[b], share)
            if node not in (a, b) and 0 < share < 1 and math.dist(points[node], at) <= TOUCHING:
                cuts[i].append((share, node))
    answer: list[Piece] = []
    for i, (a, b) in enumerate(pieces):
        chain = [a, *(node for _share, node in sorted(cuts[i])), b] if i in cuts else [a, b]
        answer += zip(chain, chain[1:], strict=False)
    return answer


def _links(
    count: int, points: Sequence[Flat], pieces: Sequence[Piece]
) -> tuple[list[Link], list[Held]]:
    """Pieces one after the other, as long as nothing else meets them, are one link."""
    beside: list[list[int]] = [[] for _point in range(count)]
    for i, (a, b) in enumerate(pieces):
        beside[a].append(i)
        beside[b].append(i)
    links: list[Link] = []
    held: list[Held] = []
    used = [False] * len(pieces)

    def follow(node: int, i: int) -> None:
        begun, along = node, 0.0
        while True:
            used[i] = True
            a, b = pieces[i]
            onward = b if a == node else a
            held.append((node, onward, len(links), along))
            along += math.dist(points[node], points[onward])
            node = onward
            more = [j for j in beside[node] if not used[j]]
            if len(beside[node]) != 2 or not more:
                break
            i = more[0]
        links.append(Link((begun, node), along))

    crossings = (node for node in range(count) if len(beside[node]) != 2)
    for node in [*crossings, *range(count)]:  # the rest are rings that nothing meets
        for i in beside[node]:
            if not used[i]:
                follow(node, i)
    return links, held


def _parts(beside: dict[int, list[tuple[int, float]]]) -> dict[int, int]:
    """Of each crossing, the least crossing that it is connected with."""
    part: dict[int, int] = {}
    for begin in sorted(beside):
        if begin in part:
            continue
        part[begin] = begin
        waiting = [begin]
        while waiting:
            for other, _metres in beside[waiting.pop()]:
                if other not in part:
                    part[other] = begin
                    waiting.append(other)
    return part


def _share(point: Flat, a: Flat, b: Flat) -> float:
    """How far from a to b, 0 to 1, the piece is nearest to the point."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    square = dx * dx + dy * dy
    if not square:
        return 0.0
    return min(1.0, max(0.0, ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / square))


def _between(a: Flat, b: Flat, share: float) -> Flat:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share
