"""What a motion offers to choose from: people who stand, projects, texts."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from barrio.assemblies.actions.convening import lock
from barrio.assemblies.actions.motions import check_open
from barrio.assemblies.models import Motion, Option, SnapshotEntry
from barrio.assemblies.recording import record_for
from barrio.core.actors import Actor
from barrio.core.errors import Refused

MOST = 60


class VotedOnAlready(Refused):
    """Translated at use; see the message given."""


class TooManyOptions(Refused):
    """Translated at use; see the message given."""


class CannotStand(Refused):
    """Translated at use; see the message given."""


@transaction.atomic
def add_option(
    *,
    motion: Motion,
    by: Actor,
    at: datetime,
    title: dict[str, str] | None = None,
    person_id: object = None,
    cost: int | None = None,
) -> Option:
    """A person of the frozen roll, or a title. Raises `VotedOnAlready` or `CannotStand`."""
    _check_before_the_vote(motion)
    last = motion.options.aggregate(last=Max("number"))["last"] or 0
    if motion.options.count() >= MOST:
        raise TooManyOptions(_("More than %(most)d options cannot be voted on.") % {"most": MOST})
    snapshot = motion.item.assembly.snapshot_id
    on_roll = SnapshotEntry.objects.filter(snapshot=snapshot, person_id=person_id)
    if person_id and not on_roll.exists():
        raise CannotStand(_("Only who is on the roll of this assembly can stand."))
    option = Option(
        motion=motion, number=last + 1, title=title or {}, person_id=person_id, cost=cost
    )
    option.full_clean()
    option.save(force_insert=True)
    record_for(motion, by, at, "motion.add_option", number=option.number)
    return option


@transaction.atomic
def remove_option(*, option: Option, by: Actor, at: datetime) -> None:
    """It no longer stands. Raises `VotedOnAlready`."""
    _check_before_the_vote(option.motion)
    record_for(option.motion, by, at, "motion.remove_option", number=option.number)
    option.delete()


def _check_before_the_vote(motion: Motion) -> None:
    lock(motion.item.assembly)
    check_open(motion)
    if motion.votes.exists():
        raise VotedOnAlready(_("A vote on this was opened: what it chooses from is fixed."))
    if motion.amends_id or motion.rule_set_id:
        raise CannotStand(_("An amendment or a set of rules is voted yes or no."))
