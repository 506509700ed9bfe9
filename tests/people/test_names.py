"""The list of names follows every change, and opens no more than what changed."""

import pytest

from barrio.people.actions import add_person, change_person, erase_person
from barrio.people.models import Person
from barrio.people.queries import names_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(home, by_ana, at):
    return [
        add_person(collective=home, name=name, language="es", by=by_ana, at=at)
        for name in ("Zoé", "Ábel", "Marta")
    ]


def names(home):
    return [name for _pk, name in names_in(home.pk)]


@pytest.fixture
def opened(monkeypatch):
    """How many people were opened since."""
    count = []
    plain = Person.open_with
    monkeypatch.setattr(
        Person, "open_with", lambda row, key: (count.append(row.pk), plain(row, key))
    )
    return count


def test_it_lists_everybody_by_name_without_accents(home, three):
    assert names(home) == ["abel", "marta", "zoe"]


def test_it_opens_only_who_has_changed(home, three, by_ana, at, opened):
    names(home)
    assert len(opened) == 3
    change_person(
        person=three[2], name="Berta", notes="", language="es", stage="neighbour", by=by_ana, at=at
    )
    opened.clear()
    assert names(home) == ["abel", "berta", "zoe"]
    assert opened == [three[2].pk]


def test_it_forgets_who_was_erased(home, three, by_ana, at, opened):
    names(home)
    erase_person(person=three[0], by=by_ana, at=at)
    opened.clear()
    assert names(home) == ["abel", "marta"]
    assert not opened


def test_it_adds_who_is_new(home, three, by_ana, at, opened):
    names(home)
    new = add_person(collective=home, name="Noel", language="en", by=by_ana, at=at)
    opened.clear()
    assert names(home) == ["abel", "marta", "noel", "zoe"]
    assert opened in ([], [new.pk])
