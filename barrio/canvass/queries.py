import uuid
from collections import Counter
from dataclasses import dataclass

from barrio.canvass.enums import Result
from barrio.canvass.models import Attempt, Canvass, Turf, TurfDoor
from barrio.people.queries import dwelling_token, residents_by_token
from barrio.places.models import Dwelling


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
