"""Beginning a plan, moving it through its phases, and what is done in each."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from barrio.accounts.models import Collective
from barrio.assemblies.actions.acts import check_own_act
from barrio.assemblies.actions.motions import put_motion
from barrio.assemblies.actions.options import add_option
from barrio.assemblies.enums import Outcome
from barrio.assemblies.models import Act, AgendaItem, CountRun, Motion, RollEntry, Vote
from barrio.assemblies.recording import record_for
from barrio.core.actors import Actor
from barrio.core.clock import local_date
from barrio.core.errors import Refused
from barrio.planning.enums import GATHERS, IdeaState, Phase, after
from barrio.planning.models import (
    POINTS,
    Finding,
    Idea,
    IdeaOption,
    MergeOffer,
    PhaseClosed,
    Plan,
    Point,
    Review,
    Step,
    Support,
)
from barrio.planning.queries import points_left, to_be_chosen


class WrongPhase(Refused):
    """Translated at use; see the message given."""


class NotOnTheRoll(Refused):
    """Translated at use; see the message given."""


class NoPointsLeft(Refused):
    """Translated at use; see the message given."""


class NotOpen(Refused):
    """Translated at use; see the message given."""


class OfferAnswered(Refused):
    """Translated at use; see the message given."""


class NothingToChoose(Refused):
    """Translated at use; see the message given."""


class StepDone(Refused):
    """Translated at use; see the message given."""


@transaction.atomic
def begin_plan(
    *, collective: Collective, title: dict[str, str], act: Act, by: Actor, at: datetime
) -> Plan:
    """By an act of the assembly. Raises `ActOfAnother` or `NotBinding`."""
    check_own_act(collective.pk, act)
    plan = Plan(
        collective=collective, title=title, act=act,
        begun_on=local_date(at, collective.time_zone),
    )  # fmt: skip
    plan.full_clean()
    plan.save(force_insert=True)
    record_for(plan, by, at, "plan.begin", act=act.number)
    return plan


@transaction.atomic
def close_phase(*, plan: Plan, act: Act, by: Actor, at: datetime) -> Plan:
    """The assembly is content with it; the next begins. Raises `WrongPhase` when all are over."""
    _lock(plan)
    if plan.phase == Phase.CLOSED:
        raise WrongPhase(_("This plan is closed."))
    check_own_act(plan.collective_id, act)
    closed = PhaseClosed(
        collective_id=plan.collective_id, plan=plan, phase=plan.phase, act=act, at=at
    )
    closed.full_clean()
    closed.save(force_insert=True)
    plan.phase = after(plan.phase)
    plan.save(update_fields=["phase"])
    record_for(plan, by, at, "plan.close_phase", phase=closed.phase, act=act.number)
    return plan


def _lock(plan: Plan, *phases: str) -> None:
    """Raises `WrongPhase` where the plan is in none of the phases."""
    fresh = Plan.objects.select_for_update().get(pk=plan.pk)
    plan.phase, plan.budget = fresh.phase, fresh.budget
    if phases and plan.phase not in phases:
        raise WrongPhase(_("Now is the phase of %(phase)s.") % {"phase": plan.get_phase_display()})


def _check_on_roll(plan: Plan, person_id: UUID) -> None:
    rows = RollEntry.objects.filter(collective=plan.collective_id, person=person_id)
    if not rows.filter(ended_on__isnull=True).exists():
        raise NotOnTheRoll(_("Only who is on the roll takes part."))


# --- diagnosis and priorities ---


@transaction.atomic
def add_finding(
    *, plan: Plan, kind: str, title: dict[str, str], people: int | None, by: Actor, at: datetime
) -> Finding:
    _lock(plan, Phase.DIAGNOSIS)
    finding = Finding(
        collective_id=plan.collective_id, plan=plan, kind=kind, title=title, people=people, at=at
    )
    finding.full_clean()
    finding.save(force_insert=True)
    record_for(finding, by, at, "finding.add", kind=kind)
    return finding


@transaction.atomic
def give_point(*, finding: Finding, person_id: UUID, by: Actor, at: datetime) -> None:
    """Twice is once. Raises `WrongPhase`, `NotOnTheRoll` or `NoPointsLeft`."""
    plan = finding.plan
    _lock(plan, Phase.PRIORITIES)
    _check_on_roll(plan, person_id)
    if finding.points.filter(person=person_id).exists():
        return
    if points_left(plan, person_id) <= 0:
        raise NoPointsLeft(_("All %(n)d points are given. Take one back first.") % {"n": POINTS})
    Point.objects.create(collective_id=plan.collective_id, finding=finding, person_id=person_id)
    record_for(finding, by, at, "finding.give_point")


@transaction.atomic
def take_point(*, finding: Finding, person_id: UUID, by: Actor, at: datetime) -> None:
    _lock(finding.plan, Phase.PRIORITIES)
    if finding.points.filter(person=person_id).delete()[0]:
        record_for(finding, by, at, "finding.take_point")


# --- proposals ---


@transaction.atomic
def propose(
    *, plan: Plan, title: dict[str, str], texts: dict[str, str], author_id: UUID,
    finding: Finding | None, by: Actor, at: datetime,
) -> Idea:  # fmt: skip
    """Its author supports it. Raises `WrongPhase` or `NotOnTheRoll`."""
    _lock(plan, *GATHERS)
    _check_on_roll(plan, author_id)
    last = plan.ideas.aggregate(last=Max("number"))["last"] or 0
    idea = Idea(
        collective_id=plan.collective_id, plan=plan, number=last + 1, title=title, texts=texts,
        author_id=author_id, finding=finding, at=at,
    )  # fmt: skip
    idea.full_clean()
    idea.save(force_insert=True)
    record_for(idea, by, at, "proposal.make", number=idea.number)
    support(idea=idea, person_id=author_id, by=by, at=at)
    return idea


def _check_open(idea: Idea, *phases: str) -> None:
    _lock(idea.plan, *phases)
    idea.refresh_from_db(fields=["state"])
    if idea.state != IdeaState.OPEN:
        raise NotOpen(_("This proposal was merged, withdrawn or chosen."))


@transaction.atomic
def support(*, idea: Idea, person_id: UUID, by: Actor, at: datetime) -> None:
    """Twice is once. Raises `WrongPhase`, `NotOpen` or `NotOnTheRoll`."""
    _check_open(idea, *GATHERS)
    _check_on_roll(idea.plan, person_id)
    _row, made = Support.objects.get_or_create(
        idea=idea, person_id=person_id, defaults={"collective_id": idea.collective_id}
    )
    if made:
        record_for(idea, by, at, "proposal.support")


@transaction.atomic
def end_support(*, idea: Idea, person_id: UUID, by: Actor, at: datetime) -> None:
    _check_open(idea, *GATHERS)
    if idea.supports.filter(person=person_id).delete()[0]:
        record_for(idea, by, at, "proposal.end_support")


@transaction.atomic
def withdraw(*, idea: Idea, by: Actor, at: datetime) -> None:
    _check_open(idea, *GATHERS)
    _set_state(idea, IdeaState.WITHDRAWN)
    record_for(idea, by, at, "proposal.withdraw")


def _set_state(idea: Idea, state: str, **more: object) -> None:
    idea.state = state
    for name, value in more.items():
        setattr(idea, name, value)
    idea.full_clean()
    idea.save(update_fields=["state", *more])
    idea.offers.filter(accepted__isnull=True).delete()
    idea.offered.filter(accepted__isnull=True).delete()


@transaction.atomic
def offer_merge(*, idea: Idea, into: Idea, by: Actor, at: datetime) -> MergeOffer:
    """By its author; the other author answers. Raises `NotOpen` or `WrongPhase`."""
    _check_open(idea, *GATHERS)
    _check_open(into, *GATHERS)
    if idea.plan_id != into.plan_id:
        raise NotOpen(_("Both have to be of the same plan."))
    idea.offers.filter(accepted__isnull=True).delete()
    offer = MergeOffer(collective_id=idea.collective_id, idea=idea, into=into, offered_at=at)
    offer.full_clean()
    offer.save(force_insert=True)
    record_for(idea, by, at, "proposal.offer_merge", into=into.number)
    return offer


@transaction.atomic
def answer_merge(*, offer: MergeOffer, accepted: bool, by: Actor, at: datetime) -> None:
    """Accepted, the one lives on in the other, with all who supported either.

    Raises `OfferAnswered`, `NotOpen` or `WrongPhase`.
    """
    idea, into = offer.idea, offer.into
    _check_open(into, *GATHERS)
    _check_open(idea, *GATHERS)
    fresh = MergeOffer.objects.filter(pk=offer.pk, accepted__isnull=True).first()
    if fresh is None:
        raise OfferAnswered(_("This was answered, or taken back."))
    fresh.accepted, fresh.answered_at = accepted, at
    fresh.save(update_fields=["accepted", "answered_at"])
    record_for(idea, by, at, "proposal.answer_merge", into=into.number, accepted=accepted)
    if not accepted:
        return
    already = set(into.supports.values_list("person_id", flat=True))
    Support.objects.bulk_create(
        [
            Support(collective_id=into.collective_id, idea=into, person_id=person)
            for person in idea.supports.values_list("person_id", flat=True)
            if person not in already
        ]
    )
    _set_state(idea, IdeaState.MERGED, merged_into=into)


@transaction.atomic
def reckon(*, idea: Idea, cost: int, reckoned: str, by: Actor, at: datetime) -> None:
    """What it costs, and how that was reckoned. Raises `WrongPhase` or `NotOpen`."""
    _check_open(idea, *GATHERS, Phase.BUDGET)
    if IdeaOption.objects.filter(idea=idea, motion__votes__isnull=False).exists():
        raise NotOpen(_("People vote on this cost. It stays."))
    idea.cost, idea.reckoned = cost, reckoned
    idea.full_clean()
    idea.save(update_fields=["cost", "reckoned"])
    record_for(idea, by, at, "proposal.reckon", cost=cost)


# --- budget ---


@transaction.atomic
def set_budget(*, plan: Plan, budget: int, by: Actor, at: datetime) -> None:
    _lock(plan, *GATHERS, Phase.BUDGET)
    plan.budget = budget
    plan.full_clean()
    plan.save(update_fields=["budget"])
    record_for(plan, by, at, "plan.set_budget", budget=budget)


@transaction.atomic
def put_to_vote(*, plan: Plan, item: AgendaItem, by: Actor, at: datetime) -> Motion:
    """A motion of that item with each proposal that has a cost as an option.

    Raises `WrongPhase` or `NothingToChoose`, and what `put_motion` and `add_option` raise.
    """
    _lock(plan, Phase.BUDGET)
    ideas = to_be_chosen(plan)
    if not ideas:
        raise NothingToChoose(_("No proposal has a cost yet. Reckon what they cost first."))
    motion = put_motion(item=item, title=plan.title, texts=plan.title, by=by, at=at)
    for idea in ideas:
        option = add_option(motion=motion, title=idea.title, cost=idea.cost, by=by, at=at)
        IdeaOption.objects.create(
            collective_id=plan.collective_id, idea=idea, motion=motion, number=option.number
        )
    record_for(plan, by, at, "plan.put_to_vote", proposals=len(ideas))
    return motion


def follow_vote(vote: Vote, by: Actor, at: datetime) -> None:
    """What the vote chose is chosen in the plan; the rest stays proposed."""
    if vote.outcome != Outcome.CARRIED or vote.motion is None:
        return
    act, run = Act.objects.filter(vote=vote).first(), CountRun.objects.filter(vote=vote).first()
    if act is None or run is None:
        return
    rows = IdeaOption.objects.filter(motion=vote.motion, number__in=run.elected)
    for row in rows.select_related("idea__plan"):
        if row.idea.state == IdeaState.OPEN and row.idea.cost:
            _choose(row.idea, act, by, at)


@transaction.atomic
def choose(*, idea: Idea, act: Act, by: Actor, at: datetime) -> None:
    """Where the assembly adopted it by a text of its own. Raises `WrongPhase`, `NotOpen`."""
    _check_open(idea, Phase.BUDGET)
    check_own_act(idea.collective_id, act)
    if not idea.cost:
        raise NothingToChoose(_("Reckon first what it costs."))
    _choose(idea, act, by, at)


def _choose(idea: Idea, act: Act, by: Actor, at: datetime) -> None:
    _set_state(idea, IdeaState.CHOSEN, act=act)
    record_for(idea, by, at, "proposal.choose", act=act.number)


# --- execution and control ---


@transaction.atomic
def add_step(*, idea: Idea, what: str, who: str, due_on: date, by: Actor, at: datetime) -> Step:
    """Raises `WrongPhase`, or `NotOpen` where it was not chosen."""
    _lock(idea.plan, Phase.BUDGET, Phase.EXECUTION)
    idea.refresh_from_db(fields=["state"])
    if idea.state != IdeaState.CHOSEN:
        raise NotOpen(_("Only what the assembly chose is carried out."))
    step = Step(collective_id=idea.collective_id, idea=idea, what=what, who=who, due_on=due_on)
    step.full_clean()
    step.save(force_insert=True)
    record_for(step, by, at, "step.add")
    return step


@transaction.atomic
def finish_step(*, step: Step, spent: int | None, said: str, by: Actor, at: datetime) -> None:
    """Raises `StepDone` or `WrongPhase`."""
    _lock(step.idea.plan, Phase.BUDGET, Phase.EXECUTION, Phase.CONTROL)
    fresh = Step.objects.select_for_update().get(pk=step.pk)
    if fresh.done_on:
        raise StepDone(_("This is done already."))
    fresh.done_on = local_date(at, step.collective.time_zone)
    fresh.spent, fresh.said = spent, said
    fresh.full_clean()
    fresh.save(update_fields=["done_on", "spent", "said"])
    record_for(fresh, by, at, "step.finish")


@transaction.atomic
def review(*, idea: Idea, verdict: str, said: str, by: Actor, at: datetime) -> Review:
    """By the social controllership. Raises `WrongPhase`, or `NotOpen` where it was not chosen."""
    _lock(idea.plan, Phase.EXECUTION, Phase.CONTROL)
    if idea.state != IdeaState.CHOSEN:
        raise NotOpen(_("Only what the assembly chose is looked over."))
    row = Review(
        collective_id=idea.collective_id, idea=idea, verdict=verdict, said=said,
        by_id=by.user_id, at=at,
    )  # fmt: skip
    row.full_clean()
    row.save(force_insert=True)
    record_for(row, by, at, "proposal.review", verdict=verdict)
    return row
