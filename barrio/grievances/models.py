import uuid

from django.db import models
from django.db.models import Q

from barrio.grievances.enums import Topic
from barrio.runtime.sealed import SealedModel


class Grievance(SealedModel):
    """What somebody told us is wrong, in their own words, sealed.

    `key_id` is the person's where one is known, else the grievance's own; the encounter
    in which it was heard is a keyed token, so that it does not lead to a door.
    """

    SEALED = {"words": "", "shared_by": "", "person": ""}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    topic = models.CharField(max_length=10, choices=Topic.choices, default=Topic.OTHER)
    language = models.CharField(max_length=5)
    heard_on = models.DateField()
    encounter_kind = models.CharField(max_length=20)
    encounter = models.CharField(max_length=64)
    cell = models.CharField(max_length=16, blank=True)  # H3 resolution 8: a quarter, no door
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(topic__in=Topic.values), name="grievances_grievance_known_topic"
            ),
            models.UniqueConstraint(
                fields=["collective", "encounter_kind", "encounter"],
                name="grievances_grievance_once_per_encounter",
            ),
        ]
        indexes = [
            models.Index(fields=["collective", "-heard_on"], name="grievances_grievance_newest")
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def words(self) -> str:
        return self.personal["words"]
