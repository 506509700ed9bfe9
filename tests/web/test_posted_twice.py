"""Every form that makes a thing makes one thing, however often it is posted."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from barrio.accounts.models import Invitation
from barrio.alerts.models import Alert, Report
from barrio.audit.models import Entry
from barrio.canvass.models import Assignment, Canvass, Turf
from barrio.comms.models import Delivery
from barrio.core.actors import user_actor
from barrio.people.models import ContactImport, Person
from barrio.places.models import Dwelling, Site, Street
from barrio.runtime.models import FormReceipt
from tests.world import build

pytestmark = pytest.mark.django_db

FORM_ID = re.compile(r'name="form_id" value="([0-9a-f-]{36})"')
REPORT = {"kind": "fire", "place": "Howard and Norris", "words": "Smoke from a roof"}
COMPOSED = {"kind": "fire", "place_name": "Norris Sq", "lat": "39.98", "lon": "-75.13"}
OPENING = {"opening_en": "Hello", "opening_es": "Hola"}
TWICE = {"en": "This was sent twice. It was kept once.", "es": "Se guardó una sola."}

# Who posts what where, and what it makes.
FORMS = {
    "person": ("ana", "people:person-add", {"name": "Rosa", "language": "es"}, Person),
    "namesake": (
        "ana",
        "people:person-add",
        {"name": "Rosa", "language": "es", "phone": "215 555 0101", "anyway": "yes"},
        Person,
    ),
    "import": ("ana", "people:import-list", {}, ContactImport),
    "logged report": ("delia", "alerts:report-log", REPORT, Report),
    "public report": (None, "web:report", REPORT, Report),
    "public sign-up": (None, "web:sign-up", {"email": "h@example.org", "language": "es"}, Delivery),
    "alert": ("delia", "alerts:alert-compose", COMPOSED | {"radius": "1"}, Alert),
    "drill": ("delia", "alerts:drill-compose", COMPOSED | {"radius": "1"}, Alert),
    "canvass": ("ana", "canvass:canvass-open", OPENING | {"name": "Spring"}, Canvass),
    "turf": ("ana", "canvass:turf-cut", {"name": "North", "size": "75"}, Turf),
    "site": (
        "ana",
        "places:site-add",
        {"name": "Fairhill", "kind": "neighbourhood", "lat": "39.9", "lon": "-75.1"},
        Site,
    ),
    "site inside": (
        "ana",
        "places:site-add-inside",
        {"name": "First floor", "kind": "floor"},
        Site,
    ),
    "door": (
        "ana",
        "places:door-add",
        {"street_name": "Susquehanna Av", "number": "7", "lat": "39.9", "lon": "-75.1"},
        Dwelling,
    ),
    "invitation": ("ernesto", "accounts:team", {"role": "canvasser", "language": "es"}, Invitation),
}
ARGUMENTS = {
    "web:report": "slug",
    "web:sign-up": "slug",
    "alerts:alert-compose": "confirmed_id",
    "canvass:turf-cut": "canvass_id",
    "places:site-add-inside": "site_id",
}


@pytest.fixture
def world(cast, home, at):
    staff = {
        "organizer": cast.ana,
        "canvasser": cast.bruno,
        "dispatcher": cast.delia,
        "administrator": cast.ernesto,
    }
    return build(home, staff, "own", at)


@pytest.fixture
def filled(world, as_, home, doors):
    """The client, the address and the fields of a form by its name in `FORMS`."""

    def open_form(name):
        handle, url_name, fields, made = FORMS[name]
        argument = ARGUMENTS.get(url_name)
        url = reverse(url_name, args=[getattr(world, argument)] if argument else [])
        client = as_(handle) if handle else Client()
        extra = {"form_id": FORM_ID.search(client.get(url).content.decode())[1]}
        if name.endswith("person") or name == "namesake":
            extra["stage"] = "neighbour"
        if name == "turf":
            extra["streets"] = str(Street.objects.get(name="N Howard St").pk)
        if name == "alert":
            Alert.objects.all().delete()
        if name == "public sign-up":
            extra["area"] = str(world.site_id)
        return client, url, fields | extra, made

    return open_form


def send(client, url, fields, language="en"):
    file = {}
    if url == reverse("people:import-list"):
        file["file"] = SimpleUploadedFile("list.csv", b"Name,Phone\nRosa,215 555 0101\n")
    return client.post(url, fields | file, headers={"Accept-Language": language})


@pytest.mark.parametrize("name", FORMS)
def test_it_makes_one_thing_of_a_form_posted_twice(filled, name):
    client, url, fields, made = filled(name)
    before = made.objects.count()
    first = send(client, url, fields)
    assert made.objects.count() == before + 1, first.content.decode()
    audited = Entry.objects.count()
    second = send(client, url, fields)
    assert made.objects.count() == before + 1
    assert Entry.objects.count() == audited
    assert (second.status_code, second.headers.get("Location")) == (
        first.status_code,
        first.headers.get("Location"),
    )


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", ["person", "logged report", "canvass", "turf", "drill", "site"])
def test_it_says_that_it_was_kept_once(filled, name, language):
    client, url, fields, _made = filled(name)
    send(client, url, fields, language)
    answer = send(client, url, fields, language)
    page = client.get(answer.url, headers={"Accept-Language": language}).content.decode()
    assert TWICE[language] in page


def test_it_shows_the_same_invitation_again(filled):
    client, url, fields, _made = filled("invitation")
    links = [
        re.search(r"/account/invitations/[\w-]+/", str(send(client, url, fields).content))
        for _time in range(2)
    ]
    assert links[0][0] == links[1][0]


def test_it_takes_a_form_again_that_had_a_mistake(filled):
    client, url, fields, made = filled("logged report")
    before = made.objects.count()
    wrong = send(client, url, fields | {"words": ""})
    assert FORM_ID.search(wrong.content.decode())[1] == fields["form_id"]
    send(client, url, fields)
    assert made.objects.count() == before + 1


def test_it_takes_two_forms_of_the_same_words_for_two_things(filled):
    client, url, fields, made = filled("logged report")
    before = made.objects.count()
    send(client, url, fields)
    send(client, url, fields | {"form_id": filled("logged report")[2]["form_id"]})
    assert made.objects.count() == before + 2


def test_it_leads_nobody_to_anothers_thing(filled, as_):
    client, url, fields, made = filled("logged report")
    send(client, url, fields)
    before = made.objects.count()
    send(as_("dario"), url, fields)
    assert made.objects.count() == before + 1


def test_it_gives_a_turf_once_and_says_so(world, as_, cast, at):
    Assignment.objects.all().delete()
    ana, page = as_("ana"), reverse("canvass:turf-read", args=[world.turf_id])
    form_id = FORM_ID.search(ana.get(page).content.decode())[1]
    fields = {"user": str(cast.bruno.pk), "hours": "3", "form_id": form_id}
    url = reverse("canvass:turf-assign", args=[world.turf_id])
    assert [ana.post(url, fields).status_code for _time in range(2)] == [302, 302]
    assert Assignment.objects.count() == 1


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "There is an alert for this report already."),
        ("es", "Ya hay una alerta sobre este aviso."),
    ],
)
def test_refuses_a_second_alert_for_a_report_with_a_sentence(world, as_, language, sentence):
    url = reverse("alerts:alert-compose", args=[world.confirmed_id])
    headers = {"Accept-Language": language}
    answer = as_("delia").post(url, COMPOSED | {"radius": "1"}, headers=headers)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert Alert.objects.count() == 1


def test_it_keeps_no_receipt_that_names_anybody(filled, cast):
    client, url, fields, _made = filled("person")
    send(client, url, fields)
    receipt = FormReceipt.objects.get()
    assert fields["form_id"] not in receipt.key
    assert str(user_actor(cast.ana).user_id) not in receipt.key
