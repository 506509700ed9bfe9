"""Walking along streets: the shortest ways, what joins two lines, and turfs that keep to them."""

import csv
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barrio.turf.cut import Terms, cut
from barrio.turf.doors import Door
from barrio.turf.plane import Plane
from barrio.turf.streets import Foot, Streets

pytestmark = pytest.mark.one_database

QUICK = Terms(kicks=2, rounds=2)
METRE = 1 / 111_195  # of latitude


def walked(streets, a, b):
    """Both ways of asking, which must agree."""
    one, other = streets.foot(a), streets.foot(b)
    metres = streets.network.metres(one, other)
    assert streets.network.between([one, other]).metres(one, other) == pytest.approx(metres)
    return metres


def grid(side, apart=100.0):
    far = side * apart
    rows = [[(0.0, i * apart), (far, i * apart)] for i in range(side + 1)]
    columns = [[(i * apart, j * apart) for j in range(side + 1)] for i in range(side + 1)]
    # A row is bent at each crossing, so that it has a point there as real lines have.
    rows = [[(i * apart, row[0][1]) for i in range(side + 1)] for row in rows]
    return Streets([*rows, *columns])


@settings(max_examples=60)
@given(*[st.tuples(st.integers(0, 8), st.floats(0, 800)) for _end in range(2)], st.booleans())
def test_ways_in_a_grid_are_of_the_taxicab(one, other, turned):
    """From anywhere on a street running east to anywhere on one running north, or east."""
    a = (one[1], one[0] * 100.0)
    b = (other[0] * 100.0, other[1]) if turned else (other[1], other[0] * 100.0)
    straight = abs(a[0] - b[0]) + abs(a[1] - b[1])
    if not turned and one[0] != other[0]:  # by the nearer of the crossings on either side
        down, up = 100 * math.floor(a[0] / 100), 100 * math.ceil(a[0] / 100)
        least = min(abs(a[0] - x) + abs(b[0] - x) for x in (down, up, *range(0, 900, 100)))
        straight = least + abs(a[1] - b[1])
    elif turned and a[1] != b[1] and a[0] != b[0]:
        straight = abs(a[0] - b[0]) + abs(a[1] - b[1])
    assert walked(grid(8), a, b) == pytest.approx(straight, abs=0.01)


def test_a_bridge_joins_nothing():
    over = Streets([[(0.0, 0.0), (100.0, 0.0)], [(50.0, -50.0), (50.0, 50.0)]])
    assert walked(over, (10.0, 0.0), (50.0, 40.0)) == math.inf


@pytest.mark.parametrize("gap", [0.0, 1.0, 2.9])
def test_a_line_that_ends_beside_another_joins_it(gap):
    tee = Streets([[(0.0, 0.0), (100.0, 0.0)], [(50.0, gap), (50.0, 50.0)]])
    assert walked(tee, (10.0, 0.0), (50.0, 40.0)) == pytest.approx(80.0, abs=3)


def test_ends_that_all_but_meet_are_one():
    apart = Streets([[(0.0, 0.0), (100.0, 0.0)], [(101.2, 0.0), (200.0, 0.0)]])
    assert walked(apart, (10.0, 0.0), (190.0, 0.0)) == pytest.approx(180.0, abs=2)
    wide = Streets([[(0.0, 0.0), (100.0, 0.0)], [(104.0, 0.0), (200.0, 0.0)]])
    assert walked(wide, (10.0, 0.0), (190.0, 0.0)) == math.inf


def test_a_ring_is_walked_the_shorter_way():
    ring = Streets([[(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0), (0.0, 0.0)]])
    assert walked(ring, (10.0, 0.0), (0.0, 10.0)) == pytest.approx(20.0)
    assert walked(ring, (90.0, 0.0), (100.0, 10.0)) == pytest.approx(20.0)


def test_a_curve_is_one_link():
    arc = [(100 * math.cos(t / 10), 100 * math.sin(t / 10)) for t in range(16)]
    streets = Streets([arc, [arc[-1], (0.0, 300.0)]])
    assert len(streets.network.links) == 1


def test_it_stands_on_the_nearest_street_or_on_none():
    streets = grid(2)
    assert streets.foot((130.0, 12.0)) is not None
    assert streets.foot((100.0, -149.0)) is not None
    assert streets.foot((100.0, -151.0)) is None
    assert Streets([]).foot((0.0, 0.0)) is None


def test_lines_of_nothing_are_no_streets():
    streets = Streets([[], [(0.0, 0.0)], [(5.0, 5.0), (5.0, 5.0)]])
    assert streets.network.links == [] and streets.foot((0.0, 0.0)) is None


def test_ways_are_as_others_found_them(data_dir):
    """The data's lengths follow curves that its straight pieces leave out: half a hundredth."""
    folder, at, lines = data_dir / "geo", {}, []
    with (folder / "barcelona_poblenou_street_edges.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for end in ("from", "to"):
                at[row[f"{end}_node"]] = float(row[f"{end}_lat"]), float(row[f"{end}_lon"])
            lines.append((row["from_node"], row["to_node"]))
    plane = Plane.around(list(at.values()))
    streets = Streets([[plane.flat(at[a]), plane.flat(at[b])] for a, b in lines])
    with (folder / "barcelona_poblenou_shortest_paths.expected.csv").open() as file:
        expected = list(csv.DictReader(file))
    assert len(expected) == 60
    for row in expected:
        ends = (plane.flat(at[row[end]]) for end in ("from_node", "to_node"))
        metres = walked(streets, *ends)
        assert metres == pytest.approx(float(row["undirected_shortest_m"]), rel=0.008), row


# --- turfs on streets ---------------------------------------------------------------------------


def lots(backs):
    """Two streets whose gardens touch: doors of one are nearer over the fence than along it."""
    return [
        Door(f"{street}-{i}", (y * METRE, i * 25 * METRE), f"Calle {street}", str(2 * i))
        for street, y in (("A", 0), ("B", backs))
        for i in range(40)
    ]


def street_lines(*, ends):
    """Both streets, and the street that joins them at one end or at neither."""
    rows = [[(y * METRE, -10 * METRE), (y * METRE, 990 * METRE)] for y in (-8, 23)]
    joining = [[(-8 * METRE, -10 * METRE), (23 * METRE, -10 * METRE)]]
    return rows + joining * ends


def changes(turf):
    streets = [door.street for door in turf.doors]
    return sum(a != b for a, b in zip(streets, streets[1:], strict=False))


def test_it_does_not_walk_over_fences():
    terms = Terms(kicks=10, rounds=2, change_of_side=0)
    straight = cut(lots(15), 40, terms=terms)
    along = cut(lots(15), 40, terms=terms, streets=street_lines(ends=1))
    assert sum(map(changes, straight.turfs)) > 2
    assert sum(map(changes, along.turfs)) <= 1
    assert along.metres >= along.bound_metres


def test_its_metres_are_those_of_the_streets():
    doors = [lots(15)[39], lots(15)[79]]  # back to back, far from where the streets meet
    (turf,) = cut(doors, 2, terms=QUICK, streets=street_lines(ends=1)).turfs
    assert turf.metres == pytest.approx(985 * 2 + 31, abs=2)


def test_where_streets_do_not_meet_it_walks_straight_and_rarely():
    found = cut(lots(15), 40, terms=QUICK, streets=street_lines(ends=0))
    assert [changes(turf) for turf in found.turfs] == [0, 0]
    doors = [lots(15)[39], lots(15)[79]]
    (turf,) = cut(doors, 2, terms=QUICK, streets=street_lines(ends=0)).turfs
    assert turf.metres == pytest.approx(15, abs=0.1)


def test_doors_far_from_every_street_are_walked_straight():
    doors = [Door(str(i), (0.01 + i * 10 * METRE, 0.0)) for i in range(10)]
    (turf,) = cut(doors, 10, terms=QUICK, streets=street_lines(ends=1)).turfs
    assert turf.metres == pytest.approx(90, abs=0.1)


def test_it_answers_the_same_in_one_process_and_in_two():
    doors = [
        Door(f"{x}-{y}", (y * 100 * METRE + 8 * METRE, x * 11 * METRE))
        for x in range(150)
        for y in range(10)
    ]
    rows = [[(y * 100 * METRE, x * 50 * METRE) for x in range(35)] for y in range(10)]
    columns = [[(y * 100 * METRE, x * 100 * METRE) for y in range(10)] for x in range(17)]
    one = cut(doors, 50, terms=Terms(kicks=0, rounds=1), streets=rows + columns)
    two = cut(doors, 50, terms=Terms(kicks=0, rounds=1, processes=2), streets=rows + columns)
    assert one == two


def test_a_foot_is_a_place_on_a_link():
    streets = Streets([[(0.0, 0.0), (100.0, 0.0)]])
    assert streets.foot((30.0, 5.0)) == Foot(0, 30.0)
