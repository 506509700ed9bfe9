"""The uploaded file between upload and preview: sealed on disk under the import's own key."""

import os
import uuid
from pathlib import Path

from django.conf import settings

from barrio.core import crypto


def _path(import_id: uuid.UUID) -> Path:
    return Path(settings.MEDIA_ROOT) / "imports" / f"{import_id.hex}.sealed"


def keep(import_id: uuid.UUID, key: bytes, raw: bytes) -> None:
    path = _path(import_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    try:
        with partial.open("wb") as file:
            file.write(crypto.seal(key, raw, aad=f"import|{import_id}"))
            file.flush()
            os.fsync(file.fileno())  # a full disk may only be noticed here
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise


def fetch(import_id: uuid.UUID, key: bytes) -> bytes:
    return crypto.open_sealed(key, _path(import_id).read_bytes(), aad=f"import|{import_id}")


def drop(import_id: uuid.UUID) -> None:
    _path(import_id).unlink(missing_ok=True)
