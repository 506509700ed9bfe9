"""A whole shift without a signal, in Spanish: nothing is lost, nothing doubled, nothing readable."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from barrio.canvass import actions
from barrio.canvass.models import Assignment, Attempt
from barrio.core.clock import now
from barrio.grievances.models import Grievance
from barrio.people.models import Consent, Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PIN = "271828"


@pytest.fixture
def turf(home, cast, doors, by_ana):
    at = now()
    canvass = actions.open_canvass(
        collective=home,
        name="Round",
        opening={"en": "Hello, I am a neighbour.", "es": "Hola, soy del vecindario."},
        questions=[{"key": "heat", "text": {"en": "Is there heat?", "es": "¿Hay calefacción?"}}],
        by=by_ana,
        at=at,
    )
    turf = actions.cut_turf(canvass=canvass, name="N Howard St", dwellings=doors, by=by_ana, at=at)
    actions.assign_turf(
        turf=turf, user=cast.bruno, since=at - timedelta(hours=1), until=at + timedelta(hours=4),
        by=by_ana, at=at,
    )  # fmt: skip
    return turf


@pytest.fixture
def shift(visit, live_server, turf):
    """The turf taken along: locked under the PIN, the page kept by the service worker."""
    page = visit("bruno", "es")
    page.goto(f"{live_server.url}/doors/shift/")
    page.get_by_label("Elija un PIN").fill(PIN)
    page.get_by_role("button", name="Llevármela en este teléfono").click()
    expect(page.locator("html")).to_have_attribute("data-kept", "yes")
    expect(page.locator("[data-next]")).to_be_visible()
    return page


def unsent(page, number):
    expect(page.locator("#strip")).to_have_attribute("data-unsent", str(number))


def signal(page, there):
    page.context.set_offline(not there)
    if there:
        page.evaluate("window.dispatchEvent(new Event('online'))")


def test_a_whole_shift_without_a_signal(shift, turf, doors):
    page = shift
    signal(page, False)
    kept = 0
    for number in range(len(doors)):
        if number == 0:
            page.locator("[data-tell]").click()
            page.get_by_label("¿Hay calefacción?").fill("No")
            page.get_by_label("Qué anda mal, en sus propias palabras").fill("El techo gotea.")
            page.get_by_label("Nombre, si quiere darlo").fill("Noemí")
            page.get_by_label("Número de celular").fill("267 555 9123")
            page.get_by_label("Le pregunté").check()
            page.get_by_role("button", name="Guardar: hablamos").click()
        else:
            page.locator("[data-next]").get_by_role("button", name=re.compile("^No estaba")).click()
        kept += 1
        unsent(page, kept)
    expect(page.locator("main")).to_contain_text("Se tocaron todas las puertas")
    assert not Attempt.objects.exists()
    signal(page, True)
    unsent(page, 0)
    assert Attempt.objects.count() == len(doors)
    assert Grievance.objects.get().words == "El techo gotea."
    assert Person.objects.get().name == "Noemí" and Consent.objects.get().given
    assert page.outside == []
