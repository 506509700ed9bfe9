"""Files of places are understood, row by row, before anything is written."""

import sys

import pytest

from barrio.places.importing.blocks import length_of, numbers_on, places_along
from barrio.places.importing.columns import recognise
from barrio.places.importing.reading import read_places
from barrio.places.importing.rows import CannotRead, number_order, street_name

LINE = [[-75.0, 40.0], [-75.0, 40.001]]  # north, about 111 metres


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (["street", "housenumber", "lat", "lon"], {"street", "number", "lat", "lon"}),
        (["Calle", "Número", "Latitud", "Longitud"], {"street", "number", "lat", "lon"}),
        (["Carrer", "Portal", "Pis", "Y", "X"], {"street", "number", "unit", "lat", "lon"}),
        (["addr:street", "addr:housenumber", "addr:postcode"], {"street", "number", "postcode"}),
        (["colour", "size"], set()),
    ],
)
def test_it_recognises_columns_in_three_languages(headers, expected):
    assert set(recognise(headers)) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("N 5TH ST", "N 5th St"),
        ("  Carrer   de Pujades ", "Carrer de Pujades"),
        ("E ALLEGHENY AVE", "E Allegheny Ave"),
        ("Cafe\u0301", "Café"),
    ],
)
def test_it_tidies_street_names(given, expected):
    assert street_name(given) == expected


@pytest.mark.parametrize(("number", "order"), [("12", 12), ("12-14", 12), ("B7", 7), ("s/n", 0)])
def test_it_orders_numbers_by_their_digits(number, order):
    assert number_order(number) == order


def test_it_reads_spanish_semicolons_and_decimal_commas(write):
    path = write("a.csv", "calle;numero;latitud;longitud\nCalle Ancha;7 bis;41,40;2,19\n")
    (door,) = read_places(path).doors
    assert (door.street, door.number, door.lat, door.lon) == ("Calle Ancha", "7 bis", 41.4, 2.19)


def test_it_reads_latin_1(write):
    path = write("a.csv", "calle,numero,lat,lon\nPeñón,1,41.4,2.1\n".encode("latin-1"))
    assert read_places(path).doors[0].street == "Peñón"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",7,41.4,2.1", "no street"),
        ("Ancha,,41.4,2.1", "no house number"),
        ("Ancha,7,north,2.1", "the latitude is not a number: north"),
        ("Ancha,7,91,2.1", "the latitude is not on earth: 91"),
        ("Ancha,7,41.4,nan", "the longitude is not on earth: nan"),
        (f"Ancha,{'7' * 21},41.4,2.1", "the number is longer than 20 characters"),
        (f"{'A' * 121},7,41.4,2.1", "the street's name is longer than 120 characters"),
    ],
)
def test_it_names_a_bad_row_and_keeps_the_others(write, row, reason):
    text = f"street,number,lat,lon\nAncha,1,41.4,2.1\n{row}\nAncha,3,41.4,2.1\n"
    parsed = read_places(write("a.csv", text))
    assert [door.number for door in parsed.doors] == ["1", "3"]
    assert parsed.refused[0].where == "line 3"
    assert parsed.refused[0].reason.startswith(reason)


def test_it_counts_lines_inside_quoted_cells(write):
    text = 'street,number,lat,lon,note\nAncha,1,41,2,"two\nlines"\n,2,41,2,\n'
    assert read_places(write("a.csv", text)).refused[0].where == "line 4"


def test_it_keeps_streets_of_one_name_in_two_towns_apart(write):
    rows = "Mayor,1,41,2,Uno\nMayor,1,42,3,Dos\nAncha,1,41,2,Uno\n"
    parsed = read_places(write("a.csv", f"street,number,lat,lon,city\n{rows}"))
    assert [door.street for door in parsed.doors] == ["Mayor (Uno)", "Mayor (Dos)", "Ancha"]


def feature(kind, coordinates, **properties):
    return {
        "type": "Feature",
        "geometry": {"type": kind, "coordinates": coordinates},
        "properties": properties,
    }


def geojson(*features):
    return {"type": "FeatureCollection", "features": list(features)}


SQUARE = [[[0, 0], [1, 0], [1, 1], [0, 0]]]


def test_it_reads_lines_polygons_and_points(write):
    path = write(
        "a.geojson",
        geojson(
            feature("LineString", [[0, 0, 12], [1, 1, 12]], name="Ancha"),
            feature("MultiLineString", [[[1, 1], [2, 2]]], name="Ancha"),
            feature("LineString", [[0, 0], [1, 1]], name=""),
            feature("Polygon", SQUARE, NAME="EL POBLE", MAPNAME="El Poble"),
            feature("Point", [2.1, 41.4], **{"addr:street": "Ancha", "addr:housenumber": 7}),
        ),
    )
    parsed = read_places(path)
    assert parsed.streets == {"Ancha": [[[0, 0], [1, 1]], [[1, 1], [2, 2]]]}
    assert parsed.unnamed == 1
    assert [area.name for area in parsed.areas] == ["El Poble"]
    assert (parsed.doors[0].number, parsed.doors[0].lat) == ("7", 41.4)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ({"type": "Feature", "geometry": None}, "it has no geometry"),
        ("nonsense", "it has no geometry"),
        (feature("Polygon", [[[0, 0], [1, 0], [1, 1], [9, 9]]], name="A"), "a ring of it is not"),
        (feature("Polygon", [], name="A"), "it has no ring"),
        (feature("Polygon", 7, name="A"), "its coordinates are not rings"),
        (feature("LineString", [[2690000, 290000], [1, 1]], name="A"), "a coordinate is not on"),
        (feature("LineString", [[0, 0]], name="A"), "a line of it has fewer than two"),
        (feature("Circle", [0, 0], name="A"), "Circle is neither point"),
        (feature("Point", ["a", "b"], street="A", number="1"), "its coordinates are not pairs"),
    ],
)
def test_it_names_a_bad_feature_and_keeps_the_others(write, bad, reason):
    good = feature("LineString", [[0, 0], [1, 1]], name="Ancha")
    parsed = read_places(write("a.geojson", geojson(good, bad, good)))
    assert len(parsed.streets["Ancha"]) == 2
    assert parsed.refused[0].where == "feature 2"
    assert parsed.refused[0].reason.startswith(reason)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.geojson", "{ not json", "is not GeoJSON"),
        ("a.geojson", "[1, 2]", "must be a FeatureCollection"),
        ("a.geojson", {"type": "Topology"}, "must be a FeatureCollection"),
        ("a.csv", "colour,size\nred,2\n", "has no column for: house number, latitude"),
        ("a.csv", "", "is no CSV table"),
        ("a.csv", b"PK\x03\x04\x00\x00", "is not text"),
        ("a.csv", "int_id,lon,lat,streets\n1,2,3,A\n", "a list of crossings"),
        ("a.csv", "street,number,lat,lon\n", "holds no address"),
        ("a.osm.pbf", b"not a pbf at all", "is no OpenStreetMap extract"),
        ("a.shp", b"", "neither .osm.pbf nor .geojson nor .csv"),
    ],
)
def test_refuses_a_file_that_is_none_of_these(write, name, content, message):
    with pytest.raises(CannotRead, match="a\\.") as caught:
        read_places(write(name, content))
    assert message in str(caught.value)


def test_it_says_what_is_missing_to_read_osm(write, monkeypatch):
    monkeypatch.setitem(sys.modules, "osmium", None)
    with pytest.raises(CannotRead, match=r"barrio\[osm\]"):
        read_places(write("a.osm.pbf", b""))


def test_it_cuts_to_a_box_and_to_a_polygon(write):
    rows = "Ancha,1,0.2,0.6\nAncha,3,50,50\n"
    path = write("a.csv", f"street,number,lat,lon\n{rows}")
    area = write("area.geojson", geojson(feature("Polygon", SQUARE, name="A")))
    for within in ("0,0,1,1", str(area)):
        parsed = read_places(path, within=within)
        assert [door.number for door in parsed.doors] == ["1"]
        assert parsed.outside == 1


@pytest.mark.parametrize("within", ["here", "1,1,0,0", "0,0,500,1", "nowhere.geojson", "1,2,3"])
def test_refuses_an_area_that_makes_no_sense(write, within):
    with pytest.raises(CannotRead):
        read_places(write("a.csv", "street,number,lat,lon\nA,1,1,1\n"), within=within)


def test_it_takes_every_second_number():
    assert numbers_on(2101, 2109, 100) == [2101, 2103, 2105, 2107, 2109]
    assert numbers_on(2108, 2100, 100) == [2108, 2106, 2104, 2102, 2100]


def test_it_stops_a_whole_hundred_where_the_block_is_full():
    numbers = numbers_on(1524, 1598, 60)
    assert numbers == list(range(1524, 1524 + 2 * 16, 2))


def test_it_spreads_a_measured_range_that_is_too_long_for_its_block():
    numbers = numbers_on(1500, 1540, 36)
    assert numbers == [1500, 1506, 1512, 1518, 1524, 1530, 1536]
    assert len({number % 2 for number in numbers}) == 1


def test_it_puts_doors_on_their_side_in_order():
    left, right = places_along(LINE, 3, "left"), places_along(LINE, 3, "right")
    assert 110 < length_of(LINE) < 112
    assert [lat for lat, _lon in left] == sorted(lat for lat, _lon in left)
    assert all(lon < -75 for _lat, lon in left)
    assert all(lon > -75 for _lat, lon in right)


BLOCK = (
    "seg_id,street,left_from,left_to,right_from,right_to,from_lon,from_lat,to_lon,to_lat,quality\n"
)


def test_it_makes_doors_of_good_blocks_only(write):
    rows = "1,N 5TH ST,2100,2108,2101,2109,-75,40,-75,40.001,good\n"
    rows += "2,N 5TH ST,2200,2208,0,0,-75,40.001,-75,40.002,weak\n"
    parsed = read_places(write("blocks.csv", BLOCK + rows))
    assert len(parsed.faces) == 3
    assert {door.side for door in parsed.doors if int(door.number) % 2} == {"right"}
    assert len(parsed.doors) == 10
    assert all(door.is_derived for door in parsed.doors)


@pytest.mark.parametrize(
    ("ranges", "reason"),
    [
        ("2100,2109,2101,2109", "left_from 2100 is on the other side"),
        ("21OO,2108,2101,2109", "left_from is not a house number"),
        ("-4,2108,2101,2109", "left_from is not a house number"),
    ],
)
def test_it_names_a_bad_block(write, ranges, reason):
    rows = f"1,N 5TH ST,{ranges},-75,40,-75,40.001,good\n"
    parsed = read_places(write("blocks.csv", BLOCK + rows))
    assert parsed.refused[0].reason.startswith(reason)
    assert not parsed.doors and not parsed.faces and not parsed.streets


def test_it_needs_lines_for_bare_ranges(write):
    text = "ST_NAME,ST_TYPE,L_F_ADD,L_T_ADD,R_F_ADD,R_T_ADD,SEG_ID\nA,ST,1,3,2,4,1\n"
    with pytest.raises(CannotRead, match="--streets-from"):
        read_places(write("ranges.csv", text))
