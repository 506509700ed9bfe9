"""Long jobs that a person waits for: how far they are, and a way to cancel."""

import uuid
from datetime import datetime

from barrio.core.clock import now
from barrio.runtime.models import JobProgress


class JobCancelled(Exception):
    """Somebody cancelled the job; what was done until then stays done."""


def start_job(
    kind: str, *, collective_id: uuid.UUID, user_id: uuid.UUID, total: int, at: datetime
) -> JobProgress:
    return JobProgress.objects.create(
        kind=kind, collective_id=collective_id, user_id=user_id, total=total, updated_at=at
    )


class Job:
    """A running job: call `advance` now and then; it raises `JobCancelled` when asked to stop."""

    def __init__(self, job_id: uuid.UUID) -> None:
        self.id = job_id
        self._set(state="running", problem="")

    def _set(self, **values: object) -> None:
        JobProgress.objects.filter(pk=self.id).update(updated_at=now(), **values)

    def advance(self, done: int, total: int) -> None:
        self._set(done=done, total=total)
        if JobProgress.objects.filter(pk=self.id, cancel_asked=True).exists():
            self._set(state="cancelled")
            raise JobCancelled

    def finish(self) -> None:
        self._set(state="done")

    def fail(self, problem: str) -> None:
        self._set(state="failed", problem=problem[:200])


def cancel(job: JobProgress) -> None:
    JobProgress.objects.filter(pk=job.pk, state__in=["waiting", "running"]).update(
        cancel_asked=True
    )
