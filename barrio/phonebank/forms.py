import re
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from barrio.accounts.models import Collective
from barrio.canvass.enums import CanvassState
from barrio.canvass.models import Canvass
from barrio.comms.channels.sms.text import NAME, direct_text, segments
from barrio.core.clock import moments_of
from barrio.core.text import in_language
from barrio.grievances.enums import Topic
from barrio.phonebank.calls import BadCallBack, Heard, check_back_at
from barrio.phonebank.enums import Answer, BankKind, Outcome
from barrio.phonebank.models import Bank, Line
from barrio.places.models import Site
from barrio.runtime.once import OnceForm

LANGUAGES = [("", _("Any language")), ("es", _("Spanish")), ("en", _("English"))]
EARLIEST, LATEST = time(8), time(21)
MOST_SEGMENTS = 2
LONG_NAME = "Maximiliano"


class BankForm(OnceForm):
    """A round of calls or texts: with which script, to whom, at which hours."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=BankKind.choices)
    name = forms.CharField(label=_("Name of the round"), max_length=120)
    canvass = forms.ModelChoiceField(
        label=_("Whose opening and questions?"),
        queryset=Canvass.objects.none(),
        help_text=_("The same words as at the doors of that canvass."),
    )
    site = forms.ModelChoiceField(
        label=_("Who lives where?"),
        queryset=Site.objects.none(),
        required=False,
        empty_label=_("Anywhere"),
    )
    language = forms.ChoiceField(label=_("Who speaks"), choices=LANGUAGES, required=False)
    cool_down_days = forms.IntegerField(
        label=_("Days in peace"),
        min_value=1,
        max_value=365,
        initial=14,
        help_text=_("Nobody is called who was called, texted or visited in these last days."),
    )
    opens = forms.TimeField(
        label=_("From"), initial="10:00", widget=forms.TimeInput({"type": "time"})
    )
    closes = forms.TimeField(
        label=_("Until"), initial="20:00", widget=forms.TimeInput({"type": "time"})
    )
    text_en = forms.CharField(
        label=_("The text, in English"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Only for text messages. {first_name} becomes the person's first name."),
    )
    text_es = forms.CharField(
        label=_("The text, in Spanish"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("How to stop is added at the end by itself."),
    )

    def __init__(self, *args: Any, collective: Collective, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.collective = collective
        self.fields["canvass"].queryset = Canvass.objects.filter(
            collective=collective, state=CanvassState.OPEN
        ).order_by("-begun_on", "name")
        self.fields["site"].queryset = Site.objects.filter(collective=collective).order_by("name")

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if Bank.objects.filter(collective=self.collective, name=name).exists():
            raise forms.ValidationError(_("There is a list of that name. Choose another."))
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opens, closes = cleaned.get("opens"), cleaned.get("closes")
        if opens and closes and not EARLIEST <= opens < closes <= LATEST:
            self.add_error("closes", _("Call between 8:00 and 21:00, and end after you begin."))
        if cleaned.get("kind") == BankKind.TEXT:
            for code in ("en", "es"):
                self._check_text(f"text_{code}", cleaned.get(f"text_{code}", ""), code)
        return cleaned

    def _check_text(self, name: str, words: str, language: str) -> None:
        if not words:
            self.add_error(name, _("Write the text in both languages."))
        elif re.search(r"[{}]", words.replace(NAME, "")):
            self.add_error(name, _("Only {first_name} may stand in braces."))
        elif segments(direct_text(words, LONG_NAME, language)) > MOST_SEGMENTS:
            self.add_error(name, _("That is too long: two text messages at most, with the ending."))

    def texts(self) -> dict[str, str]:
        if self.cleaned_data["kind"] != BankKind.TEXT:
            return {}
        return {code: self.cleaned_data[f"text_{code}"] for code in ("en", "es")}


class CallForm(forms.Form):
    """What came of a call. One form with a button for each outcome."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        choices=[choice for choice in Outcome.choices if choice[0] != Outcome.TEXTED]
    )
    back_at = forms.DateTimeField(
        label=_("When?"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("Say when to call back: a day and an hour.")},
    )
    note = forms.CharField(
        label=_("Note for whoever calls next"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    words = forms.CharField(
        label=_("What is wrong, in their own words"),
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    topic = forms.ChoiceField(
        label=_("It is about"), choices=Topic.choices, required=False, initial=Topic.OTHER
    )
    shared_by = forms.CharField(label=_("Who else has it?"), max_length=200, required=False)
    alerts = forms.BooleanField(label=_("They said yes."), required=False)
    organising = forms.ChoiceField(
        label=_("May we go on calling and writing?"),
        required=False,
        choices=[("", _("Not asked")), ("yes", Answer.YES.label), ("no", Answer.NO.label)],
    )

    def __init__(self, *args: Any, line: Line, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line = line
        language = line.person.language
        for question in line.bank.canvass.questions:
            self.fields[f"answer_{question['key']}"] = _field_for(question, language)

    def questions(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("answer_")]

    def clean_back_at(self) -> datetime | None:
        """The field reads the server's zone; people say hours of their own."""
        value = self.cleaned_data["back_at"]
        if value is None:
            return None
        zone = self.line.collective.time_zone
        moments = moments_of(value.replace(tzinfo=None), zone)
        if not moments:
            raise forms.ValidationError(_("The clocks skip that hour. Choose another."))
        return moments[0]

    def check_back(self, at: datetime) -> bool:
        """Whether a call back, where it is one, is at a time when people are called."""
        if self.cleaned_data["outcome"] != Outcome.CALL_BACK:
            self.cleaned_data["back_at"] = None
            return True
        try:
            check_back_at(self.line.bank, self.cleaned_data["back_at"], at)
        except BadCallBack as refusal:
            self.add_error("back_at", str(refusal))
        return not self.errors

    def heard(self) -> Heard:
        cleaned = self.cleaned_data
        return Heard(
            note=cleaned["note"],
            answers={
                name.removeprefix("answer_"): said
                for name, said in cleaned.items()
                if name.startswith("answer_") and said
            },
            grievance=cleaned["words"].strip(),
            topic=cleaned["topic"] or Topic.OTHER,
            shared_by=cleaned["shared_by"],
            wants_alerts=cleaned["alerts"],
            organising=cleaned["organising"],
        )


def _field_for(question: dict[str, Any], language: str) -> forms.Field:
    """A question of the canvass in the neighbour's language, with its answers or a free one."""
    label = in_language(question["text"], language)
    choices = [
        (choice["value"], in_language(choice["text"], language))
        for choice in question.get("choices", [])
    ]
    if not choices:
        return forms.CharField(label=label, required=False, max_length=200)
    not_asked = ("", pgettext_lazy("question", "Not asked"))
    return forms.ChoiceField(label=label, required=False, choices=[not_asked, *choices])
