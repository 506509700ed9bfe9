import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from barrio.accounts.models import Collective
from barrio.audit.actions import record
from barrio.core.actors import Actor
from barrio.core.geo import bounds, door_cell
from barrio.places.enums import Origin, SiteKind
from barrio.places.importing.rows import Parsed, number_order, tidy
from barrio.places.importing.saving import Saver
from barrio.places.models import Dwelling, Site, Street
from barrio.places.queries import place_between_neighbours


class SomebodyElseWasWriting(Exception):
    """The same places were being written at the same time: run it again."""


def import_places(
    *,
    collective: Collective,
    parsed: Parsed,
    source: str,
    by: Actor,
    at: datetime,
    site_name: str = "",
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, int]:
    """Everything that was read, or nothing. What is here already is left as it is."""
    try:
        with transaction.atomic():
            site = site_for(collective, site_name, parsed, by, at) if site_name else None
            counts = Saver(collective, site, source, progress).save(parsed)
            counts["refused"] = len(parsed.refused)
            _record(collective, by, at, "places.import", "collective", collective.pk, **counts)
    except IntegrityError as error:
        raise SomebodyElseWasWriting from error
    return counts


def site_for(collective: Collective, name: str, parsed: Parsed, by: Actor, at: datetime) -> Site:
    """The collective's neighbourhood of that name, made where it is missing."""
    known = Site.objects.filter(collective=collective, name=tidy(name)).order_by("id").first()
    if known:
        return known
    middle: dict[str, Any] = {}
    if parsed.doors:
        south, west, north, east = bounds((door.lat, door.lon) for door in parsed.doors)
        middle = {"lat": (south + north) / 2, "lon": (west + east) / 2}
    return add_site(
        collective=collective,
        kind=SiteKind.NEIGHBOURHOOD,
        name=name,
        by=by,
        at=at,
        **middle,
    )


@transaction.atomic
def add_site(
    *,
    collective: Collective,
    kind: str,
    name: str,
    by: Actor,
    at: datetime,
    parent: Site | None = None,
    lat: float | None = None,
    lon: float | None = None,
) -> Site:
    site = Site(collective=collective, parent=parent, kind=kind, name=tidy(name), lat=lat, lon=lon)
    if Site.objects.filter(collective=collective, parent=parent, name=site.name).exists():
        raise ValidationError({"name": _("That name is taken here: choose another.")})
    site.full_clean()
    site.save(force_insert=True)
    _record(collective, by, at, "site.add", "site", site.pk, kind=kind)
    return site


@transaction.atomic
def add_door(
    *,
    collective: Collective,
    street_name: str,
    number: str,
    by: Actor,
    at: datetime,
    unit: str = "",
    side: str = "",
    lat: float | None = None,
    lon: float | None = None,
    site: Site | None = None,
) -> Dwelling:
    """A door that somebody has seen; without coordinates, it goes between its neighbours."""
    street, _made = Street.objects.get_or_create(collective=collective, name=tidy(street_name))
    order = number_order(number)
    if lat is None or lon is None:
        lat, lon = _somewhere_on(street, order)
    door = Dwelling(
        collective=collective,
        site=site,
        street=street,
        number=tidy(number),
        number_order=order,
        unit=tidy(unit),
        side=side,
        lat=lat,
        lon=lon,
        cell=door_cell(lat, lon),
        origin=Origin.SURVEYED,
        source="by hand",
    )
    door.full_clean()
    door.save(force_insert=True)
    _record(collective, by, at, "door.add", "dwelling", door.pk)
    return door


def _somewhere_on(street: Street, order: int) -> tuple[float, float]:
    place = place_between_neighbours(street, order)
    if place is None:
        raise ValidationError(
            {"lat": _("We do not know where this street is yet: give latitude and longitude.")}
        )
    return place


@transaction.atomic
def add_door_beside(
    *, door: Dwelling, id: uuid.UUID, number: str, unit: str, by: Actor, at: datetime
) -> Dwelling:
    """A door that somebody found next to `door`: another unit, or a number that no list had."""
    place = (door.lat, door.lon)
    if number != door.number:
        place = place_between_neighbours(door.street, number_order(number)) or place
    found = Dwelling(
        id=id,
        collective=door.collective,
        site=door.site,
        street=door.street,
        number=number,
        number_order=number_order(number),
        unit=unit,
        side=door.side if number_order(number) % 2 == door.number_order % 2 else "",
        lat=place[0],
        lon=place[1],
        cell=door_cell(*place),
        origin=Origin.SURVEYED,
        source="at the door",
    )
    found.full_clean()
    found.save(force_insert=True)
    _record(door.collective, by, at, "door.add", "dwelling", found.pk)
    return found


@transaction.atomic
def set_caution(*, door: Dwelling, caution: str, by: Actor, at: datetime) -> None:
    door.caution = caution
    door.save(update_fields=["caution"])
    _record(door.collective, by, at, "door.caution", "dwelling", door.pk, caution=caution)


@transaction.atomic
def set_do_not_knock(*, door: Dwelling, do_not: bool, by: Actor, at: datetime) -> None:
    door.do_not_knock = do_not
    door.save(update_fields=["do_not_knock"])
    _record(door.collective, by, at, "door.do_not_knock", "dwelling", door.pk, do_not=do_not)


def _record(
    collective: Collective,
    by: Actor,
    at: datetime,
    verb: str,
    subject_kind: str,
    subject_id: object,
    **detail: Any,
) -> None:
    record(
        collective_id=collective.pk,
        by=by,
        at=at,
        verb=verb,
        subject_kind=subject_kind,
        subject_id=subject_id,
        **detail,
    )
