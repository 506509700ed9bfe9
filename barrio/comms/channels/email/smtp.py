"""SMTP for a fan-out: pipelined (RFC 2920) on a connection that is kept.

One message costs one round trip: its text and the next one's envelope leave together.
"""

import asyncio
import base64
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from barrio.comms.channels.outcome import SENT, Outcome, Verdict

TIMEOUT = 30.0


class SmtpRefused(Exception):
    """The mail server does not let us in."""


@dataclass(frozen=True)
class SmtpServer:
    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: str = "none"  # "none", "starttls", "tls"


class SmtpConnection:
    def __init__(self, server: SmtpServer, sender: str) -> None:
        self.server, self.sender = server, sender.encode()

    async def open(self) -> None:
        server = self.server
        context = ssl.create_default_context() if server.tls == "tls" else None
        self._reader, self._writer = await asyncio.open_connection(
            server.host, server.port, ssl=context
        )
        await self._expect(220)
        features = await self._hello()
        if server.tls == "starttls":
            await self._command(b"STARTTLS", 220)
            await self._writer.start_tls(ssl.create_default_context(), server_hostname=server.host)
            features = await self._hello()
        if server.user:
            secret = base64.b64encode(f"\0{server.user}\0{server.password}".encode())
            await self._command(b"AUTH PLAIN " + secret, 235)
        self.can_pipeline = b"PIPELINING" in features

    async def close(self) -> None:
        """Also of a connection that never came about."""
        writer: asyncio.StreamWriter | None = getattr(self, "_writer", None)
        if writer is None:
            return
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()

    def send(self, text: bytes, next_recipient: str | None) -> None:
        """Writes the text at hand (if any) and the next envelope (if any) in one piece."""
        if text:
            text += b".\r\n" if text.endswith(b"\r\n") else b"\r\n.\r\n"
        self._writer.write(text + self._envelope(next_recipient))

    def _envelope(self, recipient: str | None) -> bytes:
        if recipient is None:
            return b""
        address = recipient.encode()
        return b"MAIL FROM:<" + self.sender + b">\r\nRCPT TO:<" + address + b">\r\nDATA\r\n"

    async def envelope_outcome(self) -> Outcome | None:
        """None when the server waits for the text; else what went wrong."""
        replies = [await self._reply() for _step in range(3)]
        bad = next((code for code, _text in replies[:2] if code >= 400), None)
        if replies[2][0] == 354:
            if bad is None:
                return None
            # Some servers still want the text: an empty one ends it.
            self._writer.write(b".\r\n")
            await self._reply()
        code = bad or replies[2][0]
        self._writer.write(b"RSET\r\n")
        await self._reply()
        return _refusal(code, is_recipient=replies[1][0] >= 500)

    async def text_outcome(self) -> Outcome:
        code, _text = await self._reply()
        return SENT if code < 400 else _refusal(code, is_recipient=False)

    async def _hello(self) -> bytes:
        return await self._command(b"EHLO localhost", 250)

    async def _command(self, line: bytes, wanted: int) -> bytes:
        self._writer.write(line + b"\r\n")
        return await self._expect(wanted)

    async def _expect(self, wanted: int) -> bytes:
        code, text = await self._reply()
        if code != wanted:
            raise SmtpRefused(f"SMTP answered {code}")
        return text

    async def _reply(self) -> tuple[int, bytes]:
        text = b""
        while True:
            line = await self._reader.readline()
            if len(line) < 4:
                raise ConnectionResetError("the mail server hung up")
            text += line[4:]
            if line[3:4] != b"-":
                return int(line[:3]), text


def _refusal(code: int, *, is_recipient: bool) -> Outcome:
    if code >= 500 and is_recipient:
        return Outcome(Verdict.DEAD, f"smtp {code}")
    return Outcome(Verdict.RETRY, f"smtp {code}")


async def deliver_many(
    connection: SmtpConnection,
    first: Any,
    take_next: Callable[[], Any],
    recipient: Callable[[Any], str],
    text: Callable[[Any], bytes],
    report: Callable[[Any, Outcome], None],
) -> None:
    """Sends `first` and then whatever `take_next` gives, until it gives None.

    When the connection breaks, the item at hand is reported as to be retried and the
    error goes on to the caller.
    """
    item: Any = first
    connection.send(b"", recipient(first))
    while item is not None:
        following: Any = None
        try:
            async with asyncio.timeout(TIMEOUT):
                outcome = await connection.envelope_outcome()
                following = take_next()
                address = None if following is None else recipient(following)
                if outcome is None:
                    connection.send(text(item), address)
                    outcome = await connection.text_outcome()
                elif address is not None:
                    connection.send(b"", address)
        except (OSError, TimeoutError, ValueError):
            for lost in (item, following):
                if lost is not None:
                    report(lost, Outcome(Verdict.RETRY, "smtp connection lost"))
            raise
        report(item, outcome)
        item = following
