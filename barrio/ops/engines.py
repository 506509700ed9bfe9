"""What backup, restore and move need of each database: a consistent copy, and its facts."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from barrio.core.commands import BadInput, CommandFailed

TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
)
MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY app, name"


@dataclass(frozen=True)
class Facts:
    """What a copy holds, for the manifest and for comparing after a restore."""

    rows: dict[str, int]
    migrations: list[list[str]]


def vendor_of(database: dict[str, Any]) -> str:
    return "sqlite" if "sqlite" in database["ENGINE"] else "postgresql"


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
