"""An act ends only by a later assembly's; what stands on it is shown on its page."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.urls import reverse

from barrio.accounts.models import User
from barrio.assemblies import watching
from barrio.assemblies.actions import acts, motions, presence, voting
from barrio.assemblies.enums import Choice
from barrio.assemblies.models import Act, Motion
from barrio.offices.actions import commissions
from tests.bodies import make_body

pytestmark = pytest.mark.django_db


@pytest.fixture
def body(keys, at):
    return make_body("West", at, people=4)


@pytest.fixture
def act(body):
    return body.act("Boiler")


def put(body, assembly, act, **more):
    return motions.put_motion(
        item=assembly.items.first(), title={"en": "No boiler"}, texts={"en": "We stop."},
        undoes=act, by=body.by, at=assembly.starts_at, **more,
    )  # fmt: skip


def adopt(body, motion, when):
    vote = voting.open_vote(motion=motion, method="nominal", by=body.by, at=when)
    for person in body.people:
        voting.cast_by_name(vote=vote, person_id=person.pk, choice=Choice.YES, by=body.by, at=when)
    voting.close_named(vote=vote, by=body.by, at=when + timedelta(seconds=30))
    return Act.objects.get(vote=vote)


def undo(body, act):
    later = body.convene("Again")
    motion = put(body, later, act)
    return adopt(body, motion, body.open(later))


def test_a_later_assembly_undoes_an_act_and_nothing_rests_on_it_any_more(body, act):
    undoing = undo(body, act)
    assert undoing.supersedes == act and undoing.number == act.number + 1
    with pytest.raises(acts.NotBinding, match=f"{undoing.number}"):
        acts.give_duty(
            act=act, what="Buy", who="Us", due_on=undoing.adopted_at.date(), by=body.by,
            at=undoing.adopted_at,
        )  # fmt: skip
    with pytest.raises(motions.NotToBeUndone):
        put(body, body.convene("Third"), act)


def test_an_act_is_called_undone_only_when_what_undid_it_binds(body, act, monkeypatch, client):
    undoing = undo(body, act)
    client.force_login(User.objects.get(pk=body.by.user_id))
    page = reverse("assemblies:act-list")
    assert "undone by act 2" in client.get(page).text
    monkeypatch.setattr(
        watching, "_brakes", [lambda found: "waits below" if found == undoing else ""]
    )
    assert "undone by" not in client.get(page).text
    assert watching.why_not_binding(act) == ""


def test_not_by_the_same_assembly_nor_anothers_act(body, act, at):
    assembly = body.convene("Now")
    mine = adopt(body, body.put(assembly), body.open(assembly))
    with pytest.raises(motions.NotToBeUndone):
        put(body, assembly, mine)
    other = make_body("East", at, people=2)
    with pytest.raises(motions.NotToBeUndone):
        put(body, body.convene("Again"), other.act("Theirs"))


def test_two_motions_for_one_act_undo_it_once(body, act):
    later = body.convene("Again", "Once more")
    first, second = put(body, later, act), put(body, later, act)
    when = body.open(later)
    assert adopt(body, first, when).supersedes == act
    assert adopt(body, second, when + timedelta(minutes=1)).supersedes is None


def refused(rule, sql, *values):
    with (
        pytest.raises((IntegrityError, DatabaseError), match=rule),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, values)


def key(row):
    return row._meta.pk.get_db_prep_value(row.pk, connection)


def test_the_database_lets_nobody_undo_otherwise(body, act, at):
    later = body.convene("Again")
    motion = put(body, later, act)
    plain = body.put(later, "Plain")
    refused(
        "assemblies_motion_undoes_what_it_said",
        "UPDATE assemblies_motion SET undoes_id = NULL WHERE id = %s", key(motion),
    )  # fmt: skip
    theirs = make_body("East", at, people=2).act("Theirs")
    refused(
        "assemblies_motion_undoes",
        "UPDATE assemblies_motion SET undoes_id = %s WHERE id = %s", key(theirs), key(plain),
    )  # fmt: skip
    same = Motion(
        collective_id=act.collective_id, item=act.vote.item, number=9, title={"en": "x"},
        undoes=act, made_at=at, made_by_id=body.by.user_id,
    )  # fmt: skip
    with (
        pytest.raises((IntegrityError, DatabaseError), match="undoes_an_earlier_act|motion"),
        transaction.atomic(),
    ):
        Motion.objects.bulk_create([same])
    voted = adopt(body, plain, body.open(later))
    forged = Act.objects.get(pk=voted.pk)
    forged.pk, forged.number, forged.before = uuid4(), voted.number + 1, voted.hash
    forged.supersedes_id = act.pk
    with (
        pytest.raises((IntegrityError, DatabaseError), match="undoes_what_was_moved"),
        transaction.atomic(),
    ):
        Act.objects.bulk_create([forged])


def test_the_pages_say_so_and_show_what_stands_on_an_act(client, body, act, at):
    client.force_login(User.objects.get(pk=body.by.user_id))
    commissions.found_commission(
        act=act, kind="finance", name={"en": "Money", "es": "Dinero"}, seats=2, alternates=0,
        by=body.by, at=at,
    )  # fmt: skip
    read = reverse("assemblies:act-read", args=[act.pk])
    page = client.get(read).content.decode()
    assert "Commission: Money" in page and reverse("offices:found") in page
    later = body.convene("Again")
    item = later.items.get()
    answer = client.post(
        reverse("assemblies:motion-put", args=[item.pk]),
        {"title_en": "No boiler", "text_en": "We stop.", "undoes": str(act.pk)},
    )
    motion = Motion.objects.get(undoes=act)
    assert f"act {act.number} ends" in client.get(answer.url).content.decode()
    undoing = adopt(body, motion, body.open(later))
    page = client.get(read).content.decode()
    assert f"Act {undoing.number} has undone this one." in page
    assert reverse("offices:found") not in page
    listed = client.get(reverse("assemblies:act-list")).content.decode()
    assert f"undone by act {undoing.number}" in listed
    presence.close_session(assembly=later, by=body.by, at=undoing.adopted_at + timedelta(hours=1))
