"""Who gets on a list, who is left out and why, and whom volunteers are handed."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.urls import reverse

from barrio.people.actions import record_consent, set_do_not_contact, touch
from barrio.phonebank import actions, calls
from barrio.phonebank.models import Line
from barrio.phonebank.queries import audience_of, board_of, waiting_lines
from tests.conftest import DATABASE
from tests.phonebank.test_calls import record

pytestmark = pytest.mark.django_db


def claim(bank, by, at, language="en"):
    return actions.claim_next(bank=bank, language=language, by=by, at=at)


def test_it_counts_honestly_who_can_be_called(neighbour, make_bank, by_ana, at):
    neighbour("Can")
    neighbour("Never asked", agreed=None)
    neighbour("Said no", agreed=False)
    neighbour("No phone", phone="")
    set_do_not_contact(person=neighbour("In peace"), do_not=True, by=by_ana, at=at)
    visited = neighbour("Visited")
    days_ago = at.date() - timedelta(days=3)
    touch(person=visited, kind="knock", on=days_ago, origin_kind="t", origin_id=1, outcome="spoke")
    bank = make_bank()
    found = audience_of(bank, at)
    assert (found.people, found.with_number, found.without_number) == (6, 5, 1)
    assert (found.listed, found.no_consent, found.do_not_contact) == (1, 2, 1)
    assert (found.in_peace, found.last_contact, found.ready) == (1, days_ago, [])


def test_the_newest_answer_counts(hope, make_bank, by_ana, at):
    record_consent(person=hope, purpose="organising", given=False, how="phone", by=by_ana, at=at)
    assert make_bank().lines.count() == 0


def test_the_cool_down_holds_across_banks(bank, line, make_bank, by_bruno, by_ana, at):
    record(line, "spoke", by_bruno, at)
    other = make_bank(name="Another", cool_down_days=5)
    assert other.lines.count() == 0
    for days, added in ((4, 0), (5, 1)):
        assert actions.fill_bank(bank=other, by=by_ana, at=at + timedelta(days=days)) == added


def test_a_call_that_nobody_answered_disturbed_nobody(line, make_bank, by_bruno, at):
    record(line, "no_answer", by_bruno, at)
    assert make_bank(name="Another").lines.count() == 1


def test_who_was_visited_since_is_not_handed_out(bank, hope, by_bruno, at):
    touch(person=hope, kind="knock", on=at.date(), origin_kind="t", origin_id=1, outcome="spoke")
    assert claim(bank, by_bruno, at) is None


def test_who_took_back_their_yes_is_not_handed_out(bank, hope, by_bruno, by_ana, at):
    record_consent(person=hope, purpose="organising", given=False, how="phone", by=by_ana, at=at)
    assert claim(bank, by_bruno, at) is None


def test_it_asks_for_a_place_with_its_units_and_a_language(neighbour, doors, make_bank):
    site = doors[0].site
    neighbour("Here", dwelling=doors[0], language="es")
    neighbour("Here too", dwelling=doors[1])
    neighbour("Elsewhere", language="es")
    bank = make_bank(site=site, language="es")
    assert bank.lines.count() == 1
    assert make_bank(name="All of them", site=site).lines.count() == 2


def test_nobody_is_on_a_list_twice(bank, by_ana, at):
    assert actions.fill_bank(bank=bank, by=by_ana, at=at) == 0
    assert bank.lines.count() == 1


def test_spanish_speakers_come_first_to_who_uses_spanish(neighbour, make_bank, by_bruno, at):
    for number in range(4):
        neighbour(f"English {number}")
        neighbour(f"Spanish {number}", language="es")
    bank = make_bank()
    order = waiting_lines(bank, at, "es").values_list("person__language", flat=True)
    assert list(order) == ["es"] * 4 + ["en"] * 4
    assert claim(bank, by_bruno, at, "es").person.language == "es"


def test_two_volunteers_get_two_people(neighbour, make_bank, by_bruno, by_ana, at):
    neighbour("One")
    bank = make_bank()
    first = claim(bank, by_bruno, at)
    assert claim(bank, by_ana, at) is None
    assert claim(bank, by_bruno, at).pk == first.pk, "one has one person at a time"


def test_of_two_who_saw_the_same_person_free_one_gets_them(bank, by_bruno, by_ana, at):
    """Both read the list before either has taken anybody: the statement decides."""
    seen = waiting_lines(bank, at, "en")
    both = list(seen.values_list("pk", flat=True))
    assert actions._take(both[0], by_bruno, at)
    assert not actions._take(both[0], by_ana, at)
    assert Line.objects.get().claimed_by_id == by_bruno.user_id


def test_of_two_lists_with_the_same_person_one_gets_them(bank, make_bank, by_bruno, by_ana, at):
    other = make_bank(name="Another").lines.get()
    assert actions._take(bank.lines.get().pk, by_bruno, at)
    assert not actions._take(other.pk, by_ana, at)


def test_a_person_of_two_lists_is_with_one_volunteer(bank, make_bank, line, by_ana, at):
    other = make_bank(name="Another")
    assert other.lines.count() == 1
    assert claim(other, by_ana, at) is None


def test_a_lease_that_ends_sets_the_person_free(bank, line, by_bruno, by_ana, at):
    assert claim(bank, by_ana, at + actions.LEASE - timedelta(seconds=1)) is None
    later = at + actions.LEASE
    assert claim(bank, by_ana, later).pk == line.pk
    with pytest.raises(calls.LineTaken):
        record(line, "spoke", by_bruno, later)


def test_a_call_that_outlasts_the_lease_is_kept_while_nobody_took_the_person(line, by_bruno, at):
    assert record(line, "spoke", by_bruno, at + actions.LEASE + timedelta(minutes=5))


@pytest.mark.skipif(DATABASE != "postgres", reason="SQLite's tests share one connection")
@pytest.mark.django_db(transaction=True)
def test_eight_volunteers_at_once_get_three_people(neighbour, make_bank, cast, at):
    from barrio.core.actors import user_actor

    for number in range(3):
        neighbour(f"Person {number}")
    bank, got, gate = make_bank(), [], threading.Barrier(8)
    handles = ("ana", "bruno", "delia", "dario", "ernesto", "flor", "gus", "mia")

    def take(handle):
        gate.wait(20)
        line = claim(bank, user_actor(getattr(cast, handle)), at)
        got.append(line.pk if line else None)
        for connection in connections.all():
            connection.close()

    threads = [threading.Thread(target=take, args=[handle]) for handle in handles]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    taken = [pk for pk in got if pk]
    assert len(got) == 8 and len(taken) == len(set(taken)) == 3
    assert Line.objects.filter(state="claimed").count() == 3


def test_nobody_is_handed_out_of_a_closed_bank(bank, by_ana, by_bruno, at):
    actions.set_bank_state(bank=bank, state="closed", by=by_ana, at=at)
    with pytest.raises(actions.BankIsClosed):
        claim(bank, by_bruno, at)


def test_the_board_gives_each_number_its_base(neighbour, make_bank, by_bruno, at):
    for number in range(25):
        neighbour(f"Person {number}")
    bank = make_bank()
    for number in range(22):
        line = claim(bank, by_bruno, at)
        heard = calls.Heard(answers={"q1": "yes" if number < 5 else "no"})
        record(line, "spoke" if number < 21 else "left_message", by_bruno, at, heard=heard)
    board = board_of(bank, at)
    assert (board.people, board.waiting) == (25, 3)
    assert (board.called.part, board.called.base, board.called.percent) == (22, 25, 88)
    assert (board.reached.part, board.reached.base) == (21, 22)
    yes, no = (row.rate for row in board.answers)
    assert (yes.part, yes.base, yes.percent) == (5, 21, 24)
    assert (no.part, no.base) == (16, 21)


def test_below_twenty_no_percentage_is_shown(as_, bank, line, by_bruno, at):
    record(line, "spoke", by_bruno, at)
    page = as_("ana").get(reverse("phonebank:bank-read", args=[bank.pk])).content.decode()
    assert "1 of 1" in page and "%" not in page.split("<main")[1].split("</main")[0]


def test_the_board_asks_as_much_for_many_as_for_few(
    neighbour, make_bank, by_bruno, as_, at, django_assert_max_num_queries
):
    for number in range(3):
        neighbour(f"Person {number}")
    bank = make_bank()
    for _number in range(3):
        record(claim(bank, by_bruno, at), "spoke", by_bruno, at)
    with django_assert_max_num_queries(12):
        board_of(bank, at)


def test_an_organizer_opens_a_round_and_fills_it(as_, home, canvass, hope):
    ana = as_("ana")
    typed = {
        "kind": "call", "name": "Tuesday", "canvass": canvass.pk, "cool_down_days": 7,
        "opens": "10:00", "closes": "20:00",
    }  # fmt: skip
    led = ana.post(reverse("phonebank:bank-open"), typed)
    page = ana.get(led.url).content.decode()
    assert "Put 1 person on the list" in page
    ana.post(led.url + "fill/")
    assert Line.objects.get().person_id == hope.pk


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"closes": "09:00"}, "end after you begin"),
        ({"closes": "22:00"}, "Call between 8:00 and 21:00"),
        ({"cool_down_days": 0}, "greater than or equal to 1"),
        ({"kind": "text"}, "Write the text in both languages"),
        ({"kind": "text", "text_en": "Hi {name}", "text_es": "Hola"}, "may stand in braces"),
        ({"kind": "text", "text_en": "x" * 300, "text_es": "Hola"}, "too long"),
        ({"name": "Evening calls"}, "Choose another"),
        ({"canvass": "x"}, "valid"),
    ],
)
def test_it_says_what_is_wrong_with_a_round(as_, bank, canvass, typed, said):
    good = {
        "kind": "call", "name": "Tuesday", "canvass": canvass.pk, "cool_down_days": 7,
        "opens": "10:00", "closes": "20:00",
    }  # fmt: skip
    page = as_("ana").post(reverse("phonebank:bank-open"), good | typed)
    assert page.status_code == 200 and said in page.content.decode()


def test_refuses_another_collectives_canvass(as_, canvass):
    page = as_("carla").get(reverse("phonebank:bank-open")).content.decode()
    assert "Round" not in page.split("<main")[1] or str(canvass.pk) not in page


def test_the_doors_page_leads_here(as_):
    page = as_("bruno").get(reverse("canvass:canvass-list")).content.decode()
    assert reverse("phonebank:bank-list") in page
