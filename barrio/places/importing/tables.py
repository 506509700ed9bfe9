"""Tables of places: addresses, street edges, and Philadelphia's ranges by block."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from barrio.places.importing.blocks import length_of, numbers_on, places_along
from barrio.places.importing.columns import recognise
from barrio.places.importing.rows import (
    BadRow,
    CannotRead,
    Door,
    Face,
    Line,
    Parsed,
    Refused,
    degrees,
    house_number,
    line_of,
    street_name,
    tell_towns_apart,
    tidy,
    unit_name,
)

Row = dict[str, str]

BLOCKS = {"seg_id", "street", "left_from", "right_to", "from_lon", "to_lat", "quality"}
RANGES = {"ST_NAME", "ST_TYPE", "L_F_ADD", "L_T_ADD", "R_F_ADD", "R_T_ADD", "SEG_ID"}
EDGES = {"from_lat", "from_lon", "to_lat", "to_lon", "name"}
CROSSINGS = {"int_id", "streets", "lon", "lat"}
SIDES = {"l": "left", "left": "left", "r": "right", "right": "right"}


def read_table(path: Path, blocks: Path | None = None) -> Parsed:
    """Any of the tables we know, told apart by their columns."""
    headers, rows = open_table(path)
    known = set(headers)
    if known >= BLOCKS:
        return read_blocks(rows)
    if known >= RANGES:
        return read_ranges(rows, blocks)
    if known >= EDGES:
        return read_edges(rows)
    if known >= CROSSINGS:
        raise CannotRead(
            f"'{path.name}' is a list of crossings: it has no door and no line. Give the blocks"
        )
    return read_addresses(path, headers, rows)


def open_table(path: Path) -> tuple[list[str], Iterator[tuple[int, Row]]]:
    text = decoded(path)
    reader = csv.reader(text.splitlines(keepends=True), dialect_of(text))
    try:
        headers = [tidy(cell) for cell in next(reader, [])]
    except csv.Error as error:
        raise CannotRead(f"'{path.name}' is no CSV table: {error}") from error
    if len(headers) < 2:
        raise CannotRead(f"'{path.name}' is no CSV table: its first line must name the columns")
    return headers, _rows(path, reader, headers)


def _rows(path: Path, reader: Any, headers: list[str]) -> Iterator[tuple[int, Row]]:
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                padded = cells + [""] * (len(headers) - len(cells))
                yield reader.line_num, dict(zip(headers, padded, strict=False))
    except csv.Error as error:
        raise CannotRead(f"'{path.name}', line {reader.line_num}: {error}") from error


def decoded(path: Path) -> str:
    """UTF-8, or the Latin alphabet of older programs."""
    raw = path.read_bytes()
    if b"\x00" in raw[:4096]:
        raise CannotRead(f"'{path.name}' is not text: save it as CSV (UTF-8) and try again")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def dialect_of(text: str) -> type[csv.Dialect]:
    """The delimiter is the one that the first line holds most of."""
    first = text.split("\n", 1)[0]

    class Table(csv.excel):
        delimiter = max(",;\t|", key=first.count)

    return Table


def each(parsed: Parsed, rows: Iterator[tuple[int, Row]], use: Callable[[Row], None]) -> Parsed:
    """Uses every row; one that cannot be used is named and the others go on."""
    for line, row in rows:
        parsed.rows += 1
        try:
            use(row)
        except BadRow as error:
            parsed.refused.append(Refused(f"line {line}", str(error)))
    return parsed


def read_addresses(path: Path, headers: list[str], rows: Iterator[tuple[int, Row]]) -> Parsed:
    columns = recognise(headers)
    wanted = {"number": "house number", "lat": "latitude", "lon": "longitude"}
    missing = [name for field, name in wanted.items() if field not in columns]
    if "street" not in columns and "place" not in columns:
        missing.append("street")
    if missing:
        raise CannotRead(
            f"'{path.name}' has no column for: {', '.join(missing)}. Its columns are: "
            f"{', '.join(headers)[:200]}. Name them number, street, unit, lat, lon"
        )
    parsed = Parsed("addresses")
    each(parsed, rows, lambda row: parsed.doors.append(door_of(row, columns)))
    parsed.doors = tell_towns_apart(parsed.doors)
    return parsed


def door_of(row: Row, columns: dict[str, str]) -> Door:
    def cell(field: str) -> str:
        return row.get(columns.get(field, ""), "")

    return Door(
        street=street_name(cell("street") or cell("place")),
        number=house_number(cell("number")),
        unit=unit_name(cell("unit")),
        lat=degrees(cell("lat"), "latitude"),
        lon=degrees(cell("lon"), "longitude"),
        side=SIDES.get(cell("side").strip().casefold(), ""),
        city=tidy(cell("city")),
        # Whoever made the numbers up says so in the file; they stay marked for ever.
        is_derived=cell("synthetic").strip() in {"1", "true", "yes"},
    )


def read_edges(rows: Iterator[tuple[int, Row]]) -> Parsed:
    parsed = Parsed("streets")

    def use(row: Row) -> None:
        line = _line_between(row)
        if not tidy(row["name"]):
            parsed.unnamed += 1
            return
        parsed.streets[street_name(row["name"])].append(line)

    return each(parsed, rows, use)


def _line_between(row: Row) -> Line:
    return [
        [degrees(row[f"{end}_lon"], "longitude"), degrees(row[f"{end}_lat"], "latitude")]
        for end in ("from", "to")
    ]


def read_blocks(rows: Iterator[tuple[int, Row]]) -> Parsed:
    """Faces of every block; doors where the join of range and line can be trusted."""
    parsed = Parsed("blocks")
    return each(parsed, rows, lambda row: use_block(parsed, row))


def use_block(parsed: Parsed, row: Row) -> None:
    street, line = street_name(row["street"]), line_of(_line_between(row))
    segment = tidy(row["seg_id"])[:40]
    if not segment:
        raise BadRow("no segment id")
    ranges = {side: range_of(row, f"{side}_from", f"{side}_to") for side in ("left", "right")}
    parsed.streets[street].append(line)
    for side, span in ranges.items():
        if span:
            parsed.faces.append(Face(street, side, min(span), max(span), line, segment))
            if row["quality"] == "good":
                parsed.doors.extend(doors_on(street, side, span, line))


def range_of(row: Row, first: str, last: str) -> tuple[int, int] | None:
    """The range as given, or nothing where the City holds no house on that side."""
    ends = []
    for column in (first, last):
        text = tidy(row[column]) or "0"
        if not text.isascii() or not text.isdigit() or len(text) > 9:
            raise BadRow(f"{column} is not a house number: {text[:30]}")
        ends.append(int(text))
    if not all(ends):
        return None
    if ends[0] % 2 != ends[1] % 2:
        raise BadRow(f"{first} {ends[0]} is on the other side of the street than {last} {ends[1]}")
    return ends[0], ends[1]


def doors_on(street: str, side: str, span: tuple[int, int], line: Line) -> list[Door]:
    numbers = numbers_on(*span, length_of(line))
    places = places_along(line, len(numbers), side)
    return [
        Door(street, str(number), lat, lon, side=side, is_derived=True)
        for number, (lat, lon) in zip(numbers, places, strict=True)
    ]


def read_ranges(rows: Iterator[tuple[int, Row]], blocks: Path | None) -> Parsed:
    """The City's own ranges, on the lines of a table of blocks joined by segment."""
    if blocks is None:
        raise CannotRead(
            "the ranges have no lines of their own: add --streets-from "
            "kensington_blocks_derived.csv, whose blocks they belong to"
        )
    headers, lines = open_table(blocks)
    if not set(headers) >= BLOCKS:
        raise CannotRead(f"'{blocks.name}' is no table of blocks: it needs seg_id and two ends")
    by_segment = {row["seg_id"]: row for _line, row in lines}
    parsed = Parsed("ranges")

    def use(row: Row) -> None:
        block = by_segment.get(row["SEG_ID"])
        if block is None:
            parsed.outside += 1
            return
        use_block(parsed, block | _ranges_of(row))

    return each(parsed, rows, use)


def _ranges_of(row: Row) -> Row:
    return {
        "left_from": row["L_F_ADD"],
        "left_to": row["L_T_ADD"],
        "right_from": row["R_F_ADD"],
        "right_to": row["R_T_ADD"],
    }
