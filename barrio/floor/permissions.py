from typing import Any

from django.http import Http404

from barrio.accounts.permissions import load_for
from barrio.assemblies.models import HallPass
from barrio.assemblies.permissions import KEEPERS
from barrio.floor.models import Pulse, Turn


def get_turn_to_keep(user: Any, pk: Any) -> Turn:
    return load_for(user, Turn.objects.select_related("assembly__collective"), pk, *KEEPERS)


def get_pulse_to_keep(user: Any, pk: Any) -> Pulse:
    return load_for(user, Pulse.objects.select_related("assembly__collective"), pk, *KEEPERS)


def get_pulse_by_pass(hall_pass: HallPass, pk: Any) -> Pulse:
    """A temperature check of the assembly whose pass somebody holds."""
    found = Pulse.objects.filter(pk=pk, assembly=hall_pass.assembly_id).first()
    if found is None:
        raise Http404
    return found
