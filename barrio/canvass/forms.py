import json
import uuid
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from barrio.accounts.enums import Role
from barrio.accounts.models import Collective, User
from barrio.canvass.models import Turf, TurfDoor
from barrio.core.geo import is_coordinate
from barrio.core.text import squeeze
from barrio.places.models import Dwelling, Street
from barrio.runtime.once import OnceForm
from barrio.sync.envelopes import Envelope, moment, sealed_body


class MapDrawn(forms.HiddenInput):
    """Reads what the map component sends; renders nothing of its own."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return SafeString("")


SIZES = [
    (
        _("By doors"),
        [
            ("30", _("About 30 doors")),
            ("50", _("About 50 doors")),
            ("75", _("About 75 doors")),
            ("100", _("About 100 doors")),
            ("130", _("About 130 doors")),
        ],
    ),
    (
        _("By time, three minutes a door and the way"),
        [
            ("90m", _("An hour and a half")),
            ("120m", _("Two hours")),
            ("180m", _("Three hours")),
            ("240m", _("Four hours")),
        ],
    ),
]


class CutTurfForm(OnceForm):
    """A turf from streets, or from a polygon drawn on the map."""

    name = forms.CharField(
        label=_("Name of the turf"),
        max_length=70,
        help_text=_("Where it makes more than one, they are numbered: Howard 1, Howard 2."),
    )
    size = forms.ChoiceField(
        label=_("How large is a turf"),
        choices=SIZES,
        initial="75",
        help_text=_("In three hours one person knocks on about fifty."),
    )
    streets = forms.ModelMultipleChoiceField(
        label=_("Streets"),
        queryset=Street.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("There is no door on one of these streets. Choose again.")
        },
    )
    avoid = forms.ModelMultipleChoiceField(
        label=_("Streets that no turf should cross"),
        queryset=Street.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 5}),
        help_text=_("Avenues, railways. It is crossed only where there is no other way."),
    )
    start = forms.CharField(
        label=_("Where do people set out?"),
        required=False,
        max_length=160,
        help_text=_(
            "The address of a door of ours, as 2201 N Howard St. Every walk begins on that side."
        ),
    )
    # Drawn on the map, whose component carries the input itself.
    geometry = forms.CharField(
        label=_("Drawn area"), required=False, max_length=20000, widget=MapDrawn
    )

    def __init__(self, *args: Any, collective: Collective, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Only streets with doors: the others would make no turf.
        streets = Street.objects.filter(
            Exists(Dwelling.objects.filter(street=OuterRef("pk"))), collective=collective
        ).order_by("name")
        self.fields["streets"].queryset = streets
        self.fields["avoid"].queryset = Street.objects.filter(collective=collective).order_by(
            "name"
        )
        self.collective = collective

    def clean_start(self) -> Dwelling | None:
        text = squeeze(self.cleaned_data["start"])
        if not text:
            return None
        number, _space, street = text.partition(" ")
        found = Dwelling.objects.filter(
            collective=self.collective, number__iexact=number, street__name__iexact=street
        ).first()
        if found is None:
            raise forms.ValidationError(
                _("We have no door of that address. Write number and street, as on the list.")
            )
        return found

    def clean_geometry(self) -> dict | None:
        raw = self.cleaned_data["geometry"]
        if not raw:
            return None
        try:
            shape = json.loads(raw)
            points = shape["coordinates"][0]
            ok = shape["type"] == "Polygon" and 4 <= len(points) <= 500
            ok = ok and all(is_coordinate(float(lat), float(lon)) for lon, lat in points)
        except (ValueError, KeyError, TypeError, IndexError):
            ok = False
        if not ok:
            raise forms.ValidationError(
                _("That drawing is not an area. Draw it again, three corners or more.")
            )
        return {"type": "Polygon", "coordinates": [points]}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "geometry" in cleaned and not cleaned.get("streets") and not cleaned["geometry"]:
            raise forms.ValidationError(_("Choose streets, or draw an area on the map."))
        return cleaned


class AssignForm(OnceForm):
    user = forms.ModelChoiceField(label=_("Who walks it"), queryset=User.objects.none())
    hours = forms.TypedChoiceField(
        label=_("For how long"),
        coerce=int,
        choices=[
            (3, _("3 hours")),
            (6, _("6 hours")),
            (12, _("12 hours")),
            (24, _("Until tomorrow")),
        ],
        initial=6,
    )

    def __init__(self, *args: Any, collective: Collective, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = walkers_with_a_login(collective)


def walkers_with_a_login(collective: Collective) -> QuerySet[User]:
    return (
        User.objects.filter(
            grants__collective=collective,
            grants__revoked_at__isnull=True,
            grants__role__in=[Role.CANVASSER, Role.ORGANIZER],
        )
        .distinct()
        .order_by("handle")
    )


class PhoneFileForm(forms.Form):
    """The file in which a phone saved what it could not send; `file` becomes its envelopes."""

    MOST_BYTES = 20 * 2**20

    file = forms.FileField(
        label=_("The file, barrio-unsent.json"),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
    )

    def clean_file(self) -> list[Envelope]:
        file = self.cleaned_data["file"]
        if file.size > self.MOST_BYTES:
            raise forms.ValidationError(_("That file is too large to be one from a phone."))
        try:
            read = json.loads(file.read())
            if read["barrio"] != "unsent-1":
                raise ValueError("format")
            return [_from_file(row) for row in read["envelopes"]]
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            raise forms.ValidationError(
                _("That is not a file of unsent visits. Save it again on the phone.")
            ) from None


def _from_file(row: dict[str, Any]) -> Envelope:
    said = moment(row["made_at"])
    return Envelope(uuid.UUID(str(row["id"])), str(row["kind"]), sealed_body(row), said, said)


class SplitForm(OnceForm):
    parts = forms.TypedChoiceField(
        label=_("Into how many parts"), coerce=int, choices=[(n, str(n)) for n in (2, 3, 4)]
    )


class _OtherTurfForm(OnceForm):
    """Names one of the canvass's other turfs, in its field `turf_field`."""

    turf_field: str

    def __init__(self, *args: Any, turf: Turf, **kwargs: Any) -> None:
        # Three forms stand on one page: each field has an id of its own.
        super().__init__(*args, auto_id=f"id_{type(self).__name__.lower()}_%s", **kwargs)
        others = Turf.objects.filter(canvass=turf.canvass_id, retired_at__isnull=True)
        self.fields[self.turf_field].queryset = others.exclude(pk=turf.pk).order_by("name")


class JoinForm(_OtherTurfForm):
    turf_field = "other"

    other = forms.ModelChoiceField(label=_("The other turf"), queryset=Turf.objects.none())


class MoveForm(_OtherTurfForm):
    """Doors ticked on the turf's list, and where they go."""

    turf_field = "to"

    doors = forms.ModelMultipleChoiceField(
        queryset=Dwelling.objects.none(),
        error_messages={"required": _("Tick the doors that are to move.")},
    )
    to = forms.ModelChoiceField(
        label=_("Move the ticked doors to"),
        queryset=Turf.objects.none(),
        required=False,
        empty_label=_("out of this canvass"),
    )

    def __init__(self, *args: Any, turf: Turf, **kwargs: Any) -> None:
        super().__init__(*args, turf=turf, **kwargs)
        here = TurfDoor.objects.filter(turf=turf).values("dwelling")
        self.fields["doors"].queryset = Dwelling.objects.filter(pk__in=here)
