"""Choices and secret ballots on their pages: the keeper's, the teller's and the voter's phone."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from barrio.assemblies.actions import ballots, convening, passes, presence
from barrio.assemblies.models import HallPass, Option, PaperEntry, Vote, Voted
from barrio.assemblies.views.hall import address_of
from barrio.core.clock import now
from barrio.people.actions import erase_person
from tests.assemblies.test_ballots import rule_set

__all__ = ["rule_set"]
# What the pages call is tried on both databases in test_ballots.py.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def url(name, *args):
    return reverse(f"assemblies:{name}", args=args)


def page(client, address, language="en"):
    return client.get(address, headers={"Accept-Language": language}).content.decode()


def text(answer):
    return answer.content.decode()


@pytest.fixture
def link(hall, by_ana):
    """``link(person)`` is the address of their phone's page in the hall."""

    def make(person):
        row = passes.give_pass(
            assembly=hall.assembly, person_id=person.pk, by=by_ana, at=hall.later()
        )
        return re.sub("^https?://[^/]+", "", address_of(row))

    return make


@pytest.fixture
def opened(hall, cast):
    """The clock stands in the hall; sessions are made anew at that hour."""
    hall.open()
    with time_machine.travel(hall.at + timedelta(hours=3), tick=True):
        yield hall


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def test_who_stands_is_found_by_name_and_put_to_the_vote(opened, neighbours, cast):
    ana, motion = client_of(cast.ana), opened.motion()
    options = url("option-list", motion.pk)
    assert "Nothing yet" in page(ana, options) and "Todavía nada" in page(ana, options, "es")
    assert "Marisol" in page(ana, f"{options}?q=mari")
    ana.post(url("option-stand", motion.pk), {"person": neighbours[5].pk})
    ana.post(options, {"title_en": "Nobody", "title_es": "Nadie"})
    assert [o.number for o in Option.objects.order_by("number")] == [1, 2]
    again = ana.post(url("option-stand", motion.pk), {"person": neighbours[5].pk}, follow=True)
    assert "stands already" in text(again)
    stranger = ana.post(url("option-stand", motion.pk), {"person": "x"}, follow=True)
    assert "Only who is on the roll" in text(stranger)
    wrong = ana.post(
        url("choice-open", motion.pk), {"method": "phone", "rule": "irv", "seats": "2"}
    )
    assert "This rule fills one seat." in text(wrong)
    ana.post(url("choice-open", motion.pk), {"method": "phone", "rule": "irv", "seats": "1"})
    vote = Vote.objects.get()
    shown = page(ana, url("vote-read", vote.pk))
    assert vote.commitment in shown and "Marisol" in shown
    assert "is fixed" in page(ana, options)


def test_an_option_is_taken_off_before_the_vote(opened, cast):
    ana, motion = client_of(cast.ana), opened.choice("A", "B")
    first = motion.options.first()
    ana.post(url("option-remove", first.pk))
    assert [o.number for o in motion.options.all()] == [2]
    opened.vote(motion, rule="approval", seats=1)
    late = ana.post(url("option-remove", motion.options.get().pk), follow=True)
    assert "is fixed" in text(late) and motion.options.count() == 1


def test_a_teller_sees_the_code_once(opened, cast):
    vote = opened.vote(opened.motion(), "phone")
    flor = client_of(cast.flor)
    shown = text(flor.post(url("vote-key", vote.pk)))
    code = re.search(r'code-shown"[^>]*>([^<]+)<', shown)[1]
    assert len(code) > 10 and code not in page(flor, url("vote-read", vote.pk))
    again = flor.post(url("vote-key", vote.pk), follow=True)
    assert "You have a code already" in text(again) and code not in text(again)


def test_a_secret_vote_from_the_link_to_the_list_of_ballots(opened, neighbours, cast, link):
    vote = opened.vote(opened.motion(), "phone")
    addresses = [link(who) for who in neighbours[:9]]
    phone = Client()
    ballot = f"{addresses[0]}vote/{vote.pk}/"
    assert "tellers are not ready" in page(phone, ballot)
    codes = opened.keys(vote)
    assert "Votar" in page(phone, addresses[0], "es")
    assert phone.get(f"{ballot}ballots/").status_code == 404, "nothing is published before"
    nothing = phone.post(ballot, {})
    assert "field__errors" in text(nothing) and not Voted.objects.exists()
    trackers = []
    for address in addresses:
        cast_page = text(phone.post(f"{address}vote/{vote.pk}/", {"choice": "yes"}))
        trackers.append(re.search(r'code-shown"[^>]*>([^<]+)<', cast_page)[1])
    assert "Vote anew" in page(phone, addresses[0])
    flor = client_of(cast.flor)
    wrong = flor.post(url("vote-open-urn", vote.pk), {f"code_{pk}": "AAA" for pk in codes})
    assert "not the code of" in text(wrong)
    flor.post(url("vote-open-urn", vote.pk), {f"code_{pk}": code for pk, code in codes.items()})
    vote.refresh_from_db()
    assert (vote.yes, vote.outcome) == (9, "carried")
    mine = page(client_of(cast.bruno), url("ballot-list", vote.pk) + f"?tracker={trackers[3]}")
    assert f"{trackers[3]}: for" in mine and "the same result" in mine
    theirs = f"{addresses[3]}vote/{vote.pk}/ballots/?tracker={trackers[3]}"
    assert f"{trackers[3]}: a favor" in page(Client(), theirs, "es")
    assert f"/vote/{vote.pk}/ballots/" in page(Client(), addresses[3])
    lost = page(client_of(cast.bruno), url("ballot-list", vote.pk) + "?tracker=ZZZ")
    assert "No ballot has this tracker" in lost
    assert "closed" in page(phone, ballot)


def test_an_election_on_phones_and_on_paper(opened, neighbours, cast, link):
    vote = opened.vote(opened.choice(*neighbours[:3]), "phone", rule="scottish-stv", seats=2)
    codes, phone, ana = opened.keys(vote), Client(), client_of(cast.ana)
    same = phone.post(f"{link(neighbours[0])}vote/{vote.pk}/", {"option_1": "1", "option_2": "1"})
    assert "has place 1 already" in text(same)
    for who in neighbours[:7]:
        phone.post(f"{link(who)}vote/{vote.pk}/", {"option_1": "2", "option_2": "1"})
    for who in neighbours[7:9]:
        ana.post(url("vote-paper", vote.pk), {"person": who.pk})
    assert "2 papers were handed out" in page(ana, url("vote-papers", vote.pk))
    assert "You have a paper ballot" in page(phone, f"{link(neighbours[7])}vote/{vote.pk}/")
    bad = ana.post(url("vote-urn", vote.pk), {"papers": "1: 3>1\nsecond"})
    assert "Line 2: begin with the number" in text(bad) and "1: 3&gt;1" in text(bad)
    endless = ana.post(url("vote-urn", vote.pk), {"papers": f"{'9' * 5000}: 1"})
    assert "begin with the number" in text(endless)
    twice = ana.post(url("vote-urn", vote.pk), {"papers": "1: 3\n1: 2"})
    assert "stands there twice" in text(twice)
    unread = ana.post(url("vote-urn", vote.pk), {"papers": "1: 9>1"})
    assert "is no ballot of this vote" in text(unread) and not PaperEntry.objects.exists()
    for client in (ana, client_of(cast.flor)):
        client.post(url("vote-urn", vote.pk), {"papers": "1: 3>1\n2:"})
    typed = {f"code_{pk}": code for pk, code in codes.items()}
    dice = ana.post(url("vote-open-urn", vote.pk), {**typed, "dice": "9"})
    assert "each from 1 to 6" in text(dice)
    ana.post(url("vote-open-urn", vote.pk), {**typed, "dice": "35216"})
    vote.refresh_from_db()
    assert vote.run.elected == [2, 1] and vote.run.blank == 1
    shown = page(ana, url("vote-read", vote.pk))
    assert "Chosen" in shown and "Tomás" in shown and "Not transferable" in shown
    blt = client_of(cast.bruno).get(url("ballot-download", vote.pk, "blt"))
    assert blt.content.decode().startswith("3 2")
    assert client_of(cast.bruno).get(url("ballot-download", vote.pk, "pb")).status_code == 404


@pytest.mark.parametrize(
    ("rule", "posted", "said"),
    [
        ("score", {"option_1": "5", "option_2": "0"}, "1:5,2:0"),
        ("majority-judgment", {"option_1": "0", "option_2": "4"}, "1:0,2:4"),
        ("approval", {"option_2": "on"}, "2"),
        ("schulze", {"option_1": "1", "option_2": "1"}, "1=2"),
    ],
)
def test_each_kind_of_ballot_is_written_as_it_was_filled_in(
    rule, posted, said, opened, neighbours, link, monkeypatch
):
    vote = opened.vote(opened.choice("A", "B"), "phone", rule=rule, seats=1)
    opened.keys(vote)
    kept = []
    real = ballots.cast_secret
    monkeypatch.setattr(ballots, "cast_secret", lambda **k: kept.append(k["said"]) or real(**k))
    answer = Client().post(f"{link(neighbours[0])}vote/{vote.pk}/", posted)
    assert "Your ballot is in" in text(answer) and kept == [said]


def test_raised_hands_for_several_close_with_the_dice(opened, cast):
    vote = opened.vote(opened.choice("A", "B"), rule="approval", seats=1)
    ana, flor = client_of(cast.ana), client_of(cast.flor)
    many = ana.post(url("vote-hands", vote.pk), {"option_1": "99", "option_2": "0"})
    assert "9 people were here" in text(many)
    for client in (ana, flor):
        client.post(url("vote-hands", vote.pk), {"option_1": "3", "option_2": "6"})
    shown = page(ana, url("vote-read", vote.pk))
    assert "Both counts agree" in shown and "counts differed" not in shown
    late = ana.post(url("vote-hands", vote.pk), {"option_1": "1", "option_2": "1"})
    assert "Throw the dice and close" in text(late)
    stale = flor.post(url("vote-count", vote.pk), {"yes": 1, "no": 0, "abstain": 0})
    assert stale.url == url("vote-hands", vote.pk) and vote.counts.count() == 2
    ana.post(url("vote-dice", vote.pk), {"dice": "12"})
    vote.refresh_from_db()
    assert not vote.closed_at
    ana.post(url("vote-dice", vote.pk), {"dice": "12345"})
    vote.refresh_from_db()
    assert vote.run.elected == [2]


# --- the hall on one's own phone ---


def test_they_say_that_they_are_here_with_the_code_on_the_wall(hall, neighbours, link, cast):
    who, phone = neighbours[0], Client()
    address = link(who)
    with time_machine.travel(hall.later(), tick=True):
        assert "not counted as here" in page(phone, address)
        wrong = phone.post(f"{address}here/", {"code": "ABCDE"})
        assert "not the code on the wall" in text(wrong) and "ABCDE" in text(wrong)
        code = passes.wall_code(hall.assembly, now())
        assert code in page(client_of(cast.ana), url("assembly-screen", hall.assembly.pk))
        assert code not in page(client_of(cast.bruno), url("assembly-screen", hall.assembly.pk))
        phone.post(f"{address}here/", {"code": f" {code.lower()} "})
        assert "You are counted as here" in page(phone, address)
    row = hall.assembly.presences.get()
    assert (row.how, row.by) == ("code", None)


def test_an_old_code_of_the_wall_opens_nothing(hall):
    code = passes.wall_code(hall.assembly, hall.at)
    assert passes.is_wall_code(hall.assembly, code, hall.later(2))
    assert not passes.is_wall_code(hall.assembly, code, hall.later(3))


def test_a_keeper_scans_somebody_in_and_out(hall, neighbours, link, cast):
    address = link(neighbours[0])
    with time_machine.travel(hall.later(), tick=True) as clock:
        ana = client_of(cast.ana)
        assert "Rosa" in page(ana, address) and "Rosa" not in page(Client(), address)
        ana.post(f"{address}door/")
        clock.shift(60)
        assert hall.assembly.presences.get().left_at is None
        ana.post(f"{address}door/")
        assert hall.assembly.presences.get().left_at is not None
        assert client_of(cast.bruno).post(f"{address}door/").status_code == 403
        assert Client().post(f"{address}door/").status_code == 302


def test_the_code_for_a_phone_is_shown_to_the_keeper(hall, neighbours, cast):
    with time_machine.travel(hall.later(), tick=True):
        ana = client_of(cast.ana)
        shown = ana.post(
            url("pass-give", hall.assembly.pk), {"person": neighbours[1].pk}, follow=True
        )
        assert "<svg" in text(shown) and "Tomás" in text(shown)
        first = HallPass.objects.get().pk
        ana.post(url("pass-give", hall.assembly.pk), {"person": neighbours[1].pk})
        assert HallPass.objects.get().pk != first, "a new code ends the one before"
        stranger = ana.post(url("pass-give", hall.assembly.pk), {"person": "x"}, follow=True)
        assert "not on the roll" in text(stranger)


def test_a_link_that_is_not_genuine_opens_nothing(hall, neighbours, link):
    address = link(neighbours[0])
    token = address.rstrip("/").rsplit("/", 1)[1]
    forged = address.replace(token, token[:-2] + ("AA" if token[-2:] != "AA" else "BB"))
    assert Client().get(forged).status_code == 404
    assert Client().get(address).status_code == 200


def test_the_link_is_good_for_the_second_call(hall, neighbours, link, by_ana):
    address = link(neighbours[0])
    presence.declare_no_quorum(assembly=hall.assembly, by=by_ana, at=hall.later())
    second = convening.call_again(assembly=hall.assembly, by=by_ana, at=hall.later())
    assert HallPass.objects.get().assembly == second
    assert "not counted as here yet" in page(Client(), address)


def test_an_erased_person_has_no_link(hall, neighbours, link, by_ana):
    address = link(neighbours[0])
    erase_person(person=neighbours[0], by=by_ana, at=hall.later())
    assert Client().get(address).status_code == 404


def test_a_link_opens_no_vote_of_another_assembly(opened, neighbours, link, act_elsewhere):
    assert Client().get(f"{link(neighbours[0])}vote/{act_elsewhere}/").status_code == 404


@pytest.fixture
def act_elsewhere():
    return "01890000-0000-7000-8000-000000000000"
