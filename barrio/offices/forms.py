from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from barrio.accounts.models import Collective
from barrio.assemblies.enums import CommissionKind
from barrio.assemblies.forms import BothLanguages
from barrio.assemblies.models import Act
from barrio.assemblies.queries import by_name, roll_of
from barrio.core.forms import Day, Line, Paragraphs
from barrio.offices.enums import Ground
from barrio.offices.queries import elected_in
from barrio.runtime.once import OnceForm
from barrio.runtime.sealed import open_all

NEWEST = 50  # acts to choose from


class ActField(forms.ModelChoiceField):
    """An act of our own assembly, the newest first."""

    def __init__(self, collective: Collective, acts: list[Act] | None = None) -> None:
        if acts is None:
            rows = Act.objects.filter(collective=collective, superseded_by__isnull=True)
            acts = list(rows.order_by("-number")[:NEWEST])
        queryset = Act.objects.filter(pk__in=[act.pk for act in acts]).order_by("-number")
        super().__init__(queryset, label=_("By which act of our assembly"), empty_label="—")

    def label_from_instance(self, act: Act) -> str:
        return f"{act.number}. {act.title_in(get_language() or 'en')}"


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
        entries = by_name(collective.pk, roll_of(collective.pk))
        open_all(entry.person for entry in entries)
        people = [(str(entry.person_id), entry.person.name) for entry in entries]
        self.fields["person"].choices = [("", "—"), *people]
        self.fields["act"] = ActField(collective)


class ElectedForm(OnceForm):
    """Everybody whom an election chose, in its order."""

    begins_on = forms.DateField(label=_("From which day"), widget=Day)

    def __init__(self, *args: Any, collective: Collective, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Act.objects.filter(collective=collective, vote__run__isnull=False)
        acts = [act for act in rows.order_by("-number")[:NEWEST] if elected_in(act)]
        self.fields["act"] = ActField(collective, acts)
        self.order_fields(["form_id", "act", "begins_on"])


class ActForm(OnceForm):
    def __init__(self, *args: Any, collective: Collective, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"] = ActField(collective)


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
