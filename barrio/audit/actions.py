import uuid
from datetime import datetime
from typing import Any

from barrio.audit.models import Entry, Opening
from barrio.core.actors import Actor


def record(
    *,
    collective_id: uuid.UUID | None,
    by: Actor,
    at: datetime,
    verb: str,
    subject_kind: str,
    subject_id: object,
    **detail: Any,
) -> Entry:
    """One audit entry, in the caller's transaction. `detail` holds codes, counts and ids."""
    return Entry.objects.create(
        collective_id=collective_id,
        at=at,
        actor_kind=by.kind,
        actor_id=by.id,
        verb=verb,
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        detail=detail,
    )


def record_opening(
    *,
    collective_id: uuid.UUID,
    user_id: uuid.UUID,
    at: datetime,
    subject_kind: str,
    subject_id: object,
    part: str = "record",
) -> None:
    """That a person's record was opened; written before it is shown."""
    Opening.objects.create(
        collective_id=collective_id,
        user_id=user_id,
        at=at,
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        part=part,
    )
