"""Models whose personal values are one sealed blob per row."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db import models

from barrio.core import crypto
from barrio.runtime.keyring import keyring


class SealedModel(models.Model):
    """A row with a blob under the data key `key_id`.

    Subclasses name in `SEALED` what the blob holds, each with its default. They have a
    `collective_id`; together with model and primary key it binds the blob to its row.
    """

    SEALED: ClassVar[dict[str, Any]] = {}

    key_id = models.UUIDField(db_index=True)
    sealed = models.BinaryField()

    class Meta:
        abstract = True

    def _aad(self) -> str:
        return f"{self.collective_id}|{self._meta.label_lower}|{self.pk}|sealed|1"

    @property
    def personal(self) -> Mapping[str, Any]:
        """The opened values; every name is there, empty where the key was erased."""
        if not hasattr(self, "_personal"):
            open_all([self])
        return self._personal

    @property
    def is_erased(self) -> bool:
        return bool(self.personal.get("_erased"))

    def seal(self, key: bytes | None = None, **values: Any) -> None:
        """Puts `values` over what the blob held. The caller saves `sealed`."""
        unknown = values.keys() - self.SEALED.keys()
        if unknown:
            raise TypeError(f"{self._meta.label} does not seal {sorted(unknown)}")
        if key is None:
            key = keyring.keys([self.key_id])[self.key_id]
        before = self.personal if self.sealed else self.SEALED
        merged = {**self.SEALED, **before, **values}
        merged.pop("_erased", None)
        self.sealed = crypto.seal(key, crypto.pack(merged), aad=self._aad())
        self._personal = merged

    def open_with(self, key: bytes | None) -> None:
        if key is None:
            self._personal = {**self.SEALED, "_erased": True}
        else:
            plain = crypto.open_sealed(key, self.sealed, aad=self._aad())
            self._personal = {**self.SEALED, **crypto.unpack(plain)}

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        self.__dict__.pop("_personal", None)
        super().refresh_from_db(*args, **kwargs)


def open_all(rows: Iterable[Any]) -> list[Any]:
    """Opens all rows with few queries to the keyring, and returns them as a list."""
    rows = list(rows)
    closed = [row for row in rows if not hasattr(row, "_personal")]
    keys = keyring.keys(row.key_id for row in closed)
    for row in closed:
        row.open_with(keys.get(row.key_id))
    return rows


def blind_index(collective_id: uuid.UUID, kind: str, value: str) -> int:
    """A 16-bit keyed hash: finds candidates, which are then opened and compared."""
    return crypto.short_index(crypto.keyed_hash(keyring.index_key(collective_id), kind, value))


def keyed_token(collective_id: uuid.UUID, kind: str, value: object) -> str:
    """A full keyed hash as text: joins rows without saying to what they belong."""
    digest = crypto.keyed_hash(keyring.index_key(collective_id), kind, str(value))
    return crypto.token_text(digest)
