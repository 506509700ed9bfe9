from typing import Any

from barrio.accounts.enums import EVERYBODY, Role
from barrio.accounts.permissions import has_role, load_for
from barrio.events.models import Event

PLANNERS = (Role.ORGANIZER, Role.ADMINISTRATOR)


def get_event_for(user: Any, event_id: Any) -> Event:
    """Every member sees every event of the collective."""
    return load_for(user, Event.objects.select_related("collective", "site"), event_id, *EVERYBODY)


def get_event_to_change(user: Any, event_id: Any) -> Event:
    return load_for(user, Event.objects.select_related("collective", "site"), event_id, *PLANNERS)


def can_plan_events(user: Any, collective_id: Any) -> bool:
    return has_role(user, collective_id, *PLANNERS)
