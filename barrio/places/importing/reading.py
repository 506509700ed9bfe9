"""One door for every kind of file: says what it is and reads it."""

from pathlib import Path

from barrio.places.importing.geojson import read_geojson
from barrio.places.importing.osm import read_osm
from barrio.places.importing.rows import CannotRead, Parsed
from barrio.places.importing.tables import read_table
from barrio.places.importing.within import cut, limit_of

MOST_BYTES = 500 * 1024 * 1024
OSM = (".osm.pbf", ".pbf", ".osm", ".osm.bz2")
TABLES = (".csv", ".tsv", ".txt")
GEOJSON = (".geojson", ".json")


def read_places(
    path: Path, *, within: str = "", streets_from: Path | None = None, name_from: str = ""
) -> Parsed:
    """Everything in the file, cut to `within`. Raises CannotRead."""
    parsed = _read(path, streets_from, name_from)
    if streets_from and parsed.kind != "ranges":
        for name, lines in _read(streets_from, None, "").streets.items():
            parsed.streets[name].extend(lines)
    if within:
        cut(parsed, limit_of(within))
    if parsed.is_empty and not parsed.outside:
        raise CannotRead(f"'{path.name}' holds no address, no named street and no named area")
    return parsed


def _read(path: Path, streets_from: Path | None, name_from: str) -> Parsed:
    name = path.name.lower()
    if not path.is_file():
        raise CannotRead(f"there is no file '{path}'")
    if path.stat().st_size > MOST_BYTES:
        raise CannotRead(f"'{path.name}' is larger than 500 MB: cut an extract of your area first")
    if name.endswith(OSM):
        return read_osm(path)
    if name.endswith(GEOJSON):
        return read_geojson(path, name_from)
    if name.endswith(TABLES):
        return read_table(path, streets_from)
    raise CannotRead(f"'{path.name}' is neither .osm.pbf nor .geojson nor .csv")
