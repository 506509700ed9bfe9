import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, Q
from django.urls import reverse

from barrio.accounts.enums import Role
from barrio.accounts.permissions import has_role
from barrio.canvass.enums import CuttingState, Result
from barrio.canvass.models import Assignment, Attempt, Canvass, Turf, TurfCutting, TurfDoor
from barrio.core.geo import hull
from barrio.people.queries import dwelling_token, residents_by_token
from barrio.places.models import Dwelling
from barrio.runtime.models import JobProgress
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
    speaks: list[str]  # languages heard at the door by whoever knocked before

    @property
    def is_done(self) -> bool:
        return self.last_result in {Result.SPOKE, Result.REFUSED}


def doors_of(turf: Turf) -> list[Door]:
    """The turf's doors in walking order, with what is needed at each and no more."""
    rows = list(
        TurfDoor.objects.filter(turf=turf, dwelling__do_not_knock=False)
        .select_related("dwelling__street")
        .order_by("order")
    )
    spoken = _spoken(turf)
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
                speaks=sorted(spoken[row.dwelling_id]),
            )
        )
    return doors


def _results(turf: Turf) -> tuple[dict[uuid.UUID, str], Counter]:
    """Of the turf's doors, whichever turf of the canvass had them when they were knocked."""
    here = TurfDoor.objects.filter(turf=turf).values("dwelling")
    rows = Attempt.objects.filter(
        turf__canvass=turf.canvass_id, dwelling__in=here, undone_at__isnull=True
    )
    pairs = list(rows.order_by("made_at").values_list("dwelling_id", "result"))
    return dict(pairs), Counter(dwelling for dwelling, _result in pairs)


def _spoken(turf: Turf) -> dict[uuid.UUID, set[str]]:
    """Languages that were heard at the turf's doors in this canvass."""
    here = TurfDoor.objects.filter(turf=turf).values("dwelling")
    rows = Attempt.objects.filter(turf__canvass=turf.canvass_id, dwelling__in=here, speaks=True)
    found = defaultdict(set)
    for row in open_all(rows.filter(undone_at__isnull=True)):
        found[row.dwelling_id].add(row.personal["speaks"])
    return found


def to_follow(canvass: Canvass, turf: Turf | None = None) -> list[Attempt]:
    """Visits after which we owe something: a promise not kept yet, somebody of their language."""
    rows = Attempt.objects.filter(turf__canvass=canvass, undone_at__isnull=True)
    owed = Q(promised=True, promise_kept_at__isnull=True) | Q(speaks=True)
    rows = rows.filter(owed, **({"turf": turf} if turf else {}))
    first_due = F("promise_by").asc(nulls_last=True)
    return open_all(rows.select_related("dwelling__street", "by").order_by(first_due, "made_at"))


def contacts_to_mend(turf: Turf) -> list[Attempt]:
    """Knocks with a contact that could not be right, as it was typed at the door."""
    rows = Attempt.objects.filter(turf=turf, to_mend=True).order_by("made_at")
    return open_all(rows.select_related("dwelling__street", "by"))


ENOUGH = 20  # doors; a percentage of fewer says more than is known


@dataclass(frozen=True)
class Tally:
    """How far a turf or canvass has come: doors, each counted once whoever knocked how often."""

    doors: int = 0
    knocked: int = 0
    answered: int = 0  # somebody came to the door at least once
    spoke: int = 0
    refused: int = 0  # and nobody there spoke with us at another time
    attempts: int = 0

    @property
    def left(self) -> int:
        return self.doors - self.knocked

    @property
    def rates(self) -> dict[str, "Rate"]:
        """Each with the base that it is a part of."""
        return {
            "knocked": Rate(self.knocked, self.doors),
            "answered": Rate(self.answered, self.knocked),
            "spoke": Rate(self.spoke, self.answered),
            "refused": Rate(self.refused, self.answered),
        }


@dataclass(frozen=True)
class Rate:
    part: int
    base: int

    @property
    def percent(self) -> int | None:
        """None where the base is too small for a percentage to mean something."""
        return round(100 * self.part / self.base) if self.base >= ENOUGH else None


def tally_of(canvass: Canvass, turf: Turf | None = None) -> Tally:
    """Of the canvass, or of the doors that a turf has now."""
    rows = TurfDoor.objects.filter(**({"turf": turf} if turf else {"canvass": canvass}))
    results = Attempt.objects.filter(undone_at__isnull=True, turf__canvass=canvass)
    if turf:
        results = results.filter(dwelling__in=rows.values("dwelling"))
    return tally_rows(rows.count(), list(results.values_list("dwelling_id", "result")))


def tallies_by_turf(canvass: Canvass) -> dict[uuid.UUID, Tally]:
    """Of every turf of the canvass, in two queries.

    A knock counts for the turf that has its door now, so that a turf cut anew keeps its figures.
    """
    rows = TurfDoor.objects.filter(canvass=canvass).values_list("dwelling_id", "turf_id")
    turf_of = dict(rows)
    doors = Counter(turf_of.values())
    results = defaultdict(list)
    knocks = Attempt.objects.filter(undone_at__isnull=True, turf__canvass=canvass)
    for dwelling_id, result in knocks.values_list("dwelling_id", "result"):
        if dwelling_id in turf_of:
            results[turf_of[dwelling_id]].append((dwelling_id, result))
    return {turf: tally_rows(count, results[turf]) for turf, count in doors.items()}


def cuttings_of(canvass: Canvass, user: Any) -> list[tuple[TurfCutting, JobProgress | None]]:
    """Cuts that are being made, with how far they are for who asked; and the last that stopped."""
    rows = list(canvass.cuttings.exclude(state=CuttingState.DONE).order_by("-asked_at")[:5])
    jobs = JobProgress.objects.filter(user_id=user.pk).in_bulk([row.job_id for row in rows])
    return [(row, jobs.get(row.job_id)) for row in rows]


def tally_rows(doors: int, results: list[tuple[uuid.UUID, str]]) -> Tally:
    """From a result for each knock, with its door."""
    by_door = defaultdict(set)
    for dwelling_id, result in results:
        by_door[dwelling_id].add(result)
    spoke = sum(Result.SPOKE in found for found in by_door.values())
    refused = sum(Result.REFUSED in f and Result.SPOKE not in f for f in by_door.values())
    return Tally(
        doors=doors,
        knocked=len(by_door),
        answered=sum(bool(found - {Result.NOT_HOME}) for found in by_door.values()),
        spoke=spoke,
        refused=refused,
        attempts=len(results),
    )


@dataclass(frozen=True)
class BoardRow:
    """A turf on the board of a day."""

    turf: Turf
    tally: Tally
    who: str
    until: datetime | None
    last_knock: datetime | None
    to_mend: int


def board_of(canvass: Canvass) -> list[BoardRow]:
    """Every turf with who walks it, how far it is and when it was last heard from."""
    tallies = tallies_by_turf(canvass)
    rows = Assignment.objects.filter(turf__canvass=canvass, ended_at__isnull=True)
    held = {row.turf_id: row for row in rows.select_related("user")}
    heard = {
        row["turf"]: (row["last"], row["to_mend"])
        for row in Attempt.objects.filter(turf__canvass=canvass)
        .values("turf")
        .annotate(last=Max("received_at"), to_mend=Count("id", filter=Q(to_mend=True)))
        .order_by()
    }
    return [
        BoardRow(
            turf=turf,
            tally=tallies.get(turf.pk, Tally()),
            who=held[turf.pk].user.handle if turf.pk in held else "",
            until=held[turf.pk].until if turf.pk in held else None,
            last_knock=heard.get(turf.pk, (None, 0))[0],
            to_mend=heard.get(turf.pk, (None, 0))[1],
        )
        for turf in canvass.turfs.filter(retired_at__isnull=True).order_by("name")
    ]


def turf_features(request: Any, box: Any) -> list[dict[str, Any]]:
    """The turfs of open canvasses for the map of places; for organizers only.

    A turf cut from streets has no drawing of its own: the hull of its doors stands for it.
    """
    collective = request.collective
    if not has_role(request.user, collective.pk, Role.ORGANIZER):
        return []
    turfs = Turf.objects.filter(
        collective=collective, canvass__state="open", retired_at__isnull=True
    ).order_by("name")
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
