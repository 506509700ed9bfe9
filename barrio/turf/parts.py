"""Some hundred stops at a time: the part of the ground that a process betters."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nsmallest

from barrio.turf.improve import Routes
from barrio.turf.plane import Barriers, Flat

NEAR = 8
NEVER = -1e7  # a link so short that no move takes it away


@dataclass(frozen=True)
class Ground:
    points: list[Flat]
    faces: list[int]  # the side of a street; -1 unknown
    weights: list[int]  # doors
    change_of_side: float
    crossing: float
    barriers: Barriers | None = None

    def part(self, stops: Sequence[int]) -> "Ground":
        return Ground(
            [self.points[i] for i in stops],
            [self.faces[i] for i in stops],
            [self.weights[i] for i in stops],
            self.change_of_side,
            self.crossing,
            self.barriers,
        )

    def far(self, i: int, j: int) -> float:
        """Metres, and what changing sides and crossing barriers counts for."""
        metres = math.dist(self.points[i], self.points[j])
        if self.faces[i] != self.faces[j]:
            metres += self.change_of_side
        if self.barriers:
            metres += self.crossing * self.barriers.crossed(self.points[i], self.points[j])
        return metres

    def matrix(self, marks: int = 0) -> list[list[float]]:
        size = len(self.points)
        rows = [[0.0] * (size + marks) for _stop in range(size + marks)]
        for i in range(size):
            row = rows[i]
            for j in range(i):
                row[j] = rows[j][i] = self.far(i, j)
        return rows

    def near(self, rows: list[list[float]]) -> list[list[int]]:
        stops = range(len(self.points))
        close = [nsmallest(NEAR + 1, stops, key=row.__getitem__) for row in rows[: len(stops)]]
        return [[j for j in some if j != i][:NEAR] for i, some in enumerate(close)]

    def middle(self, stops: Sequence[int]) -> Flat:
        xs, ys = [self.points[i][0] for i in stops], [self.points[i][1] for i in stops]
        return sum(xs) / len(xs), sum(ys) / len(ys)


def better_walk(ground: Ground, kicks: int, seed: int) -> list[int]:
    """A shorter order with the same first and last stop."""
    size = len(ground.points)
    rows = ground.matrix()
    rows[0][-1] = rows[-1][0] = NEVER
    tour = Routes(range(size), rows, ground.near(rows), ground.weights, 0, 0).run(kicks, seed)
    at = tour.index(0)
    tour = tour[at:] + tour[:at]
    return tour if tour[-1] == size - 1 else [tour[0], *tour[:0:-1]]


def better_turfs(
    ground: Ground, lengths: Sequence[int], least: float, most: float, kicks: int, seed: int
) -> list[list[int]]:
    """The turfs, of so many stops each in the ground's order, shortened together."""
    size = len(ground.points)
    rows = ground.matrix(marks=len(lengths))
    tour, next_stop = [], 0
    for mark, length in enumerate(lengths, size):
        tour += [mark, *range(next_stop, next_stop + length)]
        next_stop += length
    routes = Routes(tour, rows, ground.near(rows), ground.weights, least, most)
    return split_at_marks(routes.run(kicks, seed), size)


def split_at_marks(tour: Sequence[int], stops: int) -> list[list[int]]:
    first = next(i for i, node in enumerate(tour) if node >= stops)
    found: list[list[int]] = []
    for node in [*tour[first:], *tour[:first]]:
        if node >= stops:
            found.append([])
        else:
            found[-1].append(node)
    return [turf for turf in found if turf]
