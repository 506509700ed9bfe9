"""Links in messages: a delivery or subscriber id with a short MAC; nothing is stored."""

import base64
import hashlib
import hmac
import uuid

from django.conf import settings

from barrio.runtime.keyring import keyring

MAC_BYTES = 9


def make_token(kind: str, subject: uuid.UUID | str, key: bytes | None = None) -> str:
    """34 URL-safe characters. Pass `key` (`links_key()`) and digits when making many."""
    digits = subject if isinstance(subject, str) else subject.hex
    mac = hmac.digest(key or links_key(), f"{kind}|{digits}".encode(), hashlib.sha256)
    raw = bytes.fromhex(digits) + mac[:MAC_BYTES]
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def read_token(kind: str, token: str) -> uuid.UUID | None:
    """The id in a genuine token; None for any other text."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return None
    if len(raw) != 16 + MAC_BYTES:
        return None
    subject = uuid.UUID(bytes=raw[:16])
    genuine = make_token(kind, subject)
    return subject if hmac.compare_digest(genuine, token) else None


def links_key() -> bytes:
    return keyring.system_key("message-links")


def message_url(token: str) -> str:
    return f"{settings.BASE_URL}/messages/m/{token}/"


def stop_url(token: str) -> str:
    return f"{settings.BASE_URL}/messages/stop/{token}/"


def confirm_url(token: str) -> str:
    return f"{settings.BASE_URL}/messages/confirm/{token}/"
