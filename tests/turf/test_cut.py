"""Cutting doors into turfs: nobody lost, sizes even, buildings whole, walks short."""

import math
import random
import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barrio.turf.bound import forest_metres
from barrio.turf.cut import Terms, cut
from barrio.turf.doors import Door
from barrio.turf.plane import Plane
from barrio.turf.split import pieces_of

pytestmark = pytest.mark.one_database

QUICK = Terms(kicks=2, rounds=2)
METRE = 1 / 111_195  # of latitude


def scattered(count, *, seed=1, metres=2_000):
    chance = random.Random(seed)
    return [
        Door(str(i), (chance.random() * metres * METRE, chance.random() * metres * METRE))
        for i in range(count)
    ]


def line(count, apart=10):
    return [Door(str(i), (0.0, i * apart * METRE)) for i in range(count)]


def sizes(found):
    return [len(turf.doors) for turf in found.turfs]


def assert_each_once(found, doors):
    walked = Counter(door.id for turf in found.turfs for door in turf.doors)
    assert walked == Counter(door.id for door in doors)


def test_it_cuts_every_door_once_into_even_turfs_above_the_bound():
    doors = scattered(1_000)
    found = cut(doors, 50, terms=QUICK)
    assert_each_once(found, doors)
    assert len(found.turfs) == 20
    assert min(sizes(found)) >= 45 and max(sizes(found)) <= 55
    assert found.bound_metres <= found.metres <= 1.5 * found.bound_metres


def test_it_cuts_ten_thousand_doors():
    doors = scattered(10_000, metres=8_000)
    found = cut(doors, 60, terms=Terms(kicks=0, rounds=2))
    assert_each_once(found, doors)
    count, least, most = pieces_of(10_000, 60)
    assert len(found.turfs) == count
    assert least <= min(sizes(found)) and max(sizes(found)) <= most


@pytest.mark.parametrize("count", [0, 1, 2])
def test_it_cuts_hardly_any_doors(count):
    doors = line(count)
    found = cut(doors, 50)
    assert_each_once(found, doors)
    assert len(found.turfs) == min(count, 1)
    assert found.metres == found.bound_metres == pytest.approx(10 * max(0, count - 1), abs=0.1)


def test_it_walks_a_line_from_end_to_end():
    found = cut(line(100), 25, terms=QUICK)
    assert sum(sizes(found)) == 100
    assert found.metres == pytest.approx(960, abs=1) == found.bound_metres
    for turf in found.turfs:
        places = [int(door.id) for door in turf.doors]
        assert places == sorted(places)


def test_it_keeps_a_building_whole_however_large():
    doors = [Door(str(i), (41.4, 2.19), unit=str(i % 7)) for i in range(80)]
    found = cut(doors, 20)
    assert sizes(found) == [80]
    assert (found.metres, found.bound_metres) == (0, 0)


def test_it_walks_a_building_by_floor_and_unit():
    units = ["10-A", "2-B", "Bajos 1", "2-A", "1", ""]
    doors = [Door(u or "porter", (41.4, 2.19), "Gran", "7", u) for u in units]
    walked = [door.id for door in cut(doors, 50).turfs[0].doors]
    assert walked in (order := ["porter", "Bajos 1", "1", "2-A", "2-B", "10-A"], order[::-1])


def test_it_keeps_each_building_of_many_whole():
    chance = random.Random(3)
    doors = []
    for house in range(60):
        at = (chance.random() * 0.01, chance.random() * 0.01)
        for unit in range(chance.choice([1, 1, 2, 12])):
            # Two entrances a few metres apart are one building.
            beside = (at[0] + unit % 2 * 5 * METRE, at[1])
            doors.append(Door(f"{house}-{unit}", beside, "Gran", str(house), str(unit)))
    found = cut(doors, 30, terms=QUICK)
    assert_each_once(found, doors)
    for turf in found.turfs:
        walked = [door.number for door in turf.doors]
        seen = [number for i, number in enumerate(walked) if walked[i - 1 : i] != [number]]
        assert len(seen) == len(set(seen))
    homes = [{door.number for door in turf.doors} for turf in found.turfs]
    assert sum(map(len, homes)) == 60


def test_it_cuts_light_stops_before_heavy_ones():
    doors = [Door(str(i), (0.0, i * 10 * METRE)) for i in range(100)]
    doors += [
        Door(f"{i}-{unit}", (0.0, (i + 100) * 10 * METRE)) for i in range(60) for unit in range(55)
    ]
    found = cut(doors, 50, terms=Terms(kicks=0))
    assert_each_once(found, doors)
    assert len(found.turfs) == 68 and max(sizes(found)) <= 110


def test_it_parts_houses_of_one_number_that_lie_far_apart():
    doors = [Door(str(i), (i * 200 * METRE, 0.0), "Landstrasse", "1") for i in range(4)]
    assert sizes(cut(doors, 2)) == [2, 2]


def test_it_answers_the_same_to_the_same():
    doors = scattered(300)
    assert cut(doors, 30, terms=QUICK) == cut(doors, 30, terms=QUICK)


def test_it_answers_the_same_in_one_process_and_in_two():
    doors = scattered(1_500, metres=3_000)
    one = cut(doors, 50, terms=Terms(kicks=1, rounds=2))
    assert one == cut(doors, 50, terms=Terms(kicks=1, rounds=2, processes=2))


def test_it_does_not_cross_a_barrier_where_it_can_be_avoided():
    """Two banks of two rows; the opposite bank is nearer than the next row."""
    doors = [
        Door(f"{row}-{column}", (row * METRE, column * 20 * METRE))
        for row in (0, 40, 50, 90)
        for column in range(25)
    ]
    rails = [[(45 * METRE, -0.01), (45 * METRE, 0.02)]]
    found = cut(doors, 25, barriers=rails, terms=QUICK)
    assert sizes(found) == [25] * 4 or all(23 <= size <= 27 for size in sizes(found))
    for turf in found.turfs:
        assert len({door.at[0] > 45 * METRE for door in turf.doors}) == 1


def test_it_keeps_to_one_side_of_a_street():
    doors = [
        Door(str(n), ((n % 2) * 12 * METRE, n // 2 * 10 * METRE), "Gran", str(n)) for n in range(80)
    ]
    for turf in cut(doors, 20, terms=QUICK).turfs:
        sides = [int(door.number) % 2 for door in turf.doors]
        assert sum(a != b for a, b in zip(sides, sides[1:], strict=False)) <= 1


def test_it_begins_at_the_start():
    start = (0.0, 990 * METRE)
    found = cut(line(100), 25, start=start, terms=QUICK)
    assert found.turfs[0].doors[0].id == "99"


def test_it_walks_on_over_the_date_line():
    doors = [Door(str(i), (0.0, 179.999 + i * 0.0005 - 360 * (i > 2))) for i in range(6)]
    assert cut(doors, 50).metres == pytest.approx(278, abs=1)


@settings(deadline=None, max_examples=60)
@given(
    places=st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 5)),
        min_size=1,
        max_size=40,
    ),
    size=st.integers(1, 15),
)
def test_it_holds_for_any_doors(places, size):
    doors = [
        Door(str(i), (x * 10 * METRE, y * 10 * METRE), "Gran", str(number))
        for i, (x, y, number) in enumerate(places)
    ]
    found = cut(doors, size, terms=Terms(kicks=3, rounds=1))
    assert_each_once(found, doors)
    assert all(turf.doors for turf in found.turfs)
    assert found.metres >= found.bound_metres
    at = {}
    for number, turf in enumerate(found.turfs):
        for door in turf.doors:
            assert at.setdefault(door.at, number) == number


@settings(deadline=None, max_examples=60)
@given(
    points=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=40),
    trees=st.integers(1, 5),
)
def test_the_forest_is_the_lightest(points, trees):
    """Beside Prim's algorithm, written out."""
    left = {(float(x), float(y)) for x, y in points}
    links, inside = [], [left.pop()] if left else []
    while left:
        length, point = min((math.dist(a, b), b) for a in inside for b in left)
        left.discard(point)
        inside.append(point)
        links.append(length)
    expected = sum(sorted(links)[: max(0, len(links) - trees + 1)])
    flat = [(float(x), float(y)) for x, y in points]
    assert forest_metres(flat, trees) == pytest.approx(expected)


def test_the_plane_measures_as_the_earth_does():
    from barrio.core.geo import metres_between

    here, there = (41.40, 2.19), (41.42, 2.21)
    plane = Plane.around([here, there])
    flat = math.dist(plane.flat(here), plane.flat(there))
    assert flat == pytest.approx(metres_between(here, there), rel=1e-4)


def test_it_needs_no_django():
    code = "import sys, barrio.turf.cut, barrio.turf.table; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
