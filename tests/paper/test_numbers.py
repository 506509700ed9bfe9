"""The number of a sheet survives a telephone and a bad hand, or is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barrio.paper.codes import ALPHABET, NotANumber, new_number, normal_number


def test_it_is_short_and_has_a_character_that_checks_it():
    body, _dash, check = new_number().partition("-")
    assert len(body) == 3 and len(check) == 1


@given(st.integers(3, 6))
def test_it_reads_its_own_numbers_however_they_are_typed(length):
    number = new_number(length)
    assert normal_number(f"  {number.lower().replace('-', ' ')} ") == number


@given(st.integers(0, 3), st.sampled_from(ALPHABET))
def test_refuses_one_wrong_character(place, wrong):
    number = new_number()
    typed = number.replace("-", "")
    changed = typed[:place] + wrong + typed[place + 1 :]
    if changed != typed:
        with pytest.raises(NotANumber):
            normal_number(changed)


def test_refuses_two_neighbours_in_the_wrong_order():
    for _time in range(50):
        typed = new_number().replace("-", "")
        for place in range(3):
            one, other = typed[place], typed[place + 1]
            swapped = typed[:place] + other + one + typed[place + 2 :]
            if swapped != typed and place < 2:
                with pytest.raises(NotANumber):
                    normal_number(swapped)


@pytest.mark.parametrize("text", ["", "4", "4F7", "ÑÑÑ-Ñ", "0OU-0", "٣٣٣-٣"])
def test_refuses_what_is_no_number(text):
    with pytest.raises(NotANumber):
        normal_number(text)
