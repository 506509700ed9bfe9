"""No path leads from a report to subscribers but through two different people."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from barrio.alerts import actions
from barrio.alerts.models import Alert, Report
from barrio.comms.actions.messages import NotTwoAdministrators, SecondPersonNeeded, compose
from barrio.comms.actions.subscribers import subscribe
from barrio.comms.models import Delivery, Message, Release, Subscriber
from barrio.core.actors import SYSTEM, user_actor
from barrio.core.geo import subscription_cell
from barrio.people.actions import (
    add_person,
    erase_person,
    record_consent,
    set_do_not_contact,
)

pytestmark = pytest.mark.django_db
CELL = subscription_cell(39.98, -75.13)


@pytest.fixture
def subscriber(home, at):
    return subscribe(
        collective=home,
        language="es",
        topic="alerts",
        cells=[CELL],
        channel="email",
        address="hope@example.org",
        confirmed=True,
        by=SYSTEM,
        at=at,
    ).subscriber


@pytest.fixture
def report(home, cast, at):
    return actions.take_report(
        collective=home, kind="fire", words="Smoke", place="Corner", language="en",
        by=user_actor(cast.delia), at=at,
    )  # fmt: skip


@pytest.fixture
def alert(home, cast, report, subscriber, at):
    dario = user_actor(cast.dario)
    actions.decide_report(report=report, state="confirmed", by=dario, at=at)
    return actions.compose_alert(
        collective=home, kind="fire", centre=CELL, radius=1, place_name="Corner",
        report=report, by=dario, at=at,
    )  # fmt: skip


def test_it_tells_everybody_near_who_asked_once_released(alert, cast, at):
    actions.release_alert(alert=alert, by=user_actor(cast.delia), at=at)
    assert Delivery.objects.filter(message=alert.message, state="queued").count() == 1


def test_refuses_to_confirm_what_one_logged(report, cast, at):
    with pytest.raises(actions.AnotherMustConfirm):
        actions.decide_report(report=report, state="confirmed", by=user_actor(cast.delia), at=at)


def test_refuses_a_release_by_who_confirmed_and_composed(alert, cast, at):
    with pytest.raises(SecondPersonNeeded):
        actions.release_alert(alert=alert, by=user_actor(cast.dario), at=at)
    assert not Delivery.objects.exists()


def test_refuses_an_alert_on_an_unconfirmed_report(report, home, cast, at):
    with pytest.raises(actions.ReportNotConfirmed):
        actions.compose_alert(
            collective=home, kind="fire", centre=CELL, radius=0, place_name="x",
            report=report, by=user_actor(cast.dario), at=at,
        )  # fmt: skip


def test_refuses_a_second_release(alert, cast, at):
    actions.release_alert(alert=alert, by=user_actor(cast.delia), at=at)
    with pytest.raises(actions.AlertNotOpen):
        actions.release_alert(alert=alert, by=user_actor(cast.delia), at=at)


def test_refuses_release_until_two_administrators_have_signed_in(alert, cast, at):
    cast.eva.last_login = None
    cast.eva.save(update_fields=["last_login"])
    with pytest.raises(NotTwoAdministrators):
        actions.release_alert(alert=alert, by=user_actor(cast.delia), at=at)


def test_refuses_to_alert_nobody(alert, cast, subscriber, at):
    subscriber.subscriptions.all().delete()
    with pytest.raises(actions.NobodyToTell):
        actions.release_alert(alert=alert, by=user_actor(cast.delia), at=at)


def refused_by_the_database(work):
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        work()


def test_the_database_refuses_a_delivery_of_an_unreleased_message(alert, subscriber, at):
    refused_by_the_database(
        lambda: Delivery.objects.create(
            collective_id=alert.collective_id,
            message=alert.message,
            subscriber_id=subscriber.pk,
            language="es",
            lane=2,
            due_at=at,
        )
    )


def test_the_database_refuses_a_delivery_after_a_forged_state(alert, subscriber, at):
    Message.objects.filter(pk=alert.message_id).update(state="released", released_at=at)
    test_the_database_refuses_a_delivery_of_an_unreleased_message(alert, subscriber, at)


def test_the_database_refuses_a_release_signed_by_its_composer(alert, cast, at):
    refused_by_the_database(
        lambda: Release.objects.create(
            message=alert.message,
            composed_by=cast.dario.pk,
            signed_by=cast.dario.pk,
            signed_at=at,
            people=1,
        )
    )


def test_the_database_refuses_a_release_with_a_false_composer(alert, cast, at):
    refused_by_the_database(
        lambda: Release.objects.create(
            message=alert.message,
            composed_by=cast.delia.pk,
            signed_by=cast.dario.pk,
            signed_at=at,
            people=1,
        )
    )


def test_the_database_refuses_an_alert_message_without_an_alert(home, cast, at):
    message = compose(
        collective=home, reach="many", topic="alerts", template="x", texts={"en": ("T", "B")},
        rings=[[CELL]], by=user_actor(cast.dario), at=at,
    )  # fmt: skip
    refused_by_the_database(
        lambda: Release.objects.create(
            message=message,
            composed_by=cast.dario.pk,
            signed_by=cast.delia.pk,
            signed_at=at,
            people=1,
        )
    )


@pytest.mark.parametrize(
    "change",
    [
        {"state": "released", "released_by": "dario"},
        {"state": "released"},
        {"report": None},
    ],
)
def test_the_database_refuses_a_bent_alert(alert, cast, at, change):
    values = dict(change)
    if "released_by" in values:
        values |= {"released_by": getattr(cast, values["released_by"]), "released_at": at}
    refused_by_the_database(lambda: Alert.objects.filter(pk=alert.pk).update(**values))


def test_the_database_refuses_a_report_confirmed_by_its_logger(report, cast, at):
    refused_by_the_database(
        lambda: Report.objects.filter(pk=report.pk).update(
            state="confirmed", decided_by=cast.delia, decided_at=at
        )
    )


def test_the_database_refuses_to_widen_a_message_for_one(home, at):
    message = compose(
        collective=home, reach="single", topic="news", template="x", texts={"en": ("T", "B")},
        by=SYSTEM, at=at,
    )  # fmt: skip
    refused_by_the_database(lambda: Message.objects.filter(pk=message.pk).update(reach="many"))


def test_the_database_refuses_a_changed_audit_entry(alert):
    from barrio.audit.models import Entry

    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.update(verb="nothing")
    assert connection.vendor in {"sqlite", "postgresql"}


def test_it_gives_the_all_clear_to_those_who_were_told(alert, cast, at):
    actions.release_alert(alert=alert, by=user_actor(cast.delia), at=at)
    Delivery.objects.update(state="sent", sent_at=at)
    assert actions.give_all_clear(alert=alert, by=user_actor(cast.delia), at=at) == 1


def test_it_stops_what_has_not_left_and_tells_those_people_nothing(alert, cast, at):
    actions.release_alert(alert=alert, by=user_actor(cast.delia), at=at)
    assert actions.give_all_clear(alert=alert, by=user_actor(cast.delia), at=at) == 0
    assert Delivery.objects.get(message=alert.message).state == "superseded"


def test_it_goes_from_report_to_release_by_pages(as_, home, cast, subscriber):
    delia, dario = as_("delia"), as_("dario")
    public = {"kind": "fire", "place": "Corner", "words": "Smoke", "lat": "39.98", "lon": "-75.13"}
    assert as_("mia").post(reverse("web:report", args=[home.slug]), public).status_code == 302
    report = Report.objects.get()
    delia.post(reverse("alerts:report-confirm", args=[report.pk]))
    compose_form = {
        "kind": "fire",
        "place_name": "Corner",
        "lat": 39.98,
        "lon": -75.13,
        "radius": 0,
    }
    delia.post(reverse("alerts:alert-compose", args=[report.pk]), compose_form)
    alert = Alert.objects.get()
    page = reverse("alerts:alert-read", args=[alert.pk])
    delia.post(reverse("alerts:alert-release", args=[alert.pk]))
    assert Alert.objects.get().state == "draft"
    assert b"Release it to everybody near" in dario.get(page).content
    dario.post(reverse("alerts:alert-release", args=[alert.pk]))
    assert Alert.objects.get().state == "released"
    assert b"of 1 told" in delia.get(page).content


def test_a_dispatcher_names_a_place_instead_of_a_point(as_, doors, cast):
    form = {"kind": "fire", "place_name": "Corner", "site": str(doors[0].site_id), "radius": 0}
    as_("delia").post(reverse("alerts:drill-compose"), form)
    assert Alert.objects.get().centre == subscription_cell(39.9823, -75.1364)


def test_it_says_what_is_missing_when_no_place_is_named(as_, doors, cast):
    form = {"kind": "fire", "place_name": "Corner", "site": "", "radius": 0}
    page = as_("delia").post(reverse("alerts:drill-compose"), form).content.decode()
    assert "Choose one of our places" in page and "Corner" in page


@pytest.mark.parametrize("change", ["nothing", "do_not_contact", "consent withdrawn", "erased"])
def test_who_no_longer_agrees_is_neither_counted_nor_told(
    alert, subscriber, home, cast, at, change
):
    by = user_actor(cast.ana)
    person = add_person(collective=home, name="Hope", language="es", by=by, at=at)
    Subscriber.objects.filter(pk=subscriber.pk).update(person=person)
    subscribe_another(home, at)
    consent = {"person": person, "purpose": "alerts", "how": "face", "by": by, "at": at}
    record_consent(given=True, **consent)
    if change == "do_not_contact":
        set_do_not_contact(person=person, do_not=True, by=by, at=at)
    elif change == "consent withdrawn":
        record_consent(given=False, **consent)
    elif change == "erased":
        erase_person(person=person, by=by, at=at)
    told = 2 if change == "nothing" else 1
    assert actions.audience_of(home, CELL, 1).people == told
    actions.release_alert(alert=alert, by=user_actor(cast.delia), at=at)
    assert Delivery.objects.filter(message=alert.message).count() == told


def subscribe_another(home, at):
    subscribe(
        collective=home, language="en", topic="alerts", cells=[CELL], channel="email",
        address="other@example.org", confirmed=True, by=SYSTEM, at=at,
    )  # fmt: skip


def test_erasing_a_person_ends_how_they_were_reached(subscriber, home, cast, at):
    by = user_actor(cast.ana)
    person = add_person(collective=home, name="Hope", language="es", by=by, at=at)
    Subscriber.objects.filter(pk=subscriber.pk).update(person=person)
    erase_person(person=person, by=by, at=at)
    subscriber.refresh_from_db()
    assert subscriber.stopped_on and subscriber.is_erased
    assert not subscriber.endpoints.exists() and not subscriber.subscriptions.exists()
