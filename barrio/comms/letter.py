"""One claimed delivery, opened and ready for its transport."""

import uuid
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Content:
    """A message in one language, shared by everybody who gets it."""

    message_id: uuid.UUID
    language: str
    title: str
    body: str
    sender_name: str
    is_drill: bool
    is_urgent: bool
    expires_at: datetime | None
    is_direct: bool = False  # from one person to one other, by text message alone


@dataclass(slots=True)
class Letter:
    delivery_id: str  # ids as 32 hexadecimal digits
    subscriber_id: str
    endpoint_id: str
    channel: str
    address: str
    p256dh: str
    auth: str
    content: Content
    attempts: int
    token: str
    stop_token: str
    called: str = ""

    @property
    def idempotency_key(self) -> str:
        """The same for every try of this delivery on this channel."""
        return f"{self.delivery_id}-{self.channel}"
