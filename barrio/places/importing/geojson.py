"""GeoJSON: streets as lines, areas as polygons, addresses as points."""

import json
from pathlib import Path
from typing import Any

from barrio.places.importing.columns import recognise
from barrio.places.importing.rows import (
    LONGEST_NAME,
    BadRow,
    CannotRead,
    Parsed,
    Refused,
    Shape,
    line_of,
    street_name,
    tell_towns_apart,
    tidy,
)
from barrio.places.importing.tables import door_of

NAME_PROPERTIES = ("name", "NAME", "title", "label", "DIVISION_N", "zip")
# Where a source has its name in capitals and again as people write it, the latter.
NICER = {"NAME": ("MAPNAME", "LISTNAME")}
LINES = {"LineString", "MultiLineString"}
POLYGONS = {"Polygon", "MultiPolygon"}


def read_geojson(path: Path, name_from: str = "") -> Parsed:
    parsed = Parsed("geojson")
    for number, feature in enumerate(features_of(path), start=1):
        parsed.rows += 1
        try:
            use(parsed, feature, name_from)
        except BadRow as error:
            parsed.refused.append(Refused(f"feature {number}", str(error)))
    parsed.doors = tell_towns_apart(parsed.doors)
    return parsed


def features_of(path: Path) -> list[Any]:
    try:
        document = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise CannotRead(f"'{path.name}' is not GeoJSON: {str(error)[:100]}") from error
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "Feature":
        return [document]
    features = document.get("features") if kind == "FeatureCollection" else None
    if not isinstance(features, list):
        raise CannotRead(f"'{path.name}' is not GeoJSON: it must be a FeatureCollection")
    return features


def use(parsed: Parsed, feature: Any, name_from: str) -> None:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(geometry, dict):
        raise BadRow("it has no geometry")
    properties = feature.get("properties") or {}
    if not isinstance(properties, dict):
        raise BadRow("its properties are not a table of names and values")
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "Point":
        parsed.doors.append(_door(properties, coordinates))
    elif kind in LINES or kind in POLYGONS:
        _use_named(parsed, kind, coordinates, name_of(properties, name_from))
    else:
        raise BadRow(f"{kind} is neither point, line nor polygon")


def _use_named(parsed: Parsed, kind: str, coordinates: Any, name: str) -> None:
    if not name:
        parsed.unnamed += 1
    elif kind in LINES:
        parsed.streets[street_name(name)].extend(_lines(kind, coordinates))
    else:
        if len(name) > LONGEST_NAME:
            raise BadRow(f"its name is longer than {LONGEST_NAME} characters")
        parsed.areas.append(Shape(name, polygon_of(kind, coordinates)))


def name_of(properties: dict[str, Any], name_from: str) -> str:
    for key in (name_from,) if name_from else NAME_PROPERTIES:
        for nicer in (*NICER.get(key, ()), key):
            if tidy(properties.get(nicer)):
                return tidy(properties[nicer])
    return ""


def _door(properties: dict[str, Any], coordinates: Any) -> Any:
    ((lon, lat),) = line_of([coordinates])
    columns = recognise(properties) | {"lat": "\0lat", "lon": "\0lon"}
    cells = {key: tidy(value) for key, value in properties.items()}
    return door_of(cells | {"\0lat": str(lat), "\0lon": str(lon)}, columns)


def _lines(kind: str, coordinates: Any) -> list[Any]:
    lines = [line_of(part) for part in ([coordinates] if kind == "LineString" else coordinates)]
    if not lines or any(len(line) < 2 for line in lines):
        raise BadRow("a line of it has fewer than two points")
    return lines


def polygon_of(kind: str, coordinates: Any) -> dict[str, Any]:
    polygons = [coordinates] if kind == "Polygon" else coordinates
    try:
        cleaned = [[line_of(ring) for ring in rings] for rings in polygons]
    except TypeError:
        raise BadRow("its coordinates are not rings of points") from None
    if not cleaned or not all(cleaned):
        raise BadRow("it has no ring")
    for ring in (ring for rings in cleaned for ring in rings):
        if len(ring) < 4 or ring[0] != ring[-1]:
            raise BadRow("a ring of it is not closed: its last point must be its first")
    return {"type": kind, "coordinates": cleaned[0] if kind == "Polygon" else cleaned}
