"""`barrio restore`: everything is verified in a folder apart before anything is touched."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from barrio.core.commands import BadInput, CommandFailed, set_up_django
from barrio.ops import engines, parts
from barrio.ops.parts import BadBackup

DATA = ("barrio.sqlite3", "keyring.sqlite3", "media", "demo.key")
LOGS = ("-wal", "-shm")
Say = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Request:
    """What was asked for at the terminal."""

    source: Path
    identity: Path
    home: Path
    replace: bool
    tombstones: Path | None
    keyring_from: Path | None


@dataclass(frozen=True)
class Source:
    """The folder and manifest each part is taken from; the keyring may have its own."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def vendor(self) -> str:
        return self.manifest["vendor"][parts.DATABASE]


def restore(wanted: Request, progress: Say) -> dict[str, Any]:
    source = open_source(wanted.source)
    keys = open_source(wanted.keyring_from) if wanted.keyring_from else source
    identities = parts.read_identities(wanted.identity)
    _check_target(wanted, source)
    progress(0, 4, "checking hashes")
    sealed = _check_parts(source, keys)
    with _staging(wanted.home) as staging:
        progress(1, 4, "opening")
        erased = _open_all(wanted, sealed, keys, staging, identities)
        progress(2, 4, "verifying")
        _verify(source, keys, staging)
        _settle(source, staging)
        progress(3, 4, "putting in place")
        done = _bring_up(source, erased)
        aside = _put_in_place(staging, wanted.home)
    progress(4, 4, "done")
    return _answer(source, wanted.home, aside, done)


def _answer(source: Source, home: Path, aside: Path | None, done: dict) -> dict[str, Any]:
    return {
        "restored": str(source.folder),
        "made_at": source.manifest["made_at"],
        "home": str(home),
        "kept_aside": str(aside) if aside else "nothing",
        **done,
    }


# --- before anything is opened ---


def open_source(folder: Path) -> Source:
    """A backup, or the newest of a folder of backups."""
    if not folder.is_dir():
        raise BadInput(f"there is no folder {folder}.")
    if not (folder / parts.MANIFEST).exists():
        several = parts.backups_in(folder)
        folder = several[-1] if several else folder
    return Source(folder, parts.read_manifest(folder))


def _check_target(wanted: Request, source: Source) -> None:
    target = "postgresql" if os.environ.get("BARRIO_DATABASE_URL") else "sqlite"
    if target != source.vendor:
        raise BadInput(
            f"this backup is of {source.vendor} and BARRIO_DATABASE_URL says {target}: set it to "
            "suit; 'barrio migrate-to-postgres' moves a restored SQLite database."
        )
    if target == "postgresql":
        _check_databases_empty()
    if holds_data(wanted.home) and not wanted.replace:
        raise CommandFailed(
            f"{wanted.home} holds data. Restore to an empty folder with --to, or add --replace: "
            "what is there is then kept aside."
        )
    _check_not_running(wanted.home)


def holds_data(home: Path) -> bool:
    return any((home / name).exists() for name in DATA)


def _check_not_running(home: Path) -> None:
    for name in DATA[:2]:
        if (home / name).exists() and engines.is_in_use(home / name):
            raise CommandFailed(f"{home / name} is in use: stop Barrio, then try again.")


def _databases() -> dict[str, dict[str, Any]]:
    names = {parts.DATABASE: "BARRIO_DATABASE_URL", parts.KEYRING: "BARRIO_KEYRING_URL"}
    return {part: engines.from_url(os.environ.get(name, "")) for part, name in names.items()}


def _check_databases_empty() -> None:
    from barrio.ops import postgres

    for database in _databases().values():
        with postgres.connect(database) as connection:
            if postgres.facts(connection).rows:
                raise CommandFailed(
                    f"the database {database['NAME']} has tables. Create new, empty ones with "
                    "createdb and name them in BARRIO_DATABASE_URL and BARRIO_KEYRING_URL."
                )


def _check_parts(source: Source, keys: Source) -> dict[str, Path]:
    takes = {part: keys if part == parts.KEYRING else source for part in parts.PARTS}
    return {
        part: parts.check_part(taken.folder, part, taken.manifest) for part, taken in takes.items()
    }


# --- in a folder apart ---


@contextmanager
def _staging(home: Path) -> Iterator[Path]:
    """Inside the home, so that putting in place is a rename; gone afterwards."""
    is_new = not home.exists()
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        staging = home / f".restore-{os.getpid()}"
        staging.mkdir(mode=0o700)
    except OSError as error:
        raise CommandFailed(f"{home} cannot be written to: {error}.") from error
    try:
        yield staging
    except OSError as error:
        raise CommandFailed(f"restoring to {home} failed: {error}.") from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        if is_new and not any(home.iterdir()):
            home.rmdir()


def _open_all(
    wanted: Request,
    sealed: dict[str, Path],
    keys: Source,
    staging: Path,
    identities: list[Any],
) -> set[str]:
    """Opens every part; who is to be erased again."""
    for part in (parts.DATABASE, parts.KEYRING, parts.MEDIA):
        parts.unseal(sealed[part], staging, identities)
    secret = (staging / "secret_key").read_text().strip()
    lists = [sealed[parts.TOMBSTONES], *_newer_lists(wanted, keys)]
    return {gone for path in lists for gone in _open_list(path, staging, identities, secret)}


def _newer_lists(wanted: Request, keys: Source) -> list[Path]:
    """The list given, and those that lie beside the backups."""
    beside = [
        folder.parent / parts.NEWEST_TOMBSTONES
        for folder in (wanted.source.resolve() / "x", wanted.source.resolve(), keys.folder)
    ]
    given = [wanted.tombstones] if wanted.tombstones else []
    if given and not given[0].is_file():
        raise BadInput(f"there is no file {given[0]}.")
    return given + [path for path in dict.fromkeys(beside) if path.is_file()]


def _open_list(path: Path, staging: Path, identities: list[Any], secret: str) -> list[str]:
    opened = staging / "tombstones.json"
    try:
        parts.unseal(path, staging, identities)
        return parts.read_tombstones(opened, secret=secret)
    except BadBackup as error:
        raise BadBackup(f"{path}: {error}") from error
    finally:
        opened.unlink(missing_ok=True)


def _verify(source: Source, keys: Source, staging: Path) -> None:
    for part, name, taken in ((parts.DATABASE, "barrio", source), (parts.KEYRING, "keyring", keys)):
        if source.vendor == "sqlite":
            path = staging / f"{name}.sqlite3"
            engines.check_sqlite(path)
            _check_facts(part, engines.sqlite_facts(path), taken.manifest)
        else:
            from barrio.ops import postgres

            postgres.check_dump(staging / f"{name}.dump")


def _check_facts(part: str, found: engines.Facts, manifest: dict[str, Any]) -> None:
    said = manifest["rows"][part]
    wrong = [table for table in {*said, *found.rows} if said.get(table) != found.rows.get(table)]
    if wrong:
        raise BadBackup(f"the {part} holds other row counts than its manifest: {min(wrong)}.")


def _settle(source: Source, staging: Path) -> None:
    """Sets Django up on what was opened, and asks it whether it knows every migration."""
    os.environ["BARRIO_HOME"] = str(staging)
    set_up_django()
    from django.db.migrations.loader import MigrationLoader

    known = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    made = {tuple(one) for done in source.manifest["migrations"].values() for one in done}
    unknown = sorted(made - known)
    if unknown:
        raise BadBackup(
            f"this backup was made by Barrio {source.manifest['version']}, which knows "
            f"{'.'.join(unknown[0])}: update Barrio, then restore."
        )


# --- the change itself ---


def _bring_up(source: Source, erased: set[str]) -> dict[str, Any]:
    """Loads the dumps where it is PostgreSQL, migrates, and erases again who was erased."""
    from django.conf import settings
    from django.db import connections

    from barrio.ops.migrations_state import migrate
    from barrio.ops.tombstones import erase_again

    if source.vendor == "postgresql":
        from barrio.ops import postgres

        for part, name in ((parts.DATABASE, "barrio"), (parts.KEYRING, "keyring")):
            dump = settings.HOME / f"{name}.dump"
            postgres.load_dump(_databases()[part], dump)
            dump.unlink()
    applied = migrate()
    again = erase_again(erased)
    rows = _count_rows(source.vendor)
    connections.close_all()
    return {"rows": rows, "erased_again": again, "migrations_applied": applied}


def _count_rows(vendor: str) -> dict[str, dict[str, int]]:
    from django.conf import settings

    found = {}
    for part, alias in ((parts.DATABASE, "default"), (parts.KEYRING, "keyring")):
        database = settings.DATABASES[alias]
        if vendor == "sqlite":
            found[part] = engines.sqlite_facts(Path(database["NAME"])).rows
        else:
            from barrio.ops import postgres

            with postgres.connect(database) as connection:
                found[part] = postgres.facts(connection).rows
    return found


def _put_in_place(staging: Path, home: Path) -> Path | None:
    """Renames only. What was there before is kept together, whole."""
    aside = None
    if holds_data(home):
        aside = home / f"before-{staging.name.lstrip('.')}-{_day()}"
        aside.mkdir(mode=0o700)
        for name in _present(home):
            os.rename(home / name, aside / name)
    for name in (*DATA, "secret_key"):
        if (staging / name).exists():
            os.replace(staging / name, home / name)
    return aside


def _day() -> str:
    from barrio.core.clock import now

    return parts.stamp(now())


def _present(home: Path) -> list[str]:
    """What belongs together: both databases with their logs, the files and the secrets."""
    logs = [name + log for name in DATA[:2] for log in LOGS]
    return [name for name in (*DATA, *logs, "secret_key") if (home / name).exists()]
