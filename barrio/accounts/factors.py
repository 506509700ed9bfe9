"""allauth's forms for second factors, as Barrio needs them. Its own counters are off."""

import re

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from barrio.accounts.adapters import BY_CODE, too_many
from barrio.core.clock import now
from barrio.runtime.buckets import Allowance, take

# Longer than a code is good for. allauth remembers used ones in each process's own cache.
ONE_USE = Allowance("sign-in-code-used", capacity=1, seconds=180)


class _Throttled:
    """A code has six digits: whoever may try without end will find it."""

    def clean_code(self) -> str:
        at, user = now(), str(self.user.pk)
        if not take(BY_CODE, user, at=at):
            raise too_many()
        code = super().clean_code()
        digits = re.sub(r"\D", "", code)
        if not take(ONE_USE, f"{user} {digits}", at=at):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_Throttled, AuthenticateForm):
    """At sign-in, after the password."""


class CodeAgainForm(_Throttled, ReauthenticateForm):
    """Before a change to the account."""


class PasskeyForm(AddWebAuthnForm):
    """Ticked beforehand: without it the key could not sign anybody in without a password."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        required=False,
        help_text=_("So that you know it among others."),
    )
    passwordless = forms.BooleanField(
        label=_("Sign in with it instead of the password"),
        required=False,
        initial=True,
        help_text=_("Leave it so, unless it is an old security key that cannot do this."),
    )


class PasskeyNameForm(EditWebAuthnForm):
    name = forms.CharField(label=_("Name"), max_length=60)
