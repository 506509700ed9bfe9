from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from barrio.accounts.models import Collective
from barrio.alerts.actions import MAX_RADIUS
from barrio.alerts.enums import ReportKind
from barrio.core.geo import is_coordinate, subscription_cell
from barrio.places.models import Site
from barrio.runtime.once import OnceForm


class PlaceFields(forms.Form):
    """Latitude and longitude, filled by the map or by hand; both or neither."""

    lat = forms.FloatField(required=False, label=_("Latitude"), widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, label=_("Longitude"), widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        lat, lon = cleaned.get("lat"), cleaned.get("lon")
        if (lat is None) != (lon is None):
            self.add_error(None, _("Give both latitude and longitude, or neither."))
        elif lat is not None and not is_coordinate(lat, lon):
            self.add_error(None, _("That point is not on the map. Pick it again."))
        return cleaned


class ReportForm(PlaceFields, OnceForm):
    """What a neighbour tells: what, where, when; nothing that is not needed."""

    kind = forms.ChoiceField(label=_("What is happening?"), choices=ReportKind.choices)
    place = forms.CharField(
        label=_("Where?"), max_length=200, help_text=_("A corner, an address or a landmark.")
    )
    words = forms.CharField(
        label=_("What do you see?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("How many, what they do, clothes or vehicles. Only what you see yourself."),
    )
    seen_at = forms.CharField(label=_("When?"), max_length=60, required=False)
    first_hand = forms.BooleanField(label=_("I see it myself, now"), required=False)
    contact = forms.CharField(
        label=_("May we call back? Number or e-mail"),
        max_length=120,
        required=False,
        help_text=_("Only for this report. You can leave it empty."),
    )

    field_order = ["kind", "place", "words", "seen_at", "first_hand", "contact"]


class ComposeForm(OnceForm):
    """Where an alert goes: a named place, its point, and how far around."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=ReportKind.choices)
    place_name = forms.CharField(
        label=_("Place, as everybody knows it"),
        max_length=80,
        help_text=_("Everybody who is told reads this. No names of people."),
    )
    site = forms.ChoiceField(label=_("Nearest of our places"), choices=(), required=False)
    radius = forms.TypedChoiceField(
        label=_("How far around"),
        coerce=int,
        choices=[
            (0, _("This quarter (about 1 km)")),
            (1, _("And those next to it (about 3 km)")),
            (2, _("Two around (about 5 km)")),
            (4, _("Four around (about 8 km)")),
            (MAX_RADIUS, _("The whole area (about 15 km)")),
        ],
        initial=1,
    )

    lat = forms.FloatField(
        label=_("Latitude, if you have the exact point"),
        min_value=-90,
        max_value=90,
        required=False,
    )
    lon = forms.FloatField(label=_("Longitude"), min_value=-180, max_value=180, required=False)

    def __init__(self, *args: Any, collective: Collective, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sites = Site.objects.filter(collective=collective, lat__isnull=False).order_by("name")
        self.sites = {str(site.pk): site for site in sites}
        named = [(pk, site.name) for pk, site in self.sites.items()]
        self.fields["site"].choices = [("", _("None: the point below")), *named]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        point = cleaned.get("lat"), cleaned.get("lon")
        if not self.errors and None in point and not cleaned.get("site"):
            raise forms.ValidationError(_("Choose one of our places, or give the exact point."))
        return cleaned

    def clean_place_name(self) -> str:
        place = self.cleaned_data["place_name"]
        if "://" in place or "www." in place.lower():
            raise forms.ValidationError(_("A place has no web address."))
        return place

    def centre(self) -> str:
        """The cell of the exact point, or else of the place chosen."""
        lat, lon = self.cleaned_data["lat"], self.cleaned_data["lon"]
        if lat is None or lon is None:
            site = self.sites[self.cleaned_data["site"]]
            lat, lon = site.lat, site.lon
        return subscription_cell(lat, lon)
