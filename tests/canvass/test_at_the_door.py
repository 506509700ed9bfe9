"""What a visit says beyond its result: marks, a found door, a promise, languages, sign-ups."""

import json
import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from barrio.audit.models import Entry
from barrio.canvass import actions
from barrio.canvass.at_the_door import new_door_id
from barrio.canvass.capsule import capsule_of
from barrio.canvass.knocks import intake_key
from barrio.canvass.models import Attempt
from barrio.canvass.queries import doors_of, tally_of, to_follow
from barrio.comms.models import Subscriber
from barrio.core.clock import now
from barrio.events.models import Event
from barrio.people.models import Consent, Person, Touch
from barrio.places.models import Dwelling
from barrio.sync.sealing import binding, public_point, seal_to

pytestmark = pytest.mark.django_db

PHONE = "215 555 0144"


@pytest.fixture
def canvass(home, by_ana, at):
    return actions.open_canvass(
        collective=home, name="Round", opening={"en": "Hi"}, questions=[], by=by_ana, at=at
    )


@pytest.fixture
def turf(canvass, cast, doors, by_ana, at):
    turf = actions.cut_turf(canvass=canvass, name="Howard", dwellings=doors, by=by_ana, at=at)
    actions.assign_turf(
        turf=turf, user=cast.bruno, since=at - timedelta(hours=1), until=at + timedelta(hours=4),
        by=by_ana, at=at,
    )  # fmt: skip
    return turf


@pytest.fixture
def send(as_, turf):
    """Sends one envelope of the turf as Bruno's phone does; its answer."""
    bruno = as_("bruno")

    def post(kind="attempt", **body):
        pk = str(uuid.uuid4())
        point, aad = public_point(intake_key(turf)), binding(uuid.UUID(pk), kind, str(turf.pk))
        row = {"id": pk, "kind": kind, "to": str(turf.pk), "made_at": now().isoformat()}
        row["sealed"] = seal_to(point, body, aad=aad)
        said = bruno.post(
            reverse("sync:sync"),
            json.dumps({"envelopes": [row], "sent_at": now().isoformat()}),
            content_type="application/json",
        )
        return said.json()["answers"][0]

    def knock(door, result="spoke", **more):
        return post(dwelling=str(getattr(door, "pk", door)), result=result, **more)

    knock.undo = lambda answer: post(kind="undo", attempt=answer["id"])
    return knock


def fresh(door):
    return Dwelling.objects.get(pk=door.pk)


# --- marks ---


def test_a_door_that_wants_no_knock_is_left_out_from_then_on(send, turf, doors, cast):
    send(doors[0], "refused", marks=["do_not_knock"])
    assert fresh(doors[0]).do_not_knock
    assert doors[0].pk not in {door.dwelling.pk for door in doors_of(turf)}
    assert Entry.objects.filter(verb="door.do_not_knock", actor_id=str(cast.bruno.pk)).exists()


def test_an_undone_visit_takes_its_marks_back_and_no_others(send, doors):
    dog = send(doors[0], "not_home", marks=["dog"])
    again = send(doors[0], "not_home", marks=["dog", "do_not_knock"])
    send.undo(again)
    assert fresh(doors[0]).caution == "dog" and not fresh(doors[0]).do_not_knock
    send.undo(dog)
    assert fresh(doors[0]).caution == ""


def test_a_mark_that_two_visits_say_stays_when_one_is_undone(send, doors):
    first = send(doors[0], "refused", marks=["do_not_knock", "dog"])
    second = send(doors[0], "refused", marks=["do_not_knock"])
    send.undo(first)
    assert fresh(doors[0]).do_not_knock and fresh(doors[0]).caution == ""
    send.undo(second)
    assert not fresh(doors[0]).do_not_knock


def test_a_correction_that_says_the_mark_again_keeps_it(send, doors):
    first = send(doors[0], "refused", marks=["do_not_knock"])
    send(doors[0], "not_home", marks=["do_not_knock"], supersedes=first["id"])
    assert fresh(doors[0]).do_not_knock


def test_a_mark_of_the_office_outlasts_an_undone_visit(send, doors):
    Dwelling.objects.filter(pk=doors[0].pk).update(do_not_knock=True)
    visit = send(doors[0], "refused", marks=["do_not_knock"])
    send.undo(visit)
    assert fresh(doors[0]).do_not_knock


def test_a_correction_that_is_undone_brings_the_marks_back(send, doors):
    first = send(doors[0], "refused", marks=["do_not_knock"])
    put_right = send(doors[0], "spoke", supersedes=first["id"])
    assert not fresh(doors[0]).do_not_knock
    send.undo(put_right)
    assert fresh(doors[0]).do_not_knock
    assert Attempt.objects.get(pk=first["id"]).marks == ["do_not_knock"]


@pytest.mark.parametrize("marks", [None, "dog", ["wolf", 3], {"dog": 1}])
def test_marks_that_we_do_not_know_change_nothing(send, doors, marks):
    assert send(doors[0], "not_home", marks=marks)["outcome"] == "accepted"
    assert fresh(doors[0]).caution == "" and not fresh(doors[0]).do_not_knock


def test_the_phone_warns_and_the_organizer_ends_the_warning(send, as_, turf, doors):
    send(doors[0], "not_home", marks=["dog"])
    said = capsule_of(turf.assignments.get())["doors"]
    assert [d["caution"] for d in said if d["id"] == str(doors[0].pk)] == ["dog"]
    page = as_("ana").get(reverse("places:street-read", args=[doors[0].street_id]))
    assert "Loose dog" in page.content.decode()
    as_("ana").post(reverse("places:caution", args=[doors[0].pk]), {"caution": ""})
    assert fresh(doors[0]).caution == ""


# --- a door that no list had ---


def found(beside, number, unit=""):
    return {"beside": str(beside.pk), "number": number, "unit": unit}


def test_two_phones_that_find_one_door_make_it_once(send, turf, doors):
    wanted = new_door_id(doors[0].street_id, doors[0].number, "2F")
    for unit in ("2F", "2f"):
        answer = send(wanted, found=found(doors[0], doors[0].number, unit))
        assert answer["outcome"] == "accepted"
    door = Dwelling.objects.get(pk=wanted)
    assert (door.unit, door.origin, door.street_id) == ("2F", "surveyed", doors[0].street_id)
    walk = list(turf.doors.order_by("order").values_list("dwelling_id", flat=True))
    assert walk.count(door.pk) == 1 and walk.index(door.pk) == walk.index(doors[0].pk) + 1
    assert tally_of(turf.canvass).doors == len(doors) + 1
    assert Attempt.objects.filter(dwelling=door).count() == 2


def test_a_found_door_that_was_known_all_along_is_that_door(send, doors):
    send(uuid.uuid4(), found=found(doors[0], doors[1].number))
    assert Attempt.objects.get().dwelling_id == doors[1].pk


@pytest.mark.parametrize(
    "said", [{"number": "7"}, {"beside": "x", "number": "7"}, {"number": ""}, {"unit": "3"}]
)
def test_refuses_a_found_door_that_lies_nowhere(send, doors, said):
    body = {"beside": str(doors[0].pk), **said} if said.keys() & {"unit"} else said
    assert send(uuid.uuid4(), found=body)["reason"] == "door_not_in_turf"


# --- promises and languages ---


def test_a_promise_stands_until_it_is_kept(send, as_, canvass, doors, cast):
    send(doors[0], promise={"words": "Bring the form in Spanish", "by": "2026-12-01"})
    (owed,) = to_follow(canvass)
    assert owed.personal["promise"] == "Bring the form in Spanish"
    url = reverse("canvass:canvass-numbers", args=[canvass.pk])
    assert "Bring the form in Spanish" in as_("ana").get(url).content.decode()
    as_("ana").post(reverse("canvass:promise-kept", args=[owed.pk]))
    assert to_follow(canvass) == []
    kept = Attempt.objects.get(pk=owed.pk)
    assert kept.promise_kept_by == cast.ana
    assert Entry.objects.filter(verb="promise.keep").count() == 1


@pytest.mark.parametrize("by", ["", "soon", "9999-12-31", "1900-01-01", None, 7])
def test_a_promise_without_a_likely_day_is_kept_without_one(send, doors, by):
    send(doors[0], promise={"words": "Ask the lawyer", "by": by})
    assert Attempt.objects.get().promised and Attempt.objects.get().promise_by is None


@pytest.mark.parametrize(("handle", "status"), [("bruno", 403), ("carla", 404)])
def test_refuses_others_to_keep_a_promise(send, as_, doors, handle, status):
    answer = send(doors[0], promise={"words": "Call"})
    url = reverse("canvass:promise-kept", args=[answer["id"]])
    assert as_(handle).post(url).status_code == status


def test_the_database_refuses_a_kept_promise_that_was_never_made(send, doors, cast, at):
    answer = send(doors[0])
    row = Attempt.objects.filter(pk=answer["id"])
    with pytest.raises(IntegrityError, match="kept_what_was_promised"), transaction.atomic():
        row.update(promise_kept_at=at, promise_kept_by=cast.ana)
    row.update(promised=True)
    with pytest.raises(IntegrityError, match="promise_kept_by_one"), transaction.atomic():
        row.update(promise_kept_at=at)


def test_who_comes_next_knows_the_language(send, turf, canvass, doors, as_):
    send(doors[0], "come_back", speaks="ht")
    said = {d["id"]: d["speaks"] for d in capsule_of(turf.assignments.get())["doors"]}
    assert said[str(doors[0].pk)] == ["ht"] and said[str(doors[1].pk)] == []
    page = as_("ana").get(
        reverse("canvass:canvass-numbers", args=[canvass.pk]), headers={"Accept-Language": "es"}
    )
    assert "criollo haitiano" in page.content.decode()


@pytest.mark.parametrize("speaks", ["klingon", 5, None, ["ht"]])
def test_a_language_that_we_do_not_know_is_left_out(send, doors, speaks):
    assert send(doors[0], speaks=speaks)["outcome"] == "accepted"
    assert not Attempt.objects.get().speaks


# --- sign-ups ---


@pytest.fixture
def event(home, at):
    return Event.objects.create(
        collective=home, kind="meeting", title_en="Heating meeting", title_es="Reunión",
        place="Hall", starts_at=at + timedelta(days=3), ends_at=at + timedelta(days=3, hours=2),
        planned_at=at, changed_at=at,
    )  # fmt: skip


def test_they_sign_up_for_an_event_assemblies_and_membership(send, as_, turf, doors, event):
    offers = {offer["key"] for offer in capsule_of(turf.assignments.get())["offers"]}
    assert offers == {f"event:{event.pk}", "assembly", "member"}
    sign_up = {"phone": PHONE, "name": "Rosa", "may_organise": True, "wants": sorted(offers)}
    assert send(doors[0], sign_up=sign_up)["outcome"] == "accepted"
    person = Person.objects.get()
    assert person.stage == "supporter"
    kinds = set(Touch.objects.filter(person=person).values_list("kind", flat=True))
    assert {"wants_event", "wants_assembly", "wants_member"} <= kinds
    assert Touch.objects.get(kind="wants_event").origin_id == str(event.pk)
    assert [c.purpose for c in Consent.objects.filter(person=person)] == ["organising"]
    assert not Subscriber.objects.exists()
    page = as_("ana").get(reverse("events:event-read", args=[event.pk])).content.decode()
    assert "1 neighbour said at the door: I want to come." in page


def test_alerts_alone_bring_no_other_consent(send, doors):
    sign_up = {"phone": PHONE, "consent": True, "wants": ["member"]}
    send(doors[0], sign_up=sign_up)
    assert Person.objects.get().stage == "neighbour" and Subscriber.objects.count() == 1


def test_without_any_yes_nobody_is_kept(send, doors):
    send(doors[0], sign_up={"phone": PHONE, "wants": ["member"]})
    assert not Person.objects.exists()


@pytest.mark.parametrize("wants", [None, "member", ["event:x", "event:", "dragon:7", 3, {}]])
def test_what_is_not_offered_is_left_out(send, doors, wants):
    answer = send(doors[0], sign_up={"phone": PHONE, "may_organise": True, "wants": wants})
    assert answer["outcome"] == "accepted" and Person.objects.count() == 1
    assert not Touch.objects.filter(kind__startswith="wants_").exists()
