"""The one place that reads the clock. Views and commands call it; actions get ``at=``."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return timezone.now()


def local_date(at: datetime, zone: str) -> date:
    """The calendar day of `at` where the collective lives."""
    return at.astimezone(ZoneInfo(zone)).date()
