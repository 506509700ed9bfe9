from typing import Any

from barrio.accounts.enums import PEOPLE_ROLES
from barrio.accounts.permissions import load_for
from barrio.people.models import ContactImport, ContactPoint, Person


def get_person_for(user: Any, person_id: Any) -> Person:
    return load_for(user, Person.objects.filter(erased_on__isnull=True), person_id, *PEOPLE_ROLES)


def get_contact_point_for(user: Any, point_id: Any) -> ContactPoint:
    return load_for(user, ContactPoint.objects.select_related("person"), point_id, *PEOPLE_ROLES)


def get_import_for(user: Any, import_id: Any) -> ContactImport:
    return load_for(user, ContactImport.objects.all(), import_id, *PEOPLE_ROLES)
