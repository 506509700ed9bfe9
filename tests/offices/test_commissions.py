"""Who may sit where, for how long, and who comes after."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from barrio.assemblies.actions import roll
from barrio.assemblies.actions.acts import ActOfAnother
from barrio.assemblies.models import RollEntry
from barrio.audit.models import Entry
from barrio.offices.actions import commissions
from barrio.offices.enums import TermEnd
from barrio.offices.models import Commission, Term
from barrio.offices.queries import holds_office, serving, sitting, vacant
from barrio.people.actions import erase_person
from tests.bodies import make_body
from tests.cast import day_of

pytestmark = pytest.mark.django_db


def tried(rule, work):
    """Behind Python's back: the database refuses it by that rule."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        work()
    assert rule in str(caught.value)


def change(row, **values):
    type(row).objects.filter(pk=row.pk).update(**values)


def again(row, **values):
    row.pk, row._state.adding = None, True
    row.id = Term._meta.pk.get_default()
    for name, value in values.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def test_a_term_runs_for_the_months_of_the_rules(commission, elect, at):
    (term,) = elect(commission, [0])
    assert term.until == commissions.end_of_term(day_of(at), 36)
    assert holds_office(term.person_id, day_of(at))
    assert not holds_office(term.person_id, term.until)  # it ends by itself
    assert {"commission.found", "term.begin"} <= set(Entry.objects.values_list("verb", flat=True))


@pytest.mark.parametrize(
    ("begins", "months", "until"),
    [(date(2026, 1, 31), 1, date(2026, 2, 28)), (date(2024, 8, 30), 6, date(2025, 2, 28)),
     (date(2023, 12, 31), 2, date(2024, 2, 29)), (date(2026, 11, 24), 36, date(2029, 11, 24))],
)  # fmt: skip
def test_the_last_day_of_a_short_month(begins, months, until):
    assert commissions.end_of_term(begins, months) == until


def test_nobody_sits_in_two_commissions(commission, found, elect, council):
    elect(commission, [0])
    other = found("electoral", 3, 0)
    with pytest.raises(commissions.NotEligible, match="nobody sits in two: West Council 0"):
        elect(other, [1, 0])
    assert not other.terms.exists()  # all or nobody


def test_after_a_term_there_may_be_another_elsewhere(commission, found, elect, at):
    (term,) = elect(commission, [0])
    other = found("electoral", 3, 0)
    with pytest.raises(commissions.NotEligible):
        elect(other, [0], begins_on=term.until - timedelta(days=1))
    elect(other, [0], begins_on=term.until)


def test_the_database_keeps_everybody_in_one_commission(commission, found, elect):
    (term,) = elect(commission, [0])
    other = found("electoral", 3, 0)
    tried("one_commission_each", lambda: again(Term.objects.get(pk=term.pk), commission=other))
    (second,) = elect(other, [1])
    tried("stays_whose_it_is", lambda: change(second, person=term.person))
    tried("term_is_kept", lambda: Term.objects.filter(pk=term.pk)._raw_delete("default"))


def test_no_more_people_than_seats(commission, elect, council):
    elect(commission, [0, 1], [2])
    with pytest.raises(commissions.NoSeatFree, match="seats"):
        elect(commission, [3])
    with pytest.raises(commissions.NoSeatFree, match="alternates"):
        elect(commission, [], [3])
    term = commission.terms.first()
    for alternate in (True, False):
        tried(
            "term_within_the_seats",
            lambda alternate=alternate: again(
                Term.objects.get(pk=term.pk), person=council.people[4], is_alternate=alternate
            ),
        )


def test_the_rules_say_how_many_seats(found):
    with pytest.raises(commissions.TooManySeats):
        found(seats=49)


def test_there_is_one_commission_of_each_kind_but_working_ones(commission, found, council, act, at):
    with pytest.raises(ValidationError, match="one already"):
        found()
    assert found("work") and found("work")
    commissions.dissolve_commission(commission=commission, act=act, by=council.by, at=at)
    assert found()


def test_refuses_an_act_of_others_and_who_is_not_on_the_roll(commission, elect, council, at):
    other = make_body("Other", at)
    with pytest.raises(ActOfAnother):
        commissions.begin_terms(
            act=other.act(), commission=commission, principals=[], alternates=[],
            begins_on=day_of(at), by=council.by, at=at,
        )  # fmt: skip
    entry = RollEntry.objects.get(person=council.people[5])
    roll.end_entry(entry=entry, on=day_of(at), by=council.by, at=at)
    with pytest.raises(commissions.NotEligible, match="on the roll"):
        elect(commission, [5])


def test_the_alternate_takes_the_seat_of_who_resigns(commission, elect, council, at):
    first, _second, alternate = elect(commission, [0, 1], [2])
    later = at + timedelta(days=40)
    commissions.resign(term=first, by=council.by, at=later)
    assert vacant(commission, day_of(later)) == 0
    seat = sitting(commission, day_of(later)).get(person=alternate.person_id)
    assert (seat.is_alternate, seat.until) == (False, first.due_until)
    assert not holds_office(first.person_id, day_of(later))
    with pytest.raises(commissions.TermIsOver):
        commissions.resign(term=first, by=council.by, at=later)


def test_a_seat_that_is_given_from_later_on_is_kept(commission, found, elect, council, at):
    """Two leave three seats while somebody is to come: one alternate moves up, not both."""
    three = found("electoral", 3, 2)
    first, second, *_rest = elect(three, [0, 1], [3, 4])
    elect(three, [2], begins_on=day_of(at) + timedelta(days=30))
    with pytest.raises(commissions.NoSeatFree):
        elect(three, [5])
    commissions.resign(term=first, by=council.by, at=at)
    assert sitting(three, day_of(at)).filter(is_alternate=False).count() == 2
    commissions.resign(term=second, by=council.by, at=at)
    seated = sitting(three, day_of(at)).filter(is_alternate=False)
    assert {t.person_id for t in seated} == {council.people[3].pk, council.people[4].pk}


def test_an_alternate_elected_later_takes_the_seat_that_was_left(commission, elect, council, at):
    first, _second = elect(commission, [0, 1])
    commissions.resign(term=first, by=council.by, at=at)
    assert vacant(commission, day_of(at)) == 1
    elect(commission, [], [2])
    assert sitting(commission, day_of(at)).get(person=council.people[2]).is_alternate is False


def test_an_alternate_takes_no_seat_that_nobody_held(commission, elect, at):
    elect(commission, [0], [2])
    assert vacant(commission, day_of(at)) == 1


def test_without_an_alternate_the_seat_is_vacant(commission, elect, council, at):
    (first,) = elect(commission, [0])
    commissions.resign(term=first, by=council.by, at=at)
    assert vacant(commission, day_of(at)) == 2


def test_one_household_does_not_watch_itself(commission, found, elect, council, at):
    from barrio.people.models import Household, Occupancy

    home = Household.objects.create(
        collective=council.collective, dwelling_token="x" * 43, since=date(2020, 1, 1)
    )
    for person in council.people[:2]:
        Occupancy.objects.create(
            collective=council.collective, person=person, household=home, dwelling_token="x" * 43,
            since=date(2020, 1, 1), key_id=person.pk, sealed=b"x",
        )  # fmt: skip
    elect(commission, [0])
    watch = found("controllership", 3, 0)
    with pytest.raises(commissions.NotEligible, match="same household"):
        elect(watch, [1])
    elect(watch, [2])


def test_a_dissolved_commission_has_nobody(commission, elect, council, act, at):
    elect(commission, [0])
    commissions.dissolve_commission(commission=commission, act=act, by=council.by, at=at)
    assert not serving(council.collective.pk, day_of(at)).exists()
    with pytest.raises(commissions.Dissolved):
        elect(commission, [1])


def test_conflicts_of_interest_are_declared_and_end(commission, elect, council, at):
    (term,) = elect(commission, [0])
    row = commissions.declare_conflict(term=term, about="My brother paints", by=council.by, at=at)
    assert row.personal["about"] == "My brother paints"
    commissions.end_conflict(conflict=row, by=council.by, at=at)
    row.refresh_from_db()
    assert row.ended_on == day_of(at)


def test_what_is_handed_over_somebody_else_takes(commission, council, at):
    row = commissions.list_handover(
        commission=commission, what="Keys of the hall", by=council.by, at=at
    )
    with pytest.raises(ValidationError, match="Somebody else"):
        commissions.take_over(handover=row, by=council.by, at=at)
    row.refresh_from_db()
    commissions.take_over(handover=row, by=council.by_teller, at=at)
    with pytest.raises(commissions.TakenAlready):
        commissions.take_over(handover=row, by=council.by_teller, at=at)


def test_who_is_erased_holds_no_office(commission, elect, council, at):
    first, _second, alternate = elect(commission, [0, 1], [2])
    row = commissions.declare_conflict(term=first, about="Secret", by=council.by, at=at)
    erase_person(person=council.people[0], by=council.by, at=at)
    assert not holds_office(first.person_id, day_of(at))
    assert holds_office(alternate.person_id, day_of(at))
    row.refresh_from_db()
    assert row.is_erased


def test_who_leaves_the_roll_leaves_their_office_and_the_alternate_takes_the_seat(
    commission, elect, council, at
):
    first, _second, alternate = elect(commission, [0, 1], [2])
    entry = RollEntry.objects.get(person=council.people[0])
    roll.end_entry(entry=entry, on=day_of(at), by=council.by, at=at)
    first.refresh_from_db()
    assert first.end == TermEnd.LEFT_ROLL
    assert not holds_office(first.person_id, day_of(at))
    seats = sitting(commission, day_of(at)).filter(is_alternate=False)
    assert alternate.person_id in set(seats.values_list("person_id", flat=True))


def test_who_is_erased_does_not_begin_a_term(commission, elect, council, at):
    (term,) = elect(commission, [0], begins_on=day_of(at) + timedelta(days=9))
    erase_person(person=council.people[0], by=council.by, at=at)
    assert not holds_office(term.person_id, day_of(at) + timedelta(days=10))


def test_a_commission_is_dissolved_by_an_act(commission, at):
    tried("dissolved_by_an_act", lambda: change(commission, dissolved_on=day_of(at)))
    assert Commission.objects.get().dissolved_on is None


def test_a_commission_stays_what_it_is(commission, elect):
    elect(commission, [0, 1])
    tried("commission_seats_those_who_sit", lambda: change(commission, seats=1))
    tried("commission_stays_what_it_is", lambda: change(commission, kind="work"))
