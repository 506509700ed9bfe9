"""From doors to turfs: which doors, how many in each, and the walk through them."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from barrio.accounts.models import Collective
from barrio.audit.actions import record
from barrio.canvass.models import Canvass, Turf, TurfDoor
from barrio.core.actors import Actor
from barrio.core.errors import Refused
from barrio.core.geo import geometry_contains
from barrio.places.models import Dwelling, Street
from barrio.runtime.keyring import keyring
from barrio.turf.cut import Cut, Size, Terms, cut
from barrio.turf.doors import Door
from barrio.turf.plane import LatLon
from barrio.turf.shift import Pace

MAX_DOORS = 150  # no phone holds more than one turf for one shift
MAX_CUT = 100_000  # doors cut into turfs at once
AT_ONCE = 200  # doors cut while the page waits; more are the worker's
ABOUT = 0.005  # degrees: some 500 metres, within which a way round is looked for
SIDES = 20.0  # metres that crossing the street counts for: nobody likes to zigzag
ONE_TURF = Terms(kicks=10, change_of_side=SIDES)  # a single walk is near its best soon
MANY_TURFS = Terms(change_of_side=SIDES)
Advance = Callable[[int, int], None]


class TurfHasNoDoors(Refused):
    """Translated at use; see the message given."""


class TurfTooLarge(Refused):
    """Translated at use; see the message given."""


class DoorsTakenMeanwhile(Refused):
    """Translated at use; see the message given."""


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
    return list(rows.select_related("street").order_by("street__name", "number_order", "unit"))


def barriers_of(collective: Collective, street_ids: Iterable[uuid.UUID]) -> list[list[LatLon]]:
    """The lines of streets that no turf should cross."""
    return lines_of(Street.objects.filter(collective=collective, pk__in=list(street_ids)))


def lines_of(streets: QuerySet[Street]) -> list[list[LatLon]]:
    rows = streets.order_by("pk").values_list("lines", flat=True)
    return [[(lat, lon) for lon, lat in line] for lines in rows for line in lines]


def free_doors(canvass: Canvass, dwellings: Sequence[Dwelling]) -> list[Dwelling]:
    """Those that no turf of the canvass has and that may be knocked on.

    Raises `TurfHasNoDoors` or `TurfTooLarge`.
    """
    taken = set(TurfDoor.objects.filter(canvass=canvass).values_list("dwelling_id", flat=True))
    free = [d for d in dwellings if d.pk not in taken and not d.do_not_knock]
    if not free:
        raise TurfHasNoDoors(
            _(
                "There is no free door in it. Draw it larger, or choose streets "
                "that no other turf has."
            )
        )
    if len(free) > MAX_CUT:
        raise TurfTooLarge(
            _("That is %(n)d doors. Choose fewer streets: %(most)d doors at once at most.")
            % {"n": len(free), "most": MAX_CUT}
        )
    return free


def size_of(text: str) -> float | Size:
    """`75` doors a turf, or as many as `120m` minutes hold; no turf outgrows a phone."""
    if not text.endswith("m"):
        return min(float(text), MAX_DOORS / 1.1)
    fitting = Pace().doors_in(float(text[:-1]))
    return lambda doors, metres: min(fitting(doors, metres), MAX_DOORS / 1.1)


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
    found = walks_through(free, MAX_DOORS * 1.0, terms=ONE_TURF)
    (turf,) = keep_cut(canvass=canvass, name=name, found=found, geometry=geometry, by=by, at=at)
    return turf


def walks_through(
    dwellings: Sequence[Dwelling],
    size: float | Size,
    *,
    barriers: Sequence[Sequence[LatLon]] = (),
    start: LatLon | None = None,
    terms: Terms | None = None,
    advance: Advance | None = None,
) -> Cut:
    """The doors cut, each side of a street and each building kept together.

    They are walked along the collective's streets where these have lines.
    """
    return cut(
        [Door(str(d.pk), (d.lat, d.lon), d.street.name, d.number, d.unit) for d in dwellings],
        size,
        start=start,
        barriers=barriers,
        streets=streets_about(dwellings),
        terms=terms or MANY_TURFS,
        advance=advance,
    )


def streets_about(dwellings: Sequence[Dwelling]) -> list[list[LatLon]]:
    """The lines of the collective's streets in the box about the doors and a little beyond."""
    lats, lons = [d.lat for d in dwellings], [d.lon for d in dwellings]
    lines = lines_of(Street.objects.filter(collective_id=dwellings[0].collective_id))
    return [
        line
        for line in lines
        if any(
            min(lats) - ABOUT <= lat <= max(lats) + ABOUT
            and min(lons) - ABOUT <= lon <= max(lons) + ABOUT
            for lat, lon in line
        )
    ]


@transaction.atomic
def keep_cut(
    *,
    canvass: Canvass,
    name: str,
    found: Cut,
    by: Actor,
    at: datetime,
    geometry: dict | None = None,
) -> list[Turf]:
    """A cut becomes turfs of the canvass. Raises `DoorsTakenMeanwhile`."""
    Canvass.objects.select_for_update().get(pk=canvass.pk)  # one cut at a time is kept
    doors = {uuid.UUID(door.id) for walk in found.turfs for door in walk.doors}
    taken = TurfDoor.objects.filter(canvass=canvass).values_list("dwelling_id", flat=True)
    if not doors.isdisjoint(taken):
        raise DoorsTakenMeanwhile(
            _("Somebody else cut some of these doors in the meantime. Cut it again.")
        )
    names = [name] if len(found.turfs) == 1 else _numbered(name, len(found.turfs))
    shape = geometry if len(found.turfs) == 1 else None
    return [
        keep_turf(canvass, named, [uuid.UUID(d.id) for d in walk.doors], walk.metres, shape, by, at)
        for named, walk in zip(names, found.turfs, strict=True)
    ]


def _numbered(name: str, count: int) -> list[str]:
    """Numbers of one length, so that the tenth does not stand beside the first."""
    width = len(str(count))
    return [f"{name} {number:0{width}}" for number in range(1, count + 1)]


def keep_turf(
    canvass: Canvass,
    name: str,
    dwelling_ids: Sequence[uuid.UUID],
    metres: float,
    geometry: dict | None,
    by: Actor,
    at: datetime,
) -> Turf:
    turf = Turf(
        collective_id=canvass.collective_id,
        canvass=canvass,
        name=name,
        geometry=geometry,
        metres=round(metres),
    )
    turf.full_clean()
    keyring.create(turf.pk, turf.collective_id)
    turf.save(force_insert=True)
    put_doors(turf, dwelling_ids)
    record_turf(turf, by, at, "turf.cut", doors=len(dwelling_ids))
    return turf


def put_doors(turf: Turf, dwelling_ids: Sequence[uuid.UUID]) -> None:
    """The doors of the turf, in walking order, in place of those it had."""
    TurfDoor.objects.filter(turf=turf).delete()
    TurfDoor.objects.bulk_create(
        TurfDoor(turf=turf, canvass_id=turf.canvass_id, dwelling_id=dwelling, order=order)
        for order, dwelling in enumerate(dwelling_ids, 1)
    )


def record_turf(turf: Turf, by: Actor, at: datetime, verb: str, **detail: object) -> None:
    record(
        collective_id=turf.collective_id,
        by=by,
        at=at,
        verb=verb,
        subject_kind="turf",
        subject_id=turf.pk,
        **detail,
    )
