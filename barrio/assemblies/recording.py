"""An audit entry for what is done in and about assemblies."""

from datetime import datetime
from typing import Any

from barrio.audit.actions import record
from barrio.core.actors import Actor


def record_for(row: Any, by: Actor, at: datetime, verb: str, **detail: Any) -> None:
    record(
        collective_id=row.collective_id,
        by=by,
        at=at,
        verb=verb,
        subject_kind=row._meta.model_name,
        subject_id=row.pk,
        **detail,
    )
