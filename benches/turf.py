"""Cutting turfs: metres beside the spanning-forest bound and beside balanced k-means.

python -m benches turf [--doors N]; the data are in BARRIO_DATA (../shared/data).
"""

import json
import math
import os
import resource
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from barrio.places.importing.reading import read_places
from barrio.turf.cut import Cut, Terms, cut
from barrio.turf.doors import Door
from barrio.turf.improve import Routes
from barrio.turf.parts import Ground
from barrio.turf.plane import LatLon, Plane, hilbert
from barrio.turf.streets import Streets
from barrio.turf.table import read_streets

DATA = Path(os.environ.get("BARRIO_DATA", "../shared/data"))
SETS = {
    "kensington": ["kensington_blocks_derived.csv"],
    "poblenou": ["barcelona_poblenou_houses.csv", "barcelona_poblenou_street_edges.csv"],
    "norris square (synthetic)": ["norris_square_doors_SYNTHETIC.csv"],
    "liechtenstein": ["liechtenstein.osm.pbf"],
    "harrisburg": ["harrisburg_addresses.csv"],
}
TOURS = ("berlin52", "eil51", "kroA100", "ch130", "a280", "pcb442", "pr1002")
SIZE = 50


def doors_of(name: str) -> list[Door]:
    """As the import reads them; an address named twice in the file is two doors."""
    file, *streets = (DATA / "geo" / part for part in SETS[name])
    parsed = read_places(file, streets_from=streets[0]) if streets else read_places(file)
    return [
        Door(str(i), (d.lat, d.lon), d.street, str(d.number), d.unit)
        for i, d in enumerate(parsed.doors)
        if d.lat is not None
    ]


def nearest(doors: Sequence[Door], count: int) -> list[Door]:
    """So many doors about the middle: a real neighbourhood, not a thinned-out town."""
    if len(doors) <= count:
        return list(doors)
    lat = statistics.median(d.at[0] for d in doors)
    lon = statistics.median(d.at[1] for d in doors)
    plane = Plane((lat, lon))
    return sorted(doors, key=lambda d: (math.hypot(*plane.flat(d.at)), d.id))[:count]


# --- the peer: balanced k-means, nearest neighbour, 2-opt --------------------------------------


def peer_metres(doors: Sequence[Door], starts: int) -> float:
    plane = Plane.around([door.at for door in doors])
    points = np.array([plane.flat(door.at) for door in doors])
    groups = balanced_k_means(points, max(1, round(len(doors) / SIZE)))
    return sum(open_walk(points[members], starts) for members in groups)


def balanced_k_means(points: np.ndarray, count: int, rounds: int = 20) -> list[np.ndarray]:
    """Lloyd's rounds; each time the door that loses most chooses first, until a turf is full."""
    chance = np.random.default_rng(1)
    centres = points[chance.choice(len(points), count, replace=False)]
    most = math.ceil(len(points) / count * 1.1)
    for _round in range(rounds):
        of = fill(points, centres, most)
        held = [points[of == c] for c in range(count)]
        centres = np.array([h.mean(axis=0) if len(h) else centres[c] for c, h in enumerate(held)])
    return [np.flatnonzero(of == c) for c in range(count)]


def fill(points: np.ndarray, centres: np.ndarray, most: int) -> np.ndarray:
    far = np.hypot(*(points[:, None, :] - centres[None, :, :]).transpose(2, 0, 1))
    ranked = np.argsort(far, axis=1)
    regret = np.sort(far, axis=1)[:, min(1, far.shape[1] - 1)] - far.min(axis=1)
    of, load = np.full(len(points), -1), np.zeros(len(centres), dtype=int)
    for i in np.argsort(-regret, kind="stable"):
        of[i] = next(c for c in ranked[i] if load[c] < most)
        load[of[i]] += 1
    return of


def open_walk(points: np.ndarray, starts: int) -> float:
    """Nearest neighbour from so many doors, each bettered by full 2-opt; the best of them."""
    if len(points) < 2:
        return 0.0
    far = np.hypot(*(points[:, None, :] - points[None, :, :]).transpose(2, 0, 1)).tolist()
    walks = [two_opt(onward(far, start), far) for start in range(min(starts, len(points)))]
    return min(sum(far[a][b] for a, b in zip(w, w[1:], strict=False)) for w in walks)


def onward(far: list[list[float]], start: int) -> list[int]:
    walk, left = [start], set(range(len(far))) - {start}
    while left:
        walk.append(min(left, key=lambda j: (far[walk[-1]][j], j)))
        left.discard(walk[-1])
    return walk


def two_opt(walk: list[int], far: list[list[float]]) -> list[int]:
    better = True
    while better:
        better = False
        for i in range(-1, len(walk) - 1):
            for j in range(i + 1, len(walk)):
                gain = 0.0
                if i >= 0:
                    gain += far[walk[i]][walk[i + 1]] - far[walk[i]][walk[j]]
                if j + 1 < len(walk):
                    gain += far[walk[j]][walk[j + 1]] - far[walk[i + 1]][walk[j + 1]]
                if gain > 1e-9:
                    walk[i + 1 : j + 1] = walk[i + 1 : j + 1][::-1]
                    better = True
    return walk


# --- ours -------------------------------------------------------------------------------------


def figures(name: str, doors: list[Door], *, peer: bool = True) -> dict[str, object]:
    began, busy = time.perf_counter(), processor_seconds()
    found = cut(doors, SIZE, terms=Terms(processes=os.cpu_count() or 1))
    seconds = time.perf_counter() - began
    busy = processor_seconds() - busy
    label = f"{name}, {len(doors)} doors"
    row: dict[str, object] = {
        f"{label}: metres": round(found.metres),
        f"{label}: ratio to the bound": round(found.metres / (found.bound_metres or 1), 3),
        f"{label}: smallest, largest turf": sizes(found),
        f"{label}: seconds (of processor)": f"{seconds:.1f} ({busy:.1f})",
    }
    if peer:
        for starts in (1, 5):
            theirs = peer_metres(doors, starts)
            key = f"{label}: under balanced k-means, {starts} start{'s' * (starts > 1)}"
            row[key] = f"{1 - found.metres / theirs:.1%}"
    return row


def on_streets(name: str, count: int) -> dict[str, object]:
    """Cut along the streets beside cut on straight lines: what each takes along the streets."""
    _file, edges = (DATA / "geo" / part for part in SETS[name])
    lines = read_streets(edges)
    doors = nearest(doors_of(name), count)
    terms = Terms(processes=os.cpu_count() or 1)
    began = time.perf_counter()
    along = cut(doors, SIZE, streets=lines, terms=terms)
    seconds = time.perf_counter() - began
    straight = cut(doors, SIZE, terms=terms)
    here, there = street_metres(along, lines), street_metres(straight, lines)
    label = f"{name} on its streets, {len(doors)} doors"
    return {
        f"{label}: metres along them": round(here),
        f"{label}: of turfs cut on straight lines": round(there),
        f"{label}: under those": f"{1 - here / there:.1%}",
        f"{label}: smallest, largest turf": sizes(along),
        f"{label}: seconds": round(seconds, 1),
    }


def street_metres(found: Cut, lines: Sequence[Sequence[LatLon]]) -> float:
    """Door to door along the streets; straight where they do not connect the two."""
    plane = Plane.around([door.at for turf in found.turfs for door in turf.doors])
    streets = Streets([[plane.flat(point) for point in line] for line in lines])
    total = 0.0
    for turf in found.turfs:
        flat = [plane.flat(door.at) for door in turf.doors]
        feet = [streets.foot(point) for point in flat]
        for (p, a), (q, b) in zip(
            zip(flat, feet, strict=True), list(zip(flat, feet, strict=True))[1:], strict=False
        ):
            way = streets.network.metres(a, b) if a and b else 0.0
            total += max(math.dist(p, q), way if way < math.inf else 0.0)
    return total


def processor_seconds() -> float:
    times = os.times()
    return times.user + times.children_user


def sizes(found: Cut) -> str:
    loads = [len(turf.doors) for turf in found.turfs]
    mean = sum(loads) / len(loads)
    off = sum(not math.ceil(mean * 0.9) <= load <= math.floor(mean * 1.1) for load in loads)
    return f"{min(loads)}, {max(loads)} of mean {mean:.1f}; {off} of {len(loads)} outside"


def tour_gap(name: str) -> tuple[float, float]:
    """The route improver on a closed tour of TSPLIB: its gap to the optimum, and seconds."""
    points = coordinates(DATA / "routing" / f"{name}.tsp")
    began = time.perf_counter()
    rows = [[float(round(math.dist(a, b))) for b in points] for a in points]
    near = Ground(points, [-1] * len(points), [1] * len(points), 0, 0).near(rows)
    tour = Routes(hilbert(points), rows, near, [1] * len(points), 0, 0).run(40 * len(points), 1)
    length = sum(rows[a][b] for a, b in zip(tour, tour[1:] + tour[:1], strict=True))
    return length / optimum(name) - 1, time.perf_counter() - began


def coordinates(path: Path) -> list[tuple[float, float]]:
    cells = (line.split() for line in path.read_text().splitlines())
    return [(float(c[1]), float(c[2])) for c in cells if len(c) == 3 and c[0].isdigit()]


def optimum(name: str) -> float:
    import csv

    with (DATA / "routing" / "expected.csv").open() as file:
        return next(float(r["best_known"]) for r in csv.DictReader(file) if r["instance"] == name)


def many(count: int) -> list[Door]:
    """All of Kensington and a moved copy of a part of it: real blocks, so many doors."""
    doors = doors_of("kensington")
    copy = [
        Door(f"b{d.id}", (d.at[0] + 0.06, d.at[1]), f"{d.street} B", d.number, d.unit)
        for d in doors
    ]
    return (doors + copy)[:count]


def main(count: int) -> dict[str, object]:
    answer: dict[str, object] = {}
    for name in SETS:
        answer |= figures(name, nearest(doors_of(name), count))
    answer |= on_streets("poblenou", count)
    for name in TOURS:
        gap, seconds = tour_gap(name)
        answer[f"{name}: gap to the optimum"] = f"{gap:.2%} in {seconds:.1f} s"
    if count >= 4_000:
        answer |= figures("kensington twice", many(100_000), peer=False)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        below = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        answer["peak memory, MB (parent, largest child)"] = f"{peak // 1024}, {below // 1024}"
    return answer


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
