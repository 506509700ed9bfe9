"""What an assembly resolved upon and has not ended: it stands on an act, and ends by one."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from barrio.core.ids import uuid7
from barrio.core.text import in_language
from barrio.undertakings.enums import Kind


class Undertaking(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    title = models.JSONField(default=dict)  # by language
    purpose = models.JSONField(default=dict, blank=True)  # by language
    act = models.ForeignKey("assemblies.Act", models.PROTECT, related_name="undertakings")
    begun_on = models.DateField()
    ended_by = models.ForeignKey(
        "assemblies.Act", models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="undertakings_undertaking_known_kind"
            ),
            models.CheckConstraint(
                condition=~Q(title={}), name="undertakings_undertaking_has_a_name"
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True, ended_on__isnull=True)
                | Q(ended_by__isnull=False, ended_on__isnull=False),
                name="undertakings_undertaking_ends_by_an_act",
            ),
            models.UniqueConstraint(
                fields=["collective"],
                condition=Q(kind=Kind.NETWORK, ended_by__isnull=True),
                name="undertakings_undertaking_one_network",
                violation_error_message=_(
                    "There is an emergency network already. One place, one network: people have "
                    "to know whom to tell."
                ),
            ),
        ]
        ordering = ["kind", "begun_on"]

    def __str__(self) -> str:
        return str(self.pk)

    def title_in(self, language: str) -> str:
        return in_language(self.title, language.split("-")[0])

    def purpose_in(self, language: str) -> str:
        return in_language(self.purpose, language.split("-")[0])
