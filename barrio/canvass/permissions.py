from datetime import timedelta
from typing import Any

from django.db.models.functions import Now
from django.http import Http404

from barrio.accounts.enums import EVERYBODY, Role
from barrio.accounts.permissions import has_role, load_for
from barrio.canvass.models import Assignment, Attempt, Canvass, Launch, Turf, Walker

# What was written down at a door is still taken in this long after the shift.
LATE_SYNC = timedelta(days=7)


def get_canvass_for(user: Any, canvass_id: Any) -> Canvass:
    return load_for(user, Canvass.objects.all(), canvass_id, Role.ORGANIZER)


def get_turf_for(user: Any, turf_id: Any) -> Turf:
    return load_for(
        user, Turf.objects.select_related("canvass", "collective"), turf_id, Role.ORGANIZER
    )


def get_assignment_for(user: Any, assignment_id: Any) -> Assignment:
    return load_for(user, Assignment.objects.select_related("turf"), assignment_id, Role.ORGANIZER)


def get_attempt_to_mend(user: Any, attempt_id: Any) -> Attempt:
    rows = Attempt.objects.filter(to_mend=True).select_related("turf")
    return load_for(user, rows, attempt_id, Role.ORGANIZER)


def get_promise_for(user: Any, attempt_id: Any) -> Attempt:
    rows = Attempt.objects.filter(promised=True).select_related("turf")
    return load_for(user, rows, attempt_id, Role.ORGANIZER)


def get_launch_for(user: Any, launch_id: Any) -> Launch:
    rows = Launch.objects.select_related("canvass__collective")
    return load_for(user, rows, launch_id, Role.ORGANIZER)


def get_walker_for(user: Any, walker_id: Any) -> Walker:
    rows = Walker.objects.select_related("launch__canvass__collective")
    return load_for(user, rows, walker_id, Role.ORGANIZER)


def active_assignments(user: Any) -> Any:
    return Assignment.objects.filter(
        user_id=user.pk, ended_at__isnull=True, since__lte=Now(), until__gt=Now()
    )


def get_turf_to_walk(user: Any, turf_id: Any) -> Turf:
    """The turf for whom it is assigned to now, or for an organizer; 404 for all others.

    A canvasser whose shift is over may not read the doors any more.
    """
    turf = load_for(user, Turf.objects.select_related("canvass", "collective"), turf_id, *EVERYBODY)
    mine = active_assignments(user).filter(turf=turf).exists()
    if not mine and not has_role(user, turf.collective_id, Role.ORGANIZER):
        raise Http404
    return turf


def may_still_sync(user: Any, turf: Turf, at: Any) -> bool:
    held = Assignment.objects.filter(turf=turf, user_id=user.pk, until__gt=at - LATE_SYNC)
    return held.exists() or has_role(user, turf.collective_id, Role.ORGANIZER)
