"""The least that any walks over these points can measure: a spanning forest, exactly."""

import math
from collections.abc import Sequence

from barrio.turf.plane import Flat

LEAF = 8


def forest_metres(points: Sequence[Flat], trees: int) -> float:
    """The lightest forest of so many trees: the spanning tree less its longest links."""
    links = sorted(spanning_tree(sorted(set(points))))
    return sum(links[: max(0, len(links) - (trees - 1))])


def spanning_tree(points: Sequence[Flat]) -> list[float]:
    """The lengths of a minimum spanning tree's links (Borůvka, over a tree of boxes)."""
    links: list[float] = []
    if len(points) < 2:
        return links
    boxes = Boxes(points)
    group = list(range(len(points)))
    while len(links) < len(points) - 1:
        boxes.colour(group)
        best = _least_links(boxes, group)
        for length, i, j in sorted(best.values()):
            a, b = _root(group, i), _root(group, j)
            if a != b:
                group[max(a, b)] = min(a, b)
                links.append(length)
        group = [_root(group, i) for i in range(len(points))]
    return links


def _least_links(boxes: "Boxes", group: list[int]) -> dict[int, tuple[float, int, int]]:
    """Of each group, its shortest link to a point of another group."""
    best: dict[int, tuple[float, int, int]] = {}
    for i, own in enumerate(group):
        known = best.get(own, (math.inf, i, i))
        best[own] = min(known, boxes.nearest_stranger(i, own, known[0]))
    return best


def _root(group: list[int], i: int) -> int:
    while group[i] != i:
        group[i] = group[group[i]]
        i = group[i]
    return i


class Boxes:
    """Points halved into boxes; a box whose points are all of one group is passed over."""

    def __init__(self, points: Sequence[Flat]) -> None:
        self.points = points
        self.box: list[tuple[float, float, float, float]] = []
        self.below: list[tuple[int, int] | None] = []
        self.held: list[list[int]] = []
        self.of: list[int] = []
        self._build(list(range(len(points))))

    def _build(self, members: list[int]) -> int:
        xs, ys = [self.points[i][0] for i in members], [self.points[i][1] for i in members]
        here = len(self.box)
        self.box.append((min(xs), min(ys), max(xs), max(ys)))
        self.below.append(None)
        self.held.append(members if len(members) <= LEAF else [])
        if len(members) > LEAF:
            axis = 0 if max(xs) - min(xs) > max(ys) - min(ys) else 1
            members.sort(key=lambda i: self.points[i][axis])
            half = len(members) // 2
            self.below[here] = self._build(members[:half]), self._build(members[half:])
        return here

    def colour(self, group: list[int]) -> None:
        """Notes of each box the one group that all its points are of, or -1."""
        self.group = group
        self.of = [-1] * len(self.box)
        for here in range(len(self.box) - 1, -1, -1):
            below = self.below[here]
            if below:
                one, other = self.of[below[0]], self.of[below[1]]
            else:
                groups = {group[i] for i in self.held[here]}
                one, other = min(groups), max(groups)
            self.of[here] = one if one == other else -1

    def nearest_stranger(self, i: int, own: int, within: float) -> tuple[float, int, int]:
        x, y = self.points[i]
        best, found = within, i
        waiting = [(0.0, 0)]
        while waiting:
            least, here = waiting.pop()
            if least >= best or self.of[here] == own:
                continue
            below = self.below[here]
            if below:
                pair = [(self._least(x, y, child), child) for child in below]
                waiting += sorted(pair, reverse=True)
                continue
            for j in self.held[here]:
                if self.group[j] != own:
                    length = math.hypot(self.points[j][0] - x, self.points[j][1] - y)
                    if length < best:
                        best, found = length, j
        return (best, i, found) if found != i else (math.inf, i, i)

    def _least(self, x: float, y: float, here: int) -> float:
        left, low, right, high = self.box[here]
        dx = left - x if x < left else x - right if x > right else 0.0
        dy = low - y if y < low else y - high if y > high else 0.0
        return math.hypot(dx, dy)
