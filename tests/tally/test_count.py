"""One way in for all rules: the form of an answer, ballots of another kind, ties without a lot."""

import json

import pytest

from barrio.tally.ballots import Approvals, Budget, Graded, Ranked
from barrio.tally.blt import read_blt
from barrio.tally.budgets import Completion
from barrio.tally.committees import Committee
from barrio.tally.count import Rule, Variant, WrongBallots, count
from barrio.tally.lots import Lot, LotNeeded, draw
from barrio.tally.majorities import Base, Hands, Majority

NAMES = ("Ana", "Eva", "Leo")
RANKED = Ranked(NAMES, ((5, ((0,), (1,))), (4, ((1,),)), (2, ((2,), (1,)))))
TIED = Ranked(NAMES, ((1, ((0,),)), (1, ((1,),)), (1, ((2,),))))
GRADED = Graded(NAMES, ((5, {0: 2, 1: 1}), (4, {1: 2}), (2, {2: 2, 1: 1})))
APPROVALS = Approvals(NAMES, ((5, frozenset({0})), (4, frozenset({1})), (2, frozenset({1, 2}))))
BUDGET = Budget(NAMES, (60, 50, 40), 100, ((6, {0: 1}), (5, {1: 1}), (4, {2: 1})), labels=())
PROFILES = {
    Rule.SCOTTISH_STV: RANKED,
    Rule.MEEK_STV: RANKED,
    Rule.IRV: RANKED,
    Rule.SCHULZE: RANKED,
    Rule.MAJORITY_JUDGMENT: GRADED,
    Rule.APPROVAL: APPROVALS,
    Rule.SCORE: GRADED,
    Rule.EQUAL_SHARES: BUDGET,
    Rule.GREEDY: BUDGET,
    Rule.YES_NO_ABSTAIN: Hands(6, 3, 2),
}


@pytest.mark.parametrize("rule", Rule)
def test_every_answer_has_the_same_form_and_is_json(rule):
    answer = count(rule, PROFILES[rule], seats=1, lot=Lot(b"seed")).as_dict()
    assert list(answer)[:6] == ["rule", "seats", "quota", "elected", "stages", "lots"]
    assert json.loads(json.dumps(answer)) == answer
    for stage in answer["stages"]:
        assert {"totals", "non_transferable", "elected", "excluded"} <= stage.keys()


@pytest.mark.parametrize(
    ("rule", "elected"),
    [
        (Rule.SCOTTISH_STV, ("Eva",)),
        (Rule.MEEK_STV, ("Eva",)),
        (Rule.IRV, ("Eva",)),
        (Rule.SCHULZE, ("Eva",)),
        (Rule.MAJORITY_JUDGMENT, ("Eva",)),
        (Rule.APPROVAL, ("Eva",)),
        (Rule.SCORE, ("Eva",)),
        (Rule.EQUAL_SHARES, ()),
        (Rule.GREEDY, ("Ana", "Leo")),
        (Rule.YES_NO_ABSTAIN, ("yes",)),
    ],
)
def test_it_counts_by_each_rule(rule, elected):
    assert count(rule, PROFILES[rule]).elected == elected


def test_figures_explain_what_has_no_stages():
    assert count(Rule.SCORE, GRADED).figures["scores"] == {"Ana": 10, "Eva": 15, "Leo": 4}
    assert count(Rule.SCHULZE, RANKED).figures["pairwise"]["Eva"] == {"Ana": 6, "Leo": 9}
    judged = count(Rule.MAJORITY_JUDGMENT, GRADED).figures
    assert judged["medians"] == {"Ana": 0, "Eva": 1, "Leo": 0}
    assert judged["grades"]["Eva"] == {"0": 0, "1": 7, "2": 4}
    greedily = count(Rule.GREEDY, BUDGET).figures
    assert (greedily["spent"], greedily["left"]) == (100, 0)


def test_a_variant_is_part_of_the_answer():
    variant = Variant(committee=Committee.SEQPAV, completion=Completion.ADD1_GREEDY)
    assert count(Rule.APPROVAL, APPROVALS, variant=variant).figures["committee"] == "seqpav"
    shared = count(Rule.EQUAL_SHARES, BUDGET, variant=variant)
    assert shared.figures["completion"] == "add1-greedy"
    assert shared.elected


def test_a_majority_is_told_with_its_base_and_what_was_needed():
    majority = Majority(Base.PRESENT, present=14)
    result = count(Rule.YES_NO_ABSTAIN, Hands(7, 3, 2), variant=Variant(majority=majority))
    assert result.elected == ()
    assert result.figures == {
        "votes": {"yes": 7, "no": 3, "abstain": 2},
        "base": "present",
        "of": 14,
        "needed": 8,
        "carried": False,
    }


@pytest.mark.parametrize("rule", [Rule.SCOTTISH_STV, Rule.MEEK_STV, Rule.IRV, Rule.SCHULZE])
def test_a_tie_without_a_lot_stops_and_says_between_whom(rule):
    with pytest.raises(LotNeeded, match="between Ana, Eva, Leo"):
        count(rule, TIED)


@pytest.mark.parametrize("rule", [Rule.SCOTTISH_STV, Rule.MEEK_STV, Rule.SCHULZE])
def test_a_lot_decides_as_anyone_can_draw_again_and_is_told(rule):
    result = count(rule, TIED, lot=Lot(b"seed", "3-5"))
    drawn = draw(b"seed", "3-5", NAMES)[0]
    assert result.lots[0] == {"between": list(NAMES), "drawn": drawn}
    assert (drawn in result.elected) is (rule is Rule.SCHULZE)


def test_a_file_may_say_how_ties_fall():
    text = '3 1\n[tie 3 2 1]\n1 1 0\n1 2 0\n1 3 0\n0\n"Ana"\n"Eva"\n"Leo"\n"T"\n'
    result = count(Rule.MEEK_STV, read_blt(text))
    assert [lot["drawn"] for lot in result.lots] == ["Leo", "Eva"]


def test_ballots_count_by_every_rule_for_which_they_say_enough():
    assert count(Rule.APPROVAL, RANKED).figures["scores"] == {"Ana": 5, "Eva": 11, "Leo": 2}
    assert count(Rule.APPROVAL, GRADED).figures["scores"] == {"Ana": 5, "Eva": 11, "Leo": 2}
    assert count(Rule.SCHULZE, GRADED).elected == ("Eva",)


@pytest.mark.parametrize(
    ("rule", "profile", "complaint"),
    [
        (Rule.SCORE, RANKED, "score counts ballots of points or grades; these are ranked ballots"),
        (Rule.SCHULZE, APPROVALS, "schulze counts ranked ballots; these are ballots of approval"),
        (Rule.GREEDY, RANKED, "greedy counts ballots on projects that cost"),
        (Rule.IRV, BUDGET, "irv counts ranked ballots; these are ballots on projects"),
        (Rule.APPROVAL, Hands(1, 0), "approval counts ballots of approval; these are votes of yes"),
    ],
)
def test_refuses_ballots_that_do_not_say_what_the_rule_counts(rule, profile, complaint):
    with pytest.raises(WrongBallots, match=complaint):
        count(rule, profile)


def test_refuses_no_seats_and_more_than_one_for_the_run_off():
    with pytest.raises(WrongBallots, match="at least one seat"):
        count(Rule.SCHULZE, RANKED, seats=0)
    with pytest.raises(WrongBallots, match="irv fills one seat, not 2"):
        count(Rule.IRV, RANKED, seats=2)


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (lambda: Ranked(("A", "A"), ()), "one name"),
        (lambda: Ranked(("A",), ((1, ((1,),)),)), "does not stand"),
        (lambda: Ranked(("A",), ((1, ((0,), (0,))),)), "twice"),
        (lambda: Approvals(("A",), ((-1, frozenset()),)), "no fewer ballots"),
        (lambda: Graded(("A",), ((1, {2: 1}),)), "does not stand"),
        (lambda: Budget(("A",), (0,), 1, ()), "a cost above nothing"),
        (lambda: Budget(("A",), (1,), -1, ()), "below nothing"),
        (lambda: Budget(("A",), (1,), 0.1, ()), "amounts are exact"),
        (lambda: Budget(("A",), (1,), 1, ((1, {0: 0.5}),)), "amounts are exact"),
        (lambda: Budget(("A",), (1,), 1, ((1, {0: -1}),)), "below nothing"),
    ],
)
def test_refuses_ballots_that_cannot_be(make, complaint):
    with pytest.raises(ValueError, match=complaint):
        make()
