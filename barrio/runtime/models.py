from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from barrio.core.ids import uuid7


class RootKey(models.Model):
    """The key that wraps data keys; itself wrapped by what a person keeps (keyring)."""

    version = models.PositiveIntegerField(primary_key=True)
    wrapped = models.BinaryField()
    salt = models.BinaryField()
    source = models.CharField(max_length=16)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"root key {self.version}"


class DataKey(models.Model):
    """The key under which one subject's records are sealed; erasing it erases them."""

    id = models.UUIDField(primary_key=True)
    collective_id = models.UUIDField(null=True, blank=True, db_index=True)
    root_version = models.PositiveIntegerField(db_index=True)
    wrapped = models.BinaryField()

    def __str__(self) -> str:
        return str(self.id)


class Tombstone(models.Model):
    """A subject whose key was erased; kept beside every backup so that none brings it back."""

    subject_id = models.UUIDField(primary_key=True)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.subject_id)


class TokenBucket(models.Model):
    """Allowance that refills with time. The key is a keyed hash: it names nobody."""

    key = models.CharField(max_length=64, primary_key=True)
    tokens = models.FloatField()
    filled_at = models.FloatField(help_text="seconds since 1970")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(tokens__gte=0), name="runtime_tokenbucket_not_overdrawn"
            )
        ]

    def __str__(self) -> str:
        return self.key


class FormReceipt(models.Model):
    """A form that was taken in, and where it led. The key is a keyed hash: it names nobody."""

    key = models.CharField(max_length=64, primary_key=True)
    led_to = models.CharField(max_length=500, blank=True)
    received_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key


class ProcessBeat(models.Model):
    """A worker or sender says that it is alive; without a beat its leases are void."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=100)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class JobHandOver(models.Model):
    """A job's number was given to the broker; it is given again if nobody claims the job."""

    task_id = models.UUIDField(primary_key=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.task_id)


class JobProgress(models.Model):
    """How far a long job has come, for the page that shows it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    collective_id = models.UUIDField(null=True, blank=True)
    user_id = models.UUIDField(null=True, blank=True)
    kind = models.CharField(max_length=40)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    state = models.CharField(
        max_length=10,
        default="waiting",
        choices=[(s, s) for s in ("waiting", "running", "done", "failed", "cancelled")],
    )
    cancel_asked = models.BooleanField(default=False)
    problem = models.CharField(max_length=200, blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "done", "failed", "cancelled"]),
                name="runtime_jobprogress_known_state",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.done}/{self.total}"

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0

    @property
    def is_over(self) -> bool:
        return self.state in {"done", "failed", "cancelled"}
