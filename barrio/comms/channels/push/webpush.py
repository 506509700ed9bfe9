"""Web Push: message encryption (RFC 8291, RFC 8188) and the sender's token (RFC 8292)."""

import base64
import json
import os
import time
from functools import lru_cache
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from barrio.runtime.keyring import keyring

CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
RECORD_SIZE = 4096
TOKEN_SECONDS = 12 * 3600


class BadSubscription(Exception):
    """The browser's keys are not a point on P-256 and a 16-byte secret."""


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def _hkdf(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


def encrypt(plain: bytes, p256dh: str, auth: str, salt: bytes | None = None, own=None) -> bytes:
    """One aes128gcm record for a browser. `salt` and `own` are given by test vectors only."""
    try:
        receiver_raw, secret = unb64(p256dh), unb64(auth)
        receiver = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, receiver_raw)
    except ValueError as error:
        raise BadSubscription from error
    own = own or ec.generate_private_key(CURVE)
    own_raw, salt = _point(own.public_key()), salt or os.urandom(16)
    info = b"WebPush: info\0" + receiver_raw + own_raw
    seed = _hkdf(own.exchange(ec.ECDH(), receiver), secret, info, 32)
    key = _hkdf(seed, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _hkdf(seed, salt, b"Content-Encoding: nonce\0", 12)
    header = salt + RECORD_SIZE.to_bytes(4) + bytes([len(own_raw)]) + own_raw
    return header + AESGCM(key).encrypt(nonce, plain + b"\x02", None)


def sender_key() -> ec.EllipticCurvePrivateKey:
    """The installation's own key pair, derived from the keyring: nothing more to store."""
    secret = int.from_bytes(keyring.system_key("web-push"))
    return ec.derive_private_key(secret % (ORDER - 1) + 1, CURVE)


def public_key() -> str:
    """What a browser is given as ``applicationServerKey``."""
    return b64(_point(sender_key().public_key()))


def authorization(endpoint: str, contact: str, at: float | None = None) -> str:
    """The ``Authorization`` header for the push service of `endpoint`; made twice a day."""
    parts = urlsplit(endpoint)
    slot = int((time.time() if at is None else at) // (TOKEN_SECONDS // 2))
    return _authorization(f"{parts.scheme}://{parts.netloc}", contact, slot)


@lru_cache(maxsize=64)
def _authorization(audience: str, contact: str, slot: int) -> str:
    expires = (slot + 2) * (TOKEN_SECONDS // 2)
    claims = {"aud": audience, "exp": expires, "sub": contact}
    signed = ".".join(
        b64(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims)
    )
    key = sender_key()
    r, s = utils.decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    token = f"{signed}.{b64(r.to_bytes(32) + s.to_bytes(32))}"
    return f"vapid t={token}, k={b64(_point(key.public_key()))}"
