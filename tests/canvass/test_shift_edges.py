"""What a phone or a hand can send that is damaged, too large, or too late for its turf."""

import pytest
from django.urls import reverse

from barrio.canvass.forms import PhoneFileForm
from barrio.canvass.models import Attempt
from barrio.runtime.keyring import keyring
from barrio.sync.sealing import SealedDoesNotOpen, open_from_phone, private_key, public_point
from tests.canvass.test_shift import SIGN_UP, as_file, canvass, knock, sync, turf, upload

__all__ = ["canvass", "turf"]
pytestmark = pytest.mark.django_db
DEEP = "[" * 200_000


@pytest.mark.parametrize("name", ["shift-capsule", "shift-share"])
def test_an_erased_turf_is_not_found(as_, turf, name):
    keyring.erase([turf.pk])
    assert as_("bruno").post(reverse(f"canvass:{name}", args=[turf.pk])).status_code == 404


def test_a_batch_nested_too_deep_is_refused(as_, turf):
    address = reverse("sync:sync")
    assert as_("bruno").post(address, DEEP, content_type="application/json").status_code == 400


def test_a_sealed_body_nested_too_deep_does_not_open(monkeypatch):
    from barrio.sync import sealing

    key = private_key(b"k" * 32)
    with monkeypatch.context() as patch:
        patch.setattr(sealing.json, "dumps", lambda _body: DEEP)
        sealed = sealing.seal_to(public_point(key), {}, aad=b"")
    with pytest.raises(SealedDoesNotOpen):
        open_from_phone(key, sealed, aad=b"")


def test_a_file_too_large_is_said_at_the_field(as_, turf, doors, monkeypatch):
    monkeypatch.setattr(PhoneFileForm, "MOST_BYTES", 100)
    assert "too large" in upload(as_("bruno"), as_file(knock(turf, doors[0])))
    assert not Attempt.objects.exists()


def test_another_collective_finds_no_contact_to_mend(as_, turf, doors):
    sync(as_("bruno"), knock(turf, doors[0], sign_up=SIGN_UP))
    mend = reverse("canvass:attempt-mend", args=[Attempt.objects.get().pk])
    assert as_("carla").post(mend).status_code == 404
    assert Attempt.objects.get().to_mend


def test_a_second_undo_by_the_same_hand_is_written_once(as_, turf, doors):
    from tests.canvass.test_shift import Entry, sealed

    bruno, envelope = as_("bruno"), knock(turf, doors[0])
    undos = [sealed(turf, "undo", attempt=envelope["id"]) for _time in range(2)]
    said = sync(bruno, envelope, *undos)
    assert {answer["outcome"] for answer in said["answers"]} == {"accepted"}
    assert Entry.objects.filter(verb="attempt.undo").count() == 1


@pytest.mark.parametrize("odd", ["\x00", "a\x00b", "\ud800", "🏚" * 3000], ids=ascii)
def test_odd_characters_in_a_sealed_visit_are_no_error(as_, turf, doors, odd):
    body = {
        "note": odd,
        "answers": {odd: odd},
        "grievance": {"words": f"No heat {odd}", "topic": odd, "language": odd, "shared_by": odd},
        "sign_up": {"name": odd, "phone": "215 555 0123", "language": odd, "consent": True},
    }
    said = sync(as_("bruno"), knock(turf, doors[0], **body))
    assert said["answers"][0]["outcome"] == "accepted"


@pytest.mark.parametrize("odd", ["\x00", "\ud800", "x" * 5000, ""], ids=ascii)
def test_an_odd_kind_is_refused_alone(as_, turf, doors, odd):
    good = knock(turf, doors[0])
    said = sync(as_("bruno"), {**knock(turf, doors[1]), "kind": odd}, good)
    assert [answer["outcome"] for answer in said["answers"]] == ["refused", "accepted"]
