"""OpenStreetMap extracts: named ways that people live on, quarters, and addresses."""

from pathlib import Path
from typing import Any

from barrio.places.importing.geojson import polygon_of
from barrio.places.importing.rows import (
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

WALKED = frozenset(
    (
        *("primary", "secondary", "tertiary", "trunk", "unclassified", "residential"),
        *("living_street", "pedestrian", "service", "road", "footway", "path", "steps"),
    )
)
QUARTERS = frozenset(["suburb", "quarter", "neighbourhood", "city_block"])
SMALLEST_LEVEL = 8  # boundary=administrative: a town or smaller
COLUMNS = {
    "street": "addr:street",
    "place": "addr:place",
    "number": "addr:housenumber",
    "unit": "addr:unit",
    "city": "addr:city",
    "lat": "lat",
    "lon": "lon",
}


def read_osm(path: Path) -> Parsed:
    osmium = _osmium()
    parsed = Parsed("osm")
    wanted = osmium.filter.KeyFilter("addr:housenumber", "highway", "place", "boundary")
    try:
        found = osmium.FileProcessor(str(path)).with_areas().with_filter(wanted)
        for thing in found:
            _use(parsed, thing)
    except RuntimeError as error:
        raise CannotRead(f"'{path.name}' is no OpenStreetMap extract: {error}") from error
    parsed.doors = tell_towns_apart(parsed.doors)
    return parsed


def _osmium() -> Any:
    try:
        import osmium
        import osmium.filter
    except ImportError as error:
        raise CannotRead(
            "reading .osm.pbf needs the package osmium: pip install 'barrio[osm]'"
        ) from error
    return osmium


def _use(parsed: Parsed, thing: Any) -> None:
    try:
        if thing.is_node():
            _use_address(parsed, thing, lambda: (thing.location.lat, thing.location.lon))
        elif thing.is_way():
            _use_way(parsed, thing)
        elif thing.is_area():
            _use_area(parsed, thing)
    except BadRow as error:
        parsed.refused.append(Refused(f"{_kind(thing)} {_public_id(thing)}", str(error)))


def _use_way(parsed: Parsed, way: Any) -> None:
    if way.tags.get("highway") in WALKED and tidy(way.tags.get("name")):
        line = _points(way.nodes)
        if len(line) > 1:
            parsed.rows += 1
            parsed.streets[street_name(way.tags["name"])].append(line)
    elif not way.is_closed():  # a closed way comes again as an area
        _use_address(parsed, way, lambda: _middle(_points(way.nodes)))


def _use_area(parsed: Parsed, area: Any) -> None:
    _use_address(parsed, area, lambda: _middle(_outline(area)))
    name = tidy(area.tags.get("name"))
    if name and _is_quarter(area.tags):
        parsed.rows += 1
        parsed.areas.append(Shape(name[:120], _geometry(area)))


def _is_quarter(tags: Any) -> bool:
    level = tags.get("admin_level", "")
    is_small = level.isdigit() and int(level) >= SMALLEST_LEVEL
    is_boundary = tags.get("boundary") == "administrative" and is_small
    return is_boundary or tags.get("place") in QUARTERS


def _use_address(parsed: Parsed, thing: Any, where: Any) -> None:
    if not thing.tags.get("addr:housenumber"):
        return
    parsed.rows += 1
    tags = {tag.k: tag.v for tag in thing.tags if tag.k.startswith("addr:")}
    if not (tags.get("addr:street") or tags.get("addr:place")):
        raise BadRow("an address without street")
    lat, lon = where()
    parsed.doors.append(door_of(tags | {"lat": str(lat), "lon": str(lon)}, COLUMNS))


def _points(nodes: Any) -> list[list[float]]:
    return line_of([[node.lon, node.lat] for node in nodes if node.location.valid()])


def _outline(area: Any) -> list[list[float]]:
    return [point for ring in area.outer_rings() for point in _points(ring)]


def _middle(points: list[list[float]]) -> tuple[float, float]:
    """The middle of the box: near enough to the door of a house."""
    if not points:
        raise BadRow("its points are not in the extract")
    lons, lats = [p[0] for p in points], [p[1] for p in points]
    middle = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    return round(middle[0], 7), round(middle[1], 7)


def _geometry(area: Any) -> dict[str, Any]:
    polygons = [
        [_points(outer), *(_points(inner) for inner in area.inner_rings(outer))]
        for outer in area.outer_rings()
    ]
    return polygon_of("MultiPolygon", polygons)


def _kind(thing: Any) -> str:
    if thing.is_node():
        return "node"
    return "way" if thing.is_way() or thing.from_way() else "relation"


def _public_id(thing: Any) -> int:
    return int(thing.orig_id() if thing.is_area() else thing.id)
