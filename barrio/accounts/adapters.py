from typing import Any

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from qrcode.image.svg import SvgPathFillImage

from barrio.accounts.middleware import device_kind
from barrio.core import crypto
from barrio.core.clock import now
from barrio.runtime.buckets import Allowance, take
from barrio.runtime.keyring import keyring

# Generous by address (a hall shares one), strict by handle at one address, less so by handle
# from everywhere: who guesses at one address does not lock its owner out at another.
BY_ADDRESS = Allowance("sign-in-address", capacity=150, seconds=3600)
BY_HANDLE_HERE = Allowance("sign-in-handle-here", capacity=10, seconds=600)
BY_HANDLE = Allowance("sign-in-handle", capacity=120, seconds=3600)
# Codes are asked for only after the password, so nobody else can use these up.
BY_CODE = Allowance("sign-in-code", capacity=10, seconds=600)


def client_address(request: HttpRequest) -> str:
    return request.META.get("REMOTE_ADDR", "")


def too_many() -> ValidationError:
    return ValidationError(
        _("Too many tries to sign in. Wait ten minutes and try again."),
        code="too_many_login_attempts",
    )


class AccountAdapter(DefaultAccountAdapter):
    """Accounts by invitation only; sign-in throttled by our own buckets."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        at, handle = now(), str(credentials.get("username", "")).casefold()
        address = client_address(request)
        if not (
            take(BY_ADDRESS, address, at=at)
            and take(BY_HANDLE_HERE, f"{address} {handle}", at=at)
            and take(BY_HANDLE, handle, at=at)
        ):
            raise too_many()

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """User tables hold no e-mail address, so allauth has nobody to write to."""


class MFAAdapter(DefaultMFAAdapter):
    """Authenticator seeds and recovery codes are sealed under the system's key."""

    def build_totp_svg(self, url: str) -> str:
        """On white, so that a camera reads it on the dark page too."""
        image = qrcode.make(url, image_factory=SvgPathFillImage)
        return image.to_string(encoding="unicode")

    def generate_authenticator_name(self, user: AbstractBaseUser, type: str) -> str:
        """What a passkey is called until its owner says otherwise: the device it was made on."""
        return device_kind(context.request.headers.get("User-Agent", ""))

    def encrypt(self, text: str) -> str:
        blob = crypto.seal(keyring.system_key("mfa"), text.encode(), aad="mfa")
        return blob.hex()

    def decrypt(self, encrypted_text: str) -> str:
        blob = bytes.fromhex(encrypted_text)
        return crypto.open_sealed(keyring.system_key("mfa"), blob, aad="mfa").decode()
