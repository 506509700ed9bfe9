"""The extra `routing`: PyVRP as the solver of routes, for turfs and for published instances.

Effort on turfs is counted in tries, not timed, so that the same doors give the same turfs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

SCALE = 10  # the solver counts in whole numbers: a tenth of a metre


@dataclass(frozen=True)
class Solved:
    cost: int
    feasible: bool
    routes: list[list[int]]


def installed() -> bool:
    return find_spec("pyvrp") is not None


def shorter_turfs(
    rows: Sequence[Sequence[float]],
    weights: Sequence[int],
    turfs: Sequence[Sequence[int]],
    most: float,
    tries: int,
    seed: int,
) -> list[list[int]]:
    """The turfs as open walks of at most so many doors; begun from those given.

    A turf too small is the caller's to mend: the solver knows no least load.
    """
    import pyvrp
    from pyvrp.stop import MaxIterations

    data = _open_walks(rows, weights, len(turfs), most)
    begun = pyvrp.Solution(data, [list(turf) for turf in turfs])
    stop = MaxIterations(tries)
    found = pyvrp.solve(data, stop, seed=seed, collect_stats=False, initial_solution=begun)
    if not found.is_feasible():
        return [list(turf) for turf in turfs]
    return _visits(found.best)


def _open_walks(
    rows: Sequence[Sequence[float]], weights: Sequence[int], count: int, most: float
) -> Any:
    """A depot that is no distance from any stop: walks begin and end where they like."""
    import numpy as np
    import pyvrp

    size = len(weights)
    far: Any = np.zeros((size + 1, size + 1), dtype=np.int64)
    far[1:, 1:] = np.rint(np.array([row[:size] for row in rows[:size]]) * SCALE)
    still: Any = np.zeros_like(far)  # minutes count for nothing
    places = [pyvrp.Location(0, 0) for _place in range(size + 1)]
    clients = [pyvrp.Client(i, delivery=[weight]) for i, weight in enumerate(weights, 1)]
    walkers = pyvrp.VehicleType(count, capacity=[int(most)])
    depots = [pyvrp.Depot(0)]
    return pyvrp.ProblemData(places, clients, depots, [walkers], [far], [still])


def _visits(solution: Any) -> list[list[int]]:
    return [
        [activity.idx for activity in route if activity.is_client()] for route in solution.routes()
    ]


def solve_file(path: Path, rounding: str, seconds: float, seed: int = 1) -> Solved:
    """An instance in VRPLIB's form; `rounding` is how its distances become whole numbers."""
    import pyvrp
    from pyvrp.stop import MaxRuntime

    data = pyvrp.read(path, round_func=rounding)
    found = pyvrp.solve(data, MaxRuntime(seconds), seed=seed, collect_stats=False)
    feasible = found.is_feasible()
    cost = int(found.cost()) if feasible else 0
    return Solved(cost, feasible, _visits(found.best))


def solve_tour(rows: Sequence[Sequence[float]], seconds: float, seed: int = 1) -> Solved:
    """The round tour over all places of a matrix of whole numbers; the first is the depot."""
    import numpy as np
    import pyvrp
    from pyvrp.stop import MaxRuntime

    far: Any = np.array(rows, dtype=np.int64)
    still: Any = np.zeros_like(far)
    places = [pyvrp.Location(0, 0) for _row in rows]
    clients = [pyvrp.Client(i) for i in range(1, len(rows))]
    walker = pyvrp.VehicleType(1)
    data = pyvrp.ProblemData(places, clients, [pyvrp.Depot(0)], [walker], [far], [still])
    found = pyvrp.solve(data, MaxRuntime(seconds), seed=seed, collect_stats=False)
    tours = [[0, *(i + 1 for i in visits)] for visits in _visits(found.best)]
    return Solved(int(found.cost()), found.is_feasible(), tours)
