"""`barrio turf cut --addresses`: a plain file, no database, errors that name the line."""

import json
import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.one_database

HEAD = "id,lat,lon\n"
ROWS = "".join(f"d{i},41.4{i:02},2.19\n" for i in range(20))


@pytest.fixture
def run(barrio, tmp_path):
    def cut(content, *more):
        path = tmp_path / "doors.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return barrio("turf", "cut", "--addresses", str(path), "--processes", "1", *more)

    return cut


def test_it_cuts_a_file(run):
    code, out, err = run(HEAD + ROWS, "--doors", "5", "--json")
    assert (code, err) == (0, "")
    data = json.loads(out)
    assert [turf["doors"] for turf in data["turfs"]] == [
        [f"d{i}" for i in range(a, a + 5)] for a in (0, 5, 10, 15)
    ]
    assert data["metres"] >= data["bound_metres"] > 0
    assert sum(turf["metres"] for turf in data["turfs"]) == pytest.approx(data["metres"], abs=1)


def test_it_says_so_to_people(run):
    code, out, _err = run(HEAD + ROWS, "--doors", "10")
    assert code == 0
    assert "1: " in out and "2 turfs" in out


def test_it_reads_semicolons_a_mark_and_streets(run):
    table = "\ufeffID;Lat;Lon;Street;Number;Unit\n1;41.4;2.19;Gran;7;2-A\n2;41.4;2.19;Gran;7;1\n"
    code, out, err = run(table, "--json")
    assert code == 0, err
    assert json.loads(out)["turfs"][0]["doors"] == ["2", "1"]


def test_it_fills_a_shift(run):
    pace = ["--minutes-per-door", "4", "--metres-per-minute", "60"]
    code, out, _err = run(HEAD + ROWS, "--minutes", "60", *pace, "--json")
    turfs = json.loads(out)["turfs"]
    assert code == 0 and len(turfs) > 1
    for turf in turfs:
        assert turf["minutes"] == pytest.approx(4 * len(turf["doors"]) + turf["metres"] / 60, abs=1)
        assert turf["minutes"] <= 60


def test_it_takes_a_start_in_the_south_and_the_west(run):
    code, out, err = run(HEAD + "a,-33.40,-70.6\nb,-33.41,-70.6\n", "--start", "-33.5,-70.6")
    assert code == 0, err


def test_it_works_where_nothing_is_installed(tmp_path):
    path = tmp_path / "doors.csv"
    path.write_text(HEAD + ROWS)
    env = {k: v for k, v in os.environ.items() if not k.startswith(("BARRIO", "DJANGO"))}
    command = [sys.executable, "-m", "barrio.cli", "turf", "cut", "--addresses", str(path)]
    env["PYTHONPATH"] = os.getcwd()
    done = subprocess.run(
        [*command, "--json"], env=env, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["turfs"]) == 1
    assert [p.name for p in tmp_path.iterdir()] == ["doors.csv"]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("", "doors.csv is empty"),
        ("  \n", "doors.csv is empty"),
        (HEAD, "holds no door"),
        ("id,lat\n1,41\n", "lacks the column lon"),
        ("id,lat,lat,lon\n1,41,41,2\n", "has the column 'lat' twice"),
        ("hello\nworld\n", "is no CSV of doors"),
        (b"PK\x03\x04\xff\xfe", "is no CSV in UTF-8"),
        (b"id,lat,lon\n1,\x00,2\n", "bytes that are not text"),
        (HEAD + "a,41,2\na,41,3\n", "line 3: the id 'a' is on line 2 already"),
        (HEAD + "a,41,2\n\nb,91,2\n", "line 4: lat 91 is not on earth"),
        (HEAD + "a,41,-181\n", "line 2: lon -181 is not on earth"),
        (HEAD + "a,nan,2\n", "line 2: lat nan is not on earth"),
        (HEAD + "a,north,2\n", "line 2: lat 'north' is no number"),
        (HEAD + "a,,2\n", "line 2: lat '' is no number"),
        (HEAD + ",41,2\n", "line 2: no id"),
        (HEAD + "a,41\n", "line 2: 2 cells, the first line has 3"),
        (HEAD + 'a,"41,2\n', "no CSV"),
    ],
)
def test_refuses_a_bad_file(run, content, complaint):
    code, out, err = run(content, "--json")
    assert (code, out) == (2, "")
    assert complaint in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        (["--doors", "0"], "no whole number"),
        (["--doors", "5", "--minutes", "60"], "not allowed with"),
        (["--minutes", "-3"], "no number above 0"),
        (["--minutes-per-door", "x"], "no number above 0"),
        (["--start", "41.4"], "write LAT,LON"),
        (["--start", "95,2"], "not on earth"),
        (["--street", "Gran"], "--street does not go with --addresses"),
        (["--barriers", "nowhere.geojson"], "No such file"),
    ],
)
def test_refuses_bad_options(run, more, complaint):
    code, out, err = run(HEAD + ROWS, *more)
    assert (code, out) == (2, "")
    assert complaint in err


@pytest.mark.parametrize(
    ("shape", "complaint"),
    [
        ("[]", "no GeoJSON"),
        ("{", "no GeoJSON"),
        ('{"type": "Point", "coordinates": [1, 2]}', "only lines are read from it, it has a Point"),
        ('{"type": "LineString", "coordinates": [[2, 410], [2, 42]]}', "not on earth"),
    ],
)
def test_refuses_bad_barriers(run, tmp_path, shape, complaint):
    path = tmp_path / "rails.geojson"
    path.write_text(shape)
    code, _out, err = run(HEAD + ROWS, "--barriers", str(path))
    assert code == 2
    assert complaint in err


def test_it_minds_the_barriers_of_a_file(run, tmp_path):
    path = tmp_path / "rails.geojson"
    lines = {"type": "LineString", "coordinates": [[2.1, 41.4095], [2.3, 41.4095]]}
    path.write_text(json.dumps({"type": "Feature", "properties": {}, "geometry": lines}))
    code, out, err = run(HEAD + ROWS, "--doors", "10", "--barriers", str(path), "--json")
    assert code == 0, err
    assert [len(turf["doors"]) for turf in json.loads(out)["turfs"]] == [10, 10]


STREETS = "from_lat,from_lon,to_lat,to_lon\n"


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("", "streets.csv is empty"),
        (STREETS, "holds no street"),
        ("a,b\n1,2\n", "is no CSV of streets: its first line must name from_lat"),
        ("from_lat,from_lon,to_lat\n41,2,41\n", "lacks the column to_lon"),
        (STREETS + "41,2,41,x\n", "line 2: to_lon 'x' is no number"),
        (STREETS + "91,2,41,2\n", "line 2: from_lat 91 is not on earth"),
        ("{}", "no GeoJSON with lines"),
    ],
)
def test_refuses_bad_streets(run, tmp_path, content, complaint):
    path = tmp_path / "streets.csv"
    path.write_text(content)
    code, _out, err = run(HEAD + ROWS, "--streets", str(path))
    assert code == 2
    assert complaint in err


@pytest.mark.parametrize("kind", ["csv", "geojson"])
def test_it_walks_along_the_streets_of_a_file(run, tmp_path, kind):
    """Two doors whose street goes a long way round."""
    way = [(41.4, 2.19), (41.41, 2.19), (41.41, 2.191), (41.4, 2.191)]
    path = tmp_path / f"streets.{kind}"
    if kind == "csv":
        pieces = zip(way, way[1:], strict=False)
        path.write_text(STREETS + "".join(f"{a},{b},{c},{d}\n" for (a, b), (c, d) in pieces))
    else:
        line = {"type": "LineString", "coordinates": [[lon, lat] for lat, lon in way]}
        path.write_text(json.dumps(line))
    doors = HEAD + "a,41.4,2.19\nb,41.4,2.191\n"
    code, out, err = run(doors, "--streets", str(path), "--json")
    assert code == 0, err
    assert json.loads(out)["metres"] == pytest.approx(2 * 1_112 + 83, rel=0.01)


def test_refuses_options_that_a_file_alone_takes(barrio):
    who = ["--collective", "x", "--as", "ana", "--canvass", "y", "--name", "z", "--street", "s"]
    code, _out, err = barrio("turf", "cut", *who, "--doors", "5")
    assert code == 2 and "--doors goes with --addresses only" in err
    code, _out, err = barrio("turf", "cut")
    assert code == 2 and "--collective" in err
