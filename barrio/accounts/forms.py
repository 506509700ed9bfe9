from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from barrio.accounts.enums import Role
from barrio.accounts.models import Collective, User
from barrio.accounts.queries import members_ever
from barrio.core.forms import Day
from barrio.runtime.once import OnceForm

LONGEST_DAYS = 3660  # further away is a slip of the finger


class InviteForm(OnceForm):
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("Choose")), *Role.choices])
    language = forms.ChoiceField(label=_("Language of the link"), choices=settings.LANGUAGES)


class GiveRoleForm(OnceForm):
    """Another role for somebody with an account. Days are those of the collective's calendar."""

    user = forms.ModelChoiceField(
        label=_("Who"), queryset=User.objects.none(), empty_label=_("Choose")
    )
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("Choose")), *Role.choices])
    first_day = forms.DateField(
        label=_("First day"),
        widget=Day(),
        required=False,
        help_text=_("Left empty: from now."),
    )
    last_day = forms.DateField(
        label=_("Last day"),
        widget=Day(),
        required=False,
        help_text=_("Left empty: until somebody ends it."),
    )

    def __init__(self, *args: Any, collective: Collective, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.today = ZoneInfo(collective.time_zone), today
        self.fields["user"].queryset = members_ever(collective)

    def clean_first_day(self) -> date | None:
        day = self._not_too_far("first_day")
        if day and day < self.today:
            raise forms.ValidationError(_("That day is past. Leave it empty to begin now."))
        return day

    def clean_last_day(self) -> date | None:
        return self._not_too_far("last_day")

    def _not_too_far(self, name: str) -> date | None:
        day = self.cleaned_data[name]
        if day and day > self.today + timedelta(days=LONGEST_DAYS):
            raise forms.ValidationError(_("That day is more than ten years away."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        last, first = cleaned.get("last_day"), cleaned.get("first_day") or self.today
        if last and last < first:
            self.add_error("last_day", _("The last day must not come before the first."))
        return cleaned

    def span(self) -> dict[str, datetime | None]:
        """From the start of the first day to the end of the last."""
        first, last = self.cleaned_data["first_day"], self.cleaned_data["last_day"]
        later = first if first != self.today else None
        return {
            "since": self._midnight(later) if later else None,
            "until": self._midnight(last + timedelta(days=1)) if last else None,
        }

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time.min, self.zone).astimezone(UTC)


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
