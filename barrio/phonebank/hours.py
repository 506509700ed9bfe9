"""The hours of day, where the collective lives, in which people may be called."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from barrio.core.clock import moments_of
from barrio.phonebank.models import Bank


def is_open_at(bank: Bank, at: datetime) -> bool:
    return bank.opens <= _local(bank, at).time() < bank.closes


def next_opening(bank: Bank, at: datetime) -> datetime:
    """When calling begins; `at` itself where it has begun."""
    local = _local(bank, at)
    if is_open_at(bank, at):
        return at
    day = local.date() if local.time() < bank.opens else local.date() + timedelta(days=1)
    return _moment(bank, datetime.combine(day, bank.opens))


def closing(bank: Bank, at: datetime) -> datetime:
    """When calling ends on the day of `at`."""
    return _moment(bank, datetime.combine(_local(bank, at).date(), bank.closes))


def _local(bank: Bank, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(bank.collective.time_zone))


def _moment(bank: Bank, local: datetime) -> datetime:
    """An hour that the clocks skip in spring is reached an hour later."""
    zone = bank.collective.time_zone
    found = moments_of(local, zone) or moments_of(local + timedelta(hours=1), zone)
    return found[0]
