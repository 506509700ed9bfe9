from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext_lazy as _

from barrio.accounts.models import Collective
from barrio.assemblies.enums import AssemblyState, Choice, Matter
from barrio.assemblies.forms_acts import ActField, ActForm, people_to_choose
from barrio.assemblies.models import Assembly
from barrio.core.forms import Line, Paragraphs
from barrio.federation.enums import Strength
from barrio.federation.models import Link
from barrio.people.models import Person
from barrio.runtime.once import OnceForm

BIGGEST_FILE = 4 * 1024 * 1024


class CardForm(OnceForm):
    text = forms.CharField(
        label=_("Their card"),
        help_text=_("The whole text that the other body gave you, from the first { to the last }."),
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
    )


class TermsForm(OnceForm):
    people_per_seat = forms.IntegerField(
        label=_("People on a body's roll for each delegate"), min_value=1, max_value=100_000,
        initial=50, help_text=_("Every body has one delegate at least."),
    )  # fmt: skip
    most_seats = forms.IntegerField(
        label=_("Delegates of one body, at most"), min_value=1, max_value=200, initial=5
    )
    ratified_below = forms.BooleanField(
        label=_("What delegates adopt binds only once most bodies have ratified it"),
        required=False, initial=True,
    )  # fmt: skip
    answer_days = forms.IntegerField(
        label=_("Days that bodies have to answer"), min_value=1, max_value=365, initial=30
    )

    def __init__(self, *args: Any, collective: Collective, needs_act: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needs_act:
            self.fields["act"] = ActField(collective)


class DelegateForm(ActForm):
    person = forms.ChoiceField(label=_("Who"))
    seat = forms.TypedChoiceField(label=_("Seat"), coerce=int)
    is_alternate = forms.BooleanField(label=_("As the alternate of that seat"), required=False)

    field_order = ("form_id", "person", "seat", "is_alternate", "act")

    def __init__(self, *args: Any, link: Link, **kwargs: Any) -> None:
        super().__init__(*args, collective=link.collective, **kwargs)
        self.link = link
        self.fields["person"].choices = people_to_choose(link.collective)
        self.fields["seat"].choices = [(n, n) for n in range(1, (link.seats or 0) + 1)]
        self.order_fields(self.field_order)

    def clean_person(self) -> Person:
        return Person.objects.get(
            pk=self.cleaned_data["person"], collective=self.link.collective_id
        )


class MandateForm(ActForm):
    strength = forms.ChoiceField(
        label=_("How far they may decide"), choices=Strength.choices, widget=forms.RadioSelect
    )
    choice = forms.ChoiceField(
        label=_("How they vote"), choices=[("", "—"), *Choice.choices], required=False
    )
    said = Line(label=_("What else they carry"), max_length=1000, required=False)

    field_order = ("form_id", "act", "strength", "choice", "said")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)


class RatifyForm(ActForm):
    reply = forms.ChoiceField(
        label=_("What our assembly said"), choices=(), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reply"].choices = [
            ("yes", pgettext("ratification", "We ratify it: it shall bind")),
            ("no", pgettext("ratification", "We reject it")),
        ]


class ExplainForm(OnceForm):
    why = Paragraphs(label=_("Why they voted otherwise"), max_length=1000)


class TakeUpForm(OnceForm):
    assembly = forms.ModelChoiceField(
        Assembly.objects.none(), label=_("Of which assembly"), empty_label="—"
    )
    matter = forms.ChoiceField(label=_("Kind of decision"))

    def __init__(self, *args: Any, collective: Collective, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Assembly.objects.filter(
            collective=collective, state__in=[AssemblyState.CONVENED, AssemblyState.OPEN]
        )
        self.fields["assembly"].queryset = rows.order_by("starts_at")
        language = get_language() or "en"
        self.fields["assembly"].label_from_instance = lambda found: found.title_in(language)
        self.fields["matter"].choices = [
            (m.value, m.label) for m in (Matter.ORDINARY, Matter.MONEY)
        ]


class DeclineForm(OnceForm):
    said = Line(label=_("Why it is not taken up"), max_length=500)


class BringInForm(OnceForm):
    file = forms.FileField(label=_("File with documents"))

    def clean_file(self) -> str:
        found = self.cleaned_data["file"]
        if found.size > BIGGEST_FILE:
            raise forms.ValidationError(_("This file is too big to be documents of a body."))
        try:
            return found.read().decode()
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("This file holds no documents of a body.")) from error
