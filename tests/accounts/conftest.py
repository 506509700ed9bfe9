import pytest
from django.test import Client
from django.urls import reverse

from barrio.accounts.actions import grant_role, make_user
from barrio.core.actors import SYSTEM

PASSWORD = "a kitchen table at night"
SIGN_IN = reverse("account_login")


@pytest.fixture
def rosa(home, at):
    """Somebody who signs in with a password."""
    user = make_user(handle="rosa", password=PASSWORD, language="es", by=SYSTEM, at=at)
    grant_role(collective=home, user=user, role="organizer", by=SYSTEM, at=at)
    return user


@pytest.fixture
def come():
    """``come()`` is a browser at the sign-in page; ``come(password="…")`` has tried one."""

    def make(*, handle="rosa", password="", address="10.0.0.1", language="en", agent=""):
        headers = {"Accept-Language": language, "User-Agent": agent}
        client = Client(REMOTE_ADDR=address, headers=headers)
        if password:
            client.answer = client.post(SIGN_IN, {"login": handle, "password": password})
        return client

    return make
