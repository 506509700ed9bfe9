"""Some hundred stops at a time: the part of the ground that a process betters."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nsmallest

from barrio.turf import solver
from barrio.turf.improve import TOO_UNEVEN, Routes
from barrio.turf.plane import Barriers, Flat
from barrio.turf.streets import Foot, Network

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
    network: Network | None = None
    feet: Sequence[Foot | None] = ()  # on the network, a stop each

    def part(self, stops: Sequence[int]) -> "Ground":
        return Ground(
            [self.points[i] for i in stops],
            [self.faces[i] for i in stops],
            [self.weights[i] for i in stops],
            self.change_of_side,
            self.crossing,
            self.barriers,
            self.network,
            [self.feet[i] for i in stops] if self.network else (),
        )

    def far(self, i: int, j: int) -> float:
        """Metres, and what changing sides, crossing barriers and leaving streets counts for."""
        return self._counted(i, j, self._along(i, j))

    def metres(self, i: int, j: int) -> float:
        """Along the streets where they are known and connect the two, else straight."""
        straight, along = math.dist(self.points[i], self.points[j]), self._along(i, j)
        return max(straight, along) if along < math.inf else straight

    def matrix(self, marks: int = 0) -> list[list[float]]:
        """The counted metres between all stops, and marks that are no distance from any."""
        size = len(self.points)
        rows = [[0.0] * (size + marks) for _stop in range(size + marks)]
        between = self.network.between(self.feet) if self.network else None
        for i in range(size):
            row, foot = rows[i], self.feet[i] if between else None
            for j in range(i):
                other = self.feet[j] if foot else None
                along = between.metres(foot, other) if between and foot and other else 0.0
                row[j] = rows[j][i] = self._counted(i, j, along)
        return rows

    def _along(self, i: int, j: int) -> float:
        """Metres along the streets: 0 where they are not known, infinite where not connected."""
        if not self.network:
            return 0.0
        one, other = self.feet[i], self.feet[j]
        return self.network.metres(one, other) if one and other else 0.0

    def _counted(self, i: int, j: int, along: float) -> float:
        metres = math.dist(self.points[i], self.points[j])
        if along == math.inf:
            metres += self.crossing
        elif along > metres:
            metres = along
        if self.faces[i] != self.faces[j]:
            metres += self.change_of_side
        if self.barriers:
            metres += self.crossing * self.barriers.crossed(self.points[i], self.points[j])
        return metres

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
    ground: Ground,
    lengths: Sequence[int],
    least: float,
    most: float,
    kicks: int,
    seed: int,
    tries: int = 0,
) -> list[list[int]]:
    """The turfs, of so many stops each in the ground's order, shortened together.

    `tries` are the solver's, after the kicks; where it is not installed there are none.
    """
    rows = ground.matrix(marks=len(lengths))
    near, turfs, begin = ground.near(rows), [], 0
    for length in lengths:
        turfs.append(list(range(begin, begin + length)))
        begin += length
    moves = Moves(rows, near, ground.weights, least, most)
    turfs = moves.better(turfs, len(lengths), kicks, seed)
    if tries and len(ground.points) > 2 and solver.installed():
        solved = solver.shorter_turfs(rows, ground.weights, turfs, most, tries, seed)
        mended = moves.better(solved, len(lengths), len(ground.points), seed)
        turfs = min(turfs, mended, key=moves.count)
    return turfs


@dataclass(frozen=True)
class Moves:
    """Our own moves, which also mind the least size."""

    rows: list[list[float]]
    near: list[list[int]]
    weights: list[int]
    least: float
    most: float

    def better(self, turfs: list[list[int]], count: int, kicks: int, seed: int) -> list[list[int]]:
        size, tour = len(self.weights), []
        for i in range(count):
            tour += [size + i, *(turfs[i] if i < len(turfs) else [])]
        routes = Routes(tour, self.rows, self.near, self.weights, self.least, self.most)
        return split_at_marks(routes.run(kicks, seed), size)

    def count(self, turfs: list[list[int]]) -> float:
        """Metres, and what turfs outside the sizes count for."""
        metres = sum(self.rows[a][b] for t in turfs for a, b in zip(t, t[1:], strict=False))
        loads = [sum(self.weights[i] for i in turf) for turf in turfs]
        off = sum(max(0.0, self.least - load, load - self.most) for load in loads)
        return metres + TOO_UNEVEN * off


def split_at_marks(tour: Sequence[int], stops: int) -> list[list[int]]:
    first = next(i for i, node in enumerate(tour) if node >= stops)
    found: list[list[int]] = []
    for node in [*tour[first:], *tour[:first]]:
        if node >= stops:
            found.append([])
        else:
            found[-1].append(node)
    return [turf for turf in found if turf]
