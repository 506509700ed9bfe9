"""Who is heard next: the formula by which the list of speakers is ordered, and its reasons.

The list is drawn up one place after another. Each place goes to whoever comes first by:

1. a point of order, then an answer to what was just asked, then the list;
2. who has not spoken in this assembly before who has;
3. whoever belongs to those to whom the assembly gives way, where the speaker before did not;
4. who has spoken for less time;
5. who asked first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from barrio.floor.enums import Asking

KINDS = [Asking.POINT, Asking.ANSWER, Asking.SPEAK]


class Reason(StrEnum):
    """By what somebody comes before the next on the list."""

    KIND = "kind"
    FIRST_TIME = "first_time"
    GIVES_WAY = "gives_way"
    LESS_TIME = "less_time"
    ASKED_FIRST = "asked_first"
    LAST = "last"


@dataclass(frozen=True)
class Waiting:
    """Somebody on the list; `spoken` in whole seconds, in this assembly."""

    kind: str
    number: int
    asked_at: datetime
    has_spoken: bool
    spoken: int
    is_given_way: bool
    turn: Any = None


@dataclass(frozen=True)
class Place:
    waiting: Waiting
    reason: Reason


def in_order(waiting: Iterable[Waiting], was_given_way: bool) -> list[Place]:
    """The list. `was_given_way`: whether who spoke last was one of those given way to."""
    left, places = list(waiting), []
    while left:
        left.sort(key=lambda one: _key(one, was_given_way))
        first, *left = left
        places.append(Place(first, _reason(first, left, was_given_way)))
        if first.kind == Asking.SPEAK:
            was_given_way = first.is_given_way
    return places


def _key(one: Waiting, was_given_way: bool) -> tuple[Any, ...]:
    return (
        KINDS.index(Asking(one.kind)),
        one.has_spoken,
        not (one.is_given_way and not was_given_way),
        one.spoken,
        one.asked_at,
        one.number,
    )


def _reason(first: Waiting, left: list[Waiting], was_given_way: bool) -> Reason:
    """The first step of the formula at which it differs from the next."""
    if not left:
        return Reason.LAST
    one, other = (_key(who, was_given_way) for who in (first, left[0]))
    step = next(i for i in range(len(one)) if one[i] != other[i])
    reasons = [
        Reason.KIND,
        Reason.FIRST_TIME,
        Reason.GIVES_WAY,
        Reason.LESS_TIME,
        Reason.ASKED_FIRST,
        Reason.ASKED_FIRST,
    ]
    return reasons[step]
