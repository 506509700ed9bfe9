"""Fifty phones, and everything that goes wrong on the way: nothing lost, nothing doubled.

The phones keep to the rules of the page's outbox: a visit is `waiting` until an answer says that
it was taken in, then `taken`, and is forgotten only when a later answer confirms it.
"""

import json
import os
import random
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from barrio.accounts.models import Grant, User
from barrio.canvass import actions
from barrio.canvass.knocks import intake_key
from barrio.canvass.models import Attempt
from barrio.core.clock import now
from barrio.places.models import Street
from barrio.sync.sealing import binding, public_point, seal_to
from tests.cast import make_door

pytestmark = pytest.mark.django_db

DEEP = os.environ.get("BARRIO_TEST_DEPTH") == "deep"
PHONES, VISITS = 50, 100_000 if DEEP else 500
DOORS = 20  # of each turf
RESULTS = ["not_home", "spoke", "refused", "come_back"]


class Phone:
    """One canvasser's phone: what was tapped, what waits, and a clock that may be wrong."""

    def __init__(self, client, turf, doors, chance):
        self.client, self.turf, self.doors, self.chance = client, turf, doors, chance
        self.point = public_point(intake_key(turf))
        self.waiting, self.taken = {}, {}
        self.visits, self.undone, self.per_door = {}, set(), {}
        self.clock = timedelta(hours=chance.choice([0, 0, 0, -24, 24]))

    def put(self, kind, **body):
        pk = str(uuid.UUID(int=self.chance.getrandbits(128), version=4))
        aad = binding(uuid.UUID(pk), kind, str(self.turf.pk))
        self.waiting[pk] = {
            "id": pk,
            "kind": kind,
            "to": str(self.turf.pk),
            "made_at": (now() + self.clock).isoformat(),
            "sealed": seal_to(self.point, body, aad=aad),
        }
        return pk

    def tap(self):
        """A visit; now and then it is undone, or puts an earlier one at the door right."""
        door, result = self.chance.choice(self.doors), self.chance.choice(RESULTS)
        earlier, fate = self.per_door.get(door.pk), self.chance.random()
        corrects = earlier if fate < 0.1 and earlier not in self.undone else None
        more = {"supersedes": corrects} if corrects else {}
        pk = self.put("attempt", dwelling=str(door.pk), result=result, **more)
        self.visits[pk] = (str(door.pk), result)
        self.per_door[door.pk] = pk
        if corrects:
            self.undone.add(corrects)
        if self.chance.random() > 0.92:
            self.put("undo", attempt=pk)
            self.undone.add(pk)
            self.undone.discard(corrects)

    def sync(self, *, most=60):
        """One round, with what can go wrong: order, doubles, an answer that never comes."""
        batch = list(self.waiting.values())[:most]
        if self.chance.random() < 0.3:
            self.chance.shuffle(batch)
        if self.chance.random() < 0.3:
            batch += self.chance.sample(batch, len(batch) // 2)
        body = {
            "envelopes": batch,
            "sent_at": (now() + self.clock).isoformat(),
            "confirm": list(self.taken),
        }
        address = reverse("sync:sync")
        answer = self.client.post(address, json.dumps(body), content_type="application/json")
        assert answer.status_code == 200
        if self.chance.random() < 0.25:
            return  # the signal was gone, or the phone was killed, before the answer came
        said = answer.json()
        for pk in said["confirmed"]:
            del self.taken[pk]
        self.waiting |= self.taken  # not confirmed: again
        self.taken = {}
        for row in said["answers"]:
            assert row["outcome"] in {"accepted", "later"}, row
            if row["outcome"] == "accepted" and row["id"] in self.waiting:
                self.taken[row["id"]] = self.waiting.pop(row["id"])


@pytest.fixture
def phones(home, cast, doors, by_ana, at):
    chance = random.Random(2026)
    canvass = actions.open_canvass(
        collective=home, name="Soak", opening={"en": "Hi"}, questions=[], by=by_ana, at=at
    )
    street = Street.objects.create(collective=home, name="Soak St", lines=[])
    made = []
    for number in range(PHONES):
        numbers = range(number * DOORS + 1, (number + 1) * DOORS + 1)
        here = [make_door(home, street, doors[0].site, one) for one in numbers]
        turf = actions.cut_turf(
            canvass=canvass, name=f"Turf {number}", dwellings=here, by=by_ana, at=at
        )
        user = User.objects.create(handle=f"phone{number}", joined_at=at)
        Grant.objects.create(
            user=user, collective=home, role="canvasser", since=at - timedelta(days=1)
        )
        actions.assign_turf(
            turf=turf, user=user, since=at - timedelta(hours=1), until=at + timedelta(hours=8),
            by=by_ana, at=at,
        )  # fmt: skip
        client = Client()
        client.force_login(user)
        made.append(Phone(client, turf, here, random.Random(chance.random())))
    return made


def test_nothing_is_lost_and_nothing_doubled(phones):
    chance = random.Random(7)
    for number in range(VISITS):
        phone = chance.choice(phones)
        phone.tap()
        if number % 12 == 0:
            chance.choice(phones).sync()
    for phone in phones:
        while phone.waiting or phone.taken:
            phone.sync()
    kept = {
        str(pk): (str(door), result, bool(undone))
        for pk, door, result, undone in Attempt.objects.values_list(
            "pk", "dwelling_id", "result", "undone_at"
        )
    }
    told = {
        pk: (*visit, pk in phone.undone) for phone in phones for pk, visit in phone.visits.items()
    }
    print(f"{VISITS} visits from {PHONES} phones: lost {len(told.keys() - kept.keys())},", end=" ")
    print(f"doubled {len(kept.keys() - told.keys())}")
    assert kept == told
