"""The account given to the assembly of a time: presented, rejected or adopted."""

from django.db import models
from django.db.models import F, Q

from barrio.core.ids import uuid7
from barrio.ledger.enums import StatementState


class Statement(models.Model):
    """From a day up to another. Presented, nothing can be booked in it; adopted, for ever."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    book = models.ForeignKey("ledger.Book", models.PROTECT, related_name="statements")
    begins_on = models.DateField()
    until = models.DateField()
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=StatementState.choices)
    last = models.ForeignKey("ledger.Entry", models.PROTECT, related_name="+")
    head = models.CharField(max_length=64)  # the hash of that entry
    words = models.JSONField(default=dict, blank=True)  # by language
    presented_at = models.DateTimeField()
    presented_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    motion = models.OneToOneField(
        "assemblies.Motion", models.PROTECT, null=True, blank=True, related_name="+"
    )
    act = models.ForeignKey(
        "assemblies.Act", models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_on = models.DateField(null=True, blank=True)
    why = models.CharField(max_length=500, blank=True)  # of a withdrawal

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("begins_on")), name="ledger_statement_ends_after_begin"
            ),
            models.CheckConstraint(
                condition=Q(state=StatementState.ADOPTED, act__isnull=False)
                | (~Q(state=StatementState.ADOPTED) & Q(act__isnull=True)),
                name="ledger_statement_adopted_by_an_act",
            ),
            models.CheckConstraint(
                condition=Q(state=StatementState.PRESENTED, settled_on__isnull=True)
                | (~Q(state=StatementState.PRESENTED) & Q(settled_on__isnull=False)),
                name="ledger_statement_settled_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=StatementState.WITHDRAWN) | ~Q(why=""),
                name="ledger_statement_withdrawn_with_a_reason",
            ),
            models.UniqueConstraint(
                fields=["book", "begins_on", "version"], name="ledger_statement_version_once"
            ),
        ]
        ordering = ["-begins_on", "-version"]

    def __str__(self) -> str:
        return f"{self.begins_on} {self.until}"
