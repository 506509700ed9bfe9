"""The minutes of an assembly: what was said, who signed, what was put right by who was there.

What was decided is not written here again: it is read from the votes and the acts.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from barrio.core.ids import uuid7
from barrio.minutes.enums import AmendmentState, Sheet, Stance
from barrio.runtime.sealed import SealedModel


class Minutes(models.Model):
    """Drawn up live; once closed they are bound to the last act and stay."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    assembly = models.OneToOneField(
        "assemblies.Assembly", models.PROTECT, related_name="minutes_kept"
    )
    begun_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    head = models.CharField(max_length=64, blank=True)  # the hash of the last act by then
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, digest="")
                | Q(Q(closed_at__isnull=False), ~Q(digest="")),
                name="minutes_minutes_closed_with_a_digest",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class PaperRoll(models.Model):
    """The list that lies at the door, with the numbers its lines were printed with."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    assembly = models.OneToOneField(
        "assemblies.Assembly", models.PROTECT, related_name="paper_roll"
    )
    people = models.JSONField()  # ids, in the order of the lines
    printed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)


class Note(SealedModel):
    """What was said that should be remembered; it may name people."""

    SEALED = {"text": ""}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="notes")
    item = models.ForeignKey(
        "assemblies.AgendaItem", models.PROTECT, null=True, blank=True, related_name="+"
    )
    digest = models.CharField(max_length=64)  # of its id and its text
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(key_id=F("id")), name="minutes_note_own_key")
        ]
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return str(self.pk)


class Signature(SealedModel):
    """Who was there signs when they come, and at the end by what was decided."""

    SEALED = {"reason": ""}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="signatures")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    sheet = models.CharField(max_length=7, choices=Sheet.choices)
    stance = models.CharField(max_length=8, choices=Stance.choices, default=Stance.AGREES)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(key_id=F("id")), name="minutes_signature_own_key"),
            models.CheckConstraint(
                condition=Q(stance=Stance.AGREES) | Q(stance=Stance.DISSENTS, sheet=Sheet.CLOSING),
                name="minutes_signature_dissents_at_the_end",
            ),
            models.UniqueConstraint(
                fields=["minutes", "person", "sheet"],
                name="minutes_signature_once_on_each_sheet",
                violation_error_message=_("This person has signed there already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Amendment(SealedModel):
    """Who was there says what the closed minutes have wrong; a later assembly accepts it or not."""

    SEALED = {"text": ""}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="amendments")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=8, choices=AmendmentState.choices, default=AmendmentState.PROPOSED
    )
    act = models.ForeignKey(
        "assemblies.Act", models.PROTECT, null=True, blank=True, related_name="+"
    )  # of the later assembly
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(key_id=F("id")), name="minutes_amendment_own_key"),
            models.CheckConstraint(
                condition=Q(state=AmendmentState.ACCEPTED, act__isnull=False)
                | ~Q(state=AmendmentState.ACCEPTED),
                name="minutes_amendment_accepted_by_an_act",
            ),
        ]
        ordering = ["at"]

    def __str__(self) -> str:
        return self.state
