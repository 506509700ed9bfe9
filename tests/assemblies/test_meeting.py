"""Convening, notice, presence, quorum, calls, and what may be decided in a meeting."""

from datetime import timedelta

import pytest

from barrio.assemblies.actions import convening, motions, presence, roll, rules, voting
from barrio.assemblies.enums import (
    AssemblyState,
    Choice,
    Matter,
    Method,
    MotionState,
    Outcome,
    RulesState,
)
from barrio.assemblies.models import Act, Presence, RuleSet, Wording
from barrio.assemblies.presets import RULES
from barrio.assemblies.queries import present_now
from tests.assemblies.conftest import item
from tests.cast import day_of

pytestmark = pytest.mark.django_db


# --- convening ---


def test_it_freezes_who_may_vote(home, assembly, neighbours, by_ana, at):
    assert (assembly.snapshot.census, assembly.snapshot.entitled) == (10, 9)
    assert assembly.quorum == 3  # 30 % of 9, rounded up
    entry = roll.RollEntry.objects.get(person=neighbours[0])
    roll.end_entry(entry=entry, on=day_of(at), by=by_ana, at=at)
    assembly.refresh_from_db()
    assert assembly.snapshot.entries.count() == 10


def test_refuses_an_assembly_without_rules(home, neighbours, by_ana, at):
    with pytest.raises(rules.NoRulesYet):
        convening.convene(
            collective=home, title={"en": "A"}, place="B", starts_at=at + timedelta(days=5),
            items=[], by=by_ana, at=at,
        )  # fmt: skip


def test_refuses_an_assembly_in_the_past_or_of_nobody(home, rule_set, by_ana, at):
    said = {
        "collective": home,
        "title": {"en": "A"},
        "place": "B",
        "items": [],
        "by": by_ana,
        "at": at,
    }
    with pytest.raises(convening.AssemblyInThePast):
        convening.convene(starts_at=at, **said)
    with pytest.raises(convening.NobodyMayVote):
        convening.convene(starts_at=at + timedelta(days=5), **said)


@pytest.mark.parametrize(("days", "in_time"), [(3, True), (4, True), (5, False), (6, False)])
def test_what_was_announced_late_is_late(assembly, by_ana, at, days, in_time):
    """Three days' notice of an assembly in seven days."""
    late = at + timedelta(days=days)
    row = convening.add_item(assembly=assembly, item=item("Lamp"), by=by_ana, at=late)
    assert not row.may_be_decided
    convening.give_notice(
        assembly=assembly, how="door", given_on=day_of(late), by=by_ana, at=late
    )  # fmt: skip
    row.refresh_from_db()
    assert row.may_be_decided is in_time
    first = assembly.items.get(number=1)
    assert first.noticed_on == day_of(at) and first.in_time


@pytest.mark.parametrize("days", [-1, 1])
def test_refuses_notice_of_a_day_that_cannot_be(assembly, by_ana, at, days):
    with pytest.raises(convening.NoticeOnWrongDay):
        convening.give_notice(
            assembly=assembly, how="door", given_on=day_of(at) + timedelta(days=days),
            by=by_ana, at=at,
        )  # fmt: skip


# --- who is there ---


def test_it_opens_with_a_quorum_of_those_who_may_vote(hall, neighbours, by_ana):
    vera = neighbours[-1]
    hall.come(neighbours[0], neighbours[1], vera)
    assert present_now(hall.assembly) == 2
    with pytest.raises(presence.NoQuorum, match="2 are here, 3 are needed"):
        presence.open_session(assembly=hall.assembly, by=by_ana, at=hall.later())
    hall.come(neighbours[2])
    presence.open_session(assembly=hall.assembly, by=by_ana, at=hall.later())
    assert hall.assembly.state == AssemblyState.OPEN


def test_it_does_not_open_before_its_time(assembly, neighbours, by_ana, at):
    with pytest.raises(presence.TooEarly):
        presence.open_session(assembly=assembly, by=by_ana, at=at)


def test_one_who_goes_and_comes_again_has_two_spans(hall, neighbours):
    hall.come(neighbours[0])
    hall.go(neighbours[0])
    hall.come(neighbours[0])
    hall.come(neighbours[0])
    rows = Presence.objects.filter(person_id=neighbours[0].pk).order_by("came_at")
    assert [row.left_at is None for row in rows] == [False, True]
    touches = neighbours[0].touches.filter(kind__in=["roll", "assembly"])
    assert sorted(touches.values_list("kind", flat=True)) == ["assembly", "roll"]


def test_refuses_who_is_not_on_the_roll(hall, home, by_ana, at):
    from barrio.people.actions import add_person

    guest = add_person(collective=home, name="Guest", language="en", by=by_ana, at=at)
    with pytest.raises(presence.NotOnTheRoll):
        hall.come(guest)


# --- calls ---


def test_a_second_call_needs_fewer_and_waits(hall, neighbours, by_ana):
    with pytest.raises(presence.TooEarly):
        presence.declare_no_quorum(
            assembly=hall.assembly, by=by_ana, at=hall.assembly.starts_at - timedelta(hours=1)
        )
    hall.come(neighbours[0], neighbours[1])
    presence.declare_no_quorum(assembly=hall.assembly, by=by_ana, at=hall.later())
    assert present_now(hall.assembly) == 0  # all are checked out
    second = convening.call_again(assembly=hall.assembly, by=by_ana, at=hall.later())
    assert (second.call, second.quorum) == (2, 2)  # 20 % of 9
    assert second.starts_at == hall.assembly.starts_at + timedelta(hours=1)
    assert second.snapshot == hall.assembly.snapshot
    assert [row.in_time for row in second.items.all()] == [True]
    with pytest.raises(convening.NoFurtherCall):
        convening.call_again(assembly=hall.assembly, by=by_ana, at=hall.later())


def test_what_was_put_before_is_decided_in_the_second_call(hall, neighbours, by_ana):
    hall.come(neighbours[0], neighbours[1])
    motion = hall.motion()
    presence.declare_no_quorum(assembly=hall.assembly, by=by_ana, at=hall.later())
    second = convening.call_again(assembly=hall.assembly, by=by_ana, at=hall.later())
    motion.refresh_from_db()
    assert motion.item == second.items.get()
    for person in neighbours[:2]:
        presence.come(
            assembly=second, person_id=person.pk, how="name", by=by_ana, at=second.starts_at
        )
    presence.open_session(assembly=second, by=by_ana, at=second.starts_at)
    hall.at = second.starts_at
    motion = motions.Motion.objects.select_related("item__assembly").get(pk=motion.pk)
    assert hall.hands(hall.vote(motion), 2).outcome == Outcome.CARRIED


def test_refuses_a_call_beyond_the_rules(hall, neighbours, by_ana):
    presence.declare_no_quorum(assembly=hall.assembly, by=by_ana, at=hall.later())
    second = convening.call_again(assembly=hall.assembly, by=by_ana, at=hall.later())
    presence.declare_no_quorum(
        assembly=second, by=by_ana, at=second.starts_at + timedelta(minutes=5)
    )
    with pytest.raises(convening.NoFurtherCall):
        convening.call_again(assembly=second, by=by_ana, at=second.starts_at + timedelta(hours=1))


def test_no_quorum_is_not_declared_of_one_that_is_there(hall, neighbours, by_ana):
    hall.come(*neighbours[:5])
    with pytest.raises(presence.QuorumIsThere):
        presence.declare_no_quorum(assembly=hall.assembly, by=by_ana, at=hall.later())


# --- motions and votes ---


def test_an_act_is_what_two_tellers_count(hall, by_ernesto):
    hall.open()
    vote = hall.vote(hall.motion())
    assert vote.present == 9
    hall.hands(vote, 6, 2, 1)
    assert vote.outcome == Outcome.CARRIED
    act = Act.objects.get()
    assert act.number == 1 and act.texts["en"] == "We mend the pipe."
    assert vote.motion.state == MotionState.ADOPTED


def test_a_half_of_those_present_is_no_majority(hall, neighbours):
    hall.open(*neighbours[:8])
    vote = hall.hands(hall.vote(hall.motion()), 4, 0, 4)
    assert vote.outcome == Outcome.LOST and not Act.objects.exists()
    assert vote.motion.state == MotionState.REJECTED


def test_two_counts_that_differ_are_counted_again(hall, by_ana, by_ernesto, by_flor):
    hall.open()
    vote = hall.vote(hall.motion())
    count = {"vote": vote, "no": 1, "abstain": 0}
    voting.hand_in_count(yes=6, by=by_ana, at=hall.later(), **count)
    with pytest.raises(voting.CountedAlready):
        voting.hand_in_count(yes=6, by=by_ana, at=hall.later(), **count)
    voting.hand_in_count(yes=7, by=by_ernesto, at=hall.later(), **count)
    vote.refresh_from_db()
    assert vote.closed_at is None
    voting.hand_in_count(yes=7, by=by_flor, at=hall.later(), **count)
    voting.hand_in_count(yes=7, by=by_ana, at=hall.later(), **count)
    vote.refresh_from_db()
    assert (vote.outcome, vote.yes, vote.no) == (Outcome.CARRIED, 7, 1)


def test_refuses_more_votes_than_people(hall, by_ana):
    hall.open()
    with pytest.raises(voting.TooManyVotes):
        voting.hand_in_count(
            vote=hall.vote(hall.motion()), yes=9, no=1, abstain=0, by=by_ana, at=hall.later()
        )


def test_refuses_a_vote_when_the_quorum_has_left(hall, neighbours):
    hall.open(*neighbours[:3])
    motion = hall.motion()
    hall.go(neighbours[0])
    with pytest.raises(presence.NoQuorum):
        hall.vote(motion)
    hall.come(neighbours[4])
    assert hall.vote(motion).present == 3


def test_refuses_to_decide_on_what_was_not_announced(hall, by_ana):
    hall.open()
    late = convening.add_item(assembly=hall.assembly, item=item("Lamp"), by=by_ana, at=hall.later())
    motion = hall.motion("A lamp.", item=late)
    with pytest.raises(voting.NotAnnounced):
        hall.vote(motion)
    urgent = voting.open_urgency_vote(item=late, method=Method.HANDS, by=by_ana, at=hall.later())
    hall.hands(urgent, 6, 3)  # two thirds of nine
    motion.refresh_from_db()
    assert hall.hands(hall.vote(motion), 9).outcome == Outcome.CARRIED


def test_what_is_not_urgent_enough_waits(hall, by_ana):
    hall.open()
    late = convening.add_item(assembly=hall.assembly, item=item("Lamp"), by=by_ana, at=hall.later())
    urgent = voting.open_urgency_vote(item=late, method=Method.HANDS, by=by_ana, at=hall.later())
    hall.hands(urgent, 5, 4)
    with pytest.raises(voting.NotAnnounced):
        hall.vote(hall.motion("A lamp.", item=late))


def test_an_amendment_is_decided_first_and_changes_the_text(hall):
    hall.open()
    motion = hall.motion()
    amendment = hall.motion("We mend the pipe by May.", amends=motion)
    finer = hall.motion("We mend the pipe by April.", amends=amendment)
    for blocked in (motion, amendment):
        with pytest.raises(voting.AmendmentsFirst):
            hall.vote(blocked)
    hall.hands(hall.vote(finer), 9)
    hall.hands(hall.vote(amendment), 9)
    hall.hands(hall.vote(motion), 9)
    assert Act.objects.get().texts["en"] == "We mend the pipe by April."
    assert Wording.objects.filter(motion=motion).count() == 2


def test_a_rejected_amendment_changes_nothing(hall):
    hall.open()
    motion = hall.motion()
    hall.hands(hall.vote(hall.motion("Never.", amends=motion)), 1, 8)
    hall.hands(hall.vote(motion), 9)
    assert Act.objects.get().texts["en"] == "We mend the pipe."


def test_refuses_an_amendment_too_deep(hall):
    hall.open()
    deep = hall.motion(amends=hall.motion(amends=hall.motion()))
    with pytest.raises(motions.AmendedTooDeep):
        hall.motion(amends=deep)


def test_a_withdrawn_motion_takes_its_amendments_along(hall, by_ana):
    hall.open()
    motion = hall.motion()
    amendment = hall.motion(amends=motion)
    motions.withdraw_motion(motion=motion, by=by_ana, at=hall.later())
    amendment.refresh_from_db()
    assert amendment.state == MotionState.WITHDRAWN
    with pytest.raises(motions.MotionDecided):
        hall.vote(motion)


def test_a_vote_by_name_counts_each_once(hall, neighbours, by_ana):
    hall.open()
    vote = hall.vote(hall.motion(), Method.NOMINAL)
    for person, choice in zip(neighbours[:9], ["yes"] * 5 + ["no"] * 4, strict=True):
        voting.cast_by_name(
            vote=vote, person_id=person.pk, choice=choice, by=by_ana, at=hall.later()
        )
    voting.cast_by_name(
        vote=vote, person_id=neighbours[0].pk, choice=Choice.NO, by=by_ana, at=hall.later()
    )
    with pytest.raises(voting.NotHere):
        voting.cast_by_name(
            vote=vote, person_id=neighbours[9].pk, choice="yes", by=by_ana, at=hall.later()
        )
    voting.close_named(vote=vote, by=by_ana, at=hall.later())
    assert (vote.yes, vote.no, vote.outcome) == (4, 5, Outcome.LOST)


def test_refuses_a_secret_vote_of_few(hall, neighbours):
    hall.open()
    with pytest.raises(voting.TooFewForSecrecy):
        hall.vote(hall.motion(), Method.URN)  # nine; the rules ask for ten


def test_a_void_vote_can_be_put_again(hall, by_ana):
    hall.open()
    motion = hall.motion()
    voting.void_vote(vote=hall.vote(motion), by=by_ana, at=hall.later())
    assert hall.hands(hall.vote(motion), 9).outcome == Outcome.CARRIED


def test_it_closes_with_everybody_gone(hall, by_ana):
    hall.open()
    vote = hall.vote(hall.motion())
    with pytest.raises(presence.VoteIsOpen):
        presence.close_session(assembly=hall.assembly, by=by_ana, at=hall.later())
    hall.hands(vote, 9)
    presence.close_session(assembly=hall.assembly, by=by_ana, at=hall.later())
    assert present_now(hall.assembly) == 0
    with pytest.raises(convening.AssemblyIsOver):
        hall.motion()


# --- rules ---


def test_an_assembly_puts_rules_in_force(hall, home, rule_set, by_ana):
    hall.open()
    row = hall.assembly.items.first()
    row.matter = Matter.RULES
    row.save()
    draft = rules.draft_rules(
        collective=home, preset="tenants_union", values=dict(RULES["tenants_union"]), by=by_ana,
        at=hall.later(),
    )  # fmt: skip
    with pytest.raises(motions.NotAMatterOfRules):
        hall.motion()
    hall.hands(hall.vote(hall.motion("New rules.", rule_set=draft)), 9)
    states = dict(RuleSet.objects.values_list("version", "state"))
    assert states == {1: RulesState.REPLACED, 2: RulesState.IN_FORCE}


def test_refuses_to_begin_twice(home, rule_set, by_ana, at):
    other = rules.draft_rules(
        collective=home, preset="tenants_union", values=dict(RULES["tenants_union"]), by=by_ana,
        at=at,
    )  # fmt: skip
    with pytest.raises(rules.RulesInForceAlready):
        rules.begin_with(rule_set=other, by=by_ana, at=at)
