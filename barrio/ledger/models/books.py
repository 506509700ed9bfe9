"""Books with their accounts, funds and projects. Each stands on an act and keeps its meaning."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from barrio.core.ids import uuid7
from barrio.core.text import in_language
from barrio.ledger.enums import AccountKind, BookKind, Holds


class Named(models.Model):
    """What the assembly called it, by language."""

    name = models.JSONField(default=dict)

    class Meta:
        abstract = True

    def name_in(self, language: str) -> str:
        return in_language(self.name, language.split("-")[0])


class Book(Named):
    """A chain of entries. A collective has one communal bank, and a book for each enterprise."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=BookKind.choices)
    currency = models.CharField(_("currency"), max_length=3)  # of its plans and its first account
    act = models.ForeignKey("assemblies.Act", models.PROTECT, related_name="+")
    opened_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=BookKind.values), name="ledger_book_known_kind"
            ),
            models.CheckConstraint(condition=~Q(name={}), name="ledger_book_has_a_name"),
            models.UniqueConstraint(
                fields=["collective"],
                condition=Q(kind=BookKind.BANK),
                name="ledger_book_one_communal_bank",
                violation_error_message=_("There is a communal bank already."),
            ),
        ]
        ordering = ["kind", "opened_on"]

    def __str__(self) -> str:
        return self.kind


class Account(Named):
    """Where money is, what is owed, where it came from or went: in one currency."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    book = models.ForeignKey(Book, models.PROTECT, related_name="accounts")
    kind = models.CharField(_("kind"), max_length=9, choices=AccountKind.choices)
    code = models.SlugField(_("short name"), max_length=40)
    holds = models.CharField(max_length=5, choices=Holds.choices, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=AccountKind.values), name="ledger_account_known_kind"
            ),
            models.CheckConstraint(
                condition=Q(holds="") | Q(holds__in=Holds.values, kind=AccountKind.ASSET),
                name="ledger_account_only_what_we_have_holds_money",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="ledger_account_closed_after_opened",
            ),
            models.UniqueConstraint(
                fields=["book", "kind", "code"],
                name="ledger_account_code_once",
                violation_error_message=_("There is an account with that short name already."),
            ),
        ]
        ordering = ["kind", "code"]

    def __str__(self) -> str:
        return self.path

    @property
    def sign(self) -> int:
        """By which a sum is shown: what came in, or is owed, is no minus to a neighbour."""
        return 1 if self.kind in (AccountKind.ASSET, AccountKind.EXPENSE) else -1

    @property
    def path(self) -> str:
        """As entries and exports name it."""
        return f"{self.kind}:{self.code}"


class Fund(Named):
    """Money for one purpose: each grant is its own, and pays for nothing else."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    book = models.ForeignKey(Book, models.PROTECT, related_name="funds")
    number = models.PositiveIntegerField()
    purpose = models.JSONField(default=dict, blank=True)  # by language
    act = models.ForeignKey("assemblies.Act", models.PROTECT, related_name="+")
    opened_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    end_act = models.ForeignKey(
        "assemblies.Act", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name={}), name="ledger_fund_has_a_name"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end_act__isnull=True)
                | Q(ended_on__isnull=False, end_act__isnull=False),
                name="ledger_fund_ends_by_an_act",
            ),
            models.UniqueConstraint(fields=["book", "number"], name="ledger_fund_number_once"),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"fund {self.number}"

    def purpose_in(self, language: str) -> str:
        return in_language(self.purpose, language.split("-")[0])


class Project(Named):
    """Work that money is spent on, over funds: a budget, a file and perhaps flags are its own."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    book = models.ForeignKey(Book, models.PROTECT, related_name="projects")
    number = models.PositiveIntegerField()
    act = models.ForeignKey("assemblies.Act", models.PROTECT, related_name="+")
    opened_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name={}), name="ledger_project_has_a_name"),
            models.UniqueConstraint(fields=["book", "number"], name="ledger_project_number_once"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("opened_on")),
                name="ledger_project_ends_after_it_began",
            ),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"project {self.number}"


class Balance(models.Model):
    """What a fund has in an account: written by the database as entries come, never by hand.

    The sum of lines says the same; `barrio ledger verify` compares them.
    """

    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="balances")
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="balances")
    posted = models.BigIntegerField(default=0)
    reserved = models.BigIntegerField(default=0)  # what is promised away: negative or zero

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "fund"], name="ledger_balance_once"),
            models.CheckConstraint(
                condition=Q(reserved__lte=0), name="ledger_balance_reserves_what_leaves"
            ),
        ]
        ordering = ["account", "fund"]

    def __str__(self) -> str:
        return str(self.posted)
