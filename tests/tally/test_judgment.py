"""Majority judgment against taking grades away one by one, and against Belenios."""

import random

import pytest

from barrio.tally.ballots import Graded
from barrio.tally.judgment import Middle, majority_gauges, majority_judgment
from barrio.tally.lots import Draws
from tests.tally import oracles


def first(names):
    return names[0]


def graded(grades, top):
    ballots = tuple((1, dict(enumerate(one))) for one in grades)
    words = tuple(str(grade) for grade in range(top))
    return Graded(oracles.LETTERS[: len(grades[0])], ballots, grades=words)


def profiles(how_many):
    dice = random.Random("judgment")
    for _each in range(how_many):
        size, voters, top = dice.randint(2, 6), dice.randint(1, 9), dice.randint(2, 5)
        yield top, [[dice.randrange(top) for _n in range(size)] for _v in range(voters)]


def test_it_equals_taking_grades_away_one_by_one_on_500_profiles():
    tied = 0
    for top, grades in profiles(500):
        found = majority_judgment(graded(grades, top), 1, Draws(oracles.LETTERS, first)).levels
        assert list(found) == oracles.judgment_levels(grades)
        tied += any(len(level) > 1 for level in found)
    assert tied > 100


def test_it_equals_belenios_with_the_upper_middle_grade_on_300_profiles():
    for top, grades in profiles(300):
        draws = Draws(oracles.LETTERS, first)
        found = majority_judgment(graded(grades, top), 1, draws, Middle.UPPER).levels
        from_one = [[top - grade for grade in one] for one in grades]
        options = (f"--nchoices={len(grades[0])}", f"--ngrades={top}")
        assert list(found) == oracles.belenios("majority-judgment", from_one, *options)


def test_many_ballots_alike_count_as_so_many_ballots():
    dice = random.Random("alike")
    for _each in range(100):
        grades = [[dice.randrange(4) for _n in range(3)] for _v in range(5)]
        times = [dice.randint(1, 6) for _v in grades]
        one_by_one = [
            one for one, how_many in zip(grades, times, strict=True) for _ in range(how_many)
        ]
        given = tuple(
            tuple(sum(one[n] == grade for one in one_by_one) for grade in range(4))
            for n in range(3)
        )
        gauges = majority_gauges(given)
        levels = [
            tuple(n for n in range(3) if gauges[n] == gauge)
            for gauge in sorted(set(gauges), reverse=True)
        ]
        assert levels == oracles.judgment_levels(one_by_one)


def test_a_billion_ballots_are_no_more_work_than_ten():
    profile = Graded(("A", "B"), ((10**9, {0: 2, 1: 1}), (10**9 + 1, {0: 0, 1: 1})))
    assert majority_judgment(profile, 1, Draws(("A", "B"), first)).elected == (1,)


def test_no_grade_is_the_worst_grade():
    profile = Graded(("A", "B"), ((2, {0: 1}), (1, {0: 1, 1: 2})))
    count = majority_judgment(profile, 1, Draws(("A", "B"), first))
    assert (count.medians, count.elected) == ((1, 0), (0,))


def test_only_the_same_grades_throughout_are_a_tie():
    profile = Graded(("A", "B"), ((1, {0: 1, 1: 2}), (1, {0: 2, 1: 1})))
    draws = Draws(("A", "B"), lambda names: names[1])
    assert majority_judgment(profile, 1, draws).elected == (1,)
    assert draws.lots == [{"between": ["A", "B"], "drawn": "B"}]


def test_nobody_votes():
    profile = Graded(("A", "B"), (), grades=("bad", "good"))
    assert majority_judgment(profile, 1, Draws(("A", "B"), first)).levels == ((0, 1),)


def test_refuses_a_grade_below_the_worst():
    with pytest.raises(ValueError, match="below the worst"):
        majority_judgment(Graded(("A",), ((1, {0: -1}),)), 1, Draws(("A",), first))
