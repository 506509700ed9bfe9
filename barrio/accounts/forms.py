from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from barrio.accounts.enums import Role
from barrio.accounts.models import Collective, User
from barrio.runtime.once import OnceForm


class InviteForm(OnceForm):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    language = forms.ChoiceField(label=_("Language of the link"), choices=settings.LANGUAGES)


class AcceptInvitationForm(forms.Form):
    handle = forms.SlugField(
        label=_("Handle"),
        max_length=40,
        help_text=_(
            "What you will sign in with. It need not be your name. Letters, digits, - and _."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        help_text=_("At least 12 characters. A sentence is good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_handle(self) -> str:
        handle = self.cleaned_data["handle"].casefold()
        if User.objects.filter(handle=handle).exists():
            raise forms.ValidationError(_("That handle is taken. Choose another."))
        return handle

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "password" in cleaned:
            try:
                validate_password(cleaned["password"], User(handle=cleaned.get("handle", "")))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned


class CollectiveForm(forms.Form):
    """What the collective says of itself in public."""

    name = forms.CharField(label=_("Name"), max_length=120)
    about_en = forms.CharField(
        label=_("About us, in English"), required=False, max_length=4000, widget=forms.Textarea
    )
    about_es = forms.CharField(
        label=_("About us, in Spanish"), required=False, max_length=4000, widget=forms.Textarea
    )
    contact_line = forms.CharField(
        label=_("How to reach us, shown to everybody"), required=False, max_length=120
    )

    @classmethod
    def for_collective(cls, collective: Collective, data: Any = None) -> "CollectiveForm":
        initial = {
            "name": collective.name,
            "about_en": collective.about.get("en", ""),
            "about_es": collective.about.get("es", ""),
            "contact_line": collective.contact_line,
        }
        return cls(data, initial=initial)
