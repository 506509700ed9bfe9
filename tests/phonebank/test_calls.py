"""What came of a call, what follows from it, and that it counts once."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from barrio.audit.models import Entry, Opening
from barrio.comms.models import Subscription
from barrio.grievances.models import Grievance
from barrio.people.models import ContactPoint, Touch
from barrio.people.queries import consents_of
from barrio.phonebank import actions, calls
from barrio.phonebank.calls import Heard
from barrio.phonebank.models import Call, Line

pytestmark = pytest.mark.django_db


def record(line, outcome, by, at, **more):
    call_id = more.pop("call_id", None) or uuid.uuid4()
    return calls.record_call(line=line, call_id=call_id, outcome=outcome, by=by, at=at, **more)


def test_it_hands_out_a_person_and_keeps_that_the_number_was_seen(line, cast, hope):
    assert (line.state, line.claimed_by_id) == ("claimed", cast.bruno.pk)
    seen = Opening.objects.get()
    assert (seen.user_id, seen.subject_id, seen.part) == (cast.bruno.pk, str(hope.pk), "phone")


@pytest.mark.parametrize(
    ("outcome", "state"),
    [("spoke", "done"), ("left_message", "done"), ("refused", "done"), ("no_answer", "resting")],
)
def test_it_moves_the_line_on(line, by_bruno, at, outcome, state):
    call = record(line, outcome, by_bruno, at)
    line.refresh_from_db()
    assert (line.state, line.claimed_by_id, line.claimed_until) == (state, None, None)
    assert Touch.objects.get(kind="call").outcome == outcome
    entry = Entry.objects.get(verb="call.record")
    assert entry.detail == {"call": str(call.pk), "outcome": outcome}


def test_it_gives_up_after_three_calls_that_nobody_answers(bank, by_bruno, at):
    for day in range(3):
        moment = at + timedelta(days=day)
        line = actions.claim_next(bank=bank, language="en", by=by_bruno, at=moment)
        record(line, "no_answer", by_bruno, moment)
    line.refresh_from_db()
    assert line.state == "done"


def test_a_wrong_number_is_not_used_again(line, by_bruno, at, hope, make_bank):
    record(line, "wrong_number", by_bruno, at)
    assert ContactPoint.objects.get(person=hope).is_dead
    assert make_bank(name="Another").lines.count() == 0


def test_a_wrong_number_leads_to_the_other_one(bank, hope, by_bruno, by_ana, at):
    from barrio.people.actions import add_contact

    add_contact(person=hope, kind="phone", value="+12155550199", by=by_ana, at=at)
    line = actions.claim_next(bank=bank, language="en", by=by_bruno, at=at)
    record(line, "wrong_number", by_bruno, at)
    line.refresh_from_db()
    assert line.state == "waiting"


def test_never_means_never_everywhere(line, by_bruno, at, hope, make_bank):
    record(line, "never", by_bruno, at)
    hope.refresh_from_db()
    assert hope.do_not_contact
    assert make_bank(name="Another").lines.count() == 0


def test_a_call_back_comes_first_at_its_time(bank, neighbour, line, by_bruno, by_ana, at):
    neighbour("Zoe")
    actions.fill_bank(bank=bank, by=by_ana, at=at)
    record(line, "call_back", by_bruno, at, back_at=at + timedelta(hours=2))
    soon = actions.claim_next(bank=bank, language="en", by=by_bruno, at=at)
    assert soon.pk != line.pk
    actions.give_back(line=soon, by=by_bruno, at=at)
    later = actions.claim_next(bank=bank, language="en", by=by_bruno, at=at + timedelta(hours=2))
    assert later.pk == line.pk and later.promised


@pytest.mark.parametrize("hours", [-1, 9, 24 * 90, None])
def test_refuses_a_call_back_at_no_good_time(line, by_bruno, at, hours):
    back_at = None if hours is None else at + timedelta(hours=hours)
    with pytest.raises(calls.BadCallBack):
        record(line, "call_back", by_bruno, at, back_at=back_at)
    line.refresh_from_db()
    assert line.state == "claimed"


def test_it_keeps_what_was_said(line, by_bruno, at, hope):
    heard = Heard(
        note="Ring twice", answers={"q1": "yes"}, grievance="No heat", topic="housing",
        shared_by="The whole stairwell", organising="no",
    )  # fmt: skip
    call = record(line, "spoke", by_bruno, at, heard=heard)
    kept = Call.objects.get(pk=call.pk)
    assert (kept.personal["note"], kept.personal["answers"]) == ("Ring twice", {"q1": "yes"})
    grievance = Grievance.objects.get()
    assert (grievance.words, grievance.encounter_kind) == ("No heat", "call")
    assert consents_of(hope)["organising"].given is False


def test_it_signs_up_for_alerts_around_their_home(neighbour, doors, make_bank, by_bruno, at):
    neighbour("Ida", dwelling=doors[0])
    line = actions.claim_next(bank=make_bank(), language="en", by=by_bruno, at=at)
    record(line, "spoke", by_bruno, at, heard=Heard(wants_alerts=True))
    assert Subscription.objects.filter(topic="alerts").count() == 7
    assert consents_of(line.person)["alerts"].how == "phone"


def test_the_same_call_sent_twice_counts_once(line, by_bruno, at):
    call_id = uuid.uuid4()
    heard = Heard(grievance="No heat", organising="yes")
    for _again in range(2):
        record(line, "spoke", by_bruno, at, call_id=call_id, heard=heard)
    assert Call.objects.count() == Touch.objects.filter(kind="call").count() == 1
    assert Grievance.objects.count() == 1


def test_refuses_a_call_for_somebody_else_person(line, by_ana, at):
    with pytest.raises(calls.LineTaken):
        record(line, "spoke", by_ana, at)
    assert not Call.objects.exists()


def test_refuses_the_id_of_another_call(line, neighbour, bank, by_bruno, by_ana, at):
    call = record(line, "spoke", by_bruno, at)
    neighbour("Zoe")
    actions.fill_bank(bank=bank, by=by_ana, at=at)
    other = actions.claim_next(bank=bank, language="en", by=by_bruno, at=at)
    with pytest.raises(calls.LineTaken):
        record(other, "spoke", by_bruno, at, call_id=call.pk)


@pytest.mark.parametrize("outcome", ["never", "wrong_number", "spoke"])
def test_it_takes_the_last_call_back(line, by_bruno, at, hope, outcome):
    call = record(line, outcome, by_bruno, at)
    calls.undo_call(call=call, by=by_bruno, at=at + timedelta(minutes=1))
    line.refresh_from_db()
    hope.refresh_from_db()
    assert (line.state, line.claimed_by_id) == ("claimed", by_bruno.user_id)
    assert not hope.do_not_contact and not ContactPoint.objects.get(person=hope).is_dead
    assert not Touch.objects.filter(kind="call").exists()
    again = record(line, "refused", by_bruno, at + timedelta(minutes=2))
    assert again.supersedes_id == call.pk


def test_refuses_to_take_back_what_is_long_past(line, by_bruno, at):
    call = record(line, "spoke", by_bruno, at)
    with pytest.raises(calls.CannotUndo):
        calls.undo_call(call=call, by=by_bruno, at=at + timedelta(hours=1))


def test_refuses_to_take_back_the_same_call_twice(line, by_bruno, at):
    call = record(line, "spoke", by_bruno, at)
    calls.undo_call(call=call, by=by_bruno, at=at)
    call.refresh_from_db()
    with pytest.raises(calls.CannotUndo):
        calls.undo_call(call=call, by=by_bruno, at=at)


def test_an_erased_person_leaves_counts_and_no_words(line, by_bruno, by_ana, at, hope):
    from barrio.people.actions import erase_person

    record(line, "spoke", by_bruno, at, heard=Heard(note="CNRY-note"))
    erase_person(person=hope, by=by_ana, at=at)
    call = Call.objects.get()
    assert call.personal["note"] == "" and bytes(call.sealed) == b""
    assert Line.objects.get().state == "done"


def test_the_page_keeps_a_call_once_however_often_it_is_posted(as_, line):
    url = reverse("phonebank:line-outcome", args=[line.pk])
    typed = {
        "id": str(uuid.uuid4()),
        "outcome": "spoke",
        "note": "CNRY-note",
        "answer_q1": "yes",
        "answer_q2": "The owner",
    }
    bruno = as_("bruno")
    for _again in range(2):
        assert bruno.post(url, typed).status_code == 302
    assert Call.objects.get().personal["answers"] == {"q1": "yes", "q2": "The owner"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"outcome": "call_back"}, "Say when to call back"),
        ({"outcome": "call_back", "back_at": "2025-11-24T23:00"}, "Choose an hour between"),
        ({"outcome": "call_back", "back_at": "tomorrow"}, "Say when to call back"),
        ({"outcome": "spoke", "answer_q1": "perhaps"}, "not one of the available choices"),
        ({"outcome": "texted"}, "not one of the available choices"),
        ({"outcome": "spoke", "note": "x" * 3000, "words": "kept words"}, "kept words"),
    ],
)
def test_it_says_what_is_wrong_and_keeps_what_was_typed(as_, line, typed, said):
    url = reverse("phonebank:line-outcome", args=[line.pk])
    page = as_("bruno").post(url, {"id": str(uuid.uuid4()), **typed})
    assert page.status_code == 200 and said in page.content.decode()
    assert not Call.objects.exists()


def test_another_volunteer_sees_neither_name_nor_number(as_, line, bank):
    url = reverse("phonebank:bank-call", args=[bank.pk])
    assert "+12155550110" in as_("bruno").get(url).content.decode()
    other = as_("ana").get(url).content.decode()
    assert "Hope" not in other and "+1215" not in other
    wrong = as_("ana").post(reverse("phonebank:line-outcome", args=[line.pk]), {"outcome": "x"})
    assert wrong.status_code == 302


def test_the_number_goes_when_the_lease_ends(as_, line, bank, at, monkeypatch):
    from barrio.phonebank import views

    monkeypatch.setattr(views, "now", lambda: at + actions.LEASE)
    page = as_("bruno").get(reverse("phonebank:bank-call", args=[bank.pk])).content.decode()
    assert "+1215" not in page and "Next call" in page


def test_another_collective_is_told_nothing(as_, line, bank):
    carla = as_("carla")
    for name, pk in (("bank-read", bank.pk), ("bank-call", bank.pk), ("line-talk", line.pk)):
        assert carla.get(reverse(f"phonebank:{name}", args=[pk])).status_code == 404
    posted = carla.post(reverse("phonebank:line-outcome", args=[line.pk]), {"outcome": "spoke"})
    assert posted.status_code == 404


def test_a_call_is_taken_back_by_who_made_it_alone(as_, line, by_bruno, at):
    call = record(line, "spoke", by_bruno, at)
    url = reverse("phonebank:call-undo", args=[call.pk])
    assert as_("ana").post(url).status_code == 404
    assert as_("bruno").post(url).status_code == 302
    call.refresh_from_db()
    assert call.undone_at
