"""Who belongs: letters that prove it, and what neighbours say is wrong with the roll."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from barrio.assemblies.enums import Belonging
from barrio.census.enums import ChallengeState, Claim
from barrio.runtime.sealed import SealedModel


class Letter(SealedModel):
    """By our roll somebody belongs. What stands on the paper is sealed and can be erased."""

    SEALED = {"name": "", "address": "", "purpose": ""}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    belonging = models.CharField(max_length=6, choices=Belonging.choices)
    since = models.DateField()
    name_token = models.CharField(max_length=64)  # keyed: compares a name without keeping it
    issued_on = models.DateField()
    good_until = models.DateField()
    issued_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(belonging__in=Belonging.values), name="census_letter_known_belonging"
            ),
            models.CheckConstraint(
                condition=Q(good_until__gte=F("issued_on")), name="census_letter_good_for_a_while"
            ),
            models.CheckConstraint(condition=Q(key_id=F("id")), name="census_letter_own_key"),
            models.UniqueConstraint(
                fields=["collective", "year", "number"], name="census_letter_number_once"
            ),
        ]
        ordering = ["-year", "-number"]

    def __str__(self) -> str:
        return f"{self.year}-{self.number}"


class Challenge(SealedModel):
    """Somebody says that the roll is wrong; it is answered by a day, with a reason."""

    SEALED = {"why": "", "answer": ""}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")  # about whom
    claim = models.CharField(max_length=3, choices=Claim.choices)
    state = models.CharField(
        max_length=9, choices=ChallengeState.choices, default=ChallengeState.OPEN
    )
    filed_on = models.DateField()
    due_on = models.DateField()
    filed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(claim__in=Claim.values), name="census_challenge_known_claim"
            ),
            models.CheckConstraint(
                condition=Q(
                    state=ChallengeState.OPEN, answered_on__isnull=True, answered_by__isnull=True
                )
                | Q(state=ChallengeState.WITHDRAWN, answered_on__isnull=False)
                | Q(
                    state__in=[ChallengeState.UPHELD, ChallengeState.REFUSED],
                    answered_on__isnull=False, answered_by__isnull=False,
                ),
                name="census_challenge_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("filed_on")), name="census_challenge_due_after_filing"
            ),
            models.CheckConstraint(condition=Q(key_id=F("id")), name="census_challenge_own_key"),
            models.UniqueConstraint(
                fields=["collective", "person", "claim"],
                condition=Q(state=ChallengeState.OPEN),
                name="census_challenge_one_open",
                violation_error_message=_("That was said already, and waits for an answer."),
            ),
        ]  # fmt: skip
        ordering = ["due_on", "filed_on"]

    def __str__(self) -> str:
        return f"{self.claim} {self.filed_on}"
