"""Turfs mended by hand: split, joined, a door moved. Whoever walks one loses no visit by it:
what is written at a door counts for the door, whichever turf has it by then."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barrio.canvass.cutting import (
    MAX_DOORS,
    ONE_TURF,
    TurfTooLarge,
    keep_turf,
    put_doors,
    record_turf,
    walks_through,
)
from barrio.canvass.models import Assignment, Canvass, Turf, TurfDoor
from barrio.core.actors import Actor
from barrio.core.errors import Refused
from barrio.places.models import Dwelling
from barrio.turf.cut import Cut


class TurfTooSmallToSplit(Refused):
    """Translated at use; see the message given."""


class TurfIsWalked(Refused):
    """Translated at use; see the message given."""


class NoDoorWouldBeLeft(Refused):
    """Translated at use; see the message given."""


@transaction.atomic
def split_turf(*, turf: Turf, parts: int, by: Actor, at: datetime) -> list[Turf]:
    """Even parts; the first stays this turf, with whoever walks it.

    Raises `TurfTooSmallToSplit`.
    """
    _lock(turf)
    dwellings = _dwellings(turf)
    if len(dwellings) < 2 * parts:
        raise TurfTooSmallToSplit(_("There are too few doors for so many parts."))
    found = walks_through(dwellings, len(dwellings) / parts, terms=ONE_TURF)
    walks = [([uuid.UUID(d.id) for d in walk.doors], walk.metres) for walk in found.turfs]
    (kept, metres), *others = walks
    put_doors(turf, kept)
    _measured(turf, metres)
    record_turf(turf, by, at, "turf.split", parts=len(walks))
    names = _free_names(turf, len(others))
    new = [
        keep_turf(turf.canvass, name, doors, metres, None, by, at)
        for name, (doors, metres) in zip(names, others, strict=True)
    ]
    return [turf, *new]


@transaction.atomic
def join_turfs(*, turf: Turf, other: Turf, by: Actor, at: datetime) -> None:
    """All doors of the other come into this one. Raises `TurfIsWalked` or `TurfTooLarge`."""
    _lock(turf)
    if Assignment.objects.filter(turf=other, ended_at__isnull=True, until__gt=at).exists():
        raise TurfIsWalked(
            _("Somebody walks %(name)s now. Take it back first.") % {"name": other.name}
        )
    moved = _dwellings(other)
    TurfDoor.objects.filter(turf=other).delete()
    _walk_anew(turf, [*_dwellings(turf), *moved])
    other.retired_at = at
    _measured(other, 0, "retired_at")
    record_turf(turf, by, at, "turf.join", other=str(other.pk), doors=len(moved))


@transaction.atomic
def move_doors(
    *, turf: Turf, doors: Sequence[uuid.UUID], to: Turf | None, by: Actor, at: datetime
) -> int:
    """Doors go to another turf of the canvass, or out of it. How many went.

    Raises `NoDoorWouldBeLeft` or `TurfTooLarge`.
    """
    _lock(turf)
    chosen = set(doors)
    stay = [d for d in _dwellings(turf) if d.pk not in chosen]
    go = [d for d in _dwellings(turf) if d.pk in chosen]
    if not stay:
        raise NoDoorWouldBeLeft(_("No door would be left. Join the two turfs instead."))
    TurfDoor.objects.filter(turf=turf, dwelling_id__in=chosen).delete()
    _walk_anew(turf, stay)
    if to is not None and go:
        _walk_anew(to, [*_dwellings(to), *go])
    where = str(to.pk) if to else "out"
    record_turf(turf, by, at, "turf.move_doors", to=where, doors=len(go))
    return len(go)


def _lock(turf: Turf) -> None:
    Canvass.objects.select_for_update().get(pk=turf.canvass_id)


def _dwellings(turf: Turf) -> list[Dwelling]:
    rows = TurfDoor.objects.filter(turf=turf).select_related("dwelling__street").order_by("order")
    return [row.dwelling for row in rows]


def _walk_anew(turf: Turf, dwellings: list[Dwelling]) -> None:
    if len(dwellings) > MAX_DOORS:
        raise TurfTooLarge(
            _("That would be %(n)d doors; one turf holds %(most)d at most.")
            % {"n": len(dwellings), "most": MAX_DOORS}
        )
    found: Cut = walks_through(dwellings, MAX_DOORS * 2, terms=ONE_TURF)
    (walk,) = found.turfs
    put_doors(turf, [uuid.UUID(door.id) for door in walk.doors])
    _measured(turf, walk.metres)


def _measured(turf: Turf, metres: float, *also: str) -> None:
    """The drawing it was cut from is no longer its shape."""
    turf.metres, turf.geometry = round(metres), None
    turf.save(update_fields=["metres", "geometry", *also])


def _free_names(turf: Turf, count: int) -> list[str]:
    taken = set(Turf.objects.filter(canvass=turf.canvass_id).values_list("name", flat=True))
    stem, number = turf.name[:70], 2
    names: list[str] = []
    while len(names) < count:
        if f"{stem} · {number}" not in taken:
            names.append(f"{stem} · {number}")
        number += 1
    return names
