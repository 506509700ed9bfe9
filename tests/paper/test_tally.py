"""What was counted by hand stands beside what the server has, and the difference is said."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from barrio.audit.models import Entry
from barrio.canvass.models import Attempt
from barrio.core.ids import uuid7
from barrio.paper.actions import print_sheet, sign_tally
from barrio.paper.models import Sheet, SheetLine, SheetTally
from barrio.paper.queries import compare, held_of_sheet, held_of_shift, lines_of

pytestmark = pytest.mark.django_db
FIGURES = {"doors_knocked": 4, "answered": 3, "spoke": 2, "refused": 1}


def count_form(**changed):
    return {**FIGURES, "walker": "Bruno Díaz", **changed}


@pytest.fixture
def keyed(as_, sheet, grid):
    marks = {1: "spoke", 2: "not_home", 4: "refused"}
    grid(as_("ana"), {order: {"result": mark} for order, mark in marks.items()})
    return sheet


@pytest.fixture
def by_phone(turf, cast, at):
    """``by_phone(door, "spoke", hours=1)``: a visit of Bruno's that his phone sent."""

    def visit(door, result, hours=1):
        attempt = Attempt(
            id=uuid7(), key_id=turf.pk, collective_id=turf.collective_id, turf=turf, dwelling=door,
            by=cast.bruno, result=result, made_at=at - timedelta(hours=hours), received_at=at,
        )  # fmt: skip
        attempt.seal()
        attempt.save(force_insert=True)
        return attempt

    return visit


def test_it_says_which_rows_are_missing(as_, keyed):
    page = reverse("paper:sheet-count", args=[keyed.pk])
    assert as_("bruno").post(page, count_form()).status_code == 302
    text = as_("ana").get(page).content.decode()
    assert "4 doors were counted, we have 3: 1 visit is missing." in text
    assert "Look at row 3, which has no mark." in text and "After row" not in text
    assert "Spoke with us: 2 counted, we have 1 (1)." in text
    assert "They refused" in text and "Bruno Díaz" in text


def test_it_says_it_in_spanish(as_, keyed):
    ana = as_("ana")
    ana.cookies["barrio-language"] = "es"
    page = reverse("paper:sheet-count", args=[keyed.pk])
    ana.post(page, count_form())
    text = ana.get(page).content.decode()
    assert "falta 1 visita" in text and "Mire la fila 3" in text


def test_it_looks_at_the_end_of_the_sheet_too_where_more_is_missing(keyed, by_ana, at):
    figures = {"doors_knocked": 6, "answered": 2, "spoke": 1, "refused": 1}
    tally = sign_tally(of=keyed, figures=figures, walker="B", by=by_ana, at=at)
    (sentence,) = compare(tally, held_of_sheet(lines_of(keyed))).sentences
    assert sentence.endswith(
        "3 visits are missing. Look at row 3, which has no mark. After row 4 no row has a mark."
    )


def test_it_says_when_nothing_was_keyed_in(sheet, by_ana, at):
    tally = sign_tally(of=sheet, figures=FIGURES, walker="B", by=by_ana, at=at)
    found = compare(tally, held_of_sheet(lines_of(sheet)))
    assert found.sentences[0].endswith("4 visits are missing. No row has a mark yet.")
    assert found.sentences[1] == "Somebody answered: 3 counted, we have none."


def test_it_says_when_more_was_keyed_than_counted(as_, keyed, by_ana, at):
    figures = {"doors_knocked": 2, "answered": 2, "spoke": 1, "refused": 1}
    tally = sign_tally(of=keyed, figures=figures, walker="B", by=by_ana, at=at)
    found = compare(tally, held_of_sheet(lines_of(keyed)))
    assert found.sentences == ["2 doors were counted, we have 3: 1 visit more than was counted."]


def test_it_agrees_in_a_word(as_, keyed, by_ana, at):
    figures = {"doors_knocked": 3, "answered": 2, "spoke": 1, "refused": 1}
    sign_tally(of=keyed, figures=figures, walker="B", by=by_ana, at=at)
    page = as_("ana").get(reverse("paper:sheet-count", args=[keyed.pk])).content.decode()
    assert "What was counted is what we have" in page


def test_it_compares_a_shift_with_the_phone_door_by_door(turf, doors, by_phone, by_ana, at):
    by_phone(doors[0], "not_home", hours=2)
    by_phone(doors[0], "spoke")
    by_phone(doors[1], "refused")
    by_phone(doors[2], "spoke", hours=90)  # another shift's
    figures = {"doors_knocked": 3, "answered": 2, "spoke": 1, "refused": 1}
    shift = turf.assignments.get()
    tally = sign_tally(of=shift, figures=figures, walker="B", by=by_ana, at=at)
    found = compare(tally, held_of_shift(shift))
    assert [figure.held for figure in found.figures] == [2, 2, 1, 1]
    (sentence,) = found.sentences
    assert "1 visit is missing" in sentence and doors[2].address in sentence


def test_it_does_not_count_paper_as_phone(as_, turf, grid, by_ana, at):
    grid(as_("bruno"), {1: {"result": "spoke"}})
    assert held_of_shift(turf.assignments.get()).count("doors_knocked") == 0


def test_it_keeps_the_earlier_tally_when_it_is_counted_again(as_, keyed):
    page = reverse("paper:sheet-count", args=[keyed.pk])
    for n in (4, 5):
        as_("ana").post(page, count_form(doors_knocked=n))
    old, new = SheetTally.objects.order_by("signed_at")
    assert old.replaced_at and new.replaced_at is None and new.doors_knocked == 5
    assert Entry.objects.filter(verb="tally.sign").count() == 2


def test_it_lists_for_the_organizer_what_still_differs(as_, keyed, by_ana, by_phone, doors, at):
    page = reverse("paper:canvass-paper", args=[keyed.turf.canvass_id])
    assert "No signed tally differs" in as_("ana").get(page).content.decode()
    sign_tally(of=keyed, figures=FIGURES, walker="B", by=by_ana, at=at)
    shift = keyed.turf.assignments.get()
    sign_tally(of=shift, figures=FIGURES, walker="B", by=by_ana, at=at)
    text = as_("ana").get(page).content.decode()
    assert "1 visit is missing" in text and "4 visits are missing" in text
    assert "3 of 6 rows keyed in" in text


def test_it_lists_sheets_in_the_same_queries_however_many(
    as_, turf, by_ana, at, django_assert_num_queries
):  # noqa: E501
    from barrio.paper.queries import sheets_of

    for count in (1, 4):
        while Sheet.objects.count() < count:
            print_sheet(turf=turf, language="en", by=by_ana, at=at)
        with django_assert_num_queries(3):
            assert len(sheets_of(Sheet.objects.all())) == count


@pytest.mark.parametrize(
    "wrong", [{"answered": 5}, {"spoke": 3}, {"doors_knocked": -1}, {"walker": ""}]
)
def test_refuses_figures_that_cannot_be(as_, keyed, wrong):
    response = as_("ana").post(reverse("paper:sheet-count", args=[keyed.pk]), count_form(**wrong))
    assert response.status_code == 200 and not SheetTally.objects.exists()


def test_it_seals_the_name(keyed, by_ana, at):
    sign_tally(of=keyed, figures=FIGURES, walker="Bruno Díaz", by=by_ana, at=at)
    assert "Bruno" not in str(SheetTally.objects.values()) + str(Entry.objects.values())
    assert SheetTally.objects.get().personal["walker"] == "Bruno Díaz"


def test_it_is_for_whoever_had_the_shift(as_, turf, at):
    page = reverse("paper:shift-count", args=[turf.assignments.get().pk])
    assert as_("bruno").get(page).status_code == 200
    assert as_("ana").get(page).status_code == 200
    assert as_("gus").get(page).status_code == 404
    turf.assignments.update(since=at - timedelta(days=30), until=at - timedelta(days=20))
    assert as_("bruno").get(page).status_code == 404
    assert as_("ana").get(page).status_code == 200


class TestBehindPython:
    """The database has the last word."""

    @pytest.fixture
    def tally(self, keyed, by_ana, at):
        return sign_tally(of=keyed, figures=FIGURES, walker="B", by=by_ana, at=at)

    def refuses(self, rows, rule, **changed):
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            rows.update(**changed)

    def test_a_tally_is_of_a_sheet_or_of_a_shift(self, tally, turf):
        rule = "paper_sheettally_of_sheet_or_shift"
        self.refuses(SheetTally.objects, rule, sheet=None)
        self.refuses(SheetTally.objects, rule, assignment=turf.assignments.get())

    def test_its_figures_fit_in_each_other(self, tally):
        self.refuses(SheetTally.objects, "paper_sheettally_answered_within_knocked", answered=5)
        rule = "paper_sheettally_spoke_refused_within_answered"
        self.refuses(SheetTally.objects, rule, spoke=3)

    def test_one_tally_counts_for_a_sheet(self, tally, keyed, by_ana, at):
        sign_tally(of=keyed, figures=FIGURES, walker="B", by=by_ana, at=at)
        with pytest.raises(IntegrityError), transaction.atomic():
            SheetTally.objects.update(replaced_at=None)

    def test_one_tally_counts_for_a_shift(self, turf, by_ana, at):
        for _time in range(2):
            sign_tally(of=turf.assignments.get(), figures=FIGURES, walker="B", by=by_ana, at=at)
        with pytest.raises(IntegrityError), transaction.atomic():
            SheetTally.objects.update(replaced_at=None)

    def test_a_number_is_one_sheets(self, turf, by_ana, at):
        for _time in range(2):
            print_sheet(turf=turf, language="en", by=by_ana, at=at)
        with pytest.raises(IntegrityError), transaction.atomic():
            Sheet.objects.update(number="4F7-K")

    def test_a_sheet_knows_its_language_and_who_walked(self, sheet, at):
        self.refuses(Sheet.objects, "paper_sheet_known_language", language="tlh")
        self.refuses(Sheet.objects, "paper_sheet_walked_by_somebody", walked_at=at)

    def test_a_line_has_one_place_and_one_door(self, sheet):
        first, second = sheet.lines.order_by("order")[:2]
        for changed in ({"order": second.order}, {"dwelling": second.dwelling}):
            with pytest.raises(IntegrityError), transaction.atomic():
                SheetLine.objects.filter(pk=first.pk).update(**changed)

    def test_a_line_with_a_visit_was_keyed(self, keyed):
        rule = "paper_sheetline_attempt_was_keyed"
        self.refuses(SheetLine.objects.filter(attempt__isnull=False), rule, revision=0)

    def test_python_says_it_first(self, tally):
        tally.answered = 9
        with pytest.raises(ValidationError, match="More doors answered"):
            tally.full_clean(exclude=["sealed"])
