"""Sealed blobs: AES-256-GCM bound to their place, and keyed hashes for exact look-up.

Format: ``0x01 | key version (4) | nonce (12) | ciphertext and tag``. The additional data
names the collective, model, row, column and format version, so that a blob copied to
another row or column does not open.
"""

import base64
import hashlib
import hmac
import json
import os
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

FORMAT = 1
HEADER = 5
NONCE = 12
PAD = 256
KEY_BYTES = 32


class DoesNotOpen(Exception):
    """The blob is damaged, sits in the wrong place, or was sealed with another key."""


def new_key() -> bytes:
    return os.urandom(KEY_BYTES)


def derive(key: bytes, purpose: str) -> bytes:
    """A 256-bit key for one purpose (HKDF-Expand, RFC 5869: `key` is already uniform)."""
    return HKDFExpand(algorithm=SHA256(), length=KEY_BYTES, info=purpose.encode()).derive(key)


@lru_cache(maxsize=64)
def _long_lived(key: bytes) -> AESGCM:
    return AESGCM(key)


def seal(
    key: bytes, plain: bytes, *, aad: str, version: int = 1, long_lived: bool = False
) -> bytes:
    nonce = os.urandom(NONCE)
    cipher = _long_lived(key) if long_lived else AESGCM(key)
    header = bytes([FORMAT]) + version.to_bytes(4)
    return header + nonce + cipher.encrypt(nonce, plain, aad.encode())


def open_sealed(key: bytes, blob: bytes, *, aad: str, long_lived: bool = False) -> bytes:
    """The plain bytes. Raises `DoesNotOpen`."""
    blob = bytes(blob)
    if len(blob) < HEADER + NONCE + 16 or blob[0] != FORMAT:
        raise DoesNotOpen
    cipher = _long_lived(key) if long_lived else AESGCM(key)
    try:
        return cipher.decrypt(blob[HEADER : HEADER + NONCE], blob[HEADER + NONCE :], aad.encode())
    except InvalidTag as error:
        raise DoesNotOpen from error


def pack(values: dict[str, Any]) -> bytes:
    """JSON padded with spaces to a multiple of 256 bytes, so that length tells little."""
    raw = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
    return raw + b" " * (-len(raw) % PAD)


def unpack(plain: bytes) -> dict[str, Any]:
    return json.loads(plain)


def keyed_hash(key: bytes, *parts: str) -> bytes:
    """HMAC-SHA256 over length-prefixed parts."""
    message = b"".join(len(part.encode()).to_bytes(4) + part.encode() for part in parts)
    return hmac.digest(key, message, hashlib.sha256)


def token_text(digest: bytes) -> str:
    """A digest as 43 characters that fit a URL and a text column."""
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def short_index(digest: bytes, bits: int = 16) -> int:
    """The first `bits` bits: enough to find candidates, too few to identify a value."""
    return int.from_bytes(digest[:4]) >> (32 - bits)
