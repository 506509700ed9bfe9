from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from barrio.accounts.models import Collective, User
from barrio.assemblies.forms import BothLanguages
from barrio.assemblies.forms_acts import ActField, people_to_choose
from barrio.core.errors import Refused
from barrio.core.forms import AmountField, Day, Line
from barrio.ledger.enums import AccountKind, Holds
from barrio.ledger.forms import PUBLIC, AccountField, FundField, NamedField, ProjectField
from barrio.ledger.models import Book, Project
from barrio.people.models import Person
from barrio.runtime.once import OnceForm
from barrio.runtime.sealed import open_all
from barrio.treasury.actions.spending import HandedIn
from barrio.treasury.enums import PaperKind, PayeeKind
from barrio.treasury.files import read_paper
from barrio.treasury.models import BudgetLine
from barrio.treasury.queries import QUOTES, acts_with_money, payees_of


class PaperField(forms.FileField):
    """A picture or a PDF file; cleaned to what is kept of it."""

    def __init__(self, **more: Any) -> None:
        widget = forms.ClearableFileInput({"accept": "image/*,application/pdf"})
        super().__init__(**{"widget": widget, "max_length": 200, **more})

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            return file.name[:80], read_paper(file.read())
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class PayeeField(forms.ChoiceField):
    """Somebody who is paid, by name."""

    def __init__(self, collective: Collective, **more: Any) -> None:
        self.rows = {str(row.pk): row for row in open_all(payees_of(collective.pk))}
        named = sorted((row.name, pk) for pk, row in self.rows.items() if not row.is_erased)
        choices = [("", "—"), *((pk, name) for name, pk in named)]
        super().__init__(choices=choices, **more)

    def clean(self, value: Any) -> Any:
        return self.rows.get(super().clean(value))


class LineField(NamedField):
    def label_from_instance(self, line: BudgetLine) -> str:
        project = line.project.name_in(get_language() or "en")
        return f"{project}: {super().label_from_instance(line)}"


class AskForm(OnceForm):
    """What is to be paid, to whom, out of what and on which act."""

    text = Line(label=_("What is paid for"), max_length=200, help_text=PUBLIC)
    amount = AmountField(label=_("How much"))
    why_fewer = Line(
        label=_("Why there are fewer than three quotes"), max_length=300, required=False,
        help_text=_("Only where the amount asks for quotes. Everybody can read it."),
    )  # fmt: skip

    field_order = [
        "text", "payee", "amount", "act", "fund", "spend_on", "pay_from", "project", "line",
        "invoice", *(f"{name}_{n}" for n in range(1, QUOTES + 1) for name in ("quote", "says")),
        "why_fewer",
    ]  # fmt: skip

    def __init__(self, *args: Any, book: Book, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].currency = book.currency
        self.fields["payee"] = PayeeField(book.collective, label=_("Who is paid"))
        self.fields["act"] = ActField(
            book.collective, acts_with_money(book), label=_("On which act"),
            help_text=_("Acts whose amount two people have written down, and that leave some."),
        )  # fmt: skip
        self.fields["fund"] = FundField(book, label=_("Out of which fund"))
        self.fields["spend_on"] = AccountField(
            book, label=_("What kind of spending"),
            kind__in=[AccountKind.EXPENSE, AccountKind.LIABILITY],
        )  # fmt: skip
        self.fields["pay_from"] = AccountField(
            book, label=_("Where the money is"), holds__in=[Holds.BANK, Holds.CASH]
        )
        self.fields["project"] = ProjectField(book)
        self.fields["line"] = LineField(
            BudgetLine.objects.filter(project__book=book).select_related("project"),
            label=_("Line of its budget"), required=False, empty_label=_("no line"),
        )  # fmt: skip
        self.fields["invoice"] = PaperField(label=_("Bill or contract"), required=False)
        for n in range(1, QUOTES + 1):
            self.fields[f"quote_{n}"] = PaperField(label=_("Quote"), required=False)
            says = AmountField(label=_("It says"), required=False, currency=book.currency)
            self.fields[f"says_{n}"] = says
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for n in range(1, QUOTES + 1):
            says = f"says_{n}"
            if cleaned.get(f"quote_{n}") and cleaned.get(says) is None and says not in self.errors:
                self.add_error(says, _("Write the amount that this quote says."))
        return cleaned

    def papers(self) -> list[HandedIn]:
        said = self.cleaned_data
        found = []
        if said.get("invoice"):
            name, read = said["invoice"]
            found.append(HandedIn(PaperKind.INVOICE, name, read))
        for n in range(1, QUOTES + 1):
            if said.get(f"quote_{n}"):
                name, read = said[f"quote_{n}"]
                found.append(HandedIn(PaperKind.QUOTE, name, read, said[f"says_{n}"]))
        return found


class DecideForm(OnceForm):
    """Of exactly what stood on the page."""

    hash = forms.CharField(max_length=64, widget=forms.HiddenInput)


class RefuseForm(DecideForm):
    why = Line(label=_("What has to be different"), max_length=300)


class PayForm(OnceForm):
    receipt = PaperField(label=_("Receipt"))
    paid_on = forms.DateField(label=_("Paid on"), widget=Day())

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["paid_on"].initial = today

    def clean_paid_on(self) -> Any:
        day = self.cleaned_data["paid_on"]
        if day > self.today:
            raise forms.ValidationError(_("That day is still to come."))
        return day


class VoidForm(OnceForm):
    why = Line(label=_("Why it is not paid"), max_length=300)


class LaterForm(OnceForm):
    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[(k.value, k.label) for k in (PaperKind.PHOTO, PaperKind.RECEIPT)],
    )
    file = PaperField(label=_("Picture or PDF file"))


class PayeeForm(OnceForm):
    kind = forms.ChoiceField(
        label=_("Who it is"), choices=PayeeKind.choices, widget=forms.RadioSelect
    )
    name = Line(label=_("Name"), max_length=120)
    person = forms.ChoiceField(
        label=_("If it is somebody on the roll, who"), required=False,
        help_text=_("Nobody approves a payment to themselves, their household or their kin."),
    )  # fmt: skip
    details = Line(
        label=_("Where they are paid"), max_length=300,
        help_text=_("Bank and account, or: cash in hand."),
    )  # fmt: skip

    def __init__(self, *args: Any, collective: Collective, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.collective = collective
        self.fields["person"].choices = people_to_choose(collective)

    def clean_person(self) -> Person | None:
        pk = self.cleaned_data["person"]
        return Person.objects.get(pk=pk, collective=self.collective) if pk else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("person") and cleaned.get("kind") == PayeeKind.ORGANIZATION:
            self.add_error("person", _("Only a person is on the roll."))
        return cleaned


class PayoutForm(OnceForm):
    details = Line(label=_("The new account"), max_length=300)


class AllowanceForm(OnceForm):
    amount = AmountField(label=_("How much it allows"))

    field_order = ["act", "amount"]

    def __init__(self, *args: Any, book: Book, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"] = ActField(book.collective)
        self.fields["amount"].currency = book.currency
        self.order_fields(self.field_order)


class RuleForm(OnceForm):
    quotes_from = AmountField(label=_("Three quotes are asked for from"))
    payee_most = AmountField(label=_("One payee gets at most"))
    payee_days = forms.IntegerField(label=_("In how many days"), min_value=1, max_value=3660)

    def __init__(self, *args: Any, book: Book, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"] = ActField(book.collective)
        for name in ("quotes_from", "payee_most"):
            self.fields[name].currency = book.currency


class BudgetForm(BothLanguages):
    in_both = ("name",)

    name_es = Line(label=_("Name in Spanish"), max_length=80, required=False)
    name_en = Line(label=_("Name in English"), max_length=80, required=False)
    amount = AmountField(label=_("How much"))

    field_order = ["name_es", "name_en", "amount", "fund", "account", "act"]

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        book = project.book
        self.fields["amount"].currency = book.currency
        self.fields["fund"] = FundField(book, label=_("Out of which fund"))
        self.fields["account"] = AccountField(
            book, label=_("What kind of spending"), kind=AccountKind.EXPENSE
        )
        self.fields["act"] = ActField(book.collective)
        self.order_fields(self.field_order)


class SignatoryForm(OnceForm):
    handle = Line(label=_("Handle of their account"), max_length=40)

    def clean_handle(self) -> User:
        handle = self.cleaned_data["handle"].casefold()
        user = User.objects.filter(handle=handle, is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("There is no account with that handle."))
        return user


class KinForm(OnceForm):
    person = forms.ChoiceField(label=_("Who"))
    other = forms.ChoiceField(label=_("Is close to"))

    def __init__(self, *args: Any, collective: Collective, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.collective = collective
        for name in ("person", "other"):
            self.fields[name].choices = people_to_choose(collective)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("person", "other"):
            if cleaned.get(name):
                cleaned[name] = Person.objects.get(pk=cleaned[name], collective=self.collective)
        return cleaned
