"""Processes that are alive, for leases and for the page that shows them."""

import os
import socket
import uuid
from datetime import datetime, timedelta

from barrio.runtime.models import ProcessBeat

DEAD_AFTER = timedelta(seconds=20)


def beat(process: uuid.UUID, kind: str, *, at: datetime) -> None:
    """Says that this process is alive; forgets those that have been silent for a day."""
    alive = ProcessBeat.objects.filter(pk=process).update(beat_at=at)
    if not alive:
        name = f"{socket.gethostname()}:{os.getpid()}"
        ProcessBeat.objects.create(id=process, kind=kind, name=name, started_at=at, beat_at=at)
        ProcessBeat.objects.filter(beat_at__lt=at - timedelta(days=1)).delete()


def stop_beating(process: uuid.UUID) -> None:
    ProcessBeat.objects.filter(pk=process).delete()


def alive(kind: str, *, at: datetime) -> int:
    return ProcessBeat.objects.filter(kind=kind, beat_at__gt=at - DEAD_AFTER).count()
