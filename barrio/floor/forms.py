from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from barrio.assemblies.forms import BothLanguages
from barrio.core.forms import Line
from barrio.floor.enums import Asking, Sign
from barrio.floor.models import Floor
from barrio.runtime.once import OnceForm


class FloorForm(OnceForm):
    """How the assembly shares its time."""

    seconds = forms.IntegerField(label=_("Seconds for each speaker"), min_value=15, max_value=3600)
    gives_way_en = Line(
        label=_("Those to whom the list gives way, in English"), required=False, max_length=120,
        help_text=_("For example: young people, night workers. Leave it empty for nobody."),
    )  # fmt: skip
    gives_way_es = Line(
        label=_("Those to whom the list gives way, in Spanish"), required=False, max_length=120
    )

    def __init__(self, *args: Any, floor: Floor, **kwargs: Any) -> None:
        words = {f"gives_way_{code}": text for code, text in floor.gives_way_to.items()}
        super().__init__(*args, initial={"seconds": floor.seconds, **words}, **kwargs)

    def gives_way_to(self) -> dict[str, str]:
        both = {code: self.cleaned_data.get(f"gives_way_{code}", "") for code in ("en", "es")}
        return {code: text for code, text in both.items() if text}


class PulseForm(BothLanguages):
    in_both = ("question",)
    question_en = Line(label=_("Question in English"), required=False, max_length=200)
    question_es = Line(label=_("Question in Spanish"), required=False, max_length=200)


class AskForm(OnceForm):
    kind = forms.ChoiceField(
        label=_("What for"), choices=list(reversed(Asking.choices)), widget=forms.RadioSelect,
        initial=Asking.SPEAK,
    )  # fmt: skip
    is_given_way = forms.BooleanField(required=False)

    def __init__(self, *args: Any, gives_way: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if gives_way:
            self.fields["is_given_way"].label = _("I am one of those to whom we give way: %s") % (
                gives_way
            )
        else:
            del self.fields["is_given_way"]


class AskForForm(AskForm):
    """By a keeper, for somebody who is here without a phone."""

    person = forms.ChoiceField(label=_("Who"))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "—"), *people]
        if "is_given_way" in self.fields:
            self.fields["is_given_way"].label = (
                _("They are one of those to whom we give way: %s") % (kwargs["gives_way"])
            )
        self.order_fields(["form_id", "person", "kind", "is_given_way"])


class HandForm(forms.Form):
    sign = forms.ChoiceField(choices=Sign.choices)
