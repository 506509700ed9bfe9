"""The keyring: a root key unlocked at start, and one data key for every subject.

The root key is wrapped by a key that is not in any database: derived from a passphrase
by argon2id, or, in the demo alone, read from a file on the same machine. Data keys are
wrapped by the root key. Erasing a data key makes every record sealed under it unreadable,
in older backups of the data too.
"""

import getpass
import os
import sys
import uuid
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw
from django.conf import settings
from django.db import IntegrityError, connections, transaction

from barrio.core import crypto
from barrio.runtime.models import DataKey, RootKey, Tombstone

SYSTEM_SUBJECT = uuid.UUID(int=0)
REWRAP_BATCH = 2000


class KeyringLocked(Exception):
    """The keyring is locked: start Barrio with its passphrase (barrio run asks for it)."""


class WrongPassphrase(Exception):
    """That passphrase does not open the keyring."""


class Keyring:
    """The keys of this process. One instance, `keyring`, serves the whole of it."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Drops every key from memory."""
        self._roots: dict[int, bytes] = {}
        self._current = 0
        self._lasting: dict[uuid.UUID, bytes] = {}

    # --- root keys ---

    @property
    def is_unlocked(self) -> bool:
        return bool(self._roots)

    def unlock(self, secret: bytes | None = None) -> None:
        """Opens the root keys. Raises `KeyringLocked` or `WrongPassphrase`."""
        rows = list(RootKey.objects.order_by("version"))
        if not rows:
            raise KeyringLocked("There are no keys yet: run 'barrio keys init'.")
        secret = secret if secret is not None else secret_from_source()
        for row in rows:
            self._roots[row.version] = unwrap_root(row, secret)
        self._current = rows[-1].version

    def _root(self, version: int | None = None) -> bytes:
        if not self._roots:
            self.unlock()
        if version is None:
            return self._roots[self._current]
        if version not in self._roots:
            self.unlock()
        return self._roots[version]

    # --- data keys ---

    def create(self, subject: uuid.UUID, collective_id: uuid.UUID | None) -> bytes:
        """A new data key, stored before anything is sealed under it."""
        return self.create_many([subject], collective_id)[subject]

    def create_many(
        self, subjects: Iterable[uuid.UUID], collective_id: uuid.UUID | None
    ) -> dict[uuid.UUID, bytes]:
        root = self._root()
        keys = {subject: crypto.new_key() for subject in subjects}
        rows = [
            DataKey(
                id=subject,
                collective_id=collective_id,
                root_version=self._current,
                wrapped=wrap(root, self._current, subject, key),
            )
            for subject, key in keys.items()
        ]
        DataKey.objects.bulk_create(rows, batch_size=1000)
        return keys

    def keys(self, subjects: Iterable[uuid.UUID]) -> dict[uuid.UUID, bytes]:
        """The data keys that still exist, in few queries. An erased subject has none."""
        wanted = list(dict.fromkeys(subjects))
        found: dict[uuid.UUID, bytes] = {}
        for start in range(0, len(wanted), 500):
            chunk = wanted[start : start + 500]
            rows = DataKey.objects.filter(id__in=chunk).values_list("id", "root_version", "wrapped")
            for subject, version, wrapped in rows:
                found[subject] = unwrap(self._root(version), subject, wrapped)
        return found

    def keys_by_hex(self, subjects: list[str]) -> dict[str, bytes]:
        """As `keys`, for ids of 32 digits and without making an object of each row."""
        found: dict[str, bytes] = {}
        connection = connections["keyring"]
        for start in range(0, len(subjects), 500):
            chunk = subjects[start : start + 500]
            marks = ", ".join(["%s"] * len(chunk))
            sql = f"SELECT id, root_version, wrapped FROM runtime_datakey WHERE id IN ({marks})"
            with connection.cursor() as cursor:
                cursor.execute(sql, chunk)
                for subject, version, wrapped in cursor.fetchall():
                    digits = subject if isinstance(subject, str) else subject.hex
                    found[digits] = unwrap(self._root(version), digits, wrapped)
        return found

    def lasting_key(self, subject: uuid.UUID, collective_id: uuid.UUID | None = None) -> bytes:
        """The key of a collective or of the system, made on first use and kept in memory."""
        if subject not in self._lasting:
            key = self.keys([subject]).get(subject)
            self._lasting[subject] = key or self._first_key(subject, collective_id)
        return self._lasting[subject]

    def _first_key(self, subject: uuid.UUID, collective_id: uuid.UUID | None) -> bytes:
        """Of several who make it in the same moment one does, and all get that one's."""
        try:
            with transaction.atomic("keyring"):
                return self.create(subject, collective_id)
        except IntegrityError:
            return self.keys([subject])[subject]

    def index_key(self, collective_id: uuid.UUID) -> bytes:
        return crypto.derive(self.lasting_key(collective_id, collective_id), "index")

    def system_key(self, purpose: str) -> bytes:
        return crypto.derive(self.lasting_key(SYSTEM_SUBJECT), purpose)

    def erase(self, subjects: Iterable[uuid.UUID]) -> int:
        """Erases data keys for good. Returns how many there were.

        The tombstone comes first: a backup restored later erases them again by it.
        """
        gone = list(subjects)
        rows = [Tombstone(subject_id=subject) for subject in gone]
        Tombstone.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
        parts = [gone[start : start + 500] for start in range(0, len(gone), 500)]
        return sum(DataKey.objects.filter(id__in=part).delete()[0] for part in parts)


keyring = Keyring()


def wrap(root: bytes, version: int, subject: uuid.UUID, key: bytes) -> bytes:
    aad = f"data-key|{subject.hex}"
    return crypto.seal(root, key, aad=aad, version=version, long_lived=True)


def unwrap(root: bytes, subject: uuid.UUID | str, wrapped: bytes) -> bytes:
    """The data key. `subject` is its UUID, or that as 32 hexadecimal digits."""
    digits = subject if isinstance(subject, str) else subject.hex
    return crypto.open_sealed(root, wrapped, aad=f"data-key|{digits}", long_lived=True)


def key_from_secret(secret: bytes, salt: bytes, source: str) -> bytes:
    """The key-encryption key: argon2id of a passphrase, or HKDF of a random key file."""
    if source == "file":
        return crypto.derive(secret, "kek")
    return hash_secret_raw(
        secret, salt, time_cost=4, memory_cost=256 * 1024, parallelism=2, hash_len=32, type=Type.ID
    )


def unwrap_root(row: RootKey, secret: bytes) -> bytes:
    kek = key_from_secret(secret, bytes(row.salt), row.source)
    try:
        return crypto.open_sealed(kek, row.wrapped, aad=f"root-key|{row.version}")
    except crypto.DoesNotOpen as error:
        raise WrongPassphrase(WrongPassphrase.__doc__) from error


def add_root(*, secret: bytes, at: datetime) -> int:
    """A new current root key. Returns its version."""
    newest = RootKey.objects.order_by("-version").first()
    version = newest.version + 1 if newest else 1
    salt, source = os.urandom(16), "file" if settings.KEY_SOURCE == "file" else "passphrase"
    kek = key_from_secret(secret, salt, source)
    wrapped = crypto.seal(kek, crypto.new_key(), aad=f"root-key|{version}", version=version)
    RootKey.objects.create(
        version=version, wrapped=wrapped, salt=salt, source=source, created_at=at
    )
    keyring.unlock(secret)
    return version


def rotate(*, secret: bytes, at: datetime, progress=lambda done, total: None) -> int:
    """Wraps every data key under a new root key, then drops the old ones.

    May be killed at any point and started again: until the last row is rewrapped the
    old root key stays readable. Returns how many keys were rewrapped.
    """
    keyring.unlock(secret)
    version = add_root(secret=secret, at=at)
    done = finish_rotation(version, progress)
    RootKey.objects.exclude(version=version).delete()
    keyring.forget()
    keyring.unlock(secret)
    return done


def finish_rotation(version: int, progress) -> int:
    total, done = DataKey.objects.exclude(root_version=version).count(), 0
    while rows := list(DataKey.objects.exclude(root_version=version)[:REWRAP_BATCH]):
        for row in rows:
            key = unwrap(keyring._root(row.root_version), row.id, row.wrapped)
            row.wrapped = wrap(keyring._root(version), version, row.id, key)
            row.root_version = version
        with transaction.atomic("keyring"):
            DataKey.objects.bulk_update(rows, ["wrapped", "root_version"], batch_size=200)
        done += len(rows)
        progress(done, total)
    return done


def secret_from_source() -> bytes:
    """What opens the root key, from where the settings say it comes."""
    if settings.KEY_SOURCE == "file":
        return _read_key_file(settings.KEY_FILE)
    if settings.KEY_SOURCE == "credential":
        return _read_key_file(
            Path(os.environ.get("CREDENTIALS_DIRECTORY", "")) / "barrio-passphrase"
        )
    return passphrase_from_descriptor() or ask_passphrase()


def _read_key_file(path: Path) -> bytes:
    try:
        return path.read_bytes().strip()
    except OSError as error:
        raise KeyringLocked(f"The key file {path} cannot be read: {error.strerror}.") from error


_descriptor_secret: bytes | None = None


def passphrase_from_descriptor() -> bytes | None:
    """The passphrase that `barrio run` hands to its children through a pipe."""
    global _descriptor_secret
    number = os.environ.pop("BARRIO_PASSPHRASE_FD", "")
    if number:
        with os.fdopen(int(number), "rb") as pipe:
            _descriptor_secret = pipe.read().strip()
    return _descriptor_secret


def ask_passphrase() -> bytes:
    if not sys.stdin.isatty():
        raise KeyringLocked(KeyringLocked.__doc__)
    return getpass.getpass("Passphrase of the keyring: ").encode()


def make_demo_key_file(path: Path) -> None:
    """A random key beside the data: whoever takes the machine reads everything (demo)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(os.urandom(32).hex().encode())
