"""Numbers that are honest: doors and not knocks, each rate with its base, none of too few."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from barrio.canvass import actions
from barrio.canvass.models import Attempt
from barrio.canvass.queries import ENOUGH, Rate, board_of, tallies_by_turf, tally_of
from barrio.places.models import Street
from tests.cast import make_door

pytestmark = pytest.mark.django_db


@pytest.fixture
def canvass(home, by_ana, at):
    return actions.open_canvass(
        collective=home, name="Round", opening={"en": "Hi"}, questions=[], by=by_ana, at=at
    )


@pytest.fixture
def turf(canvass, doors, by_ana, at):
    return actions.cut_turf(canvass=canvass, name="Howard", dwellings=doors, by=by_ana, at=at)


@pytest.fixture
def knock(cast, at):
    def knock(turf, door, *results, undone=False):
        for result in results:
            attempt = Attempt(
                id=uuid.uuid4(), key_id=turf.pk, collective=turf.collective, turf=turf,
                dwelling=door, by=cast.bruno, result=result, made_at=at, received_at=at,
                undone_at=at if undone else None,
            )  # fmt: skip
            attempt.seal()
            attempt.save(force_insert=True)

    return knock


def test_a_door_counts_once_however_often(canvass, turf, doors, knock):
    knock(turf, doors[0], "not_home", "not_home", "spoke", "not_home")
    knock(turf, doors[1], "refused", "spoke")
    knock(turf, doors[2], "refused")
    knock(turf, doors[3], "come_back")
    knock(turf, doors[4], "not_home")
    knock(turf, doors[5], "spoke", undone=True)
    tally = tally_of(canvass)
    assert (tally.doors, tally.knocked, tally.answered) == (6, 5, 4)
    assert (tally.spoke, tally.refused, tally.left, tally.attempts) == (2, 1, 1, 9)
    assert tallies_by_turf(canvass) == {turf.pk: tally}
    assert tally_of(canvass, turf) == tally


def test_every_rate_has_its_base(canvass, turf, doors, knock):
    knock(turf, doors[0], "spoke")
    knock(turf, doors[1], "not_home")
    rates = tally_of(canvass).rates
    assert {name: (rate.part, rate.base) for name, rate in rates.items()} == {
        "knocked": (2, 6),
        "answered": (1, 2),
        "spoke": (1, 1),
        "refused": (0, 1),
    }


def test_no_percentage_of_too_few():
    assert Rate(1, ENOUGH - 1).percent is None
    assert Rate(1, 0).percent is None
    assert Rate(5, ENOUGH).percent == 25


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_board_says_who_has_what_and_how_far(
    as_, canvass, turf, doors, knock, cast, by_ana, at, language
):
    actions.assign_turf(
        turf=turf, user=cast.bruno, since=at, until=at + timedelta(hours=3), by=by_ana, at=at
    )
    knock(turf, doors[0], "spoke")
    address = reverse("canvass:canvass-read", args=[canvass.pk])
    page = as_("ana").get(address, headers={"Accept-Language": language}).content.decode()
    said = {"en": ("bruno has it until", "1 of 6"), "es": ("La tiene bruno hasta", "1 de 6")}
    assert all(text in page for text in said[language])
    assert "%" not in page.split('id="board"')[1].split("</dl>")[0]
    fragment = as_("ana").get(address, headers={"HX-Request": "true"})
    assert b"<html" not in fragment.content and b'id="board"' in fragment.content
    assert "HX-Request" in fragment["Vary"]


def test_the_board_asks_as_often_for_many_turfs(
    canvass, turf, home, doors, by_ana, at, django_assert_num_queries
):
    with django_assert_num_queries(5):
        assert len(board_of(canvass)) == 1
    street = Street.objects.create(collective=home, name="Hope St", lines=[])
    for number in range(5):
        door = make_door(home, street, doors[0].site, number + 1)
        actions.cut_turf(canvass=canvass, name=f"Hope {number}", dwellings=[door], by=by_ana, at=at)
    with django_assert_num_queries(5):
        assert len(board_of(canvass)) == 6
