"""Texts to be decided, and what would change them."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from barrio.assemblies.actions.convening import check_not_over, lock
from barrio.assemblies.enums import Matter, MotionState
from barrio.assemblies.models import Act, AgendaItem, Motion, RuleSet, Wording
from barrio.assemblies.recording import record_for
from barrio.core.actors import Actor
from barrio.core.errors import Refused

DEEPEST = 2  # an amendment of an amendment is amended no more


class MotionDecided(Refused):
    """Translated at use; see the message given."""


class AmendedTooDeep(Refused):
    """Translated at use; see the message given."""


class NotToBeUndone(Refused):
    """Translated at use; see the message given."""


class NotAMatterOfRules(Refused):
    """Translated at use; see the message given."""


@transaction.atomic
def put_motion(
    *,
    item: AgendaItem,
    title: dict[str, str],
    texts: dict[str, str],
    by: Actor,
    at: datetime,
    amends: Motion | None = None,
    rule_set: RuleSet | None = None,
    undoes: Act | None = None,
) -> Motion:
    """Raises `AmendedTooDeep`, `MotionDecided`, `NotAMatterOfRules`, `NotToBeUndone`."""
    lock(item.assembly)
    check_not_over(item.assembly)
    if (rule_set is not None) != (item.matter == Matter.RULES and amends is None):
        raise NotAMatterOfRules(
            _("Rules are adopted under an item of that kind, and nothing else.")
        )
    if amends is not None:
        check_open(amends)
        if depth_of(amends) >= DEEPEST:
            raise AmendedTooDeep(_("An amendment of an amendment cannot be amended again."))
    if undoes is not None:
        _check_undoes(item, undoes)
    last = item.motions.aggregate(last=Max("number"))["last"] or 0
    motion = Motion(
        collective_id=item.collective_id,
        item=item,
        number=last + 1,
        amends=amends,
        rule_set=rule_set,
        undoes=undoes,
        title=title,
        made_at=at,
        made_by_id=by.user_id,
    )
    motion.full_clean()
    motion.save(force_insert=True)
    add_wording(motion, texts, at)
    record_for(motion, by, at, "motion.put", item=item.number, number=motion.number)
    return motion


def _check_undoes(item: AgendaItem, act: Act) -> None:
    if act.collective_id != item.collective_id:
        raise NotToBeUndone(_("Only an act of our own assembly will do."))
    if act.vote.item.assembly_id == item.assembly_id:
        raise NotToBeUndone(_("What an assembly has decided is undone by a later one."))
    if Act.objects.filter(supersedes=act).exists():
        raise NotToBeUndone(_("That act has been undone already."))


@transaction.atomic
def withdraw_motion(*, motion: Motion, by: Actor, at: datetime) -> None:
    """With everything that would have changed it."""
    lock(motion.item.assembly)
    check_open(motion)
    for row in [motion, *open_below(motion)]:
        set_state(row, MotionState.WITHDRAWN)
    record_for(motion, by, at, "motion.withdraw")


def add_wording(
    motion: Motion, texts: dict[str, str], at: datetime, amendment: Motion | None = None
) -> Wording:
    last = motion.wordings.aggregate(last=Max("version"))["last"] or 0
    return Wording.objects.create(
        motion=motion, version=last + 1, texts=texts, amendment=amendment, at=at
    )


def wording_of(motion: Motion) -> Wording:
    """The text as it stands."""
    return motion.wordings.latest("version")


def wording_before(amendment: Motion) -> Wording:
    """What the amendment would change: the text as it stood when it was put."""
    return amendment.amends.wordings.filter(at__lte=amendment.made_at).latest("version")


def check_open(motion: Motion) -> None:
    motion.refresh_from_db(fields=["state"])
    if motion.state != MotionState.OPEN:
        raise MotionDecided(_("This has been decided already."))


def depth_of(motion: Motion) -> int:
    depth = 0
    above = motion.amends
    while above is not None:
        depth, above = depth + 1, above.amends
    return depth


def open_below(motion: Motion) -> list[Motion]:
    """Open amendments of it, and of them."""
    rows = list(motion.amendments.filter(state=MotionState.OPEN))
    return rows + [below for row in rows for below in open_below(row)]


def set_state(motion: Motion, state: str) -> None:
    motion.state = state
    motion.save(update_fields=["state"])
