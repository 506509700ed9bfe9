"""Rows read as plain values, alike from SQLite and PostgreSQL, and hashed to be compared."""

import hashlib
import ipaddress
import json
import sqlite3
import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

Row = tuple[Any, ...]
MODULUS = 1 << 256


def _moment(value: str) -> datetime:
    found = datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


# From what SQLite holds to what PostgreSQL's column of that type takes.
CONVERTERS: dict[str, Callable[[Any], Any]] = {
    "uuid": uuid.UUID,
    "boolean": bool,
    "timestamp with time zone": _moment,
    "date": date.fromisoformat,
    "time without time zone": time.fromisoformat,
    "interval": lambda value: timedelta(microseconds=value),
    "jsonb": json.loads,
    "bytea": bytes,
    "numeric": lambda value: Decimal(str(value)),
    "double precision": float,
    "inet": ipaddress.ip_address,
}


def converter(kind: str) -> Callable[[Any], Any]:
    """For one column; NULL stays what it is."""
    convert = CONVERTERS.get(kind)
    if convert is None:
        return lambda value: value
    return lambda value: None if value is None else convert(value)


def read_sqlite(
    source: sqlite3.Connection, table: str, columns: list[str], kinds: list[str]
) -> Iterator[Row]:
    names = ", ".join(f'"{column}"' for column in columns)
    convert = [converter(kind) for kind in kinds]
    for row in source.execute(f'SELECT {names} FROM "{table}"'):
        yield tuple(change(value) for change, value in zip(convert, row, strict=True))


def _plain(value: Any) -> Any:
    """One form for each value, whichever database it was read from."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, bool | int | float | str | None):
        return value
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True, ensure_ascii=False)
    if isinstance(value, Decimal):
        return str(value.normalize())
    return str(value)


class Sum:
    """A hash of a set of rows, the same in whatever order they come."""

    def __init__(self) -> None:
        self.rows, self.total = 0, 0

    def add(self, row: Row) -> None:
        text = repr(tuple(_plain(value) for value in row)).encode()
        digest = hashlib.sha256(text).digest()
        self.rows, self.total = self.rows + 1, (self.total + int.from_bytes(digest)) % MODULUS

    def add_all(self, rows: Iterable[Row]) -> "Sum":
        for row in rows:
            self.add(row)
        return self

    @property
    def hash(self) -> str:
        return f"{self.total:064x}"
