"""Schulze against an enumeration of paths, against Belenios, and his own example."""

import random

from barrio.tally.ballots import Ranked
from barrio.tally.lots import Draws
from barrio.tally.schulze import schulze
from tests.tally import oracles


def first(names):
    return names[0]


def ranked(ranks):
    """Lists of a rank for each candidate, with equals."""
    places = range(len(ranks[0]))
    ballots = (
        (1, tuple(tuple(n for n in places if one[n] == rank) for rank in sorted(set(one))))
        for one in ranks
    )
    return Ranked(oracles.LETTERS[: len(ranks[0])], tuple(ballots))


def profiles(how_many, candidates):
    """Few voters and many equal ranks: half of these have ties at the top or below."""
    dice = random.Random(f"schulze {candidates}")
    for _each in range(how_many):
        size, voters = dice.randint(2, candidates), dice.randint(1, 8)
        yield [[dice.randint(1, size) for _n in range(size)] for _v in range(voters)]


def test_it_equals_an_enumeration_of_all_paths_on_400_profiles():
    tied = 0
    for ranks in profiles(400, 5):
        found = schulze(ranked(ranks), 1, Draws(oracles.LETTERS, first)).levels
        assert list(found) == oracles.schulze_levels(ranks)
        tied += any(len(level) > 1 for level in found)
    assert tied > 100


def test_it_equals_belenios_on_300_profiles():
    for ranks in profiles(300, 7):
        found = schulze(ranked(ranks), 1, Draws(oracles.LETTERS, first)).levels
        assert list(found) == oracles.belenios("schulze", ranks, f"--nchoices={len(ranks[0])}")


def test_it_finds_the_order_of_schulzes_first_example():
    # arXiv:1804.02973, section 3.1: 45 voters, five candidates, order E A C B D.
    orders = "ACBED ADECB BEDAC CABED CAEBD CBADE DCEBA EBADC"
    counts = (5, 5, 8, 3, 7, 2, 7, 8)
    ballots = tuple(
        (count, tuple((oracles.LETTERS.index(letter),) for letter in order))
        for count, order in zip(counts, orders.split(), strict=True)
    )
    count = schulze(Ranked(oracles.LETTERS[:5], ballots), 5, Draws(oracles.LETTERS, first))
    assert "".join(oracles.LETTERS[n] for n in count.elected) == "EACBD"
    assert count.strengths[4][0][0] == 25
    assert count.strengths[0][4][0] == 24


def test_the_unranked_are_last_and_equal():
    profile = Ranked(("A", "B", "C"), ((1, ((0,),)),))
    count = schulze(profile, 1, Draws(profile.candidates, first))
    assert count.levels == ((0,), (1, 2))
    assert count.pairwise == ((0, 1, 1), (0, 0, 0), (0, 0, 0))


def test_a_lot_is_drawn_only_where_it_decides_who_is_elected():
    profile = Ranked(("A", "B", "C"), ((1, ((0,),)), (1, ((1,),))))
    draws = Draws(profile.candidates, first)
    assert schulze(profile, 2, draws).elected == (0, 1)
    assert draws.lots == []
    assert schulze(profile, 1, draws).elected == (0,)
    assert draws.lots == [{"between": ["A", "B"], "drawn": "A"}]


def test_somebody_withdrawn_is_neither_elected_nor_compared():
    profile = Ranked(("A", "B", "C"), ((3, ((0,), (1,))), (1, ((2,),))), withdrawn=frozenset({0}))
    count = schulze(profile, 3, Draws(profile.candidates, first))
    assert count.levels == ((1,), (2,))
