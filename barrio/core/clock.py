"""The one place that reads the clock. Views and commands call it; actions get ``at=``."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return timezone.now()


def local_date(at: datetime, zone: str) -> date:
    """The calendar day of `at` where the collective lives."""
    return at.astimezone(ZoneInfo(zone)).date()


def moments_of(local: datetime, zone: str) -> list[datetime]:
    """The moments, in UTC, at which clocks in `zone` show `local`, which is naive.

    One as a rule; none in the hour that is skipped in spring, two in the one that is
    repeated in autumn.
    """
    lived = {local.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(m for m in lived if m.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local)
