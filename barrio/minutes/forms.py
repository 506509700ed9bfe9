from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from barrio.assemblies.models import Act, AgendaItem, Assembly
from barrio.core.forms import Line, Paragraphs
from barrio.minutes.enums import Sheet, Stance
from barrio.minutes.models import Minutes
from barrio.minutes.queries import people_there
from barrio.runtime.once import OnceForm
from barrio.runtime.sealed import open_all


class NoteForm(OnceForm):
    item = forms.ModelChoiceField(
        AgendaItem.objects.none(), label=_("Under which point"), required=False,
        empty_label=_("none"),
    )  # fmt: skip
    text = Paragraphs(
        label=_("What was said"), max_length=2000,
        help_text=_("What people will want to remember. Votes and acts stand here by themselves."),
    )  # fmt: skip

    def __init__(self, *args: Any, assembly: Assembly, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["item"]
        field.queryset = assembly.items.all()
        language = get_language() or "en"
        field.label_from_instance = lambda item: f"{item.number}. {item.title_in(language)}"


class SignForm(forms.Form):
    person = forms.UUIDField()
    sheet = forms.ChoiceField(choices=Sheet.choices)


class DissentForm(OnceForm):
    """Who was there to the end signs, and dissents with a reason."""

    person = forms.ChoiceField(label=_("Who dissents"))
    reason = Line(label=_("Why"), max_length=500)
    stance = Stance.DISSENTS

    def __init__(self, *args: Any, people: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_all(row.person for row in people)
        choices = [(str(row.person_id), row.person.name) for row in people]
        self.fields["person"].choices = [("", "—"), *choices]


class AmendForm(OnceForm):
    person = forms.ChoiceField(label=_("Who was there and says it"))
    text = Paragraphs(label=_("What the minutes have wrong"), max_length=2000)

    def __init__(self, *args: Any, assembly: Assembly, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = open_all(people_there(assembly))
        choices = [(str(person.pk), person.name) for person in people]
        self.fields["person"].choices = [("", "—"), *choices]


class AnswerForm(OnceForm):
    act = forms.ModelChoiceField(
        Act.objects.none(), label=_("Act of a later assembly that accepts it"), required=False,
        empty_label=_("none: it is not accepted"),
    )  # fmt: skip

    def __init__(self, *args: Any, minutes: Minutes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["act"]
        field.queryset = Act.objects.filter(
            collective=minutes.collective_id, adopted_at__gt=minutes.closed_at
        ).order_by("-number")
        language = get_language() or "en"
        field.label_from_instance = lambda act: f"{act.number}. {act.title_in(language)}"


class PaperForm(OnceForm):
    numbers = forms.CharField(
        label=_("Numbers of the lines that are marked"), max_length=20_000,
        widget=forms.Textarea({"rows": 3, "inputmode": "numeric"}),
        help_text=_("Like 1-14, 17, 22. Whoever is there already stays as they are."),
    )  # fmt: skip
