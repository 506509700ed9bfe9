"""The parts of a backup: a tar each, sealed with age, listed in a manifest."""

import hashlib
import hmac
import io
import json
import os
import tarfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyrage
from django.conf import settings

from barrio.core.commands import BadInput, CommandFailed

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE, KEYRING, MEDIA, TOMBSTONES = "database", "keyring", "media", "tombstones"
PARTS = (DATABASE, KEYRING, MEDIA, TOMBSTONES)
NEWEST_TOMBSTONES = "tombstones-newest.tar.age"
PREFIX = "barrio-"
CHUNK = 1024 * 1024


class BadBackup(CommandFailed):
    """The message names the part and what is wrong with it."""


def file_of(part: str) -> str:
    return f"{part}.tar.age"


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def backups_in(folder: Path) -> list[Path]:
    """The finished backups of a folder, oldest first."""
    return sorted(path.parent for path in folder.glob(f"{PREFIX}*/{MANIFEST}"))


# --- sealing ---


def read_recipients(texts: Iterable[str]) -> list[Any]:
    """Two people's public keys at least: one may be lost, and the data still come back."""
    wanted = list(dict.fromkeys(text.strip() for text in texts if text.strip()))
    if len(wanted) < 2:
        raise BadInput(
            f"a backup is sealed to two people's keys or more, and {len(wanted)} is given: each "
            "person runs 'barrio backup keygen' and gives you the line that begins with age1; "
            "name them with --recipient or in BARRIO_BACKUP_RECIPIENTS."
        )
    return [_recipient(text) for text in wanted]


def _recipient(text: str) -> Any:
    if text.startswith("AGE-SECRET-KEY-"):
        raise BadInput("that is a secret key: a recipient is the line that begins with age1.")
    try:
        return pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError as error:
        raise BadInput(f"{text[:70]!r} is no age public key: it begins with age1.") from error


def read_identities(path: Path) -> list[Any]:
    """The secret keys of an age identity file; lines with # are remarks."""
    try:
        lines = [line.strip() for line in path.read_text().splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"the identity file {path} cannot be read: {error}.") from error
    keys = [line for line in lines if line.startswith("AGE-SECRET-KEY-")]
    if not keys:
        raise BadInput(f"{path} holds no line that begins with AGE-SECRET-KEY-.")
    try:
        return [pyrage.x25519.Identity.from_str(key) for key in keys]
    except pyrage.IdentityError as error:
        raise BadInput(f"the secret key in {path} is damaged: {error}.") from error


def seal(
    part: str, files: dict[str, Path], *, work: Path, into: Path, recipients: list[Any]
) -> dict[str, Any]:
    """Packs `files` by name in `work` and seals them; what the manifest says of the part."""
    plain, target = work / f"{part}.tar", into / file_of(part)
    with tarfile.open(plain, "w", format=tarfile.PAX_FORMAT) as tar:
        for name, path in sorted(files.items()):
            tar.add(path, name)
    encrypt(plain, target, recipients)
    plain.unlink()
    return {"file": target.name, "bytes": target.stat().st_size, "sha256": sha256(target)}


def encrypt(plain: Path, target: Path, recipients: list[Any]) -> None:
    with open(plain, "rb") as reader, open_private(target) as writer:
        pyrage.encrypt_io(reader, writer, recipients)
        writer.flush()
        os.fsync(writer.fileno())


def unseal(sealed: Path, into: Path, identities: list[Any]) -> None:
    """Opens a part into the folder `into`. Raises `BadBackup` naming the file."""
    plain = into / f".{sealed.name}.plain"
    try:
        with open(sealed, "rb") as reader, open_private(plain) as writer:
            pyrage.decrypt_io(reader, writer, identities)
        with tarfile.open(plain) as tar:
            tar.extractall(into, filter="data")
    except pyrage.DecryptError as error:
        raise BadBackup(_why_closed(sealed, error)) from error
    except (tarfile.TarError, OSError) as error:
        raise BadBackup(f"{sealed.name} is damaged: {error}. Use another copy.") from error
    finally:
        plain.unlink(missing_ok=True)


def _why_closed(sealed: Path, error: Exception) -> str:
    if "No matching keys" in str(error):
        return f"this key does not open {sealed.name}: the backup is sealed to other people's keys."
    return f"{sealed.name} is damaged: {error}. Use another copy."


def open_private(path: Path) -> io.BufferedWriter:
    return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def sha256(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# --- the manifest ---


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    manifest["checksum"] = checksum(manifest)
    with open_private(folder / MANIFEST) as file:
        file.write(json.dumps(manifest, indent=1).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def checksum(manifest: dict[str, Any]) -> str:
    rest = {key: value for key, value in manifest.items() if key != "checksum"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest, whole. Raises `BadBackup`."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise BadBackup(f"{path} is missing: this is no backup, or not all of it.") from error
    except (OSError, ValueError) as error:
        raise BadBackup(f"{path} is damaged or cut short: {error}. Use another copy.") from error
    if not isinstance(manifest, dict) or manifest.get("checksum") != checksum(manifest):
        raise BadBackup(f"{path} is damaged: its checksum differs. Use another copy.")
    if manifest["format"] > FORMAT:
        raise BadBackup(f"this backup was made by Barrio {manifest['version']}: update Barrio.")
    return manifest


def check_part(folder: Path, part: str, manifest: dict[str, Any]) -> Path:
    """The part's file, as long as the manifest says and with its hash."""
    said = manifest["parts"][part]
    path = folder / said["file"]
    if not path.is_file():
        hint = " Keyrings are kept 14 days: name a newer backup with --keyring-from."
        raise BadBackup(f"{path} is missing.{hint if part == KEYRING else ''}")
    size = path.stat().st_size
    if size != said["bytes"]:
        raise BadBackup(f"{path} is cut short or grown: {size} bytes, not {said['bytes']}.")
    if sha256(path) != said["sha256"]:
        raise BadBackup(f"{path} is damaged: its SHA-256 is not the manifest's. Use another copy.")
    return path


# --- the list of erased subjects ---


def tombstone_mark(secret: str, ids: list[str]) -> str:
    """Says which installation made the list: others cannot erase people by a list of theirs."""
    key = hashlib.sha256(b"barrio tombstones|" + secret.encode()).digest()
    return hmac.digest(key, "\n".join(ids).encode(), "sha256").hex()


def write_tombstones(path: Path, ids: list[str]) -> None:
    made = {"ids": ids, "mark": tombstone_mark(settings.SECRET_KEY, ids)}
    with open_private(path) as file:
        file.write(json.dumps(made).encode())


def read_tombstones(path: Path, *, secret: str) -> list[str]:
    try:
        found = json.loads(path.read_bytes())
        ids, mark = list(map(str, found["ids"])), str(found["mark"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadBackup(f"the tombstone list cannot be read: {error}.") from error
    if not hmac.compare_digest(mark, tombstone_mark(secret, ids)):
        raise BadBackup("the tombstone list was not made by the installation of this backup.")
    return ids
