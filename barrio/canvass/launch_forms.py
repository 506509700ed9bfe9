"""Forms at the table of a day."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from barrio.accounts.models import User
from barrio.canvass.forms import walkers_with_a_login
from barrio.canvass.models import Launch, Turf
from barrio.runtime.once import OnceForm


class LaunchForm(OnceForm):
    place = forms.CharField(
        label=_("Where do you meet?"), max_length=200, help_text=_("Only organizers see it.")
    )
    trouble = forms.CharField(
        label=_("Whom to call when something goes wrong"),
        max_length=40,
        help_text=_("A phone number. It stands on the phone of everybody who walks."),
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )


class ArriveForm(OnceForm):
    """Somebody with a login, or a name."""

    user = forms.ModelChoiceField(
        label=_("Somebody with a login"), queryset=User.objects.none(), required=False
    )
    name = forms.CharField(label=_("or a first name"), max_length=80, required=False)

    def __init__(self, *args: Any, launch: Launch, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="id_arrive_%s", **kwargs)
        here = launch.walkers.filter(user__isnull=False).values("user")
        rows = walkers_with_a_login(launch.canvass.collective)
        self.fields["user"].queryset = rows.exclude(pk__in=here)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("user")) == bool(cleaned.get("name")) and not self.errors:
            self.add_error("name", _("Choose a login or write a name: one of the two."))
        return cleaned


class PairForm(forms.Form):
    pair = forms.IntegerField(min_value=1, max_value=99, required=False)
    has_script = forms.BooleanField(required=False)


class GivePairForm(OnceForm):
    pair = forms.TypedChoiceField(label=_("Pair"), coerce=int)
    turf = forms.ModelChoiceField(label=_("gets the turf"), queryset=Turf.objects.none())
    hours = forms.TypedChoiceField(
        label=_("For how long"),
        coerce=int,
        choices=[(3, _("3 hours")), (6, _("6 hours")), (12, _("12 hours"))],
    )

    def __init__(self, *args: Any, launch: Launch, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="id_give_%s", **kwargs)
        here = launch.walkers.filter(pair__isnull=False, left_at__isnull=True)
        pairs = sorted({walker.pair or 0 for walker in here})
        self.fields["pair"].choices = [(n, n) for n in pairs]
        turfs = Turf.objects.filter(canvass=launch.canvass_id, retired_at__isnull=True)
        self.fields["turf"].queryset = turfs.order_by("name")


class CloseForm(OnceForm):
    debrief = forms.CharField(
        label=_("What did you hear, and what follows from it?"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Said in the round at the end. It is kept sealed; only organizers read it."),
    )
