"""From the first signature to the assembly's vote, with both clocks."""

from datetime import timedelta

import pytest

from barrio.assemblies.actions import convening
from barrio.assemblies.enums import Matter
from barrio.assemblies.models import AgendaItem
from barrio.offices.actions import recalling
from barrio.offices.actions.commissions import resign
from barrio.offices.models import Petition, Signature
from barrio.offices.queries import answer_due, holds_office, report_due, signed, sitting
from tests.cast import day_of
from tests.offices.test_commissions import change, tried

pytestmark = pytest.mark.django_db


@pytest.fixture
def term(commission, elect):
    return elect(commission, [0, 1], [2])[0]


def begin(term, council, at, ground="alone", **more):
    return recalling.begin_recall(
        term=term, ground=ground, words="Sold the chairs", by=council.by, at=at,
        **{"by_controllership": False, **more},
    )  # fmt: skip


@pytest.fixture
def petition(term, council, at):
    return begin(term, council, at)


def sign(petition, council, at, *numbers):
    for n in numbers:
        recalling.sign(petition=petition, person_id=council.people[n].pk, by=council.by, at=at)


def test_the_threshold_is_fixed_when_it_begins(petition, council):
    assert petition.snapshot.entitled == 8
    assert petition.needed == 1  # a tenth of eight, rounded up
    for values in ({"needed": 9}, {"ground": "other"}, {"report_days": 1}):
        tried("petition_is_fixed", lambda values=values: change(petition, **values))


def test_with_enough_signatures_the_clocks_begin(petition, council, at):
    Petition.objects.filter(pk=petition.pk)
    sign(petition, council, at, 3)
    petition.refresh_from_db()
    assert petition.state == "reached" and signed(petition) == 1
    assert report_due(petition) == day_of(at) + timedelta(days=petition.report_days)
    assert answer_due(petition) == report_due(petition) + timedelta(days=petition.answer_days)
    recalling.report(petition=petition, text="No receipts", by=council.by, at=at)
    assert answer_due(petition) == day_of(at) + timedelta(days=petition.answer_days)
    with pytest.raises(recalling.NotCollecting):
        sign(petition, council, at, 4)
    with pytest.raises(recalling.NotCollecting):
        recalling.withdraw_recall(petition=petition, by=council.by, at=at)


def test_who_signed_can_take_it_back_while_it_collects(term, council, at, monkeypatch):
    monkeypatch.setattr(recalling, "needed_of", lambda snapshot, percent: 3)
    petition = begin(term, council, at)
    sign(petition, council, at, 3, 4)
    with pytest.raises(recalling.MayNotSign, match="already"):
        sign(petition, council, at, 3)
    recalling.take_signature_back(
        petition=petition, person_id=council.people[3].pk, by=council.by, at=at
    )
    assert signed(petition) == 1
    sign(petition, council, at, 3)
    recalling.withdraw_recall(petition=petition, by=council.by, at=at)
    assert petition.state == "withdrawn"
    tried("petition_is_fixed", lambda: change(petition, state="open"))


def test_signatures_are_of_who_could_vote(petition, council, at, by_ana, home):
    from barrio.people.actions import add_person

    stranger = add_person(
        collective=council.collective, name="New", language="es", by=council.by, at=at
    )
    with pytest.raises(recalling.MayNotSign):
        recalling.sign(petition=petition, person_id=stranger.pk, by=council.by, at=at)
    row = Signature(petition=petition, person=stranger, signed_on=day_of(at))
    tried("signature_of_who_may_vote", lambda: row.save(force_insert=True))
    tried(
        "reached_by_signatures",
        lambda: change(petition, state="reached", reached_at=at),
    )


def test_the_controllership_needs_no_signatures(term, council, at):
    assert begin(term, council, at, by_controllership=True).state == "reached"


def test_one_recall_at_a_time(petition, term, council, at):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError, match="under way"):
        begin(term, council, at)


def reach(petition, council, at):
    sign(petition, council, at, 3)
    recalling.report(petition=petition, text="No receipts", by=council.by, at=at)
    recalling.defend(petition=petition, text="They burnt", by=council.by, at=at)


def hold(council, petition, yes, no=0):
    """The next assembly, in which the recall stands by itself."""
    assembly = council.convene("Other business")
    petition.refresh_from_db()
    item = petition.motion.item
    assert (item.assembly, item.matter, item.in_time) == (assembly, Matter.RECALL, True)
    return council.decide(petition.motion, council.open(assembly), yes=yes, no=no)


def test_the_next_assembly_has_it_on_its_agenda_and_recalls(petition, term, council, at):
    reach(petition, council, at)
    act = hold(council, petition, yes=8)
    petition.refresh_from_db()
    term.refresh_from_db()
    assert petition.state == "carried"
    assert (term.end, term.end_act) == ("recalled", act)
    then = day_of(act.adopted_at)
    assert not holds_office(term.person_id, then)
    assert holds_office(council.people[2].pk, then)  # the alternate
    assert sitting(term.commission, then).filter(is_alternate=False).count() == 2


def test_an_assembly_may_say_no_and_is_not_asked_again_soon(petition, term, council, at):
    reach(petition, council, at)
    assert hold(council, petition, yes=1, no=7) is None
    petition.refresh_from_db()
    assert petition.state == "lost" and holds_office(term.person_id, day_of(at))
    later = at + timedelta(days=30)
    with pytest.raises(recalling.TooSoonAgain):
        begin(term, council, later)
    assert begin(term, council, later, ground="accounts")
    assert begin_after(petition, term, council, at)


def begin_after(petition, term, council, at):
    Petition.objects.filter(term=term, state="open").update(state="over")
    return begin(term, council, at + timedelta(days=recalling.REST_DAYS))


def test_without_a_report_it_comes_up_once_the_report_is_late(petition, council, at):
    sign(petition, council, at, 3)
    soon = council.convene("Business")  # in a week: the report may still come
    assert not AgendaItem.objects.filter(assembly=soon, matter=Matter.RECALL).exists()
    convening.convene(
        collective=council.collective, title={"en": "Later"}, place="Hall",
        starts_at=at + timedelta(days=petition.report_days + 2), items=[], by=council.by, at=at,
    )  # fmt: skip
    petition.refresh_from_db()
    assert petition.motion.item.assembly.title == {"en": "Later"}


def test_it_is_put_on_the_agenda_of_an_assembly_convened_already(petition, council, at):
    assembly = council.convene("Business")
    assert not recalling.put_now(petition=petition, by=council.by, at=at) or petition.motion
    reach(petition, council, at)
    petition.refresh_from_db()
    if petition.motion is None:
        assert recalling.put_now(petition=petition, by=council.by, at=at)
    assert petition.motion.item.assembly == assembly


def test_an_assembly_without_quorum_does_not_end_it(petition, council, at):
    reach(petition, council, at)
    first = council.convene("One")
    convening.cancel_assembly(assembly=first, by=council.by, at=at)
    second = council.convene("Two")
    petition.refresh_from_db()
    assert petition.motion.item.assembly == second


def test_a_term_that_ends_by_itself_ends_the_recall(petition, term, council, at):
    reach(petition, council, at)
    council.at = at + timedelta(days=4 * 365)
    assembly = council.convene("Business")
    petition.refresh_from_db()
    assert petition.state == "over" and petition.motion is None
    assert not assembly.items.filter(matter=Matter.RECALL).exists()


def test_a_vote_after_the_end_of_the_term_can_be_closed(petition, term, council, at):
    """It was put on the agenda in time and voted on a day too late."""
    reach(petition, council, at)
    council.at = at + timedelta(days=(term.until - day_of(at)).days - 4)
    assembly = council.convene("Business")
    petition.refresh_from_db()
    act = council.decide(petition.motion, council.open(assembly), yes=8)
    term.refresh_from_db()
    assert act and term.end == ""


def test_who_resigns_ends_the_recall(petition, term, council, at):
    resign(term=term, by=council.by, at=at)
    petition.refresh_from_db()
    assert petition.state == "over"


def test_no_term_ends_as_recalled_without_its_vote(petition, term, act, at):
    tried(
        "term_recalled_by_its_vote",
        lambda: change(term, until=day_of(at), end="recalled", end_act=act),
    )


def test_nobody_buries_a_recall(petition, council, at):
    tried(
        "petition_is_kept", lambda: Petition.objects.filter(pk=petition.pk)._raw_delete("default")
    )
    sign(petition, council, at, 3)
    petition.refresh_from_db()
    for state in ("carried", "lost"):
        tried("petition_decided_by_a_vote", lambda state=state: change(petition, state=state))
    for values in ({"reached_at": None}, {"opened_at": at - timedelta(days=9)}):
        tried("petition_clocks_stay", lambda values=values: change(petition, **values))


def test_what_was_written_of_somebody_is_erased_with_them(petition, term, council, at):
    from barrio.people.actions import erase_person

    erase_person(person=term.person, by=council.by, at=at)
    petition.refresh_from_db()
    assert petition.is_erased and petition.personal["words"] == ""
