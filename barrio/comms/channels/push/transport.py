import asyncio
import json
from collections.abc import Callable
from fnmatch import fnmatch
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from barrio.comms.channels.http import HttpClient, NotReached, verdict_of
from barrio.comms.channels.outcome import Outcome, Verdict
from barrio.comms.channels.push.webpush import BadSubscription, authorization, encrypt
from barrio.comms.letter import Letter
from barrio.comms.links import message_url
from barrio.core.clock import now

DEFAULT_TTL = 3600  # seconds


def is_allowed_push_host(url: str) -> bool:
    """Whether a browser's push address is of a service we know: the sender asks no other host."""
    parts = urlsplit(url)
    sink = settings.DEMO and parts.hostname in {"127.0.0.1", "localhost"}
    known = any(fnmatch(parts.hostname or "", pattern) for pattern in settings.PUSH_HOSTS)
    return bool(sink or (parts.scheme == "https" and known))


class PushTransport:
    channel = "push"
    concurrency = 16

    def __init__(self) -> None:
        self._client = HttpClient()

    def _payload(self, letter: Letter) -> bytes:
        content, title = letter.content, letter.content.title
        if content.is_drill:
            with translation.override(content.language):
                title = f"{_('DRILL')}: {title}"
        return json.dumps(
            {
                "title": title,
                "body": content.body[:400],
                "url": message_url(letter.token),
                "tag": content.message_id.hex,
                "lang": content.language,
            }
        ).encode()

    async def work(
        self, queue: "asyncio.Queue[Letter]", report: Callable[[Letter, Outcome], None]
    ) -> None:
        while True:
            letter = await queue.get()
            report(letter, await self._send(letter))

    async def _send(self, letter: Letter) -> Outcome:
        if not is_allowed_push_host(letter.address):
            return Outcome(Verdict.DEAD, "push service not known")
        try:
            body = encrypt(self._payload(letter), letter.p256dh, letter.auth)
            status = await self._client.post(letter.address, data=body, headers=_headers(letter))
        except BadSubscription:
            return Outcome(Verdict.DEAD, "push keys not usable")
        except NotReached:
            return Outcome(Verdict.RETRY, "push service not reached")
        return verdict_of(status, "push service")

    async def close(self) -> None:
        await self._client.close()


def _headers(letter: Letter) -> dict[str, str]:
    content, ttl = letter.content, DEFAULT_TTL
    if content.expires_at:
        ttl = max(0, int((content.expires_at - now()).total_seconds()))
    return {
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(ttl),
        "Urgency": "high" if content.is_urgent else "normal",
        "Topic": content.message_id.hex,
        "Authorization": authorization(letter.address, settings.PUSH_CONTACT),
        "Idempotency-Key": letter.idempotency_key,
    }
