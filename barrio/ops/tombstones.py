"""Erasures outlive a restore: who was erased since the backup is erased again."""

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import connections

from barrio.comms.actions.subscribers import stop
from barrio.comms.models import Subscriber
from barrio.core.actors import SYSTEM
from barrio.core.clock import now
from barrio.people.actions import erase_person
from barrio.people.models import Person
from barrio.runtime.keyring import keyring
from barrio.runtime.models import DataKey, Tombstone

BATCH = 500


def erase_again(ids: Iterable[str]) -> int:
    """How many were readable in the backup, or not on its own list."""
    subjects = [uuid.UUID(text) for text in sorted(ids)]
    at = now()
    again = sum(_erase_batch(batch, at) for batch in _batches(subjects))
    if again and connections["keyring"].vendor == "sqlite":
        with connections["keyring"].cursor() as cursor:
            cursor.execute("VACUUM")
    return again


def _batches(subjects: list[uuid.UUID]) -> Iterator[list[uuid.UUID]]:
    for start in range(0, len(subjects), BATCH):
        yield subjects[start : start + BATCH]


def _erase_batch(subjects: list[uuid.UUID], at: datetime) -> int:
    known = set(Tombstone.objects.filter(pk__in=subjects).values_list("pk", flat=True))
    readable = set(DataKey.objects.filter(pk__in=subjects).values_list("pk", flat=True))
    gone = (set(subjects) - known) | readable
    keyring.erase(gone)
    for person in Person.objects.filter(pk__in=gone, erased_on=None):
        erase_person(person=person, by=SYSTEM, at=at)
    for subscriber in Subscriber.objects.filter(pk__in=gone, stopped_on=None):
        stop(subscriber=subscriber, by=SYSTEM, at=at)
    return len(gone)
