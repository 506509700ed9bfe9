import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Proxy(models.Model):
    """Somebody who cannot come gave their vote to somebody who can, from then until it ended."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    assembly = models.ForeignKey("assemblies.Assembly", models.PROTECT, related_name="given")
    giver = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    holder = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    place = (
        models.PositiveSmallIntegerField()
    )  # among those of the holder: 1 up to what rules allow
    given_at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")  # who has the paper
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(giver=F("holder")),
                name="assemblies_proxy_to_somebody_else",
                violation_error_message=_("Choose somebody else: nobody is their own proxy."),
            ),
            models.CheckConstraint(condition=Q(place__gte=1), name="assemblies_proxy_from_one"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("given_at")),
                name="assemblies_proxy_ends_after_it_was_given",
            ),
            models.UniqueConstraint(
                fields=["assembly", "giver"],
                condition=Q(ended_at__isnull=True),
                name="assemblies_proxy_given_once",
                violation_error_message=_("They have given their vote to somebody already."),
            ),
            models.UniqueConstraint(
                fields=["assembly", "holder", "place"],
                condition=Q(ended_at__isnull=True),
                name="assemblies_proxy_no_more_than_allowed",
            ),
        ]
        ordering = ["given_at"]

    def __str__(self) -> str:
        return str(self.pk)
