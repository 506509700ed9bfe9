"""`barrio backup`: sealed copies of the database, the keyring and the files.

The keyring is a part of its own, so that it can be kept for 14 days only: erase a key, and
after that time no copy of that person can be read anywhere. It is copied after the
database, so that every row of the copy has its key.
"""

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from barrio import __version__
from barrio.core.commands import BadInput, CommandFailed
from barrio.ops import engines, parts

KEYRING_DAYS = 14
LAST = "last-backup.json"
ABANDONED = 24 * 3600.0  # seconds after which a half-made backup was surely killed
Say = Callable[[int, int, str], None]


def make_backup(
    *, to: Path, recipients: list[Any], at: datetime, keyring_days: int, progress: Say
) -> dict[str, Any]:
    """Writes a whole backup below `to`, or nothing. What it holds."""
    final = to / f"{parts.PREFIX}{parts.stamp(at)}"
    if final.exists():
        raise CommandFailed(f"{final} is there already: wait a second.")
    try:
        to.mkdir(parents=True, exist_ok=True, mode=0o700)
        _sweep(to)
        with _half_made(final) as half, _workroom() as work:
            manifest = _fill(half, work, recipients, at, progress)
        _put_newest_tombstones(to, final)
        dropped = drop_old_keyrings(to, at=at, days=keyring_days)
    except OSError as error:
        raise CommandFailed(f"the backup in {to} cannot be written: {error}.") from error
    return _remember(final, manifest, at, dropped)


@contextmanager
def _half_made(final: Path) -> Iterator[Path]:
    """A folder that gets its name only when it is complete."""
    half = final.with_name(f".{final.name}.partial")
    half.mkdir(mode=0o700)
    try:
        yield half
        os.rename(half, final)
        _sync_folder(final.parent)
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise


@contextmanager
def _workroom() -> Iterator[Path]:
    """Copies not yet sealed stay on the disk of the data they were taken from."""
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=settings.HOME) as name:
        yield Path(name)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sweep(to: Path) -> None:
    """Removes what killed backups have left."""
    old = time.time() - ABANDONED
    for left in [*to.glob(f".{parts.PREFIX}*.partial"), *settings.HOME.glob(".backup-*")]:
        if left.stat().st_mtime < old:
            shutil.rmtree(left, ignore_errors=True)


# --- the parts ---


def _fill(
    half: Path, work: Path, recipients: list[Any], at: datetime, progress: Say
) -> dict[str, Any]:
    steps = (
        (parts.DATABASE, _copy_database),
        (parts.KEYRING, _copy_keyring),
        (parts.MEDIA, _find_media),
        (parts.TOMBSTONES, _list_tombstones),
    )
    facts: dict[str, engines.Facts | None] = {}
    sealed = {}
    for done, (part, copy) in enumerate(steps):
        progress(done, len(steps), part)
        files, facts[part] = copy(work)
        sealed[part] = parts.seal(part, files, work=work, into=half, recipients=recipients)
    progress(len(steps), len(steps), "done")
    manifest = _manifest(facts, sealed, recipients, at)
    parts.write_manifest(half, manifest)
    return manifest


def _manifest(facts: dict, sealed: dict, recipients: list[Any], at: datetime) -> dict[str, Any]:
    held = {part: found for part, found in facts.items() if found}
    return {
        "format": parts.FORMAT,
        "version": __version__,
        "made_at": at.isoformat(timespec="seconds"),
        "vendor": {
            parts.DATABASE: engines.vendor_of(settings.DATABASES["default"]),
            parts.KEYRING: engines.vendor_of(settings.DATABASES["keyring"]),
        },
        "recipients": [str(one) for one in recipients],
        "migrations": {part: found.migrations for part, found in held.items()},
        "rows": {part: found.rows for part, found in held.items()},
        "parts": sealed,
    }


def _copy_database(work: Path) -> tuple[dict[str, Path], engines.Facts]:
    return _copy("default", "barrio", work)


def _copy_keyring(work: Path) -> tuple[dict[str, Path], engines.Facts]:
    """With it goes what belongs to it: the secret key, and the demo's key file."""
    files, facts = _copy("keyring", "keyring", work)
    files["secret_key"] = work / "secret_key"
    with parts.open_private(files["secret_key"]) as file:
        file.write(settings.SECRET_KEY.encode())
    if settings.KEY_SOURCE == "file" and settings.KEY_FILE.exists():
        files["demo.key"] = settings.KEY_FILE
    return files, facts


def _copy(alias: str, name: str, work: Path) -> tuple[dict[str, Path], engines.Facts]:
    database = settings.DATABASES[alias]
    if engines.vendor_of(database) == "sqlite":
        copy = work / f"{name}.sqlite3"
        return {copy.name: copy}, engines.copy_sqlite(Path(database["NAME"]), copy)
    from barrio.ops import postgres

    copy = work / f"{name}.dump"
    return {copy.name: copy}, postgres.dump(database, copy)


def _find_media(work: Path) -> tuple[dict[str, Path], None]:
    return ({"media": settings.MEDIA_ROOT} if settings.MEDIA_ROOT.is_dir() else {}), None


def _list_tombstones(work: Path) -> tuple[dict[str, Path], None]:
    """Read last: whoever was erased while the copies were made is on it."""
    from barrio.runtime.models import Tombstone

    ids = sorted(str(pk) for pk in Tombstone.objects.values_list("pk", flat=True))
    parts.write_tombstones(work / "tombstones.json", ids)
    return {"tombstones.json": work / "tombstones.json"}, None


# --- what is around it ---


def _put_newest_tombstones(to: Path, final: Path) -> None:
    """The list beside the backups is always the newest: copy it to a second place."""
    half = to / f".{parts.NEWEST_TOMBSTONES}.partial"
    shutil.copy2(final / parts.file_of(parts.TOMBSTONES), half)
    os.replace(half, to / parts.NEWEST_TOMBSTONES)


def drop_old_keyrings(to: Path, *, at: datetime, days: int) -> int:
    """Keyrings older than that are deleted; their data come back with a newer keyring."""
    dropped = 0
    for folder in parts.backups_in(to):
        made = datetime.fromisoformat(parts.read_manifest(folder)["made_at"])
        keyring = folder / parts.file_of(parts.KEYRING)
        if made < at - timedelta(days=days) and keyring.exists():
            keyring.unlink()
            dropped += 1
    return dropped


def _remember(final: Path, manifest: dict, at: datetime, dropped: int) -> dict[str, Any]:
    size = sum(part["bytes"] for part in manifest["parts"].values())
    note = {"at": at.isoformat(), "folder": str(final.resolve()), "bytes": size}
    half = settings.HOME / f".{LAST}.partial"
    half.write_text(json.dumps(note))
    os.replace(half, settings.HOME / LAST)
    rows = sum(sum(part.values()) for part in manifest["rows"].values())
    return {"backup": str(final), "bytes": size, "rows": rows, "old_keyrings_deleted": dropped}


def last_backup() -> dict[str, Any] | None:
    try:
        found = json.loads((settings.HOME / LAST).read_text())
        return {**found, "at": datetime.fromisoformat(found["at"])}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def chosen_folder(text: str | None) -> Path:
    folder = text or os.environ.get("BARRIO_BACKUP_FOLDER", "")
    if not folder:
        raise BadInput("say where to: --to FOLDER, or BARRIO_BACKUP_FOLDER.")
    return Path(folder)
