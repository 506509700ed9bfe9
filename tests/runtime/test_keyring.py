"""Data keys: erased is erased, rotation may be killed, blobs stay in their place."""

import pytest
from django.conf import settings

from barrio.core import crypto
from barrio.core.ids import uuid7
from barrio.people.actions import add_person, erase_person
from barrio.people.models import Person
from barrio.runtime import keyring as rings
from barrio.runtime.buckets import Allowance, take
from barrio.runtime.models import DataKey, RootKey

pytestmark = pytest.mark.django_db


@pytest.fixture
def hope(home, by_ana, at):
    return add_person(
        collective=home, name="Hope", phone="+12155550199", language="en", by=by_ana, at=at
    )


def secret():
    return settings.KEY_FILE.read_bytes().strip()


def test_it_opens_what_it_sealed(hope):
    assert Person.objects.get(pk=hope.pk).name == "Hope"


def test_an_older_copy_of_the_row_does_not_open_after_erasure(hope, by_ana, at):
    backup = bytes(Person.objects.get(pk=hope.pk).sealed)
    erase_person(person=hope, by=by_ana, at=at)
    Person.objects.filter(pk=hope.pk).update(sealed=backup)
    restored = Person.objects.get(pk=hope.pk)
    assert restored.is_erased and restored.personal["name"] == ""


def test_refuses_a_blob_moved_to_another_row(hope, home, by_ana, at):
    other = add_person(collective=home, name="Gus", language="en", by=by_ana, at=at)
    Person.objects.filter(pk=other.pk).update(sealed=bytes(hope.sealed))
    with pytest.raises(crypto.DoesNotOpen):
        _ = Person.objects.get(pk=other.pk).personal


def test_rotation_leaves_everything_readable_under_one_new_key(hope, at):
    rewrapped = rings.rotate(secret=secret(), at=at)
    assert rewrapped == DataKey.objects.count()
    assert list(RootKey.objects.values_list("version", flat=True)) == [2]
    assert Person.objects.get(pk=hope.pk).name == "Hope"


def test_rotation_killed_half_way_loses_nothing(hope, home, by_ana, at, monkeypatch):
    for number in range(5):
        add_person(collective=home, name=f"N{number}", language="en", by=by_ana, at=at)
    monkeypatch.setattr(rings, "REWRAP_BATCH", 2)

    def die(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rings.rotate(secret=secret(), at=at, progress=die)
    rings.keyring.forget()
    assert Person.objects.get(pk=hope.pk).name == "Hope"
    rings.rotate(secret=secret(), at=at)
    assert Person.objects.get(pk=hope.pk).name == "Hope"
    assert RootKey.objects.count() == 1


def test_refuses_a_wrong_secret(keys):
    keys.forget()
    with pytest.raises(rings.WrongPassphrase):
        keys.unlock(b"wrong")


def test_the_bucket_holds_what_it_says_and_refills(keys, at):
    from datetime import timedelta

    allowance = Allowance("test", capacity=3, seconds=30)
    assert [take(allowance, "x", at=at) for _try in range(5)] == [True] * 3 + [False] * 2
    assert take(allowance, "x", at=at + timedelta(seconds=10))
    assert not take(allowance, "x", at=at + timedelta(seconds=10))
    assert take(allowance, "y", at=at)


def test_the_blob_tells_little_by_its_length():
    assert len(crypto.pack({"name": "A"})) == len(crypto.pack({"name": "A" * 100})) == 256


def test_a_lasting_key_made_elsewhere_in_the_same_moment_is_taken(keys, monkeypatch):
    collective, here, there = uuid7(), rings.Keyring(), rings.Keyring()
    theirs = there.lasting_key(collective, collective)
    # As if we had looked a moment before they wrote.
    found = [{}, here.keys([collective])]
    monkeypatch.setattr(here, "keys", lambda subjects: found.pop(0))
    assert here.lasting_key(collective, collective) == theirs
