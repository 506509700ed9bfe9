"""The convocation by people's own channels: two people stand behind it, and it is the notice."""

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse

from barrio.assemblies.actions import convening, reaching, writing
from barrio.assemblies.models import Notice, NoticeMessage
from barrio.audit.models import Entry
from barrio.comms.actions.messages import SecondPersonNeeded
from barrio.comms.actions.subscribers import choose, stop, subscribe
from barrio.comms.models import Delivery, Subscriber
from barrio.core.actors import SYSTEM, link_actor
from barrio.core.geo import subscription_cell
from barrio.people.actions import add_contact, record_consent
from barrio.people.queries import consents_of
from barrio.runtime.sealed import open_all
from tests.cast import day_of

pytestmark = pytest.mark.django_db

CELLS = [subscription_cell(39.98, -75.13), subscription_cell(39.99, -75.15)]


def sign_up(home, at, n, topic="news", language="es"):
    return subscribe(
        collective=home, language=language, topic=topic, cells=[CELLS[n % 2]], channel="email",
        address=f"n{n}@example.org", confirmed=True, by=SYSTEM, at=at,
    ).subscriber  # fmt: skip


@pytest.fixture
def subscribers(home, at):
    """Three who asked to hear of meetings, in two places, and one who did not."""
    found = [sign_up(home, at, n, language="es" if n else "en") for n in range(3)]
    sign_up(home, at, 9, topic="alerts")
    return found


@pytest.fixture
def agenda(assembly, by_ana, at):
    """Something more on the agenda, of which nobody was told."""
    return convening.add_item(
        assembly=assembly, item=convening.Item({"en": "Light", "es": "Luz"}, "ordinary"),
        by=by_ana, at=at,
    )  # fmt: skip


@pytest.fixture
def written(assembly, agenda, subscribers, by_ana, at):
    return writing.write_notice(assembly=assembly, by=by_ana, at=at)


def test_it_says_what_when_where_and_what_is_decided(assembly, agenda):
    texts = writing.texts_of(assembly)
    assert texts["es"][0] == "Asamblea de noviembre" and texts["en"][0] == "November assembly"
    assert "Norris Sq" in texts["es"][1] and "2. Luz" in texts["es"][1]
    assert "2. Light" in texts["en"][1]


def test_a_long_agenda_is_cut_and_not_refused(assembly, by_ana, at):
    for _n in range(12):
        convening.add_item(
            assembly=assembly, item=convening.Item({"en": "W" * 190}, "ordinary"), by=by_ana, at=at
        )
    body = writing.texts_of(assembly)["en"][1]
    assert len(body) <= 1000 and body.endswith("…")


def test_a_second_persons_yes_sends_it_and_is_the_notice(
    written, assembly, agenda, subscribers, by_ana, by_ernesto, at
):
    with pytest.raises(SecondPersonNeeded):
        writing.send_notice(written=written, by=by_ana, at=at)
    assert not Delivery.objects.exists()
    sent = writing.send_notice(written=written, by=by_ernesto, at=at)
    told = set(Delivery.objects.values_list("subscriber_id", "language"))
    assert told == {(s.pk, s.language) for s in subscribers}
    assert (sent.notice.how, sent.notice.reached, sent.notice.given_on) == (
        "message", 3, day_of(at)
    )  # fmt: skip
    agenda.refresh_from_db()
    assert agenda.noticed_on == day_of(at) and agenda.in_time
    with pytest.raises(writing.SentOrDropped):
        writing.send_notice(written=written, by=by_ernesto, at=at)


def test_nothing_to_send_where_nobody_asked(assembly, by_ana, home, at):
    sign_up(home, at, 1, topic="alerts")
    with pytest.raises(writing.NobodyAsked):
        writing.write_notice(assembly=assembly, by=by_ana, at=at)


def test_a_dropped_one_is_never_sent(written, by_ana, by_ernesto, at):
    writing.drop_notice(written=written, by=by_ana, at=at)
    with pytest.raises(writing.SentOrDropped):
        writing.send_notice(written=written, by=by_ernesto, at=at)
    assert writing.write_notice(assembly=written.assembly, by=by_ana, at=at)


def test_the_database_takes_no_notice_of_what_nobody_released(written, by_ana, at):
    notice = Notice.objects.create(
        collective=written.collective, assembly=written.assembly, how="message",
        given_on=day_of(at), by_id=by_ana.user_id, at=at,
    )  # fmt: skip
    rows = NoticeMessage.objects.filter(pk=written.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(notice=notice)
    with pytest.raises(DatabaseError), transaction.atomic():
        NoticeMessage.objects.create(
            collective=written.collective, assembly=written.assembly,
            message=written.message, written_by=written.written_by, written_at=at,
        )  # fmt: skip


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def test_on_the_pages_of_two_keepers(assembly, agenda, subscribers, cast):
    ana, ernesto = client_of(cast.ana), client_of(cast.ernesto)
    answer = ana.post(reverse("assemblies:notice-write", args=[assembly.pk]))
    page = answer.url
    assert "Somebody else" in ana.get(page).text and "Luz" in ana.get(page).text
    assert page in ernesto.get(reverse("assemblies:assembly-read", args=[assembly.pk])).text
    assert "3 people who said yes" in ernesto.get(page).text
    written = NoticeMessage.objects.get()
    ana.post(reverse("assemblies:notice-send", args=[written.pk]))
    assert not Delivery.objects.exists()
    ernesto.post(reverse("assemblies:notice-send", args=[written.pk]))
    assert "Sent to 3 people" in ana.get(page).text
    ernesto.post(reverse("assemblies:notice-drop", args=[written.pk]))
    written.refresh_from_db()
    assert written.dropped_at is None


class TestTheRoll:
    """Who is on the roll and said yes to meetings hears of them, and nobody else."""

    @pytest.fixture
    def agrees(self, neighbours, by_ana, at):
        """A neighbour with an address, and what they said of meetings."""

        def agrees(n, *, given=True, how="face", value=None):
            person = neighbours[n]
            add_contact(person=person, kind="email", value=value or f"r{n}@example.org",
                        by=by_ana, at=at)  # fmt: skip
            source = "a list" if how == "import" else ""
            record_consent(person=person, purpose="organising", given=given, how=how,
                           source=source, by=by_ana, at=at)  # fmt: skip
            return person

        return agrees

    def names(self, rows):
        return {person.pk for person in rows}

    def test_who_agreed_to_meetings_gets_it(self, assembly, agenda, agrees, by_ana, by_ernesto, at):
        yes = agrees(0)
        for n, said in enumerate([{"given": False}, {"how": "import"}], 1):
            agrees(n, **said)
        written = writing.write_notice(assembly=assembly, by=by_ana, at=at)
        assert self.names(reaching.reached(assembly)) == {yes.pk}
        sent = writing.send_notice(written=written, by=by_ernesto, at=at)
        assert sent.notice.reached == 1
        assert Entry.objects.filter(verb="subscription.add").count() == 1
        assert reaching.enlist(assembly, by_ana, at) == 0

    def test_an_address_that_two_share_gets_it_once(self, assembly, agenda, agrees, by_ana, at):
        agrees(0, value="both@example.org")
        agrees(1, value="both@example.org")
        assert reaching.enlist(assembly, by_ana, at) == 1
        assert reaching.enlist(assembly, by_ana, at) == 0
        assert writing.who_is_told(assembly).people == 1

    @pytest.mark.parametrize("drops", ["stop", "choose"])
    def test_who_drops_it_is_not_told_again(self, assembly, agenda, agrees, by_ana, at, drops):
        person = agrees(0)
        reaching.enlist(assembly, by_ana, at)
        row, actor = Subscriber.objects.get(person=person), link_actor("their link")
        if drops == "stop":
            stop(subscriber=row, by=actor, at=at)
        else:
            choose(subscriber=row, language="es", topics=[], by=actor, at=at)
        assert consents_of(person)["organising"].given is False
        assert reaching.enlist(assembly, by_ana, at) == 0
        assert not reaching.reached(assembly)

    def test_the_page_says_whom_it_misses(self, assembly, agenda, agrees, cast, by_ana, at):
        person = agrees(0)
        written = writing.write_notice(assembly=assembly, by=by_ana, at=at)
        client = Client()
        client.force_login(cast.ana)
        page = client.get(reverse("assemblies:notice-read", args=[written.pk])).content.decode()
        missed = reaching.unreached(assembly)
        assert missed.count() and "of" in page
        assert all(one.name in page for one in open_all(missed)) and person.name not in page
