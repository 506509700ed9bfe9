"""Parts drawn by dice, the agenda by the clock, hands for what one needs, captions."""

import hashlib
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.db import transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse

from barrio.accounts.models import User
from barrio.assemblies.actions import passes, presence
from barrio.assemblies.views.hall import address_of
from barrio.facilitation import actions
from barrio.facilitation.models import Caption, Dealing, Offer, Part, Signal
from barrio.facilitation.queries import (
    access_of,
    drawn,
    last_captions,
    least_often,
    parts_of,
    promises,
    ready,
    signals_now,
    timetable,
)
from barrio.floor import actions as floor
from barrio.people.actions import erase_person
from barrio.runtime.keyring import keyring
from tests.bodies import make_body

pytestmark = pytest.mark.django_db

DICE = "35216"


@pytest.fixture
def body(keys, at):
    return make_body("West", at, people=5)


@pytest.fixture
def hall(body):
    """In session with everybody there, two items of a quarter of an hour each."""
    assembly = body.convene("Water", "Light")
    now = body.open(assembly)
    assembly.refresh_from_db()
    return SimpleNamespace(assembly=assembly, now=now, by=body.by, people=body.people)


def offer(hall, *people):
    for person in people:
        actions.offer_part(assembly=hall.assembly, person_id=person.pk, by=hall.by, at=hall.now)


def draw(hall, role="facilitator", dice=DICE):
    return actions.draw_part(assembly=hall.assembly, role=role, dice=dice, by=hall.by, at=hall.now)


def give(hall, person, role):
    return actions.give_part(
        assembly=hall.assembly, person_id=person.pk, role=role, by=hall.by, at=hall.now
    )


def test_the_dice_decide_and_anybody_can_draw_again(hall):
    offer(hall, *hall.people)
    part = draw(hall)
    assert part.drawn_from == [1, 2, 3, 4, 5]
    marks = {
        n: hashlib.sha256(f"{hall.assembly.pk} facilitator {DICE} {n}".encode()).hexdigest()
        for n in part.drawn_from
    }
    assert Offer.objects.get(person=part.person).number == min(marks, key=marks.get)


def test_parts_go_round(hall, body):
    """Who facilitated before is not drawn while others have not."""
    before = draw_first(hall)
    close(hall)
    later = body.convene("Again")
    again = SimpleNamespace(assembly=later, now=body.open(later), by=hall.by, people=hall.people)
    later.refresh_from_db()
    offer(again, *again.people)
    among = least_often("facilitator", ready(later))
    assert before.person_id not in {one.person_id for one in among} and len(among) == 4
    assert len(least_often("time", ready(later))) == 5


def draw_first(hall):
    offer(hall, *hall.people)
    return draw(hall)


def close(hall):
    presence.close_session(assembly=hall.assembly, by=hall.by, at=hall.now + timedelta(hours=1))


def test_nobody_has_two_parts_and_no_part_two_people(hall):
    first, second = hall.people[:2]
    give(hall, first, "facilitator")
    with pytest.raises(actions.PartTaken):
        give(hall, second, "facilitator")
    with pytest.raises(actions.PartTaken):
        give(hall, first, "door")
    give(hall, second, "door")
    give(hall, hall.people[2], "door")
    refused(lambda: bare_part(hall, hall.people[3], "facilitator"))
    refused(lambda: bare_part(hall, first, "care"))


def bare_part(hall, person, role):
    Part.objects.create(
        collective_id=hall.assembly.collective_id, assembly=hall.assembly, person=person,
        role=role, how="asked", began_at=hall.now,
    )  # fmt: skip


def refused(work):
    with pytest.raises(DatabaseError), transaction.atomic():
        work()


def test_only_who_offered_is_here_and_free_is_drawn(hall):
    with pytest.raises(actions.NobodyOffered):
        draw(hall)
    offer(hall, *hall.people[:3])
    gone, busy, left = hall.people[:3]
    presence.leave(presence=hall.assembly.presences.get(person=gone), by=hall.by, at=hall.now)
    give(hall, busy, "door")
    assert [one.person_id for one in ready(hall.assembly)] == [left.pk]
    assert draw(hall).person_id == left.pk
    with pytest.raises(actions.NobodyOffered):
        draw(hall, "time")


def test_an_offer_taken_back_and_made_again_keeps_its_number(hall):
    person = hall.people[0]
    offer(hall, person, hall.people[1])
    for _time in range(2):
        actions.withdraw_offer(assembly=hall.assembly, person_id=person.pk, by=hall.by, at=hall.now)
    assert len(ready(hall.assembly)) == 1
    offer(hall, person, person)
    assert Offer.objects.get(person=person).number == 1


def test_a_part_passed_on_is_free_again(hall):
    part = give(hall, hall.people[0], "time")
    for _time in range(2):
        actions.end_part(part=part, by=hall.by, at=hall.now)
    assert give(hall, hall.people[1], "time")
    refused(lambda: Part.objects.filter(pk=part.pk).update(ended_at=None))
    refused(lambda: Part.objects.filter(pk=part.pk).delete())


def test_nothing_of_it_outside_the_session(body, hall):
    ahead = body.convene("Later")
    for work in (
        lambda: actions.offer_part(
            assembly=ahead, person_id=hall.people[0].pk, by=hall.by, at=hall.now
        ),
        lambda: actions.begin_item(item=ahead.items.first(), by=hall.by, at=hall.now),
        lambda: actions.write_caption(
            assembly=ahead, language="en", text="Hello", by=hall.by, at=hall.now
        ),
        lambda: actions.draw_part(assembly=ahead, role="time", dice=DICE, by=hall.by, at=hall.now),
    ):
        with pytest.raises(floor.NotInSession):
            work()
    refused(lambda: Dealing.objects.create(
        collective_id=ahead.collective_id, assembly=hall.assembly, item=ahead.items.first(),
        began_at=hall.now,
    ))  # fmt: skip


def test_the_agenda_by_the_clock(hall):
    first, second = hall.assembly.items.all()
    before = timetable(hall.assembly, hall.now)
    assert [row.about for row in before] == [hall.now, hall.now + timedelta(minutes=15)]
    actions.begin_item(item=first, by=hall.by, at=hall.now)
    actions.begin_item(item=first, by=hall.by, at=hall.now)
    half, late = hall.now + timedelta(minutes=10), hall.now + timedelta(minutes=20)
    rows = timetable(hall.assembly, half)
    assert (rows[0].is_now, rows[0].used, rows[0].late) == (True, 10, 0)
    assert rows[1].about == hall.now + timedelta(minutes=15)
    rows = timetable(hall.assembly, late)
    assert (rows[0].late, rows[1].about) == (5, late)
    actions.begin_item(item=second, by=hall.by, at=late)
    rows = timetable(hall.assembly, late + timedelta(minutes=1))
    assert (rows[0].is_over, rows[0].used, rows[1].is_now) == (True, 20, True)
    assert Dealing.objects.filter(ended_at__isnull=True).count() == 1


def test_before_the_session_the_clock_begins_when_it_is_convened_for(body, at):
    ahead = body.convene("Water", "Light")
    rows = timetable(ahead, at)
    assert [row.about for row in rows] == [
        ahead.starts_at, ahead.starts_at + timedelta(minutes=15)
    ]  # fmt: skip


def signal(hall, person, kind="louder", at=None):
    actions.show_signal(
        assembly=hall.assembly, person_id=person.pk, kind=kind, by=hall.by, at=at or hall.now
    )


def test_signals_are_counted_without_names_and_go_after_a_minute(hall):
    for person in hall.people[:2]:
        signal(hall, person)
    signal(hall, hall.people[0])
    signal(hall, hall.people[0], "break")
    assert [count for _label, count in signals_now(hall.assembly, hall.now)] == [2, 1]
    assert signals_now(hall.assembly, hall.now + timedelta(seconds=61)) == []
    actions.heed_signals(assembly=hall.assembly, by=hall.by, at=hall.now)
    assert signals_now(hall.assembly, hall.now) == []


def test_only_who_is_here_signals(hall, body, at):
    outside = body.people[0]
    presence.leave(presence=hall.assembly.presences.get(person=outside), by=hall.by, at=hall.now)
    with pytest.raises(floor.NotHere):
        signal(hall, outside)
    refused(lambda: Signal.objects.create(
        collective_id=hall.assembly.collective_id, assembly=hall.assembly, person=outside,
        kind="louder", shown_at=hall.now,
    ))  # fmt: skip


def caption(hall, text, language="en", seconds=0):
    return actions.write_caption(
        assembly=hall.assembly, language=language, text=text, by=hall.by,
        at=hall.now + timedelta(seconds=seconds),
    )  # fmt: skip


def test_captions_by_language_and_erased_with_the_session(hall, django_capture_on_commit_callbacks):
    first = caption(hall, "Good evening", seconds=1)
    caption(hall, "The pipe is broken", seconds=2)
    caption(hall, "Buenas noches", "es", 3)
    said = [line.personal["text"] for line in last_captions(hall.assembly, "en")]
    assert said == ["Good evening", "The pipe is broken"]
    assert b"evening" not in bytes(first.sealed)
    with django_capture_on_commit_callbacks(execute=True):
        close(hall)
    assert not Caption.objects.exists() and not Signal.objects.exists()
    assert keyring.keys([first.pk]) == {}


def test_the_session_ends_parts_and_the_item(hall):
    give(hall, hall.people[0], "list")
    actions.begin_item(item=hall.assembly.items.first(), by=hall.by, at=hall.now)
    close(hall)
    assert not parts_of(hall.assembly).exists()
    assert not Dealing.objects.filter(ended_at__isnull=True).exists()


def test_what_people_can_count_on(hall, body):
    ahead = body.convene("Later")
    assert promises(access_of(ahead), "en") == []
    actions.tell_access(
        assembly=ahead, childcare=True, interpretation={"es": "Español e inglés"}, by=hall.by,
        at=hall.now,
    )  # fmt: skip
    assert promises(access_of(ahead), "en") == ["Childcare", "Español e inglés"]


def test_who_is_forgotten_has_no_part_and_no_signal_left(hall, body):
    person = hall.people[0]
    offer(hall, person)
    give(hall, person, "care")
    signal(hall, person)
    erase_person(person=person, by=hall.by, at=hall.now)
    assert not parts_of(hall.assembly).exists() and not Signal.objects.exists()
    assert ready(hall.assembly) == []


# --- pages ---


@pytest.fixture
def token(hall):
    """The link of somebody's pass, on the evening of the assembly."""

    def of(person):
        row = passes.give_pass(assembly=hall.assembly, person_id=person.pk, by=hall.by, at=hall.now)
        return address_of(row).rstrip("/").rsplit("/", 1)[1]

    with time_machine.travel(hall.now + timedelta(minutes=1), tick=True):
        yield of


def url(name, *args):
    return reverse(f"facilitation:{name}", args=args)


def test_on_a_phone_one_offers_and_shows_a_hand(hall, token):
    phone, mine = Client(), token(hall.people[0])
    page = url("phone", mine)
    assert "take a part today" in phone.get(page).text
    phone.post(url("phone-offer", mine))
    assert "as number 1" in phone.get(page).text
    phone.post(url("phone-withdraw", mine))
    assert ready(hall.assembly) == []
    phone.post(url("phone-signal", mine), {"kind": "louder"})
    phone.post(url("phone-signal", mine), {"kind": "sing"})
    assert Signal.objects.get().kind == "louder"


def test_who_keeps_the_list_runs_it_from_their_phone(hall, token):
    keeper, speaker = hall.people[:2]
    give(hall, keeper, "list")
    turn = floor.ask_turn(
        assembly=hall.assembly, person_id=speaker.pk, kind="speak", is_given_way=False,
        by=hall.by, at=hall.now,
    )  # fmt: skip
    phone, mine = Client(), token(keeper)
    text = phone.get(url("phone", mine)).text
    assert "Give 1 the floor" in text and speaker.name not in text
    phone.post(url("phone-turn-give", mine, turn.pk))
    turn.refresh_from_db()
    assert turn.began_at
    phone.post(url("phone-turn-end", mine, turn.pk))
    turn.refresh_from_db()
    assert turn.ended_at
    theirs = token(speaker)
    for name in ("phone-turn-give", "phone-turn-end"):
        assert phone.post(url(name, theirs, turn.pk)).status_code == 404


def test_who_keeps_the_time_and_who_writes_do_it_from_their_phones(hall, token):
    keeper, writer = hall.people[:2]
    give(hall, keeper, "time")
    give(hall, writer, "interpreter")
    phone, clock, pen = Client(), token(keeper), token(writer)
    item = hall.assembly.items.first()
    phone.post(url("phone-item", clock, item.pk))
    assert Dealing.objects.get().item == item
    phone.post(url("phone-item-end", clock))
    assert Dealing.objects.get().ended_at
    phone.post(url("phone-caption", pen), {"language": "en", "text": "The pipe is broken"})
    assert "The pipe is broken" in phone.get(url("phone", clock)).text
    assert phone.post(url("phone-caption", pen), {"language": "en"}).status_code == 200
    assert phone.post(url("phone-caption", clock), {"language": "en"}).status_code == 404
    assert phone.post(url("phone-item", pen, item.pk)).status_code == 404
    phone.post(url("phone-part-end", clock))
    assert phone.post(url("phone-item", clock, item.pk)).status_code == 404


def test_at_the_table(hall, body):
    client = Client()
    client.force_login(User.objects.get(pk=body.by.user_id))
    page = url("running", hall.assembly.pk)
    offer(hall, hall.people[0])
    assert "Have offered and are free: 1" in client.get(page).text
    bad = client.post(url("part-draw", hall.assembly.pk), {"role": "time", "dice": "9"})
    assert bad.status_code == 200 and not Part.objects.exists()
    client.post(url("part-draw", hall.assembly.pk), {"role": "time", "dice": DICE})
    part = Part.objects.get()
    assert f"dice {DICE}, between 1" in client.get(page).text
    client.post(url("part-end", part.pk))
    client.post(url("part-give", hall.assembly.pk), {"person": hall.people[1].pk, "role": "door"})
    assert hall.people[1].name in client.get(page).text
    client.post(url("item-begin", hall.assembly.items.first().pk))
    client.post(url("item-end", hall.assembly.pk))
    client.post(url("caption-write", hall.assembly.pk), {"language": "en", "text": "Hello all"})
    assert "Hello all" in client.get(page).text
    client.post(url("access-tell", hall.assembly.pk), {"food": "on", "more_en": "Dogs welcome"})
    assert "Dogs welcome" in client.get(page).text
    signal(hall, hall.people[2])
    client.post(url("signals-heed", hall.assembly.pk))
    assert not Signal.objects.exists()
    wall = client.get(reverse("assemblies:assembly-screen", args=[hall.assembly.pk])).text
    assert "Hello all" in wall


def test_the_lot_needs_somebody(hall):
    with pytest.raises(IndexError):
        drawn(hall.assembly, "time", DICE)


def test_items_of_another_hall_are_not_begun(hall, token, body):
    give(hall, hall.people[0], "time")
    other = body.convene("Elsewhere").items.first()
    answer = Client().post(url("phone-item", token(hall.people[0]), other.pk))
    assert answer.status_code == 404
    assert not Dealing.objects.exists()
