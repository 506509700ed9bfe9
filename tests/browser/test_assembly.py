"""A whole assembly in a browser: called twice for want of a quorum, checked in from phones and at
the table, an amendment, votes of three kinds, an election, and its minutes as PDF.

Deep, 150 people come, 20 of them with phones, and the hall's network is cut for a minute.
"""

import os
import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from barrio.assemblies.actions import roll, rules
from barrio.assemblies.enums import Belonging
from barrio.assemblies.models import Act, Assembly, Presence, UrnBallot, Vote, Voted
from barrio.assemblies.presets import RULES
from barrio.core.clock import moments_of
from barrio.people.actions import add_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DEEP = os.environ.get("BARRIO_TEST_DEPTH") == "deep"
PEOPLE, PHONES, FEW = (150, 20, 10) if DEEP else (16, 4, 2)
CUT = 60_000 if DEEP else 0  # milliseconds without a network
NAMES = ("Rosa", "Tomás", "Hope", "Luz", "Iván", "Marisol", "Pedro", "Nadia", "Quique", "Vera")
ZONE = "America/New_York"


@pytest.fixture
def people(home, by_ana, at):
    found = []
    for n in range(PEOPLE):
        name = f"{NAMES[n % len(NAMES)]} {n:03}"
        person = add_person(collective=home, name=name, language="es", by=by_ana, at=at)
        roll.enter_on_roll(
            person=person, belonging=Belonging.LIVES, since=date(2020, 1, 1), votes_from=None,
            by=by_ana, at=at,
        )  # fmt: skip
        found.append(person)
    values = {**RULES["communal_council"], "residence_days": 0, "notice_days": 0,
              "secrecy_floor": min(PHONES, 10)}  # fmt: skip
    rule_set = rules.draft_rules(
        collective=home, preset="communal_council", values=values, by=by_ana, at=at
    )
    rules.begin_with(rule_set=rule_set, by=by_ana, at=at)
    return found


class Hall:
    """What keepers, tellers and people with phones do on their pages."""

    def __init__(self, visit, base):
        self.visit, self.base = visit, base

    def go(self, page, path):
        assert page.goto(self.base + path).status == 200, path
        return page

    def fill(self, page, **values):
        for name, value in values.items():
            box = page.locator(f"[name={name}]").first
            if box.evaluate("e => e.tagName") == "SELECT":
                box.select_option(value)
            else:
                box.fill(str(value))

    def press(self, page, name, exact=True):
        page.get_by_role("button", name=name, exact=exact).first.click()
        page.wait_for_load_state()

    def follow(self, page, name):
        page.get_by_role("link", name=name).first.click()
        page.wait_for_load_state()


@pytest.fixture
def hall(visit, live_server):
    return Hall(visit, live_server.url)


def convene(hall, ana, day):
    """With four items; people are told."""
    hall.go(ana, "/decide/convene/")
    hall.fill(ana, title_es="Asamblea del agua", title_en="Water assembly", day=day.isoformat(),
              time="18:00", place="La cancha")  # fmt: skip
    hall.press(ana, "Convene it")
    for title, matter, secrecy in (
        ("El pozo", "ordinary", "open"), ("La fiesta", "money", "open"),
        ("¿Huelga de alquiler?", "ordinary", "tracked"), ("Vocerías", "ordinary", "tracked"),
    ):  # fmt: skip
        ana.locator("details summary", has_text="Put something on the agenda").click()
        if not ana.locator("[name=matter]").first.is_visible():
            ana.locator("details summary", has_text="Put something on the agenda").click()
        hall.fill(ana, title_es=title, matter=matter, secrecy=secrecy)
        hall.press(ana, "Put it on the agenda")
    ana.locator("details summary", has_text="Write down that people were told").click()
    if not ana.locator("[name=how]").first.is_visible():
        ana.locator("details summary", has_text="Write down that people were told").click()
    hall.press(ana, "Write it down")
    return Assembly.objects.get()


def come(hall, page, assembly, names):
    """At the table, one by one."""
    hall.go(page, f"/decide/assemblies/{assembly.pk}/door/")
    for name in names:
        hall.press(page, f"{name} is here")


def put(hall, page, assembly, number, title, text):
    item = assembly.items.get(number=number)
    hall.go(page, f"/decide/items/{item.pk}/motion/")
    hall.fill(page, title_es=title, text_es=text)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    return item.motions.latest("made_at")


def open_vote(hall, page, motion, method):
    hall.go(page, f"/decide/motions/{motion.pk}/")
    choice = page.locator(f"main [name=method][value={method}]")
    if choice.count():
        choice.check(force=True)
    else:
        hall.fill(page, method=method)
    hall.press(page, "Open the vote")
    return Vote.objects.get(motion=motion, closed_at=None)


def count_hands(hall, tellers, vote, yes, no):
    for teller in tellers:
        hall.go(teller, f"/decide/votes/{vote.pk}/")
        hall.fill(teller, yes=yes, no=no, abstain=0)
        teller.locator("form[action$='/count/'] button[type=submit]").click()
        teller.wait_for_load_state()
    vote.refresh_from_db()
    assert vote.outcome == ("carried" if yes > no else "lost")


def take_codes(hall, tellers, vote):
    codes = {}
    for teller in tellers:
        hall.go(teller, f"/decide/votes/{vote.pk}/")
        teller.locator("form[action$='/key/'] button").click()
        teller.wait_for_load_state()
        codes[teller] = teller.locator(".code-shown").inner_text()
    return codes


def open_urn(hall, keeper, vote, codes, dice=""):
    hall.go(keeper, f"/decide/votes/{vote.pk}/urn/")
    boxes = keeper.locator("[name^=code_]")
    for key in vote.keys.select_related("teller"):
        keeper.locator(f"[name=code_{key.teller_id}]").fill(codes[key.teller.handle])
    assert boxes.count() == 2
    if dice:
        hall.fill(keeper, dice=dice)
    hall.press(keeper, "Open the urn")
    vote.refresh_from_db()


def test_a_whole_assembly(hall, visit, cast, home, people, at, tmp_path):
    today = timezone.localtime(at, timezone=timezone.get_fixed_timezone(-300)).date()
    day = today + timedelta(days=2)
    (starts_at,) = moments_of(datetime(day.year, day.month, day.day, 18), ZONE)
    names = [person.name for person in people]
    assembly = convene(hall, visit("ana", width=1280), day)
    assert assembly.starts_at == starts_at and assembly.items.count() == 4

    # --- too few come: a second call ---
    with time_machine.travel(starts_at + timedelta(minutes=20), tick=True):
        ana = visit("ana", width=1280)
        come(hall, ana, assembly, names[:FEW])
        hall.go(ana, f"/decide/assemblies/{assembly.pk}/")
        assert "There is no quorum" in ana.content()
        hall.press(ana, "Close it: no quorum")
        hall.press(ana, "Call it again")
    second = Assembly.objects.get(after=assembly)
    assert second.quorum < assembly.quorum

    with time_machine.travel(second.starts_at + timedelta(minutes=1), tick=True):
        ana, ernesto = visit("ana", width=1280), visit("ernesto", width=1280)
        flor = visit("flor", width=1280)
        pages = {"ana": ana, "ernesto": ernesto, "flor": flor}
        phones = check_in(hall, visit, ana, second, names)
        hall.go(ana, f"/decide/assemblies/{second.pk}/")
        hall.press(ana, "Open the assembly")
        assert Presence.objects.filter(assembly=second, left_at=None).count() == PEOPLE

        # --- an amendment by hands, the text by name, money by hands ---
        well = put(hall, ana, second, 1, "El pozo", "Arreglamos el pozo en mayo.")
        hall.go(ana, f"/decide/motions/{well.pk}/")
        hall.follow(ana, "Propose another wording")
        hall.fill(ana, title_es="Antes", text_es="Arreglamos el pozo en marzo.")
        ana.locator("main form button[type=submit]").first.click()
        ana.wait_for_load_state()
        change = well.amendments.get()
        count_hands(hall, [ana, ernesto], open_vote(hall, ana, change, "hands"), PEOPLE - 2, 2)
        vote = open_vote(hall, ana, well, "nominal")
        hall.go(ana, f"/decide/votes/{vote.pk}/")
        for name in names:
            ana.get_by_role("button", name=f"{name}: for", exact=True).click()
            ana.wait_for_load_state()
        hall.press(ana, "Close the vote")
        act = Act.objects.get(number=1)
        assert act.texts == {"es": "Arreglamos el pozo en marzo."}
        assert Vote.objects.get(act=act).yes == PEOPLE
        party = put(hall, ana, second, 2, "La fiesta", "Trescientos para la fiesta.")
        count_hands(hall, [ana, ernesto], open_vote(hall, ana, party, "hands"), PEOPLE, 0)

        # --- a secret question, with the network of the hall cut ---
        strike = put(hall, ana, second, 3, "Huelga", "No pagamos en junio.")
        vote = open_vote(hall, ana, strike, "phone")
        codes = by_handle(take_codes(hall, [ernesto, flor], vote), pages)
        for phone in phones:
            hall.go(phone, f"{phone.hall}vote/{vote.pk}/")
            phone.context.set_offline(True)
            phone.locator("[name=choice][value=yes]").check(force=True)
            phone.locator("main form[data-retry] button").click()
            phone.get_by_text("no hay conexión").wait_for()
        if CUT:
            phones[0].wait_for_timeout(CUT)  # the minute that was asked for, deep only
        assert not Voted.objects.filter(vote=vote).exists()
        for phone in phones:
            phone.context.set_offline(False)
        for phone in phones:
            phone.locator(".code-shown").wait_for()
        assert Voted.objects.filter(vote=vote).count() == PHONES
        open_urn(hall, ernesto, vote, codes)
        assert vote.yes == PHONES
        assert UrnBallot.objects.filter(vote=vote).count() == PHONES

        elected = elect(hall, pages, phones, second, people)

        # --- the end: the minutes ---
        hall.go(ana, f"/decide/assemblies/{second.pk}/")
        hall.press(ana, "Close the assembly")
        hall.follow(ana, "The minutes")
        hall.press(ana, "Close the minutes")
        answer = ana.request.get(
            f"{hall.base}/decide/minutes/assemblies/{second.pk}/acta.pdf?language=es"
        )
        assert answer.status == 200 and answer.body().startswith(b"%PDF-")
        (tmp_path / "acta.pdf").write_bytes(answer.body())
        if kept := os.environ.get("BARRIO_TEST_KEEP"):
            with open(kept, "wb") as file:
                file.write(answer.body())
        assert len(elected) == 2
    for page in [*pages.values(), *phones]:
        assert not page.outside


def by_handle(codes, pages):
    return {handle: codes[page] for handle, page in pages.items() if page in codes}


def check_in(hall, visit, ana, assembly, names):
    """Some by their own phone, the others at the table."""
    hall.go(ana, f"/decide/assemblies/{assembly.pk}/screen/")
    phones = []
    for name in names[:PHONES]:
        hall.go(ana, f"/decide/assemblies/{assembly.pk}/door/?q={name[-3:]}")
        hall.press(ana, f"Code for the phone of {name}")
        address = ana.locator("p.hint.break").inner_text()
        phone = visit(language="es")
        phone.hall = re.search(r"/decide/hall/[^/]+/", address)[0]
        phones.append(phone)
    hall.go(ana, f"/decide/assemblies/{assembly.pk}/screen/")
    code = ana.locator(".wall__quorum strong[translate=no]").inner_text()
    for phone in phones:
        hall.go(phone, phone.hall)
        phone.locator("[name=code]").fill(code)
        phone.get_by_role("button", name="Estoy aquí").click()
        phone.get_by_text("Consta que está aquí").wait_for()
        phone.goto("about:blank")  # tests' database in memory takes one reader at a time
    come(hall, ana, assembly, names[PHONES:])
    return phones


def elect(hall, pages, phones, assembly, people):
    """Three stand for two seats; whoever has a phone ranks them."""
    ana, ernesto, flor = pages["ana"], pages["ernesto"], pages["flor"]
    motion = put(hall, ana, assembly, 4, "Vocerías", "Elegimos dos vocerías.")
    for person in people[:3]:
        hall.go(ana, f"/decide/motions/{motion.pk}/options/?q={person.name[-3:]}")
        hall.press(ana, f"{person.name} stands")
    hall.go(ana, f"/decide/motions/{motion.pk}/options/")
    hall.fill(ana, rule="scottish-stv", seats=2)
    method = ana.locator("main [name=method][value=phone]")
    if method.count():
        method.check(force=True)
    else:
        hall.fill(ana, method="phone")
    hall.press(ana, "Open the vote")
    vote = Vote.objects.get(motion=motion)
    codes = by_handle(take_codes(hall, [ernesto, flor], vote), pages)
    for n, phone in enumerate(phones):
        hall.go(phone, f"{phone.hall}vote/{vote.pk}/")
        for option in (1, 2, 3):
            phone.locator(f"[name=option_{option}]").fill(str((option + n) % 3 + 1))
        phone.locator("main form[data-retry] button").click()
        phone.locator(".code-shown").wait_for()
    open_urn(hall, ernesto, vote, codes, dice="35216")
    assert vote.outcome == "carried"
    return vote.run.elected
