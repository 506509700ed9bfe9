"""Majorities: of what, how much, and what abstaining does."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from barrio.tally.majorities import Base, Hands, Majority, carries

VOTES = st.integers(0, 400)
PARTS = st.tuples(st.integers(1, 12), st.integers(1, 12)).filter(lambda part: part[0] <= part[1])
SIMPLE = {"numerator": 1, "denominator": 2, "strict": True}
TWO_THIRDS = {"numerator": 2, "denominator": 3, "strict": False}


@pytest.mark.parametrize(
    ("votes", "base", "rule", "carried"),
    [
        ((5, 4, 9), Base.CAST, SIMPLE, True),
        ((5, 5, 0), Base.CAST, SIMPLE, False),
        ((5, 4, 9), Base.PRESENT, SIMPLE, False),
        ((11, 4, 3), Base.PRESENT, SIMPLE, True),
        ((10, 4, 3), Base.PRESENT, SIMPLE, False),
        ((20, 0, 0), Base.ENTITLED, SIMPLE, False),
        ((21, 0, 0), Base.ENTITLED, SIMPLE, True),
        ((50, 0, 0), Base.CENSUS, SIMPLE, False),
        ((51, 0, 0), Base.CENSUS, SIMPLE, True),
        ((8, 4, 0), Base.CAST, TWO_THIRDS, True),
        ((7, 4, 0), Base.CAST, TWO_THIRDS, False),
        ((0, 0, 9), Base.CAST, TWO_THIRDS, False),
        ((0, 0, 0), Base.CAST, SIMPLE, False),
        ((1, 0, 19), Base.CAST, SIMPLE, True),
    ],
)
def test_it_carries_by_its_base(votes, base, rule, carried):
    sizes = {"present": max(20, sum(votes)), "entitled": max(40, sum(votes)), "census": 100}
    assert carries(*votes, base=base, **sizes, **rule) is carried


@given(VOTES, VOTES, VOTES, PARTS, st.booleans())
def test_it_is_the_fraction_it_says(yes, no, abstain, part, strict):
    share = Fraction(*part) * (yes + no)
    expected = yes > share if strict else yes >= share and yes > 0
    found = carries(
        yes, no, abstain, base=Base.CAST, numerator=part[0], denominator=part[1], strict=strict
    )
    assert found is expected


@given(VOTES, VOTES, VOTES, PARTS, st.booleans(), st.sampled_from(Base), st.integers(0, 99))
def test_one_more_yes_never_loses_it(yes, no, abstain, part, strict, base, others):
    assume(no > 0)
    sizes = dict.fromkeys(("present", "entitled", "census"), yes + no + abstain + others)
    rule = {"base": base, "numerator": part[0], "denominator": part[1], "strict": strict, **sizes}
    if carries(yes, no, abstain, **rule):
        assert carries(yes + 1, no - 1, abstain, **rule)


@given(VOTES, VOTES, VOTES, st.integers(0, 99), st.integers(0, 99))
def test_a_wider_base_is_never_easier(yes, no, abstain, absent, others):
    present = yes + no + abstain
    sizes = {"present": present, "entitled": present + absent, "census": present + absent + others}
    found = [carries(yes, no, abstain, base=base, **sizes) for base in Base]
    assert found == sorted(found, reverse=True)


@given(VOTES, VOTES, st.integers(1, 400))
def test_abstaining_says_nothing_of_the_votes_cast(yes, no, abstain):
    assert carries(yes, no, 0, base=Base.CAST) is carries(yes, no, abstain, base=Base.CAST)


@given(VOTES, VOTES, VOTES, PARTS, st.booleans())
def test_the_number_needed_is_the_fewest_that_carry(yes, no, abstain, part, strict):
    majority = Majority(Base.PRESENT, *part, strict, present=yes + no + abstain)
    needed = majority.needed(Hands(yes, no, abstain))
    assert majority.carries(Hands(yes, no, abstain)) is (yes >= needed)


def test_refuses_a_base_that_is_not_told_or_too_small():
    with pytest.raises(ValueError, match="how many are present is not told"):
        carries(1, 0, 0, base=Base.PRESENT)
    with pytest.raises(ValueError, match="more voted than are present"):
        carries(5, 3, 1, base=Base.PRESENT, present=8)
    with pytest.raises(ValueError, match="no fewer votes than none"):
        carries(-1, 3, 1, base=Base.CAST)
    with pytest.raises(ValueError, match="between nothing and all"):
        carries(1, 0, 0, base=Base.CAST, numerator=3, denominator=2)
