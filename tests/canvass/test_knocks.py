"""What a phone sends is taken in once, however often it is sent."""

import json
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from barrio.canvass import actions, cutting
from barrio.canvass.models import Assignment, Attempt, TurfDoor
from barrio.comms.models import Subscription
from barrio.core.actors import user_actor
from barrio.grievances.models import Grievance
from barrio.people.models import Consent, Occupancy, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def turf(home, cast, doors, by_ana, at):
    canvass = actions.open_canvass(
        collective=home, name="Round", opening={"en": "Hi"}, questions=[], by=by_ana, at=at
    )
    turf = actions.cut_turf(canvass=canvass, name="Howard", dwellings=doors, by=by_ana, at=at)
    actions.assign_turf(
        turf=turf, user=cast.bruno, since=at - timedelta(hours=1), until=at + timedelta(hours=4),
        by=by_ana, at=at,
    )  # fmt: skip
    return turf


def envelope(turf, door, **body):
    return {
        "id": str(uuid.uuid4()),
        "kind": "attempt",
        "made_at": "2026-11-23T01:00:00Z",
        "body": {"turf": str(turf.pk), "dwelling": str(door.pk), "result": "spoke", **body},
    }


def send(client, *envelopes):
    response = client.post(
        reverse("sync:sync"), json.dumps({"envelopes": envelopes}), content_type="application/json"
    )
    return response.json()["answers"]


SIGN_UP = {"name": "Noemí", "phone": "215 555 0123", "language": "es", "consent": True}


def test_it_lands_once_however_often_it_is_sent(as_, turf, doors):
    bruno = as_("bruno")
    grievance = {"words": "No heat", "topic": "housing", "language": "en"}
    knock = envelope(turf, doors[0], sign_up=SIGN_UP, grievance=grievance)
    answers = [send(bruno, knock)[0]["outcome"] for _time in range(3)]
    assert answers == ["accepted"] * 3
    counts = [m.objects.count() for m in (Attempt, Person, Consent, Grievance)]
    assert counts == [1, 1, 1, 1]


def test_it_signs_up_with_consent_for_the_cells_around(as_, turf, doors):
    send(as_("bruno"), envelope(turf, doors[0], sign_up=SIGN_UP))
    assert Subscription.objects.count() == 7
    consent = Consent.objects.get()
    assert consent.given and "alertas" in consent.wording.text


def test_a_number_that_a_family_shares_makes_nobody_the_same_person(as_, turf, doors):
    send(as_("bruno"), envelope(turf, doors[0], sign_up=SIGN_UP))
    send(as_("bruno"), envelope(turf, doors[1], sign_up={**SIGN_UP, "name": "Carmen"}))
    send(as_("bruno"), envelope(turf, doors[1], sign_up={**SIGN_UP, "name": ""}))
    assert sorted(person.name for person in Person.objects.all()) == ["Carmen", "Noemí"]


def test_refuses_a_contact_without_consent_and_keeps_nothing(as_, turf, doors):
    answer = send(as_("bruno"), envelope(turf, doors[0], sign_up={**SIGN_UP, "consent": False}))
    assert answer[0]["reason"] == "no_consent"
    assert not Attempt.objects.exists() and not Person.objects.exists()


@pytest.mark.parametrize("phone", ["call me", "12", "215-555-CALL"])
def test_refuses_a_number_that_cannot_be_dialled(as_, turf, doors, phone):
    answer = send(as_("bruno"), envelope(turf, doors[0], sign_up={**SIGN_UP, "phone": phone}))
    assert answer[0]["reason"] == "bad_phone"


def test_refuses_a_turf_that_is_not_ones_own(as_, turf, doors):
    assert send(as_("gus"), envelope(turf, doors[0]))[0]["reason"] == "not_your_turf"


def test_refuses_another_collective(as_, turf, doors):
    assert send(as_("carla"), envelope(turf, doors[0]))[0]["outcome"] == "refused"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        '{"envelopes": 5}',
        '{"envelopes": [{"id": "x"}]}',
        '{"envelopes": [{"id": 1, "body": []}]}',
    ],
)
def test_refuses_nonsense_without_an_error(as_, body):
    response = as_("bruno").post(reverse("sync:sync"), body, content_type="application/json")
    assert response.status_code == 400


def test_it_takes_in_late_visits_after_the_shift(as_, turf, doors, at):
    Assignment.objects.update(since=at - timedelta(days=2), until=at - timedelta(days=1))
    bruno = as_("bruno")
    assert bruno.get(reverse("canvass:turf-walk", args=[turf.pk])).status_code == 404
    assert send(bruno, envelope(turf, doors[0]))[0]["outcome"] == "accepted"


def test_it_writes_no_person_beside_a_door_in_clear(as_, turf, doors):
    send(as_("bruno"), envelope(turf, doors[0], sign_up=SIGN_UP))
    person, home = Person.objects.get(), Occupancy.objects.get()
    attempt = Attempt.objects.values().get()
    assert str(person.pk) not in str({k: v for k, v in attempt.items() if k != "sealed"})
    assert str(doors[0].pk) not in home.dwelling_token


def test_it_works_without_javascript(as_, turf, doors):
    form = {"id": str(uuid.uuid4()), "dwelling": str(doors[1].pk), "result": "not_home"}
    as_("bruno").post(reverse("canvass:knock", args=[turf.pk]), form)
    assert Attempt.objects.get().result == "not_home"


def test_it_walks_each_side_in_one_go(turf):
    numbers = [d.dwelling.number_order % 2 for d in TurfDoor.objects.order_by("order")]
    assert numbers in ([0, 0, 0, 1, 1, 1], [1, 1, 1, 0, 0, 0])


def test_refuses_a_turf_without_doors(turf, by_ana, at):
    with pytest.raises(cutting.TurfHasNoDoors):
        actions.cut_turf(canvass=turf.canvass, name="Empty", dwellings=[], by=by_ana, at=at)


def test_it_says_so_on_the_page_and_keeps_what_was_typed(as_, turf):
    page = as_("ana").post(
        reverse("canvass:turf-cut", args=[turf.canvass_id]),
        {
            "name": "My corner",
            "size": "75",
            "streets": [str(turf.doors.first().dwelling.street_id)],
        },
    )
    assert "no free door" in page.content.decode() and "My corner" in page.content.decode()


def test_it_leaves_out_do_not_knock(home, cast, doors, turf, by_ana, at):
    doors[0].do_not_knock = True
    doors[0].save()
    other = actions.open_canvass(
        collective=home, name="Second", opening={}, questions=[], by=by_ana, at=at
    )
    again = actions.cut_turf(canvass=other, name="Howard", dwellings=doors, by=by_ana, at=at)
    assert again.doors.count() == 5


def test_refuses_a_second_canvasser(turf, cast, at):
    with pytest.raises(actions.TurfAlreadyTaken):
        actions.assign_turf(
            turf=turf, user=cast.ana, since=at, until=at + timedelta(hours=1),
            by=user_actor(cast.ana), at=at,
        )  # fmt: skip


def test_the_map_of_places_shows_turfs_to_organizers_only(as_, turf):
    def names(handle):
        answer = as_(handle).get(reverse("places:map-data")).json()
        return {f["properties"]["name"] for f in answer["features"]}

    assert "Howard" in names("ana")
    assert "Howard" not in names("gus")
