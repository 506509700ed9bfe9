"""Opening a canvass with its script: what to say first, questions, answers and branches."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from barrio.core.text import squeeze
from barrio.runtime.once import OnceForm

QUESTIONS = 8  # a script for a door; nobody answers more standing


class CanvassForm(OnceForm):
    """The name, what to say first, and the script's questions in both languages.

    Answers are written one a line, `English | Spanish`, and may lead on: `Yes | Sí > 3` goes to
    question 3, `No | No > end` ends the questions.
    """

    name = forms.CharField(label=_("Name of the canvass"), max_length=120)
    opening_en = forms.CharField(
        label=_("What to say first, in English"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    opening_es = forms.CharField(
        label=_("What to say first, in Spanish"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, QUESTIONS + 1):
            self.fields.update(self._fields_of(number))

    @staticmethod
    def _fields_of(number: int) -> dict[str, forms.Field]:
        n = {"n": number}
        return {
            f"question_en_{number}": forms.CharField(
                label=_("Question %(n)d, in English") % n, max_length=200, required=False
            ),
            f"question_es_{number}": forms.CharField(
                label=_("Question %(n)d, in Spanish") % n, max_length=200, required=False
            ),
            f"answers_{number}": forms.CharField(
                label=_("Answers to question %(n)d") % n,
                max_length=1000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3, "placeholder": "Yes | Sí > 3"}),
                help_text=_(
                    "One a line, English | Spanish. “> 3” goes on with question 3, “> end” ends. "
                    "Without a line, the neighbour's own words are written down."
                ),
            ),
        }

    def rows(self) -> list[tuple[int, list[Any]]]:
        """The fields of each question, for the page; all but the first start folded."""
        names = ("question_en", "question_es", "answers")
        return [(n, [self[f"{name}_{n}"] for name in names]) for n in range(1, QUESTIONS + 1)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        asked = [n for n in range(1, QUESTIONS + 1) if cleaned.get(f"question_en_{n}")]
        for number in range(1, QUESTIONS + 1):
            self._check_question(number, asked, cleaned)
        return cleaned

    def _check_question(self, number: int, asked: list[int], cleaned: dict[str, Any]) -> None:
        english, spanish = (cleaned.get(f"question_{code}_{number}") for code in ("en", "es"))
        if bool(english) != bool(spanish):
            self.add_error(
                f"question_es_{number}", _("Write the question in both languages, or in none.")
            )
        elif not english and cleaned.get(f"answers_{number}"):
            self.add_error(f"question_en_{number}", _("There are answers, but no question."))
        for line in cleaned.get(f"answers_{number}", "").splitlines():
            problem = _problem_with(line, number, asked)
            if problem:
                self.add_error(f"answers_{number}", problem)

    def opening(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"opening_{code}"] for code in ("en", "es")}

    def questions(self) -> list[dict[str, Any]]:
        said = self.cleaned_data
        return [
            {
                "key": f"q{n}",
                "text": {code: said[f"question_{code}_{n}"] for code in ("en", "es")},
                "choices": choices_of(said[f"answers_{n}"]),
            }
            for n in range(1, QUESTIONS + 1)
            if said[f"question_en_{n}"]
        ]


def _parts(line: str) -> tuple[str, str, str]:
    """English, Spanish and where it leads, of a line of answers."""
    words, _arrow, leads = line.partition(">")
    english, _bar, spanish = words.partition("|")
    return squeeze(english), squeeze(spanish), squeeze(leads).lower()


def _problem_with(line: str, number: int, asked: list[int]) -> str | None:
    if not line.strip():
        return None
    english, spanish, leads = _parts(line)
    if not (english and spanish):
        return _("“%(line)s”: write English | Spanish, as Yes | Sí.") % {"line": line.strip()[:60]}
    if leads in ("", "end", "fin"):
        return None
    if not leads.isdecimal() or int(leads) not in asked or int(leads) <= number:
        return _("“%(line)s” leads to no later question.") % {"line": line.strip()[:60]}
    return None


def choices_of(text: str) -> list[dict[str, Any]]:
    """The answers as they are kept: `next` is a question's key, `end`, or nothing."""
    found: list[dict[str, Any]] = []
    for line in text.splitlines():
        english, spanish, leads = _parts(line)
        if english:
            following = "end" if leads in ("end", "fin") else f"q{leads}" if leads else ""
            found.append(
                {
                    "value": f"a{len(found) + 1}",
                    "text": {"en": english, "es": spanish},
                    "next": following,
                }
            )
    return found
