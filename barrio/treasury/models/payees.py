"""Who is paid, and where: names and account numbers are sealed."""

import uuid

from django.db import models
from django.db.models import F, Q

from barrio.runtime.sealed import SealedModel
from barrio.treasury.enums import PayeeKind


class Payee(SealedModel):
    SEALED = {"name": ""}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=PayeeKind.choices)
    # Somebody we know: then kin and household count.
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(key_id=F("id")), name="treasury_payee_own_key"),
            models.CheckConstraint(
                condition=Q(kind__in=PayeeKind.values), name="treasury_payee_known_kind"
            ),
            models.CheckConstraint(
                condition=Q(kind=PayeeKind.PERSON) | Q(person__isnull=True),
                name="treasury_payee_person_is_a_person",
            ),
            models.UniqueConstraint(
                fields=["collective", "person"],
                condition=Q(person__isnull=False),
                name="treasury_payee_person_once",
            ),
        ]
        ordering = ["added_at"]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def name(self) -> str:
        return str(self.personal["name"])


class PayoutAccount(SealedModel):
    """Where a payee is paid. A second one waits 48 hours before it is paid to."""

    SEALED = {"details": ""}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    payee = models.ForeignKey(Payee, models.PROTECT, related_name="accounts")
    added_at = models.DateTimeField()
    usable_at = models.DateTimeField()
    added_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(key_id=F("id")), name="treasury_payoutaccount_own_key"
            ),
            models.CheckConstraint(
                condition=Q(usable_at__gte=F("added_at")),
                name="treasury_payoutaccount_usable_after_added",
            ),
        ]
        ordering = ["-added_at"]

    def __str__(self) -> str:
        return str(self.pk)
