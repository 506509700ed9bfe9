"""Events as iCalendar (RFC 5545), for the calendars that people have on their phones."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import Calendar
from icalendar import Event as Entry

from barrio.accounts.models import Collective
from barrio.events.models import Event, Words
from barrio.events.wording import where

ASK_AGAIN = timedelta(hours=6)
CONTENT_TYPE = "text/calendar; charset=utf-8"


def calendar_of(
    collective: Collective,
    events: Iterable[Event],
    language: str,
    address_of: Callable[[Event], str],
) -> bytes:
    """A calendar in one language; times are in UTC, so that it carries no zone of its own."""
    calendar = Calendar()
    calendar.add("prodid", "-//Barrio//Events//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", collective.name)
    calendar.add("x-wr-timezone", collective.time_zone)
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    with override(language):
        for event in events:
            calendar.add_component(_entry(event, language, address_of(event)))
    return calendar.to_ical()


def _entry(event: Event, language: str, address: str) -> Entry:
    title = event.title_in(language)
    entry = Entry()
    entry.add("uid", str(event.pk))
    entry.add("dtstamp", event.changed_at)
    entry.add("last-modified", event.changed_at)
    entry.add("sequence", event.revision)
    entry.add("dtstart", event.starts_at)
    entry.add("dtend", event.ends_at)
    entry.add("summary", _summary(event, title), parameters={"LANGUAGE": title.language})
    entry.add("location", where(event))
    entry.add("categories", [event.get_kind_display()])
    entry.add("status", "CANCELLED" if event.cancelled_at else "CONFIRMED")
    entry.add("url", address)
    description = _description(event, language)
    if description.text:
        entry.add("description", description.text, parameters={"LANGUAGE": description.language})
    return entry


def _summary(event: Event, title: Words) -> str:
    # Many calendars show a cancelled entry like any other: the words have to say it.
    return _("Cancelled: %(title)s") % {"title": title.text} if event.cancelled_at else title.text


def _description(event: Event, language: str) -> Words:
    """What it is about; of a cancelled event, why it is not to be."""
    return (
        event.cancel_reason_in(language) if event.cancelled_at else event.description_in(language)
    )
