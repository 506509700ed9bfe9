"""What the channels that speak HTTP share: one pool of connections, no proxy, no redirect."""

from typing import Any

import aiohttp

from barrio.comms.channels.outcome import SENT, Outcome, Verdict

SECONDS = aiohttp.ClientTimeout(total=20)
CONNECTIONS = 64
READ_AT_MOST = 64 * 1024  # bytes of an answer; we only need its status


class NotReached(Exception):
    """Nobody answered, or not in HTTP, or not in time."""


class HttpClient:
    """Asks other servers. Made inside a running loop, closed by its transport.

    >>> client = HttpClient()                                             # doctest: +SKIP
    >>> await client.post("https://push.example.org/1", data=b"sealed")   # doctest: +SKIP
    201
    """

    def __init__(self, headers: dict[str, str] | None = None) -> None:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=CONNECTIONS),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers=headers,
            timeout=SECONDS,
        )

    async def post(self, url: str, **request: Any) -> int:
        """The status of the answer; raises `NotReached`."""
        try:
            async with self._session.post(url, allow_redirects=False, **request) as answer:
                await answer.content.read(READ_AT_MOST)
                return answer.status
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
            raise NotReached from error

    async def close(self) -> None:
        await self._session.close()


def verdict_of(status: int, who: str) -> Outcome:
    """2xx is sent; 404, 410 and 422 mean that the address is no more; the rest may pass."""
    if 200 <= status < 300:
        return SENT
    if status in {404, 410, 422}:
        return Outcome(Verdict.DEAD, f"{who} {status}")
    return Outcome(Verdict.RETRY, f"{who} {status}")
