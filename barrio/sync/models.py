from django.db import models
from django.db.models import Q

OUTCOMES = ("accepted", "refused")


class Receipt(models.Model):
    """What became of an envelope that a phone sent; its id was made on the phone.

    However often the envelope arrives, it is handled once and answered alike.
    """

    id = models.UUIDField(primary_key=True)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    outcome = models.CharField(max_length=8)
    reason = models.CharField(max_length=40, blank=True)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=OUTCOMES), name="sync_receipt_known_outcome"
            ),
            models.CheckConstraint(
                condition=Q(outcome="accepted") | ~Q(reason=""),
                name="sync_receipt_refusal_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.outcome}"
