"""Envelopes sealed on a phone to a public key: the phone cannot read back what it sent.

Format: ``0x01 | ephemeral P-256 point (65) | nonce (12) | ciphertext and tag``. The key is
HKDF-SHA256 of the ECDH secret; both points are in its info, and the additional data names the
envelope, so that a sealed body opens in its own envelope alone. P-256 because the oldest
browsers with WebCrypto have it.
"""

import base64
import binascii
import json
import uuid
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

FORMAT = b"\x01"
POINT, NONCE = 65, 12
INFO = b"barrio-envelope-1"
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256


class SealedDoesNotOpen(Exception):
    """The body is damaged, belongs to another envelope, or was sealed to another key."""


def private_key(seed: bytes) -> ec.EllipticCurvePrivateKey:
    """The key of 32 uniform bytes, always the same one."""
    return ec.derive_private_key(int.from_bytes(seed) % (ORDER - 1) + 1, ec.SECP256R1())


def public_point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def binding(envelope_id: uuid.UUID, kind: str, to: str) -> bytes:
    return f"{envelope_id}|{kind}|{to}".encode()


def seal_to(point: bytes, body: dict[str, Any], *, aad: bytes) -> str:
    """As a phone does it; for tests and for the demo."""
    ephemeral = ec.generate_private_key(ec.SECP256R1())
    peer = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    mine = public_point(ephemeral)
    nonce = AESGCM.generate_key(128)[:NONCE]
    key = _key(ephemeral.exchange(ec.ECDH(), peer), mine, point)
    box = AESGCM(key).encrypt(nonce, json.dumps(body).encode(), aad)
    return base64.b64encode(FORMAT + mine + nonce + box).decode()


def open_from_phone(key: ec.EllipticCurvePrivateKey, sealed: str, *, aad: bytes) -> dict[str, Any]:
    """The body. Raises `SealedDoesNotOpen`."""
    try:
        raw = base64.b64decode(sealed, validate=True)
        theirs, nonce, box = _parts(raw)
        peer = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        secret = key.exchange(ec.ECDH(), peer)
        plain = AESGCM(_key(secret, theirs, public_point(key))).decrypt(nonce, box, aad)
        body = json.loads(plain)
    except (InvalidTag, ValueError, binascii.Error, RecursionError) as error:
        raise SealedDoesNotOpen from error
    if not isinstance(body, dict):
        raise SealedDoesNotOpen
    return body


def _parts(raw: bytes) -> tuple[bytes, bytes, bytes]:
    if raw[:1] != FORMAT:
        raise ValueError("format")
    start = 1 + POINT + NONCE
    return raw[1 : 1 + POINT], raw[1 + POINT : start], raw[start:]


def _key(secret: bytes, ephemeral: bytes, recipient: bytes) -> bytes:
    info = INFO + ephemeral + recipient
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret)
