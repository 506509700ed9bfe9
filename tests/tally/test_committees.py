"""Committees by approval: thirty of abcvoting's instances, every way that ties can fall."""

from itertools import product

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from barrio.tally.ballots import Approvals
from barrio.tally.committees import BEST, Committee, elect
from barrio.tally.exhaustive import TooManyCommittees, all_best, by_lot, represented
from barrio.tally.lots import Draws

ALL_OUTCOMES = {
    Committee.AV: "av",
    Committee.SAV: "sav",
    Committee.SEQPAV: "seqpav",
    Committee.REVSEQPAV: "revseqpav",
    Committee.SEQSLAV: "seqslav",
    Committee.SEQCC: "seqcc",
    Committee.SEQPHRAGMEN: "seqphragmen",
    Committee.ENESTROEM: "phragmen-enestroem",
    Committee.EQUAL_SHARES: "equal-shares",
    Committee.EQUAL_SHARES_AV: "equal-shares-with-av-completion",
    Committee.MAXIMIN_SUPPORT: "maximin-support",
    Committee.CONSENSUS: "consensus-rule",
    Committee.EPH: "eph",
}
# Of these the files have one outcome, with ties to the candidate listed first.
FIRST_LISTED = {
    Committee.EQUAL_SHARES_INCREMENT: "equal-shares-with-increment-completion",
    Committee.GREEDY_MONROE: "greedy-monroe",
}


# What is left of a ballot depends on the order in which people were elected.
ONE_AFTER_ANOTHER = (Committee.SEQPHRAGMEN, Committee.ENESTROEM, Committee.CONSENSUS)


@pytest.fixture(scope="module")
def instances(data_dir):
    files = sorted((data_dir / "elections" / "abc").glob("*.abc.yaml"))
    assert len(files) >= 30
    return [yaml.load(file.read_text(), yaml.CSafeLoader) for file in files]


def profile_of(instance):
    names = tuple(str(n) for n in range(instance["num_cand"]))
    ballots = tuple((1, frozenset(approved)) for approved in instance["profile"])
    return Approvals(names, ballots, instance["committeesize"])


def expected_of(instance, rule_id, *, resolute):
    found = next(
        one["result"]
        for one in instance["compute"]
        if one["rule_id"] == rule_id and one["resolute"] is resolute
    )
    return {tuple(sorted(committee)) for committee in found}


class Seen(Exception):
    pass


def outcomes(profile, rule):
    """Every committee that some lot gives, each set drawn in one order only."""
    found, seen, paths = set(), set(), [()]
    while paths:
        path = paths.pop()
        drawn = []

        def pick(names, path=path, drawn=drawn):
            if len(drawn) == len(path):
                key = (frozenset(drawn), tuple(names))
                if key in seen and rule not in ONE_AFTER_ANOTHER:
                    raise Seen
                seen.add(key)
                paths.extend((*drawn, name) for name in names)
                raise Seen
            drawn.append(path[len(drawn)])
            return drawn[-1]

        try:
            committee = elect(profile, rule, profile.seats, Draws(profile.candidates, pick))
        except Seen:
            continue
        found.add(tuple(sorted(committee)))
    return found


@pytest.mark.parametrize("rule", ALL_OUTCOMES)
def test_it_has_all_the_outcomes_that_abcvoting_has_and_no_other(instances, rule):
    for instance in instances:
        expected = expected_of(instance, ALL_OUTCOMES[rule], resolute=False)
        assert outcomes(profile_of(instance), rule) == expected, instance["description"]


@pytest.mark.parametrize("rule", BEST)
def test_the_best_of_all_are_those_of_abcvoting_and_no_other(instances, rule):
    for instance in instances:
        profile = profile_of(instance)
        found = all_best(profile, profile.seats, BEST[rule])
        assert set(found) == expected_of(instance, rule.value, resolute=False), instance[
            "description"
        ]


@given(
    st.lists(st.frozensets(st.integers(0, 3)), min_size=1, max_size=6),
    st.sampled_from([(0, 1), (0, 1, 2), (1, 2, 3), (0, 1, 2, 3)]),
)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_monroe_serves_as_many_as_any_assignment_does(voters, committee):
    profile = Approvals(tuple("ABCD"), tuple((1, approved) for approved in voters))
    share, over = divmod(len(voters), len(committee))
    most = 0
    for assigned in product(committee, repeat=len(voters)):
        sizes = [assigned.count(member) for member in committee]
        if min(sizes) < share or max(sizes) > share + bool(over):
            continue
        served = sum(to in approved for to, approved in zip(assigned, voters, strict=True))
        most = max(most, served)
    assert represented(profile, committee) == most


def test_the_lot_can_fall_on_each_of_the_best():
    best = [(0, 1), (0, 2), (1, 3)]

    def drawn(order):
        draws = Draws(tuple("ABCD"), lambda names: next(n for n in order if n in names))
        return by_lot(best, draws)

    assert {tuple(drawn(order)) for order in ("ABCD", "CABD", "DABC")} == set(best)


def test_too_many_to_try_is_said_and_not_tried():
    names = tuple(f"N{n}" for n in range(60))
    profile = Approvals(names, ((1, frozenset({0})),))
    with pytest.raises(TooManyCommittees, match="seqpav"):
        elect(profile, Committee.PAV, 20, Draws(names, lambda drawn: drawn[0]))


@pytest.mark.parametrize("rule", [*ALL_OUTCOMES, *FIRST_LISTED])
def test_it_elects_a_committee_that_abcvoting_accepts(instances, rule):
    rule_id = (ALL_OUTCOMES | FIRST_LISTED)[rule]
    for instance in instances:
        profile = profile_of(instance)
        draws = Draws(profile.candidates, lambda names: names[0])
        found = tuple(sorted(elect(profile, rule, profile.seats, draws)))
        assert found in expected_of(instance, rule_id, resolute=True), instance["description"]


@pytest.mark.parametrize("rule", Committee)
def test_ballots_alike_count_as_so_many_ballots(rule):
    together = Approvals(
        tuple("ABCD"), ((5, frozenset({0, 1})), (3, frozenset({2})), (2, frozenset({3})))
    )
    apart = Approvals(
        tuple("ABCD"), tuple((1, a) for n, a in together.ballots for _each in range(n))
    )

    def elected(profile):
        return elect(profile, rule, 3, Draws(tuple("ABCD"), lambda names: names[0]))

    assert elected(together) == elected(apart)


def test_approval_gives_a_majority_every_seat_and_thiele_does_not():
    ballots = ((6, frozenset({0, 1, 2})), (4, frozenset({3})))
    profile = Approvals(tuple("ABCD"), ballots)

    def elected(rule):
        return set(elect(profile, rule, 3, Draws(tuple("ABCD"), lambda names: names[0])))

    assert elected(Committee.AV) == {0, 1, 2}
    assert elected(Committee.SEQPAV) == {0, 1, 3}


def test_a_lot_is_drawn_only_for_the_last_seats():
    ballots = ((3, frozenset({0})), (2, frozenset({1})), (2, frozenset({2})), (2, frozenset({3})))
    draws = Draws(tuple("ABCD"), lambda names: names[-1])
    assert elect(Approvals(tuple("ABCD"), ballots), Committee.AV, 3, draws) == [0, 3, 2]
    assert draws.lots == [
        {"between": ["B", "C", "D"], "drawn": "D"},
        {"between": ["B", "C"], "drawn": "C"},
    ]


@pytest.mark.parametrize("rule", Committee)
@pytest.mark.parametrize("ballots", [(), ((3, frozenset()),), ((2, frozenset({0})),)])
def test_it_fills_the_seats_when_few_are_approved(rule, ballots):
    draws = Draws(tuple("ABC"), lambda names: names[0])
    assert len(elect(Approvals(tuple("ABC"), ballots), rule, 2, draws)) == 2
    assert len(elect(Approvals(tuple("ABC"), ballots), rule, 9, draws)) == 3


@pytest.mark.parametrize("rule", Committee)
def test_somebody_withdrawn_is_not_elected(rule):
    ballots = ((9, frozenset({0, 1})), (1, frozenset({2})))
    profile = Approvals(tuple("ABC"), ballots, withdrawn=frozenset({0}))
    assert 0 not in elect(profile, rule, 2, Draws(tuple("ABC"), lambda names: names[0]))
