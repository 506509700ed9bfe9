from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from barrio.accounts.models import Collective
from barrio.assemblies.forms import BothLanguages
from barrio.assemblies.forms_acts import ActField
from barrio.core.forms import AmountField, Day, Line, Paragraphs
from barrio.core.money import CURRENCIES
from barrio.ledger.enums import AccountKind, Holds
from barrio.ledger.models import Account, Book, Fund, Project
from barrio.runtime.once import OnceForm

PUBLIC = _("Everybody can read it: no names of people.")


class NamedField(forms.ModelChoiceField):
    """Choices by the name that the assembly gave them."""

    def label_from_instance(self, row: Any) -> str:
        name: str = row.name_in(get_language() or "en")
        return name


class FundField(NamedField):
    """A fund of the book that has not ended."""

    def __init__(self, book: Book, **more: Any) -> None:
        rows = book.funds.filter(ended_on__isnull=True)
        more = {"label": _("Fund"), "empty_label": "—", "initial": _only(rows), **more}
        super().__init__(rows, **more)

    def label_from_instance(self, fund: Fund) -> str:
        return f"{fund.number}. {super().label_from_instance(fund)}"


class ProjectField(FundField):
    """A project of the book that goes on."""

    def __init__(self, book: Book, **more: Any) -> None:
        more = {"label": _("Project"), "required": False, "empty_label": _("none"), **more}
        super().__init__(book, **{**more, "initial": None})
        self.queryset = book.projects.filter(ended_on__isnull=True)

    def label_from_instance(self, project: Project) -> str:  # type: ignore[override]
        return f"{project.number}. {NamedField.label_from_instance(self, project)}"


class AccountField(NamedField):
    """An open account of the book."""

    def __init__(self, book: Book, *, label: Any, **which: Any) -> None:
        rows = book.accounts.filter(closed_on__isnull=True, **which)
        super().__init__(rows, label=label, empty_label="—", initial=_only(rows))

    def label_from_instance(self, account: Account) -> str:
        name = super().label_from_instance(account)
        return name if account.currency == account.book.currency else f"{name} ({account.currency})"


def _only(rows: Any) -> Any:
    """What is chosen already where there is no choice."""
    found = list(rows[:2])
    return found[0].pk if len(found) == 1 else None


class OpenForm(BothLanguages):
    in_both = ("name",)

    name_es = Line(label=_("Name in Spanish"), max_length=80, required=False)
    name_en = Line(label=_("Name in English"), max_length=80, required=False)
    currency = forms.ChoiceField(label=_("Currency"), choices=[(c, c) for c in CURRENCIES])

    def __init__(self, *args: Any, collective: Collective, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"] = ActField(collective)


class NamedForm(BothLanguages):
    """What an act brings about in a book: a fund, a project."""

    in_both = ("name",)

    name_es = Line(label=_("Name in Spanish"), max_length=80, required=False)
    name_en = Line(label=_("Name in English"), max_length=80, required=False)

    def __init__(self, *args: Any, collective: Collective, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"] = ActField(collective)


class FundForm(NamedForm):
    purpose_es = Paragraphs(label=_("What for, in Spanish"), max_length=1000, required=False)
    purpose_en = Paragraphs(label=_("What for, in English"), max_length=1000, required=False)

    field_order = ["name_es", "name_en", "purpose_es", "purpose_en", "act"]


class AccountForm(BothLanguages):
    in_both = ("name",)

    name_es = Line(label=_("Name in Spanish"), max_length=80, required=False)
    name_en = Line(label=_("Name in English"), max_length=80, required=False)
    code = forms.SlugField(
        label=_("Short name"), max_length=40,
        help_text=_("Small letters, digits and hyphens. Exports name the account so."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Kind"), choices=AccountKind.choices)
    holds = forms.ChoiceField(
        label=_("Does it hold money that can be paid out"), required=False,
        choices=[("", _("no")), (Holds.BANK, Holds.BANK.label), (Holds.CASH, Holds.CASH.label)],
    )  # fmt: skip
    currency = forms.ChoiceField(label=_("Currency"), choices=[(c, c) for c in CURRENCIES])

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].lower()
        if not code[0].isalpha() or "_" in code:
            raise forms.ValidationError(_("Begin with a letter; use letters, digits and hyphens."))
        return code

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("holds") and cleaned.get("kind") != AccountKind.ASSET:
            self.add_error("holds", _("Only what we have can hold money to pay out."))
        return cleaned


class _Dated(OnceForm):
    """Something that happened on a day, in a few public words."""

    text = Line(label=_("What it is"), max_length=200, help_text=PUBLIC)
    happened_on = forms.DateField(label=_("On which day"), widget=Day())

    def __init__(self, *args: Any, book: Book, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["happened_on"].initial = today
        for field in self.fields.values():
            if isinstance(field, AmountField):
                field.currency = book.currency

    def clean_happened_on(self) -> Any:
        day = self.cleaned_data["happened_on"]
        if day > self.today:
            raise forms.ValidationError(_("That day is still to come."))
        return day


class ReceiveForm(_Dated):
    """Money came in."""

    amount = AmountField(label=_("How much"))

    field_order = ["amount", "into", "came_from", "fund", "project", "text", "happened_on"]

    def __init__(self, *args: Any, book: Book, **kwargs: Any) -> None:
        super().__init__(*args, book=book, **kwargs)
        self.fields["into"] = AccountField(
            book, label=_("Where it is now"), holds__in=[Holds.BANK, Holds.CASH]
        )
        self.fields["came_from"] = AccountField(
            book, label=_("Where it came from"),
            kind__in=[AccountKind.INCOME, AccountKind.LIABILITY, AccountKind.EQUITY],
        )  # fmt: skip
        self.fields["fund"] = FundField(book, help_text=_("Grant money has a fund of its own."))
        self.fields["project"] = ProjectField(book)
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        into, origin = cleaned.get("into"), cleaned.get("came_from")
        if into and origin and into.currency != origin.currency:
            self.add_error("came_from", _("Choose one in the same currency."))
        return cleaned


class CarryForm(_Dated):
    """Money of a fund is carried from the cash box to the bank, or back."""

    amount = AmountField(label=_("How much"))

    field_order = ["amount", "fund", "out_of", "into", "text", "happened_on"]

    def __init__(self, *args: Any, book: Book, **kwargs: Any) -> None:
        super().__init__(*args, book=book, **kwargs)
        held = {"holds__in": [Holds.BANK, Holds.CASH]}
        self.fields["out_of"] = AccountField(book, label=_("Out of"), **held)
        self.fields["into"] = AccountField(book, label=_("Into"), **held)
        self.fields["fund"] = FundField(book)
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        into, out_of = cleaned.get("into"), cleaned.get("out_of")
        if into and into == out_of:
            self.add_error("into", _("Choose another than the one it comes out of."))
        elif into and out_of and into.currency != out_of.currency:
            self.add_error("into", _("Choose one in the same currency."))
        return cleaned


class BetweenForm(_Dated):
    """Money of one fund becomes another's, by an act."""

    amount = AmountField(label=_("How much"))

    field_order = ["amount", "out_of", "into", "account", "act", "text", "happened_on"]

    def __init__(self, *args: Any, book: Book, **kwargs: Any) -> None:
        super().__init__(*args, book=book, **kwargs)
        self.fields["out_of"] = FundField(book, label=_("Out of the fund"), initial=None)
        self.fields["into"] = FundField(book, label=_("Into the fund"), initial=None)
        self.fields["account"] = AccountField(
            book, label=_("Where the money is"), holds__in=[Holds.BANK, Holds.CASH],
            currency=book.currency,
        )  # fmt: skip
        self.fields["act"] = ActField(book.collective)
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("into") and cleaned.get("into") == cleaned.get("out_of"):
            self.add_error("into", _("Choose another than the one it comes out of."))
        return cleaned


class CorrectForm(OnceForm):
    why = Line(label=_("What was wrong"), max_length=200, help_text=PUBLIC)


class PresentForm(OnceForm):
    begins_on = forms.DateField(label=_("From the day"), widget=Day())
    until = forms.DateField(
        label=_("Up to, and without"), widget=Day(),
        help_text=_("A quarter from 1 January is up to 1 April."),
    )  # fmt: skip
    words_es = Paragraphs(
        label=_("What the assembly should know, in Spanish"), max_length=4000, required=False
    )
    words_en = Paragraphs(
        label=_("What the assembly should know, in English"), max_length=4000, required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        begins_on, until = cleaned.get("begins_on"), cleaned.get("until")
        if begins_on and until and until <= begins_on:
            self.add_error("until", _("Give a day after the first one."))
        return cleaned

    def words(self) -> dict[str, str]:
        both = {code: self.cleaned_data.get(f"words_{code}", "") for code in ("en", "es")}
        return {code: text for code, text in both.items() if text}


class WithdrawForm(OnceForm):
    why = Line(label=_("Why"), max_length=500)
