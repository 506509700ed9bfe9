"""The public lot: drawn again by `sha256sum`, and steered by nobody."""

import hashlib
import shutil
import subprocess
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barrio.tally.lots import Draws, Lot, LotNeeded, commitment, draw, mark

NAMES = st.lists(st.text(min_size=1), min_size=1, max_size=8, unique=True)


def test_anyone_can_draw_again_with_sha256sum():
    if shutil.which("sha256sum") is None:
        pytest.skip("no sha256sum on this machine")

    def sha256sum(text):
        done = subprocess.run(["sha256sum"], input=text.encode(), capture_output=True, check=True)
        return done.stdout.decode().split()[0]

    seed, dice, names = "arroz con pollo", "3-5-1", ["Ana Prado", "Eva Luz", "José Ñáñez"]
    assert commitment(seed.encode()) == sha256sum(seed)
    by_hand = sorted(names, key=lambda name: sha256sum(seed + dice + name))
    assert draw(seed.encode(), dice, names) == by_hand


def test_the_order_is_what_was_written_down_once():
    assert commitment(b"seed") == hashlib.sha256(b"seed").hexdigest()
    assert mark(b"seed", "6", "Ana") == hashlib.sha256(b"seed6Ana").hexdigest()
    assert draw(b"seed", "6", ["Ana", "Eva", "Leo"]) == draw(b"seed", "6", ["Leo", "Eva", "Ana"])


@given(st.binary(), st.text(max_size=5), NAMES)
def test_a_draw_has_everybody_once_and_does_not_depend_on_the_list(seed, dice, names):
    drawn = draw(seed, dice, names)
    assert sorted(drawn) == sorted(names)
    assert draw(seed, dice, names[::-1]) == drawn
    without = [name for name in names if name != drawn[0]]
    assert draw(seed, dice, without) == drawn[1:]


def test_neither_seed_nor_dice_alone_say_who_is_drawn():
    by_dice = Counter(draw(b"seed", str(n), ["Ana", "Eva"])[0] for n in range(1000))
    by_seed = Counter(draw(str(n).encode(), "6", ["Ana", "Eva"])[0] for n in range(1000))
    assert min(by_dice.values()) > 400
    assert min(by_seed.values()) > 400


def test_refuses_two_of_one_name():
    with pytest.raises(ValueError, match="one name"):
        draw(b"", "", ["Ana", "Ana"])


def test_an_order_by_hand_comes_before_the_seed():
    assert Lot(b"seed", order=("Eva",)).pick(["Ana", "Eva"]) == "Eva"
    assert Lot(order=("Leo", "Eva")).pick(["Ana", "Eva"]) == "Eva"


def test_without_a_lot_it_says_between_whom():
    with pytest.raises(LotNeeded, match="between Ana, Eva") as needed:
        Lot().pick(["Ana", "Eva"])
    assert needed.value.between == ("Ana", "Eva")
    with pytest.raises(LotNeeded):
        Lot(order=("Leo",)).pick(["Ana", "Eva"])


def test_draws_are_kept_for_the_record_and_only_where_there_is_a_choice():
    draws = Draws(("Ana", "Eva", "Leo"), Lot(order=("Leo", "Eva", "Ana")).pick)
    assert draws.one([1]) == 1
    assert draws.some([0, 2], 5) == [0, 2]
    assert draws.lots == []
    assert draws.some([0, 1, 2], 2) == [2, 1]
    assert draws.lots == [
        {"between": ["Ana", "Eva", "Leo"], "drawn": "Leo"},
        {"between": ["Ana", "Eva"], "drawn": "Eva"},
    ]
