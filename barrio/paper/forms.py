from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from barrio.accounts.enums import Role
from barrio.accounts.models import Collective, User
from barrio.canvass.enums import Result
from barrio.core.clock import moments_of
from barrio.core.text import normal_email, normal_phone, squeeze, storable
from barrio.paper.actions import Row
from barrio.paper.codes import NotANumber, normal_number
from barrio.paper.enums import SheetLanguage
from barrio.paper.models import Sheet
from barrio.paper.queries import FIGURES
from barrio.runtime.once import OnceForm

# Of what the taking in of a visit may answer, in words for whoever holds the sheet.
REASONS: dict[str, Promise] = {
    "changed_meanwhile": _(
        "This row was keyed in on another page meanwhile. Look at what it says now, "
        "and change it if it is wrong."
    ),
    "bad_phone": _("The phone number cannot be right. Look at the sheet again."),
    "bad_email": _("That is no e-mail address. Look at the sheet again."),
    "no_consent": _("Without a yes we keep no contact. Tick the box, or leave the contact out."),
    "door_not_in_turf": _("That door is no longer in this canvass."),
    "not_your_turf": _("This turf is no longer yours. Ask your organizer."),
    "turf_erased": _("This turf was erased. Nothing can be added to it."),
}
OTHERWISE = _("That could not be kept. Look at the row and save again.")


class PrintForm(OnceForm):
    language = forms.ChoiceField(
        label=_("Language of the sheet"),
        choices=SheetLanguage.choices,
        initial=SheetLanguage.BOTH,
    )
    doors = forms.ChoiceField(
        label=_("Which doors"),
        choices=[
            ("all", _("All doors of the turf")),
            ("left", _("Only those where nobody has spoken with us or refused yet")),
        ],
        initial="all",
        widget=forms.RadioSelect,
    )
    with_names = forms.BooleanField(
        label=_("Print first names too"),
        required=False,
        help_text=_(
            "Only if you need them. A paper gets lost, and whoever finds it reads who lives where."
        ),
    )


class NumberForm(forms.Form):
    """Finds a sheet by the number printed on it."""

    number = forms.CharField(
        label=_("Number of the sheet"),
        max_length=20,
        help_text=_("In large print at the top of each page, as 4F7-K."),
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, sheets: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheets = sheets

    def clean_number(self) -> Sheet:
        try:
            number = normal_number(self.cleaned_data["number"])
        except NotANumber:
            raise forms.ValidationError(
                _("That is no number of a sheet: a character is wrong or missing. Look again.")
            ) from None
        sheet = self.sheets.filter(number=number).first()
        if sheet is None:
            raise forms.ValidationError(
                _("You have no sheet of that number. Ask who printed it, or your organizer.")
            )
        return sheet


class WalkForm(forms.Form):
    """Who walked with a sheet, and when; it stands above the rows."""

    walker = forms.ModelChoiceField(label=_("Who walked"), queryset=User.objects.none())
    day = forms.DateField(
        label=_("Day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    hour = forms.TimeField(
        label=_("Hour they set out"), widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )

    def __init__(self, *args: Any, sheet: Sheet, user: User, at: datetime, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _initial(sheet, user, at))
        super().__init__(*args, **kwargs)
        self.sheet, self.at = sheet, at
        self.fields["walker"].queryset = walkers_of(sheet.collective)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("day") or cleaned.get("hour") is None:
            return cleaned
        zone = self.sheet.collective.time_zone
        moments = moments_of(datetime.combine(cleaned["day"], cleaned["hour"]), zone)
        if not moments:
            self.add_error("hour", _("The clocks went forward: there was no such hour."))
        elif moments[0] > self.at:
            self.add_error("day", _("That day and hour are still to come."))
        elif cleaned["day"] < self.sheet.printed_at.astimezone(ZoneInfo(zone)).date():
            self.add_error("day", _("The sheet was not printed yet on that day."))
        else:
            cleaned["walked_at"] = moments[0]
        return cleaned


def walkers_of(collective: Collective) -> Any:
    rows = User.objects.filter(
        grants__collective=collective,
        grants__revoked_at__isnull=True,
        grants__role__in=[Role.CANVASSER, Role.ORGANIZER],
    )
    return rows.distinct().order_by("handle")


def _initial(sheet: Sheet, user: User, at: datetime) -> dict[str, Any]:
    if sheet.walked_at is None:
        held = sheet.turf.assignments.filter(since__lte=at).order_by("-since").first()
        return {"walker": held.user_id if held else user.pk}
    local = sheet.walked_at.astimezone(ZoneInfo(sheet.collective.time_zone))
    return {"walker": sheet.walker_id, "day": local.date(), "hour": local.time()}


class RowForm(forms.Form):
    """One row of the grid."""

    result = forms.ChoiceField(choices=[("", ""), *Result.choices], required=False)
    words = forms.CharField(max_length=4000, required=False)
    name = forms.CharField(max_length=200, required=False)
    contact = forms.CharField(max_length=254, required=False)
    consent = forms.BooleanField(required=False)
    language = forms.ChoiceField(choices=[("es", "Español"), ("en", "English")], required=False)

    def __init__(self, data: Mapping[str, Any], *, order: int, country: str, revision: int) -> None:
        super().__init__(storable(dict(data.items())), prefix=f"r{order}")
        self.order, self.country, self.revision = order, country, revision

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for field, reason in self._wrong(said):
            self.add_error(field, reason)
        return said

    def _wrong(self, said: dict[str, Any]) -> list[tuple[str, Any]]:
        told = said.get("words") or said.get("contact") or said.get("consent") or said.get("name")
        if told and not said.get("result"):
            return [("result", _("Mark what came of this visit too."))]
        if said.get("name") and not said.get("contact"):
            return [("contact", _("We keep a name only with a number or an e-mail."))]
        if said.get("consent") and not said.get("contact"):
            return [("contact", _("Write the number or e-mail they said yes with."))]
        if said.get("contact") and not said.get("consent"):
            return [("consent", REASONS["no_consent"])]
        return self._wrong_contact(said.get("contact", ""))

    def _wrong_contact(self, contact: str) -> list[tuple[str, Any]]:
        try:
            if "@" in contact:
                normal_email(contact)
            elif contact:
                normal_phone(contact, self.country)
        except ValueError:
            return [("contact", REASONS["bad_email" if "@" in contact else "bad_phone"])]
        return []

    def row(self) -> Row:
        said = self.cleaned_data
        return Row(
            order=self.order,
            revision=self.revision,
            result=said["result"],
            words=said["words"].strip(),
            name=squeeze(said["name"]),
            contact=squeeze(said["contact"]),
            consent=said["consent"],
            language=said["language"] or "en",
        )


def revisions_in(text: str, count: int) -> list[int]:
    """How often each row had been keyed in when the page was made, as the page says it."""
    try:
        found = [int(part) for part in text.split(",")]
    except ValueError:
        found = []
    return found if len(found) == count else [0] * count


class TallyForm(OnceForm):
    doors_knocked = forms.IntegerField(label=FIGURES["doors_knocked"], min_value=0, max_value=9999)
    answered = forms.IntegerField(
        label=FIGURES["answered"],
        min_value=0,
        max_value=9999,
        help_text=_("Every door that somebody came to, whatever they said."),
    )
    spoke = forms.IntegerField(label=FIGURES["spoke"], min_value=0, max_value=9999)
    refused = forms.IntegerField(label=FIGURES["refused"], min_value=0, max_value=9999)
    walker = forms.CharField(
        label=_("Name of whoever counted and signed"),
        max_length=120,
        help_text=_("As it stands on the paper. We keep it locked."),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        knocked, answered = said.get("doors_knocked"), said.get("answered")
        if knocked is not None and answered is not None and answered > knocked:
            self.add_error("answered", _("More doors answered than were knocked."))
        parts = [said.get("spoke"), said.get("refused")]
        if answered is not None and None not in parts and sum(parts) > answered:
            self.add_error("spoke", _("Spoke and refused are more than answered."))
        return said

    def figures(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in FIGURES}
