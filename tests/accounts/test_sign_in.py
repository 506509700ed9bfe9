"""Signing in: guessing is slowed without shutting others out, and a second factor holds."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.urls import reverse

from barrio.accounts.adapters import BY_CODE, BY_HANDLE, BY_HANDLE_HERE
from tests.accounts.conftest import PASSWORD, SIGN_IN

pytestmark = pytest.mark.django_db

HOME = reverse("web:home")
ACTIVATE, CODES = reverse("mfa_activate_totp"), reverse("mfa_view_recovery_codes")
CODE, CODE_AGAIN = reverse("mfa_authenticate"), reverse("mfa_reauthenticate")
AGAIN = reverse("account_reauthenticate")
TOO_MANY = {
    "en": "Too many tries to sign in. Wait ten minutes and try again.",
    "es": "Demasiados intentos de entrar. Espere diez minutos y pruebe otra vez.",
}
WRONG_CODE = {"en": "Incorrect code.", "es": "Código incorrecto."}


@pytest.fixture
def clock(monkeypatch):
    """The half minute in which codes are made; ``clock.tick()`` is the next."""

    class Clock:
        counter = 60_000_000

        def tick(self):
            self.counter += 1

    made = Clock()
    monkeypatch.setattr(totp, "yield_hotp_counters_from_time", lambda: iter([made.counter]))
    return made


@pytest.fixture
def secret(rosa):
    """Of Rosa's authenticator app, which is on."""
    made = totp.generate_totp_secret()
    totp.TOTP.activate(rosa, made)
    return made


def code_of(secret, clock):
    return totp.format_hotp_value(totp.hotp_value(secret, clock.counter))


def is_in(client):
    return "_auth_user_id" in client.session


def guess(come, times, **where):
    for _time in range(times):
        assert come(password="a wrong guess", **where).answer.status_code == 200


def text_of(answer):
    return answer.content.decode()


def test_it_signs_in_with_a_password(rosa, come):
    client = come(password=PASSWORD)
    assert client.answer.url == HOME
    assert client.get(HOME).status_code == 200


def test_it_reads_the_handle_in_any_case(rosa, come):
    assert is_in(come(handle="Rosa", password=PASSWORD))


@pytest.mark.parametrize("handle", ["rosa", "nobody"])
def test_it_says_the_same_of_a_wrong_password_and_an_unknown_handle(rosa, come, handle):
    page = text_of(come(handle=handle, password="a wrong guess", language="es").answer)
    assert "usuario y/o la contraseña" in page
    assert "a wrong guess" not in page


@pytest.mark.parametrize("language", ["en", "es"])
def test_it_says_when_there_were_too_many_guesses(rosa, come, language):
    guess(come, BY_HANDLE_HERE.capacity)
    client = come(password=PASSWORD, language=language)
    assert TOO_MANY[language] in text_of(client.answer)
    assert not is_in(client)


def test_guesses_at_one_account_leave_others_at_that_address_alone(rosa, cast, come):
    cast.mia.set_password(PASSWORD)
    cast.mia.save(update_fields=["password"])
    guess(come, BY_HANDLE_HERE.capacity + 1)
    assert is_in(come(handle="mia", password=PASSWORD))


def test_guesses_from_one_address_leave_the_owner_alone_at_another(rosa, come):
    guess(come, BY_HANDLE_HERE.capacity + 5, address="10.66.0.1")
    assert is_in(come(password=PASSWORD, address="10.0.0.1"))


def test_guesses_from_everywhere_are_limited_together(rosa, come, monkeypatch):
    monkeypatch.setattr("barrio.accounts.adapters.BY_HANDLE", few(BY_HANDLE))
    guess(come, 2, address="10.66.0.1")
    guess(come, 1, address="10.66.0.2")
    assert TOO_MANY["en"] in text_of(come(password=PASSWORD).answer)


def test_guesses_at_many_accounts_from_one_address_are_limited(rosa, come, monkeypatch):
    monkeypatch.setattr("barrio.accounts.adapters.BY_ADDRESS", few(BY_HANDLE))
    for handle in ("mia", "gus", "flor"):
        guess(come, 1, handle=handle)
    assert TOO_MANY["en"] in text_of(come(password=PASSWORD).answer)
    assert is_in(come(password=PASSWORD, address="10.0.0.2"))


def confirmed(client):
    """Before factors change the password is asked for again."""
    answer = client.get(ACTIVATE)
    assert answer.url.startswith(AGAIN)
    assert client.post(answer.url, {"password": PASSWORD}).url == ACTIVATE
    return client


def few(allowance):
    return type(allowance)(allowance.name, capacity=3, seconds=allowance.seconds)


def test_refuses_a_disabled_account(rosa, come):
    rosa.is_active = False
    rosa.save(update_fields=["is_active"])
    assert not is_in(come(password=PASSWORD))


def test_it_sets_up_an_authenticator_and_shows_recovery_codes(rosa, come, clock):
    client = confirmed(come(password=PASSWORD))
    page = text_of(client.get(ACTIVATE))
    secret = re.search(r">([A-Z2-7]{32})<", page)[1]
    answer = client.post(ACTIVATE, {"code": code_of(secret, clock)})
    assert answer.url == CODES
    assert len(re.findall(r"\b\d{8}\b", text_of(client.get(CODES)))) == 10
    kinds = Authenticator.objects.filter(user=rosa).values_list("type", flat=True)
    assert set(kinds) == {"totp", "recovery_codes"}


@pytest.mark.parametrize("language", ["en", "es"])
def test_refuses_to_set_up_with_a_wrong_code(rosa, come, clock, language):
    client = confirmed(come(password=PASSWORD, language=language))
    client.get(ACTIVATE)
    assert WRONG_CODE[language] in text_of(client.post(ACTIVATE, {"code": "12"}))
    assert not Authenticator.objects.exists()


def test_it_keeps_no_seed_in_clear(rosa, secret):
    assert secret not in str(Authenticator.objects.values("data"))
    codes = recovery_codes(rosa)
    assert not any(code in str(Authenticator.objects.values("data")) for code in codes)


def recovery_codes(user):
    return RecoveryCodes.activate(user).get_unused_codes()


def test_it_asks_for_the_code_after_the_password(rosa, come, secret, clock):
    client = come(password=PASSWORD)
    assert client.answer.url.startswith(CODE) and not is_in(client)
    assert client.get(HOME).status_code == 302
    assert client.post(CODE, {"code": code_of(secret, clock)}).url == HOME
    assert is_in(client)


def test_a_code_works_once(rosa, come, secret, clock):
    code = code_of(secret, clock)
    come(password=PASSWORD).post(CODE, {"code": code})
    again = come(password=PASSWORD)
    assert WRONG_CODE["en"] in text_of(again.post(CODE, {"code": code}))
    clock.tick()
    again.post(CODE, {"code": code_of(secret, clock)})
    assert is_in(again)


def test_a_code_works_once_whichever_process_answers(rosa, come, secret, clock):
    """The cache is each process's own, and forgets before the code is too old."""
    code = code_of(secret, clock)
    come(password=PASSWORD).post(CODE, {"code": code})
    cache.clear()
    again = come(password=PASSWORD)
    assert WRONG_CODE["en"] in text_of(again.post(CODE, {"code": f"{code[:3]} {code[3:]}"}))
    assert not is_in(again)


def test_a_recovery_code_works_once(rosa, come, secret):
    first, second = recovery_codes(rosa)[:2]
    client = come(password=PASSWORD)
    client.post(CODE, {"code": first})
    assert is_in(client)
    again = come(password=PASSWORD)
    assert WRONG_CODE["en"] in text_of(again.post(CODE, {"code": first}))
    assert not is_in(again)
    again.post(CODE, {"code": second})
    assert is_in(again)


@pytest.mark.parametrize("language", ["en", "es"])
def test_codes_cannot_be_guessed_without_end(rosa, come, secret, clock, language):
    client = come(password=PASSWORD, language=language)
    for _time in range(BY_CODE.capacity):
        assert WRONG_CODE[language] in text_of(client.post(CODE, {"code": "12"}))
    page = client.post(CODE, {"code": code_of(secret, clock)})
    assert TOO_MANY[language] in text_of(page)
    assert not is_in(client)


def test_refuses_the_code_page_without_the_password(rosa, come, secret, clock):
    client = come()
    assert client.post(CODE, {"code": code_of(secret, clock)}).url == SIGN_IN
    assert not is_in(client)


def test_whoever_finds_an_open_session_does_not_turn_the_factor_off(rosa, come, secret, clock):
    client = come(password=PASSWORD)
    client.post(CODE, {"code": code_of(secret, clock)})
    assert client.post(reverse("mfa_deactivate_totp")).url.startswith(AGAIN)
    for _time in range(BY_CODE.capacity):
        client.post(CODE_AGAIN, {"code": "12"})
    clock.tick()
    page = client.post(CODE_AGAIN, {"code": code_of(secret, clock)})
    assert TOO_MANY["en"] in text_of(page)
    assert Authenticator.objects.filter(user=rosa, type="totp").exists()


def test_guesses_at_an_open_session_are_limited_too(rosa, come):
    client = come(password=PASSWORD)
    for _time in range(BY_HANDLE_HERE.capacity - 1):
        page = client.post(AGAIN, {"password": "a wrong guess"})
        assert "Incorrect password." in text_of(page)
    assert TOO_MANY["en"] in text_of(client.post(AGAIN, {"password": PASSWORD}))
