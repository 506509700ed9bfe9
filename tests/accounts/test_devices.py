"""Where somebody is signed in: each device is listed, and ended from another at once."""

import pytest
from django.urls import reverse

from barrio.accounts.models import Device
from barrio.audit.models import Entry
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db

DEVICES, HOME = reverse("accounts:devices"), reverse("web:home")
OTHERS = reverse("accounts:devices-end-others")
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"
LAPTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture
def phone(rosa, come):
    return seen(come(password=PASSWORD, agent=PHONE))


@pytest.fixture
def laptop(rosa, come):
    return seen(come(password=PASSWORD, agent=LAPTOP))


def seen(client):
    assert client.get(HOME).status_code == 200
    return client


def device_of(client):
    return Device.objects.get(session_key=client.session.session_key)


def end_url(client):
    return reverse("accounts:device-end", args=[device_of(client).pk])


def test_it_lists_devices_by_words_their_owner_knows(phone, laptop):
    page = laptop.get(DEVICES).content.decode()
    assert "Chrome · Android" in page and "Firefox · Linux" in page
    assert page.count("<span>this device</span>") == 1
    assert "Mozilla" not in str(Device.objects.values())


def test_it_ends_another_device_at_once(phone, laptop):
    url = end_url(phone)
    laptop.post(url)
    assert phone.get(HOME).status_code == 302
    assert phone.get(DEVICES).url.startswith(reverse("account_login"))
    assert laptop.get(HOME).status_code == 200
    assert Entry.objects.filter(verb="device.end").count() == 1


def test_it_ends_all_others_at_once(phone, laptop, rosa, come):
    tablet = seen(come(password=PASSWORD, agent="iPad"))
    page = laptop.post(OTHERS, follow=True).content.decode()
    assert "2 other devices signed out." in page
    assert [client.get(HOME).status_code for client in (phone, tablet, laptop)] == [302, 302, 200]


def test_a_device_that_was_ended_signs_in_again(phone, laptop, come):
    laptop.post(end_url(phone))
    seen(come(password=PASSWORD, agent=PHONE))
    assert Device.objects.filter(kind="Chrome · Android").count() == 1


def test_refuses_to_end_the_device_of_somebody_else(phone, as_):
    url = end_url(phone)
    assert as_("ernesto").post(url).status_code == 404
    assert phone.get(url).status_code == 405
    assert phone.get(HOME).status_code == 200


def test_it_says_it_in_spanish(phone, laptop):
    page = laptop.post(end_url(phone), headers={"Accept-Language": "es"}, follow=True)
    assert "Se cerró la sesión de ese aparato." in page.content.decode()
