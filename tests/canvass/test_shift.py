"""The shift's other half: what the server does with what a phone kept and sealed."""

import itertools
import json
import random
import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from barrio.audit.models import Entry
from barrio.canvass import actions
from barrio.canvass.capsule import capsule_of
from barrio.canvass.knocks import intake_key
from barrio.canvass.models import Assignment, Attempt
from barrio.canvass.queries import tally_of
from barrio.core.clock import now
from barrio.people.actions import add_person, set_do_not_contact
from barrio.people.models import Person
from barrio.places.models import Street
from barrio.runtime.keyring import keyring
from barrio.sync.models import Receipt
from barrio.sync.sealing import binding, public_point, seal_to
from tests.cast import make_door

pytestmark = pytest.mark.django_db


@pytest.fixture
def canvass(home, by_ana, at):
    return actions.open_canvass(
        collective=home, name="Round", opening={"en": "Hi"}, questions=[], by=by_ana, at=at
    )


@pytest.fixture
def turf(canvass, cast, doors, by_ana, at):
    turf = actions.cut_turf(canvass=canvass, name="Howard", dwellings=doors, by=by_ana, at=at)
    give(turf, cast.bruno, by_ana, at)
    return turf


def give(turf, user, by, at, hours=4):
    return actions.assign_turf(
        turf=turf, user=user, since=at - timedelta(hours=1), until=at + timedelta(hours=hours),
        by=by, at=at,
    )  # fmt: skip


def sealed(turf, kind="attempt", made_at="", **body):
    """An envelope as a phone makes it."""
    pk = str(uuid.uuid4())
    aad = binding(uuid.UUID(pk), kind, str(turf.pk))
    return {
        "id": pk,
        "kind": kind,
        "to": str(turf.pk),
        "made_at": made_at or now().isoformat(),
        "sealed": seal_to(public_point(intake_key(turf)), body, aad=aad),
    }


def knock(turf, door, result="spoke", **more):
    return sealed(turf, dwelling=str(door.pk), result=result, **more)


def sync(client, *envelopes, **more):
    body = {"envelopes": envelopes, "sent_at": now().isoformat(), **more}
    response = client.post(reverse("sync:sync"), json.dumps(body), content_type="application/json")
    assert response.status_code == 200
    return response.json()


def outcomes(said):
    return [answer["outcome"] for answer in said["answers"]]


# --- receipts ---


def test_it_lands_once_and_says_that_it_is_a_repeat(as_, turf, doors):
    bruno, envelope = as_("bruno"), knock(turf, doors[0])
    first, second = (sync(bruno, envelope)["answers"][0] for _time in range(2))
    assert (first["outcome"], first["repeated"]) == ("accepted", False)
    assert (second["outcome"], second["repeated"]) == ("accepted", True)
    assert Attempt.objects.count() == 1


def test_it_confirms_what_it_has_and_nothing_else(as_, turf, doors, cast, by_ana, at):
    bruno, envelope = as_("bruno"), knock(turf, doors[0])
    sync(bruno, envelope)
    unknown = str(uuid.uuid4())
    assert sync(bruno, confirm=[unknown, envelope["id"]])["confirmed"] == [envelope["id"]]
    assert sync(as_("ana"), confirm=[envelope["id"]])["confirmed"] == []


def test_after_a_restore_from_an_older_backup_the_phone_sends_again(as_, turf, doors):
    bruno, envelope = as_("bruno"), knock(turf, doors[0])
    sync(bruno, envelope)
    Attempt.objects.all().delete()
    Receipt.objects.all().delete()
    assert sync(bruno, confirm=[envelope["id"]])["confirmed"] == []
    assert outcomes(sync(bruno, envelope)) == ["accepted"]
    assert Attempt.objects.count() == 1


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"envelopes": 3}', b'{"envelopes": [{"id": "x"}]}']
)
def test_what_is_no_batch_is_refused(as_, body):
    response = as_("bruno").post(reverse("sync:sync"), body, content_type="application/json")
    assert response.status_code == 400


def test_a_body_that_does_not_open_is_refused_with_a_code(as_, turf, doors):
    envelope = {**knock(turf, doors[0]), "sealed": "AQ=="}
    assert sync(as_("bruno"), envelope)["answers"][0]["reason"] == "does_not_open"


def test_a_turf_whose_key_was_erased_takes_nothing_more(as_, turf, doors):
    envelope = knock(turf, doors[0])
    keyring.erase([turf.pk])
    assert sync(as_("bruno"), envelope)["answers"][0]["reason"] == "turf_erased"


# --- corrections ---


def test_undo_takes_back_ones_own_knock(as_, turf, doors):
    bruno, envelope = as_("bruno"), knock(turf, doors[0])
    sync(bruno, envelope, sealed(turf, "undo", attempt=envelope["id"]))
    assert Attempt.objects.get().undone_at
    assert tally_of(turf.canvass).knocked == 0
    assert Entry.objects.filter(verb="attempt.undo").count() == 1


def test_undo_that_comes_first_waits_on_the_phone(as_, turf, doors):
    bruno, envelope = as_("bruno"), knock(turf, doors[0])
    undo = sealed(turf, "undo", attempt=envelope["id"])
    assert outcomes(sync(bruno, undo)) == ["later"]
    assert not Receipt.objects.exists()
    assert outcomes(sync(bruno, envelope, undo)) == ["accepted", "accepted"]
    assert Attempt.objects.get().undone_at


def test_nobody_undoes_anothers_knock(as_, turf, doors):
    envelope = knock(turf, doors[0])
    sync(as_("bruno"), envelope)
    assert outcomes(sync(as_("ana"), sealed(turf, "undo", attempt=envelope["id"]))) == ["later"]
    assert Attempt.objects.get().undone_at is None


def test_a_correction_stands_for_what_it_corrects(as_, turf, doors):
    bruno, first = as_("bruno"), knock(turf, doors[0], "refused")
    second = knock(turf, doors[0], "spoke", supersedes=first["id"])
    assert outcomes(sync(bruno, second)) == ["later"]
    sync(bruno, first, second)
    tally = tally_of(turf.canvass)
    assert (tally.knocked, tally.attempts, tally.spoke, tally.refused) == (1, 1, 1, 0)


def test_a_correction_that_is_undone_leaves_what_it_corrected(as_, turf, doors):
    bruno, first = as_("bruno"), knock(turf, doors[0], "refused")
    second = knock(turf, doors[0], "spoke", supersedes=first["id"])
    undo = sealed(turf, "undo", attempt=second["id"])
    for _time in range(2):
        sync(bruno, first, second, undo)
    tally = tally_of(turf.canvass)
    assert (tally.attempts, tally.refused, tally.spoke) == (1, 1, 0)


def test_a_second_correction_of_the_same_knock_is_kept(as_, turf, doors):
    first = knock(turf, doors[0], "refused")
    again = [knock(turf, doors[0], "spoke", supersedes=first["id"]) for _time in range(2)]
    assert outcomes(sync(as_("bruno"), first, *again)) == ["accepted"] * 3
    assert Attempt.objects.filter(undone_at__isnull=True).count() == 2


def test_no_knock_corrects_itself(turf, doors, cast, at):
    attempt = Attempt(
        id=uuid.uuid4(), key_id=turf.pk, collective=turf.collective, turf=turf,
        dwelling=doors[0], by=cast.bruno, result="spoke", made_at=at, received_at=at,
    )  # fmt: skip
    attempt.seal()
    attempt.save(force_insert=True)
    with pytest.raises(IntegrityError, match="not_its_own_correction"), transaction.atomic():
        Attempt.objects.filter(pk=attempt.pk).update(supersedes=attempt.pk)


# --- contacts that cannot be right ---


SIGN_UP = {"name": "Noemí", "phone": "215 555", "language": "es", "consent": True}


def test_a_contact_that_cannot_be_right_is_kept_to_be_mended(as_, turf, doors):
    answer = sync(as_("bruno"), knock(turf, doors[0], sign_up=SIGN_UP))["answers"][0]
    assert (answer["outcome"], answer["reason"]) == ("accepted", "contact_to_mend")
    assert not Person.objects.exists()
    page = as_("ana").get(reverse("canvass:turf-read", args=[turf.pk])).content.decode()
    assert "215 555" in page and "Noemí" in page
    attempt = Attempt.objects.get()
    mend = reverse("canvass:attempt-mend", args=[attempt.pk])
    assert as_("bruno").post(mend).status_code == 403
    assert as_("ana").post(mend).status_code == 302
    attempt.refresh_from_db()
    assert not attempt.to_mend and attempt.personal["contact"] == {}
    assert Entry.objects.filter(verb="attempt.mend").exists()


def test_without_a_yes_nothing_of_a_contact_is_kept(as_, turf, doors):
    sign_up = {**SIGN_UP, "phone": "215 555 0123", "consent": False}
    assert outcomes(sync(as_("bruno"), knock(turf, doors[0], sign_up=sign_up))) == ["accepted"]
    attempt = Attempt.objects.get()
    assert not attempt.to_mend and attempt.personal["contact"] == {}
    assert not Person.objects.exists()


# --- what changes while somebody walks ---


def test_a_turf_cut_anew_during_the_walk_loses_no_knock(
    as_, canvass, turf, home, doors, by_ana, at
):
    street = Street.objects.create(collective=home, name="Hope St", lines=[])
    there = [make_door(home, street, doors[0].site, number) for number in (1, 2)]
    actions.cut_turf(canvass=canvass, name="Hope", dwellings=there, by=by_ana, at=at)
    assert outcomes(sync(as_("bruno"), knock(turf, there[0]))) == ["accepted"]


def test_a_door_of_no_turf_of_the_canvass_is_refused(as_, turf, home, doors):
    street = Street.objects.create(collective=home, name="Hope St", lines=[])
    door = make_door(home, street, doors[0].site, 1)
    answer = sync(as_("bruno"), knock(turf, door))["answers"][0]
    assert answer["reason"] == "door_not_in_turf"


@pytest.mark.parametrize(("days", "outcome"), [(6, "accepted"), (8, "refused")])
def test_it_is_taken_in_for_a_week_after_the_shift(as_, turf, doors, days, outcome):
    Assignment.objects.update(
        since=now() - timedelta(days=days, hours=4), until=now() - timedelta(days=days)
    )
    assert outcomes(sync(as_("bruno"), knock(turf, doors[0]))) == [outcome]


@pytest.mark.parametrize("hours", [-26, 26])
def test_a_clock_that_is_wrong_is_set_right(as_, turf, doors, hours):
    wrong = now() + timedelta(hours=hours)
    envelope = {**knock(turf, doors[0]), "made_at": (wrong - timedelta(minutes=30)).isoformat()}
    sync(as_("bruno"), envelope, sent_at=wrong.isoformat())
    attempt = Attempt.objects.get()
    assert abs(attempt.made_at - (now() - timedelta(minutes=30))) < timedelta(minutes=2)
    assert attempt.device_at.isoformat() == envelope["made_at"]


def test_two_canvassers_at_one_door_count_one_door(as_, turf, doors):
    sync(as_("bruno"), knock(turf, doors[0], "not_home"))
    sync(as_("ana"), knock(turf, doors[0], "spoke"))
    tally = tally_of(turf.canvass)
    assert (tally.knocked, tally.attempts, tally.spoke) == (1, 2, 1)


# --- what the phone is given ---


def capsule(client, turf):
    return client.post(reverse("canvass:shift-capsule", args=[turf.pk]))


def test_the_capsule_holds_what_is_needed_and_no_more(as_, turf, home, doors, by_ana, at):
    person = add_person(
        collective=home, name="Rosa Apellido", phone="+12155550155", language="es",
        notes="apunte", dwelling=doors[0], by=by_ana, at=at,
    )  # fmt: skip
    text = capsule(as_("bruno"), turf).content.decode()
    assert "Rosa" in text
    for hidden in ("Apellido", "5550155", "apunte", str(person.pk)):
        assert hidden not in text
    set_do_not_contact(person=person, do_not=True, by=by_ana, at=at)
    assert "Rosa" not in capsule(as_("bruno"), turf).content.decode()


def test_the_capsule_goes_out_in_rows_that_lose_nothing(as_, turf):
    said = capsule(as_("bruno"), turf).json()["capsule"]
    fields, streets = said["doors"]["fields"], said["doors"]["streets"]
    doors = [dict(zip(fields, row, strict=True)) for row in said["doors"]["rows"]]
    for door in doors:
        door["street"] = streets[door["street"]]
        door["building"] = f"{door['street']}|{door['number']}"
    whole = capsule_of(Assignment.objects.get())
    assert doors == whole["doors"]
    assert {**said, "doors": doors} == whole


def test_the_capsule_is_for_whoever_has_the_turf_while_the_shift_lasts(as_, turf, by_ana):
    assert capsule(as_("bruno"), turf).status_code == 200
    assert capsule(as_("ana"), turf).status_code == 404
    assert capsule(as_("carla"), turf).status_code == 404
    actions.end_assignment(assignment=Assignment.objects.get(), by=by_ana, at=now())
    assert capsule(as_("bruno"), turf).status_code == 404
    share = reverse("canvass:shift-share", args=[turf.pk])
    assert as_("bruno").post(share).status_code == 404
    assert as_("bruno").get(reverse("canvass:shift-turfs")).json()["turfs"] == []


def test_the_share_is_of_one_shift(as_, turf, cast, by_ana):
    share = reverse("canvass:shift-share", args=[turf.pk])
    first = as_("bruno").post(share).json()["share"]
    assert as_("bruno").post(share).json()["share"] == first
    assert capsule(as_("bruno"), turf).json()["share"] == first
    actions.end_assignment(assignment=Assignment.objects.get(), by=by_ana, at=now())
    give(turf, cast.bruno, by_ana, now())
    assert as_("bruno").post(share).json()["share"] != first


def test_the_page_is_of_nobody_and_all_it_keeps_is_there(as_, turf):
    anonymous = Client()
    ours = as_("bruno").get(reverse("canvass:shift")).content
    assert anonymous.get(reverse("canvass:shift")).content == ours
    assert b"bruno" not in ours and b"csrfmiddlewaretoken" not in ours
    worker = anonymous.get(reverse("canvass:shift-worker")).content.decode()
    kept = json.loads(re.search(r"const KEPT = (\[.*?\]);", worker)[1])
    assert len(kept) > 8
    for address in kept:
        if not address.startswith("/static/"):
            assert anonymous.get(address).status_code == 200
    from django.contrib.staticfiles import finders

    static = [address.split("?")[0] for address in kept if address.startswith("/static/")]
    assert all(finders.find(address.removeprefix("/static/")) for address in static)


# --- the file ---


def upload(client, raw):
    file = SimpleUploadedFile("barrio-unsent.json", raw, content_type="application/json")
    return client.post(reverse("canvass:shift-file"), {"file": file}, follow=True).content.decode()


def as_file(*envelopes):
    return json.dumps({"barrio": "unsent-1", "envelopes": envelopes}).encode()


def test_a_file_is_taken_in_once(as_, turf, doors):
    raw = as_file(knock(turf, doors[0]), knock(turf, doors[1]))
    assert "2 visits were taken in" in upload(as_("bruno"), raw)
    assert "2 were here already" in upload(as_("bruno"), raw)
    assert Attempt.objects.count() == 2


def test_the_file_of_somebody_elses_turf_is_refused(as_, turf, doors):
    raw = as_file(knock(turf, doors[0]))
    assert "could not be taken in" in upload(as_("gus"), raw)
    assert not Attempt.objects.exists()


BAD_FILES = {
    "empty": b"",
    "no JSON": b"name,phone\n",
    "another JSON": b'{"envelopes": []}',
    "a list": b"[]",
    "deep": b"[" * 100_000,
    "no id": b'{"barrio": "unsent-1", "envelopes": [{"kind": "attempt"}]}',
    "latin-1": '{"barrio": "ñ"}'.encode("latin-1"),
}


@pytest.mark.parametrize("raw", BAD_FILES.values(), ids=BAD_FILES.keys())
def test_what_is_no_such_file_is_said_at_the_field(as_, turf, raw):
    page = upload(as_("bruno"), raw)
    assert "not a file of unsent visits" in page or "The submitted file is empty" in page


# --- replay ---


def figures(client, turf):
    pages = [
        client.get(reverse("canvass:canvass-read", args=[turf.canvass_id])),
        client.get(reverse("canvass:turf-read", args=[turf.pk])),
    ]
    volatile = re.compile(r'name="(csrfmiddlewaretoken|form_id)" value="[^"]*"')
    return [volatile.sub("", page.content.decode()) for page in pages], tally_of(turf.canvass)


def test_three_replays_in_any_order_change_no_figure(as_, turf, doors):
    chance, bruno = random.Random(3), as_("bruno")
    results = itertools.cycle(["not_home", "spoke", "refused", "come_back"])
    uploads = [knock(turf, door, result) for door, result in zip(doors * 3, results, strict=False)]
    uploads += [sealed(turf, "undo", attempt=uploads[0]["id"])]
    uploads += [knock(turf, doors[1], "spoke", supersedes=uploads[1]["id"])]
    sync(bruno, *uploads)
    before = figures(as_("ana"), turf)
    for _time in range(3):
        chance.shuffle(uploads)
        for start in range(0, len(uploads), 5):
            sync(bruno, *uploads[start : start + 5])
    assert figures(as_("ana"), turf) == before
