"""The roll on paper: its numbers stay, and what is typed is taken in or explained."""

import pytest
from django.test import Client
from django.urls import reverse

from barrio.accounts.models import User
from barrio.assemblies.enums import Arrival
from barrio.minutes import paper
from barrio.minutes.models import PaperRoll
from barrio.minutes.press.pdf import roll
from barrio.people.actions import change_person, erase_person
from tests.bodies import make_body

pytestmark = pytest.mark.django_db


@pytest.fixture
def council(keys, at):
    return make_body("Hill Council", at, people=5)


@pytest.fixture
def assembly(council):
    return council.convene("Water")


@pytest.fixture
def printed(assembly, council, at):
    return paper.print_roll(assembly=assembly, by=council.by, at=at)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("1", [1]), ("1-3", [1, 2, 3]), (" 2 , 4;5\n1 ", [2, 4, 5, 1]), ("1 – 2", [1, 2]),
     ("3 3-4", [3, 4]), ("", [])],
)  # fmt: skip
def test_numbers_as_people_write_them(text, numbers):
    assert paper.read_numbers(text, 5) == numbers


@pytest.mark.parametrize(
    ("text", "said"),
    [("x", "“x” is no number"), ("6", "no line 6: the list ends at 5"), ("0", "no line 0"),
     ("4-2", "runs backwards"), ("1-", "no number"), ("9" * 5000, "no number"),
     ("1-999999", "no line 999999")],
)  # fmt: skip
def test_refuses_what_is_no_line(text, said):
    with pytest.raises(paper.NotALine, match=said):
        paper.read_numbers(text, 5)


def test_its_numbers_stay_though_a_name_changes(printed, assembly, council, at):
    person = council.people[4]
    change_person(
        person=person, by=council.by, at=at, name="Aaron", notes="", language="es",
        stage=person.stage,
    )  # fmt: skip
    again = paper.print_roll(assembly=assembly, by=council.by, at=at)
    assert again == printed and again.people[4] == str(person.pk)
    assert paper.lines_of(again)[4].name == "Aaron"


def test_who_is_marked_is_there(printed, assembly, council, at):
    assert paper.come_by_paper(row=printed, text="1-2, 4", by=council.by, at=at) == 3
    rows = assembly.presences.filter(how=Arrival.PAPER)
    assert {r.person_id for r in rows} == {council.people[n].pk for n in (0, 1, 3)}
    assert paper.come_by_paper(row=printed, text="1-2", by=council.by, at=at) == 2
    assert rows.count() == 3  # twice is once


def test_one_wrong_number_takes_nobody_in(printed, assembly, council, at):
    with pytest.raises(paper.NotALine):
        paper.come_by_paper(row=printed, text="1, 2, 77", by=council.by, at=at)
    assert not assembly.presences.exists()


def test_an_erased_name_leaves_an_empty_line(printed, council, at):
    erase_person(person=council.people[1], by=council.by, at=at)
    assert roll(printed, "es").startswith(b"%PDF-")


def test_from_the_list_to_the_hall_on_its_page(assembly, council):
    client = Client()
    client.force_login(User.objects.get(pk=council.by.user_id))
    address = reverse("minutes:roll-key", args=[assembly.pk])
    pdf = reverse("minutes:roll", args=[assembly.pk])
    assert client.get(pdf).status_code == 404
    client.post(reverse("minutes:roll-print", args=[assembly.pk]))
    assert PaperRoll.objects.count() == 1
    assert client.get(pdf).content.startswith(b"%PDF-")
    wrong = client.post(address, {"numbers": "1, 99"}, headers={"Accept-Language": "es"})
    assert "No hay línea 99" in wrong.content.decode() and "1, 99" in wrong.content.decode()
    client.post(address, {"numbers": "1-3"})
    assert assembly.presences.count() == 3
