"""Who holds which office on a day, what is vacant, and how far a recall is."""

import uuid
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from barrio.assemblies.enums import CommissionKind
from barrio.assemblies.models import Act, Option, Snapshot, Vote
from barrio.core.clock import local_date
from barrio.offices.enums import PetitionState
from barrio.offices.models import Commission, Petition, Term
from barrio.people.models import Occupancy

# Who watches and who handles money do not share a household.
APART = (CommissionKind.FINANCE, CommissionKind.CONTROLLERSHIP)


def commissions_of(collective_id: uuid.UUID) -> QuerySet[Commission]:
    return Commission.objects.filter(collective_id=collective_id, dissolved_on__isnull=True)


def serving(collective_id: uuid.UUID, day: date) -> QuerySet[Term]:
    """Who sits in any commission on that day, alternates among them."""
    rows = Term.objects.filter(collective_id=collective_id, begins_on__lte=day, until__gt=day)
    return rows.select_related("person", "commission", "act")


def holds_office(person_id: uuid.UUID, day: date) -> bool:
    """Whether they sit in a commission on that day, not as an alternate."""
    rows = Term.objects.filter(person=person_id, begins_on__lte=day, until__gt=day)
    return rows.filter(is_alternate=False).exists()


def sitting(commission: Commission, day: date) -> QuerySet[Term]:
    return commission.terms.filter(begins_on__lte=day, until__gt=day).select_related("person")


def vacant(commission: Commission, day: date) -> int:
    return commission.seats - sitting(commission, day).filter(is_alternate=False).count()


def least_free(commission: Commission, begins_on: date, until: date, *, alternates: bool) -> int:
    """How many places stay free on every day from one day up to another."""
    places = commission.alternates if alternates else commission.seats
    rows = commission.terms.filter(is_alternate=alternates, begins_on__lt=until)
    terms = list(rows.filter(until__gt=begins_on).values_list("begins_on", "until"))
    days = {begins_on, *(first for first, _last in terms if first > begins_on)}
    return places - max(sum(first <= day < last for first, last in terms) for day in days)


def elected_in(act: Act) -> list[Option]:
    """The people an election chose, in the order of their election; else nobody."""
    vote = Vote.objects.select_related("run").get(pk=act.vote_id)
    run = getattr(vote, "run", None)
    if not vote.rule or run is None:
        return []
    options = {
        option.number: option
        for option in Option.objects.filter(motion=vote.motion_id, person__isnull=False)
    }
    return [options[number] for number in run.elected if number in options]


def elections_of(collective_id: uuid.UUID) -> list[Act]:
    """The newest acts by which people were chosen."""
    rows = Act.objects.filter(
        collective_id=collective_id, vote__run__isnull=False,
        vote__motion__options__person__isnull=False,
    )  # fmt: skip
    return list(rows.distinct().order_by("-number")[:50])


def shares_a_home(one: uuid.UUID, others: list[uuid.UUID], day: date) -> bool:
    """Whether they live with one of the others on that day, as far as is known."""
    lives = Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gt=day))
    homes = Occupancy.objects.filter(lives, person=one).values("household")
    return Occupancy.objects.filter(lives, person__in=others, household__in=homes).exists()


def homes_of(people: Iterable[uuid.UUID], day: date) -> dict[uuid.UUID, set[uuid.UUID]]:
    """In which households each lives on that day; none where it is not known."""
    found: dict[uuid.UUID, set[uuid.UUID]] = {person: set() for person in people}
    lives = Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gt=day))
    rows = Occupancy.objects.filter(lives, person__in=found)
    for person, household in rows.values_list("person", "household"):
        found[person].add(household)
    return found


def signed(petition: Petition) -> int:
    return petition.signatures.filter(withdrawn_on__isnull=True).count()


def needed_of(snapshot: Snapshot, percent: int) -> int:
    """That part of those who may vote, rounded up; one at least."""
    return max((snapshot.entitled * percent + 99) // 100, 1)


def report_due(petition: Petition) -> date | None:
    if petition.reached_at is None:
        return None
    zone = petition.collective.time_zone
    return local_date(petition.reached_at, zone) + timedelta(days=petition.report_days)


def answer_due(petition: Petition) -> date | None:
    """An assembly has it on its agenda by then: counted from the report, or from its last day."""
    due = report_due(petition)
    if due is None:
        return None
    zone = petition.collective.time_zone
    came = local_date(petition.reported_at, zone) if petition.reported_at else due
    return min(came, due) + timedelta(days=petition.answer_days)


def is_late(petition: Petition, today: date) -> bool:
    """An assembly should have had it on its agenda by now."""
    due = answer_due(petition)
    return petition.state == PetitionState.REACHED and due is not None and due < today


def under_way(collective_id: uuid.UUID) -> QuerySet[Petition]:
    rows = Petition.objects.filter(
        collective_id=collective_id, state__in=[PetitionState.OPEN, PetitionState.REACHED]
    )
    return rows.select_related("collective", "term__person", "term__commission", "motion__item")
