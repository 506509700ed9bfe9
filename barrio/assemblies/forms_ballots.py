"""Forms of choices and of ballots."""

import re
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from barrio.assemblies import belenios
from barrio.assemblies.actions.terms import Terms
from barrio.assemblies.enums import BUDGETS, GRADED, RANKED, Choice, Counting, Method
from barrio.assemblies.forms import BothLanguages, ways_to_vote
from barrio.assemblies.models import Vote
from barrio.assemblies.papers import EQUALS_ALLOWED, MOST_POINTS, ranking_of
from barrio.assemblies.queries import Standing
from barrio.core.forms import Line, Paragraphs
from barrio.runtime.once import OnceForm


class OptionForm(BothLanguages):
    in_both = ("title",)

    title_en = Line(label=_("Option in English"), max_length=200, required=False)
    title_es = Line(label=_("Option in Spanish"), max_length=200, required=False)
    cost = forms.IntegerField(
        label=_("What it costs, in whole units"),
        min_value=1,
        max_value=10**12,
        required=False,
        help_text=_("Only where a budget is shared."),
    )


class PersonForm(forms.Form):
    person = forms.UUIDField()


class TermsForm(OnceForm):
    """How a choice among several is put to the vote."""

    method = forms.ChoiceField(
        label=_("How to vote"),
        choices=lambda: [
            c for c in ways_to_vote() if c[0] not in (Method.NOMINAL, Method.CONSENSUS)
        ],
        initial=Method.PHONE,
    )
    rule = forms.ChoiceField(
        label=_("How it is counted"),
        choices=Counting.choices,
        help_text=_("It is fixed when the vote opens, as is the lot for ties."),
    )
    seats = forms.IntegerField(
        label=_("How many are chosen"), min_value=1, max_value=60, required=False, initial=1
    )
    budget = forms.IntegerField(
        label=_("Money to share, in whole units"), min_value=1, max_value=10**12, required=False
    )

    def terms(self) -> Terms:
        said = self.cleaned_data
        rule = said["rule"]
        if rule in BUDGETS:
            return Terms(rule, None, said["budget"])
        return Terms(rule, said["seats"], None)


class PapersForm(OnceForm):
    papers = Paragraphs(
        label=_("What the papers say"),
        max_length=200_000,
        help_text=_("One paper a line: its number, a colon, and what it says. 1: 2>1>3"),
    )

    def __init__(self, *args: Any, is_yes_or_no: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_yes_or_no:
            self.fields["papers"].help_text = _(
                "One paper a line: its number, a colon, and what it says. 1: yes"
            )

    def clean_papers(self) -> dict[int, str]:
        found: dict[int, str] = {}
        for place, line in enumerate(self.cleaned_data["papers"].splitlines(), 1):
            if line.strip():
                number, said = _paper(line, place)
                if number in found:
                    raise forms.ValidationError(
                        _("Line %(line)d: paper %(number)d stands there twice."),
                        params={"line": place, "number": number},
                    )
                found[number] = said
        return found


def _paper(line: str, place: int) -> tuple[int, str]:
    number, colon, said = line.partition(":")
    digits = number.strip()
    if not colon or not re.fullmatch("[0-9]{1,6}", digits) or not int(digits):
        raise forms.ValidationError(
            _("Line %(line)d: begin with the number of the paper and a colon."),
            params={"line": place},
        )
    return int(digits), said


class DiceForm(OnceForm):
    dice = forms.RegexField(
        r"^[1-6]{3,40}$",
        label=_("What the dice show"),
        strip=True,
        help_text=_("Throw five dice where everybody sees them, and write them one after another. "
                    "They decide only if there is a tie."),
        error_messages={"invalid": _("Write at least three throws, each from 1 to 6: 35216.")},
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip


class UrnForm(OnceForm):
    """The tellers' codes, and the dice where a tie could come."""

    def __init__(self, *args: Any, vote: Vote, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tellers = [(key.teller_id, key.teller.handle) for key in vote.keys.all()]
        for pk, handle in self.tellers:
            self.fields[f"code_{pk}"] = Line(
                label=_("Code of %(teller)s") % {"teller": handle},
                max_length=40,
                widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
            )
        if vote.rule:
            self.fields["dice"] = deepcopy(DiceForm.base_fields["dice"])

    def codes(self) -> dict[Any, str]:
        return {pk: self.cleaned_data[f"code_{pk}"] for pk, _handle in self.tellers}


class ArchiveForm(OnceForm):
    """An archive of Belenios, and the dice where a tie could come."""

    file = forms.FileField(
        label=_("The archive, a file whose name ends in .bel"),
        widget=forms.ClearableFileInput({"accept": ".bel"}),
    )

    def __init__(self, *args: Any, with_dice: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if with_dice:
            self.fields["dice"] = deepcopy(DiceForm.base_fields["dice"])

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > belenios.LARGEST:
            raise forms.ValidationError(_("That file is too large to be an archive of a vote."))
        return bytes(file.read())


class HandsForm(OnceForm):
    """One teller's count of the hands for each option."""

    def __init__(self, *args: Any, standing: Sequence[Standing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing = standing
        for one in standing:
            self.fields[f"option_{one.number}"] = forms.IntegerField(
                label=one.name, min_value=0, max_value=100_000
            )

    def hands(self) -> dict[int, int]:
        return {one.number: self.cleaned_data[f"option_{one.number}"] for one in self.standing}


GRADE_WORDS = (
    _("Reject"), _("Poor"), _("Acceptable"), _("Good"), _("Very good"), _("Excellent"),
)  # fmt: skip


class BallotForm(OnceForm):
    """What a voter fills in on their phone, by the rule of the vote."""

    def __init__(self, *args: Any, vote: Vote, standing: Sequence[Standing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.vote, self.standing = vote, standing
        if not vote.rule:
            self.fields["choice"] = forms.ChoiceField(
                label=_("Your vote"), choices=Choice.choices, widget=forms.RadioSelect
            )
        for one in standing if vote.rule else ():
            self.fields[f"option_{one.number}"] = self._field(one)

    def _field(self, one: Standing) -> forms.Field:
        if self.vote.rule in RANKED:
            return forms.IntegerField(
                label=one.name, min_value=1, max_value=len(self.standing), required=False,
                widget=forms.NumberInput({"inputmode": "numeric"}),
            )  # fmt: skip
        if self.vote.rule in GRADED:
            words = [
                (n, GRADE_WORDS[n] if self.vote.rule == Counting.MAJORITY_JUDGMENT else str(n))
                for n in range(MOST_POINTS, -1, -1)
            ]
            return forms.TypedChoiceField(label=one.name, choices=words, coerce=int, initial=0)
        return forms.BooleanField(label=one.name, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.vote.rule in RANKED and self.vote.rule not in EQUALS_ALLOWED:
            self._refuse_equals(cleaned)
        return cleaned

    def _refuse_equals(self, cleaned: dict[str, Any]) -> None:
        seen: dict[int, str] = {}
        for one in self.standing:
            place = cleaned.get(f"option_{one.number}")
            if place is not None and place in seen:
                self.add_error(
                    f"option_{one.number}",
                    _("%(other)s has place %(place)d already. Give each a place of its own.")
                    % {"other": seen[place], "place": place},
                )
            elif place is not None:
                seen[place] = one.name

    def said(self) -> str:
        """The ballot as `papers` writes it."""
        if not self.vote.rule:
            return str(self.cleaned_data["choice"])
        given = {one.number: self.cleaned_data[f"option_{one.number}"] for one in self.standing}
        if self.vote.rule in RANKED:
            return ranking_of({n: place for n, place in given.items() if place is not None})
        if self.vote.rule in GRADED:
            return ",".join(f"{n}:{grade}" for n, grade in given.items())
        return ",".join(str(n) for n, chosen in given.items() if chosen)


class WallCodeForm(forms.Form):
    code = Line(
        label=_("The code on the wall"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )
