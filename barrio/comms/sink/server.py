"""A sink: takes e-mail, text messages and web pushes, and sends nothing on.

For the demo, tests and benches. It keeps the newest messages in memory only; `log`, where
given, gets one line per hand-over with its idempotency key and nothing else.
"""

import asyncio
import json
import os
from collections import Counter, deque
from dataclasses import dataclass, field
from email import message_from_bytes, policy

KEPT = 500


@dataclass
class Taken:
    """What has arrived so far."""

    counts: Counter = field(default_factory=Counter)
    newest: deque = field(default_factory=lambda: deque(maxlen=KEPT))
    log: int | None = None
    keep: bool = True

    def take(self, channel: str, key: str, **what: str) -> None:
        self.counts[channel] += 1
        if self.log is not None:
            os.write(self.log, f"{channel} {key}\n".encode())
        if self.keep:
            self.newest.append({"channel": channel, "key": key, **what})


class SmtpSink(asyncio.Protocol):
    """As much SMTP as a sender needs, pipelining included."""

    def __init__(self, taken: Taken) -> None:
        self.taken, self.buffer, self.in_data, self.recipient = taken, b"", False, ""

    def connection_made(self, transport) -> None:
        self.transport = transport
        transport.write(b"220 sink ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while self._take_text() if self.in_data else self._take_line():
            pass

    def _take_text(self) -> bool:
        text, mark, rest = self.buffer.partition(b"\r\n.\r\n")
        if not mark:
            return False
        self.buffer, self.in_data = rest, False
        self._keep(text)
        self.transport.write(b"250 taken\r\n")
        return True

    def _keep(self, text: bytes) -> None:
        start = text.find(b"Message-ID: <") + 13
        key = text[start : text.find(b"@", start)].decode("ascii", "replace")
        what = read_mail(text) if self.taken.keep else {}
        self.taken.take("email", key, to=self.recipient, **what)

    def _take_line(self) -> bool:
        line, mark, rest = self.buffer.partition(b"\r\n")
        if not mark:
            return False
        self.buffer = rest
        self.transport.write(self._answer(line))
        if line[:4].upper() == b"QUIT":
            self.transport.close()
        return True

    def _answer(self, line: bytes) -> bytes:
        verb = line[:4].upper()
        if verb == b"EHLO":
            return b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"
        if verb == b"RCPT":
            self.recipient = line.partition(b"<")[2].partition(b">")[0].decode("utf-8", "replace")
        if verb == b"DATA":
            self.in_data = True
            return b"354 go on\r\n"
        return b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n"


def read_mail(text: bytes) -> dict[str, str]:
    mail = message_from_bytes(text.replace(b"\r\n..", b"\r\n."), policy=policy.default)
    return {"title": str(mail["Subject"]), "text": mail.get_content()}


class HttpSink(asyncio.Protocol):
    """``POST /sms``, ``POST /push/<id>``, ``GET /messages`` and ``GET /counts``."""

    def __init__(self, taken: Taken) -> None:
        self.taken, self.buffer = taken, b""

    def connection_made(self, transport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while self._take_request():
            pass

    def _take_request(self) -> bool:
        head, mark, rest = self.buffer.partition(b"\r\n\r\n")
        if not mark:
            return False
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines)}
        length = int(headers.get("content-length", "0"))
        if len(rest) < length:
            return False
        body, self.buffer = rest[:length], rest[length:]
        method, path, *_version = first.split(" ")
        status, answer = self._answer(method, path, headers, body)
        self.transport.write(
            f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(answer)}\r\n\r\n".encode()
            + answer
        )
        return True

    def _answer(self, method: str, path: str, headers: dict, body: bytes) -> tuple[str, bytes]:
        key = headers.get("idempotency-key", "")
        if method == "GET":
            return self._show(path)
        if path.startswith("/push/gone"):
            return "410 Gone", b"{}"
        if path.startswith("/push/"):
            self.taken.take("push", key, to=path, title="", text=f"{len(body)} sealed bytes")
            return "201 Created", b"{}"
        try:
            sms = json.loads(body)
            self.taken.take("sms", key, to=sms["to"], title="", text=sms["text"])
        except (ValueError, KeyError, TypeError):
            return "400 Bad Request", b"{}"
        return "202 Accepted", b'{"status":"queued"}'

    def _show(self, path: str) -> tuple[str, bytes]:
        if path == "/counts":
            return "200 OK", json.dumps(self.taken.counts).encode()
        if path == "/messages":
            return "200 OK", json.dumps(list(self.taken.newest)[::-1]).encode()
        return "404 Not Found", b"{}"


async def serve(
    *, smtp_port: int, http_port: int, log: str = "", keep: bool = True, ready=None
) -> None:
    """Listens on 127.0.0.1 until cancelled. Port 0 picks a free one; `ready` gets both."""
    taken = Taken(keep=keep)
    if log:
        taken.log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    loop = asyncio.get_running_loop()
    smtp = await loop.create_server(lambda: SmtpSink(taken), "127.0.0.1", smtp_port)
    http = await loop.create_server(lambda: HttpSink(taken), "127.0.0.1", http_port)
    if ready:
        ready(*(server.sockets[0].getsockname()[1] for server in (smtp, http)))
    async with smtp, http:
        await asyncio.gather(smtp.serve_forever(), http.serve_forever())
