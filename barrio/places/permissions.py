from typing import Any

from barrio.accounts.enums import EVERYBODY, Role
from barrio.accounts.permissions import has_role, load_for
from barrio.places.models import Area, Dwelling, Site, Street


def get_dwelling_for(user: Any, dwelling_id: Any) -> Dwelling:
    return load_for(user, Dwelling.objects.select_related("street"), dwelling_id, *EVERYBODY)


def get_dwelling_to_change(user: Any, dwelling_id: Any) -> Dwelling:
    return load_for(
        user,
        Dwelling.objects.select_related("street", "collective"),
        dwelling_id,
        Role.ORGANIZER,
    )


def get_site_for(user: Any, site_id: Any) -> Site:
    return load_for(user, Site.objects.all(), site_id, *EVERYBODY)


def get_street_for(user: Any, street_id: Any) -> Street:
    return load_for(user, Street.objects.all(), street_id, *EVERYBODY)


def get_area_for(user: Any, area_id: Any) -> Area:
    return load_for(user, Area.objects.all(), area_id, *EVERYBODY)


def get_site_to_change(user: Any, site_id: Any) -> Site:
    return load_for(user, Site.objects.select_related("collective"), site_id, Role.ORGANIZER)


def can_change_places(user: Any, collective_id: Any) -> bool:
    return has_role(user, collective_id, Role.ORGANIZER)
