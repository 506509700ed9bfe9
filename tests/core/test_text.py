import pytest

from barrio.core.text import may_be_one_name, storable


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Denise Barnes", "denise  barnes"),
        ("D. Barnes", "Denise Barnes"),
        ("Barnes, Denise", "Denise Barnes"),
        ("Denise", "Denise Barnes"),
        ("José Lima", "María José Lima"),
        ("Maria Jose", "María-José Peña"),
        ("Denise Cook", "Denise Barnes"),
        ("Tam", "Tamika B."),
        ("", "Denise Barnes"),
        ("???", "Denise Barnes"),
    ],
)
def test_these_may_be_one_person(one, other):
    assert may_be_one_name(one, other) and may_be_one_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Leo Prado", "Isaura Prado"),
        ("Denise Barnes", "Noemí Feliciano"),
        ("L. Prado", "Isaura Prado"),
        ("Al Prado", "Alba Prado"),
        ("王小明", "李小明"),
    ],
)
def test_these_are_two(one, other):
    assert not may_be_one_name(one, other) and not may_be_one_name(other, one)


def test_storable_text_has_no_nul_and_no_half_character():
    odd = {"a\x00": ["\ud800b", 3, None, {"c": "ñ\U0001f3da"}]}
    assert storable(odd) == {"a": ["\ufffdb", 3, None, {"c": "ñ\U0001f3da"}]}
