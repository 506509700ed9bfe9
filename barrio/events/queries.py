"""The events of one collective: what comes, what was, and what everybody may see."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from barrio.accounts.models import Collective
from barrio.events.models import Event
from barrio.people.models import Touch


def events_of(collective: Collective) -> QuerySet[Event]:
    return Event.objects.filter(collective=collective).select_related("collective", "site")


def public_events_of(collective: Collective) -> QuerySet[Event]:
    """What strangers see, the cancelled among them: whoever meant to come has to know."""
    return events_of(collective).filter(is_public=True)


def coming_up(events: QuerySet[Event], at: datetime) -> QuerySet[Event]:
    """What is on now, then what comes."""
    return events.filter(ends_at__gt=at).order_by("starts_at", "id")


def over(events: QuerySet[Event], at: datetime) -> QuerySet[Event]:
    return events.filter(ends_at__lte=at).order_by("-starts_at", "-id")


def public_event_of(collective: Collective, event_id: Any) -> Event | None:
    return public_events_of(collective).filter(pk=event_id).first()


def wanted_by(event: Event) -> int:
    """How many people said, at a door, that they want to come. Nobody is named here."""
    said = Touch.objects.filter(
        collective_id=event.collective_id, kind="wants_event", origin_id=str(event.pk)
    )
    return said.values("person").distinct().count()
