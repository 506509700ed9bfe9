"""The extra `routing`: shorter turfs, and published instances through the same interface."""

import os
import random
from pathlib import Path

import pytest

from barrio.turf import parts, solver
from barrio.turf.improve import TOO_UNEVEN
from barrio.turf.parts import Ground, Moves, better_turfs

pytestmark = pytest.mark.one_database

DATA = Path(os.environ.get("BARRIO_DATA", "../shared/data")) / "routing"
with_solver = pytest.mark.skipif(not solver.installed(), reason="the extra routing is missing")


def ground_of(count):
    chance = random.Random(4)
    points = [(chance.random() * 500, chance.random() * 500) for _stop in range(count)]
    return Ground(points, [-1] * count, [1] * count, 0, 0)


def metres(ground, turfs):
    return sum(ground.far(a, b) for turf in turfs for a, b in zip(turf, turf[1:], strict=False))


@with_solver
def test_it_shortens_interleaved_walks():
    line = [[abs(i - j) for j in range(10)] for i in range(10)]
    turfs = solver.shorter_turfs(line, [1] * 10, [[0, 2, 4, 6, 8], [1, 3, 5, 7, 9]], 5, 100, 1)
    assert sorted(sorted(turf) for turf in turfs) == [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9]]
    assert sum(line[a][b] for t in turfs for a, b in zip(t, t[1:], strict=False)) == 8


@with_solver
def test_it_gives_turfs_back_that_do_not_fit():
    line = [[abs(i - j) for j in range(4)] for i in range(4)]
    turfs = [[0, 1], [2, 3]]
    assert solver.shorter_turfs(line, [5] * 4, turfs, 7, 50, 1) == turfs


@with_solver
def test_it_keeps_the_sizes_and_is_never_longer_with_the_solver():
    ground = ground_of(120)
    without = better_turfs(ground, [20] * 6, 18, 22, 240, 1)
    found = better_turfs(ground, [20] * 6, 18, 22, 240, 1, 500)
    assert sorted(i for turf in found for i in turf) == list(range(120))
    assert all(18 <= len(turf) <= 22 for turf in found)
    assert metres(ground, found) <= metres(ground, without)
    assert found == better_turfs(ground, [20] * 6, 18, 22, 240, 1, 500)


def test_it_cuts_without_the_solver(monkeypatch):
    monkeypatch.setattr(parts.solver, "installed", lambda: False)
    ground = ground_of(60)
    without = better_turfs(ground, [20] * 3, 18, 22, 60, 1)
    assert better_turfs(ground, [20] * 3, 18, 22, 60, 1, 500) == without


def test_it_counts_doors_outside_the_sizes():
    rows = [[abs(i - j) for j in range(6)] for i in range(6)]
    moves = Moves(rows, [], [1] * 6, 3, 3)
    assert moves.count([[0, 1, 2], [3, 4, 5]]) == 4
    assert moves.count([[0, 1], [2, 3, 4, 5]]) == 4 + 2 * TOO_UNEVEN


@with_solver
def test_it_finds_a_small_tour():
    square = [[0, 1, 2, 1], [1, 0, 1, 2], [2, 1, 0, 1], [1, 2, 1, 0]]
    found = solver.solve_tour(square, 0.1)
    assert (found.cost, found.feasible, len(found.routes[0])) == (4, True, 4)


@with_solver
@pytest.mark.real_data
def test_it_solves_a_published_instance():
    path = DATA / "X-n101-k25.vrp"
    if not path.exists():
        pytest.skip("BARRIO_DATA is missing")
    found = solver.solve_file(path, "round", 1)
    assert found.feasible and 27_591 <= found.cost <= 1.1 * 27_591
    assert sorted(i for route in found.routes for i in route) == list(range(100))
