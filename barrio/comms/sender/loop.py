"""The sender: claims deliveries, hands them to their channels, records what came of it.

One asyncio loop does the network, one thread does the database, so neither waits for the
other. Whatever is claimed and not recorded when the process dies is claimed again when the
lease ends; a hand-over repeated then carries the same idempotency key.
"""

import asyncio
import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from django.db import connections

from barrio.comms.channels.email.transport import EmailTransport
from barrio.comms.channels.outcome import Outcome, Verdict
from barrio.comms.channels.push.transport import PushTransport
from barrio.comms.channels.sms.transport import SmsTransport
from barrio.comms.letter import Letter
from barrio.comms.sender import claims
from barrio.core.clock import now
from barrio.core.ids import uuid7
from barrio.runtime.beats import beat, stop_beating

BATCH = 250
LOW_WATER = 150  # claim more when fewer letters wait for their channel
IDLE_SECONDS = 0.15
BEAT_SECONDS = 5.0
DEFAULT_LEASE = 30.0


class Sender:
    def __init__(self, *, lease_seconds: float = DEFAULT_LEASE, until_idle: bool = False) -> None:
        self.me = uuid7()
        self.lease = timedelta(seconds=lease_seconds)
        self.until_idle = until_idle
        self.sent = 0
        self._stopping = asyncio.Event()
        self._contents = claims.Contents()
        self._database = ThreadPoolExecutor(1, thread_name_prefix="database")
        self._outcomes: list[tuple[Letter, Outcome]] = []
        self._recording = False
        self._waiting: dict[str, Letter] = {}
        self._has_outcomes = asyncio.Event()
        self._queues: dict[str, asyncio.Queue[Letter]] = {}

    def stop(self) -> None:
        self._stopping.set()

    async def run(self) -> int:
        """Works until stopped, or until nothing is due; returns how many were sent."""
        workers = self._start_workers()
        recorder = asyncio.create_task(self._record_forever())
        beater = asyncio.create_task(self._beat_forever())
        try:
            await self._claim_forever()
        finally:
            await self._finish([*workers, beater], recorder)
        return self.sent

    def _start_workers(self) -> list[asyncio.Task]:
        tasks = []
        self._transports = (EmailTransport(), SmsTransport(), PushTransport())
        for transport in self._transports:
            queue: asyncio.Queue[Letter] = asyncio.Queue()
            self._queues[transport.channel] = queue
            for _number in range(transport.concurrency):
                tasks.append(asyncio.create_task(transport.work(queue, self._report)))
        return tasks

    def _report(self, letter: Letter, outcome: Outcome) -> None:
        self._waiting.pop(letter.delivery_id, None)
        self._outcomes.append((letter, outcome))
        self._has_outcomes.set()

    async def _claim_forever(self) -> None:
        while not self._stopping.is_set():
            if len(self._waiting) > LOW_WATER:
                await asyncio.sleep(0.005)
                continue
            letters = await self._in_database(self._claim)
            for letter in letters:
                self._waiting[letter.delivery_id] = letter
                self._queues[letter.channel].put_nowait(letter)
            if letters or await self._in_database(lambda: claims.plan_waiting(at=now())):
                continue
            if self.until_idle and not (self._waiting or self._outcomes or self._recording):
                return
            await self._rest()

    async def _rest(self) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), IDLE_SECONDS)
        except TimeoutError:
            return

    def _claim(self) -> list[Letter]:
        at = now()
        ids = claims.claim(self.me, BATCH, lease=self.lease, at=at)
        if not ids:
            return []
        letters, unsendable = claims.open_letters(ids, self._contents, at=at)
        if unsendable:
            claims.fail(self.me, unsendable)
        return letters

    async def _record_forever(self) -> None:
        while True:
            await self._has_outcomes.wait()
            self._has_outcomes.clear()
            outcomes, self._outcomes = self._outcomes, []
            if outcomes:
                self._recording = True
                await self._in_database(self._record, outcomes)
                self._recording = False
                self.sent += sum(outcome.verdict is Verdict.SENT for _letter, outcome in outcomes)

    async def _beat_forever(self) -> None:
        while True:
            await self._in_database(lambda: beat(self.me, "sender", at=now()))
            await asyncio.sleep(BEAT_SECONDS)

    async def _finish(self, workers: list[asyncio.Task], recorder: asyncio.Task) -> None:
        """A clean stop: what waits goes back, what was handed over is recorded."""
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        await asyncio.gather(*(transport.close() for transport in self._transports))
        # Cancelled on its way to the database, a hand-over would be forgotten and repeated.
        while (self._outcomes or self._recording) and not recorder.done():
            self._has_outcomes.set()
            await asyncio.sleep(0.01)
        recorder.cancel()
        await asyncio.gather(recorder, return_exceptions=True)
        waiting = list(self._waiting)
        await self._in_database(lambda: claims.give_back(self.me, waiting))
        await self._in_database(lambda: stop_beating(self.me))
        await self._in_database(connections.close_all)
        self._database.shutdown()

    def _record(self, outcomes: list[tuple[Letter, Outcome]]) -> None:
        claims.record_outcomes(self.me, outcomes, at=now())

    async def _in_database(self, work: Any, *args: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._database, work, *args)


def run_sender(*, lease_seconds: float = DEFAULT_LEASE, until_idle: bool = False) -> int:
    """Runs a sender in this process until SIGTERM or Ctrl-C."""

    async def main() -> int:
        sender = Sender(lease_seconds=lease_seconds, until_idle=until_idle)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, sender.stop)
        return await sender.run()

    return asyncio.run(main())
