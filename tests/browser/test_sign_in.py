"""Passkeys and authenticator apps, through the pages and under the real content policy."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from playwright.sync_api import expect

from barrio.accounts.actions import grant_role, make_user
from barrio.core.actors import SYSTEM

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "a kitchen table at night"
WORDS = {
    "en": {
        "add": "Add a passkey",
        "sign in": "Sign in",
        "with passkey": "Sign in with a passkey",
        "use passkey": "Use a passkey",
        "confirm": "Confirm",
        "turn on": "Turn it on",
        "failed": "The passkey was not used",
        "left": "10 codes are left",
    },
    "es": {
        "add": "Añadir una llave de acceso",
        "sign in": "Entrar",
        "with passkey": "Entrar con una llave de acceso",
        "use passkey": "Usar una llave de acceso",
        "confirm": "Confirmar",
        "turn on": "Activarla",
        "failed": "No se usó la llave de acceso",
        "left": "Quedan 10 códigos",
    },
}
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def rosa(home, at):
    user = make_user(handle="rosa", password=PASSWORD, language="es", by=SYSTEM, at=at)
    grant_role(collective=home, user=user, role="organizer", by=SYSTEM, at=at)
    return user


class Browser:
    """A phone at the sign-in pages. What the content policy refuses is kept in `refused`."""

    def __init__(self, chromium, address, language):
        self.context = chromium.new_context(viewport={"width": 390, "height": 844}, locale=language)
        self.page = self.context.new_page()
        self.address, self.words = address, WORDS[language]
        self.refused = []
        self.page.on("console", self._hear)

    def _hear(self, message):
        if message.type == "error" and "Content Security Policy" in message.text:
            self.refused.append(message.text)

    def with_authenticator(self):
        cdp = self.context.new_cdp_session(self.page)
        cdp.send("WebAuthn.enable")
        made = cdp.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        self.cdp, self.authenticator = cdp, {"authenticatorId": made["authenticatorId"]}
        return self

    def open(self, path):
        self.page.goto(f"{self.address}{path}")

    def press(self, what):
        main = self.page.get_by_role("main")
        main.get_by_role("button", name=self.words[what], exact=True).click()

    def give_password(self):
        self.open("/sign-in/")
        self.page.fill("[name=login]", "rosa")
        self.page.fill("[name=password]", PASSWORD)
        self.press("sign in")

    def give_password_again(self, path):
        self.open(path)
        self.page.fill("[name=password]", PASSWORD)
        self.press("confirm")
        expect(self.page).to_have_url(f"{self.address}{path}")

    def sign_out(self):
        self.context.clear_cookies()
        self.open("/sign-in/")

    def expect_home(self):
        expect(self.page).to_have_url(f"{self.address}/")
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()
        assert not self.refused

    def expect_fits(self):
        assert self.page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.fixture(params=["en", "es"])
def phone(request, rosa, chromium, live_server):
    made = Browser(chromium, live_server.url, request.param)
    yield made
    made.context.close()


def enrol_passkey(phone):
    phone.with_authenticator().give_password()
    phone.expect_home()
    phone.give_password_again("/sign-in/factors/webauthn/add/")
    phone.expect_fits()
    phone.press("add")
    expect(phone.page.get_by_text(phone.words["left"])).to_be_visible()


def code_now(secret):
    """Of this half minute, not of the one before, which is accepted too but ends sooner."""
    _before, current, _after = totp.yield_hotp_counters_from_time()
    return totp.format_hotp_value(totp.hotp_value(secret, current))


def test_a_passkey_is_enrolled_and_signs_in_without_a_password(phone, rosa):
    enrol_passkey(phone)
    kept = phone.cdp.send("WebAuthn.getCredentials", phone.authenticator)["credentials"]
    assert [one["isResidentCredential"] for one in kept] == [True]
    phone.sign_out()
    phone.press("with passkey")
    phone.expect_home()


def test_a_passkey_is_the_second_step_after_a_password(phone, rosa):
    enrol_passkey(phone)
    phone.sign_out()
    phone.give_password()
    expect(phone.page).to_have_url(f"{phone.address}/sign-in/factors/authenticate/")
    phone.expect_fits()
    phone.press("use passkey")
    phone.expect_home()


def test_it_says_when_a_passkey_was_not_used(phone, rosa):
    enrol_passkey(phone)
    phone.sign_out()
    phone.cdp.send("WebAuthn.setUserVerified", phone.authenticator | {"isUserVerified": False})
    phone.press("with passkey")
    expect(phone.page.get_by_role("alert")).to_contain_text(phone.words["failed"])
    phone.expect_fits()


def test_an_app_is_set_up_and_its_codes_and_recovery_codes_sign_in(phone, rosa):
    phone.give_password()
    phone.expect_home()
    phone.give_password_again("/sign-in/factors/totp/activate/")
    phone.expect_fits()
    secret = phone.page.inner_text("#authenticator_secret")
    image = phone.page.locator("main img")
    assert image.evaluate("image => image.complete && image.naturalWidth > 0")
    phone.page.fill("[name=code]", code_now(secret))
    phone.press("turn on")
    expect(phone.page.get_by_text(phone.words["left"])).to_be_visible()
    codes = re.findall(r"\b\d{8}\b", phone.page.inner_text("main"))
    assert len(codes) == 10
    for code in (code_now(secret), codes[0]):
        phone.sign_out()
        phone.give_password()
        phone.page.fill("[name=code]", code)
        phone.press("sign in")
        phone.expect_home()
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "recovery_codes"}
