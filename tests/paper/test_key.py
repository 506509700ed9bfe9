"""A sheet keyed in counts as if a phone had sent it: once, however often it is saved."""

from datetime import timedelta

import pytest
from django.urls import reverse

from barrio.audit.models import Entry
from barrio.canvass.models import Assignment, Attempt, TurfDoor
from barrio.canvass.queries import tally_of
from barrio.grievances.models import Grievance
from barrio.paper.actions import envelope_id
from barrio.paper.models import Sheet, SheetLine
from barrio.people.models import Consent, Person
from barrio.sync.models import Receipt

pytestmark = pytest.mark.django_db
MARKS = ["spoke", "not_home", "refused", "come_back"]


def live():
    return Attempt.objects.filter(undone_at__isnull=True)


def figures(sheet):
    tally = tally_of(sheet.turf.canvass, sheet.turf)
    return tally.knocked, tally.answered, tally.spoke, tally.refused, tally.attempts


def test_it_takes_each_row_as_a_visit(as_, sheet, grid, cast):
    response = grid(as_("ana"), {n: {"result": mark} for n, mark in enumerate(MARKS, 1)})
    assert response.status_code == 302
    assert figures(sheet) == (4, 3, 1, 1, 4)
    assert set(Attempt.objects.values_list("by", flat=True)) == {cast.ana.pk}
    sheet.refresh_from_db()
    assert sheet.walker == cast.bruno
    assert {a.made_at for a in Attempt.objects.all()} == {sheet.walked_at}
    assert Entry.objects.filter(verb="sheet.key").count() == 1


@pytest.mark.parametrize("language", ["en", "es"])
def test_it_works_in_both_languages(as_, sheet, grid, language):
    ana = as_("ana")
    ana.cookies["barrio-language"] = language
    page = ana.get(reverse("paper:sheet-key", args=[sheet.pk])).content.decode()
    assert ("Quién hizo el recorrido" if language == "es" else "Who walked") in page
    grid(ana, {2: {"result": "spoke", "words": "No hay calefacción"}})
    assert figures(sheet)[0] == 1 and Grievance.objects.get()


def test_it_changes_nothing_when_it_is_saved_twice(as_, sheet, grid):
    ana = as_("ana")
    told = {
        1: {"result": "spoke", "words": "No heat"},
        2: {
            "result": "spoke", "contact": "215 555 0123", "name": "Noemí", "consent": "yes",
            "language": "es",
        },
        3: {"result": "not_home"},
    }  # fmt: skip
    grid(ana, told)
    before = [m.objects.count() for m in (Attempt, Person, Consent, Grievance, Receipt, Entry)]
    for _time in range(2):
        assert grid(ana, told, revisions="0,0,0,0,0,0").status_code == 302
    grid(ana, {n: {"result": said["result"]} for n, said in told.items()})
    after = [m.objects.count() for m in (Attempt, Person, Consent, Grievance, Receipt, Entry)]
    assert before == after and figures(sheet) == (3, 2, 2, 0, 3)


def test_it_counts_a_changed_row_once(as_, sheet, grid):
    ana = as_("ana")
    grid(ana, {1: {"result": "not_home"}})
    grid(ana, {1: {"result": "spoke"}})
    grid(ana, {1: {"result": "refused"}})
    assert figures(sheet) == (1, 1, 0, 1, 1)
    assert Attempt.objects.count() == 3 and live().get().supersedes.supersedes is not None
    line = sheet.lines.get(order=1)
    assert line.attempt_id == envelope_id(sheet, 1, 2) and line.revision == 3


def test_it_takes_a_mark_off_with_all_that_it_had_put_right(as_, sheet, grid):
    ana = as_("ana")
    grid(ana, {1: {"result": "not_home"}})
    grid(ana, {1: {"result": "spoke"}})
    grid(ana, {1: {"result": ""}})
    assert figures(sheet)[0] == 0 and not live().exists()
    grid(ana, {1: {"result": "refused"}})
    assert figures(sheet) == (1, 1, 0, 1, 1)


def test_it_keeps_the_other_rows_when_one_is_wrong(as_, sheet, grid):
    rows = {n: {"result": "spoke"} for n in range(1, 7)}
    rows[4] |= {"contact": "215 555 CALL", "consent": "yes", "words": "La luz", "name": "Ñico"}
    response = grid(as_("ana"), rows)
    page = response.content.decode()
    assert response.status_code == 200 and figures(sheet)[0] == 5
    assert "215 555 CALL" in page and "La luz" in page and "Ñico" in page
    assert "The phone number cannot be right" in page and 'href="#r4"' in page
    rows[4]["contact"] = "215 555 0123"
    assert grid(as_("ana"), rows).status_code == 302
    assert figures(sheet)[0] == 6 and Person.objects.get().name == "Ñico"


def test_it_keeps_what_was_typed_when_nobody_says_who_walked(as_, sheet, grid):
    response = grid(as_("ana"), {3: {"result": "spoke", "words": "Goteras"}}, walker="")
    page = response.content.decode()
    assert "Goteras" in page and "Nothing is kept yet" in page
    assert not Attempt.objects.exists()


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"words": "No heat"}, "Mark what came of this visit"),
        ({"result": "spoke", "contact": "2155550123"}, "Without a yes we keep no contact"),
        ({"result": "spoke", "consent": "yes"}, "Write the number or e-mail"),
        ({"result": "spoke", "name": "Noemí"}, "a name only with a number"),
        ({"result": "spoke", "contact": "a@b", "consent": "yes"}, "no e-mail address"),
        ({"result": "sang"}, "Select a valid choice"),
    ],
)
def test_it_explains_a_row_that_cannot_be_right(as_, grid, row, sentence):
    assert sentence in grid(as_("ana"), {1: row}).content.decode()
    assert not Attempt.objects.exists() and not Receipt.objects.exists()


@pytest.mark.parametrize("days", [-20, 2])
def test_refuses_a_day_that_cannot_be(as_, grid, at, days):
    day = (at + timedelta(days=days)).strftime("%Y-%m-%d")
    assert grid(as_("ana"), {1: {"result": "spoke"}}, day=day).status_code == 200
    assert not Attempt.objects.exists()


def test_it_tells_two_who_key_the_same_sheet(as_, sheet, grid):
    ana = as_("ana")
    grid(ana, {1: {"result": "spoke"}})
    response = grid(ana, {1: {"result": "refused"}}, revisions="0,0,0,0,0,0")
    assert "on another page meanwhile" in response.content.decode()
    assert figures(sheet) == (1, 1, 1, 0, 1)


def test_it_lets_only_who_keyed_a_row_change_it(as_, sheet, grid):
    grid(as_("bruno"), {1: {"result": "spoke"}})
    ana = as_("ana")
    assert (
        "Keyed in by bruno" in ana.get(reverse("paper:sheet-key", args=[sheet.pk])).content.decode()
    )
    grid(ana, {1: {"result": "refused"}, 2: {"result": "refused"}})
    assert figures(sheet) == (2, 2, 1, 1, 2)


def test_it_says_when_a_door_left_the_canvass(as_, sheet, grid):
    TurfDoor.objects.filter(dwelling=sheet.lines.get(order=1).dwelling).delete()
    page = grid(as_("ana"), {1: {"result": "spoke"}, 2: {"result": "spoke"}}).content.decode()
    assert "no longer in this canvass" in page
    assert live().count() == 1 and Receipt.objects.count() == 1


def test_it_takes_any_text(as_, sheet, grid):
    words = "\0 <script> ‮ 𝄞 ' \" \ud83d"
    grid(as_("ana"), {1: {"result": "spoke", "words": words.encode("utf-8", "replace").decode()}})
    assert "<script>" in Grievance.objects.get().personal["words"]


def test_it_is_for_the_canvasser_of_the_turf_until_late_visits_end(as_, sheet, grid, at):
    page = reverse("paper:sheet-key", args=[sheet.pk])
    bruno = as_("bruno")
    assert bruno.get(page).status_code == 200
    assert as_("gus").get(page).status_code == 404
    over = {"since": at - timedelta(days=3), "until": at - timedelta(days=2)}
    Assignment.objects.update(**over)
    assert bruno.get(page).status_code == 200
    Assignment.objects.update(since=at - timedelta(days=30), until=at - timedelta(days=20))
    assert bruno.get(page).status_code == 404
    assert grid(bruno, {1: {"result": "spoke"}}).status_code == 404


def test_refuses_another_collective_to_key(as_, sheet, grid, cast):
    assert grid(as_("carla"), {1: {"result": "spoke"}}).status_code == 404
    assert not Attempt.objects.exists()


def test_it_finds_a_sheet_by_its_number_in_ones_own_collective_alone(as_, sheet, theirs):
    find = reverse("paper:key-find")
    assert as_("ana").get(find, {"number": theirs.number}).status_code == 200
    assert as_("carla").get(find, {"number": theirs.number}).status_code == 302
    page = as_("ana").get(find, {"number": "4F7-4"}).content.decode()
    assert "no number of a sheet" in page or "no sheet of that number" in page
    assert as_("mia").get(find).status_code == 403


def test_it_asks_as_much_of_a_long_sheet_as_of_a_short_one(
    as_, sheet, django_assert_max_num_queries
):
    ana, page = as_("ana"), reverse("paper:sheet-key", args=[sheet.pk])
    ana.get(page)
    with django_assert_max_num_queries(16):
        ana.get(page)
    SheetLine.objects.filter(order__gt=2).delete()
    assert Sheet.objects.get().lines.count() == 2
    with django_assert_max_num_queries(16):
        ana.get(page)


def test_it_keeps_names_and_words_out_of_clear_columns(as_, sheet, grid):
    told = {"result": "spoke", "words": "Goteras en el techo", "contact": "2155550123"}
    grid(as_("ana"), {1: {**told, "name": "Noemí", "consent": "yes"}})
    clear = str(list(SheetLine.objects.values())) + str(list(Entry.objects.values()))
    assert not [word for word in ("Goteras", "Noemí", "5550123") if word in clear]
