from django.db import models
from django.db.models import Q

from barrio.core.ids import uuid7


class Handover(models.Model):
    """A vote handed over to Belenios: what was asked, how it was set up, and what came back."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    vote = models.OneToOneField("assemblies.Vote", models.PROTECT, related_name="handover")
    question = models.JSONField()  # as Belenios asks it
    setup = models.BinaryField(null=True, blank=True)  # the archive before anybody voted
    fingerprint = models.CharField(max_length=64, blank=True)  # of the election set up
    set_up_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    archive = models.BinaryField(null=True, blank=True)  # with the result and its proofs
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the archive
    tallied = models.PositiveIntegerField(null=True, blank=True)  # ballots counted
    yes = models.PositiveIntegerField(null=True, blank=True)
    no = models.PositiveIntegerField(null=True, blank=True)
    abstain = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(setup__isnull=True, fingerprint="", set_up_by__isnull=True)
                | Q(Q(setup__isnull=False, set_up_by__isnull=False), ~Q(fingerprint="")),
                name="assemblies_handover_set_up_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(archive__isnull=True, digest="", tallied__isnull=True)
                | Q(
                    Q(archive__isnull=False, setup__isnull=False, tallied__isnull=False),
                    ~Q(digest=""),
                ),
                name="assemblies_handover_counted_after_set_up",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
