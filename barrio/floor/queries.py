"""Who waits to speak and in which order, who speaks, and what hands show."""

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from barrio.assemblies.models import Assembly
from barrio.floor.enums import Asking, Sign
from barrio.floor.models import Floor, Pulse, Turn
from barrio.floor.order import Place, Waiting, in_order


def floor_of(assembly: Assembly) -> Floor:
    """As it was set; otherwise as every floor begins."""
    found = Floor.objects.filter(assembly=assembly).first()
    return found or Floor(collective_id=assembly.collective_id, assembly=assembly)


def speaking(assembly: Assembly) -> Turn | None:
    rows = assembly.turns.filter(began_at__isnull=False, ended_at__isnull=True)
    return rows.select_related("person").first()


def line_of(assembly: Assembly) -> list[Place]:
    """Who waits, by the published formula."""
    turns = list(assembly.turns.select_related("person"))
    spoken: Counter[uuid.UUID] = Counter()
    heard = [turn for turn in turns if turn.began_at]
    for turn in heard:
        spoken[turn.person_id] += seconds_of(turn, turn.ended_at) if turn.ended_at else 0
    of_the_list = [turn for turn in heard if turn.kind == Asking.SPEAK]
    last = max(of_the_list, key=lambda turn: turn.began_at, default=None)
    waiting = [
        Waiting(
            kind=turn.kind,
            number=turn.number,
            asked_at=turn.asked_at,
            has_spoken=turn.person_id in spoken,
            spoken=spoken.get(turn.person_id, 0),
            is_given_way=turn.is_given_way,
            turn=turn,
        )
        for turn in turns
        if not turn.began_at and not turn.ended_at
    ]
    return in_order(waiting, bool(last and last.is_given_way))


def open_pulse_of(assembly: Assembly) -> Pulse | None:
    return assembly.pulses.filter(closed_at__isnull=True).first()


@dataclass(frozen=True)
class Shown:
    up: int
    level: int
    down: int


def shown_in(pulse: Pulse) -> Shown:
    if pulse.closed_at:
        return Shown(pulse.up, pulse.level, pulse.down)
    counts = Counter(pulse.hands.values_list("sign", flat=True))
    return Shown(counts[Sign.UP], counts[Sign.LEVEL], counts[Sign.DOWN])


def seconds_of(turn: Turn, at: datetime) -> int:
    """How long they have been speaking by then."""
    return max(0, int((at - turn.began_at).total_seconds())) if turn.began_at else 0
