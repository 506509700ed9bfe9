from typing import Any

from barrio.accounts.enums import PEOPLE_ROLES, Role
from barrio.accounts.permissions import has_role, load_for
from barrio.people.models import ContactImport, ContactPoint, Person


def get_person_for(user: Any, person_id: Any) -> Person:
    return load_for(user, Person.objects.filter(erased_on__isnull=True), person_id, *PEOPLE_ROLES)


def get_contact_point_for(user: Any, point_id: Any) -> ContactPoint:
    return load_for(user, ContactPoint.objects.select_related("person"), point_id, *PEOPLE_ROLES)


def get_import_for(user: Any, import_id: Any) -> ContactImport:
    return load_for(user, ContactImport.objects.all(), import_id, *PEOPLE_ROLES)


def can_see_people(user: Any, collective_id: Any) -> bool:
    return has_role(user, collective_id, *PEOPLE_ROLES)


def can_erase(user: Any, collective_id: Any) -> bool:
    return has_role(user, collective_id, Role.ORGANIZER)
