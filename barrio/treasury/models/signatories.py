"""Whose account approves for the finance commission, and who is kin to whom."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from barrio.core.constraints import both_or_neither


class Signatory(models.Model):
    """An account is that of somebody whom the assembly seated in the finance commission.

    Said by one person and confirmed by another; neither is the account itself in the second.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    term = models.ForeignKey("offices.Term", models.PROTECT, related_name="signatories")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    named_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            both_or_neither(
                "confirmed_by", "confirmed_at", name="treasury_signatory_confirmed_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | (~Q(confirmed_by=F("named_by")) & ~Q(confirmed_by=F("user"))),
                name="treasury_signatory_confirmed_by_another",
                violation_error_message=_("Somebody else has to confirm it."),
            ),
            models.UniqueConstraint(
                fields=["term"],
                condition=Q(ended_at__isnull=True),
                name="treasury_signatory_one_account_a_term",
                violation_error_message=_("An account is named for this person already."),
            ),
            models.UniqueConstraint(
                fields=["collective", "user"],
                condition=Q(ended_at__isnull=True),
                name="treasury_signatory_one_person_an_account",
                violation_error_message=_("That account is somebody else's already."),
            ),
        ]
        ordering = ["named_at"]

    def __str__(self) -> str:
        return str(self.pk)


class Kinship(models.Model):
    """Two people are kin, or close in a way that matters where money is: they said so."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    other = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    declared_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(person=F("other")), name="treasury_kinship_of_two",
                violation_error_message=_("Choose two different people."),
            ),
            models.UniqueConstraint(
                fields=["person", "other"],
                condition=Q(ended_on__isnull=True),
                name="treasury_kinship_once",
                violation_error_message=_("That is written down already."),
            ),
        ]  # fmt: skip
        ordering = ["declared_on"]

    def __str__(self) -> str:
        return str(self.pk)
