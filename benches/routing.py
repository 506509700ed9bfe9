"""Published routing instances through barrio.turf.solver: the gap to the best known.

python -m benches routing [--seconds N]; N seconds an instance, one core; the data are in
BARRIO_DATA (../shared/data).
"""

import csv
import json
import math
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from barrio.turf.solver import Solved, installed, solve_file, solve_tour

DATA = Path(os.environ.get("BARRIO_DATA", "../shared/data")) / "routing"
Point = tuple[float, float]


def rounded(a: Point, b: Point) -> float:
    return int(math.dist(a, b) + 0.5)


def rounded_up(a: Point, b: Point) -> float:
    return math.ceil(math.dist(a, b))


def on_earth(a: Point, b: Point) -> float:
    """TSPLIB's own, with its pi and its degrees and minutes."""
    if a == b:
        return 0
    (lat_a, lon_a), (lat_b, lon_b) = radians(a), radians(b)
    q1, q2, q3 = math.cos(lon_a - lon_b), math.cos(lat_a - lat_b), math.cos(lat_a + lat_b)
    return int(6378.388 * math.acos(0.5 * ((1 + q1) * q2 - (1 - q1) * q3)) + 1)


def radians(point: Point) -> Point:
    lat, lon = (3.141592 * (int(x) + 5 * (x - int(x)) / 3) / 180 for x in point)
    return lat, lon


MEASURES: dict[str, Callable[[Point, Point], float]] = {
    "EUC_2D": rounded,
    "CEIL_2D": rounded_up,
    "GEO": on_earth,
}


def rows_of(path: Path) -> list[list[float]]:
    lines = path.read_text().splitlines()
    kind = next(line for line in lines if line.startswith("EDGE_WEIGHT_TYPE")).split(":")[1].strip()
    cells = [line.split() for line in lines]
    points = [(float(c[1]), float(c[2])) for c in cells if len(c) == 3 and c[0].isdigit()]
    return [[MEASURES[kind](a, b) for b in points] for a in points]


def solved(kind: str, name: str, seconds: float) -> Solved:
    if kind == "TSP":
        path = DATA / f"{name}.tsp"
        return solve_tour(rows_of(path if path.exists() else path.with_suffix(".vrp")), seconds)
    # The best known of DIMACS cuts distances off after one decimal, and is stored tenfold.
    return solve_file(DATA / f"{name}.vrp", "dimacs" if kind == "VRPTW" else "round", seconds)


def gap(row: dict[str, str], seconds: float) -> str:
    began = time.perf_counter()
    found = solved(row["kind"], row["instance"], seconds)
    took = time.perf_counter() - began
    if not found.feasible:
        return f"nothing feasible in {took:.1f} s"
    best = float(row["best_known"]) * (10 if row["kind"] == "VRPTW" else 1)
    return f"{found.cost / best - 1:.2%} ({found.cost} for {best:.0f}) in {took:.1f} s"


def main(seconds: float) -> dict[str, str]:
    if not installed():
        return {"not measured": "the extra `routing` is not installed"}
    with (DATA / "expected.csv").open() as file:
        rows = list(csv.DictReader(file))
    return {f"{r['kind']} {r['instance']}: gap to the best known": gap(r, seconds) for r in rows}


if __name__ == "__main__":
    print(json.dumps(main(float(sys.argv[1]))))
