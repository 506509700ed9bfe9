"""Each rule of federation, tried by SQL behind Python's back."""

import pytest
from django.db import DatabaseError, transaction

from barrio.assemblies.actions.acts import give_duty
from barrio.federation.actions import delegates
from barrio.federation.models import (
    Answer,
    Compact,
    DelegateVote,
    Document,
    Mandate,
    Ratifiable,
    RatificationBelow,
    Seat,
)
from tests.cast import day_of
from tests.federation.conftest import answer, mandate, result_of, vote_above

pytestmark = pytest.mark.django_db


def change(row, **values):
    """By the manager, which asks no model."""
    type(row).objects.filter(pk=row.pk).update(**values)


def tried(rule, work):
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        work()
    assert rule in str(caught.value)


@pytest.fixture
def decided(federation, motion, north, south, at):
    """North is bound to a yes and its delegate voted no; nobody has answered yet."""
    mandate(north, motion, at)
    act, _then = vote_above(federation, motion, north, south, one="no", other="yes")
    return act


@pytest.fixture
def adopted(federation, motion, north, south, at):
    mandate(north, motion, at)
    act, _then = vote_above(federation, motion, north, south)
    return act


def test_documents_stay_as_they_were_signed(federation, north):
    row = Document.objects.filter(collective=north.collective).first()
    for values in ({"digest": "e" * 64}, {"signature": "0"}, {"number": 90}, {"kind": "leave"},
                   {"sealed": b"x"}):  # fmt: skip
        tried("document_stays_as_signed", lambda values=values: change(row, **values))
    tried("document_is_kept", lambda: Document.objects.filter(pk=row.pk)._raw_delete("default"))


@pytest.mark.parametrize("model", [Mandate, Compact, RatificationBelow])
def test_what_an_act_said_is_not_changed(adopted, motion, north, at, model):
    answer(north, motion, at, True)
    row = model.objects.first()
    tried("append-only", lambda: change(row, id=row.pk))
    tried("append-only", lambda: model.objects.filter(pk=row.pk)._raw_delete("default"))


def test_no_mandate_after_the_result(decided, motion, north, at):
    held = Mandate.objects.get(collective=north.collective)
    again = Mandate(
        collective=north.collective, item=held.item, act=north.act("Late"), strength="free", at=at
    )
    tried("mandate_before_it_is_decided", lambda: again.save(force_insert=True))


def test_a_deviation_is_what_it_is(decided, motion, north):
    row = DelegateVote.objects.get(result=result_of(north, motion))
    assert row.deviates
    tried("delegatevote_deviates_as_it_does", lambda: change(row, deviates=False))
    tried("delegatevote_stays", lambda: change(row, choice="abstain"))
    change(row, explained="Rain", explained_at=row.result.at)
    tried("delegatevote_stays", lambda: change(row, explained="Sun"))


def test_no_more_delegates_than_seats(federation, delegation, north, at):
    for row, rule in ((delegation[0], "delegation_within"), (Seat.objects.first(), "seat_within")):
        field = "seat" if rule.startswith("delegation") else "number"
        row.pk, row._state.adding = None, True
        setattr(row, field, 9)
        tried(rule, lambda row=row: row.save(force_insert=True))


def test_who_served_is_not_put_back(federation, delegation, north, at):
    delegates.resign(delegation=delegation[0], by=north.by, at=at)
    tried("delegation_ended_stays_ended", lambda: change(delegation[0], ended_on=None, end=""))


def test_a_recall_has_its_act(federation, delegation, at):
    tried(
        "delegation_recalled_by_an_act",
        lambda: change(delegation[0], ended_on=day_of(at), end="recalled"),
    )


def test_an_act_does_not_bind_by_itself(adopted, federation, motion, north, south, at):
    row = Ratifiable.objects.get(act=adopted)
    tried("ratifiable_as_answered", lambda: change(row, standing="binding", settled_at=at))
    tried("ratifiable_as_answered", lambda: change(row, standing="rejected", settled_at=at))
    answer(north, motion, at, True)
    said = Answer.objects.get(ratifiable=row, reply="ratified")
    tried("answer_is_given_once", lambda: change(said, reply="rejected"))
    tried("answer_is_kept", lambda: Answer.objects.filter(pk=said.pk)._raw_delete("default"))
    answer(south, motion, at, True)
    tried("ratifiable_is_settled_once", lambda: change(row, standing="awaiting", settled_at=None))


def test_nobody_carries_out_what_does_not_bind(
    adopted,
    federation,
    motion,
    north,
    south,
    at,
    monkeypatch,
):
    monkeypatch.setattr("barrio.assemblies.actions.acts.why_not_binding", lambda act: "")
    duty = {"act": adopted, "what": "Ask", "who": "Us", "due_on": day_of(at)}
    tried("duty_of_an_act_that_binds", lambda: give_duty(**duty, by=federation.by, at=at))


def test_whose_seat_ended_is_not_in_the_hall(
    federation,
    motion,
    delegation,
    north,
    at,
    monkeypatch,
):
    from barrio.assemblies.models import Presence

    delegates.resign(delegation=delegation[0], by=north.by, at=at)
    seat = Seat.objects.get(link=federation.link(north))
    row = Presence(
        collective=federation.collective, assembly=motion.item.assembly, person=seat.person,
        how="code", came_at=at,
    )  # fmt: skip
    tried("presence_holds_a_seat", lambda: row.save(force_insert=True))
