"""`barrio migrate-to-postgres`: every row of both SQLite databases into PostgreSQL.

Each database is one transaction, and both are checked before either ends: all or nothing.
Django's foreign keys are deferrable, so tables may come in any order; they are checked
before the commit. The triggers that guard new rows (a delivery needs a release) are off for
that transaction: these rows passed them when they were made.
"""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from barrio.core.clock import now
from barrio.core.commands import BadInput, CommandFailed
from barrio.ops import engines, postgres
from barrio.ops.migrations_state import ALIASES
from barrio.ops.postgres import psycopg, sql
from barrio.ops.rows import Row, Sum, read_sqlite
from barrio.runtime.beats import alive

# Filled by migrating: compared or replaced, not counted as data.
MADE_BY_MIGRATING = {"django_migrations", "django_content_type", "auth_permission"}
BATCH = 1000
KEPT = "Nothing was kept."
COLUMNS = """
    SELECT column_name, data_type FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name = %s ORDER BY ordinal_position
"""
SERIALS = """
    SELECT c.column_name, pg_get_serial_sequence(quote_ident(c.table_name), c.column_name)
    FROM information_schema.columns c WHERE c.table_schema = current_schema()
    AND c.table_name = %s AND pg_get_serial_sequence(quote_ident(c.table_name), c.column_name)
    IS NOT NULL
"""
Say = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Table:
    """A table as PostgreSQL has it; SQLite's copy has the same columns."""

    name: str
    columns: list[str]
    kinds: list[str]
    rows: int

    @property
    def id(self) -> sql.Identifier:
        return sql.Identifier(self.name)

    @property
    def column_ids(self) -> sql.Composed:
        return sql.SQL(", ").join(map(sql.Identifier, self.columns))


def move(*, database: str, keyring: str, progress: Say) -> dict[str, Any]:
    """Copies, then compares both sides row by row by hash. The source is only read."""
    targets = dict(zip(ALIASES, (database, keyring), strict=True))
    if database == keyring:
        raise BadInput("the keyring needs a database of its own: --keyring names the same one.")
    entries = {alias: engines.from_url(url) for alias, url in targets.items()}
    _check_source()
    for entry in entries.values():
        _check_empty(entry)
    _migrate(targets)
    counter = Counter(progress, sum(_source_facts(alias) for alias in ALIASES))
    with ExitStack() as both:
        # Neither is committed before both are whole.
        found = {alias: _move_one(alias, entries[alias], counter, both) for alias in ALIASES}
    for entry in entries.values():
        _analyze(entry)
    return {
        "tables": _each(found, lambda one: one.rows),
        "hashes": _each(found, lambda one: one.hash),
        "rows": sum(one.rows for sums in found.values() for one in sums.values()),
        "outcome": "every row is equal by hash",
    }


def _each(
    found: dict[str, dict[str, Sum]], take: Callable[[Sum], Any]
) -> dict[str, dict[str, Any]]:
    return {alias: {name: take(one) for name, one in sums.items()} for alias, sums in found.items()}


class Counter:
    """Counts rows twice: once when they are copied, once when they are compared."""

    def __init__(self, progress: Say, rows: int) -> None:
        self.progress, self.total, self.done = progress, 2 * rows, 0

    def __call__(self, rows: Iterator[Row], note: str) -> Iterator[Row]:
        for row in rows:
            self.done += 1
            if self.done % BATCH == 0 or self.done == self.total:
                self.progress(min(self.done, self.total), self.total, note)
            yield row


# --- may it be done at all? ---


def _check_source() -> None:
    for alias in ALIASES:
        database = settings.DATABASES[alias]
        if engines.vendor_of(database) != "sqlite":
            raise CommandFailed(
                "this installation is on PostgreSQL already: unset BARRIO_DATABASE_URL and "
                "BARRIO_KEYRING_URL to move from the SQLite files of BARRIO_HOME."
            )
        if not Path(database["NAME"]).exists():
            raise CommandFailed(f"there is no database at {database['NAME']}: set BARRIO_HOME.")
    if any(alive(kind, at=now()) for kind in ("worker", "sender", "relay")):
        raise CommandFailed("Barrio is running: stop it, wait 20 seconds, then move.")


def _source_facts(alias: str) -> int:
    return sum(engines.sqlite_facts(Path(settings.DATABASES[alias]["NAME"])).rows.values())


def _check_empty(entry: dict[str, Any]) -> None:
    with postgres.connect(entry) as connection:
        rows = postgres.facts(connection).rows
    full = sorted(name for name, count in rows.items() if count and name not in MADE_BY_MIGRATING)
    if full:
        raise CommandFailed(
            f"the database {entry['NAME']} is not empty: {full[0]} has {rows[full[0]]} rows. "
            "Create a new one with createdb."
        )


def _migrate(targets: dict[str, str]) -> None:
    """In a process of its own, for which the targets are the databases."""
    done = subprocess.run(
        [sys.executable, "-m", "barrio.cli", "migrate", "--json"],
        env={
            **os.environ,
            "BARRIO_HOME": str(settings.HOME),
            "BARRIO_DATABASE_URL": targets["default"],
            "BARRIO_KEYRING_URL": targets["keyring"],
        },
        capture_output=True,
        text=True,
    )
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise CommandFailed(f"the new databases cannot be migrated: {last[0]}")


# --- one database ---


def _move_one(alias: str, entry: dict[str, Any], count: Counter, both: ExitStack) -> dict[str, Sum]:
    source = both.enter_context(engines.open_sqlite(Path(settings.DATABASES[alias]["NAME"])))
    target = both.enter_context(postgres.connect(entry))
    both.enter_context(target.transaction())
    source.execute("BEGIN")  # one moment of the source for all of it
    tables = _tables(source, target)
    _triggers(target, tables, "DISABLE")
    for table in tables:
        _copy(source, target, table, count)
    _check_foreign_keys(target)
    _triggers(target, tables, "ENABLE")
    return {table.name: _compare(source, target, table, count) for table in tables}


def _check_foreign_keys(target: psycopg.Connection) -> None:
    try:
        target.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except psycopg.Error as error:
        raise CommandFailed(f"a row points to one that is not there: {error}. {KEPT}") from error


def _analyze(entry: dict[str, Any]) -> None:
    with postgres.connect(entry, autocommit=True) as target:
        target.execute("ANALYZE")


def _tables(source: sqlite3.Connection, target: psycopg.Connection) -> list[Table]:
    """Those of the source. Raises `CommandFailed` where the two sides have other columns."""
    done = {tuple(row) for row in source.execute(engines.MIGRATIONS)}
    if done != {tuple(row) for row in target.execute(engines.MIGRATIONS)}:
        raise CommandFailed("the SQLite database is of another version: run 'barrio migrate'.")
    names = [name for (name,) in source.execute(engines.TABLES) if name != "django_migrations"]
    return [_table(source, target, name) for name in names]


def _table(source: sqlite3.Connection, target: psycopg.Connection, name: str) -> Table:
    here = {row[1] for row in source.execute(f'PRAGMA table_info("{name}")')}
    there: dict[str, str] = dict(target.execute(COLUMNS, [name]).fetchall())
    if here != set(there):
        odd = min(here ^ set(there), default="")
        raise CommandFailed(
            f"{name} has other columns in PostgreSQL ({odd}): run 'barrio migrate'."
        )
    rows = source.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
    return Table(name, list(there), list(there.values()), rows)


def _triggers(target: psycopg.Connection, tables: list[Table], verb: str) -> None:
    """Our own triggers only: an owner may, and foreign keys stay checked."""
    for table in tables:
        target.execute(sql.SQL("ALTER TABLE {} {} TRIGGER USER").format(table.id, sql.SQL(verb)))


def _copy(
    source: sqlite3.Connection, target: psycopg.Connection, table: Table, count: Counter
) -> None:
    if table.name in MADE_BY_MIGRATING:
        target.execute(sql.SQL("DELETE FROM {}").format(table.id))
    command = sql.SQL("COPY {} ({}) FROM STDIN").format(table.id, table.column_ids)
    rows = read_sqlite(source, table.name, table.columns, table.kinds)
    try:
        with target.cursor() as cursor, cursor.copy(command) as copy:
            for row in count(rows, table.name):
                copy.write_row([_for_copy(value) for value in row])
    except (psycopg.Error, ValueError) as error:
        raise CommandFailed(f"{table.name} cannot be copied: {error}. {KEPT}") from error
    _reset_sequences(target, table)


def _for_copy(value: Any) -> Any:
    from psycopg.types.json import Jsonb

    return Jsonb(value) if isinstance(value, dict | list) else value


def _reset_sequences(target: psycopg.Connection, table: Table) -> None:
    for column, sequence in target.execute(SERIALS, [table.name]).fetchall():
        query = sql.SQL("SELECT setval(%s, coalesce(max({}), 0) + 1, false) FROM {}")
        target.execute(query.format(sql.Identifier(column), table.id), [sequence])


def _compare(
    source: sqlite3.Connection, target: psycopg.Connection, table: Table, count: Counter
) -> Sum:
    """The table's hash. Raises `CommandFailed`, which undoes the copy, where they differ."""
    here = Sum().add_all(read_sqlite(source, table.name, table.columns, table.kinds))
    there = Sum()
    query = sql.SQL("SELECT {} FROM {}").format(table.column_ids, table.id)
    with target.cursor(name="compare") as cursor:
        cursor.itersize = BATCH
        there.add_all(count(iter(cursor.execute(query)), table.name))
    if (here.rows, here.hash) != (there.rows, there.hash):
        raise CommandFailed(
            f"{table.name} differs: {here.rows} rows in SQLite, {there.rows} in PostgreSQL, and "
            f"their hashes are not equal. {KEPT}"
        )
    return here
