"""Asking to speak, being heard and showing a hand: actions, pages and the database."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.urls import reverse

from barrio.assemblies.actions import passes, presence
from barrio.audit.models import Entry
from barrio.comms.links import make_token
from barrio.floor import actions
from barrio.floor.models import Floor, Hand, Pulse, Turn
from barrio.floor.queries import line_of, open_pulse_of, shown_in, speaking
from barrio.people.actions import erase_person
from tests.bodies import make_body

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def body(keys, at):
    return make_body("West", at, people=5)


@pytest.fixture
def assembly(body):
    found = body.convene("Water")
    body.then = body.open(found)
    found.refresh_from_db()
    return found


def ask(body, assembly, n, kind="speak", given_way=False, after=0):
    return actions.ask_turn(
        assembly=assembly, person_id=body.people[n].pk, kind=kind, is_given_way=given_way,
        by=body.by, at=body.then + after * SECOND,
    )  # fmt: skip


def waiting(assembly):
    return [place.waiting.number for place in line_of(assembly)]


def test_who_has_not_spoken_comes_first_then_who_spoke_least(body, assembly):
    first, second = ask(body, assembly, 0), ask(body, assembly, 1)
    for turn, begins, seconds in ((first, 10, 50), (second, 100, 20)):
        when = body.then + begins * SECOND
        actions.give_turn(turn=turn, by=body.by, at=when)
        assert speaking(assembly) == turn
        actions.end_turn(turn=turn, by=body.by, at=when + seconds * SECOND)
    ask(body, assembly, 0, after=200)
    ask(body, assembly, 1, after=201)
    ask(body, assembly, 2, after=202)
    assert waiting(assembly) == [5, 4, 3]


def test_twice_is_once_and_giving_the_floor_ends_who_had_it(body, assembly):
    first = ask(body, assembly, 0)
    assert ask(body, assembly, 0, after=5) == first
    second = ask(body, assembly, 1)
    actions.give_turn(turn=first, by=body.by, at=body.then + 10 * SECOND)
    actions.give_turn(turn=second, by=body.by, at=body.then + 40 * SECOND)
    first.refresh_from_db()
    assert first.ended_at == body.then + 40 * SECOND
    assert speaking(assembly) == second
    with pytest.raises(actions.TurnIsOver):
        actions.give_turn(turn=first, by=body.by, at=body.then + 50 * SECOND)


def test_gives_way_only_where_the_assembly_named_somebody(body, assembly):
    assert not ask(body, assembly, 0, given_way=True).is_given_way
    actions.set_floor(
        assembly=assembly, seconds=90, gives_way_to={"en": "young people"}, by=body.by,
        at=body.then,
    )  # fmt: skip
    assert ask(body, assembly, 1, given_way=True).is_given_way
    assert waiting(assembly) == [2, 1]


def test_a_point_of_order_that_is_none_waits(body, assembly):
    ask(body, assembly, 0)
    turn = ask(body, assembly, 1, kind="point")
    assert waiting(assembly) == [2, 1]
    actions.put_on_list(turn=turn, by=body.by, at=body.then + SECOND)
    assert waiting(assembly) == [1, 2]


def test_only_who_is_here_and_only_in_session(body, assembly):
    left = assembly.presences.get(person=body.people[4])
    presence.leave(presence=left, by=body.by, at=body.then + 5 * SECOND)
    with pytest.raises(actions.NotHere):
        ask(body, assembly, 4, after=9)
    ahead = body.convene("Later")
    with pytest.raises(actions.NotInSession):
        ask(body, ahead, 0)


def pulse_in(body, assembly):
    return actions.open_pulse(
        assembly=assembly, question={"en": "Paint it?"}, by=body.by, at=body.then
    )


def test_a_check_counts_forgets_who_and_closes_with_the_session(body, assembly):
    pulse = pulse_in(body, assembly)
    for n, sign in ((0, "up"), (1, "down"), (1, "level"), (2, "up")):
        actions.show_hand(
            pulse=pulse, person_id=body.people[n].pk, sign=sign, by=body.by, at=body.then
        )
    with pytest.raises(actions.PulseIsOpen):
        pulse_in(body, assembly)
    turn = ask(body, assembly, 3)
    presence.close_session(assembly=assembly, by=body.by, at=body.then + 60 * SECOND)
    pulse.refresh_from_db()
    turn.refresh_from_db()
    assert (pulse.up, pulse.level, pulse.down) == (2, 1, 0)
    assert not Hand.objects.exists() and turn.ended_at and not turn.began_at
    with pytest.raises(actions.PulseIsClosed):
        actions.show_hand(
            pulse=pulse, person_id=body.people[0].pk, sign="up", by=body.by, at=body.then
        )


def test_every_write_has_its_entry(body, assembly):
    turn = ask(body, assembly, 0)
    actions.give_turn(turn=turn, by=body.by, at=body.then)
    actions.end_turn(turn=turn, by=body.by, at=body.then + SECOND)
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert {"floor.ask", "floor.give", "floor.end"} <= verbs


def test_erasing_somebody_takes_them_off(body, assembly):
    ask(body, assembly, 0)
    pulse = pulse_in(body, assembly)
    who = body.people[0]
    actions.show_hand(pulse=pulse, person_id=who.pk, sign="up", by=body.by, at=body.then)
    erase_person(person=who, by=body.by, at=body.then + SECOND)
    assert waiting(assembly) == [] and not Hand.objects.exists()


# --- by SQL, behind Python ---


def refused(rule, sql, *values):
    with (
        pytest.raises((IntegrityError, DatabaseError), match=rule),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, values)


def key(row):
    return Turn._meta.pk.get_db_prep_value(row.pk, connection)


def test_the_database_keeps_the_list(body, assembly):
    first, second = ask(body, assembly, 0), ask(body, assembly, 1)
    actions.give_turn(turn=first, by=body.by, at=body.then)
    refused(
        "floor_turn_one_speaks|floor_turn.assembly_id",
        "UPDATE floor_turn SET began_at = asked_at WHERE id = %s", key(second),
    )  # fmt: skip
    refused(
        "floor_turn_stays_whose_it_is",
        "UPDATE floor_turn SET began_at = NULL WHERE id = %s", key(first),
    )  # fmt: skip
    refused(
        "floor_turn_stays_whose_it_is",
        "UPDATE floor_turn SET person_id = %s WHERE id = %s", key(body.people[3]), key(first),
    )  # fmt: skip
    with (
        pytest.raises((IntegrityError, DatabaseError), match="somebody_here"),
        transaction.atomic(),
    ):
        gone = assembly.presences.get(person=body.people[4])
        presence.leave(presence=gone, by=body.by, at=body.then + 5 * SECOND)
        Turn.objects.bulk_create([Turn(
            collective_id=assembly.collective_id, assembly=assembly, person=body.people[4],
            number=9, asked_at=body.then,
        )])  # fmt: skip
    with pytest.raises((IntegrityError, DatabaseError), match="in_session"), transaction.atomic():
        Pulse.objects.bulk_create([Pulse(
            collective_id=assembly.collective_id, assembly=body.convene("Later"),
            opened_at=body.then,
        )])  # fmt: skip


def test_the_database_keeps_a_check(body, assembly):
    pulse = pulse_in(body, assembly)
    actions.show_hand(pulse=pulse, person_id=body.people[0].pk, sign="up", by=body.by, at=body.then)
    closes = (
        "UPDATE floor_pulse SET closed_at = opened_at, up = 9, level = 0, down = 0 WHERE id = %s"
    )
    refused("floor_pulse_forgets_who", closes, key(pulse))
    actions.close_pulse(pulse=pulse, by=body.by, at=body.then + SECOND)
    refused(
        "floor_pulse_stays_as_it_closed", "UPDATE floor_pulse SET up = 7 WHERE id = %s", key(pulse)
    )
    with (
        pytest.raises((IntegrityError, DatabaseError), match="somebody_here"),
        transaction.atomic(),
    ):
        Hand.objects.bulk_create([Hand(
            collective_id=assembly.collective_id, pulse=pulse, person=body.people[1], sign="up"
        )])  # fmt: skip


# --- pages ---


@pytest.fixture
def token(body, assembly):
    row = passes.give_pass(assembly=assembly, person_id=body.people[0].pk, by=body.by, at=body.then)
    return make_token("hall", row.pk)


@pytest.fixture
def keeper(client, body):
    from barrio.accounts.models import User

    client.force_login(User.objects.get(pk=body.by.user_id))
    return client


def test_a_phone_asks_sees_its_number_and_shows_a_hand(client, body, assembly, token):
    phone = reverse("floor:phone", args=[token])
    hall = client.get(reverse("assemblies:hall", args=[token])).content.decode()
    assert phone in hall
    assert client.post(phone, {"kind": "speak"}).status_code == 302
    shown = client.get(phone).content.decode()
    assert "You are number 1." in shown and "You speak next." in shown
    pulse = pulse_in(body, assembly)
    assert "Paint it?" in client.get(phone).content.decode()
    hand = reverse("floor:phone-hand", args=[token, pulse.pk])
    for sign in ("up", "down", "sideways", ""):
        assert client.post(hand, {"sign": sign}).status_code == 302
    assert shown_in(pulse).down == 1
    client.post(reverse("floor:phone-withdraw", args=[token]))
    assert waiting(assembly) == []


def test_no_name_is_on_a_phone(client, body, assembly, token):
    other = body.people[1]
    turn = ask(body, assembly, 1)
    actions.give_turn(turn=turn, by=body.by, at=body.then)
    page = client.get(reverse("floor:phone", args=[token])).content.decode()
    assert "Number 1 speaks" in page and other.name not in page


def test_who_keeps_the_list_runs_it_from_the_page(keeper, body, assembly):
    address = reverse("floor:floor", args=[assembly.pk])
    who = str(body.people[2].pk)
    keeper.post(reverse("floor:ask-for", args=[assembly.pk]), {"person": who, "kind": "point"})
    turn = Turn.objects.get()
    page = keeper.get(address).content.decode()
    assert body.people[2].name in page
    keeper.post(reverse("floor:turn-list", args=[turn.pk]))
    keeper.post(reverse("floor:turn-give", args=[turn.pk]))
    assert speaking(assembly) == turn
    wall = keeper.get(reverse("assemblies:assembly-screen", args=[assembly.pk])).content.decode()
    assert "Number 1 speaks" in wall and body.people[2].name not in wall
    keeper.post(reverse("floor:turn-end", args=[turn.pk]))
    keeper.post(reverse("floor:pulse-open", args=[assembly.pk]), {"question_es": "¿Pintamos?"})
    pulse = open_pulse_of(assembly)
    keeper.post(reverse("floor:pulse-close", args=[pulse.pk]))
    assert "¿Pintamos?" in keeper.get(address).content.decode()


def test_objections_stand_at_the_field_and_nothing_typed_is_lost(keeper, assembly):
    answer = keeper.post(
        reverse("floor:floor-set", args=[assembly.pk]),
        {"seconds": "3", "gives_way_en": "young people"},
    )
    page = answer.content.decode()
    assert answer.status_code == 200 and "15" in page and 'value="young people"' in page
    assert not Floor.objects.exists()
    answer = keeper.post(reverse("floor:pulse-open", args=[assembly.pk]), {})
    assert "Write it in one language at least." in answer.content.decode()
