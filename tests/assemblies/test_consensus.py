"""Consensus first, where the rules want it: who stands aside, who blocks, and what follows."""

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse

from barrio.assemblies.actions import consensus, convening, motions, passes, rules, voting
from barrio.assemblies.chain import flaws
from barrio.assemblies.enums import Method, MotionState, Outcome, Stand
from barrio.assemblies.models import Act, Stance, Vote
from barrio.assemblies.presets import RULES
from barrio.assemblies.queries import stances_in
from barrio.assemblies.views.hall import address_of
from barrio.core.actors import link_actor
from barrio.minutes.actions import minutes_of
from barrio.minutes.press.pdf import _vote
from barrio.minutes.queries import _stood, votes_of
from barrio.runtime.keyring import keyring

pytestmark = pytest.mark.django_db


@pytest.fixture
def rule_set(home, by_ana, at):
    part = {"basis": "present", "numerator": 8, "denominator": 10, "strict": False}
    preset = RULES["general_assembly"]
    values = {
        **preset,
        "majorities": {**preset["majorities"], "ordinary": part},
        "calls": [{"percent": 0, "after_minutes": 0}],
    }
    found = rules.draft_rules(
        collective=home, preset="general_assembly", values=values, by=by_ana, at=at
    )
    rules.begin_with(rule_set=found, by=by_ana, at=at)
    return found


@pytest.fixture
def sought(hall):
    """Ten are here, nine may vote, and the hall is asked whether it agrees."""
    hall.open()
    return hall.vote(hall.motion(), Method.CONSENSUS)


def say(hall, vote, person, stand, why=""):
    return consensus.take_stance(
        vote=vote, person_id=person.pk, stand=stand, why=why, by=link_actor(person.pk),
        at=hall.later(),
    )  # fmt: skip


def settle(hall, vote, by):
    consensus.close_consensus(vote=vote, by=by, at=hall.later())
    vote.refresh_from_db()
    return vote


def test_adopted_where_nobody_says_anything(hall, sought, by_ana):
    settle(hall, sought, by_ana)
    assert (sought.outcome, sought.yes, sought.no, sought.abstain) == (Outcome.CARRIED, 9, 0, 0)
    assert Act.objects.get().vote == sought


def test_a_concern_and_one_aside_do_not_hold_it_up(hall, sought, neighbours, by_ana):
    say(hall, sought, neighbours[0], Stand.CONCERN, "The noise")
    say(hall, sought, neighbours[1], Stand.ASIDE)
    settle(hall, sought, by_ana)
    assert (sought.outcome, sought.yes, sought.abstain) == (Outcome.CARRIED, 8, 1)
    assert list(flaws(sought.collective_id)) == []


def test_a_block_decides_nothing_and_then_the_hall_votes(hall, sought, neighbours, by_ana):
    motion = sought.motion
    say(hall, sought, neighbours[0], Stand.BLOCK, "It shuts out who works at night")
    settle(hall, sought, by_ana)
    motion.refresh_from_db()
    assert (sought.outcome, motion.state) == (Outcome.BLOCKED, MotionState.OPEN)
    assert not Act.objects.exists()
    assert hall.vote(motion, Method.HANDS).closed_at is None


def test_a_vote_waits_until_consensus_was_sought_on_this_very_text(hall, neighbours, by_ana):
    hall.open()
    motion = hall.motion()
    with pytest.raises(voting.ConsensusFirst):
        hall.vote(motion, Method.HANDS)
    vote = hall.vote(motion, Method.CONSENSUS)
    say(hall, vote, neighbours[0], Stand.BLOCK, "No")
    settle(hall, vote, by_ana)
    motions.add_wording(motion, {"en": "We mend it on Sunday."}, hall.later())
    with pytest.raises(voting.ConsensusFirst):
        hall.vote(motion, Method.HANDS)


def test_a_choice_among_several_is_voted_on_at_once(hall):
    hall.open()
    chosen = hall.choice("Park", "Street")
    assert hall.vote(chosen, Method.HANDS, rule="approval", seats=1)


def test_whether_something_is_urgent_is_voted_on(hall, assembly, by_ana):
    hall.open()
    late = convening.add_item(
        assembly=assembly, item=convening.Item({"en": "Late"}, "ordinary"), by=by_ana,
        at=hall.later(),
    )  # fmt: skip
    with pytest.raises(voting.WrongMethod):
        voting.open_urgency_vote(item=late, method=Method.CONSENSUS, by=by_ana, at=hall.later())


def test_so_many_stand_aside_that_it_is_no_consensus(hall, sought, neighbours, by_ana):
    for person in neighbours[:2]:
        say(hall, sought, person, Stand.ASIDE)
    settle(hall, sought, by_ana)  # seven of nine are less than eight tenths of those present
    assert (sought.outcome, sought.yes, sought.abstain) == (Outcome.BLOCKED, 7, 2)


def test_whoever_blocks_says_why_and_can_change_their_mind(hall, sought, neighbours, by_ana):
    person = neighbours[0]
    with pytest.raises(consensus.ReasonNeeded):
        say(hall, sought, person, Stand.BLOCK, "  ")
    first = say(hall, sought, person, Stand.BLOCK, "The rent")
    say(hall, sought, person, Stand.CONCERN, "The rent, less")
    assert Stance.objects.get().personal["why"] == "The rent, less"
    assert stances_in(sought).blocks == 0
    consensus.drop_stance(vote=sought, person_id=person.pk, by=by_ana, at=hall.later())
    consensus.drop_stance(vote=sought, person_id=person.pk, by=by_ana, at=hall.later())
    assert not Stance.objects.exists()
    assert first.pk


def test_only_who_is_here_and_may_vote_takes_a_stand(hall, sought, neighbours):
    with pytest.raises(voting.NotHere):
        say(hall, sought, neighbours[-1], Stand.ASIDE)  # of age in years to come
    hall.go(neighbours[0])
    with pytest.raises(voting.NotHere):
        say(hall, sought, neighbours[0], Stand.ASIDE)


def test_the_database_refuses_what_the_code_would(hall, sought, neighbours, by_ana):
    stance = say(hall, sought, neighbours[0], Stand.ASIDE)
    refused(lambda: Vote.objects.filter(pk=sought.pk).update(
        outcome="carried", yes=9, no=0, abstain=0, closed_at=hall.later()))  # fmt: skip
    refused(lambda: Vote.objects.filter(pk=sought.pk).update(
        outcome="lost", yes=8, no=0, abstain=1, closed_at=hall.later()))  # fmt: skip
    refused(lambda: Stance.objects.filter(pk=stance.pk).update(stand="block"))
    refused(lambda: Stance.objects.filter(pk=stance.pk).update(person=neighbours[1]))
    refused(lambda: say_by_sql(sought, neighbours[-1], hall))
    settle(hall, sought, by_ana)
    refused(lambda: Stance.objects.filter(pk=stance.pk).update(stand="concern"))
    refused(lambda: Stance.objects.filter(pk=stance.pk).delete())
    refused(lambda: say_by_sql(sought, neighbours[1], hall))


def say_by_sql(vote, person, hall):
    row = Stance(
        collective=vote.collective, vote=vote, person=person, stand="aside", at=hall.later()
    )
    row.key_id, row.sealed = row.pk, b""
    row.save(force_insert=True)


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def refused(work):
    with pytest.raises(DatabaseError), transaction.atomic():
        work()


def test_a_changed_reason_is_named_and_an_erased_one_is_not(hall, sought, neighbours, by_ana):
    stance = say(hall, sought, neighbours[0], Stand.CONCERN, "The noise")
    stance.seal(why="The light")
    stance.save(update_fields=["sealed"])
    settle(hall, sought, by_ana)
    assert [str(stance.pk) in flaw for flaw in flaws(sought.collective_id)] == [True]
    keyring.erase([stance.pk])
    assert list(flaws(sought.collective_id)) == []


def test_the_minutes_say_why_and_are_bound_to_it(hall, sought, neighbours, assembly, by_ana):
    minutes = minutes_of(assembly=assembly, by=by_ana, at=hall.later())
    say(hall, sought, neighbours[0], Stand.BLOCK, "The rent")
    settle(hall, sought, by_ana)
    said = _vote(sought, "en", True)
    assert _vote(sought, "en", False)["said"] == []
    assert "1 blocked" in said["counted"] and said["said"] == ["blocks it: The rent"]
    assert neighbours[0].name not in str(said)
    assert sought.stances.get().digest in _votes_text(minutes)


def _votes_text(minutes):
    return "".join(_stood(vote) for vote in votes_of(minutes.assembly))


def test_on_a_phone_without_an_account(hall, sought, neighbours, assembly, by_ana, client):
    person = neighbours[0]
    hall_pass = passes.give_pass(assembly=assembly, person_id=person.pk, by=by_ana, at=hall.later())
    token = address_of(hall_pass).rstrip("/").rsplit("/", 1)[1]
    where = reverse("assemblies:hall-consensus", args=[token, sought.pk])
    assert where in client.get(reverse("assemblies:hall", args=[token])).text
    assert "need not do anything" in client.get(where).text
    answer = client.post(where, {"stand": "block", "why": ""})
    assert answer.status_code == 200 and "says why" in answer.text
    client.post(where, {"stand": "block", "why": "The rent"})
    assert "The rent" in client.get(where).text
    client.post(reverse("assemblies:hall-agree", args=[token, sought.pk]))
    assert not sought.stances.exists()


def test_at_the_table(hall, sought, neighbours, by_ana, cast):
    page = reverse("assemblies:vote-read", args=[sought.pk])
    ana = client_of(cast.ana)
    assert neighbours[0].name in ana.get(page).text
    body = {"person": neighbours[0].pk, "stand": "block", "why": ""}
    answer = ana.post(reverse("assemblies:vote-stance", args=[sought.pk]), body)
    assert answer.status_code == 200 and "says why" in answer.text
    ana.post(reverse("assemblies:vote-stance", args=[sought.pk]), {**body, "why": "The rent"})
    assert "The rent" in ana.get(page).text
    member = client_of(cast.bruno).get(page).text
    assert "The rent" in member and neighbours[0].name not in member
    ana.post(reverse("assemblies:vote-settle", args=[sought.pk]))
    assert "no consensus" in ana.get(page).text.lower()
