"""Neighbours sign up without an account; no anonymous form sends a text message."""

import json

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.urls import reverse

from barrio.comms.channels.push.webpush import b64
from barrio.comms.channels.sms.text import segments, to_gsm7
from barrio.comms.links import make_token, read_token
from barrio.comms.models import Delivery, Endpoint, Subscriber
from barrio.runtime.models import DataKey

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(home, doors):
    return {"language": "es", "area": str(doors[0].site_id), "email": "", "phone": ""}


def sign_up(home, form, **values):
    return Client().post(reverse("web:sign-up", args=[home.slug]), {**form, **values})


def test_an_email_is_used_only_after_its_owner_confirmed(home, form):
    sign_up(home, form, email="hope@example.org")
    endpoint = Endpoint.objects.get()
    assert endpoint.confirmed_on is None
    assert Delivery.objects.get().endpoint_id == endpoint.pk
    link = reverse("comms:endpoint-confirm", args=[make_token("endpoint", endpoint.pk)])
    assert Client().get(link).status_code == 200
    endpoint.refresh_from_db()
    assert endpoint.confirmed_on is None, "mail programs open links by themselves"
    Client().post(link)
    endpoint.refresh_from_db()
    assert endpoint.confirmed_on


def test_a_number_gets_no_text_until_it_has_texted_us(home, form, settings):
    settings.SMS_TOKEN = "secret"
    sign_up(home, form, phone="215 555 0123")
    assert not Delivery.objects.exists()
    url = reverse("comms:text-inbound", args=[home.slug])
    body = json.dumps({"from": "+12155550123", "text": "SÍ"})
    refused = Client().post(url, body, "application/json", headers={"Authorization": "Bearer no"})
    assert refused.status_code == 401
    Client().post(url, body, "application/json", headers={"Authorization": "Bearer secret"})
    assert Endpoint.objects.get().confirmed_on


@pytest.mark.parametrize("word", ["STOP", "alto", " Baja. "])
def test_stop_ends_everything_and_erases_the_number(home, form, settings, word):
    settings.SMS_TOKEN = "secret"
    sign_up(home, form, phone="215 555 0123")
    key = Subscriber.objects.get().key_id
    url = reverse("comms:text-inbound", args=[home.slug])
    body = json.dumps({"from": "2155550123", "text": word})
    Client().post(url, body, "application/json", headers={"Authorization": "Bearer secret"})
    assert Subscriber.objects.get().stopped_on
    assert not Endpoint.objects.exists() and not DataKey.objects.filter(pk=key).exists()


def test_refuses_a_sign_up_without_a_way_to_be_reached(home, form):
    page = sign_up(home, form).content.decode()
    assert "so that we can reach you" in page


def test_it_keeps_what_was_typed_when_the_number_is_wrong(home, form):
    page = sign_up(home, form, phone="call me", email="hope@example.org").content.decode()
    assert "cannot be dialled" in page and "hope@example.org" in page


def keys():
    point = ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )  # fmt: skip
    return {"p256dh": b64(point), "auth": b64(b"0" * 16)}


def push(home, form, **values):
    push_form = {k: form[k] for k in ("language", "area")} | values
    return Client().post(reverse("web:push-sign-up", args=[home.slug]), push_form)


def test_a_browser_signs_up_at_a_known_push_service(home, form):
    answer = push(home, form, endpoint="https://fcm.googleapis.com/fcm/send/x", **keys())
    assert answer.status_code == 201
    assert Endpoint.objects.get().channel == "push"


@pytest.mark.parametrize(
    "endpoint", ["https://evil.example/x", "http://fcm.googleapis.com/x", "http://127.0.0.1/x", "x"]
)
def test_refuses_to_push_to_any_other_host(home, form, endpoint):
    assert push(home, form, endpoint=endpoint, **keys()).status_code == 400
    assert not Endpoint.objects.exists()


def test_refuses_keys_that_are_none(home, form):
    answer = push(home, form, endpoint="https://fcm.googleapis.com/x", p256dh="aaaa", auth="b")
    assert answer.status_code == 400


def test_a_link_with_a_changed_letter_is_no_link(home, form, at):
    token = make_token("delivery", home.pk)
    assert read_token("delivery", token) == home.pk
    assert read_token("subscriber", token) is None
    changed = ("A" if token[5] != "A" else "B").join([token[:5], token[6:]])
    assert read_token("delivery", changed) is None
    assert Client().get(reverse("comms:message-read", args=[changed])).status_code == 404


def test_spanish_fits_one_text_without_its_accents():
    text = "Confirmado: redada o detención cerca de la estación. " * 2
    assert segments(text) == 2
    assert segments(to_gsm7(text)) == 1
