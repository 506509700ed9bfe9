"""`barrio import places`: what it adds, what it says, how it fails."""

import json

import pytest
from django.db import DatabaseError

from barrio.audit.models import Entry
from barrio.core.geo import door_cell
from barrio.places.enums import Origin
from barrio.places.models import Area, BlockFace, Dwelling, Site, Street
from tests.places.test_reading import BLOCK, SQUARE, feature, geojson

pytestmark = pytest.mark.django_db(transaction=False)

HEADER = "street,number,lat,lon\n"
THREE = HEADER + "Ancha,1,41.4,2.1\nAncha,3,41.41,2.1\nMayor,2,41.42,2.1\n"


def bring_in(barrio, path, *more):
    code, out, err = barrio("import", "places", path, "--collective", "norris-square", *more)
    assert code == 0, err
    return out


def counts(barrio, path, *more):
    data = json.loads(bring_in(barrio, path, "--json", *more))
    return {key: value for key, value in data["counts"].items() if value}


def test_it_brings_in_a_table(barrio, home, write):
    assert counts(barrio, write("a.csv", THREE)) == {"doors_added": 3, "streets_added": 2}
    door = Dwelling.objects.get(street__name="Ancha", number="3")
    assert (door.collective, door.number_order, door.origin) == (home, 3, Origin.IMPORTED)
    assert door.cell == door_cell(41.41, 2.1)
    assert door.source == "a.csv"


def test_it_adds_nothing_the_second_time(barrio, home, write):
    path = write("a.csv", THREE)
    bring_in(barrio, path)
    assert counts(barrio, path) == {"doors_known": 3}
    assert "Nothing new: all of it is here already." in bring_in(barrio, path)
    assert Dwelling.objects.count() == 3


def test_it_counts_an_address_given_twice(barrio, home, write):
    path = write("a.csv", THREE + "Ancha,1,41.9,2.9\n")
    assert counts(barrio, path)["doors_repeated_in_file"] == 1
    assert Dwelling.objects.get(street__name="Ancha", number="1").lat == 41.4


def test_it_tells_units_of_one_number_apart(barrio, home, write):
    text = "street,number,unit,lat,lon\nAncha,1,A,41,2\nAncha,1,B,41,2\n"
    assert counts(barrio, write("a.csv", text))["doors_added"] == 2


def test_it_names_the_bad_rows_and_imports_the_others(barrio, home, write):
    out = bring_in(barrio, write("a.csv", THREE + ",9,41,2\nAncha,9,x,2\n"))
    assert "left out, line 5: no street" in out
    assert "left out, line 6: the latitude is not a number: x" in out
    assert Dwelling.objects.count() == 3


def test_it_shows_the_first_bad_rows_and_counts_the_rest(barrio, home, write):
    out = bring_in(barrio, write("a.csv", THREE + ",9,41,2\n" * 25))
    assert out.count("left out") == 20
    assert "and 5 more" in out


def test_it_puts_doors_into_a_site(barrio, home, write):
    path = write("a.csv", THREE)
    bring_in(barrio, path, "--site", "El Poblenou")
    site = Site.objects.get(name="El Poblenou")
    assert site.dwellings.count() == 3
    assert 41.4 < site.lat < 41.42
    bring_in(barrio, path, "--site", "El Poblenou")
    assert Site.objects.count() == 1


def test_it_brings_in_streets_and_areas(barrio, home, write):
    path = write(
        "a.geojson",
        geojson(
            feature("LineString", [[0, 0], [1, 1]], name="Ancha"),
            feature("Polygon", SQUARE, name="Barri"),
        ),
    )
    assert counts(barrio, path) == {"areas_added": 1, "streets_added": 1}
    assert counts(barrio, path) == {"areas_known": 1}
    area = Area.objects.get()
    assert (area.south, area.west, area.north, area.east) == (0, 0, 1, 1)


def test_it_completes_a_street_that_had_no_line(barrio, home, write):
    bring_in(barrio, write("a.csv", THREE))
    path = write("b.geojson", geojson(feature("LineString", [[2, 41], [2.1, 41]], name="Ancha")))
    assert counts(barrio, path) == {"streets_completed": 1}
    assert Street.objects.get(name="Ancha").lines == [[[2, 41], [2.1, 41]]]


def test_it_derives_doors_and_says_so(barrio, home, write):
    path = write("b.csv", BLOCK + "1,N 5TH ST,2100,2104,2101,2105,-75,40,-75,40.001,good\n")
    out = bring_in(barrio, path)
    assert "derived, not surveyed" in out
    assert set(Dwelling.objects.values_list("origin", flat=True)) == {Origin.DERIVED}
    assert BlockFace.objects.get(side="left").last_number == 2104
    assert counts(barrio, path) == {"block_faces_known": 2, "doors_known": 6}


def test_it_replaces_a_derived_place_by_a_listed_one(barrio, home, write):
    blocks = BLOCK + "1,N 5TH ST,2100,2104,2101,2105,-75,40,-75,40.001,good\n"
    bring_in(barrio, write("b.csv", blocks))
    before = Dwelling.objects.get(number="2100")
    listed = write("a.csv", HEADER + "N 5th St,2100,40.5,-75.5\n")
    assert counts(barrio, listed) == {"doors_improved": 1}
    door = Dwelling.objects.get(number="2100")
    assert (door.pk, door.lat, door.origin) == (before.pk, 40.5, Origin.IMPORTED)
    assert counts(barrio, write("b.csv", blocks))["doors_known"] == 6


def test_it_never_overrides_what_somebody_has_seen(barrio, home, doors, write):
    listed = write("a.csv", HEADER + "N Howard St,2101,1,1\n")
    assert counts(barrio, listed) == {"doors_known": 1}
    doors[0].refresh_from_db()
    assert doors[0].lat > 30


def test_it_leaves_other_collectives_alone(barrio, home, elsewhere, write):
    bring_in(barrio, write("a.csv", THREE))
    assert not Dwelling.objects.filter(collective=elsewhere).exists()


def test_it_audits_each_import_with_its_counts(barrio, home, write):
    bring_in(barrio, write("a.csv", THREE + ",9,41,2\n"))
    entry = Entry.objects.get(verb="places.import")
    assert (entry.collective_id, entry.actor_kind) == (home.pk, "system")
    assert entry.detail["doors_added"] == 3
    assert entry.detail["refused"] == 1


def test_it_imports_all_or_nothing(barrio, home, write, monkeypatch):
    def full(*args, **kwargs):
        raise DatabaseError("database or disk is full")

    monkeypatch.setattr("barrio.places.actions.record", full)
    args = ("import", "places", write("a.csv", THREE), "--collective", "norris-square")
    code, _out, err = barrio(*args)
    assert (code, "disk is full" in err, err.count("\n")) == (1, True, 2)  # the bar, and the line
    assert not Dwelling.objects.exists() and not Street.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "more", "message"),
    [
        ("a.csv", "colour,size\nred,2\n", (), "has no column for"),
        ("a.geojson", "{", (), "is not GeoJSON"),
        ("a.xlsx", b"PK", (), "neither .osm.pbf nor"),
        ("a.csv", THREE, ("--within", "here"), "neither a GeoJSON file nor"),
        ("a.csv", THREE, ("--streets-from", "nowhere.csv"), "there is no file 'nowhere.csv'"),
        ("a.csv", THREE, ("--site", "x" * 121), "--site is longer"),
    ],
)
def test_refuses_bad_input_in_one_line(barrio, home, write, name, content, more, message):
    path = write(name, content)
    code, _out, err = barrio("import", "places", path, "--collective", "norris-square", *more)
    assert code == 2
    assert message in err and err.count("\n") == 1
    assert not Dwelling.objects.exists()


def test_refuses_a_file_that_is_not_there(barrio, home):
    code, _out, err = barrio("import", "places", "nowhere.csv", "--collective", "norris-square")
    assert (code, err) == (2, "barrio: there is no file 'nowhere.csv'\n")


def test_refuses_a_collective_that_is_not_there(barrio, home, write):
    code, _out, err = barrio("import", "places", write("a.csv", THREE), "--collective", "nobody")
    assert code == 2
    assert "no collective 'nobody'. There is: norris-square" in err


def test_it_brings_in_all_of_poblenou_and_nothing_again(barrio, home, data_dir):
    path = data_dir / "geo" / "barcelona_poblenou_houses.csv"
    first = counts(barrio, path, "--site", "El Poblenou")
    assert first == {"doors_added": 4_528, "doors_repeated_in_file": 342, "streets_added": 212}
    assert counts(barrio, path) == {"doors_known": 4_528, "doors_repeated_in_file": 342}


def test_it_brings_in_liechtenstein_and_nothing_again(barrio, home, data_dir):
    path = data_dir / "geo" / "liechtenstein.osm.pbf"
    first = counts(barrio, path)
    assert (first["doors_added"], first["areas_added"], first["refused"]) == (970, 11, 7)
    second = counts(barrio, path)
    assert not {key for key in second if key.endswith(("_added", "_completed", "_improved"))}


def test_it_brings_in_norris_square_from_the_ranges(barrio, home, data_dir):
    path = data_dir / "geo" / "kensington_blocks_derived.csv"
    box = "-75.1400,39.9780,-75.1320,39.9860"
    first = counts(barrio, path, "--within", box, "--site", "Norris Square")
    assert first["doors_added"] == Dwelling.objects.count() > 2_000
    assert not Dwelling.objects.exclude(origin=Origin.DERIVED).exists()
    second = counts(barrio, path, "--within", box)
    assert second["doors_known"] == first["doors_added"] and "doors_added" not in second
