import asyncio
from collections.abc import Callable

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from barrio.comms.channels.http import HttpClient, NotReached, verdict_of
from barrio.comms.channels.outcome import Outcome, Verdict
from barrio.comms.channels.sms.text import direct_text, to_gsm7
from barrio.comms.letter import Letter
from barrio.comms.links import message_url


class SmsTransport:
    """Text messages over a provider's HTTP API."""

    channel = "sms"
    concurrency = 4

    def __init__(self) -> None:
        headers = {"Authorization": f"Bearer {settings.SMS_TOKEN}"} if settings.SMS_TOKEN else {}
        self._client = HttpClient(headers)

    def _text(self, letter: Letter) -> str:
        content = letter.content
        if content.is_direct:
            return direct_text(content.body, letter.called, content.language)
        with translation.override(content.language):
            parts = [content.title, message_url(letter.token), _("STOP to end")]
            if content.is_drill:
                parts.insert(0, _("DRILL"))
        return to_gsm7(". ".join(parts[:-2]) + f" {parts[-2]} {parts[-1]}")

    async def work(
        self, queue: "asyncio.Queue[Letter]", report: Callable[[Letter, Outcome], None]
    ) -> None:
        while True:
            letter = await queue.get()
            report(letter, await self._send(letter))

    async def _send(self, letter: Letter) -> Outcome:
        body = {
            "to": letter.address,
            "from": settings.SMS_FROM,
            "text": self._text(letter),
            "reference": letter.idempotency_key,
        }
        headers = {"Idempotency-Key": letter.idempotency_key}
        try:
            status = await self._client.post(settings.SMS_URL, json=body, headers=headers)
        except NotReached:
            return Outcome(Verdict.RETRY, "text provider not reached")
        return verdict_of(status, "text provider")

    async def close(self) -> None:
        await self._client.close()
