import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barrio.accounts.models import Collective, User
from barrio.audit.actions import record
from barrio.canvass.models import Assignment, Canvass, Turf, TurfDoor
from barrio.core.actors import Actor
from barrio.core.clock import local_date
from barrio.core.errors import Refused
from barrio.core.geo import geometry_contains, metres_between
from barrio.places.models import Dwelling
from barrio.runtime.keyring import keyring
from barrio.turf.walk import Stop, in_walking_order, metres

MAX_DOORS = 150  # no phone holds more than one turf for one shift
MAX_CUT = 5000  # doors cut into turfs at once


class TurfHasNoDoors(Refused):
    """Translated at use; see the message given."""


class TurfTooLarge(Refused):
    """Translated at use; see the message given."""


class TurfAlreadyTaken(Refused):
    """Translated at use; see the message given."""


@transaction.atomic
def open_canvass(
    *,
    collective: Collective,
    name: str,
    opening: dict[str, str],
    questions: list[dict[str, Any]],
    by: Actor,
    at: datetime,
    site: Any = None,
) -> Canvass:
    canvass = Canvass(
        collective=collective,
        name=name,
        site=site,
        opening=opening,
        questions=questions,
        begun_on=local_date(at, collective.time_zone),
    )
    canvass.full_clean()
    canvass.save(force_insert=True)
    _record(canvass, by, at, "canvass.open")
    return canvass


def doors_inside(collective: Collective, geometry: dict) -> list[Dwelling]:
    """The doors within a GeoJSON polygon."""
    ring = geometry["coordinates"][0]
    lons, lats = [p[0] for p in ring], [p[1] for p in ring]
    near = Dwelling.objects.filter(
        collective=collective,
        lat__range=(min(lats), max(lats)),
        lon__range=(min(lons), max(lons)),
    ).select_related("street")
    return [d for d in near if geometry_contains(geometry, d.lat, d.lon)]


def doors_on(collective: Collective, street_ids: Iterable[uuid.UUID]) -> list[Dwelling]:
    rows = Dwelling.objects.filter(collective=collective, street_id__in=list(street_ids))
    return list(rows.select_related("street"))


def cut_turf(
    *,
    canvass: Canvass,
    name: str,
    dwellings: Sequence[Dwelling],
    by: Actor,
    at: datetime,
    geometry: dict | None = None,
) -> Turf:
    """One turf of those doors. Raises `TurfHasNoDoors` or `TurfTooLarge`."""
    free = free_doors(canvass, dwellings)
    if len(free) > MAX_DOORS:
        raise TurfTooLarge(
            _("That is %(n)d doors; one turf holds %(most)d at most. Cut it into parts.")
            % {"n": len(free), "most": MAX_DOORS}
        )
    (turf,) = cut_turfs(
        canvass=canvass, name=name, dwellings=free, size=MAX_DOORS, by=by, at=at, geometry=geometry
    )
    return turf


@transaction.atomic
def cut_turfs(
    *,
    canvass: Canvass,
    name: str,
    dwellings: Sequence[Dwelling],
    size: int,
    by: Actor,
    at: datetime,
    geometry: dict | None = None,
) -> list[Turf]:
    """Turfs of about `size` doors each, in walking order; several are numbered.

    Doors of other turfs of this canvass and those marked "do not knock" are left out.
    Raises `TurfHasNoDoors` or `TurfTooLarge`.
    """
    free = free_doors(canvass, dwellings)
    if len(free) > MAX_CUT:
        raise TurfTooLarge(
            _("That is %(n)d doors. Choose fewer streets: %(most)d doors at once at most.")
            % {"n": len(free), "most": MAX_CUT}
        )
    stops = in_walking_order([_stop(d) for d in free], metres_between)
    parts = list(_in_parts(stops, size))
    names = [name] if len(parts) == 1 else _numbered(name, len(parts))
    shape = geometry if len(parts) == 1 else None
    return [
        _keep_turf(canvass, named, part, shape, by, at)
        for named, part in zip(names, parts, strict=True)
    ]


def free_doors(canvass: Canvass, dwellings: Sequence[Dwelling]) -> list[Dwelling]:
    """Those that no turf of the canvass has and that may be knocked on."""
    taken = set(TurfDoor.objects.filter(canvass=canvass).values_list("dwelling_id", flat=True))
    free = [d for d in dwellings if d.pk not in taken and not d.do_not_knock]
    if not free:
        raise TurfHasNoDoors(
            _(
                "There is no free door in it. Draw it larger, or choose streets "
                "that no other turf has."
            )
        )
    return free


def _in_parts(stops: Sequence[Stop], size: int) -> Iterator[Sequence[Stop]]:
    """As many even parts as keep each at `size` or fewer."""
    count = -(-len(stops) // size)
    for part in range(count):
        yield stops[part * len(stops) // count : (part + 1) * len(stops) // count]


def _numbered(name: str, count: int) -> list[str]:
    """Numbers of one length, so that the tenth does not stand beside the first."""
    width = len(str(count))
    return [f"{name} {number:0{width}}" for number in range(1, count + 1)]


def _keep_turf(
    canvass: Canvass,
    name: str,
    stops: Sequence[Stop],
    geometry: dict | None,
    by: Actor,
    at: datetime,
) -> Turf:
    turf = Turf(
        collective_id=canvass.collective_id,
        canvass=canvass,
        name=name,
        geometry=geometry,
        metres=round(metres(stops, metres_between)),
    )
    turf.full_clean()
    keyring.create(turf.pk, turf.collective_id)
    turf.save(force_insert=True)
    TurfDoor.objects.bulk_create(
        TurfDoor(turf=turf, canvass=canvass, dwelling_id=stop.id, order=order)
        for order, stop in enumerate(stops, 1)
    )
    _record(turf, by, at, "turf.cut", doors=len(stops))
    return turf


def _stop(dwelling: Dwelling) -> Stop:
    return Stop(
        id=dwelling.pk,
        street=dwelling.street.name,
        side=dwelling.side or str(dwelling.number_order % 2),
        number=dwelling.number_order,
        unit=dwelling.unit,
        at=(dwelling.lat, dwelling.lon),
    )


@transaction.atomic
def assign_turf(
    *, turf: Turf, user: User, since: datetime, until: datetime, by: Actor, at: datetime
) -> Assignment:
    """Gives a turf to a canvasser for a shift. A shift that is over gives the turf up."""
    Assignment.objects.filter(turf=turf, ended_at__isnull=True, until__lte=at).update(
        ended_at=at, ended_by_id=by.user_id
    )
    if Assignment.objects.filter(turf=turf, ended_at__isnull=True).exists():
        raise TurfAlreadyTaken(_("Somebody has this turf already. End that first."))
    assignment = Assignment(
        collective_id=turf.collective_id, turf=turf, user=user, since=since, until=until
    )
    assignment.full_clean()
    assignment.save(force_insert=True)
    _record(assignment, by, at, "turf.assign", turf=str(turf.pk), user=str(user.pk))
    return assignment


@transaction.atomic
def end_assignment(*, assignment: Assignment, by: Actor, at: datetime) -> None:
    assignment.ended_at, assignment.ended_by_id = at, by.user_id
    assignment.save(update_fields=["ended_at", "ended_by"])
    _record(assignment, by, at, "turf.give_back", turf=str(assignment.turf_id))


def _record(subject: Any, by: Actor, at: datetime, verb: str, **detail: Any) -> None:
    record(
        collective_id=subject.collective_id,
        by=by,
        at=at,
        verb=verb,
        subject_kind=subject._meta.model_name,
        subject_id=subject.pk,
        **detail,
    )
