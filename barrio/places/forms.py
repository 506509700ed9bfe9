from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from barrio.places.enums import SiteKind, StreetSide
from barrio.places.models import Site
from barrio.runtime.once import OnceForm


class WhereForm(OnceForm):
    """Latitude and longitude, both or neither."""

    lat = forms.FloatField(
        label=_("Latitude"), required=False, min_value=-90, max_value=90, help_text="39.9824"
    )
    lon = forms.FloatField(
        label=_("Longitude"), required=False, min_value=-180, max_value=180, help_text="-75.1364"
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        given = [cleaned.get("lat") is not None, cleaned.get("lon") is not None]
        if any(given) and not all(given) and not self.errors:
            raise forms.ValidationError(_("Give latitude and longitude, or neither."))
        return cleaned


class SiteForm(WhereForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("What it is"), choices=SiteKind.choices)

    field_order = ["name", "kind", "lat", "lon"]


class DoorForm(WhereForm):
    street_name = forms.CharField(
        label=_("Street"),
        max_length=120,
        widget=forms.TextInput(attrs={"list": "streets", "autocomplete": "off"}),
    )
    number = forms.CharField(label=_("Number"), max_length=20)
    unit = forms.CharField(
        label=_("Unit"), max_length=20, required=False, help_text=_("Apartment or floor, if any.")
    )
    side = forms.ChoiceField(
        label=_("Side of the street"), choices=StreetSide.choices, required=False
    )
    site = forms.ModelChoiceField(
        label=_("Place"), queryset=Site.objects.none(), required=False, empty_label=_("None")
    )

    field_order = ["street_name", "number", "unit", "side", "site", "lat", "lon"]

    def __init__(self, *args: Any, collective_id: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sites = Site.objects.filter(collective_id=collective_id)
        self.fields["site"].queryset = sites.order_by("name")
        self.fields["lat"].help_text = _("Leave it empty to put the door between its neighbours.")
