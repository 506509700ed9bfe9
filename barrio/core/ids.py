"""Identifiers: UUIDv7 for rows, short checksummed codes for people to say aloud."""

import os
import secrets
import threading
import time
import uuid

# Crockford's base 32 without I, L, O, U: nothing that is misheard or misread.
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

_lock = threading.Lock()
_last = 0


def uuid7() -> uuid.UUID:
    """A UUIDv7 (RFC 9562, 5.7) that never goes back within this process.

    Forty-eight bits of milliseconds, then a twelve-bit counter within the millisecond
    and sixty-two random bits.
    """
    global _last
    with _lock:
        stamp = (time.time_ns() // 1_000_000) << 12
        _last = max(_last + 1, stamp)
        ticks = _last
    value = (ticks >> 12) << 80 | 0x7 << 76 | (ticks & 0xFFF) << 64
    value |= 0b10 << 62 | int.from_bytes(os.urandom(8)) >> 2
    return uuid.UUID(int=value)


def uuid7_text() -> str:
    """As SQLite stores a UUID: 32 hexadecimal digits. Registered there as ``uuid7()``."""
    return uuid7().hex


def short_code(length: int = 5) -> str:
    """A random code of `length` symbols and one check symbol, such as ``7KQ2MX``."""
    body = "".join(secrets.choice(CODE_ALPHABET) for _ in range(length))
    return body + _check_symbol(body)


def _check_symbol(body: str) -> str:
    # Weights by position catch a swap of neighbours as well as one wrong symbol.
    total = sum((i + 1) * CODE_ALPHABET.index(symbol) for i, symbol in enumerate(body))
    return CODE_ALPHABET[total % 31]
