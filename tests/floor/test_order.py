"""The order in which people are heard, against its published steps."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barrio.floor.order import Reason, Waiting, in_order

BEGAN = datetime(2026, 5, 4, 18, 0, tzinfo=UTC)


def one(number, kind="speak", *, minute=0, spoken=None, given_way=False):
    return Waiting(
        kind=kind,
        number=number,
        asked_at=BEGAN + timedelta(minutes=minute),
        has_spoken=spoken is not None,
        spoken=spoken or 0,
        is_given_way=given_way,
    )


def numbers(waiting, was_given_way=False):
    return [place.waiting.number for place in in_order(waiting, was_given_way)]


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        (one(2, "point", minute=9, spoken=400), one(1), Reason.KIND),
        (one(2, "answer", minute=9), one(1), Reason.KIND),
        (one(3, "point", minute=9), one(1, "answer"), Reason.KIND),
        (one(2, minute=9), one(1, spoken=5, given_way=True), Reason.FIRST_TIME),
        (one(2, minute=9, given_way=True), one(1), Reason.GIVES_WAY),
        (one(2, minute=9, spoken=10), one(1, spoken=11), Reason.LESS_TIME),
        (one(2, minute=1), one(1, minute=2), Reason.ASKED_FIRST),
        (one(1), one(2), Reason.ASKED_FIRST),
    ],
)
def test_each_step_and_its_reason(first, second, reason):
    for waiting in ([first, second], [second, first]):
        places = in_order(waiting, False)
        assert [place.waiting for place in places] == [first, second]
        assert [place.reason for place in places] == [reason, Reason.LAST]


def test_the_list_gives_way_to_one_of_them_and_then_to_another():
    line = [one(1), one(2), one(3, given_way=True, minute=1), one(4, given_way=True, minute=2)]
    assert numbers(line) == [3, 1, 4, 2]
    assert numbers(line, was_given_way=True) == [1, 3, 2, 4]


def test_a_point_of_order_does_not_use_up_a_place():
    line = [one(1, "point"), one(2), one(3, given_way=True)]
    assert numbers(line) == [1, 3, 2]


waitings = st.lists(
    st.builds(
        one,
        st.integers(1, 99),
        st.sampled_from(["point", "answer", "speak"]),
        minute=st.integers(0, 5),
        spoken=st.none() | st.integers(0, 300),
        given_way=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda waiting: waiting.number,
)


@given(waitings, st.booleans(), st.randoms())
def test_nobody_is_lost_and_what_comes_first_decides(waiting, was_given_way, chance):
    line = [place.waiting for place in in_order(waiting, was_given_way)]
    assert sorted(who.number for who in line) == sorted(who.number for who in waiting)
    kinds = ["point", "answer", "speak"]
    steps = [(kinds.index(who.kind), who.has_spoken) for who in line]
    assert steps == sorted(steps)
    mixed = list(waiting)
    chance.shuffle(mixed)
    assert [place.waiting for place in in_order(mixed, was_given_way)] == line
