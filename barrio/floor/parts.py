"""What the floor shows on pages of the assembly."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from barrio.assemblies.enums import AssemblyState
from barrio.assemblies.models import Assembly, HallPass
from barrio.core.clock import now
from barrio.floor.queries import floor_of, line_of, open_pulse_of, seconds_of, shown_in, speaking


def links_of_assembly(assembly: Assembly) -> list[tuple[str, str]]:
    if assembly.state in (AssemblyState.NO_QUORUM, AssemblyState.CANCELLED):
        return []
    return [
        (_("Who speaks next, and temperature checks"), reverse("floor:floor", args=[assembly.pk]))
    ]


def links_of_hall(hall_pass: HallPass, token: str) -> list[tuple[str, str]]:
    if hall_pass.assembly.state != AssemblyState.OPEN:
        return []
    says = _("Ask to speak")
    if open_pulse_of(hall_pass.assembly):
        says = _("Ask to speak, or show what you think: the hall is being asked")
    return [(says, reverse("floor:phone", args=[token]))]


def on_the_wall(assembly: Assembly) -> dict[str, Any]:
    """The number that speaks and the next three; no name stands on the wall."""
    turn, pulse = speaking(assembly), open_pulse_of(assembly)
    return {
        "turn": turn,
        "seconds": seconds_of(turn, now()) if turn else 0,
        "limit": floor_of(assembly).seconds,
        "line": line_of(assembly)[:3],
        "pulse": pulse,
        "shown": shown_in(pulse) if pulse else None,
    }
