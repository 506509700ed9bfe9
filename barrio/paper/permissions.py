from datetime import datetime
from typing import Any

from django.http import Http404

from barrio.accounts.enums import EVERYBODY, Role
from barrio.accounts.permissions import has_role, load_for
from barrio.canvass.models import Assignment, Attempt
from barrio.canvass.permissions import LATE_SYNC, may_still_sync
from barrio.paper.models import Sheet, SheetLine

SHEETS = Sheet.objects.select_related("turf__canvass", "collective", "printed_by", "walker")


def get_sheet_for(user: Any, sheet_id: Any) -> Sheet:
    """To print it: it may hold first names."""
    return load_for(user, SHEETS.all(), sheet_id, Role.ORGANIZER)


def get_sheet_to_key(user: Any, sheet_id: Any, at: datetime) -> Sheet:
    """For organizers and for whoever walks the turf, as long as visits are taken in from them."""
    sheet = load_for(user, SHEETS.all(), sheet_id, *EVERYBODY)
    if not may_still_sync(user, sheet.turf, at):
        raise Http404
    return sheet


def get_shift_to_count(user: Any, assignment_id: Any, at: datetime) -> Assignment:
    """A shift of one's own that is not long over; any for organizers."""
    rows = Assignment.objects.select_related("turf__canvass", "collective", "user")
    shift = load_for(user, rows, assignment_id, *EVERYBODY)
    mine = shift.user_id == user.pk and shift.until > at - LATE_SYNC
    if not mine and not has_role(user, shift.collective_id, Role.ORGANIZER):
        raise Http404
    return shift


def sheets_to_key(user: Any, collective: Any, at: datetime) -> Any:
    """Those of a collective that `user` may key in, newest first."""
    rows = SHEETS.filter(collective=collective).order_by("-printed_at")
    if has_role(user, collective.pk, Role.ORGANIZER):
        return rows
    held = Assignment.objects.filter(user_id=user.pk, until__gt=at - LATE_SYNC)
    return rows.filter(turf__in=held.values("turf"))


def shifts_to_count(user: Any, collective: Any, at: datetime) -> Any:
    rows = Assignment.objects.filter(collective=collective, user_id=user.pk, since__lte=at)
    return rows.filter(until__gt=at - LATE_SYNC).select_related("turf").order_by("-since")


def live_attempt(line: SheetLine) -> Attempt | None:
    """The visit that a row was kept as, unless it was taken back."""
    attempt = line.attempt
    return attempt if attempt is not None and attempt.undone_at is None else None


def is_locked(line: SheetLine, user: Any) -> bool:
    """A visit is put right only by whoever wrote it down."""
    attempt = live_attempt(line)
    return attempt is not None and attempt.by_id != user.pk
