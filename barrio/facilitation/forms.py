from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from barrio.assemblies.forms_ballots import DiceForm
from barrio.core.forms import Line
from barrio.facilitation.enums import Kind, Role
from barrio.facilitation.models import Access
from barrio.runtime.once import OnceForm

TOLD = ("step_free", "hearing_loop", "captions", "childcare", "food")


class AccessForm(OnceForm):
    """What people can count on when they come."""

    interpretation_es = Line(
        label=_("Interpretation, in Spanish"), required=False, max_length=200,
        help_text=_("From and into which languages, and how: whispered, by phone, sign language."),
    )  # fmt: skip
    interpretation_en = Line(label=_("Interpretation, in English"), required=False, max_length=200)
    more_es = Line(label=_("What else, in Spanish"), required=False, max_length=200)
    more_en = Line(label=_("What else, in English"), required=False, max_length=200)

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        words = {
            f"{name}_{code}": text
            for name in ("interpretation", "more")
            for code, text in getattr(access, name).items()
        }
        super().__init__(*args, initial={n: getattr(access, n) for n in TOLD} | words, **kwargs)
        for name in TOLD:
            label = str(Access._meta.get_field(name).verbose_name)
            self.fields[name] = forms.BooleanField(
                label=label[:1].upper() + label[1:], required=False
            )
        self.order_fields(["form_id", *TOLD])

    def said(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {name: said[name] for name in TOLD} | {
            name: {c: said[f"{name}_{c}"] for c in ("en", "es") if said[f"{name}_{c}"]}
            for name in ("interpretation", "more")
        }


class DrawForm(DiceForm):
    role = forms.ChoiceField(label=_("Which part"), choices=Role.choices)
    field_order = ["role", "dice"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dice"].help_text = _(
            "Throw five dice where everybody sees them, and write them one after another."
        )


class PartForm(OnceForm):
    person = forms.ChoiceField(label=_("Who"))
    role = forms.ChoiceField(label=_("Which part"), choices=Role.choices)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "—"), *people]


class SignalForm(forms.Form):
    kind = forms.ChoiceField(choices=Kind.choices)


class CaptionForm(OnceForm):
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    text = Line(label=_("What is being said"), max_length=300)
