"""Jobs over RabbitMQ: a relay reads what is due in the database, Celery carries its number.

The row in the database stays the truth. What goes through the broker is an id, and whoever
receives it must still claim the row: a number that comes twice runs once, and one that the
broker loses is sent again.
"""

import logging
import signal
import threading
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import OperationalError, close_old_connections
from django.db.models import Q
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from barrio.core.clock import now
from barrio.core.ids import uuid7
from barrio.runtime.beats import beat, stop_beating
from barrio.runtime.models import JobHandOver
from barrio.runtime.worker import (
    BEAT_SECONDS,
    Worker,
    beating,
    do_chores_hourly,
    new_worker,
    put_back_orphans,
)

AGAIN_AFTER = timedelta(minutes=2)
"""A row that nobody claimed in this time is handed over again."""

AT_ONCE = 100
TASK = "barrio.run_row"
QUEUE = "barrio"
IDLE_SECONDS = 0.5
FIRST_PATIENCE, MOST_PATIENCE = 1.0, 30.0

logger = logging.getLogger(__name__)


class BrokerUnreachable(Exception):
    """The broker does not answer; jobs stay in the database until it does."""


def celery_app() -> Any:
    """The Celery application of BARRIO_BROKER_URL: late acknowledgement, confirmed publishing."""
    from celery import Celery

    app = Celery("barrio", broker=settings.BROKER_URL, set_as_current=False)
    app.conf.update(
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_ignore_result=True,
        task_default_queue=QUEUE,
        task_serializer="json",
        accept_content=["json"],
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_send_task_events=False,
        worker_enable_remote_control=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={"confirm_publish": True},
        broker_connection_timeout=5,
    )
    return app


def due(*, at: datetime, limit: int = AT_ONCE) -> list[uuid.UUID]:
    """Rows that are ready and not on their way, most urgent first."""
    on_their_way = JobHandOver.objects.filter(at__gt=at - AGAIN_AFTER)
    ready = DBTaskResult.objects.ready().exclude(pk__in=on_their_way.values("task_id"))
    return list(ready.values_list("pk", flat=True)[:limit])


def take_for_hand_over(task_id: uuid.UUID, *, at: datetime) -> bool:
    """True for one relay only, until `AGAIN_AFTER` has passed."""
    _made, is_new = JobHandOver.objects.get_or_create(task_id=task_id, defaults={"at": at})
    if is_new:
        return True
    stale = Q(task_id=task_id, at__lte=at - AGAIN_AFTER)
    return bool(JobHandOver.objects.filter(stale).update(at=at))


def hand_over(app: Any, *, at: datetime) -> int:
    """Publishes every row that is due; returns how many. Raises `BrokerUnreachable`."""
    sent = 0
    for task_id in due(at=at):
        if not take_for_hand_over(task_id, at=at):
            continue
        try:
            # Without retry, or Celery itself would block here while the broker is down.
            app.send_task(TASK, args=[str(task_id)], retry=False)
        except Exception as error:
            JobHandOver.objects.filter(task_id=task_id).delete()
            raise BrokerUnreachable(str(error)) from error
        sent += 1
    return sent


def run_row(task_id: str, worker: Worker) -> bool:
    """Runs the row if nobody has it; False where another was first or it is done."""
    close_old_connections()
    rows = DBTaskResult.objects.ready().filter(pk=task_id)
    with exclusive_transaction(rows.db):
        row = rows.get_locked()
        if row is None:
            return False
        row.claim(worker.worker_id)
    worker.run_task(row)
    close_old_connections()
    return True


def run_relay() -> None:
    """Hands over what is due until SIGTERM; a broker that is down is waited for."""
    me, stop = uuid7(), threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    app, patience, last_beat = celery_app(), FIRST_PATIENCE, None
    try:
        while not stop.is_set():
            close_old_connections()
            if last_beat is None or (now() - last_beat).total_seconds() >= BEAT_SECONDS:
                last_beat = now()
                beat(me, "relay", at=last_beat)
                put_back_orphans()
                do_chores_hourly(at=last_beat)
            try:
                sent = hand_over(app, at=now())
                patience = FIRST_PATIENCE
                stop.wait(0 if sent else IDLE_SECONDS)
            except (BrokerUnreachable, OperationalError) as error:
                logger.warning("jobs wait in the database: %s", error)
                stop.wait(patience)
                patience = min(patience * 2, MOST_PATIENCE)
    finally:
        app.close()
        stop_beating(me)


def run_broker_worker() -> None:
    """One job at a time from the broker, until SIGTERM; a job under way is finished first."""
    me = uuid7()
    worker = new_worker(me)
    app = celery_app()

    @app.task(name=TASK)
    def run(task_id: str) -> None:
        run_row(task_id, worker)

    with beating(me):
        # Threads, one of them: the main thread goes on answering the broker's heartbeat
        # while an import takes its minutes.
        app.Worker(
            pool="threads",
            concurrency=1,
            loglevel="WARNING",
            without_gossip=True,
            without_mingle=True,
            hostname=f"barrio-{me}@%h",
            quiet=True,
        ).start()
