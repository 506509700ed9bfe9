"""Cuts what was read to an area: a box, or the polygons of a GeoJSON file."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from barrio.core.geo import geometry_contains, is_coordinate
from barrio.places.importing.geojson import read_geojson
from barrio.places.importing.rows import CannotRead, Line, Parsed

Holds = Callable[[float, float], bool]  # latitude, longitude
Box = tuple[float, float, float, float]  # west, south, east, north


def box_of(text: str) -> Box:
    """``west,south,east,north`` in degrees. Raises ValueError."""
    west, south, east, north = (float(part) for part in text.split(","))
    if not (is_coordinate(south, west) and is_coordinate(north, east)):
        raise ValueError("a corner is not on earth")
    if west > east or south > north:
        raise ValueError("the corners are in the wrong order")
    return west, south, east, north


def limit_of(text: str) -> Holds:
    """What `--within` says: a box, or the path of a file of polygons."""
    if Path(text).suffix.lower() in {".geojson", ".json"}:
        return _limit_from(Path(text))
    try:
        west, south, east, north = box_of(text)
    except ValueError as error:
        raise CannotRead(
            f"--within '{text[:60]}' is neither a GeoJSON file nor west,south,east,north"
        ) from error
    return lambda lat, lon: south <= lat <= north and west <= lon <= east


def _limit_from(path: Path) -> Holds:
    if not path.is_file():
        raise CannotRead(f"there is no file '{path}'")
    shapes = [shape.geometry for shape in read_geojson(path).areas]
    if not shapes:
        raise CannotRead(f"'{path.name}' holds no polygon with a name")
    return lambda lat, lon: any(geometry_contains(shape, lat, lon) for shape in shapes)


def cut(parsed: Parsed, holds: Holds) -> None:
    """Keeps what lies inside; a street or an area, when a point of it does."""
    before = len(parsed.doors) + len(parsed.areas) + len(parsed.faces)
    parsed.doors = [door for door in parsed.doors if holds(door.lat, door.lon)]
    parsed.areas = [area for area in parsed.areas if _touches(area.geometry, holds)]
    parsed.faces = [face for face in parsed.faces if _any_point(face.line, holds)]
    parsed.outside += before - len(parsed.doors) - len(parsed.areas) - len(parsed.faces)
    _cut_streets(parsed, holds)


def _cut_streets(parsed: Parsed, holds: Holds) -> None:
    kept: dict[str, list[Line]] = defaultdict(list)
    for name, lines in parsed.streets.items():
        inside = [line for line in lines if _any_point(line, holds)]
        parsed.outside += len(lines) - len(inside)
        if inside:
            kept[name] = inside
    parsed.streets = kept


def _any_point(points: Iterable[list[float]], holds: Holds) -> bool:
    return any(holds(lat, lon) for lon, lat in points)


def _touches(geometry: dict, holds: Holds) -> bool:
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    return any(_any_point(ring, holds) for rings in polygons for ring in rings)
