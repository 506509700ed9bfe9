from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from barrio.accounts.models import Collective
from barrio.assemblies import belenios
from barrio.assemblies.actions.convening import Item
from barrio.assemblies.enums import (
    Arrival,
    Basis,
    Belonging,
    Choice,
    CommissionKind,
    Matter,
    Method,
    NoticeBy,
    Preset,
    RulesState,
    Secrecy,
    Stand,
)
from barrio.assemblies.models import RuleSet
from barrio.assemblies.rules import LIMITS, Rules, RulesUnreadable, read_rules
from barrio.core.clock import moments_of
from barrio.core.forms import Clock, Day, Line, Paragraphs
from barrio.runtime.once import OnceForm


class BothLanguages(OnceForm):
    """Fields `name_en` and `name_es`: one is enough, the other shows the first."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in self.in_both:
            if not self.errors and not self.words(name, cleaned):
                self.add_error(f"{name}_en", _("Write it in one language at least."))
        return cleaned

    in_both: tuple[str, ...] = ()

    def words(self, name: str, cleaned: dict[str, Any] | None = None) -> dict[str, str]:
        said = self.cleaned_data if cleaned is None else cleaned
        both = {code: said.get(f"{name}_{code}", "") for code in ("en", "es")}
        return {code: text for code, text in both.items() if text}


class PresetForm(OnceForm):
    preset = forms.ChoiceField(
        label=_("Begin with the rules of"), choices=Preset.choices, widget=forms.RadioSelect
    )


NUMBERS = {
    "voting_age": _("One votes from the age of"),
    "residence_days": _("Days on the roll before one votes"),
    "notice_days": _("Days of notice"),
    "term_months": _("Months of a term"),
    "recall_percent": _("Percent of the roll that begin a recall"),
    "recall_report_days": _("Days for the controllership's report"),
    "recall_answer_days": _("Days from the report to an assembly"),
    "secrecy_floor": _("People present for a secret vote, at least"),
    "proxies": _("Votes of others that one person may hold (0: none)"),
}
FRACTIONS = ("1/2", "3/5", "2/3", "3/4", "4/5", "9/10", "1/1")
SHARES = [(f"{basis}:{part}", (basis, part)) for basis in Basis.values for part in FRACTIONS]


def share_label(basis: str, part: str) -> str:
    much = gettext("more than half") if part == "1/2" else part
    much = pgettext("share", "all") if part == "1/1" else much
    return f"{much} {Basis(basis).label}"


_label = lazy(share_label, str)


class RulesForm(OnceForm):
    """Every rule. What is saved is a draft of its own: nothing in force is changed by it."""

    consensus = forms.BooleanField(
        label=_("Look for consensus first, vote only where blocks remain"), required=False
    )
    may_be_reelected = forms.BooleanField(
        label=_("Spokespeople may be elected again right after"), required=False
    )

    def __init__(self, *args: Any, rules: Rules, **kwargs: Any) -> None:
        super().__init__(*args, initial=_initial(rules), **kwargs)
        self.rules = rules
        for name, label in NUMBERS.items():
            least, most = LIMITS[name]
            self.fields[name] = forms.IntegerField(label=label, min_value=least, max_value=most)
        for n in (1, 2, 3):
            self._add_call(n)
        for matter in Matter:
            self.fields[f"majority_{matter}"] = forms.ChoiceField(
                label=matter.label.capitalize(),
                choices=[(value, _label(*parts)) for value, parts in SHARES],
            )
        for kind in CommissionKind:
            self.fields[f"seats_{kind}"] = forms.IntegerField(
                label=_("Seats: %(kind)s") % {"kind": kind.label},
                min_value=0, max_value=50, required=False,
            )  # fmt: skip

    def _add_call(self, n: int) -> None:
        of = {"n": n}
        self.fields[f"percent_{n}"] = forms.IntegerField(
            label=_("Call %(n)d: percent of the roll") % of, min_value=0, max_value=100,
            required=n == 1, help_text=_("0: whoever is there.") if n == 1 else "",
        )  # fmt: skip
        self.fields[f"at_least_{n}"] = forms.IntegerField(
            label=_("Call %(n)d: people at least") % of, min_value=1, max_value=10_000,
            required=False,
        )  # fmt: skip
        if n > 1:
            self.fields[f"after_minutes_{n}"] = forms.IntegerField(
                label=_("Call %(n)d: minutes after the call before") % of,
                min_value=1, max_value=30 * 24 * 60, required=False,
                help_text=_("Leave call %(n)d empty if there is none.") % of,
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                cleaned["values"] = read_rules(self._values(cleaned)).as_data()
            except RulesUnreadable as wrong:
                self.add_error(wrong.field if wrong.field in self.fields else None, str(wrong))
        return cleaned

    def _values(self, said: dict[str, Any]) -> dict[str, Any]:
        calls = [
            {
                "percent": said[f"percent_{n}"],
                "at_least": said.get(f"at_least_{n}") or 1,
                "after_minutes": said.get(f"after_minutes_{n}") or 0,
            }
            for n in (1, 2, 3)
            if said.get(f"percent_{n}") is not None
        ]
        return {
            **{name: said[name] for name in NUMBERS},
            "consensus": said["consensus"],
            "may_be_reelected": said["may_be_reelected"],
            "calls": calls,
            "majorities": {m: _majority(said[f"majority_{m}"]) for m in Matter.values},
            "commissions": [
                {"kind": kind, "seats": seats, "alternates": seats}
                for kind in CommissionKind.values
                if (seats := said.get(f"seats_{kind}"))
            ],
        }


def _majority(value: str) -> dict[str, Any]:
    basis, part = value.split(":")
    numerator, denominator = map(int, part.split("/"))
    return {
        "basis": basis,
        "numerator": numerator,
        "denominator": denominator,
        "strict": part == "1/2",
    }


def _initial(rules: Rules) -> dict[str, Any]:
    initial: dict[str, Any] = {name: getattr(rules, name) for name in NUMBERS}
    initial |= {"consensus": rules.consensus, "may_be_reelected": rules.may_be_reelected}
    for n, call in enumerate(rules.calls, 1):
        initial[f"percent_{n}"] = call.percent
        initial[f"at_least_{n}"] = call.at_least
        initial[f"after_minutes_{n}"] = call.after_minutes
    for matter, share in rules.majorities.items():
        part = f"{share.basis}:{share.numerator}/{share.denominator}"
        initial[f"majority_{matter}"] = part
    for rule in rules.commissions:
        initial[f"seats_{rule.kind}"] = rule.seats
    return initial


class EnterForm(OnceForm):
    belonging = forms.ChoiceField(label=_("Why they belong"), choices=Belonging.choices)
    since = forms.DateField(label=_("Since when"), widget=Day())
    votes_from = forms.DateField(
        label=_("The day they come of age to vote"),
        widget=Day(),
        required=False,
        help_text=_("Only for the young. Nothing else of anybody's age is kept."),
    )


class ConveneForm(BothLanguages):
    in_both = ("title",)

    title_en = Line(label=_("Title in English"), max_length=120, required=False)
    title_es = Line(label=_("Title in Spanish"), max_length=120, required=False)
    day = forms.DateField(label=_("Day"), widget=Day())
    time = forms.TimeField(label=_("Time"), widget=Clock())
    place = Line(
        label=_("Where"),
        max_length=200,
        help_text=_("A hall, a yard, a corner, as everybody knows it. It is told to everybody."),
    )

    def __init__(self, *args: Any, collective: Collective, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = collective.time_zone

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("day") and cleaned.get("time"):
            moments = moments_of(datetime.combine(cleaned["day"], cleaned["time"]), self.zone)
            if moments:
                cleaned["starts_at"] = moments[0]
            else:
                self.add_error("time", _("That hour does not exist: the clocks go forward."))
        return cleaned


def ways_to_vote() -> list[tuple[str, str]]:
    """With Belenios only where it is installed."""
    choices: list[tuple[str, str]] = list(Method.choices)
    return choices if belenios.is_installed() else [c for c in choices if c[0] != Method.BELENIOS]


def kinds_of_secrecy() -> list[tuple[str, str]]:
    choices: list[tuple[str, str]] = list(Secrecy.choices)
    if belenios.is_installed():
        return choices
    return [c for c in choices if c[0] != Secrecy.VERIFIABLE]


class ItemForm(BothLanguages):
    in_both = ("title",)

    title_en = Line(label=_("What it is about, in English"), max_length=200, required=False)
    title_es = Line(label=_("What it is about, in Spanish"), max_length=200, required=False)
    matter = forms.ChoiceField(
        label=_("Kind of decision"),
        choices=[choice for choice in Matter.choices if choice[0] != Matter.URGENCY],
        help_text=_("It says which majority it takes."),
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=480, initial=15)
    secrecy = forms.ChoiceField(
        label=_("How secret the vote is"),
        choices=kinds_of_secrecy,
        initial=Secrecy.OPEN,
        required=False,
        help_text=_("People are told with the agenda. It cannot be less secret in the hall."),
    )

    def item(self) -> Item:
        said = self.cleaned_data
        return Item(
            self.words("title"), said["matter"], said["minutes"], said["secrecy"] or Secrecy.OPEN
        )


class NoticeForm(OnceForm):
    how = forms.ChoiceField(label=_("How people were told"), choices=NoticeBy.choices)
    given_on = forms.DateField(label=_("On which day"), widget=Day())
    reached = forms.IntegerField(
        label=_("How many it reached"), min_value=0, max_value=1_000_000, required=False
    )
    where = Line(label=_("Where, or what proves it"), max_length=200, required=False)


class ComeForm(OnceForm):
    person = forms.UUIDField(widget=forms.HiddenInput)
    how = forms.ChoiceField(choices=Arrival.choices, widget=forms.HiddenInput)


class MotionForm(BothLanguages):
    in_both = ("title", "text")

    title_en = Line(label=_("Title in English"), max_length=200, required=False)
    title_es = Line(label=_("Title in Spanish"), max_length=200, required=False)
    text_en = Paragraphs(label=_("Text in English"), max_length=20_000, required=False)
    text_es = Paragraphs(label=_("Text in Spanish"), max_length=20_000, required=False)


class RulesMotionForm(MotionForm):
    rule_set = forms.ModelChoiceField(
        label=_("Which rules"), queryset=RuleSet.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, collective: Collective, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = RuleSet.objects.filter(collective=collective).exclude(state=RulesState.REPLACED)
        field = self.fields["rule_set"]
        field.queryset = rows.order_by("-version")
        field.label_from_instance = lambda row: _("Version %(n)d, %(state)s") % {
            "n": row.version, "state": row.get_state_display(),
        }  # fmt: skip


class MethodForm(OnceForm):
    method = forms.ChoiceField(label=_("How to vote"), choices=ways_to_vote, initial=Method.HANDS)


class UrgencyForm(MethodForm):
    method = forms.ChoiceField(
        label=_("How to vote"),
        choices=[
            choice
            for choice in Method.choices
            if choice[0] not in (Method.CONSENSUS, Method.BELENIOS)
        ],
        initial=Method.HANDS,
    )


class StanceForm(OnceForm):
    """What one person says of the text before the hall."""

    stand = forms.ChoiceField(label=_("What you say"), choices=Stand.choices)
    why = Line(
        label=_("Why"),
        max_length=500,
        required=False,
        help_text=_("Whoever blocks says why, so that the text can be mended."),
    )


class StanceForForm(StanceForm):
    """Said aloud in the hall, and written down at the table."""

    person = forms.ChoiceField(label=_("Who"))
    field_order = ["person", "stand", "why"]

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "—"), *people]
        self.fields["stand"].label = _("What they say")


class CountForm(OnceForm):
    yes = forms.IntegerField(label=_("For"), min_value=0, max_value=100_000)
    no = forms.IntegerField(label=_("Against"), min_value=0, max_value=100_000)
    abstain = forms.IntegerField(label=_("Abstentions"), min_value=0, max_value=100_000)


class GiverForm(forms.Form):
    giver = forms.UUIDField()


class ProxyForm(GiverForm):
    holder = forms.UUIDField()


class NameForm(forms.Form):
    person = forms.UUIDField()
    choice = forms.ChoiceField(choices=Choice.choices)


class DutyForm(OnceForm):
    what = Line(label=_("What is to be done"), max_length=300)
    who = Line(
        label=_("Who does it"),
        max_length=120,
        help_text=_("A commission or an office. No private person's name: acts are for everybody."),
    )
    due_on = forms.DateField(label=_("By when"), widget=Day())


class SettleForm(OnceForm):
    said = Line(
        label=_("What became of it"),
        max_length=500,
        required=False,
        help_text=_("If it will not be done, say why."),
    )
    done = forms.ChoiceField(choices=[("yes", ""), ("no", "")], widget=forms.HiddenInput)
