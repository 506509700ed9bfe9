"""A day of knocking: who is here, in which pairs, with which turf; and how it went."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barrio.accounts.models import User
from barrio.audit.actions import record
from barrio.canvass.actions import assign_turf
from barrio.canvass.models import Assignment, Canvass, Launch, Turf, Walker
from barrio.core.actors import Actor
from barrio.core.clock import local_date
from barrio.core.errors import Refused
from barrio.core.ids import uuid7
from barrio.core.text import squeeze
from barrio.runtime.keyring import keyring


class DayIsOver(Refused):
    """Translated at use; see the message given."""


class NobodyWithALogin(Refused):
    """Translated at use; see the message given."""


class LaunchIsOpen(Refused):
    """Translated at use; see the message given."""


@transaction.atomic
def open_launch(*, canvass: Canvass, place: str, trouble: str, by: Actor, at: datetime) -> Launch:
    """The table of a day is set up; one at a time. Raises `LaunchIsOpen`."""
    if canvass.launches.filter(closed_at__isnull=True).exists():
        raise LaunchIsOpen(_("A day is under way already. End it first."))
    launch = Launch(
        id=uuid7(),
        collective_id=canvass.collective_id,
        canvass=canvass,
        on=local_date(at, canvass.collective.time_zone),
        opened_at=at,
    )
    launch.key_id = launch.pk
    key = keyring.create(launch.pk, launch.collective_id)
    launch.seal(key, place=squeeze(place)[:200], trouble=squeeze(trouble)[:40])
    launch.full_clean()
    launch.save(force_insert=True)
    _record(launch, by, at, "launch.open")
    return launch


@transaction.atomic
def add_walker(
    *, launch: Launch, by: Actor, at: datetime, user: User | None = None, name: str = ""
) -> Walker:
    """Somebody has come. Without a login their name is sealed under the day's key."""
    _check_open(launch)
    walker = Walker(
        collective_id=launch.collective_id,
        launch=launch,
        user=user,
        key_id=launch.pk,
        came_at=at,
    )
    walker.seal(name=squeeze(name)[:80])
    walker.full_clean()
    walker.save(force_insert=True)
    _record(launch, by, at, "launch.arrive", walker=str(walker.pk))
    return walker


@transaction.atomic
def set_walker(
    *, walker: Walker, pair: int | None, has_script: bool, by: Actor, at: datetime
) -> None:
    """With whom they go, and whether they hold the script."""
    walker.pair, walker.has_script = pair, has_script
    walker.full_clean()
    walker.save(update_fields=["pair", "has_script"])
    _record(walker.launch, by, at, "launch.pair", walker=str(walker.pk))


@transaction.atomic
def walker_leaves(*, walker: Walker, by: Actor, at: datetime) -> None:
    walker.left_at = walker.left_at or at
    walker.save(update_fields=["left_at"])
    _record(walker.launch, by, at, "launch.leave", walker=str(walker.pk))


@transaction.atomic
def give_to_pair(
    *, launch: Launch, pair: int, turf: Turf, hours: int, by: Actor, at: datetime
) -> Assignment:
    """The turf goes to the pair: to whoever of it has a login, whose phone writes for both.

    Whoever had it gives it up. Raises `NobodyWithALogin` or `DayIsOver`.
    """
    _check_open(launch)
    members = launch.walkers.filter(pair=pair, left_at__isnull=True, user__isnull=False)
    captain = members.select_related("user").order_by("came_at").first()
    if captain is None or captain.user is None:
        raise NobodyWithALogin(
            _("Nobody in this pair has a login. Put somebody with one into it, or print sheets.")
        )
    Assignment.objects.filter(turf=turf, ended_at__isnull=True).update(
        ended_at=at, ended_by_id=by.user_id
    )
    until = at + timedelta(hours=hours)
    return assign_turf(turf=turf, user=captain.user, since=at, until=until, by=by, at=at)


@transaction.atomic
def close_launch(*, launch: Launch, debrief: str, by: Actor, at: datetime) -> None:
    """The day ends: everybody has left, and what the debrief brought is kept, sealed."""
    launch.walkers.filter(left_at__isnull=True).update(left_at=at)
    launch.seal(debrief=debrief.strip()[:4000])
    launch.closed_at = launch.closed_at or at
    launch.save(update_fields=["sealed", "closed_at"])
    _record(launch, by, at, "launch.close")


def _check_open(launch: Launch) -> None:
    if launch.closed_at:
        raise DayIsOver(_("This day is over. Open a new one."))


def _record(launch: Launch, by: Actor, at: datetime, verb: str, **detail: str) -> None:
    record(
        collective_id=launch.collective_id,
        by=by,
        at=at,
        verb=verb,
        subject_kind="launch",
        subject_id=launch.pk,
        **detail,
    )
