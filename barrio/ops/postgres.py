"""PostgreSQL's side of backup, restore and move. Imported where it is asked for: an extra."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from barrio.core.commands import CommandFailed
from barrio.ops.engines import MIGRATIONS, Facts

try:
    import psycopg
    from psycopg import sql
except ModuleNotFoundError as error:
    raise CommandFailed("PostgreSQL's driver is missing: pip install 'psycopg[binary]'.") from error

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"


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


def dump(database: dict[str, Any], target: Path) -> Facts:
    """A dump and the facts of the very same moment, by one exported snapshot."""
    with connect(database) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        snapshot = connection.execute("SELECT pg_export_snapshot()").fetchone()[0]
        run_tool(
            database, "pg_dump", "--format=custom", "--no-owner", "--no-privileges",
            f"--snapshot={snapshot}", f"--file={target}",
        )  # fmt: skip
        return facts(connection)


def facts(connection: psycopg.Connection) -> Facts:
    names = [name for (name,) in connection.execute(TABLES)]
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
