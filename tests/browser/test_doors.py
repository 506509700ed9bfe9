"""The phone page: what is tapped without a signal is kept and lands once."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from barrio.canvass import actions
from barrio.canvass.models import Attempt
from barrio.grievances.models import Grievance
from barrio.people.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def turf(home, cast, doors, by_ana, at):
    canvass = actions.open_canvass(
        collective=home,
        name="Round",
        opening={"en": "Hello, I am a neighbour.", "es": "Hola, soy del vecindario."},
        questions=[],
        by=by_ana,
        at=at,
    )
    turf = actions.cut_turf(canvass=canvass, name="N Howard St", dwellings=doors, by=by_ana, at=at)
    actions.assign_turf(
        turf=turf, user=cast.bruno, since=at - timedelta(hours=1), until=at + timedelta(hours=4),
        by=by_ana, at=at,
    )  # fmt: skip
    return turf


def walk(visit, live_server, turf, language="es"):
    page = visit("bruno", language)
    page.goto(f"{live_server.url}/doors/turf/{turf.pk}/walk/")
    expect(page.locator("[data-barrio-strip]")).to_have_attribute("data-waiting", "0")
    return page


def test_a_knock_without_signal_waits_and_lands_once(visit, live_server, turf):
    page = walk(visit, live_server, turf)
    page.context.set_offline(True)
    page.locator("li.door").first.get_by_role("button", name="No estaba").click()
    expect(page.locator("[data-barrio-strip]")).to_have_attribute("data-waiting", "1")
    assert not Attempt.objects.exists()
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("[data-barrio-strip]")).to_have_attribute("data-waiting", "0")
    page.reload()
    expect(page.locator("[data-barrio-strip]")).to_have_attribute("data-waiting", "0")
    assert Attempt.objects.get().result == "not_home"


def test_a_closed_page_forgets_nothing(visit, live_server, turf):
    page = walk(visit, live_server, turf)
    page.context.set_offline(True)
    page.locator("li.door").first.get_by_role("button", name="Hablamos").first.click()
    expect(page.locator("[data-barrio-strip]")).to_have_attribute("data-waiting", "1")
    page.context.set_offline(False)
    page.close(run_before_unload=False)
    again = page.context.new_page()
    again.goto(f"{live_server.url}/doors/turf/{turf.pk}/walk/")
    expect(again.locator("[data-barrio-strip]")).to_have_attribute("data-waiting", "0")
    assert Attempt.objects.get().result == "spoke"


def test_a_grievance_and_a_sign_up_are_kept(visit, live_server, turf):
    page = walk(visit, live_server, turf)
    door = page.locator("li.door").first
    door.locator("summary").click()
    door.locator("[name=words]").fill("No arreglan la calefacción.")
    door.locator("[name=phone]").fill("215 555 0142")
    door.locator("[name=consent]").check()
    door.get_by_role("button", name="Guardar: hablamos").click()
    expect(page.locator("[data-barrio-strip]")).to_contain_text("enviado 1")
    assert Grievance.objects.get().words == "No arreglan la calefacción."
    assert Person.objects.count() == 1


def test_what_the_server_refuses_comes_back_with_what_to_mend(visit, live_server, turf):
    page = walk(visit, live_server, turf)
    door = page.locator("li.door").first
    door.locator("summary").click()
    door.locator("[name=phone]").fill("no sé")
    door.locator("[name=consent]").check()
    door.get_by_role("button", name="Guardar: hablamos").click()
    expect(door.locator("[data-barrio-last]")).to_contain_text("Ese número no puede ser")
    assert door.locator("[name=phone]").input_value() == "no sé"
    assert not Attempt.objects.exists()
