"""Sample data for the gallery of components. Nothing here is kept or sent."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LONG_NAME = "María de los Ángeles Etxeberria-O'Donoghue"


class SampleForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"), help_text=gettext_lazy("As the person wants to be called.")
    )
    number = forms.IntegerField(
        label=gettext_lazy("How many live here"), min_value=1, max_value=30, required=False
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[("en", gettext_lazy("English")), ("es", gettext_lazy("Spanish"))],
        widget=forms.RadioSelect,
    )
    street = forms.ChoiceField(
        label=gettext_lazy("Street"), choices=[("howard", "Howard St"), ("hope", "Hope St")]
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    agrees = forms.BooleanField(label=gettext_lazy("Agrees to be called"), required=False)


def gallery_context() -> dict[str, Any]:
    return {
        "empty_form": SampleForm(prefix="empty"),
        "wrong_form": SampleForm({"wrong-number": "99", "wrong-street": "hope"}, prefix="wrong"),
        "long_name": LONG_NAME,
        "columns": [_("Who"), _("When"), _("Next step")],
        "rows": [
            [LONG_NAME, _("today 18:30"), _("Call about the boiler")],
            ["Bruno", _("tomorrow 9:00"), _("Bring the forms")],
        ],
        "page": Paginator(range(200), 20).page(3),
        "crumbs": [
            {"label": _("Meet"), "url": "/"},
            {"label": "Howard St", "url": "/components/"},
            {"label": "2314", "url": ""},
        ],
    }
