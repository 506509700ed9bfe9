"""Entries and their lines. A draft is filled, then sealed with a number and a hash for ever."""

from django.db import models
from django.db.models import F, Q

from barrio.core.ids import uuid7
from barrio.core.money import MOST
from barrio.ledger.enums import EntryKind


class EntryQuerySet(models.QuerySet["Entry"]):
    def sealed(self) -> "EntryQuerySet":
        """What counts as written; a draft is left where somebody was stopped in the middle."""
        return self.filter(number__isnull=False)


class Entry(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    book = models.ForeignKey("ledger.Book", models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField(null=True, blank=True)  # none: a draft
    kind = models.CharField(max_length=8, choices=EntryKind.choices)
    booked_on = models.DateField()  # in an open period
    happened_on = models.DateField()
    text = models.CharField(max_length=200)  # public: names nobody
    act = models.ForeignKey(
        "assemblies.Act", models.PROTECT, null=True, blank=True, related_name="+"
    )
    project = models.ForeignKey(
        "ledger.Project", models.PROTECT, null=True, blank=True, related_name="entries"
    )
    resolves = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="resolved_by"
    )
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    key = models.CharField(max_length=80)  # the same thing said twice is one entry
    by_kind = models.CharField(max_length=8)
    by = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()
    before = models.CharField(max_length=64, blank=True)  # the hash of the entry before
    hash = models.CharField(max_length=64, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=EntryKind.values), name="ledger_entry_known_kind"
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True, hash="") | Q(Q(number__gte=1), ~Q(hash="")),
                name="ledger_entry_sealed_with_a_hash",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[EntryKind.SETTLED, EntryKind.VOIDED], resolves__isnull=False)
                | Q(kind__in=[EntryKind.POSTED, EntryKind.RESERVED], resolves__isnull=True),
                name="ledger_entry_resolves_what_was_reserved",
            ),
            models.CheckConstraint(
                condition=~Q(kind=EntryKind.RESERVED) | Q(act__isnull=False),
                name="ledger_entry_no_payment_without_act",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | Q(kind=EntryKind.POSTED),
                name="ledger_entry_corrected_by_a_posted_one",
            ),
            models.CheckConstraint(
                condition=Q(happened_on__lte=F("booked_on")),
                name="ledger_entry_happened_before_booked",
            ),
            models.UniqueConstraint(fields=["book", "number"], name="ledger_entry_number_once"),
            models.UniqueConstraint(fields=["book", "key"], name="ledger_entry_said_once"),
        ]
        indexes = [
            models.Index(fields=["book", "booked_on"], name="ledger_entry_by_day"),
        ]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"entry {self.number}"


class Line(models.Model):
    """Debits are positive, credits negative, in minor units of the account's currency."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    account = models.ForeignKey("ledger.Account", models.PROTECT, related_name="lines")
    fund = models.ForeignKey("ledger.Fund", models.PROTECT, related_name="lines")
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(amount=0) & Q(amount__gte=-MOST, amount__lte=MOST),
                name="ledger_line_moves_something",
            ),
            models.UniqueConstraint(fields=["entry", "position"], name="ledger_line_place_once"),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"
