"""Who is there, from when to when; and the session that needs enough of them."""

import uuid
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from barrio.assemblies.actions.convening import check_not_over, end_assembly, lock
from barrio.assemblies.actions.proxies import end_for_arrival
from barrio.assemblies.enums import AssemblyState
from barrio.assemblies.models import Assembly, Presence, SnapshotEntry
from barrio.assemblies.queries import present_now
from barrio.assemblies.recording import record_for
from barrio.assemblies.watching import endings, why_barred
from barrio.core.actors import Actor
from barrio.core.clock import local_date
from barrio.core.errors import Refused
from barrio.people.actions import touch


class NotOnTheRoll(Refused):
    """Translated at use; see the message given."""


class TooEarly(Refused):
    """Translated at use; see the message given."""


class NoQuorum(Refused):
    """Translated at use; see the message given."""


class QuorumIsThere(Refused):
    """Translated at use; see the message given."""


class VoteIsOpen(Refused):
    """Translated at use; see the message given."""


@transaction.atomic
def come(
    *, assembly: Assembly, person_id: uuid.UUID, how: str, by: Actor, at: datetime
) -> Presence:
    """Checked in; who is there already stays as they are. Raises `NotOnTheRoll`."""
    check_not_over(assembly)
    if not SnapshotEntry.objects.filter(
        snapshot=assembly.snapshot_id, person_id=person_id
    ).exists():
        raise NotOnTheRoll(
            _(
                "They were not on the roll when the assembly was convened. "
                "They are welcome as guests."
            )
        )
    if reason := why_barred(assembly, person_id):
        raise NotOnTheRoll(reason)
    here = assembly.presences.filter(person_id=person_id, left_at__isnull=True)
    if known := here.first():
        return known
    end_for_arrival(assembly, person_id, by, at)
    presence = Presence(
        collective_id=assembly.collective_id,
        assembly=assembly,
        person_id=person_id,
        how=how,
        came_at=at,
        by_id=by.user_id,
    )
    try:
        with transaction.atomic():
            presence.save(force_insert=True)
    except IntegrityError:  # two tables at the door, one person
        return here.get()
    day = local_date(at, assembly.collective.time_zone)
    touch(
        person=presence.person, kind="assembly", on=day, origin_kind="assembly",
        origin_id=assembly.pk,
    )  # fmt: skip
    record_for(assembly, by, at, "assembly.come")
    return presence


@transaction.atomic
def leave(*, presence: Presence, by: Actor, at: datetime) -> None:
    """Checked out. Twice is once."""
    gone = Presence.objects.filter(pk=presence.pk, left_at__isnull=True, came_at__lt=at)
    if gone.update(left_at=at):
        record_for(presence.assembly, by, at, "assembly.leave")


@transaction.atomic
def open_session(*, assembly: Assembly, by: Actor, at: datetime) -> None:
    """Raises `TooEarly` or `NoQuorum`."""
    lock(assembly)
    if assembly.state != AssemblyState.CONVENED:
        check_not_over(assembly)
        return
    if at < assembly.starts_at:
        raise TooEarly(_("It cannot be opened before the time that people were told."))
    check_quorum(assembly)
    assembly.state, assembly.opened_at = AssemblyState.OPEN, at
    assembly.full_clean()
    assembly.save(update_fields=["state", "opened_at"])
    record_for(assembly, by, at, "assembly.open", present=present_now(assembly))


def check_quorum(assembly: Assembly) -> int:
    """How many of those present may vote. Raises `NoQuorum` when they are too few."""
    present = present_now(assembly)
    if present < assembly.quorum:
        raise NoQuorum(
            _("There is no quorum: %(present)d are here, %(quorum)d are needed.")
            % {"present": present, "quorum": assembly.quorum}
        )
    return present


@transaction.atomic
def declare_no_quorum(*, assembly: Assembly, by: Actor, at: datetime) -> None:
    """The time came and too few were there; another call may follow."""
    lock(assembly)
    if assembly.state != AssemblyState.CONVENED:
        check_not_over(assembly)
        raise QuorumIsThere(_("The assembly has been opened. Close it when it ends."))
    if at < assembly.starts_at:
        raise TooEarly(_("People may still come: it has not begun yet."))
    present = present_now(assembly)
    if present >= assembly.quorum:
        raise QuorumIsThere(_("There is a quorum. Open the assembly."))
    _all_leave(assembly, at)
    end_assembly(assembly, AssemblyState.NO_QUORUM, at)
    record_for(assembly, by, at, "assembly.no_quorum", present=present)


@transaction.atomic
def close_session(*, assembly: Assembly, by: Actor, at: datetime) -> None:
    """Raises `VoteIsOpen`."""
    lock(assembly)
    check_not_over(assembly)
    if assembly.state != AssemblyState.OPEN:
        raise TooEarly(_("It has not been opened."))
    if assembly.items.filter(votes__closed_at__isnull=True, votes__isnull=False).exists():
        raise VoteIsOpen(_("A vote is open. Close it first."))
    for ending in endings():
        ending(assembly, by, at)
    _all_leave(assembly, at)
    end_assembly(assembly, AssemblyState.CLOSED, at)
    record_for(assembly, by, at, "assembly.close")


def _all_leave(assembly: Assembly, at: datetime) -> None:
    assembly.presences.filter(left_at__isnull=True, came_at__lt=at).update(left_at=at)
