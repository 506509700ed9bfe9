"""How an event is said on a page: times of the collective's zone, in the reader's words."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from barrio.core.clock import local_date
from barrio.events.models import Event, Words


@dataclass(frozen=True)
class Shown:
    """An event as pages need it, in one language and at one moment."""

    pk: Any
    kind: str
    title: Words
    description: Words
    reason: Words
    where: str
    day: str
    hours: str
    begin: str  # ISO, for machines
    exact: str
    is_public: bool
    is_cancelled: bool
    is_over: bool
    is_on: bool


def shown(event: Event, language: str, at: datetime) -> Shown:
    begin, end = local_span(event)
    return Shown(
        pk=event.pk,
        kind=event.get_kind_display(),
        title=event.title_in(language),
        description=event.description_in(language),
        reason=event.cancel_reason_in(language),
        where=where(event),
        day=_day(begin.date(), local_date(at, event.collective.time_zone)),
        hours=_hours(begin, end),
        begin=begin.isoformat(),
        exact=f"{date_format(begin, 'SHORT_DATETIME_FORMAT')} {begin.tzname()}",
        is_public=event.is_public,
        is_cancelled=event.cancelled_at is not None,
        is_over=event.ends_at <= at,
        is_on=event.starts_at <= at < event.ends_at and event.cancelled_at is None,
    )


def where(event: Event) -> str:
    """The place as it was written, and ours that it is in."""
    site = event.site.name if event.site else ""
    return " · ".join(part for part in (event.place, site) if part)


def zone_name(zone: str) -> str:
    """As people call it: the city whose clocks they are."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def local_span(event: Event) -> tuple[datetime, datetime]:
    zone = ZoneInfo(event.collective.time_zone)
    return event.starts_at.astimezone(zone), event.ends_at.astimezone(zone)


def _day(day: date, today: date) -> str:
    near = {today: _("Today"), today + timedelta(days=1): _("Tomorrow")}
    if day in near:
        return near[day]
    # Translators: a day of this year; the letters are Django's for dates.
    this_year = _("l, F j")
    # Translators: a day of another year.
    text = date_format(day, this_year if day.year == today.year else _("l, F j, Y"))
    return capfirst(text)


def _hours(begin: datetime, end: datetime) -> str:
    if begin.date() == end.date():
        return f"{_clock(begin)}–{_clock(end)}"
    # Translators: the last day of an event that goes over midnight.
    last = date_format(end.date(), _("F j"))
    return _("%(begin)s to %(end)s on %(day)s") % {
        "begin": _clock(begin),
        "end": _clock(end),
        "day": last,
    }


def _clock(moment: datetime) -> str:
    return moment.strftime("%H:%M")
