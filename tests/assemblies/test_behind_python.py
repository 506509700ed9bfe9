"""The rules of assemblies, tried by SQL behind Python's back: the database has the last word."""

import pytest
from django.db import DatabaseError, connection, transaction

from barrio.assemblies.actions import ballots, convening, voting
from barrio.assemblies.chain import flaws
from barrio.assemblies.enums import Method
from barrio.assemblies.models import (
    Act,
    AgendaItem,
    HallPass,
    NamedVote,
    Option,
    Presence,
    RollEntry,
    SnapshotEntry,
    TellerKey,
    UrnBallot,
    Vote,
    Voted,
)
from barrio.core.actors import user_actor
from barrio.core.clock import now
from barrio.core.ids import uuid7
from barrio.people.actions import add_person
from tests.assemblies.conftest import item
from tests.assemblies.test_ballots import rule_set
from tests.cast import day_of

__all__ = ["rule_set"]

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


# --- secret ballots ---


@pytest.fixture
def secret(hall, neighbours):
    """A secret vote in which two have voted."""
    hall.open()
    vote = hall.vote(hall.motion(), Method.PHONE)
    vote.codes = hall.keys(vote)
    for who in neighbours[:2]:
        hall.cast(vote, who, "yes")
    return vote


@pytest.fixture
def counted(hall, neighbours):
    """An election that is over: the urn was opened."""
    hall.open()
    vote = hall.vote(hall.choice("A", "B"), Method.PHONE, rule="schulze", seats=1)
    codes = hall.keys(vote)
    for who in neighbours[:9]:
        hall.cast(vote, who, "1>2")
    return hall.urn(vote, codes)


@pytest.mark.parametrize("table", ["urnballot", "countrun", "tellerkey"])
def test_what_lay_in_the_urn_stays_as_it_was(counted, table):
    column = {"urnballot": "said", "countrun": "digest", "tellerkey": "layer"}[table]
    with refuses("append-only"):
        run(f"UPDATE assemblies_{table} SET {column} = {column}")
    with refuses("append-only"):
        run(f"DELETE FROM assemblies_{table}")


def test_no_ballot_is_added_when_the_urn_was_opened(counted):
    with refuses("assemblies_urn_while_open"), transaction.atomic():
        UrnBallot.objects.create(vote=counted, said="2>1", tracker="AAAA-A")
    with refuses("assemblies_voted_while_open"):
        run("UPDATE assemblies_voted SET envelope = 'x'")
    with refuses("assemblies_voted_stays"):
        run("DELETE FROM assemblies_voted")


def test_nobody_votes_who_was_not_there(secret, neighbours):
    young = neighbours[9]
    with refuses("assemblies_voted_by_who_was_there"), transaction.atomic():
        Voted.objects.create(vote=secret, person_id=young.pk, how="phone", envelope="x")


def test_nobody_votes_twice(secret, neighbours):
    with refuses("assemblies_voted_once|UNIQUE"), transaction.atomic():
        Voted.objects.create(vote=secret, person_id=neighbours[0].pk, how="phone", envelope="x")


def test_nobody_votes_for_another_by_changing_a_row(secret, neighbours):
    with refuses("assemblies_voted_is_their_own"):
        run("UPDATE assemblies_voted SET person_id = %s", key(neighbours[3].pk))


def test_a_vote_on_a_phone_cannot_be_made_never_to_have_been(secret):
    with refuses("assemblies_voted_stays"):
        run("DELETE FROM assemblies_voted")


def test_no_ballot_is_sealed_to_one_teller_alone(hall, neighbours, by_flor):
    hall.open()
    vote = hall.vote(hall.motion(), Method.PHONE)
    ballots.take_key(vote=vote, by=by_flor, at=hall.later())
    with refuses("assemblies_voted_with_both_keys"), transaction.atomic():
        Voted.objects.create(vote=vote, person_id=neighbours[0].pk, how="phone", envelope="x")


def test_no_key_is_put_in_after_the_first_ballot(secret, cast):
    with refuses("assemblies_key_before_the_first_ballot"), transaction.atomic():
        TellerKey.objects.create(vote=secret, teller=cast.ana, layer=2, salt=b"s", point=b"p")


@pytest.mark.parametrize("outcome", ["carried", "lost"])
def test_a_secret_vote_closes_only_as_its_urn_says(secret, outcome):
    with refuses("assemblies_vote_as_counted|assemblies_vote_urn_and_roll_are_equal"):
        run(
            "UPDATE assemblies_vote SET yes = 9, no = 0, abstain = 0, outcome = %s, "
            "closed_at = %s WHERE id = %s",
            outcome, now(), key(secret.pk),
        )  # fmt: skip


def test_the_terms_of_a_choice_are_fixed_when_it_opens(hall):
    hall.open()
    vote = hall.vote(hall.choice("A", "B"), Method.PHONE, rule="schulze", seats=1)
    for change in ("rule = 'irv'", "seats = 2", "commitment = 'x'"):
        with refuses("assemblies_vote_terms_are_fixed"):
            run(f"UPDATE assemblies_vote SET {change} WHERE id = %s", key(vote.pk))
    with refuses("assemblies_option_before_the_vote"):
        run("UPDATE assemblies_option SET number = number + 7")
    with refuses("assemblies_option_stays"):
        run("DELETE FROM assemblies_option")


def test_an_option_says_what_it_is(hall):
    hall.open()
    with refuses("assemblies_option_says_what_it_is"), transaction.atomic():
        Option.objects.create(motion=hall.motion(), number=1, title={})


def test_no_raised_hands_where_a_secret_vote_was_announced(hall):
    hall.open()
    motion = hall.motion()
    AgendaItem.objects.update(secrecy="tracked")
    item_row = motion.item
    item_row.refresh_from_db()
    item_row.secrecy = "open"  # as somebody would who goes round the check in Python
    with refuses("assemblies_vote_as_secret_as_said"), transaction.atomic():
        voting.open_vote(motion=motion, method="hands", by=user_of(hall), at=hall.later())


def user_of(hall):
    return user_actor(hall.assembly.convened_by)


def test_a_code_for_the_hall_is_for_who_is_on_the_roll(hall, home, cast, by_ana, at):
    guest = add_person(collective=home, name="Guest", language="en", by=by_ana, at=at)
    with refuses("assemblies_pass_on_the_roll"), transaction.atomic():
        HallPass.objects.create(
            collective=home, assembly=hall.assembly, person=guest, given_on=day_of(at), by=cast.ana
        )


CHANGED = [
    ("assemblies_urnballot", "said = '2>1'", "a ballot or the list"),
    ("assemblies_urnballot", "tracker = 'x'", "a ballot or the list"),
    ("assemblies_voted", "how = 'paper'", "a ballot or the list"),
    ("assemblies_countrun", "elected = '[2]'", "act 1"),
    ("assemblies_vote", "dice = '111'", "act 1"),
]


@pytest.mark.parametrize(("table", "change", "named"), CHANGED)
def test_one_changed_ballot_is_named(counted, table, change, named):
    assert list(flaws(counted.collective_id)) == []
    without_guards(table, change)
    assert any(named in flaw for flaw in flaws(counted.collective_id))


def test_nothing_in_the_database_joins_a_ballot_to_a_voter(counted):
    """No column of one table is found in the other, and neither order follows the other."""
    urn = {f.name for f in UrnBallot._meta.get_fields() if f.concrete}
    roll = {f.name for f in Voted._meta.get_fields() if f.concrete}
    assert urn & roll == {"id", "vote"}
    assert not any("at" in name.split("_") or "on" in name.split("_") for name in urn | roll)
    assert not {b.pk for b in UrnBallot.objects.all()} & {m.pk for m in Voted.objects.all()}
    assert {pk.version for pk in UrnBallot.objects.values_list("id", flat=True)} == {4}


def test_the_order_in_the_urn_is_not_that_in_which_people_voted(hall, neighbours):
    """By chance once in 362,880 times."""
    hall.open()
    names = [str(n) for n in range(9)]
    vote = hall.vote(hall.choice(*names), Method.PHONE, rule="approval", seats=1)
    codes = hall.keys(vote)
    for number, who in enumerate(neighbours[:9], 1):
        hall.cast(vote, who, str(number))
    hall.urn(vote, codes)
    order = "rowid" if connection.vendor == "sqlite" else "ctid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT said FROM assemblies_urnballot ORDER BY {order}")
        lying = [said for (said,) in cursor.fetchall()]
    assert lying != [str(n) for n in range(1, 10)] and sorted(lying, key=int) != lying
