"""What running an assembly shows on its pages."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from barrio.assemblies.enums import AssemblyState
from barrio.assemblies.models import Assembly, HallPass
from barrio.core.clock import now
from barrio.facilitation.queries import last_captions, signals_now, timetable

LINES_ON_THE_WALL = 3


def links_of_assembly(assembly: Assembly) -> list[tuple[str, str]]:
    if assembly.state in (AssemblyState.NO_QUORUM, AssemblyState.CANCELLED):
        return []
    where = reverse("facilitation:running", args=[assembly.pk])
    return [(_("Who does what, the clock, and what people need"), where)]


def links_of_hall(hall_pass: HallPass, token: str) -> list[tuple[str, str]]:
    if hall_pass.assembly.state != AssemblyState.OPEN:
        return []
    where = reverse("facilitation:phone", args=[token])
    return [(_("Captions, a hand for “louder”, and helping today"), where)]


def on_the_wall(assembly: Assembly) -> dict[str, Any]:
    """The clock of the item, hands without names, and the last lines of what is being said."""
    moment = now()
    return {
        "timed": next((row for row in timetable(assembly, moment) if row.is_now), None),
        "signals": signals_now(assembly, moment),
        "captions": last_captions(assembly, (get_language() or "en")[:2], LINES_ON_THE_WALL),
    }
