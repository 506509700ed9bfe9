"""Links in messages: a delivery or subscriber id with a short MAC; nothing is stored."""

import base64
import hmac
import uuid

from django.conf import settings

from barrio.core.crypto import keyed_hash
from barrio.runtime.keyring import keyring

MAC_BYTES = 9


def make_token(kind: str, subject: uuid.UUID, key: bytes | None = None) -> str:
    """34 URL-safe characters. Pass `key` (`links_key()`) when making many."""
    mac = keyed_hash(key or links_key(), kind, subject.hex)[:MAC_BYTES]
    return base64.urlsafe_b64encode(subject.bytes + mac).decode().rstrip("=")


def read_token(kind: str, token: str) -> uuid.UUID | None:
    """The id in a genuine token; None for any other text."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return None
    if len(raw) != 16 + MAC_BYTES:
        return None
    subject = uuid.UUID(bytes=raw[:16])
    mac = keyed_hash(links_key(), kind, subject.hex)[:MAC_BYTES]
    return subject if hmac.compare_digest(mac, raw[16:]) else None


def links_key() -> bytes:
    return keyring.system_key("message-links")


def message_url(token: str) -> str:
    return f"{settings.BASE_URL}/messages/m/{token}/"


def stop_url(token: str) -> str:
    return f"{settings.BASE_URL}/messages/stop/{token}/"


def confirm_url(token: str) -> str:
    return f"{settings.BASE_URL}/messages/confirm/{token}/"
