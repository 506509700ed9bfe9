from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barrio.accounts.models import Collective, User
from barrio.audit.actions import record
from barrio.canvass.cutting import cut_turf, doors_inside, doors_on
from barrio.canvass.models import Assignment, Canvass, Turf
from barrio.core.actors import Actor
from barrio.core.clock import local_date
from barrio.core.errors import Refused

__all__ = [
    "TurfAlreadyTaken",
    "assign_turf",
    "cut_turf",
    "doors_inside",
    "doors_on",
    "end_assignment",
    "open_canvass",
]


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
