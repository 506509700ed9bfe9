"""Geometry on small areas."""

import pytest

from barrio.core import geo

SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]]}


@pytest.mark.parametrize(("lat", "lon", "inside"), [(1, 1, True), (3, 1, False), (1, -0.1, False)])
def test_it_knows_what_lies_inside(lat, lon, inside):
    assert geo.geometry_contains(SQUARE, lat, lon) is inside


def test_a_hole_is_outside():
    hole = [[0.5, 0.5], [1.5, 0.5], [1.5, 1.5], [0.5, 1.5], [0.5, 0.5]]
    ring = {"type": "Polygon", "coordinates": [*SQUARE["coordinates"], hole]}
    assert not geo.geometry_contains(ring, 1, 1)


def test_a_degree_of_latitude_is_about_111_kilometres():
    assert geo.metres_between((39, -75), (40, -75)) == pytest.approx(111_195, rel=1e-3)


def test_the_hull_leaves_out_what_lies_inside():
    points = [(0, 0), (0, 2), (2, 0), (2, 2), (1, 1), (0.5, 1)]
    ring = geo.hull(points)
    assert ring[0] == ring[-1] and len(ring) == 5
    assert [1, 1] not in ring


def test_rings_of_cells_do_not_overlap():
    centre = geo.subscription_cell(39.98, -75.13)
    cells = [cell for distance in range(3) for cell in geo.ring(centre, distance)]
    assert len(cells) == len(set(cells)) == 1 + 6 + 12


def test_the_coarse_cell_of_a_door_holds_it():
    assert geo.coarse_cell(geo.door_cell(39.98, -75.13)) == geo.subscription_cell(39.98, -75.13)
