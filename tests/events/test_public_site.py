"""What strangers see: public events alone, on pages and in calendars."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from barrio.core.ids import uuid7
from barrio.events.actions import _PLANNED, Plan, cancel_event, change_event

pytestmark = pytest.mark.django_db
EN = {"Accept-Language": "en"}


def ask(name, *arguments, language="en", **query):
    url = reverse(f"web:{name}", args=arguments)
    return Client().get(url, query, headers={"Accept-Language": language})


def page(*arguments, **options):
    response = ask(*arguments, **options)
    assert response.status_code == 200
    return response.content.decode()


def entries(response):
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(response.content).walk("VEVENT")


@pytest.fixture
def picnic(plan_an_event):
    return plan_an_event(
        title_en="Picnic", title_es="Merienda", description_en="Bring, a chair;\n\nor two",
        is_public=True,
    )  # fmt: skip


@pytest.fixture
def cancelled(plan_an_event, by_ana, at):
    event = plan_an_event(title_en="Parade", is_public=True)
    cancel_event(event=event, reasons={"en": "Rain", "es": "Lluvia"}, by=by_ana, at=at)
    return event


def test_strangers_see_public_events_alone(home, plan_an_event, picnic, at):
    hour = timedelta(hours=1)
    secret = plan_an_event(title_en="CNRY internal")
    plan_an_event(title_en="CNRY past", starts_at=at - 2 * hour, ends_at=at - hour)
    for name in ("public", "public-events"):
        assert "Picnic" in page(name, home.slug)
    for name in ("public", "public-events", "public-events-past", "public-calendar"):
        assert "CNRY" not in page(name, home.slug)
    assert "CNRY" not in page("public-event-calendar", home.slug, picnic.pk)
    for name in ("public-event", "public-event-calendar"):
        assert ask(name, home.slug, secret.pk).status_code == 404
        assert ask(name, home.slug, uuid7()).status_code == 404


def test_an_event_taken_off_the_site_is_gone(home, picnic, by_ana, at):
    said = {name: getattr(picnic, name) for name in _PLANNED} | {"is_public": False}
    change_event(event=picnic, plan=Plan(**said), revision=0, by=by_ana, at=at)
    assert ask("public-event", home.slug, picnic.pk).status_code == 404
    assert entries(ask("public-calendar", home.slug)) == []


def test_an_event_is_on_the_site_of_its_own_collective_only(home, elsewhere, picnic):
    assert "Picnic" not in page("public", elsewhere.slug)
    assert "Picnic" not in page("public-events", elsewhere.slug)
    assert ask("public-event", elsewhere.slug, picnic.pk).status_code == 404
    assert ask("public-event-calendar", elsewhere.slug, picnic.pk).status_code == 404
    assert entries(ask("public-calendar", elsewhere.slug)) == []
    assert ask("public-events", "nowhere").status_code == 404


def test_the_front_page_shows_the_next_three(home, plan_an_event, at):
    for number in range(5, 0, -1):
        starts = at + timedelta(days=number)
        plan_an_event(
            title_en=f"Number {number}",
            is_public=True,
            starts_at=starts,
            ends_at=starts + timedelta(hours=1),
        )
    front = page("public", home.slug)
    assert front.index("Number 1") < front.index("Number 2") < front.index("Number 3")
    assert "Number 4" not in front


def test_it_says_that_nothing_is_announced(home):
    assert "No event is announced at the moment." in page("public", home.slug)
    assert "No event is announced at the moment." in page("public-events", home.slug)
    assert "Todavía no ha pasado" in page("public-events-past", home.slug, language="es")


def test_a_cancelled_event_stays_with_its_reason(home, cancelled):
    for name, *more in (("public",), ("public-events",), ("public-event", cancelled.pk)):
        shown = page(name, home.slug, *more)
        assert "Parade" in shown and "Cancelled" in shown and "Rain" in shown
        spanish = page(name, home.slug, *more, language="es")
        assert "Cancelado" in spanish and "Lluvia" in spanish


def test_a_title_in_one_language_is_marked_in_the_other(home, cancelled, picnic):
    shown = page("public-events", home.slug, language="es")
    assert "Merienda" in shown
    assert 'lang="en">Parade' in shown and "Por ahora solo en inglés" in shown
    one = page("public-event", home.slug, picnic.pk, language="es")
    assert one.count("Por ahora solo en") == 1, "of the description alone"
    assert '<div lang="en"><p>Bring' in one
    assert "Only in" not in page("public-events", home.slug)


def test_what_is_written_is_shown_as_text(home, plan_an_event):
    event = plan_an_event(
        title_en="<b>Free</b>", description_en="<script>x</script>", is_public=True
    )
    shown = page("public-event", home.slug, event.pk)
    assert "&lt;b&gt;Free" in shown and "<script>x" not in shown


def test_the_calendar_holds_every_public_event(home, picnic, cancelled, plan_an_event, settings):
    settings.BASE_URL = "https://barrio.example"
    plan_an_event(title_en="CNRY internal")
    found = {str(entry["UID"]): entry for entry in entries(ask("public-calendar", home.slug))}
    assert set(found) == {str(picnic.pk), str(cancelled.pk)}
    entry = found[str(picnic.pk)]
    assert (entry.start, entry.end) == (picnic.starts_at, picnic.ends_at)
    assert entry["SUMMARY"] == "Picnic" and entry["LOCATION"] == "Hall"
    assert entry["DESCRIPTION"] == "Bring, a chair;\n\nor two"
    assert entry["STATUS"] == "CONFIRMED" and entry["SEQUENCE"] == 0
    path = reverse("web:public-event", args=[home.slug, picnic.pk])
    assert entry["URL"] == f"https://barrio.example{path}"


def test_the_calendar_tells_what_was_cancelled(home, cancelled):
    (entry,) = entries(ask("public-event-calendar", home.slug, cancelled.pk))
    assert entry["STATUS"] == "CANCELLED" and entry["SEQUENCE"] == 1
    assert entry["SUMMARY"] == "Cancelled: Parade" and entry["DESCRIPTION"] == "Rain"


def test_the_calendar_speaks_the_language_of_its_address(home, picnic, cancelled):
    found = entries(ask("public-calendar", home.slug, language="es"))
    words = {str(entry["SUMMARY"]) for entry in found}
    assert words == {"Merienda", "Cancelado: Parade"}
    url = reverse("web:public-calendar", args=[home.slug])
    spanish = Client().get(url, {"language": "es"}, headers=EN)
    assert b"Merienda" in spanish.content
    assert b"Picnic" in Client().get(url, {"language": "xx"}, headers=EN).content
    address = f"{url}?language=es"
    assert address in page("public-events", home.slug, language="es")


def test_a_long_title_survives_the_folding_of_lines(home, plan_an_event):
    title = (
        "Asamblea de María de los Ángeles Etxeberria-O'Donoghue, a la sombra; y más 🎉 cosas aún"
    )
    plan_an_event(title_en=title, is_public=True)
    (entry,) = entries(ask("public-calendar", home.slug))
    assert entry["SUMMARY"] == title
    lines = ask("public-calendar", home.slug).content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
