"""`barrio turf`: the same rules as on the page, and errors that say how to mend them."""

import json

import pytest

from barrio.audit.models import Entry
from barrio.canvass import actions
from barrio.canvass.models import Turf, TurfDoor

pytestmark = pytest.mark.django_db


@pytest.fixture
def canvass(home, by_ana, at):
    return actions.open_canvass(
        collective=home, name="Round", opening={"en": "Hi"}, questions=[], by=by_ana, at=at
    )


@pytest.fixture
def cut(barrio, cast, canvass, home):
    def run(*more, login="ana", name="North"):
        who = ["--collective", home.slug, "--as", login, "--canvass", "Round", "--name", name]
        return barrio("turf", "cut", *who, *more)

    return run


def test_it_cuts_the_doors_of_a_street_in_walking_order(cut, doors, cast):
    code, out, err = cut("--street", doors[0].street.name, "--json")
    assert code == 0, err
    data = json.loads(out)
    rows = TurfDoor.objects.filter(turf_id=data["id"]).order_by("order")
    assert data["order"] == [str(row.dwelling_id) for row in rows]
    assert data["doors"] == len(doors)
    assert Entry.objects.get(verb="turf.cut").actor_id == str(cast.ana.pk)


def test_it_cuts_the_doors_inside_an_area(cut, doors, write):
    west, east = min(d.lon for d in doors) - 0.001, max(d.lon for d in doors) + 0.001
    south, north = min(d.lat for d in doors) - 0.001, max(d.lat for d in doors) + 0.001
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    shape = {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}}
    code, out, err = cut("--within", write("area.geojson", shape), "--json")
    assert code == 0, err
    assert json.loads(out)["doors"] == len(doors)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("not json", "is not GeoJSON with a polygon"),
        ({"type": "Point", "coordinates": [1, 2]}, "is not GeoJSON with a polygon"),
        ({"type": "LineString", "coordinates": [[[1, 2], [2, 3]]]}, "holds no polygon"),
        ({"type": "FeatureCollection", "features": []}, "is not GeoJSON with a polygon"),
        ([1, 2], "is not GeoJSON with a polygon"),
    ],
)
def test_refuses_a_file_without_a_polygon(cut, doors, write, content, complaint):
    code, _out, err = cut("--within", write("area.geojson", content))
    assert code == 2
    assert complaint in err


def test_refuses_ground_without_doors(cut, doors, write):
    ring = [[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]
    area = write("sea.geojson", {"type": "Polygon", "coordinates": [ring]})
    code, _out, err = cut("--within", area)
    assert (code, Turf.objects.count()) == (2, 0)
    assert "There is no free door in it" in err


def test_refuses_an_unknown_street_and_an_unknown_canvass(cut, barrio, doors, home, cast):
    assert "no street 'Nowhere' here" in cut("--street", "Nowhere")[2]
    who = ["--collective", home.slug, "--as", "ana", "--name", "North", "--street", "x"]
    code, _out, err = barrio("turf", "cut", *who, "--canvass", "Other")
    assert (code, "Open now: 'Round'" in err) == (2, True)


def test_refuses_somebody_who_may_not_cut(cut, doors):
    code, _out, err = cut("--street", doors[0].street.name, login="bruno")
    assert (code, Turf.objects.count()) == (2, 0)
    assert "organizer" in err


def test_refuses_a_name_taken(cut, doors, canvass, by_ana, at):
    actions.cut_turf(canvass=canvass, name="North", dwellings=doors[:1], by=by_ana, at=at)
    code, _out, err = cut("--street", doors[0].street.name)
    assert (code, Turf.objects.count()) == (2, 1)
    assert "already exists" in err


def test_it_lists_how_far_each_turf_is(barrio, canvass, doors, home, by_ana, at):
    actions.cut_turf(canvass=canvass, name="North", dwellings=doors, by=by_ana, at=at)
    code, out, _err = barrio("turf", "list", "--collective", home.slug)
    assert code == 0
    assert f"Round / North: 0 of {len(doors)} doors knocked" in out


def test_it_says_what_to_do_where_there_is_no_turf(barrio, home):
    _code, out, _err = barrio("turf", "list", "--collective", home.slug)
    assert "barrio turf cut --help" in out
