from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from barrio.core import crypto
from barrio.core.clock import now
from barrio.runtime.buckets import Allowance, take
from barrio.runtime.keyring import keyring

# Generous by address (a hall shares one), strict by handle; refilled evenly, so that
# nobody can lock a victim out for long.
BY_ADDRESS = Allowance("sign-in-address", capacity=150, seconds=3600)
BY_HANDLE = Allowance("sign-in-handle", capacity=10, seconds=600)


def client_address(request: HttpRequest) -> str:
    return request.META.get("REMOTE_ADDR", "")


class AccountAdapter(DefaultAccountAdapter):
    """Accounts by invitation only; sign-in throttled by our own buckets."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        at, handle = now(), str(credentials.get("username", "")).casefold()
        allowed = take(BY_ADDRESS, client_address(request), at=at)
        if not (allowed and take(BY_HANDLE, handle, at=at)):
            raise ValidationError(
                _("Too many tries to sign in. Wait ten minutes and try again."),
                code="too_many_login_attempts",
            )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """User tables hold no e-mail address, so allauth has nobody to write to."""


class MFAAdapter(DefaultMFAAdapter):
    """Authenticator seeds and recovery codes are sealed under the system's key."""

    def encrypt(self, text: str) -> str:
        blob = crypto.seal(keyring.system_key("mfa"), text.encode(), aad="mfa")
        return blob.hex()

    def decrypt(self, encrypted_text: str) -> str:
        blob = bytes.fromhex(encrypted_text)
        return crypto.open_sealed(keyring.system_key("mfa"), blob, aad="mfa").decode()
