from typing import Any

from django.http import Http404

from barrio.accounts.permissions import load_for
from barrio.assemblies.models import AgendaItem, HallPass
from barrio.assemblies.permissions import KEEPERS
from barrio.facilitation.models import Part
from barrio.facilitation.queries import part_of
from barrio.floor.models import Turn


def get_part_to_end(user: Any, pk: Any) -> Part:
    return load_for(user, Part.objects.select_related("assembly__collective"), pk, *KEEPERS)


def get_my_part(hall_pass: HallPass, *roles: str) -> Part:
    """The part that whoever holds the pass has now, where it is one of those."""
    part = part_of(hall_pass.assembly, hall_pass.person_id)
    if part is None or (roles and part.role not in roles):
        raise Http404
    return part


def get_turn_in_my_hall(hall_pass: HallPass, pk: Any) -> Turn:
    found = Turn.objects.filter(pk=pk, assembly=hall_pass.assembly_id).first()
    if found is None:
        raise Http404
    found.assembly = hall_pass.assembly
    return found


def get_item_in_my_hall(hall_pass: HallPass, pk: Any) -> AgendaItem:
    found = AgendaItem.objects.filter(pk=pk, assembly=hall_pass.assembly_id).first()
    if found is None:
        raise Http404
    found.assembly = hall_pass.assembly
    return found
