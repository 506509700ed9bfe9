"""A recall: signatures against a frozen roll, a report, a defence, and the assembly's vote."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from barrio.offices.enums import Ground, PetitionState
from barrio.offices.models.terms import Term
from barrio.runtime.sealed import SealedModel


class Petition(SealedModel):
    """What is asked, with the threshold and the clocks that were fixed when it began."""

    SEALED = {"words": "", "report": "", "defence": ""}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    term = models.ForeignKey(Term, models.PROTECT, related_name="petitions")
    ground = models.CharField(_("reason"), max_length=12, choices=Ground.choices)
    snapshot = models.ForeignKey("assemblies.Snapshot", models.PROTECT, related_name="+")
    needed = models.PositiveIntegerField()  # signatures
    by_controllership = models.BooleanField(default=False)  # needs no signatures
    report_days = models.PositiveSmallIntegerField()
    answer_days = models.PositiveSmallIntegerField()
    state = models.CharField(
        max_length=9, choices=PetitionState.choices, default=PetitionState.OPEN
    )
    opened_at = models.DateTimeField()
    reached_at = models.DateTimeField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    defended_at = models.DateTimeField(null=True, blank=True)
    motion = models.OneToOneField(
        "assemblies.Motion", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(key_id=F("id")), name="offices_petition_own_key"),
            models.CheckConstraint(
                condition=Q(ground__in=Ground.values), name="offices_petition_known_ground"
            ),
            models.CheckConstraint(
                condition=Q(needed__gte=1), name="offices_petition_needs_somebody"
            ),
            models.CheckConstraint(
                condition=~Q(
                    state__in=[PetitionState.REACHED, PetitionState.CARRIED, PetitionState.LOST]
                )
                | Q(reached_at__isnull=False),
                name="offices_petition_decided_once_reached",
            ),
            models.UniqueConstraint(
                fields=["term"],
                condition=Q(state__in=[PetitionState.OPEN, PetitionState.REACHED]),
                name="offices_petition_one_at_a_time",
                violation_error_message=_("A recall of this person is under way already."),
            ),
        ]
        ordering = ["-opened_at"]

    def __str__(self) -> str:
        return self.state


class Signature(models.Model):
    """Somebody of the frozen roll who may vote; who it is, is seen by nobody but its keepers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    petition = models.ForeignKey(Petition, models.PROTECT, related_name="signatures")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    signed_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "person"],
                name="offices_signature_once",
                violation_error_message=_("This person has signed already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
