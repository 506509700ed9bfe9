"""A phone that is killed loses nothing, and one that is taken gives nobody away."""

import os
import random
import re
import signal
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from barrio.canvass import actions
from barrio.canvass.models import Attempt
from barrio.core.clock import now
from barrio.people.actions import add_person
from barrio.places.models import Street
from tests.browser.conftest import ARGUMENTS
from tests.cast import make_door

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DEEP = os.environ.get("BARRIO_TEST_DEPTH") == "deep"
KILLS = 100 if DEEP else 6
PIN = "271828"
NAME, STREET, WORDS, NUMBER = "Canarinoemi", "Canarystreet", "canariotechogotea", "2675559123"


@pytest.fixture
def turf(home, cast, doors, by_ana):
    at = now()
    street = Street.objects.create(collective=home, name=STREET, lines=[])
    here = [make_door(home, street, doors[0].site, number) for number in range(100, 140)]
    add_person(
        collective=home, name=f"{NAME} Prueba", language="es", dwelling=here[0], by=by_ana, at=at
    )
    canvass = actions.open_canvass(
        collective=home, name="Round", opening={"es": "Hola"}, questions=[], by=by_ana, at=at
    )
    turf = actions.cut_turf(canvass=canvass, name=STREET, dwellings=here, by=by_ana, at=at)
    actions.assign_turf(
        turf=turf, user=cast.bruno, since=at - timedelta(hours=1), until=at + timedelta(hours=9),
        by=by_ana, at=at,
    )  # fmt: skip
    return turf


@pytest.fixture
def phone(chromium, live_server, as_, tmp_path):
    """``phone()`` is Bruno's browser with its store on the disk; a second call starts it again."""
    profile = tmp_path / "profile"
    session = as_("bruno").cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
    opened = []

    def start():
        context = chromium.browser_type.launch_persistent_context(
            profile, executable_path=chromium.path, args=ARGUMENTS, locale="es", bypass_csp=True,
            viewport={"width": 390, "height": 844},
        )  # fmt: skip
        opened.append(context)
        context.add_cookies([cookie])
        page = context.pages[0] if context.pages else context.new_page()
        page.on("pageerror", lambda error: print("page error:", error))
        page.on("console", lambda said: print(f"console {said.type}: {said.text}"))
        page.goto(f"{live_server.url}/doors/shift/")
        return page

    start.profile = profile
    yield start
    for context in opened:
        try:
            context.close()
        except Exception:  # it was killed
            continue


def take_along(page):
    page.get_by_label("Elija un PIN").fill(PIN)
    page.get_by_role("button", name="Llevármela en este teléfono").click()
    expect(page.locator("html")).to_have_attribute("data-kept", "yes")
    expect(page.locator("[data-next]")).to_be_visible()


def unlock(page):
    page.get_by_label("PIN de este turno").fill(PIN)
    page.get_by_role("button", name="Abrir").click()
    expect(page.locator("[data-lock]")).to_be_visible()


def kill(profile):
    """As a battery that is taken out: every process of this browser, at once."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
            if str(profile).encode() in command and b"chrom" in command:
                os.kill(int(folder.name), signal.SIGKILL)
        except (OSError, ProcessLookupError):
            continue


def tap(page, chance):
    """A visit at a door of the list; which, and what came of it."""
    number = chance.randrange(page.locator("[data-door]").count())
    door = page.locator("[data-door]").nth(number).get_attribute("data-door")
    page.locator("[data-door]").nth(number).click()
    result = chance.choice(["not_home", "refused", "spoke", "come_back"])
    page.locator(f"[data-open] [data-result={result}]").click(no_wait_after=True)
    return door, result


def test_a_browser_killed_at_random_moments_loses_nothing(phone, turf):
    chance = random.Random(11)
    page = phone()
    take_along(page)
    entered, at_the_kill = Counter(), Counter()
    for _kill in range(KILLS):
        if chance.random() < 0.5:
            page.context.set_offline(True)
        for kept in range(1, chance.randint(1, 5)):
            visit = tap(page, chance)
            expect(page.locator("main")).to_have_attribute("data-kept", str(kept))
            entered[visit] += 1
        # One more tap, and the end while it is being written or just after.
        at_the_kill[tap(page, chance)] += 1
        time.sleep(chance.random() / 20)
        kill(phone.profile)
        page = phone()
        unlock(page)
    expect(page.locator("#strip")).to_have_attribute("data-unsent", "0", timeout=60000)
    rows = Attempt.objects.values_list("dwelling_id", "result")
    kept = Counter((str(door), result) for door, result in rows)
    print(f"{KILLS} kills, {entered.total()} visits shown as kept, {kept.total()} on the server")
    assert entered <= kept, "a visit that was shown as kept was lost"
    assert kept - entered <= at_the_kill, "a visit was counted twice"


def test_what_lies_on_the_phone_names_nobody(phone, turf):
    page = phone()
    take_along(page)
    page.context.set_offline(True)
    page.locator("[data-tell]").click()
    page.get_by_label("Qué anda mal").fill(WORDS)
    page.get_by_text("Se apunta", exact=True).click()
    page.get_by_label("Nombre de pila").fill(NAME)
    page.get_by_label("Número de celular").fill(NUMBER)
    page.locator("#consent").check()
    page.get_by_role("button", name="Guardar: hablamos").click()
    expect(page.locator("#strip")).to_have_attribute("data-unsent", "1")
    page.locator("[data-lock]").click()
    expect(page.get_by_label("PIN de este turno")).to_be_visible()
    page.context.close()
    assert found(phone.profile, str(turf.pk)), "the search must see what is there in clear"
    for canary in (NAME, STREET, WORDS, NUMBER, PIN):
        assert found(phone.profile, canary) == []


def found(folder, text):
    """Files in which the text lies, as UTF-8 or UTF-16, whatever its case."""
    pattern = re.compile(
        b"|".join(re.escape(text.encode(code)) for code in ("utf-8", "utf-16-le")), re.IGNORECASE
    )
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [str(path) for path in files if pattern.search(path.read_bytes())]
