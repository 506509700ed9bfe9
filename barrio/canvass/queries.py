import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from barrio.accounts.enums import Role
from barrio.accounts.permissions import has_role
from barrio.canvass.enums import Result
from barrio.canvass.models import Attempt, Canvass, Turf, TurfDoor
from barrio.core.geo import hull
from barrio.people.queries import dwelling_token, residents_by_token
from barrio.places.models import Dwelling
from barrio.runtime.sealed import open_all


@dataclass(frozen=True)
class Door:
    """A door as the canvasser sees it: need-to-know only."""

    dwelling: Dwelling
    order: int
    last_result: str
    attempts: int
    first_names: list[str]
    languages: list[str]

    @property
    def is_done(self) -> bool:
        return self.last_result in {Result.SPOKE, Result.REFUSED}


def doors_of(turf: Turf) -> list[Door]:
    """The turf's doors in walking order, with what is needed at each and no more."""
    rows = list(
        TurfDoor.objects.filter(turf=turf).select_related("dwelling__street").order_by("order")
    )
    results, counts = _results(turf)
    tokens = {row.dwelling_id: dwelling_token(turf.collective_id, row.dwelling_id) for row in rows}
    residents = residents_by_token(turf.collective_id, tokens.values())
    doors = []
    for row in rows:
        people = residents.get(tokens[row.dwelling_id], [])
        welcome = [person for person in people if not person.do_not_contact]
        doors.append(
            Door(
                dwelling=row.dwelling,
                order=row.order,
                last_result=results.get(row.dwelling_id, ""),
                attempts=counts[row.dwelling_id],
                first_names=[person.name.split()[0] for person in welcome],
                languages=sorted({person.language for person in welcome}),
            )
        )
    return doors


def _results(turf: Turf) -> tuple[dict[uuid.UUID, str], Counter]:
    rows = Attempt.objects.filter(turf=turf, undone_at__isnull=True).order_by("made_at")
    pairs = list(rows.values_list("dwelling_id", "result"))
    return dict(pairs), Counter(dwelling for dwelling, _result in pairs)


def contacts_to_mend(turf: Turf) -> list[Attempt]:
    """Knocks with a contact that could not be right, as it was typed at the door."""
    rows = Attempt.objects.filter(turf=turf, to_mend=True).order_by("made_at")
    return open_all(rows.select_related("dwelling__street", "by"))


@dataclass(frozen=True)
class Tally:
    """How far a turf or canvass has come. Rates name their base: doors, not knocks."""

    doors: int
    knocked: int
    spoke: int
    refused: int
    attempts: int

    @property
    def left(self) -> int:
        return self.doors - self.knocked


def tally_of(canvass: Canvass, turf: Turf | None = None) -> Tally:
    scope = {"turf": turf} if turf else {"turf__canvass": canvass}
    rows = Attempt.objects.filter(undone_at__isnull=True, **scope).order_by("made_at")
    pairs = list(rows.values_list("dwelling_id", "result"))
    last = Counter(dict(pairs).values())
    doors = TurfDoor.objects.filter(**({"turf": turf} if turf else {"canvass": canvass})).count()
    return Tally(
        doors=doors,
        knocked=sum(last.values()),
        spoke=last[Result.SPOKE],
        refused=last[Result.REFUSED],
        attempts=len(pairs),
    )


def turf_features(request: Any, box: Any) -> list[dict[str, Any]]:
    """The turfs of open canvasses for the map of places; for organizers only.

    A turf cut from streets has no drawing of its own: the hull of its doors stands for it.
    """
    collective = request.collective
    if not has_role(request.user, collective.pk, Role.ORGANIZER):
        return []
    turfs = Turf.objects.filter(collective=collective, canvass__state="open").order_by("name")
    points = defaultdict(list)
    rows = TurfDoor.objects.filter(turf__in=turfs)
    for turf_id, lat, lon in rows.values_list("turf_id", "dwelling__lat", "dwelling__lon"):
        points[turf_id].append((lat, lon))
    return [
        {
            "type": "Feature",
            "geometry": turf.geometry
            or {"type": "Polygon", "coordinates": [hull(points[turf.pk])]},
            "properties": {
                "kind": "area",
                "name": turf.name,
                "url": reverse("canvass:turf-read", args=[turf.pk]),
            },
        }
        for turf in turfs
    ]
