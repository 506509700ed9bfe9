"""`barrio import contacts`: preview, commit, undo, and what it refuses."""

import json

import pytest

from barrio.audit.models import Entry
from barrio.people.models import ContactImport, ContactPoint, Person

pytestmark = pytest.mark.django_db
LIST = (
    "Nombre,Teléfono,Correo\nUma Prueba,215-555-0177,uma@example.org\n"
    "Vic Mal,21555O01xx,\nWil Bien,,wil@example.org\n"
)


@pytest.fixture
def contacts(barrio, cast, home):
    def run(*more, login="ana", source="sheet of 3 May"):
        who = ["--collective", home.slug, "--as", login, "--source", source]
        return barrio("import", "contacts", *who, "--json", *more)

    return run


def test_it_shows_what_would_change_and_changes_nobody(contacts, write):
    code, out, err = contacts(write("a.csv", LIST))
    assert code == 0, err
    data = json.loads(out)
    assert (data["state"], data["to_create"]) == ("previewed", 2)
    assert [row["row"] for row in data["refused"]] == [3]
    assert Person.objects.count() == 0


def test_it_goes_on_with_a_preview_and_takes_it_back(contacts, write, cast):
    batch = json.loads(contacts(write("a.csv", LIST))[1])["import"]
    assert json.loads(contacts("--go-on", batch)[1])["state"] == "committed"
    assert Person.objects.count() == 2
    assert {entry.actor_id for entry in Entry.objects.filter(verb__startswith="import.")} == {
        str(cast.ana.pk)
    }
    undone = json.loads(contacts("--undo", batch)[1])
    assert (undone["state"], undone["kept"]) == ("undone", 0)
    assert (Person.objects.count(), ContactPoint.objects.count()) == (0, 0)


def test_it_brings_in_at_once_when_told(contacts, write):
    assert json.loads(contacts(write("a.csv", LIST), "--commit")[1])["state"] == "committed"
    again = json.loads(contacts(write("b.csv", LIST), "--commit")[1])
    assert (again["to_create"], again["unchanged"], Person.objects.count()) == (0, 2, 2)


def test_refuses_what_is_no_list(contacts, write, tmp_path):
    code, _out, err = contacts(write("a.csv", bytes(range(256)) * 40))
    assert (code, ContactImport.objects.count()) == (2, 0)
    assert "not a table" in err
    code, _out, err = contacts(tmp_path / "nowhere.csv")
    assert (code, "nowhere.csv" in err) == (2, True)


@pytest.mark.parametrize("more", [[], ["a.csv", "--undo", "x"]])
def test_refuses_neither_and_both(contacts, more):
    code, _out, err = contacts(*more)
    assert (code, "give a FILE, or --go-on ID, or --undo ID" in err) == (2, True)


def test_refuses_another_collectives_import(contacts, barrio, write, elsewhere, cast):
    batch = json.loads(contacts(write("a.csv", LIST))[1])["import"]
    code, _out, err = barrio(
        "import", "contacts", "--collective", elsewhere.slug, "--as", "carla", "--undo", batch
    )
    assert (code, f"no import '{batch}'" in err) == (2, True)
    assert contacts("--undo", "not-an-id")[0] == 2


def test_refuses_to_commit_twice(contacts, write):
    batch = json.loads(contacts(write("a.csv", LIST), "--commit")[1])["import"]
    code, _out, err = contacts("--go-on", batch)
    assert (code, "this import is brought in" in err) == (2, True)


def test_refuses_somebody_who_may_not_see_people(contacts, write):
    assert contacts(write("a.csv", LIST), login="bruno")[0] == 2
    assert contacts(write("a.csv", LIST), login="nobody")[0] == 2
    assert ContactImport.objects.count() == 0


def test_refuses_a_list_of_which_nobody_says_where_it_comes_from(contacts, write):
    code, _out, err = contacts(write("a.csv", LIST), source=" ")
    assert (code, ContactImport.objects.count()) == (2, 0)
    assert "where the list comes from and who allowed its use" in err
