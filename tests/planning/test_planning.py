"""A plan from diagnosis to control: phases by acts, proposals merged by authors, a choice voted."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse

from barrio.accounts.actions import grant_role
from barrio.accounts.models import User
from barrio.assemblies.actions import counting, voting
from barrio.assemblies.actions.acts import ActOfAnother
from barrio.assemblies.actions.terms import Terms
from barrio.assemblies.enums import Method
from barrio.assemblies.models import Act, RollEntry
from barrio.comms.links import make_token
from barrio.people.actions import add_person, erase_person
from barrio.planning import actions
from barrio.planning.enums import IdeaState, Phase
from barrio.planning.models import (
    Idea,
    MergeOffer,
    PhaseClosed,
    Plan,
    Point,
    Review,
    Step,
    Support,
)
from barrio.planning.queries import findings_of, ideas_of, progress
from tests.bodies import make_body
from tests.cast import day_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def body(keys, at):
    return make_body("West", at, people=4)


@pytest.fixture
def act(body):
    return body.act("We plan")


@pytest.fixture
def plan(body, act, at):
    return actions.begin_plan(
        collective=body.collective, title={"en": "Plan 2027", "es": "Plan 2027"}, act=act,
        by=body.by, at=at,
    )  # fmt: skip


@pytest.fixture
def do(body, act, plan, at):
    """What is done in the plan, in few words."""

    class Do:
        def to(self, phase):
            while plan.phase != phase:
                actions.close_phase(plan=plan, act=act, by=body.by, at=at)

        def find(self, title="Dark street"):
            return actions.add_finding(
                plan=plan, kind="need", title={"en": title}, people=40, by=body.by, at=at
            )

        def propose(self, title="Lamps", who=0, cost=None):
            idea = actions.propose(
                plan=plan, title={"en": title}, texts={"en": f"{title} for all"},
                author_id=body.people[who].pk, finding=None, by=body.by, at=at,
            )  # fmt: skip
            if cost:
                self.reckon(idea, cost)
            return idea

        def reckon(self, idea, cost):
            actions.reckon(idea=idea, cost=cost, reckoned="Two quotes", by=body.by, at=at)

        def support(self, idea, who):
            actions.support(idea=idea, person_id=body.people[who].pk, by=body.by, at=at)

        def point(self, finding, who=0):
            actions.give_point(finding=finding, person_id=body.people[who].pk, by=body.by, at=at)

        def chosen(self, cost=300):
            idea = self.propose(cost=cost)
            self.to(Phase.BUDGET)
            actions.choose(idea=idea, act=act, by=body.by, at=at)
            return idea

        def step(self, idea, days=10):
            return actions.add_step(
                idea=idea, what="Buy lamps", who="Works commission",
                due_on=day_of(at) + timedelta(days=days), by=body.by, at=at,
            )  # fmt: skip

    return Do()


def refused(work):
    with pytest.raises(DatabaseError), transaction.atomic():
        work()


def test_each_phase_is_closed_by_an_act_in_their_order(plan, body, act, at):
    seen = []
    while plan.phase != Phase.CLOSED:
        seen.append(plan.phase)
        actions.close_phase(plan=plan, act=act, by=body.by, at=at)
    assert seen == [phase.value for phase in Phase][:-1]
    assert plan.closings.count() == 6
    with pytest.raises(actions.WrongPhase):
        actions.close_phase(plan=plan, act=act, by=body.by, at=at)


def test_only_by_an_act_of_ones_own(plan, body, at):
    other = make_body("East", at, people=2).act("Theirs")
    with pytest.raises(ActOfAnother):
        actions.close_phase(plan=plan, act=other, by=body.by, at=at)
    with pytest.raises(ActOfAnother):
        actions.begin_plan(
            collective=body.collective, title={"en": "X"}, act=other, by=body.by, at=at
        )
    refused(lambda: Plan.objects.filter(pk=plan.pk).update(act=other))
    refused(lambda: PhaseClosed.objects.create(
        collective=body.collective, plan=plan, phase="diagnosis", act=other, at=at
    ))  # fmt: skip


def test_the_database_keeps_the_order_of_phases(plan, body, act, at, do):
    rows = Plan.objects.filter(pk=plan.pk)
    refused(lambda: rows.update(phase="priorities"))  # no act closed the diagnosis
    refused(lambda: PhaseClosed.objects.create(
        collective=body.collective, plan=plan, phase="budget", act=act, at=at
    ))  # fmt: skip
    do.to(Phase.PRIORITIES)
    refused(lambda: rows.update(phase="diagnosis"))
    refused(lambda: rows.update(phase="budget"))
    refused(lambda: PhaseClosed.objects.all().delete())


def test_what_is_found_in_the_diagnosis_is_put_in_order_by_points(plan, do, body, at):
    found = [do.find(title) for title in ("Dark street", "Rats", "Rent", "Bus")]
    with pytest.raises(actions.WrongPhase):
        do.point(found[0])
    do.to(Phase.PRIORITIES)
    for finding in found[1:]:
        do.point(finding)
    do.point(found[1])
    with pytest.raises(actions.NoPointsLeft):
        do.point(found[0])
    do.point(found[2], who=1)
    assert [row.given for row in findings_of(plan)] == [2, 1, 1, 0]
    assert findings_of(plan).first() == found[2]
    actions.take_point(finding=found[1], person_id=body.people[0].pk, by=body.by, at=at)
    do.point(found[0])
    refused(lambda: Point.objects.create(
        collective=body.collective, finding=found[1], person=body.people[0]
    ))  # fmt: skip
    with pytest.raises(actions.WrongPhase):
        do.find()


def test_proposals_are_gathered_until_the_budget(plan, do, body, at):
    first = do.propose()
    do.to(Phase.PLAN)
    second = do.propose("Bins", 1)
    for who in (0, 1, 1, 2):
        do.support(second, who)
    assert [row.number for row in ideas_of(plan)] == [second.number, first.number]
    assert second.supports.count() == 3
    actions.end_support(idea=second, person_id=body.people[2].pk, by=body.by, at=at)
    do.to(Phase.BUDGET)
    for work in (lambda: do.propose("Late"), lambda: do.support(first, 2)):
        with pytest.raises(actions.WrongPhase):
            work()
    refused(lambda: Support.objects.create(
        collective=body.collective, idea=first, person=body.people[2]
    ))  # fmt: skip


def test_only_who_is_on_the_roll_takes_part(do, body, plan, at):
    stranger = add_person(
        collective=body.collective, name="Guest", language="en", by=body.by, at=at
    )
    idea = do.propose()
    with pytest.raises(actions.NotOnTheRoll):
        actions.support(idea=idea, person_id=stranger.pk, by=body.by, at=at)


def test_two_authors_merge_their_proposals(do, body, at):
    one, other = do.propose("Lamps", 0), do.propose("Lights", 1)
    do.support(one, 2)
    do.support(other, 2)
    offer = actions.offer_merge(idea=one, into=other, by=body.by, at=at)
    actions.answer_merge(offer=offer, accepted=False, by=body.by, at=at)
    one.refresh_from_db()
    assert one.state == IdeaState.OPEN
    offer = actions.offer_merge(idea=one, into=other, by=body.by, at=at)
    actions.answer_merge(offer=offer, accepted=True, by=body.by, at=at)
    one.refresh_from_db()
    assert (one.state, one.merged_into) == (IdeaState.MERGED, other)
    assert other.supports.count() == 3
    with pytest.raises(actions.NotOpen):
        do.support(one, 3)
    with pytest.raises(actions.NotOpen):
        actions.answer_merge(offer=offer, accepted=True, by=body.by, at=at)


def test_an_offer_ends_with_the_proposal(do, body, at):
    one, other = do.propose("Lamps", 0), do.propose("Lights", 1)
    actions.offer_merge(idea=one, into=other, by=body.by, at=at)
    actions.withdraw(idea=other, by=body.by, at=at)
    assert not MergeOffer.objects.exists()


@pytest.fixture
def voted(do, body, plan, at):
    """Three proposals; the assembly shares 500 among those that have a cost."""
    ideas = [do.propose("Lamps", 0, 300), do.propose("Bins", 1, 200), do.propose("Bus", 2, 400)]
    do.propose("No cost", 3)
    do.to(Phase.BUDGET)
    actions.set_budget(plan=plan, budget=500, by=body.by, at=at)
    assembly = body.convene("Budget")
    motion = actions.put_to_vote(plan=plan, item=assembly.items.get(), by=body.by, at=at)
    then = body.open(assembly)
    return ideas, motion, then


def count(body, motion, then, hands):
    terms = Terms("approval", 2, None)
    vote = voting.open_vote(motion=motion, method=Method.HANDS, by=body.by, at=then, terms=terms)
    for by in (body.by, body.by_teller):
        voting.hand_in_count(vote=vote, options=hands, by=by, at=then + timedelta(minutes=1))
    counting.close_by_hands(vote=vote, dice="35216", by=body.by, at=then + timedelta(minutes=2))
    return vote


def test_what_the_assembly_votes_for_is_chosen(voted, body):
    ideas, motion, then = voted
    assert [option.cost for option in motion.options.all()] == [300, 200, 400]
    vote = count(body, motion, then, {1: 4, 2: 3, 3: 0})
    for idea in ideas:
        idea.refresh_from_db()
    assert [idea.state for idea in ideas] == ["chosen", "chosen", "open"]
    assert ideas[0].act == Act.objects.get(vote=vote)


def test_a_cost_that_is_voted_on_stays(voted, body, do):
    ideas, motion, then = voted
    do.reckon(ideas[2], 350)
    voting.open_vote(
        motion=motion, method=Method.HANDS, by=body.by, at=then, terms=Terms("approval", 2, None)
    )
    with pytest.raises(actions.NotOpen, match="stays"):
        do.reckon(ideas[0], 250)


def test_nothing_to_choose_without_a_cost(do, plan, body, at, act):
    idea = do.propose()
    do.to(Phase.BUDGET)
    item = body.convene("Budget").items.get()
    with pytest.raises(actions.NothingToChoose):
        actions.put_to_vote(plan=plan, item=item, by=body.by, at=at)
    with pytest.raises(actions.NothingToChoose):
        actions.choose(idea=idea, act=act, by=body.by, at=at)


def test_steps_and_what_they_cost(do, plan, body, at):
    idea = do.chosen()
    step, late = do.step(idea), do.step(idea, -1)
    actions.finish_step(step=step, spent=120, said="Bought", by=body.by, at=at)
    with pytest.raises(actions.StepDone):
        actions.finish_step(step=step, spent=1, said="", by=body.by, at=at)
    found = progress(plan, day_of(at))
    assert (found.steps, found.done, found.late, found.percent) == (2, 1, 1, 50)
    assert (found.cost, found.spent) == (300, 120)
    refused(lambda: Step.objects.filter(pk=step.pk).update(done_on=None, spent=None))
    refused(lambda: Step.objects.filter(pk=step.pk).update(spent=1))
    assert late.done_on is None


def test_only_what_was_chosen_is_carried_out_and_looked_over(do, plan, body, at):
    other = do.propose("Bins", 1, 50)
    idea = do.chosen()
    with pytest.raises(actions.NotOpen):
        do.step(other)
    refused(lambda: Step.objects.create(
        collective=body.collective, idea=other, what="X", who="Y", due_on=day_of(at)
    ))  # fmt: skip
    with pytest.raises(actions.WrongPhase):
        actions.review(idea=idea, verdict="partly", said="One lamp", by=body.by, at=at)
    do.to(Phase.CONTROL)
    with pytest.raises(actions.NotOpen):
        actions.review(idea=other, verdict="partly", said="?", by=body.by, at=at)
    actions.review(idea=idea, verdict="partly", said="One lamp", by=body.by, at=at)
    refused(lambda: Review.objects.update(verdict="as_agreed"))
    refused(lambda: Review.objects.all().delete())


def test_what_was_chosen_stays_chosen(do, act):
    idea = do.chosen()
    rows = Idea.objects.filter(pk=idea.pk)
    refused(lambda: rows.update(state="open", act=None))
    refused(lambda: rows.update(cost=1))
    refused(lambda: rows.update(act=None))


def test_who_is_erased_supports_nothing_any_more(do, body, at):
    idea = do.propose("Lamps", 1)
    do.support(idea, 0)
    erase_person(person=body.people[0], by=body.by, at=at)
    assert idea.supports.count() == 1


# --- pages ---


@pytest.fixture
def keeper(body):
    client = Client()
    client.force_login(User.objects.get(pk=body.by.user_id))
    return client


def url(name, *args):
    return reverse(f"planning:{name}", args=args)


def test_a_plan_on_pages(keeper, body, act, at):
    bad = keeper.post(url("plan-begin"), {"title_en": "", "act": act.pk})
    assert bad.status_code == 200 and not Plan.objects.exists()
    keeper.post(url("plan-begin"), {"title_en": "Plan 2027", "act": act.pk})
    plan = Plan.objects.get()
    page = url("plan-read", plan.pk)
    assert f"act {act.number}" in keeper.get(page).text
    assert "Plan: Plan 2027" in keeper.get(reverse("assemblies:act-read", args=[act.pk])).text
    keeper.post(url("finding-add", plan.pk), {"kind": "need", "title_en": "Dark", "people": 9})
    assert "concerns 9 people" in keeper.get(page).text
    wrong = keeper.post(url("finding-add", plan.pk), {"kind": "need", "people": 0})
    assert wrong.status_code == 200 and plan.findings.count() == 1
    keeper.post(url("phase-close", plan.pk), {"act": act.pk})
    finding = plan.findings.get()
    keeper.post(url("finding-point", finding.pk), {"person": body.people[0].pk})
    assert "1 point" in keeper.get(page).text
    keeper.post(
        url("idea-propose", plan.pk),
        {"person": body.people[0].pk, "title": "Lamps", "text": "On Howard St",
         "finding": finding.pk},
    )  # fmt: skip
    idea = Idea.objects.get()
    assert idea.finding == finding
    read = url("idea-read", idea.pk)
    keeper.post(url("idea-support", idea.pk), {"person": body.people[1].pk})
    keeper.post(url("idea-cost", idea.pk), {"cost": 300, "reckoned": "Two quotes"})
    text = keeper.get(read).text
    assert "2 people support it" in text and "Costs 300" in text
    for _phase in range(2):
        keeper.post(url("phase-close", plan.pk), {"act": act.pk})
    keeper.post(url("budget-set", plan.pk), {"budget": 500})
    item = body.convene("Budget").items.get()
    answer = keeper.post(url("plan-vote", plan.pk), {"item": item.pk})
    assert "/options/" in answer.url and item.motions.get().options.get().cost == 300
    keeper.post(url("idea-choose", idea.pk), {"act": act.pk})
    keeper.post(url("step-add", idea.pk), {"what": "Buy", "who": "Works", "due_on": "2020-01-01"})
    assert "late since" in keeper.get(read).text
    keeper.post(url("step-finish", Step.objects.get().pk), {"spent": 90, "said": "Bought"})
    assert "1 / 1 (100 %)" in keeper.get(page).text
    review = url("idea-review", idea.pk)
    assert keeper.post(review, {"verdict": "partly", "said": "One"}).status_code == 403
    user = User.objects.get(pk=body.by.user_id)
    grant_role(user=user, collective=body.collective, role="controller", by=body.by, at=at)
    keeper.post(url("phase-close", plan.pk), {"act": act.pk})
    keeper.post(review, {"verdict": "partly", "said": "One lamp is missing"})
    assert "One lamp is missing" in keeper.get(read).text


@pytest.fixture
def link(body, at):
    def of(person):
        return make_token("planner", RollEntry.objects.get(person=person).pk)

    with time_machine.travel(at, tick=True):
        yield of


def test_by_ones_own_link_without_an_account(plan, do, body, link):
    one, other = link(body.people[0]), link(body.people[1])
    phone = Client()
    assert "Plan 2027" in phone.get(url("mine", one)).text
    page = url("my-plan", one, plan.pk)
    phone.post(page, {"title": "Lamps", "text": "On Howard St"})
    bad = phone.post(page, {"title": "", "text": "Kept text"})
    assert bad.status_code == 200 and "Kept text" in bad.text
    phone.post(url("my-plan", other, plan.pk), {"title": "Lights", "text": "Here"})
    lamps, lights = Idea.objects.order_by("number")
    phone.post(url("my-support", one, lights.pk))
    assert lights.supports.count() == 2
    phone.post(url("my-leave", one, lights.pk))
    assert lights.supports.count() == 1
    assert phone.post(url("my-merge", one, lights.pk), {"into": lamps.pk}).status_code == 404
    phone.post(url("my-merge", one, lamps.pk), {"into": lights.pk})
    offer = MergeOffer.objects.get()
    assert "into yours" in phone.get(url("my-plan", other, plan.pk)).text
    assert phone.post(url("my-answer", one, offer.pk), {"accepted": "yes"}).status_code == 404
    phone.post(url("my-answer", other, offer.pk), {"accepted": "yes"})
    lamps.refresh_from_db()
    assert lamps.merged_into == lights
    do.find()
    do.to(Phase.PRIORITIES)
    finding = plan.findings.get()
    phone.post(url("my-give", one, finding.pk))
    assert "2 points left" in phone.get(page).text
    phone.post(url("my-take", one, finding.pk))
    assert finding.points.count() == 0


def test_the_link_ends_with_the_roll(plan, body, link, at):
    token = link(body.people[0])
    RollEntry.objects.filter(person=body.people[0]).update(ended_on=day_of(at))
    assert Client().get(url("mine", token)).status_code == 404
    assert Client().get(url("mine", "x" * 34)).status_code == 404


def test_the_keeper_shows_the_link_from_the_roll(keeper, body):
    entry = RollEntry.objects.get(person=body.people[0])
    assert url("link-show", entry.pk) in keeper.get(reverse("assemblies:roll-list")).text
    assert make_token("planner", entry.pk) in keeper.get(url("link-show", entry.pk)).text
