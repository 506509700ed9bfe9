"""What the database itself refuses, behind Python."""

import uuid
from datetime import time, timedelta

import pytest
from django.db import IntegrityError, transaction

from barrio.comms.models import Reply
from barrio.phonebank.models import Bank, Call, Line

pytestmark = pytest.mark.django_db


def refused(name, act):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        act()
    assert name in str(caught.value) or "UNIQUE" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("phonebank_bank_known_kind", {"kind": "fax"}),
        ("phonebank_bank_known_state", {"state": "odd"}),
        ("phonebank_bank_closes_after_it_opens", {"closes": time(10)}),
        ("phonebank_bank_leaves_people_in_peace", {"cool_down_days": 0}),
    ],
)
def test_refuses_a_bank(bank, name, values):
    refused(name, lambda: Bank.objects.filter(pk=bank.pk).update(**values))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("phonebank_line_known_state", {"state": "odd", "claimed_by": None, "claimed_until": None}),
        ("phonebank_line_claimed_by_somebody", {"claimed_until": None}),
        ("phonebank_line_claim_has_holder", {"state": "waiting"}),
        ("phonebank_line_rests_until_a_time",
         {"state": "resting", "claimed_by": None, "claimed_until": None}),
        ("phonebank_line_promised_for_a_time", {"promised": True}),
    ],
)  # fmt: skip
def test_refuses_a_line(line, name, values):
    refused(name, lambda: Line.objects.filter(pk=line.pk).update(**values))


def test_refuses_a_second_bank_of_the_name(bank, make_bank, by_ana, at):
    other = make_bank(name="Another")
    refused(
        "phonebank_bank_name_once",
        lambda: Bank.objects.filter(pk=other.pk).update(name=bank.name),
    )


def test_refuses_a_person_twice_on_a_list(line, home, bank, hope):
    refused(
        "phonebank_line_one_open_per_person",
        lambda: Line.objects.create(collective=home, bank=bank, person=hope),
    )


def test_refuses_two_claims_of_one_person(line, make_bank, cast, at):
    other = make_bank(name="Another").lines.get()
    refused(
        "phonebank_line_one_claim_per_person",
        lambda: Line.objects.filter(pk=other.pk).update(
            state="claimed", claimed_by=cast.ana, claimed_until=at + timedelta(minutes=1)
        ),
    )


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("phonebank_call_known_outcome", {"outcome": "odd"}),
        ("phonebank_call_text_has_message", {"outcome": "texted"}),
        ("phonebank_call_back_has_time", {"outcome": "call_back"}),
    ],
)
def test_refuses_a_call(line, cast, at, name, values):
    call = Call(
        id=uuid.uuid4(), key_id=line.person_id, collective_id=line.collective_id, line=line,
        by=cast.bruno, outcome="spoke", made_at=at,
    )  # fmt: skip
    call.seal(note="")
    call.save(force_insert=True)
    refused(name, lambda: Call.objects.filter(pk=call.pk).update(**values))
    refused(
        "phonebank_call_not_its_own_correction",
        lambda: Call.objects.filter(pk=call.pk).update(supersedes=call.pk),
    )


def test_refuses_a_reply_twice_or_answered_by_nobody(home, hope, at):
    reply = Reply(collective=home, person=hope, key_id=hope.pk, token="a", received_at=at)
    reply.seal(text="yes")
    reply.save(force_insert=True)
    rows = Reply.objects.filter(pk=reply.pk)
    refused("comms_reply_answered_by_somebody", lambda: rows.update(answered_at=at))
    refused("comms_reply_own_key", lambda: rows.update(key_id=uuid.uuid4()))
    again = Reply(collective=home, person=hope, key_id=hope.pk, token="a", received_at=at)
    again.seal(text="yes")
    refused("comms_reply_kept_once", lambda: again.save(force_insert=True))
