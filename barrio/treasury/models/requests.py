"""A request, each wording of it, who approved which wording, and the payment order.

Nothing here is changed: an edit is another version, and approvals are of one version only.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from barrio.core.constraints import both_or_neither
from barrio.core.ids import uuid7
from barrio.ledger.models import Entry
from barrio.runtime.sealed import SealedModel
from barrio.treasury.enums import PaperKind


class Request(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    book = models.ForeignKey("ledger.Book", models.PROTECT, related_name="requests")
    number = models.PositiveIntegerField()
    begun_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "number"], name="treasury_request_number_once"),
            both_or_neither(
                "withdrawn_at", "withdrawn_by", name="treasury_request_withdrawn_by_somebody"
            ),
        ]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"request {self.number}"


class RequestVersion(models.Model):
    """What is asked for, word for word; the hash is what an approval is of."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    request = models.ForeignKey(Request, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)  # public: names nobody
    payee = models.ForeignKey("treasury.Payee", models.PROTECT, related_name="+")
    payout = models.ForeignKey("treasury.PayoutAccount", models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    spend_on = models.ForeignKey("ledger.Account", models.PROTECT, related_name="+")
    pay_from = models.ForeignKey("ledger.Account", models.PROTECT, related_name="+")
    fund = models.ForeignKey("ledger.Fund", models.PROTECT, related_name="+")
    project = models.ForeignKey(
        "ledger.Project", models.PROTECT, null=True, blank=True, related_name="+"
    )
    line = models.ForeignKey(
        "treasury.BudgetLine", models.PROTECT, null=True, blank=True, related_name="+"
    )
    act = models.ForeignKey("assemblies.Act", models.PROTECT, related_name="+")
    why_fewer = models.CharField(max_length=300, blank=True)  # quotes than are asked for
    submitted_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="treasury_requestversion_asks_for_something"
            ),
            models.UniqueConstraint(
                fields=["request", "number"], name="treasury_requestversion_number_once"
            ),
        ]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"version {self.number}"


class Paper(SealedModel):
    """A file of a version or of a payment: pictures re-encoded, all of it sealed."""

    SEALED = {"name": "", "content": ""}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    request = models.ForeignKey(Request, models.PROTECT, related_name="papers")
    since = models.PositiveSmallIntegerField()  # the first version that it belongs to
    kind = models.CharField(max_length=8, choices=PaperKind.choices)
    media = models.CharField(max_length=20)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    amount = models.BigIntegerField(null=True, blank=True)  # of a quote
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(key_id=F("id")), name="treasury_paper_own_key"),
            models.CheckConstraint(
                condition=Q(kind__in=PaperKind.values), name="treasury_paper_known_kind"
            ),
        ]
        ordering = ["added_at", "id"]

    def __str__(self) -> str:
        return self.kind


class Approval(models.Model):
    """One of the finance commission stands for this version, as it is."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    version = models.ForeignKey(RequestVersion, models.PROTECT, related_name="approvals")
    hash = models.CharField(max_length=64)
    signatory = models.ForeignKey("treasury.Signatory", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()
    approved_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "person"], name="treasury_approval_once_each"
            )
        ]
        ordering = ["approved_at"]

    def __str__(self) -> str:
        return str(self.pk)


class Refusal(models.Model):
    """One of the finance commission sends it back; an edit can answer it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    version = models.ForeignKey(RequestVersion, models.PROTECT, related_name="refusals")
    signatory = models.ForeignKey("treasury.Signatory", models.PROTECT, related_name="+")
    why = models.CharField(max_length=300)
    refused_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="treasury_refusal_says_why")
        ]
        ordering = ["refused_at"]

    def __str__(self) -> str:
        return str(self.pk)


class Order(models.Model):
    """The payment order of a version that two have approved. Its money is reserved in the books.

    Whether it was paid or voided the books say; here stands who did it and the receipt.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    version = models.OneToOneField(RequestVersion, models.PROTECT, related_name="order")
    key = models.CharField(max_length=80, unique=True)  # of the entry that reserves
    ordered_at = models.DateTimeField()
    ordered_on = models.DateField()
    ordered_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    receipt = models.OneToOneField(
        Paper, models.PROTECT, null=True, blank=True, related_name="order"
    )
    why_void = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            both_or_neither("settled_at", "settled_by", name="treasury_order_settled_by_somebody"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, receipt__isnull=True, why_void="")
                | Q(Q(settled_at__isnull=False), Q(receipt__isnull=False, why_void=""))
                | Q(Q(settled_at__isnull=False), Q(receipt__isnull=True), ~Q(why_void="")),
                name="treasury_order_paid_with_a_receipt_or_voided_with_a_reason",
            ),
        ]
        ordering = ["-ordered_at"]

    def __str__(self) -> str:
        return str(self.pk)

    def entry(self) -> Entry | None:
        """The entry that reserves its money."""
        rows = Entry.objects.sealed().filter(collective=self.collective_id, key=self.key)
        return rows.select_related("resolved_by", "book__collective").first()
