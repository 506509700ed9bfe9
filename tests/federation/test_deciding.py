"""From a mandate below to a vote above, its comparison, and what binds."""

import pytest
from django.db import DatabaseError, transaction

from barrio.assemblies.actions import roll, rules
from barrio.assemblies.actions.acts import ActOfAnother, NotBinding, give_duty
from barrio.assemblies.actions.motions import put_motion
from barrio.assemblies.actions.presence import NotOnTheRoll, come
from barrio.assemblies.enums import Matter
from barrio.assemblies.models import RollEntry, RuleSet
from barrio.audit.models import Entry
from barrio.federation.actions import deciding, delegates, linking, ratifying
from barrio.federation.models import (
    Answer,
    DelegateVote,
    Document,
    Link,
    MandateSeen,
    Proposal,
    Ratifiable,
    Seat,
    UpperResult,
)
from barrio.federation.queries import serving, unexplained
from tests.cast import day_of
from tests.federation.conftest import (
    answer,
    introduce,
    mandate,
    name,
    result_of,
    results,
    vote_above,
)

pytestmark = pytest.mark.django_db


def test_a_council_joins_by_its_own_act(federation, north):
    below, above = north.link(federation), federation.link(north)
    assert (below.way, below.state, below.seats) == ("up", "linked", 2)  # three people, two a seat
    assert (above.way, above.state, above.seats) == ("down", "linked", 2)
    assert above.their_act["hash"] == below.act.hash
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert {"link.ask", "link.answer", "document.send", "document.receive"} <= verbs


def test_refuses_to_join_by_an_act_of_others(commune, north, south, at):
    introduce(north, commune, at)
    with pytest.raises(ActOfAnother):
        linking.ask_to_join(sister=north.sister(commune), act=south.act(), by=north.by, at=at)
    assert not Link.objects.exists()


def test_a_delegate_stands_on_the_roll_above(federation, delegation, north, at):
    seat = Seat.objects.get(link=federation.link(north))
    assert seat.person.name == north.people[0].name
    assert RollEntry.objects.get(person=seat.person).ended_on is None
    with pytest.raises(delegates.NoSuchSeat):
        name(north, federation, 3, north.people[1], at)


def test_an_alternate_takes_the_seat(federation, delegation, north, at):
    name(north, federation, 1, north.people[1], at, alternate=True)
    delegates.resign(delegation=delegation[0], by=north.by, at=at)
    assert [row.person for row in serving(north.link(federation))] == [north.people[1]]
    seats = Seat.objects.filter(link=federation.link(north))
    assert [row.person.name for row in seats.filter(ended_on=None)] == [north.people[1].name]
    assert seats.exclude(ended_on=None).count() == 1


def test_a_recall_is_voted_by_the_assembly_below(federation, delegation, north, motion, at):
    with pytest.raises(delegates.NoAssembly):
        delegates.ask_recall(delegation=delegation[0], by=north.by, at=at)
    assembly = north.convene("Other business")
    recall = delegates.ask_recall(delegation=delegation[0], by=north.by, at=at)
    with pytest.raises(delegates.OnTheAgenda):
        delegates.ask_recall(delegation=delegation[0], by=north.by, at=at)
    assert recall.item.assembly == assembly and recall.item.matter == Matter.RECALL
    from barrio.assemblies.actions.convening import give_notice

    give_notice(assembly=assembly, how="door", given_on=day_of(at), by=north.by, at=at)
    act = north.decide(recall, north.open(assembly))
    delegation[0].refresh_from_db()
    assert (delegation[0].end, delegation[0].end_act) == ("recalled", act)
    seat = Seat.objects.get(link=federation.link(north))
    assert seat.ended_on
    above = motion.item.assembly  # its roll was frozen while they held the seat
    with pytest.raises(NotOnTheRoll, match="recalled or replaced"):
        come(assembly=above, person_id=seat.person_id, how="name", by=federation.by,
             at=above.starts_at)  # fmt: skip


def test_a_mandate_is_read_above_and_kept_to(federation, motion, north, south, at):
    mandate(north, motion, at)
    seen = MandateSeen.objects.get(motion=motion)
    assert (seen.link.sister.name, seen.strength, seen.choice) == ("North Council", "bound", "yes")
    vote_above(federation, motion, north, south)
    row = DelegateVote.objects.get(result=result_of(north, motion))
    assert (row.choice, row.deviates, row.mandate.strength) == ("yes", False, "bound")
    assert not unexplained(north.collective.pk)


@pytest.mark.parametrize(
    ("strength", "choice", "cast", "deviates"),
    [("bound", "yes", "no", True), ("guided", "yes", "no", False), ("free", "", "no", False),
     ("bound", "abstain", "yes", True)],
)  # fmt: skip
def test_who_is_bound_and_votes_otherwise_explains_it(
    federation, motion, north, south, at, strength, choice, cast, deviates
):
    mandate(north, motion, at, strength, choice)
    vote_above(federation, motion, north, south, one=cast)
    row = DelegateVote.objects.get(result=result_of(north, motion))
    assert row.deviates == deviates == unexplained(north.collective.pk).exists()
    if not deviates:
        with pytest.raises(deciding.NothingToExplain):
            deciding.explain(vote=row, why="Rain", by=north.by, at=at)
        return
    deciding.explain(vote=row, why="The price had doubled", by=north.by, at=at)
    assert not unexplained(north.collective.pk)
    with pytest.raises(deciding.NothingToExplain):
        deciding.explain(vote=row, why="Again", by=north.by, at=at)


def test_refuses_a_mandate_after_the_vote(federation, motion, north, south, at):
    vote_above(federation, motion, north, south)
    with pytest.raises(deciding.DecidedAbove):
        mandate(north, motion, at)


def test_an_act_binds_once_most_have_ratified_it(federation, motion, north, south, at):
    act, _then = vote_above(federation, motion, north, south)
    row = Ratifiable.objects.get(act=act)
    assert row.standing == "awaiting" == result_of(north, motion).standing
    duty = {"act": act, "what": "Ask", "who": "Transport", "due_on": day_of(at)}
    with pytest.raises(NotBinding):
        give_duty(**duty, by=federation.by, at=at)
    answer(north, motion, at, True)
    row.refresh_from_db()
    assert row.standing == "awaiting"  # one of two is not most
    answer(south, motion, at, True)
    row.refresh_from_db()
    assert row.standing == "binding" == result_of(north, motion).standing
    give_duty(**duty, by=federation.by, at=at)
    said = Answer.objects.filter(ratifiable=row)
    assert {a.act_hash for a in said} == {r.ratification.act.hash for r in results(motion)}


def test_half_that_reject_it_are_enough(federation, motion, north, south, at):
    act, _then = vote_above(federation, motion, north, south)
    answer(north, motion, at, False)
    assert Ratifiable.objects.get(act=act).standing == "rejected"
    assert {r.standing for r in results(motion)} == {"rejected"}
    with pytest.raises(ratifying.NotToAnswer):
        answer(south, motion, at, True)


def test_terms_change_by_an_act_that_binds(federation, motion, north, south, at):
    assembly = federation.convene("New terms")
    act = federation.decide(federation.put(assembly), federation.open(assembly), yes=2)
    terms = {
        "collective": federation.collective, "people_per_seat": 2, "most_seats": 3,
        "ratified_below": False, "answer_days": 30, "by": federation.by, "at": at,
    }  # fmt: skip
    with pytest.raises(linking.NoTermsYet):
        linking.set_terms(**terms, act=None)
    with pytest.raises(NotBinding):
        linking.set_terms(**terms, act=act)
    for council in (north, south):
        found = UpperResult.objects.get(collective=council.collective, act=act.pk)
        ratifying.ratify(
            result=found, is_ratified=True, act=council.act("Yes"), by=council.by, at=at
        )
    linking.set_terms(**terms, act=act)
    act, _then = vote_above(federation, motion, north, south)
    assert result_of(north, motion).standing == "binding"
    assert not Ratifiable.objects.filter(act=act).exists()


def test_a_vote_that_is_lost_asks_for_no_answer(federation, motion, north, south, at):
    act, _then = vote_above(federation, motion, north, south, one="no", other="no")
    assert act is None
    assert {(r.outcome, r.standing) for r in results(motion)} == {("lost", "")}


def test_a_vote_by_hands_is_not_compared(federation, motion, north, south, at):
    mandate(north, motion, at)
    then = federation.open(motion.item.assembly)
    federation.decide(motion, then, yes=2)
    assert not result_of(north, motion).by_name and not DelegateVote.objects.exists()


def test_a_proposal_goes_up_and_is_answered(federation, delegation, north, at):
    act = north.act("Clinic")
    sent = deciding.propose(link=north.link(federation), act=act, by=north.by, at=at)
    above = Proposal.objects.get(collective=federation.collective)
    assert (above.title, above.act_hash) == (act.title, act.hash)
    assembly = federation.convene("Business")
    found = deciding.take_up(
        proposal=above, assembly=assembly, matter=Matter.ORDINARY, by=federation.by, at=at
    )
    assert found.item.assembly == assembly
    sent.refresh_from_db()
    assert sent.state == "taken_up"
    with pytest.raises(deciding.AnsweredAlready):
        deciding.decline(proposal=above, said="No", by=federation.by, at=at)


def test_who_leaves_ends_the_seats(federation, delegation, north, at):
    linking.leave(link=north.link(federation), act=north.act("Leave"), by=north.by, at=at)
    assert federation.link(north).state == "ended"
    assert not Seat.objects.filter(link=federation.link(north), ended_on=None).exists()
    delegation[0].refresh_from_db()
    assert delegation[0].end == "left"


def test_every_document_arrived(federation, motion, north, south, at):
    assert Document.objects.filter(is_ours=True, handed_at=None).count() == 0
    ours = Document.objects.filter(is_ours=True).values_list("digest", flat=True)
    theirs = Document.objects.filter(is_ours=False).values_list("digest", flat=True)
    assert sorted(ours) == sorted(theirs)


def test_who_leaves_the_roll_below_speaks_for_it_no_more(delegation, federation, north, at):
    """And the body above has heard of it."""
    entry = RollEntry.objects.get(person=delegation[0].person)
    roll.end_entry(entry=entry, on=day_of(at), by=north.by, at=at)
    delegation[0].refresh_from_db()
    assert delegation[0].ended_on == day_of(at)
    seats = Seat.objects.filter(link=federation.link(north), ended_on__isnull=True)
    assert not seats.exists()


def motion_for_rules(federation, voting_age):
    """An announced motion above to adopt rules in which people vote from that age."""
    in_force = RuleSet.objects.get(collective=federation.collective, state="in_force")
    drafted = rules.draft_rules(
        collective=federation.collective, preset=in_force.preset,
        values={**in_force.values, "voting_age": voting_age}, by=federation.by,
        at=federation.at,
    )  # fmt: skip
    assembly = federation.convene("Rules", matter=Matter.RULES)
    found = put_motion(
        item=assembly.items.first(), title={"en": "Rules"}, texts={"en": "New rules"},
        rule_set=drafted, by=federation.by, at=federation.at,
    )  # fmt: skip
    return found, in_force, drafted


@pytest.mark.parametrize("ratified", [True, False])
def test_rules_adopted_above_wait_for_the_bodies_below(
    federation, delegation, north, south, at, ratified
):
    motion, before, after = motion_for_rules(federation, 14)
    deciding.send_agenda(assembly=motion.item.assembly, by=federation.by, at=at)
    vote_above(federation, motion, north, south)
    after.refresh_from_db()
    assert after.state == "draft"
    with pytest.raises(DatabaseError, match="ruleset_of_an_act_that_binds"), transaction.atomic():
        RuleSet.objects.filter(pk=before.pk).update(state="replaced", replaced_at=at)
        RuleSet.objects.filter(pk=after.pk).update(state="in_force", in_force_at=at)
    answer(north, motion, at, ratified)
    if ratified:  # one of two is no majority; half of them is enough to reject
        answer(south, motion, at, ratified)
    before.refresh_from_db()
    after.refresh_from_db()
    expected = ("replaced", "in_force") if ratified else ("in_force", "draft")
    assert (before.state, after.state) == expected
