"""Doors from a table `id,lat,lon` (and street, number, unit); lines from GeoJSON or a table."""

import csv
import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from barrio.turf.doors import Door
from barrio.turf.plane import LatLon

NEEDED = ("id", "lat", "lon")
EDGE = ("from_lat", "from_lon", "to_lat", "to_lon")


class BadTable(ValueError):
    """The file cannot be used; the message names the line and says how to mend it."""


def read_doors(path: Path) -> list[Door]:
    """Every door, or `BadTable` for the first row that is wrong."""
    doors: list[Door] = []
    seen: dict[str, int] = {}
    for line, row in _rows(path, _text(path), NEEDED, "doors"):
        where = f"{path.name}, line {line}"
        door = _door(row, where)
        if door.id in seen:
            raise BadTable(f"{where}: the id '{door.id}' is on line {seen[door.id]} already")
        seen[door.id] = line
        doors.append(door)
    if not doors:
        raise BadTable(f"{path.name} names its columns and holds no door")
    return doors


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BadTable(f"{path}: {error.strerror}") from error
    if not raw.strip():
        raise BadTable(f"{path.name} is empty")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadTable(f"{path.name} is no CSV in UTF-8: save it as CSV (UTF-8)") from error
    if "\x00" in text:
        raise BadTable(f"{path.name} is no CSV: it holds bytes that are not text")
    return text


def _rows(
    path: Path, text: str, needed: Sequence[str], what: str
) -> Iterator[tuple[int, dict[str, str]]]:
    first = text.lstrip().splitlines()[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True)
    headers: list[str] = []
    line = 1
    try:
        for cells in reader:
            begun, line = line, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if not headers:
                headers = _headers(path, cells, needed, what)
                continue
            if len(cells) != len(headers):
                raise BadTable(
                    f"{path.name}, line {begun}: {len(cells)} cells, the first line has "
                    f"{len(headers)}"
                )
            yield begun, dict(zip(headers, (cell.strip() for cell in cells), strict=True))
    except csv.Error as error:
        raise BadTable(f"{path.name}, line {line}: no CSV: {error}") from error


def _headers(path: Path, cells: list[str], needed: Sequence[str], what: str) -> list[str]:
    headers = [cell.strip().casefold() for cell in cells]
    missing = [name for name in needed if name not in headers]
    if len(missing) == len(needed):
        names = ", ".join(needed)
        raise BadTable(f"{path.name} is no CSV of {what}: its first line must name {names}")
    if missing:
        raise BadTable(f"{path.name} lacks the column {', '.join(missing)}")
    twice = sorted({name for name in headers if name and headers.count(name) > 1})
    if twice:
        raise BadTable(f"{path.name} has the column '{twice[0]}' twice")
    return headers


def _door(row: dict[str, str], where: str) -> Door:
    if not row["id"]:
        raise BadTable(f"{where}: no id")
    at = _degrees(row["lat"], 90, "lat", where), _degrees(row["lon"], 180, "lon", where)
    named = (row.get(name, "") for name in ("street", "number", "unit"))
    return Door(row["id"], at, *named)


def _degrees(text: str, most: int, name: str, where: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise BadTable(f"{where}: {name} '{text}' is no number of degrees") from None
    if not math.isfinite(value) or abs(value) > most:
        raise BadTable(f"{where}: {name} {text} is not on earth (at most {most} degrees)")
    return value


def point_of(text: str) -> LatLon:
    lat, comma, lon = text.partition(",")
    if not comma:
        raise BadTable(f"'{text}' is no place: write LAT,LON, as 41.40,2.19")
    return _degrees(lat.strip(), 90, "lat", "start"), _degrees(lon.strip(), 180, "lon", "start")


def read_streets(path: Path) -> list[list[LatLon]]:
    """The lines of a GeoJSON file, or of a table with a straight piece of street in each row."""
    text = _text(path)
    if text.lstrip().startswith(("{", "[")):
        return read_lines(path)
    lines = []
    for line, row in _rows(path, text, EDGE, "streets"):
        where = f"{path.name}, line {line}"
        ends = [
            (
                _degrees(row[f"{end}_lat"], 90, f"{end}_lat", where),
                _degrees(row[f"{end}_lon"], 180, f"{end}_lon", where),
            )
            for end in ("from", "to")
        ]
        lines.append(ends)
    if not lines:
        raise BadTable(f"{path.name} names its columns and holds no street")
    return lines


def read_lines(path: Path) -> list[list[LatLon]]:
    """The line strings of a GeoJSON file."""
    try:
        lines = list(_lines(json.loads(_text(path))))
        return [[_point(pair, path) for pair in line] for line in lines]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, BadTable):
            raise
        raise BadTable(f"{path.name} is no GeoJSON with lines in it") from error


def _lines(shape: Any) -> Iterator[Any]:
    kind = shape["type"]
    if kind == "FeatureCollection":
        for feature in shape["features"]:
            yield from _lines(feature)
    elif kind == "Feature":
        yield from _lines(shape["geometry"])
    elif kind == "LineString":
        yield shape["coordinates"]
    elif kind == "MultiLineString":
        yield from shape["coordinates"]
    else:
        raise BadTable(f"only lines are read from it, it has a {kind}")


def _point(pair: Any, path: Path) -> LatLon:
    lon, lat = float(pair[0]), float(pair[1])
    if not (abs(lat) <= 90 and abs(lon) <= 180):
        raise BadTable(f"{path.name}: {lat}, {lon} is not on earth")
    return lat, lon
