"""Cuts doors into turfs of about one size, each a short open walk.

One walk over all buildings is shortened, split where its longest links are, and then the turfs
are bettered together with the turfs beside them, some hundred stops at a time, in groups that
change from round to round.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

from barrio.turf.bound import forest_metres
from barrio.turf.doors import Building, Door, buildings_of
from barrio.turf.parts import Ground, better_turfs, better_walk
from barrio.turf.plane import Barriers, Flat, LatLon, Plane, hilbert
from barrio.turf.split import pieces_of, split
from barrio.turf.streets import Streets

WALK_WINDOW = 1_000  # stops of the first long walk that are bettered at a time
TOGETHER = 700  # stops of the turfs that are bettered together
Size = Callable[[int, float], float]


@dataclass(frozen=True)
class Terms:
    """What a good turf is. Kicks are tries to better the walks, so effort is counted, not timed."""

    change_of_side: float = 2.0  # metres that going on to another side or street counts for
    crossing: float = 300.0  # metres that crossing a barrier counts for
    kicks: int | None = None  # a stop; fewer on large areas when not said
    rounds: int = 4
    tries: int = 0  # a stop, of the extra's solver; for the same processor time no shorter
    processes: int = 1


@dataclass(frozen=True)
class Turf:
    doors: tuple[Door, ...]  # in walking order
    metres: float


@dataclass(frozen=True)
class Cut:
    turfs: tuple[Turf, ...]
    metres: float
    bound_metres: float


def cut(
    doors: Sequence[Door],
    size: float | Size,
    *,
    start: LatLon | None = None,
    barriers: Sequence[Sequence[LatLon]] = (),
    streets: Sequence[Sequence[LatLon]] = (),
    terms: Terms | None = None,
    advance: Callable[[int, int], None] | None = None,
) -> Cut:
    """The turfs. `size` is how many doors, or a function of all doors and the metres to walk.

    With the lines of `streets`, metres are walked along them, else straight. `advance` is told,
    now and then, how many steps of how many are done.
    """
    terms = terms or Terms()
    if not doors:
        return Cut((), 0.0, 0.0)
    plane = Plane.around([door.at for door in doors])
    flat = [plane.flat(door.at) for door in doors]
    buildings = buildings_of(doors, flat)
    ground = _ground(buildings, _flat(plane, barriers), _flat(plane, streets), terms)
    with _workers(terms.processes, len(buildings)) as run:
        walk = long_walk(ground, terms.kicks != 0, run)
        if callable(size):
            size = size(len(doors), sum(ground.far(a, b) for a, b in _links(walk)))
        turfs = _cut_walk(ground, walk, max(1, size), terms, run, advance or _untold)
    return _answer(doors, flat, buildings, ground, turfs, plane.flat(start) if start else None)


def _untold(done: int, total: int) -> None:
    """Nobody waits for it."""


def _flat(plane: Plane, lines: Sequence[Sequence[LatLon]]) -> list[list[Flat]]:
    return [[plane.flat(point) for point in line] for line in lines]


def _ground(
    buildings: Sequence[Building],
    barriers: Sequence[Sequence[Flat]],
    streets: Sequence[Sequence[Flat]],
    terms: Terms,
) -> Ground:
    faces: dict[object, int] = {None: -1}
    walked = Streets(streets) if streets else None
    return Ground(
        [building.at for building in buildings],
        [faces.setdefault(building.face, len(faces)) for building in buildings],
        [len(building.doors) for building in buildings],
        terms.change_of_side,
        terms.crossing,
        Barriers(barriers) if barriers else None,
        walked.network if walked else None,
        [walked.foot(building.at) for building in buildings] if walked else (),
    )


Run = Callable[[Callable[..., Any], list[tuple]], list[Any]]


@contextmanager
def _workers(processes: int, stops: int) -> Iterator[Run]:
    if processes < 2 or stops < 2 * TOGETHER:
        yield lambda job, tasks: [job(*task) for task in tasks]
        return
    # Spawned, not forked: the caller may be a server with threads and connections.
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield lambda job, tasks: list(pool.map(job, *zip(*tasks, strict=True))) if tasks else []


def long_walk(ground: Ground, kick: bool, run: Run) -> list[int]:
    """One walk over all stops: along a Hilbert curve, then bettered window by window."""
    walk = hilbert(ground.points)
    if len(walk) <= 1.3 * WALK_WINDOW:
        effort = 2 * len(walk) * kick
        (order,) = better_turfs(ground.part(walk), [len(walk)], 0, math.inf, effort, 1)
        return [walk[i] for i in order]
    for offset in (0, WALK_WINDOW // 2):
        pieces = _windows(walk, offset)
        tasks = [(ground.part(piece), len(piece) * kick, 1) for piece in pieces]
        orders = run(better_walk, tasks)
        walk = [piece[i] for piece, order in zip(pieces, orders, strict=True) for i in order]
    return walk


def _windows(walk: list[int], offset: int) -> list[list[int]]:
    starts = [0, *range(offset or WALK_WINDOW, len(walk), WALK_WINDOW), len(walk)]
    return [walk[a:b] for a, b in zip(starts, starts[1:], strict=False) if b > a]


def _cut_walk(
    ground: Ground,
    walk: list[int],
    size: float,
    terms: Terms,
    run: Run,
    advance: Callable[[int, int], None],
) -> list[list[int]]:
    """Buildings larger than a turf are turfs alone; the rest of the walk is split."""
    doors = sum(ground.weights)
    _count, _least, most = pieces_of(doors, size)
    alone = [[i] for i in walk if ground.weights[i] > max(most, 1.1 * size)]
    rest = [i for i in walk if ground.weights[i] <= max(most, 1.1 * size)]
    if not rest:
        return alone
    count, least, most = pieces_of(sum(ground.weights[i] for i in rest), size)
    count = min(count, len(rest))
    links = [ground.far(a, b) for a, b in _links(rest)]
    ends = split([ground.weights[i] for i in rest], links, count, least, most)
    turfs = [rest[a:b] for a, b in zip([0, *ends], ends, strict=False)]
    return alone + _better(ground, turfs, (least, most), terms, run, advance)


def _better(
    ground: Ground,
    turfs: list[list[int]],
    sizes: tuple[float, float],
    terms: Terms,
    run: Run,
    advance: Callable[[int, int], None],
) -> list[list[int]]:
    stops = sum(map(len, turfs))
    kicks = terms.kicks if terms.kicks is not None else max(3, min(40, 80_000 // stops))
    rounds = terms.rounds if len(turfs) > 1 and stops > TOGETHER else 1
    for number in range(rounds):
        advance(number + 1, rounds + 1)
        groups = _neighbouring(ground, turfs, number)
        tasks = []
        for group in groups:
            members = [i for turf in group for i in turf]
            sizing = (ground.part(members), [len(turf) for turf in group], *sizes)
            effort = (kicks * len(members) // rounds, number, terms.tries * len(members) // rounds)
            tasks.append((*sizing, *effort))
        found = run(better_turfs, tasks)
        turfs = []
        for group, orders in zip(groups, found, strict=True):
            members = [i for turf in group for i in turf]
            turfs += [[members[i] for i in order] for order in orders]
    return turfs


def _neighbouring(ground: Ground, turfs: list[list[int]], number: int) -> list[list[list[int]]]:
    """Turfs that lie together, in groups of some hundred stops; others in every round."""
    order = hilbert([ground.middle(turf) for turf in turfs], angle=0.3 + 0.5 * number)
    groups: list[list[list[int]]] = [[]]
    room = TOGETHER if number % 2 == 0 else TOGETHER // 2  # the first alone is smaller
    for i in order:
        if groups[-1] and room < len(turfs[i]):
            groups.append([])
            room = TOGETHER
        groups[-1].append(turfs[i])
        room -= len(turfs[i])
    return groups


def _answer(
    doors: Sequence[Door],
    flat: Sequence[Flat],
    buildings: Sequence[Building],
    ground: Ground,
    turfs: list[list[int]],
    start: Flat | None,
) -> Cut:
    walks = []
    for turf in turfs:
        ends = (buildings[turf[0]], buildings[turf[-1]])
        if _turned(ends, start):
            turf = turf[::-1]
        walk = [i for stop in turf for i in buildings[stop].doors]
        detour = sum(_detour(ground, a, b) for a, b in _links(turf))
        walks.append((walk, length(flat, walk) + detour))
    walks.sort(key=lambda w: (math.dist(start, flat[w[0][0]]) if start else 0.0, w[0][0]))
    found = tuple(Turf(tuple(doors[i] for i in w), round(metres, 1)) for w, metres in walks)
    exact = sum(metres for _walk, metres in walks)
    bound = forest_metres(flat, len(walks))
    return Cut(found, round(exact, 1), min(round(bound, 1), round(exact, 1)))


def _detour(ground: Ground, a: int, b: int) -> float:
    """What the streets add to the straight way from one building to another."""
    if not ground.network:
        return 0.0
    return ground.metres(a, b) - math.dist(ground.points[a], ground.points[b])


def _turned(ends: tuple[Building, Building], start: Flat | None) -> bool:
    """Walked from the end nearest to the start, else from the door that was named first."""
    first, last = ends
    if start:
        return math.dist(start, last.at) < math.dist(start, first.at)
    return min(last.doors) < min(first.doors)


def length(flat: Sequence[Flat], walk: Sequence[int]) -> float:
    return sum(math.dist(flat[a], flat[b]) for a, b in _links(walk))


def _links(walk: Sequence[int]) -> Iterator[tuple[int, int]]:
    return zip(walk, walk[1:], strict=False)
