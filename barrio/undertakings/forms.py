from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from barrio.accounts.models import Collective
from barrio.assemblies.forms import BothLanguages
from barrio.assemblies.forms_acts import ActField, ActForm
from barrio.core.forms import Line, Paragraphs
from barrio.undertakings.enums import Kind


class BeginForm(BothLanguages):
    in_both = ("title",)

    kind = forms.ChoiceField(label=_("What it is"), choices=Kind.choices, widget=forms.RadioSelect)
    title_es = Line(label=_("Name in Spanish"), max_length=120, required=False)
    title_en = Line(label=_("Name in English"), max_length=120, required=False)
    purpose_es = Paragraphs(label=_("What for, in Spanish"), max_length=2000, required=False)
    purpose_en = Paragraphs(label=_("What for, in English"), max_length=2000, required=False)

    def __init__(self, *args: Any, collective: Collective, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"] = ActField(collective)


class EndForm(ActForm):
    """By which act the assembly ended it."""
