import asyncio
from collections.abc import Callable

from django.conf import settings

from barrio.comms.channels.email.rendering import Prepared
from barrio.comms.channels.email.smtp import SmtpConnection, SmtpRefused, SmtpServer, deliver_many
from barrio.comms.channels.outcome import Outcome, Verdict
from barrio.comms.letter import Letter
from barrio.core.clock import now

CONNECTIONS = 8


class EmailTransport:
    channel = "email"
    concurrency = CONNECTIONS

    def __init__(self) -> None:
        self._prepared: dict[tuple, Prepared] = {}
        self.server = SmtpServer(
            settings.SMTP_HOST,
            settings.SMTP_PORT,
            settings.SMTP_USER,
            settings.SMTP_PASSWORD,
            settings.SMTP_TLS,
        )

    def _text(self, letter: Letter) -> bytes:
        key = (letter.content.message_id, letter.content.language)
        if key not in self._prepared:
            if len(self._prepared) > 200:
                self._prepared.clear()
            self._prepared[key] = Prepared(letter.content, settings.MAIL_FROM, now())
        return self._prepared[key].splice(letter)

    async def work(
        self, queue: "asyncio.Queue[Letter]", report: Callable[[Letter, Outcome], None]
    ) -> None:
        """Serves the queue on one connection, opened when there is something to send."""
        connection: SmtpConnection | None = None
        try:
            while True:
                letter = await queue.get()
                if connection is None:
                    connection = await self._connect()
                if connection is None:
                    report(letter, Outcome(Verdict.RETRY, "mail server not reached"))
                elif not await self._deliver(connection, letter, queue, report):
                    await connection.close()
                    connection = None
        finally:
            if connection is not None:
                await connection.close()

    async def _connect(self) -> SmtpConnection | None:
        connection = SmtpConnection(self.server, settings.MAIL_FROM)
        try:
            await asyncio.wait_for(connection.open(), 20)
        except (OSError, TimeoutError, SmtpRefused, ValueError):
            await connection.close()
            return None
        return connection

    async def _deliver(
        self,
        connection: SmtpConnection,
        letter: Letter,
        queue: "asyncio.Queue[Letter]",
        report: Callable[[Letter, Outcome], None],
    ) -> bool:
        """Whether the connection can be used again."""
        try:
            await deliver_many(
                connection,
                letter,
                lambda: _next(queue),
                lambda item: item.address,
                self._text,
                report,
            )
        except (OSError, TimeoutError, ValueError):
            return False
        await asyncio.sleep(0)
        return True

    async def close(self) -> None:
        """Nothing to end: each worker's connection goes with it."""


def _next(queue: "asyncio.Queue[Letter]") -> Letter | None:
    try:
        return queue.get_nowait()
    except asyncio.QueueEmpty:
        return None
