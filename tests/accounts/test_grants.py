"""A role opens doors from its first moment to its last, and not a request longer."""

from datetime import timedelta

import pytest
from django.urls import reverse

from barrio.accounts.models import Grant
from barrio.accounts.permissions import has_two_administrators
from tests.world import build

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
PEOPLE, TEAM = reverse("people:person-list"), reverse("accounts:team")
NOT_IN_FORCE = {
    "has ended": {"since": -2 * HOUR, "until": -HOUR},
    "has not begun": {"since": HOUR, "until": None},
    "will be for a day": {"since": HOUR, "until": 25 * HOUR},
}


@pytest.fixture
def person(cast, home, at):
    staff = {
        "organizer": cast.ana,
        "canvasser": cast.bruno,
        "dispatcher": cast.delia,
        "administrator": cast.ernesto,
    }
    return reverse("people:person-read", args=[build(home, staff, "own", at).person_id])


def bound(user, role, at, *, since, until):
    moved = {"since": at + since, "until": until and at + until}
    assert Grant.objects.filter(user=user, role=role).update(**moved) == 1


@pytest.mark.parametrize("span", NOT_IN_FORCE.values(), ids=NOT_IN_FORCE)
def test_the_only_role_not_in_force_leaves_an_outsider(as_, cast, person, at, span):
    ana = as_("ana")
    assert [ana.get(url).status_code for url in (PEOPLE, person)] == [200, 200]
    bound(cast.ana, "organizer", at, **span)
    assert [ana.get(url).status_code for url in (PEOPLE, person)] == [404, 404]
    assert "Norris Square" not in ana.get(reverse("web:home")).content.decode()


@pytest.mark.parametrize("span", NOT_IN_FORCE.values(), ids=NOT_IN_FORCE)
def test_one_role_not_in_force_leaves_the_others(as_, cast, at, span):
    """Ernesto is the spokesperson too: he belongs, and may not administer."""
    ernesto = as_("ernesto")
    bound(cast.ernesto, "administrator", at, **span)
    assert ernesto.get(TEAM).status_code == 403
    assert ernesto.post(reverse("accounts:grant-give")).status_code == 403
    assert ernesto.get(reverse("web:home")).status_code == 200


def test_a_role_is_in_force_within_its_days(as_, cast, at):
    bound(cast.ana, "organizer", at, since=-HOUR, until=HOUR)
    assert as_("ana").get(PEOPLE).status_code == 200


def test_a_role_elsewhere_opens_nothing_here(as_, person):
    assert as_("carla").get(person).status_code == 404


@pytest.mark.parametrize("span", NOT_IN_FORCE.values(), ids=NOT_IN_FORCE)
def test_an_administrator_not_in_force_is_no_second_one(cast, home, at, span):
    assert has_two_administrators(home.pk)
    bound(cast.eva, "administrator", at, **span)
    assert not has_two_administrators(home.pk)
