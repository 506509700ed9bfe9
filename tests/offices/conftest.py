"""A council of eight with an act to stand on and a commission of two seats and one alternate."""

import pytest

from barrio.offices.actions import commissions
from tests.bodies import make_body
from tests.cast import day_of


@pytest.fixture
def council(keys, at):
    return make_body("West Council", at, people=8)


@pytest.fixture
def act(council):
    return council.act("Commissions")


@pytest.fixture
def found(council, act, at):
    """Makes a commission."""

    def make(kind="finance", seats=2, alternates=1):
        return commissions.found_commission(
            act=act, kind=kind, name={"en": kind, "es": kind}, seats=seats,
            alternates=alternates, by=council.by, at=at,
        )  # fmt: skip

    return make


@pytest.fixture
def commission(found):
    return found()


@pytest.fixture
def elect(council, act, at):
    """Gives people, by their numbers in the council, seats and places for alternates."""

    def make(commission, principals, alternates=(), begins_on=None):
        return commissions.begin_terms(
            act=act, commission=commission,
            principals=[council.people[n].pk for n in principals],
            alternates=[council.people[n].pk for n in alternates],
            begins_on=begins_on or day_of(at), by=council.by, at=at,
        )  # fmt: skip

    return make
