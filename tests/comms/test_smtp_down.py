"""The mail server is away, then refuses, then is back: each message arrives, once."""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from barrio.accounts.enums import Role
from barrio.comms.actions.messages import compose, release
from barrio.comms.actions.subscribers import subscribe
from barrio.comms.enums import Channel, Reach, TopicKind
from barrio.comms.models import Delivery
from barrio.comms.sender import claims, loop
from barrio.comms.sink.server import SmtpSink, Taken
from barrio.core.actors import SYSTEM, user_actor
from barrio.core.geo import subscription_cell
from barrio.people.actions import add_person
from tests.world import build

pytestmark = pytest.mark.django_db(transaction=True)

CELL = subscription_cell(39.98, -75.13)
TRYING = {
    "en": "3 messages could not be handed over yet. They are tried again by themselves.",
    "es": "3 mensajes no se han podido entregar todavía. Se intentan de nuevo solos.",
}


class Refusing(SmtpSink):
    """A mail server that is there and takes nothing: at its greeting, or at the recipient."""

    at_greeting = b""

    def connection_made(self, transport):
        if self.at_greeting:
            transport.write(self.at_greeting)
            transport.close()
        else:
            super().connection_made(transport)

    def _answer(self, line):
        refused = line[:4].upper() == b"RCPT"
        return b"451 try later\r\n" if refused else super()._answer(line)


class Busy(Refusing):
    at_greeting = b"421 too busy\r\n"


@pytest.fixture
def port(settings):
    """A port of this machine on which nothing listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        settings.SMTP_PORT = listener.getsockname()[1]
    return settings.SMTP_PORT


class Hours:
    """The sender's clock, moved by hand."""

    def __init__(self, at):
        self.at = at

    def __call__(self):
        return self.at

    def pass_(self, **span):
        self.at += timedelta(**span)


@pytest.fixture
def hours(at, monkeypatch):
    clock = Hours(at)
    monkeypatch.setattr(loop, "now", clock)
    return clock


@pytest.fixture
def message(home, cast, at):
    """A message released to three neighbours."""
    for number in range(3):
        subscribe(
            collective=home,
            language="es",
            topic=TopicKind.NEWS,
            cells=[CELL],
            channel=Channel.EMAIL,
            address=f"hope{number}@example.org",
            confirmed=True,
            by=SYSTEM,
            at=at,
        )
    message = compose(
        collective=home,
        reach=Reach.MANY,
        topic=TopicKind.NEWS,
        template="news",
        texts={"en": ("Assembly", "Tonight"), "es": ("Asamblea", "Esta noche")},
        rings=[[CELL]],
        by=user_actor(cast.ernesto),
        at=at,
    )
    release(message=message, people=3, by=user_actor(cast.eva), at=at)
    return message


def run_sender(port, server=None):
    """The sender's work until nothing is due, with `server` answering at the port."""
    taken = Taken()

    async def work():
        if server is None:
            return await loop.Sender(until_idle=True).run()
        running = await asyncio.get_running_loop().create_server(
            lambda: server(taken), "127.0.0.1", port
        )
        async with running:
            return await loop.Sender(until_idle=True).run()

    # In a thread of its own: a browser test before it may have left a loop in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work()).result()
    return [one["to"] for one in taken.newest]


def rows():
    return list(Delivery.objects.values_list("state", "attempts", "problem"))


def test_it_waits_longer_each_time_and_delivers_once(message, port, hours):
    for attempt, wait in enumerate(claims.BACKOFF[:4], 1):
        run_sender(port)
        assert rows() == [("queued", attempt, "mail server not reached")] * 3
        due = Delivery.objects.values_list("due_at", flat=True)
        assert set(due) == {hours.at + timedelta(seconds=wait)}
        hours.pass_(seconds=wait - 1)
        assert run_sender(port, SmtpSink) == []
        hours.pass_(seconds=1)
    assert sorted(run_sender(port, SmtpSink)) == [f"hope{n}@example.org" for n in range(3)]
    hours.pass_(days=1)
    assert run_sender(port, SmtpSink) == []
    assert {row[0] for row in rows()} == {"sent"}


@pytest.mark.parametrize("server", [Busy, Refusing])
def test_it_tries_again_after_a_refusal_for_now(message, port, hours, server):
    assert run_sender(port, server) == []
    assert {(state, attempts) for state, attempts, _problem in rows()} == {("queued", 1)}
    hours.pass_(seconds=claims.BACKOFF[0])
    assert len(run_sender(port, SmtpSink)) == 3
    assert {row[0] for row in rows()} == {"sent"}


def test_it_outlives_an_outage_of_two_hours(message, port, hours):
    for _try in range(20):
        run_sender(port)
        hours.pass_(minutes=6)
    assert {row[0] for row in rows()} == {"queued"}
    assert len(run_sender(port, SmtpSink)) == 3


def test_it_ends_what_nobody_takes_for_days(message, port, hours):
    Delivery.objects.update(attempts=claims.MOST_TRIES)
    run_sender(port)
    assert {row[0] for row in rows()} == {"failed"}


def test_it_goes_another_way_where_there_is_one(message, port, hours, home, by_ana, at):
    """A person with a second address is told there after some minutes."""
    hope = add_person(collective=home, name="Hope", language="es", by=by_ana, at=at)
    ways = [
        subscribe(
            collective=home,
            language="es",
            topic=TopicKind.NEWS,
            cells=[CELL],
            channel=Channel.EMAIL,
            address=f"{address}@example.org",
            confirmed=True,
            person=hope,
            by=SYSTEM,
            at=at,
        )
        for address in ("full", "other")
    ]
    Delivery.objects.exclude(pk=Delivery.objects.first().pk).delete()
    one = Delivery.objects.filter(message=message)
    one.update(
        subscriber_id=ways[0].subscriber_id,
        endpoint_id=ways[0].pk,
        attempts=claims.OTHER_WAY_AFTER,
    )
    run_sender(port)
    run_sender(port, SmtpSink)
    assert one.get().endpoint_id == ways[1].pk


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_progress_page_says_it_in_a_sentence(message, port, hours, as_, language):
    url = reverse("comms:message-progress", args=[message.pk])
    client, headers = as_("delia"), {"Accept-Language": language}
    assert TRYING[language] not in client.get(url, headers=headers).content.decode()
    run_sender(port)
    assert TRYING[language] in client.get(url, headers=headers).content.decode()
    hours.pass_(seconds=claims.BACKOFF[0])
    run_sender(port, SmtpSink)
    assert TRYING[language] not in client.get(url, headers=headers).content.decode()


def test_no_page_waits_for_the_mail_server(port, home, cast, as_, at):
    """Invitations, sign-in and sign-up write nothing to it; what is sent is queued."""
    staff = dict.fromkeys(("organizer", "canvasser", "dispatcher", "administrator"), cast.ana)
    world = build(home, staff, "own", at)
    invited = as_("ernesto").post(reverse("accounts:team"), {"role": Role.MEMBER, "language": "en"})
    signed_up = Client().post(
        reverse("web:sign-up", args=[home.slug]),
        {"email": "hope@example.org", "language": "en", "area": str(world.site_id)},
    )
    signing_in = Client().post(reverse("account_login"), {"login": "ana", "password": "x"})
    assert [a.status_code for a in (invited, signed_up, signing_in)] == [200, 302, 200]
    assert Delivery.objects.filter(state="queued").count() >= 1
