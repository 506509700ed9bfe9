"""A whole shift without a signal, in Spanish: nothing is lost, nothing is doubled."""

import re
import time
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from barrio.canvass import actions
from barrio.canvass.at_the_door import new_door_id
from barrio.canvass.launching import add_walker, open_launch
from barrio.canvass.models import Assignment, Attempt, TurfDoor
from barrio.core.clock import now
from barrio.grievances.models import Grievance
from barrio.people.models import Consent, Person
from barrio.places.models import Dwelling

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PIN = "271828"
# As the browser's own developer tools have it: 1.44 Mbit/s down, 562 ms.
FAST_3G = {
    "offline": False,
    "latency": 562,
    "downloadThroughput": 180_000,
    "uploadThroughput": 84_000,
}


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
    for kept in range(1, len(doors) + 1):
        if kept == 1:
            page.locator("[data-tell]").click()
            page.get_by_label("¿Hay calefacción?").fill("No")
            page.get_by_label("Qué anda mal, en sus propias palabras").fill("El techo gotea.")
            page.get_by_text("Se apunta", exact=True).click()
            page.get_by_label("Nombre de pila, si quiere darlo").fill("Noemí")
            page.get_by_label("Número de celular").fill("267 555 9123")
            page.locator("#consent").check()
            page.locator("#may-organise").check()
            page.get_by_label("Quiere ser parte").check()
            page.get_by_text("Prometí algo", exact=True).click()
            page.get_by_label("¿Qué prometimos?").fill("Traer el formulario")
            page.get_by_text("Sobre esta puerta", exact=True).click()
            page.get_by_label("Debería venir alguien que hable").select_option("ht")
            page.get_by_label("Perro suelto").check()
            page.get_by_role("button", name="Guardar: hablamos").click()
        else:
            page.locator("[data-next]").get_by_role("button", name=re.compile("^No estaba")).click()
        unsent(page, kept)
    expect(page.locator("main")).to_contain_text("Se tocaron todas las puertas")
    assert not Attempt.objects.exists()
    signal(page, True)
    unsent(page, 0)
    assert Attempt.objects.count() == len(doors)
    assert Grievance.objects.get().words == "El techo gotea."
    assert Person.objects.get().name == "Noemí" and Person.objects.get().stage == "supporter"
    agreed = Consent.objects.filter(given=True).order_by("purpose")
    assert [consent.purpose for consent in agreed] == ["alerts", "organising"]
    told = Attempt.objects.get(result="spoke")
    assert told.personal["promise"] == "Traer el formulario" and told.personal["speaks"] == "ht"
    assert told.marks == ["dog"] and told.personal["answers"] == {"heat": "No"}
    assert page.outside == []


@pytest.fixture
def flats(doors):
    """The cast's doors as six flats of one house."""
    for number, door in enumerate(doors, 1):
        door.number, door.unit = "2101", f"{number}"
        door.save(update_fields=["number", "unit"])


def test_not_home_for_a_whole_stairwell_is_one_tap(flats, shift, doors):
    page = shift
    page.locator("[data-next] [data-result=spoke]").click()
    page.locator("[data-stairwell]").click()
    expect(page.locator("main")).to_have_attribute("data-kept", str(len(doors)))
    unsent(page, 0)
    results = sorted(Attempt.objects.values_list("result", flat=True))
    assert results == ["not_home"] * (len(doors) - 1) + ["spoke"]
    page.locator("[data-undo]").click()
    expect(page.locator("#toast")).to_contain_text("Se quitó")
    unsent(page, 0)
    assert Attempt.objects.filter(undone_at__isnull=False).count() == len(doors) - 1


def test_undo_takes_back_the_last_visit(shift, turf):
    page = shift
    signal(page, False)
    first = page.locator("[data-next]").get_attribute("data-next")
    page.locator("[data-next] [data-result=refused]").click()
    expect(page.locator("[data-next]")).not_to_have_attribute("data-next", first)
    page.locator("[data-undo]").click()
    expect(page.locator("[data-next]")).to_have_attribute("data-next", first)
    signal(page, True)
    unsent(page, 0)
    attempt = Attempt.objects.get()
    assert attempt.result == "refused" and attempt.undone_at


def test_a_door_in_the_list_takes_two_taps(shift, turf, doors):
    page = shift
    page.locator("[data-door]").last.click()
    page.locator("[data-open] [data-result=come_back]").click()
    expect(page.locator("main")).to_have_attribute("data-kept", "1")
    unsent(page, 0)
    assert Attempt.objects.get().dwelling_id == turf.doors.order_by("-order").first().dwelling_id


def test_what_was_written_is_put_right_by_a_second_row(shift, turf):
    page = shift
    page.locator("[data-door]").first.click()
    page.locator("[data-open] [data-result=refused]").click()
    page.locator("[data-door]").first.click()
    page.get_by_label("Esto corrige").check()
    page.locator("[data-open] [data-result=spoke]").click()
    expect(page.locator("main")).to_have_attribute("data-kept", "2")
    unsent(page, 0)
    old, new = Attempt.objects.order_by("received_at", "made_at")
    assert (old.result, new.result, new.supersedes_id) == ("refused", "spoke", old.pk)
    assert old.undone_at and not new.undone_at


def test_the_page_opens_again_without_a_signal_and_keeps_what_waits(shift, turf):
    page = shift
    signal(page, False)
    page.locator("[data-next] [data-result=spoke]").click()
    unsent(page, 1)
    page.reload()
    unsent(page, 1)
    page.get_by_label("PIN de este turno").fill(PIN)
    page.get_by_role("button", name="Abrir").click()
    expect(page.get_by_role("alert")).to_contain_text("Necesita señal un momento")
    signal(page, True)
    unsent(page, 0)
    page.get_by_label("PIN de este turno").fill(PIN)
    page.get_by_role("button", name="Abrir").click()
    expect(page.locator(".door-row--done")).to_have_count(1)


def test_locked_it_opens_again_without_a_signal(shift):
    page = shift
    signal(page, False)
    address = page.locator("[data-next] h2").text_content()
    page.locator("[data-lock]").click()
    expect(page.locator("body")).not_to_contain_text(address)
    page.get_by_label("PIN de este turno").fill(PIN)
    page.get_by_role("button", name="Abrir").click()
    expect(page.locator("[data-next] h2")).to_have_text(address)


def test_five_wrong_pins_remove_the_doors_and_keep_what_waits(shift):
    page = shift
    signal(page, False)
    page.locator("[data-next] [data-result=spoke]").click()
    page.locator("[data-lock]").click()
    for left in (4, 3, 2, 1):
        page.get_by_label("PIN de este turno").fill("111222")
        page.get_by_role("button", name="Abrir").click()
        expect(page.get_by_role("alert")).to_contain_text(f"quedan: {left}")
    page.get_by_label("PIN de este turno").fill("111222")
    page.get_by_role("button", name="Abrir").click()
    expect(page.get_by_role("alert").first).to_contain_text("Cinco PIN equivocados")
    unsent(page, 1)


def test_a_shift_ended_by_the_organizer_leaves_the_phone(shift, turf, by_ana):
    page = shift
    signal(page, False)
    page.locator("[data-next] [data-result=spoke]").click()
    unsent(page, 1)
    actions.end_assignment(assignment=Assignment.objects.get(), by=by_ana, at=now())
    signal(page, True)
    expect(page.locator("main")).to_contain_text("Este turno terminó")
    expect(page.locator("[data-next]")).to_have_count(0)
    unsent(page, 0)
    assert Attempt.objects.get().result == "spoke"


def test_signed_out_in_the_middle_of_a_shift_the_line_above_says_so(shift, turf):
    page = shift
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.locator("[data-next] [data-result=spoke]").click()
    expect(page.locator("[data-sign-in]")).to_be_visible()
    unsent(page, 1)
    assert not Attempt.objects.exists()
    page.context.add_cookies(cookies)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    unsent(page, 0)
    expect(page.locator("[data-sign-in]")).to_have_count(0)


def test_a_full_phone_says_so_and_shows_nothing_as_kept(shift):
    page = shift
    first = page.locator("[data-next]").get_attribute("data-next")
    page.evaluate(
        """() => { const add = IDBObjectStore.prototype.add;
        IDBObjectStore.prototype.add = function (value) {
          if (window.roomAgain) return add.call(this, value);
          throw new DOMException("full", "QuotaExceededError"); } }"""
    )
    page.locator("[data-next] [data-result=spoke]").click()
    expect(page.locator("#toast")).to_contain_text("NO se guardó")
    expect(page.locator("[data-next]")).to_have_attribute("data-next", first)
    page.evaluate("window.roomAgain = true")
    page.locator("[data-next] [data-result=spoke]").click()
    expect(page.locator("[data-next]")).not_to_have_attribute("data-next", first)
    unsent(page, 0)
    assert Attempt.objects.count() == 1


def test_a_contact_that_cannot_be_right_is_said_before_it_is_sealed(shift):
    page = shift
    page.locator("[data-tell]").click()
    page.get_by_text("Se apunta", exact=True).click()
    page.get_by_label("Número de celular").fill("no sé")
    page.get_by_role("button", name="Guardar: hablamos").click()
    expect(page.get_by_role("alert")).to_contain_text("no puede estar bien")
    expect(page.get_by_label("Número de celular")).to_be_focused()
    page.get_by_label("Número de celular").fill("267 555 9123")
    page.get_by_role("button", name="Guardar: hablamos").click()
    expect(page.get_by_role("alert")).to_contain_text("Sin un sí")
    assert not Attempt.objects.exists()


def test_the_unsent_leave_as_a_file_that_can_be_sent_in(shift, live_server, tmp_path, turf):
    page = shift
    signal(page, False)
    page.locator("[data-next] [data-result=spoke]").click()
    page.locator(".shift__more summary").click()
    with page.expect_download() as download:
        page.locator("[data-export]").click()
    file = tmp_path / "barrio-unsent.json"
    download.value.save_as(file)
    assert "spoke" not in file.read_text()
    signal(page, True)
    unsent(page, 0)
    page.goto(f"{live_server.url}/doors/shift/file/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Enviar", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("1 ya estaba aquí")
    assert Attempt.objects.count() == 1


def test_a_door_that_no_list_had_is_found_and_knocked_without_a_signal(shift, turf, doors):
    page = shift
    signal(page, False)
    beside = turf.doors.order_by("order").first().dwelling
    page.locator("[data-door]").first.click()
    page.get_by_text("Aquí hay una puerta que no está en la lista").click()
    page.get_by_role("button", name="Agregarla").click()
    expect(page.get_by_role("alert")).to_contain_text("Esa puerta ya está en la lista")
    page.get_by_label("Apartamento o unidad").fill("2F")
    page.get_by_role("button", name="Agregarla").click()
    expect(page.locator("[data-open] h1")).to_have_text(f"{beside.address} #2F")
    page.locator("[data-open] [data-result=spoke]").click()
    unsent(page, 1)
    expect(page.locator("[data-door]")).to_have_count(len(doors) + 1)
    signal(page, True)
    unsent(page, 0)
    knocked = Attempt.objects.get().dwelling
    assert knocked.pk == new_door_id(beside.street_id, beside.number, "2F")
    assert (knocked.number, knocked.unit) == (beside.number, "2F")


BRANCHES = [
    {"key": "q1", "text": {"en": "Warm?", "es": "¿Hace calor en casa?"}, "choices": [
        {"value": "a1", "text": {"en": "Yes", "es": "Sí hace"}, "next": "end"},
        {"value": "a2", "text": {"en": "No", "es": "No hace"}, "next": "q3"},
    ]},
    {"key": "q2", "text": {"en": "Skipped", "es": "¿Se salta?"}, "choices": []},
    {"key": "q3", "text": {"en": "Since when?", "es": "¿Desde cuándo?"}, "choices": []},
]  # fmt: skip


@pytest.fixture
def branches(turf):
    turf.canvass.questions = BRANCHES
    turf.canvass.save(update_fields=["questions"])


def test_each_answer_leads_to_its_own_question(branches, shift):
    page = shift
    page.locator("[data-tell]").click()
    third = page.get_by_label("¿Desde cuándo?")
    expect(third).to_be_hidden()
    page.get_by_label("No hace").check()
    expect(page.get_by_label("¿Se salta?")).to_be_hidden()
    third.fill("Octubre")
    page.get_by_label("Sí hace").check()
    expect(third).to_be_hidden()
    page.get_by_role("button", name="Guardar: hablamos").click()
    expect(page.locator("main")).to_have_attribute("data-kept", "1")
    unsent(page, 0)
    assert Attempt.objects.get().personal["answers"] == {"q1": "a1"}


def test_one_phone_writes_for_a_pair(launch, shift):
    page = shift
    page.get_by_label("¿Quién toca?").select_option(label="Esperanza")
    page.locator("[data-next] [data-result=not_home]").click()
    expect(page.locator("main")).to_have_attribute("data-kept", "1")
    unsent(page, 0)
    assert Attempt.objects.get().walker.called == "Esperanza"
    page.locator(".shift__more summary").click()
    expect(page.locator(".shift__more")).to_contain_text("215 555 0100")


@pytest.fixture
def launch(turf, cast, by_ana):
    at = now()
    day = open_launch(
        canvass=turf.canvass, place="Library", trouble="215 555 0100", by=by_ana, at=at
    )
    for who in ({"name": "Esperanza"}, {"user": cast.bruno}):
        add_walker(launch=day, by=by_ana, at=at, **who)
    return day


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_state_of_the_page_has_a_violation(shift, scheme):
    page, found = shift, []
    page.emulate_media(color_scheme=scheme)

    def look(state):
        violations = Axe().run(page).response["violations"]
        found.extend(f"{state}: {v['id']} {v['nodes'][0]['html'][:160]}" for v in violations)

    look("walk")
    page.locator("[data-next] [data-result=not_home]").click()
    expect(page.locator("[data-undo]")).to_be_visible()
    look("kept")
    page.locator("[data-tell]").click()
    for part in page.locator(".shift__part summary").all():
        part.click()
    look("door")
    page.locator("main button").first.click()
    page.get_by_role("button", name="Mapa").click()
    look("map")
    page.locator("[data-lock]").click()
    page.get_by_label("PIN de este turno").fill("111222")
    page.get_by_role("button", name="Abrir").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look("locked")
    assert not found, "\n".join(found)


def test_a_thousand_doors_are_less_than_a_megabyte_on_the_wire(
    visit, live_server, home, cast, doors, by_ana
):
    """All that the first visit fetches, and the turf: counted by the browser itself."""
    at = now()
    canvass = actions.open_canvass(
        collective=home, name="Large", opening={"es": "Hola"}, questions=[], by=by_ana, at=at
    )
    turf = actions.cut_turf(canvass=canvass, name="Large", dwellings=doors, by=by_ana, at=at)
    more = Dwelling.objects.bulk_create(
        Dwelling(
            collective=home, site=doors[0].site, street=doors[0].street, number=str(number),
            number_order=number, lat=39.98 + number / 1e5, lon=-75.13,
            cell=doors[0].cell, origin=doors[0].origin,
        )
        for number in range(3001, 3995)
    )  # fmt: skip
    TurfDoor.objects.bulk_create(
        TurfDoor(turf=turf, canvass=canvass, dwelling=door, order=order)
        for order, door in enumerate(more, 100)
    )
    actions.assign_turf(
        turf=turf, user=cast.bruno, since=at - timedelta(hours=1), until=at + timedelta(hours=4),
        by=by_ana, at=at,
    )  # fmt: skip
    page, wire = visit("bruno", "es"), []
    for address in ("/doors/shift/", "/ui.css"):  # the line is measured, not a server just started
        page.request.get(f"{live_server.url}{address}")
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", FAST_3G)
    network.on("Network.loadingFinished", lambda event: wire.append(event["encodedDataLength"]))
    begun = time.monotonic()
    page.goto(f"{live_server.url}/doors/shift/")
    pin = page.get_by_label("Elija un PIN")
    pin.focus()
    asked = time.monotonic()
    pin.press_sequentially(PIN, delay=150)  # as a thumb does
    typed = time.monotonic()
    page.get_by_role("button", name="Llevármela en este teléfono").click()
    expect(page.locator("[data-door]")).to_have_count(1000, timeout=60000)
    opened = time.monotonic()
    print(f"{sum(wire)} bytes on the wire for 1,000 doors; on 3G {asked - begun:.1f} s", end=" ")
    print(f"to the question for a PIN, {opened - typed:.1f} s from the last digit to the doors")
    assert 50_000 < sum(wire) < 2**20
    page.locator("[data-next] [data-result=not_home]").click()
    unsent(page, 0)
