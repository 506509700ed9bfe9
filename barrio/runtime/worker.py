"""The background worker: django-tasks' own, with a lease.

As it comes, a task whose worker is killed stays "running" for ever. Here every worker
beats; a running task whose worker has not beaten for the lease is put back.
"""

import signal
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import close_old_connections
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from barrio.core.clock import now
from barrio.core.ids import uuid7
from barrio.runtime.beats import DEAD_AFTER, beat, stop_beating
from barrio.runtime.models import JobHandOver, ProcessBeat
from barrio.runtime.upkeep import do_chores

MOST_TRIES = 5
BEAT_SECONDS = 5.0
CHORES_EVERY = timedelta(hours=1)

_chores_due: datetime | None = None


def put_back_orphans(*, lease: timedelta = DEAD_AFTER) -> int:
    """Tasks whose worker is dead are ready again, or failed after the fifth worker died."""
    alive = {
        str(pk)
        for pk in ProcessBeat.objects.filter(kind="worker", beat_at__gt=now() - lease).values_list(
            "pk", flat=True
        )
    }
    orphans = [
        row
        for row in DBTaskResult.objects.filter(status="RUNNING")
        if not row.worker_ids or row.worker_ids[-1] not in alive
    ]
    for row in orphans:
        status = "FAILED" if len(row.worker_ids) >= MOST_TRIES else "READY"
        DBTaskResult.objects.filter(pk=row.pk, status="RUNNING").update(status=status)
        JobHandOver.objects.filter(task_id=row.pk).delete()
    return len(orphans)


def run_worker(*, interval: float = 0.5, batch: bool = False) -> None:
    """Runs tasks until SIGTERM, or with `batch` until none is left."""
    me = uuid7()
    worker = new_worker(me, interval=interval, batch=batch)
    if batch:
        beat(me, "worker", at=now())
        put_back_orphans()
        try:
            worker.run()
        finally:
            stop_beating(me)
        return
    _stop_on_signals(worker)
    with beating(me):
        worker.run()


def new_worker(me: uuid.UUID, *, interval: float = 0.5, batch: bool = False) -> Worker:
    return Worker(
        queue_names=["*"],
        interval=interval,
        batch=batch,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=str(me),
        excluded_queue_names=[],
    )


@contextmanager
def beating(me: uuid.UUID) -> Iterator[None]:
    """While it lasts this worker says that it is alive and frees what the dead have left."""
    stop = threading.Event()
    beat(me, "worker", at=now())
    put_back_orphans()
    threading.Thread(target=_beat_forever, args=(me, stop), daemon=True).start()
    try:
        yield
    finally:
        stop.set()
        stop_beating(me)


def _beat_forever(me: uuid.UUID, stop: threading.Event) -> None:
    while not stop.wait(BEAT_SECONDS):
        beat(me, "worker", at=now())
        put_back_orphans()
        do_chores_hourly(at=now())
    close_old_connections()


def do_chores_hourly(*, at: datetime) -> None:
    """Upkeep, at most once an hour in this process."""
    global _chores_due
    if _chores_due is None or at >= _chores_due:
        _chores_due = at + CHORES_EVERY
        do_chores(at=at)


def _stop_on_signals(worker: Worker) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, worker.shutdown)
