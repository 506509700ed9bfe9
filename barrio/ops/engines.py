"""What backup, restore and move need of each database: a consistent copy, and its facts."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql

from barrio.core.commands import BadInput, CommandFailed

TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
)
TABLES_POSTGRESQL = (
    "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
)
MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY app, name"


@dataclass(frozen=True)
class Facts:
    """What a copy holds, for the manifest and for comparing after a restore."""

    rows: dict[str, int]
    migrations: list[list[str]]


def vendor_of(database: dict[str, Any]) -> str:
    return "sqlite" if "sqlite" in database["ENGINE"] else "postgresql"


# --- SQLite ---


@contextmanager
def open_sqlite(path: Path) -> Iterator[sqlite3.Connection]:
    """For reading only; no row can be changed through it."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=20)
    try:
        yield connection
    finally:
        connection.close()


def copy_sqlite(source: Path, target: Path) -> Facts:
    """A consistent copy while others write: SQLite's online backup, in one step."""
    if not source.exists():
        raise CommandFailed(f"there is no database at {source}: set BARRIO_HOME to its folder.")
    with open_sqlite(source) as reader:
        writer = sqlite3.connect(target)
        reader.backup(writer)
        writer.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        writer.close()
    os.chmod(target, 0o600)
    return sqlite_facts(target)


def sqlite_facts(path: Path) -> Facts:
    with open_sqlite(path) as reader:
        names = [name for (name,) in reader.execute(TABLES)]
        rows = {
            name: reader.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names
        }
        done = [list(row) for row in reader.execute(MIGRATIONS)]
    return Facts(rows, done)


def check_sqlite(path: Path) -> None:
    """Raises `CommandFailed` where SQLite finds the file damaged."""
    try:
        with open_sqlite(path) as reader:
            found = reader.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise CommandFailed(f"{path.name} in the backup is damaged: {error}.") from error
    if found != "ok":
        raise CommandFailed(f"{path.name} in the backup is damaged: {found}.")


def is_in_use(path: Path) -> bool:
    """Whether another process has the database open: it is then locked against us."""
    connection = sqlite3.connect(path, timeout=0.2)
    try:
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        return "locked" in str(error)
    except sqlite3.DatabaseError:
        return False  # no database any more: it is what --replace is for
    finally:
        connection.close()
    return False


# --- PostgreSQL ---


def connect(database: dict[str, Any], **options: Any) -> psycopg.Connection:
    given = {
        "host": database["HOST"],
        "port": database["PORT"],
        "user": database["USER"],
        "password": database["PASSWORD"],
        "dbname": database["NAME"],
    }
    try:
        connection = psycopg.connect(**{k: v for k, v in given.items() if v}, **options)
    except psycopg.OperationalError as error:
        raise CommandFailed(f"{database['NAME']} cannot be reached: {error}") from error
    connection.execute("SET TIME ZONE 'UTC'")
    connection.commit()
    return connection


def from_url(url: str) -> dict[str, Any]:
    """As `settings.database_from_url`, without the settings: restore chooses their home first."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise BadInput("the address of a database reads postgres://user:password@host:port/name.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
    }


def dump_postgres(database: dict[str, Any], target: Path) -> Facts:
    """A dump and the facts of the very same moment, by one exported snapshot."""
    with connect(database) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        snapshot = connection.execute("SELECT pg_export_snapshot()").fetchone()[0]
        run_tool(
            database, "pg_dump", "--format=custom", "--no-owner", "--no-privileges",
            f"--snapshot={snapshot}", f"--file={target}",
        )  # fmt: skip
        return postgres_facts(connection)


def postgres_facts(connection: psycopg.Connection) -> Facts:
    names = [name for (name,) in connection.execute(TABLES_POSTGRESQL)]
    rows = {name: _count(connection, name) for name in names}
    has_migrations = "django_migrations" in rows
    done = [list(row) for row in connection.execute(MIGRATIONS)] if has_migrations else []
    return Facts(rows, done)


def _count(connection: psycopg.Connection, name: str) -> int:
    query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))
    return connection.execute(query).fetchone()[0]


def check_dump(path: Path) -> None:
    """Reads the whole archive; nothing is written anywhere."""
    run_tool(None, "pg_restore", "--file=/dev/null", str(path))


def load_dump(database: dict[str, Any], path: Path) -> None:
    run_tool(
        database, "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error",
        "--single-transaction", f"--dbname={database['NAME']}", str(path),
    )  # fmt: skip


def run_tool(database: dict[str, Any] | None, program: str, *args: str) -> None:
    """PostgreSQL's own tool; the password goes by the environment, not by arguments."""
    done = subprocess.run(
        [find_tool(program), *args], env=_tool_environment(database), capture_output=True, text=True
    )
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise CommandFailed(f"{program} failed: {last[0]}")


def _tool_environment(database: dict[str, Any] | None) -> dict[str, str]:
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    given = {name: database[key] for name, key in names.items()} if database else {}
    if database:
        given["PGDATABASE"] = database["NAME"]
    return {**os.environ, **{name: value for name, value in given.items() if value}}


def find_tool(program: str) -> str:
    """The newest installed: a dump needs a tool that is no older than its server."""
    folders = Path("/usr/lib/postgresql").glob(f"*/bin/{program}")
    found = sorted(folders, key=lambda path: float(path.parents[1].name))
    path = str(found[-1]) if found else shutil.which(program)
    if path is None:
        raise CommandFailed(f"{program} is missing: apt-get install postgresql-client.")
    return path
