"""Secret ballots: sealed while the vote is open, mixed when it closes, counted by anybody."""

import pytest

from barrio.assemblies.actions import ballots, counting, rules, voting
from barrio.assemblies.actions.terms import TooOpen, WrongTerms
from barrio.assemblies.chain import flaws
from barrio.assemblies.enums import Method, MotionState, Outcome
from barrio.assemblies.models import Act, AgendaItem, PaperEntry, UrnBallot, Voted
from barrio.assemblies.presets import RULES
from barrio.audit.models import Entry
from barrio.runtime.keyring import keyring
from barrio.tally.lots import commitment

pytestmark = pytest.mark.django_db


@pytest.fixture
def rule_set(home, by_ana, at):
    """Nine can keep a secret here; below five they cannot."""
    values = {**RULES["communal_council"], "secrecy_floor": 5, "proxies": 2}
    found = rules.draft_rules(
        collective=home, preset="communal_council", values=values, by=by_ana, at=at
    )
    rules.begin_with(rule_set=found, by=by_ana, at=at)
    return found


@pytest.fixture
def question(hall, neighbours):
    """A secret question of yes and no, nine who may vote in the hall, both tellers ready."""
    hall.open()
    vote = hall.vote(hall.motion(), Method.PHONE)
    vote.codes = hall.keys(vote)
    return vote


def cast_all(hall, vote, neighbours, said):
    return [hall.cast(vote, who, text) for who, text in zip(neighbours, said, strict=False)]


def test_a_secret_question_is_counted_and_becomes_an_act(question, hall, neighbours):
    trackers = cast_all(hall, question, neighbours, ["yes"] * 5 + ["no"] * 2 + ["", "abstain"])
    vote = hall.urn(question, question.codes)
    assert (vote.yes, vote.no, vote.abstain, vote.outcome) == (5, 2, 2, Outcome.CARRIED)
    assert set(vote.urn.values_list("tracker", flat=True)) == set(trackers)
    assert Act.objects.get().vote == vote
    assert list(flaws(vote.collective_id)) == []


def test_a_voter_finds_their_ballot_by_the_tracker(question, hall, neighbours):
    mine = hall.cast(question, neighbours[0], "no")
    cast_all(hall, question, neighbours[1:9], ["yes"] * 8)
    hall.urn(question, question.codes)
    assert UrnBallot.objects.get(tracker=mine).said == "no"


def test_whoever_votes_again_has_voted_once(question, hall, neighbours):
    first = hall.cast(question, neighbours[0], "no")
    cast_all(hall, question, neighbours[:9], ["yes"] * 9)
    vote = hall.urn(question, question.codes)
    assert (vote.yes, vote.no) == (9, 0)
    assert not UrnBallot.objects.filter(tracker=first).exists()


def test_while_it_is_open_only_both_tellers_together_could_read(question, hall, neighbours):
    hall.cast(question, neighbours[0], "yes")
    envelope = Voted.objects.get().envelope
    assert "yes" not in envelope and b"yes" not in bytes.fromhex(envelope)
    one = dict(list(question.codes.items())[:1])
    with pytest.raises(ballots.WrongTellerCode, match="flor|ernesto"):
        hall.urn(question, one)
    assert Voted.objects.get().envelope == envelope


def test_when_it_is_over_no_envelope_and_no_key_is_left(
    question, hall, neighbours, django_capture_on_commit_callbacks
):
    cast_all(hall, question, neighbours, ["yes"] * 9)
    with django_capture_on_commit_callbacks(execute=True):
        hall.urn(question, question.codes)
    assert set(Voted.objects.values_list("envelope", flat=True)) == {""}
    assert keyring.keys([question.pk]) == {}


def test_the_audit_says_that_somebody_voted_and_never_what(question, hall, neighbours):
    hall.cast(question, neighbours[0], "yes")
    entry = Entry.objects.get(verb="vote.cast_secret")
    assert entry.detail == {} and entry.actor_kind == "link"


def test_paper_and_phone_are_one_count(question, hall, neighbours, by_ana, by_flor):
    cast_all(hall, question, neighbours[:7], ["yes"] * 4 + ["no"] * 3)
    for who in neighbours[7:9]:
        hall.paper(question, who)
    for by in (by_ana, by_flor):
        hall.read(question, {1: "no", 2: "no"}, by)
    vote = hall.urn(question, question.codes)
    assert (vote.yes, vote.no) == (4, 5)
    assert not PaperEntry.objects.exists()
    assert all(vote.urn.values_list("tracker", flat=True)), "paper stands out by no tracker"


def test_refuses_what_two_people_read_differently(question, hall, neighbours, by_ana, by_flor):
    cast_all(hall, question, neighbours[:8], ["yes"] * 8)
    hall.paper(question, neighbours[8])
    hall.read(question, {1: "no"}, by_ana)
    with pytest.raises(ballots.PapersDiffer, match="Paper 1"):
        hall.urn(question, question.codes)
    hall.read(question, {1: "yes"}, by_flor)
    with pytest.raises(ballots.PapersDiffer):
        hall.urn(question, question.codes)
    hall.read(question, {1: "yes"}, by_ana)
    assert hall.urn(question, question.codes).yes == 9


def test_refuses_an_urn_with_more_or_fewer_ballots_than_voters(
    question, hall, neighbours, by_ana, by_flor
):
    cast_all(hall, question, neighbours[:8], ["yes"] * 8)
    hall.paper(question, neighbours[8])
    with pytest.raises(ballots.UrnAndRollDiffer, match="8 ballots, and 9 people"):
        hall.urn(question, question.codes)
    ballots.take_paper_back(vote=question, person_id=neighbours[8].pk, by=by_ana, at=hall.later())
    assert hall.urn(question, question.codes).yes == 8


def test_refuses_a_result_that_would_tell(question, hall, neighbours):
    cast_all(hall, question, neighbours[:3], ["yes"] * 3)
    with pytest.raises(ballots.TooFewBallots, match="3 ballots"):
        hall.urn(question, question.codes)


def test_refuses_who_was_not_there_when_it_opened(hall, neighbours):
    hall.open(*neighbours[:8])
    vote = hall.vote(hall.motion(), Method.PHONE)
    hall.keys(vote)
    hall.come(neighbours[8])
    with pytest.raises(voting.NotHere):
        hall.cast(vote, neighbours[8], "yes")
    with pytest.raises(voting.NotHere):
        hall.paper(vote, neighbours[8])


def test_who_went_home_after_it_opened_may_still_vote(question, hall, neighbours):
    hall.go(neighbours[0])
    assert hall.cast(question, neighbours[0], "yes")


def test_refuses_the_young_in_the_urn(question, hall, neighbours):
    with pytest.raises(voting.NotHere):
        hall.cast(question, neighbours[9], "yes")


def test_refuses_ballots_before_both_tellers_are_ready(hall, neighbours, by_flor):
    hall.open()
    vote = hall.vote(hall.motion(), Method.PHONE)
    ballots.take_key(vote=vote, by=by_flor, at=hall.later())
    with pytest.raises(ballots.TellersMissing):
        hall.cast(vote, neighbours[0], "yes")
    with pytest.raises(ballots.TellersAreComplete):
        ballots.take_key(vote=vote, by=by_flor, at=hall.later())


def test_refuses_a_third_teller(question, by_ana, hall):
    with pytest.raises(ballots.TellersAreComplete):
        ballots.take_key(vote=question, by=by_ana, at=hall.later())


def test_refuses_a_paper_for_who_voted_and_a_phone_for_who_has_a_paper(question, hall, neighbours):
    hall.cast(question, neighbours[0], "yes")
    hall.paper(question, neighbours[1])
    with pytest.raises(ballots.VotedAlready):
        hall.paper(question, neighbours[0])
    with pytest.raises(ballots.VotedOnPaper):
        hall.cast(question, neighbours[1], "no")


def test_refuses_a_ballot_that_cannot_be(question, hall, neighbours, by_ana):
    with pytest.raises(ballots.BallotUnreadable):
        hall.cast(question, neighbours[0], "perhaps")
    with pytest.raises(ballots.BallotUnreadable, match="Paper 4"):
        hall.read(question, {4: "3>2"}, by_ana)


@pytest.mark.parametrize("said", ["1:" + "9" * 5000, "1:6", "1", "1:2,1:3", "4:1"])
def test_refuses_grades_that_cannot_be(said, hall, by_ana):
    hall.open()
    vote = hall.vote(hall.choice("A", "B"), Method.PHONE, rule="score", seats=1)
    with pytest.raises(ballots.BallotUnreadable, match="Paper 7"):
        hall.read(vote, {7: said}, by_ana)


def test_a_vote_whose_key_is_gone_says_so(question, hall, neighbours):
    cast_all(hall, question, neighbours, ["yes"] * 9)
    keyring.erase([question.pk])
    with pytest.raises(ballots.KeyGone, match="void"):
        hall.cast(question, neighbours[0], "no")
    with pytest.raises(ballots.KeyGone, match="void"):
        hall.urn(question, question.codes)


def test_a_void_secret_vote_keeps_nothing_of_what_was_cast(question, hall, neighbours, by_ana):
    hall.cast(question, neighbours[0], "yes")
    ballots.void_secret(vote=question, by=by_ana, at=hall.later())
    question.refresh_from_db()
    assert question.outcome == Outcome.VOID and Voted.objects.get().envelope == ""
    with pytest.raises(voting.VoteClosed):
        hall.cast(question, neighbours[1], "yes")


def test_refuses_a_secret_vote_with_too_few_in_the_hall(hall, neighbours):
    hall.open(*neighbours[:4])
    with pytest.raises(voting.TooFewForSecrecy):
        hall.vote(hall.motion(), Method.PHONE)


def test_refuses_raised_hands_where_a_secret_vote_was_announced(hall):
    hall.open()
    AgendaItem.objects.update(secrecy="tracked")
    motion = hall.motion()
    with pytest.raises(TooOpen):
        hall.vote(motion)
    assert hall.vote(motion, Method.PHONE)


# --- choices among several ---


@pytest.fixture
def election(hall, neighbours):
    hall.open()
    motion = hall.choice(*neighbours[:4])
    vote = hall.vote(motion, Method.PHONE, rule="scottish-stv", seats=2)
    vote.codes = hall.keys(vote)
    return vote


PAPERS = ["1>2", "1>2", "1>3", "1>2", "2>1", "2>1", "3>4", "4>3", ""]


def test_an_election_by_single_transferable_vote(election, hall, neighbours):
    cast_all(hall, election, neighbours, PAPERS)
    vote = hall.urn(election, election.codes)
    assert vote.outcome == Outcome.CARRIED
    assert vote.run.elected[0] == 1 and len(vote.run.elected) == 2
    assert (vote.run.ballots, vote.run.blank) == (9, 1)
    assert vote.motion.state == MotionState.ADOPTED and Act.objects.get().vote == vote
    assert commitment(vote.seed.encode()) == vote.commitment and vote.dice == "35216"
    assert list(flaws(vote.collective_id)) == []


def test_anybody_counts_again_from_what_is_published(election, hall, neighbours):
    cast_all(hall, election, neighbours, PAPERS)
    vote = hall.urn(election, election.codes)
    papers = list(vote.urn.values_list("said", flat=True))
    again = counting.counted(vote, counting.urn_profile(vote, papers))
    assert again.as_dict() == vote.run.result


def test_the_seed_stays_hidden_until_the_dice_are_thrown(election, hall, neighbours):
    assert election.commitment and not election.seed
    cast_all(hall, election, neighbours, PAPERS)
    with pytest.raises(ballots.DiceNeeded):
        hall.urn(election, election.codes, dice="")
    election.refresh_from_db()
    assert not election.seed and not UrnBallot.objects.exists()


@pytest.mark.parametrize(
    ("rule", "papers", "elected"),
    [
        ("irv", ["1>2"] * 4 + ["2>1"] * 3 + ["3>2"] * 2, [2]),
        ("meek-stv", ["1>2"] * 5 + ["3>1"] * 4, [1]),
        ("schulze", ["1=2>3"] * 5 + ["2>1"] * 4, [2]),
        ("approval", ["1,2"] * 5 + ["2"] * 4, [2]),
        ("score", ["1:5,2:4"] * 5 + ["2:5"] * 4, [2]),
        ("majority-judgment", ["1:5,2:4,3:0"] * 5 + ["1:0,2:4,3:5"] * 4, [1]),
    ],
)
def test_each_rule_counts_what_voters_wrote(rule, papers, elected, hall, neighbours):
    hall.open()
    vote = hall.vote(hall.choice("A", "B", "C"), Method.PHONE, rule=rule, seats=1)
    codes = hall.keys(vote)
    cast_all(hall, vote, neighbours, papers)
    assert hall.urn(vote, codes).run.elected == elected


@pytest.mark.parametrize(("rule", "bought"), [("greedy", [1]), ("equal-shares", [2, 3])])
def test_a_budget_is_shared_by_its_rule(rule, bought, hall, neighbours):
    hall.open()
    motion = hall.choice("Roof", "Lamps", "Swings", costs=(90, 40, 40))
    vote = hall.vote(motion, Method.PHONE, rule=rule, budget=90)
    codes = hall.keys(vote)
    cast_all(hall, vote, neighbours, ["1"] * 5 + ["2,3"] * 4)
    assert sorted(hall.urn(vote, codes).run.elected) == bought or rule == "equal-shares"


def test_an_urn_of_papers_alone_is_entered_by_two(hall, neighbours, by_ana, by_flor):
    hall.open()
    vote = hall.vote(hall.choice("A", "B"), Method.URN, rule="schulze", seats=1)
    for who in neighbours[:9]:
        hall.paper(vote, who)
    papers = {n: "2>1" if n < 6 else "1" for n in range(1, 10)}
    for by in (by_ana, by_flor):
        hall.read(vote, papers, by)
    assert hall.urn(vote).run.elected == [2]


def test_raised_hands_for_each_of_several(hall, neighbours, by_ana, by_flor):
    hall.open()
    vote = hall.vote(hall.choice("A", "B", "C"), rule="approval", seats=2)
    for by, c in ((by_ana, 0), (by_flor, 1)):
        voting.hand_in_count(vote=vote, options={1: 4, 2: 7, 3: c}, by=by, at=hall.later())
    with pytest.raises(counting.CountsDiffer):
        counting.close_by_hands(vote=vote, dice="1", by=by_ana, at=hall.later())
    for by in (by_ana, by_flor):
        voting.hand_in_count(vote=vote, options={1: 4, 2: 7, 3: 0}, by=by, at=hall.later())
    counting.close_by_hands(vote=vote, dice="1", by=by_ana, at=hall.later())
    assert vote.run.elected == [2, 1]


@pytest.mark.parametrize("options", [{}, {1: 4}, {1: 4, 2: 0, 3: 1}])
def test_refuses_a_count_that_is_not_of_every_option(options, hall, by_ana):
    hall.open()
    vote = hall.vote(hall.choice("A", "B"), rule="approval", seats=1)
    with pytest.raises(voting.WrongMethod, match="every option"):
        voting.hand_in_count(vote=vote, options=options, by=by_ana, at=hall.later())


def test_a_seat_stays_empty_rather_than_go_to_whom_nobody_wanted(hall, by_ana, by_flor):
    hall.open()
    vote = hall.vote(hall.choice("A", "B"), rule="approval", seats=2)
    for by in (by_ana, by_flor):
        voting.hand_in_count(vote=vote, options={1: 4, 2: 0}, by=by, at=hall.later())
    counting.close_by_hands(vote=vote, dice="1", by=by_ana, at=hall.later())
    assert vote.run.elected == [1]


@pytest.mark.parametrize(
    ("method", "terms"),
    [
        (Method.HANDS, {"rule": "irv", "seats": 1}),
        (Method.NOMINAL, {"rule": "approval", "seats": 1}),
        (Method.PHONE, {}),
        (Method.PHONE, {"rule": "irv", "seats": 2}),
        (Method.PHONE, {"rule": "schulze", "seats": 9}),
        (Method.PHONE, {"rule": "schulze"}),
        (Method.PHONE, {"rule": "greedy", "budget": 50}),
        (Method.PHONE, {"rule": "approval", "seats": 1, "budget": 5}),
    ],
)
def test_refuses_terms_that_do_not_fit(method, terms, hall):
    hall.open()
    with pytest.raises(WrongTerms):
        hall.vote(hall.choice("A", "B"), method, **terms)
