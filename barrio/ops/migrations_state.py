"""Brings both databases up to date, and says quickly when there is nothing to do."""

import sqlite3
from collections import Counter
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ALIASES = ("default", "keyring")


def looks_migrated(settings: Any) -> bool:
    """A quick yes without setting Django up. No means only: ask Django."""
    wanted = Counter(name for app in settings.INSTALLED_APPS for name in _on_disk(app))
    return all(_holds(settings.DATABASES[alias], wanted) for alias in ALIASES)


def _on_disk(app: str) -> list[str]:
    spec = find_spec(app)
    folders = list(spec.submodule_search_locations or []) if spec else []
    found = [path for folder in folders for path in Path(folder, "migrations").glob("*.py")]
    return [path.stem for path in found if path.stem != "__init__"]


def _holds(database: dict[str, Any], wanted: Counter[str]) -> bool:
    path = Path(database["NAME"])
    if "sqlite" not in database["ENGINE"] or not path.exists():
        return False
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        rows = connection.execute("SELECT name FROM django_migrations").fetchall()
    except sqlite3.Error:
        return False
    finally:
        connection.close()
    return not wanted - Counter(name for (name,) in rows)


def migrate(progress: Callable[[int, int, str], None] | None = None) -> int:
    """Applies what is missing to both databases; how many migrations that was."""
    return sum(migrate_one(alias, progress) for alias in ALIASES)


def migrate_one(alias: str, progress: Callable[[int, int, str], None] | None = None) -> int:
    from django.core.management import call_command
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections[alias])
    planned = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not planned:
        return 0
    if progress is None:
        call_command("migrate", database=alias, verbosity=0, interactive=False)
        return planned
    call_command(
        "migrate",
        database=alias,
        verbosity=1,
        interactive=False,
        stdout=_Counter(planned, alias, progress),
    )
    return planned


class _Counter:
    """Takes what `migrate` prints and counts the migrations in it."""

    def __init__(self, total: int, alias: str, progress: Callable[[int, int, str], None]) -> None:
        self.total, self.alias, self.progress, self.done = total, alias, progress, 0

    def isatty(self) -> bool:
        return False

    def write(self, text: str) -> int:
        if text.rstrip().endswith("OK"):
            self.done += 1
            self.progress(self.done, self.total, self.alias)
        return len(text)

    def flush(self) -> None:
        """Nothing is held back."""
