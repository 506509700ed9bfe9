"""What may be spent: by which act, on which line of a budget, and how much to one payee."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from barrio.core.constraints import both_or_neither
from barrio.core.ids import uuid7
from barrio.core.text import in_language


class Allowance(models.Model):
    """How much an act allows to be spent: read out of its text by one, confirmed by another."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    book = models.ForeignKey("ledger.Book", models.PROTECT, related_name="allowances")
    act = models.ForeignKey("assemblies.Act", models.PROTECT, related_name="allowances")
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()
    said_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="treasury_allowance_is_something"
            ),
            both_or_neither(
                "confirmed_by", "confirmed_at", name="treasury_allowance_confirmed_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("said_by")),
                name="treasury_allowance_confirmed_by_another",
                violation_error_message=_("Somebody else has to confirm it."),
            ),
            models.UniqueConstraint(
                fields=["act", "currency"],
                name="treasury_allowance_once",
                violation_error_message=_("What this act allows is written down already."),
            ),
        ]
        ordering = ["-said_at"]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class BudgetLine(models.Model):
    """A part of a project's budget, by an act: so much of that fund for that kind of expense."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    project = models.ForeignKey("ledger.Project", models.PROTECT, related_name="budget")
    fund = models.ForeignKey("ledger.Fund", models.PROTECT, related_name="+")
    account = models.ForeignKey("ledger.Account", models.PROTECT, related_name="+")
    amount = models.BigIntegerField()  # in the account's currency
    name = models.JSONField(default=dict)  # by language
    act = models.ForeignKey("assemblies.Act", models.PROTECT, related_name="+")
    set_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="treasury_budgetline_is_something"
            ),
            models.CheckConstraint(condition=~Q(name={}), name="treasury_budgetline_has_a_name"),
        ]
        ordering = ["set_on", "id"]

    def __str__(self) -> str:
        return str(self.amount)

    def name_in(self, language: str) -> str:
        return in_language(self.name, language.split("-")[0])


class SpendingRule(models.Model):
    """From which amount three quotes are asked for, and how much one payee gets in a time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    book = models.ForeignKey("ledger.Book", models.PROTECT, related_name="rules")
    act = models.ForeignKey("assemblies.Act", models.PROTECT, related_name="+")
    quotes_from = models.BigIntegerField()  # in the book's currency; below, no quotes are asked
    payee_most = models.BigIntegerField()  # to one payee
    payee_days = models.PositiveSmallIntegerField()  # in that many days
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quotes_from__gt=0, payee_most__gt=0, payee_days__gte=1),
                name="treasury_spendingrule_is_something",
            ),
        ]
        ordering = ["-set_at"]

    def __str__(self) -> str:
        return str(self.pk)
