"""The rules of assemblies, tried by SQL behind Python's back: the database has the last word."""

import pytest
from django.db import DatabaseError, connection, transaction

from barrio.assemblies.actions import convening, voting
from barrio.assemblies.chain import flaws
from barrio.assemblies.enums import Method
from barrio.assemblies.models import Act, NamedVote, Presence, RollEntry, SnapshotEntry, Vote
from barrio.core.ids import uuid7
from barrio.people.actions import add_person
from tests.assemblies.conftest import item

pytestmark = pytest.mark.django_db


def refuses(rule):
    """The statement fails, and the rule is named."""
    return pytest.raises(DatabaseError, match=rule)


def run(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def key(pk):
    return pk.hex if connection.vendor == "sqlite" else pk


@pytest.fixture
def act(hall):
    hall.open()
    hall.hands(hall.vote(hall.motion()), 9)
    return Act.objects.get()


@pytest.mark.parametrize("table", ["act", "snapshot", "snapshotentry", "wording", "tellercount"])
def test_what_is_kept_is_neither_changed_nor_removed(act, table):
    column = {"act": "hash", "snapshot": "digest", "snapshotentry": "may_vote",
              "wording": "version", "tellercount": "yes"}[table]  # fmt: skip
    with refuses("append-only"):
        run(f"UPDATE assemblies_{table} SET {column} = {column}")
    with refuses("append-only"):
        run(f"DELETE FROM assemblies_{table}")


def test_nobody_slips_onto_a_frozen_roll(assembly):
    with refuses("assemblies_roll_is_frozen"), transaction.atomic():
        SnapshotEntry.objects.create(snapshot=assembly.snapshot, person_id=uuid7(), may_vote=True)


def test_nobody_is_there_who_is_not_on_the_roll(hall, home, cast, by_ana, at):
    guest = add_person(collective=home, name="Guest", language="en", by=by_ana, at=at)
    with refuses("assemblies_presence_on_the_roll"), transaction.atomic():
        Presence.objects.create(
            collective=home, assembly=hall.assembly, person=guest, how="name", came_at=hall.at,
            by=cast.ana,
        )  # fmt: skip


def test_nobody_is_there_twice_at_one_time(hall, home, cast, neighbours):
    hall.come(neighbours[0])
    began = hall.assembly.presences.get().came_at
    hall.later(10)
    hall.go(neighbours[0])
    with refuses("assemblies_presence_in_one_place"), transaction.atomic():
        Presence.objects.create(
            collective=home, assembly=hall.assembly, person=neighbours[0], how="name",
            came_at=began, left_at=hall.at, by=cast.ana,
        )  # fmt: skip


def test_no_vote_without_quorum_session_or_notice(hall, by_ana, cast):
    hall.open()
    good = hall.vote(hall.motion())
    hall.hands(good, 9)

    def again(**changed):
        row = Vote.objects.get(pk=good.pk)
        row.pk, row.closed_at, row.outcome = uuid7(), None, ""
        row.yes = row.no = row.abstain = None
        for name, value in changed.items():
            setattr(row, name, value)
        with transaction.atomic():
            row.save(force_insert=True)

    with refuses("assemblies_vote_has_quorum"):
        again(present=2)
    late = convening.add_item(assembly=hall.assembly, item=item("Lamp"), by=by_ana, at=hall.later())
    with refuses("assemblies_vote_on_what_was_announced"):
        again(item=late)
    run("UPDATE assemblies_assembly SET state = 'closed', closed_at = opened_at")
    with refuses("assemblies_vote_in_session"):
        again()


def test_the_terms_of_a_vote_are_fixed_and_its_result_is_the_count(hall, neighbours):
    hall.open()
    vote = hall.vote(hall.motion())
    for column, value in (("method", "'urn'"), ("numerator", "2"), ("present", "8")):
        with refuses("assemblies_vote_terms_are_fixed"):
            run(f"UPDATE assemblies_vote SET {column} = {value}")
    close = (
        "UPDATE assemblies_vote SET outcome = 'carried', yes = 9, no = 0, abstain = 0, "
        "closed_at = %s"
    )
    with refuses("assemblies_vote_as_counted"):
        run(close, hall.later())
    with refuses("assemblies_vote_stays"):
        run("DELETE FROM assemblies_vote")
    hall.hands(vote, 9)
    with refuses("assemblies_vote_terms_are_fixed"):
        run("UPDATE assemblies_vote SET outcome = 'lost'")


def test_a_vote_by_name_is_of_who_is_there(hall, neighbours, cast):
    hall.open(*neighbours[:4])
    vote = hall.vote(hall.motion(), Method.NOMINAL)
    for absent in (neighbours[5], neighbours[9]):
        with refuses("assemblies_named_by_who_is_there"), transaction.atomic():
            NamedVote.objects.create(
                vote=vote, person=absent, choice="yes", by=cast.ana, at=hall.at
            )
    voting.cast_by_name(
        vote=vote, person_id=neighbours[0].pk, choice="yes", by=hall_actor(cast), at=hall.later()
    )
    voting.close_named(vote=vote, by=hall_actor(cast), at=hall.later())
    with refuses("assemblies_named_while_open"):
        run("UPDATE assemblies_namedvote SET choice = 'no'")
    with refuses("assemblies_named_stays"):
        run("DELETE FROM assemblies_namedvote")


def hall_actor(cast):
    from barrio.core.actors import user_actor

    return user_actor(cast.ana)


def test_no_act_of_what_was_lost_and_none_out_of_turn(hall, act):
    lost = hall.hands(hall.vote(hall.motion()), 1, 8)
    row = Act.objects.get(pk=act.pk)
    row.pk, row.vote, row.number, row.before = uuid7(), lost, 2, act.hash
    with refuses("assemblies_act_of_what_carried"), transaction.atomic():
        row.save(force_insert=True)
    carried = hall.vote(hall.motion())
    hall.hands(carried, 9)
    second = Act.objects.get(number=2)
    row = Act.objects.get(pk=second.pk)
    row.pk, row.number = uuid7(), 4
    rule = "assemblies_act_follows_the_last|assemblies_act_vote|vote_id"
    with refuses(rule), transaction.atomic():
        row.save(force_insert=True)


def test_one_is_on_the_roll_once(neighbours, home):
    rule = "assemblies_rollentry_once|collective_id, assemblies_rollentry.person_id"
    with refuses(rule), transaction.atomic():
        RollEntry.objects.create(
            collective=home, person=neighbours[0], belonging="lives", since="2024-01-01"
        )


# --- the chain names what was changed ---


TAMPER = [
    ("assemblies_act", "texts = replace({texts}, 'pipe', 'pope')", "act 1"),
    ("assemblies_act", "hash = replace(hash, substr(hash, 1, 1), 'x')", "act 1"),
    ("assemblies_vote", "yes = 8", "act 1"),
    ("assemblies_tellercount", "yes = 8", "act 1"),
    ("assemblies_snapshotentry", "may_vote = {true}", "the roll frozen at"),
    ("assemblies_snapshot", "entitled = 8", "the roll frozen at"),
]


@pytest.mark.parametrize(("table", "change", "named"), TAMPER)
def test_one_changed_byte_is_named(home, act, barrio, table, change, named):
    assert list(flaws(home.pk)) == []
    assert barrio("acts", "verify", "--collective", home.slug)[0] == 0
    without_guards(table, change)
    found = list(flaws(home.pk))
    assert any(named in flaw for flaw in found), found
    code, _out, err = barrio("acts", "verify", "--collective", home.slug)
    assert code == 1 and named in err


def without_guards(table, change):
    """As somebody would who has the database itself: its triggers are dropped first."""
    is_sqlite = connection.vendor == "sqlite"
    texts = "texts" if is_sqlite else "texts::text"
    change = change.format(texts=texts, true="1" if is_sqlite else "true")
    if not is_sqlite and change.startswith("texts"):
        change = change.replace("'pope')", "'pope')::jsonb")
    with connection.cursor() as cursor:
        if is_sqlite:
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table]
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE {table} SET {change}")
