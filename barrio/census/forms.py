from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from barrio.assemblies.enums import Belonging
from barrio.census.enums import ChallengeState, Claim
from barrio.census.models import Challenge
from barrio.core.forms import Day, Line, Paragraphs
from barrio.runtime.once import OnceForm

LONGEST = 366  # days that a letter is good


class LetterForm(OnceForm):
    address = Line(
        label=_("Address, as it is to stand on the letter"), max_length=200, required=False
    )
    purpose = Line(
        label=_("What it is for"), max_length=200, required=False,
        help_text=_("School, bank, court. Leave it empty if they would rather not say."),
    )  # fmt: skip
    good_until = forms.DateField(label=_("Good until"), widget=Day())

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        initial = {"good_until": today + timedelta(days=90)}
        super().__init__(*args, initial=initial, **kwargs)
        self.today = today

    def clean_good_until(self) -> date:
        day = self.cleaned_data["good_until"]
        if not self.today <= day <= self.today + timedelta(days=LONGEST):
            raise forms.ValidationError(_("Give a day from today to a year from now."))
        return day


class NameOnPaperForm(forms.Form):
    name = Line(label=_("The name on the paper"), max_length=200)


class ChallengeForm(OnceForm):
    why = Paragraphs(
        label=_("Why"), max_length=1000,
        help_text=_("What was said, and by whom if they want it known. It is sealed."),
    )  # fmt: skip


class AnswerForm(OnceForm):
    state = forms.ChoiceField(
        label=_("What you find"),
        choices=[choice for choice in ChallengeState.choices if choice[0] != ChallengeState.OPEN],
        widget=forms.RadioSelect,
    )
    answer = Paragraphs(label=_("With which reason"), max_length=1000)
    belonging = forms.ChoiceField(label=_("Why they belong"), choices=Belonging.choices)
    since = forms.DateField(label=_("Since when"), widget=Day())
    votes_from = forms.DateField(
        label=_("The day they come of age to vote"), widget=Day(), required=False,
        help_text=_("Only for who is too young to vote now."),
    )  # fmt: skip

    def __init__(self, *args: Any, challenge: Challenge, today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"since": today}, **kwargs)
        if challenge.claim == Claim.OFF:
            for name in ("belonging", "since", "votes_from"):
                del self.fields[name]
