from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from barrio.accounts.models import Collective
from barrio.assemblies.enums import CommissionKind
from barrio.assemblies.forms import BothLanguages
from barrio.assemblies.forms_acts import ActField, people_to_choose
from barrio.core.forms import Day, Line, Paragraphs
from barrio.offices.enums import Ground
from barrio.offices.queries import elections_of
from barrio.runtime.once import OnceForm


class FoundForm(BothLanguages):
    name_es = Line(label=_("Name in Spanish"), max_length=80, required=False)
    name_en = Line(label=_("Name in English"), max_length=80, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=CommissionKind.choices)
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=50, initial=5)
    alternates = forms.IntegerField(label=_("Alternates"), min_value=0, max_value=50, initial=0)

    in_both = ("name",)

    def __init__(self, *args: Any, collective: Collective, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"] = ActField(collective)


class SeatForm(OnceForm):
    """One person, by the act that named them."""

    person = forms.ChoiceField(label=_("Who"))
    is_alternate = forms.BooleanField(label=_("As an alternate"), required=False)
    begins_on = forms.DateField(label=_("From which day"), widget=Day)

    def __init__(self, *args: Any, collective: Collective, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people_to_choose(collective)
        self.fields["act"] = ActField(collective)


class ElectedForm(OnceForm):
    """Everybody whom an election chose, in its order."""

    begins_on = forms.DateField(label=_("From which day"), widget=Day)

    def __init__(self, *args: Any, collective: Collective, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"] = ActField(collective, elections_of(collective.pk))
        self.order_fields(["form_id", "act", "begins_on"])


class ConflictForm(OnceForm):
    about = Paragraphs(
        label=_("In what they have an interest of their own"), max_length=1000,
        help_text=_("They take no part where it is decided."),
    )  # fmt: skip


class HandoverForm(OnceForm):
    what = Line(
        label=_("What is handed over"), max_length=200,
        help_text=_("A thing a line: keys, a book, a list of open work. No passwords."),
    )  # fmt: skip


class RecallForm(OnceForm):
    ground = forms.ChoiceField(label=_("Reason"), choices=Ground.choices)
    words = Paragraphs(
        label=_("What it is about"), max_length=2000,
        help_text=_("Everybody of the collective can read it. Write what you can show."),
    )  # fmt: skip


class TextForm(OnceForm):
    text = Paragraphs(label=_("In their words"), max_length=5000)


class SignForm(forms.Form):
    person = forms.UUIDField()
