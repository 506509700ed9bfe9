"""Where tests run: a folder and databases of their own, SQLite or PostgreSQL."""

import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import django
import pytest
from django.utils import translation

IN_CI = os.environ.get("CI", "").lower() == "true"
ROOT = Path(__file__).resolve().parent.parent
DATABASE = os.environ.get("BARRIO_TEST_DATABASE", "sqlite")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")

_at_exit: list[Callable[[], object]] = []


def _prepare_home() -> None:
    folder = tempfile.mkdtemp(prefix="barrio-test-")
    _at_exit.append(lambda: shutil.rmtree(folder, ignore_errors=True))
    os.environ["DJANGO_SETTINGS_MODULE"] = "barrio.settings"
    os.environ["BARRIO_HOME"] = folder
    os.environ["BARRIO_SECRET_KEY"] = "tests-only-" + "x" * 50
    os.environ["BARRIO_DEMO"] = "0"
    os.environ.setdefault("BARRIO_REQUIRE_SECOND_FACTOR", "0")
    # Playwright's synchronous API runs an event loop in this thread.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def _prepare_databases() -> None:
    """Under xdist the controller starts the cluster and the workers inherit its address."""
    if DATABASE != "postgres":
        os.environ.pop("BARRIO_DATABASE_URL", None)
        os.environ.pop("BARRIO_KEYRING_URL", None)
        return
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    from tests.postgres import Cluster

    cluster = Cluster().start()
    _at_exit.append(cluster.stop)
    os.environ["BARRIO_DATABASE_URL"] = cluster.create_database("barrio")
    os.environ["BARRIO_KEYRING_URL"] = cluster.create_database("keyring")


# At import, not in a hook: pytest-django reads the settings at its first chance after this.
_prepare_home()
_prepare_databases()
django.setup()

from tests.cast import (  # noqa: E402, F401 (models need Django set up)
    as_,
    at,
    barrio,
    by_ana,
    cast,
    doors,
    elsewhere,
    home,
    keys,
    write,
)


def _let_flush_pass_triggers() -> None:
    """Emptying SQLite between tests deletes rows that the schema says are append-only."""
    from django.db.backends.sqlite3.operations import DatabaseOperations

    plain = DatabaseOperations.sql_flush

    def sql_flush(self: Any, *args: Any, **kwargs: Any) -> list[str]:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        dropped = [f"DROP TRIGGER {name}" for name, _sql in triggers]
        return [*dropped, *plain(self, *args, **kwargs), *(sql for _name, sql in triggers)]

    DatabaseOperations.sql_flush = sql_flush


if DATABASE != "postgres":
    _let_flush_pass_triggers()


def _schema_now() -> str:
    """Changes with whatever decides what a migrated database is like."""
    parts = [f"{django.VERSION}{sqlite3.sqlite_version}".encode()]
    files = [*ROOT.glob("barrio/**/migrations/*.py"), ROOT / "barrio/core/migrations_sql.py"]
    parts += [path.read_bytes() for path in sorted(files)]
    return hashlib.sha256(b"".join(parts)).hexdigest()[:16]


def _keep_migrated_schema() -> None:
    """Takes SQLite's schema from an earlier run with the very same migrations.

    They rebuild tables hundreds of times, which takes a minute. In CI they always run.
    """
    from django.core import management
    from django.db import connections

    call_command = management.call_command

    def migrate_or_copy(name: str, *args: Any, **options: Any) -> object:
        alias = options.get("database", "default")
        kept = Path(tempfile.gettempdir()) / f"barrio-schema-{_schema_now()}-{alias}.sqlite3"
        if name == "migrate" and kept.exists():
            with closing(sqlite3.connect(kept)) as source:
                connections[alias].ensure_connection()
                source.backup(connections[alias].connection)
        done = call_command(name, *args, **options)
        if name == "migrate" and not kept.exists():
            part = kept.with_suffix(f".{os.getpid()}")
            with closing(sqlite3.connect(part)) as target:
                connections[alias].connection.backup(target)
            part.replace(kept)
        return done

    management.call_command = migrate_or_copy


if DATABASE != "postgres" and not IN_CI:
    _keep_migrated_schema()


LONG = ("ops", "faults")  # whose tests migrate and start servers of their own


def pytest_unconfigure() -> None:
    while _at_exit:
        _at_exit.pop()()


def skip_or_fail(reason: str) -> None:
    """What a machine lacks is a reason to skip, but in CI a failure."""
    if IN_CI:
        pytest.fail(reason)
    pytest.skip(reason)


def _place(item: pytest.Item) -> int:
    if "test_access_matrix" in item.nodeid:
        return 0
    marker = item.get_closest_marker("django_db")
    empties = marker is not None and marker.kwargs.get("transaction")  # the database, after it
    return 1 if item.path.parent.name in LONG and not empties else 2


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Both databases are open to every test that asks for one.

    The longest tests begin first: at the end of a run no worker waits for another's.
    """
    items.sort(key=_place)
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker and "databases" not in marker.kwargs:
            marker.kwargs["databases"] = "__all__"


@pytest.fixture(autouse=True)
def in_english() -> None:
    """A request of an earlier test leaves its language in the thread."""
    translation.activate("en")


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """Real data, which is never in the repository."""
    folder = Path(os.environ.get("BARRIO_DATA", "../shared/data"))
    if not folder.is_dir():
        skip_or_fail(f"no real data at {folder}: set BARRIO_DATA to its folder")
    return folder.resolve()


@pytest.fixture(scope="session")
def chromium_path() -> str:
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        skip_or_fail("no Chromium: apt-get install chromium")
    return str(path)
