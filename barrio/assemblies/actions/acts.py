"""Acts: what was adopted, in a chain of hashes; and whether it is carried out."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barrio.accounts.models import Collective
from barrio.assemblies.chain import hash_of
from barrio.assemblies.models import Act, Duty, Vote
from barrio.assemblies.recording import record_for
from barrio.assemblies.watching import why_not_binding
from barrio.core.actors import Actor
from barrio.core.clock import local_date
from barrio.core.errors import Refused


class NotBinding(Refused):
    """Translated at use; see the message given."""


class ActOfAnother(Refused):
    """Translated at use; see the message given."""


class DutySettled(Refused):
    """Translated at use; see the message given."""


def make_act(vote: Vote, by: Actor, at: datetime) -> Act:
    """The next act of the collective, of a vote that carried a motion."""
    Collective.objects.select_for_update().get(pk=vote.collective_id)
    last = Act.objects.filter(collective_id=vote.collective_id).order_by("-number").first()
    undone = vote.motion.undoes_id
    if undone and Act.objects.filter(supersedes=undone).exists():
        undone = None  # by another motion, while this one was open
    act = Act(
        collective_id=vote.collective_id,
        number=last.number + 1 if last else 1,
        vote=vote,
        supersedes_id=undone,
        matter=vote.matter,
        title=vote.motion.title,
        texts=vote.wording.texts,
        adopted_at=at,
        before=last.hash if last else "",
    )
    act.hash = hash_of(act)
    act.full_clean()
    act.save(force_insert=True)
    record_for(act, by, at, "act.adopt", number=act.number)
    return act


def check_own_act(collective_id: UUID, act: Act) -> None:
    """Something of the collective can rest on it. Raises `ActOfAnother` or `NotBinding`."""
    if act.collective_id != collective_id:
        raise ActOfAnother(_("Only an act of our own assembly will do."))
    check_binding(act)


def check_binding(act: Act) -> None:
    if reason := why_not_binding(act):
        raise NotBinding(reason)


@transaction.atomic
def give_duty(*, act: Act, what: str, who: str, due_on: date, by: Actor, at: datetime) -> Duty:
    """Who carries it out and by when. Raises `NotBinding`."""
    check_binding(act)
    duty = Duty(
        collective_id=act.collective_id,
        act=act,
        what=what,
        who=who,
        due_on=due_on,
        by_id=by.user_id,
        at=at,
    )
    duty.full_clean()
    duty.save(force_insert=True)
    record_for(duty, by, at, "duty.give", act=act.number)
    return duty


@transaction.atomic
def settle_duty(*, duty: Duty, done: bool, said: str, by: Actor, at: datetime) -> None:
    """It was done, or it will not be and why. Raises `DutySettled`."""
    fresh = Duty.objects.select_for_update().get(pk=duty.pk)
    if fresh.done_on or fresh.dropped_on:
        raise DutySettled(_("What became of this was written down already."))
    today = local_date(at, duty.collective.time_zone)
    duty.done_on, duty.dropped_on = (today, None) if done else (None, today)
    duty.said = said
    duty.full_clean()
    duty.save(update_fields=["done_on", "dropped_on", "said"])
    record_for(duty, by, at, "duty.settle", done=done)
