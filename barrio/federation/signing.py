"""What a body says, as text that anybody can check: canonical JSON, signed with Ed25519."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

VERSION = 1
LONGEST = 500_000  # characters of one document


class DocumentUnreadable(ValueError):
    """It is no document of this kind; the message says what is missing, in English."""


@dataclass(frozen=True)
class Words:
    """What an envelope says, read strictly."""

    sender: UUID
    receiver: UUID
    number: int
    before: str
    kind: str
    body: Mapping[str, Any]


def new_seed() -> str:
    return Ed25519PrivateKey.generate().private_bytes_raw().hex()


def public_of(seed: str) -> str:
    return _private(seed).public_key().public_bytes_raw().hex()


def sign(seed: str, text: str) -> str:
    return _private(seed).sign(text.encode()).hex()


def is_signed(public: str, text: str, signature: str) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def _private(seed: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))


def canonical(value: Any) -> str:
    """One way to write it: sorted names, no spaces, UTF-8 as it is."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def fingerprint(public: str) -> str:
    """Six groups of five digits, to be read aloud: 99 bits of the key's digest."""
    number = int(hashlib.sha256(bytes.fromhex(public)).hexdigest(), 16)
    digits = str(number % 10**30).rjust(30, "0")
    return " ".join(digits[i : i + 5] for i in range(0, 30, 5))


def envelope(words: Words, at: datetime) -> str:
    return canonical(
        {
            "barrio": VERSION,
            "from": str(words.sender),
            "to": str(words.receiver),
            "number": words.number,
            "before": words.before,
            "kind": words.kind,
            "at": at.astimezone(UTC).isoformat(timespec="seconds"),
            "body": words.body,
        }
    )


def read_envelope(text: str) -> Words:
    """Raises `DocumentUnreadable`."""
    if len(text) > LONGEST:
        raise DocumentUnreadable("longer than a document may be")
    try:
        said = json.loads(text)
        if said["barrio"] != VERSION:
            raise DocumentUnreadable("written by a version that is not known here")
        number, body = said["number"], said["body"]
        if not isinstance(body, dict) or not isinstance(number, int) or number < 1:
            raise DocumentUnreadable("without number or body")
        return Words(
            UUID(said["from"]), UUID(said["to"]), number, str(said["before"]),
            str(said["kind"]), body,
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DocumentUnreadable(str(error)) from error
