"""A text is sent by hand to one person; what comes back is kept, and STOP means stop."""

import json
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from barrio.comms.actions import direct
from barrio.comms.actions.answers import is_stop, take_inbound_text
from barrio.comms.channels.sms.text import direct_text
from barrio.comms.models import Delivery, Endpoint, Message, MessageText, Reply
from barrio.comms.sender.claims import Contents, claim, open_letters
from barrio.core.actors import Actor
from barrio.core.ids import uuid7
from barrio.people.models import Consent, Touch
from barrio.people.queries import consents_of
from barrio.phonebank import actions, calls
from barrio.phonebank.models import Call
from barrio.phonebank.queries import board_of, unanswered

pytestmark = pytest.mark.django_db
PROVIDER = Actor("provider", "sms")


@pytest.fixture
def texts(neighbour, make_bank):
    neighbour("Marisol Ortiz", language="es", phone="+12155550160")
    return make_bank("text", "Thursday")


@pytest.fixture
def line(texts, by_bruno, at):
    return actions.claim_next(bank=texts, language="es", by=by_bruno, at=at)


@pytest.fixture
def sent(line, by_bruno, at):
    return calls.send_text(line=line, call_id=uuid.uuid4(), by=by_bruno, at=at)


def answer(home, at, text, number="+12155550160", **more):
    return take_inbound_text(collective=home, number=number, text=text, by=PROVIDER, at=at, **more)


def letters(at):
    return open_letters(claim(uuid7(), 9, lease=timedelta(minutes=1), at=at), Contents(), at=at)[0]


def test_it_queues_one_text_for_one_person(sent, line, at):
    line.refresh_from_db()
    assert line.state == "done"
    delivery = Delivery.objects.get()
    assert (delivery.message_id, delivery.state) == (sent.message_id, "queued")
    assert sent.message.reach == "single"
    assert Touch.objects.filter(kind="text").count() == 1


def test_it_leaves_with_the_name_and_how_to_stop(sent, at):
    (letter,) = letters(at)
    assert (letter.address, letter.content.is_direct) == ("+12155550160", True)
    text = direct_text(letter.content.body, letter.called, letter.content.language)
    assert text.startswith("Hola Marisol, ¿viene a la reuni")
    assert text.endswith("Responda ALTO y no le escribiremos más.".replace("á", "a"))


def test_the_transport_hands_over_that_text(sent, at, settings):
    import asyncio

    from barrio.comms.channels.sms.transport import SmsTransport

    (letter,) = letters(at)

    async def written():
        transport = SmsTransport()
        try:
            return transport._text(letter)
        finally:
            await transport.close()

    assert asyncio.run(written()).startswith("Hola Marisol")


def test_no_name_lies_in_clear_with_the_message(sent):
    assert "Marisol" not in " ".join(MessageText.objects.values_list("body", flat=True))


def test_it_does_not_leave_after_the_hours(sent, at):
    assert sent.message.expires_at == at.replace(hour=20)
    assert letters(at + timedelta(hours=9)) == []


def test_the_same_tap_twice_sends_once(line, by_bruno, at):
    call_id = uuid.uuid4()
    for _again in range(2):
        calls.send_text(line=line, call_id=call_id, by=by_bruno, at=at)
    assert Message.objects.filter(template="direct").count() == Delivery.objects.count() == 1


def test_refuses_to_send_for_somebody_elses_person(line, by_ana, at):
    with pytest.raises(calls.LineTaken):
        calls.send_text(line=line, call_id=uuid.uuid4(), by=by_ana, at=at)
    assert not Delivery.objects.exists()


def test_refuses_to_send_at_night(line, by_bruno, at):
    with pytest.raises(actions.NotNow):
        calls.send_text(line=line, call_id=uuid.uuid4(), by=by_bruno, at=at + timedelta(hours=9))


def test_refuses_to_send_to_who_said_stop_meanwhile(home, line, by_bruno, at):
    answer(home, at, "STOP")
    with pytest.raises(calls.NotWelcome):
        calls.send_text(line=line, call_id=uuid.uuid4(), by=by_bruno, at=at)
    assert not Delivery.objects.exists()


def test_refuses_more_texts_than_fit_in_an_hour(line, by_bruno, at, monkeypatch):
    monkeypatch.setattr(direct, "MOST_AN_HOUR", 0)
    with pytest.raises(direct.TooManyTexts):
        calls.send_text(line=line, call_id=uuid.uuid4(), by=by_bruno, at=at)
    line.refresh_from_db()
    assert line.state == "claimed" and not Call.objects.exists()


def test_refuses_to_take_a_text_back(sent, by_bruno, at):
    with pytest.raises(calls.CannotUndo):
        calls.undo_call(call=sent, by=by_bruno, at=at)


def test_each_of_a_family_is_called_by_their_own_name(neighbour, make_bank, by_bruno, at):
    for name in ("Rosa", "Luis"):
        neighbour(name, phone="+12155550170")
    bank = make_bank("text", "Family")
    for _number in range(2):
        line = actions.claim_next(bank=bank, language="en", by=by_bruno, at=at)
        calls.send_text(line=line, call_id=uuid.uuid4(), by=by_bruno, at=at)
    assert {letter.called for letter in letters(at)} == {"Rosa", "Luis"}


@pytest.mark.parametrize(
    "text",
    ["STOP", "stop.", "Alto", "¡BASTA!", "Parar", "baja", "No más", "no mas por favor",
     "Stop please",     "STOP ALL", "cancelar", "alto ya", "Unsubscribe"],
)  # fmt: skip
def test_stop_is_understood(text):
    assert is_stop(text)


@pytest.mark.parametrize(
    "text", ["", "yes", "When does it stop?", "a la parada", "👍", "please", "no"]
)
def test_other_words_are_no_stop(text):
    assert not is_stop(text)


def test_stop_is_kept_for_everybody_with_the_number_and_every_bank(
    home, sent, neighbour, make_bank, at
):
    other = neighbour("Her son", phone="+12155550160")
    assert answer(home, at, "ALTO") == "stopped"
    for person in (sent.line.person, other):
        assert consents_of(person)["organising"].given is False
    assert not Endpoint.objects.exists()
    assert make_bank(name="Another").lines.count() == 0
    assert board_of(sent.line.bank, at).stopped.part == 1


def test_stop_is_kept_of_somebody_whom_nobody_texted(home, hope, make_bank, at):
    number = hope.contact_points.get().value
    assert answer(home, at, "stop", number=number) == "stopped"
    assert make_bank().lines.count() == 0


def test_stop_sent_again_adds_nothing(home, sent, at):
    answer(home, at, "ALTO")
    before = Consent.objects.count()
    answer(home, at, "ALTO")
    assert Consent.objects.count() == before


def test_a_queued_text_does_not_reach_who_said_stop(home, sent, at):
    answer(home, at, "ALTO")
    assert letters(at) == []


def test_a_reply_is_kept_sealed_and_shown_to_who_wrote(home, as_, sent, at):
    assert answer(home, at, "¿A qué hora? CNRY") == "confirmed"
    reply = Reply.objects.get()
    assert b"CNRY" not in bytes(reply.sealed) and reply.personal["text"] == "¿A qué hora? CNRY"
    assert [r for _line, r in unanswered(sent.line.bank)] == [reply]
    talk = reverse("phonebank:line-talk", args=[sent.line_id])
    page = as_("bruno").get(talk).content.decode()
    assert "CNRY" in page and "Ortiz" not in page and "+1215" not in page
    as_("bruno").post(reverse("phonebank:reply-answer", args=[reply.pk]))
    assert unanswered(sent.line.bank) == []


def test_a_volunteer_who_did_not_write_reads_no_reply(home, as_, cast, sent, at):
    from barrio.accounts.actions import grant_role
    from barrio.core.actors import SYSTEM

    answer(home, at, "CNRY")
    grant_role(collective=home, user=cast.gus, role="canvasser", by=SYSTEM, at=at)
    talk = reverse("phonebank:line-talk", args=[sent.line_id])
    assert as_("gus").get(talk).status_code == 404
    answered = reverse("phonebank:reply-answer", args=[Reply.objects.get().pk])
    assert as_("gus").post(answered).status_code == 404


def test_the_same_reply_is_kept_once(home, sent, at):
    for _again in range(2):
        answer(home, at, "yes", sent_id="SM1")
    answer(home, at, "yes", sent_id="SM2")
    assert Reply.objects.count() == 2


def test_an_unknown_number_leaves_nothing(home, at):
    assert answer(home, at, "hello", number="+12155550191") == "unknown"
    assert not Reply.objects.exists()


def test_a_reply_goes_with_the_person(home, sent, by_ana, at):
    from barrio.people.actions import erase_person

    answer(home, at, "yes")
    erase_person(person=sent.line.person, by=by_ana, at=at)
    assert not Reply.objects.exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400), (b"[]", 400), (b"1", 400), (b"\xff", 400), (b"{}", 400), (b"[" * 100_000, 400),
        (json.dumps({"from": "x", "text": "y"}).encode(), 400),
        (json.dumps({"from": "2155550160", "text": "nul \0 \ud800"}).encode(), 200),
        (json.dumps({"from": "2155550160", "text": None, "id": {"a": []}}).encode(), 200),
        (json.dumps({"from": "2155550160", "text": "x" * 60_000}).encode(), 200),
    ],
)  # fmt: skip
def test_no_input_of_a_provider_breaks_it(home, sent, settings, body, status):
    settings.SMS_TOKEN = "secret"
    url = reverse("comms:text-inbound", args=[home.slug])
    headers = {"Authorization": "Bearer secret"}
    assert Client().post(url, body, "application/json", headers=headers).status_code == status


def test_refuses_a_token_that_is_not_ours(home, settings):
    settings.SMS_TOKEN = "secret"
    url = reverse("comms:text-inbound", args=[home.slug])
    for token in ("Bearer secreta", "Bearer sécret", "", "secret secret"):
        answered = Client().post(url, b"{}", "application/json", headers={"Authorization": token})
        assert answered.status_code == 401


def test_the_page_sends_with_one_tap(as_, line, texts):
    bruno = as_("bruno")
    page = bruno.get(reverse("phonebank:bank-call", args=[texts.pk])).content.decode()
    assert "Hola Marisol" in page and "Ortiz" not in page and "Send it to Marisol" in page
    url = reverse("phonebank:line-send", args=[line.pk])
    assert bruno.post(url, {"id": "x"}).status_code == 302
    assert not Call.objects.exists()
    call_id = str(uuid.uuid4())
    for _again in range(2):
        bruno.post(url, {"id": call_id})
    assert Call.objects.get().outcome == "texted"
