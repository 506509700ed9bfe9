"""How a role somebody holds is said on a page: days of the collective's calendar."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.formats import date_format

from barrio.accounts.models import Grant, User
from barrio.core.clock import local_date

MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class HeldRole:
    pk: Any
    user: User
    role: str
    first_day: str
    last_day: str  # empty: no end was set
    ended_on: str
    given_by: str  # a handle; empty: when the collective was set up
    ended_by: str  # a handle; empty: it ran out
    is_to_come: bool


def held_role(grant: Grant, zone: str, at: datetime) -> HeldRole:
    def day(moment: datetime | None) -> str:
        return date_format(local_date(moment, zone), "SHORT_DATE_FORMAT") if moment else ""

    ended_at = grant.ended_at if grant.ended_at and grant.ended_at <= at else None
    was_revoked = grant.revoked_at is not None and grant.revoked_at == ended_at
    return HeldRole(
        pk=grant.pk,
        user=grant.user,
        role=grant.get_role_display(),
        first_day=day(grant.since),
        last_day=day(grant.until and grant.until - MOMENT),
        ended_on=day(ended_at),
        given_by=grant.granted_by.handle if grant.granted_by else "",
        ended_by=grant.revoked_by.handle if was_revoked and grant.revoked_by else "",
        is_to_come=grant.since > at,
    )
