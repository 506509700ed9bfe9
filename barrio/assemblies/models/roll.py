import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from barrio.assemblies.enums import Belonging
from barrio.core.ids import uuid7


class RollEntry(models.Model):
    """Somebody belongs, from a day on. Of their age only the day they come of age is kept."""

    # Version 4, as of everybody: the time inside a version 7 id would say when they came.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    belonging = models.CharField(max_length=6, choices=Belonging.choices)
    since = models.DateField(_("since"))
    votes_from = models.DateField(_("comes of age on"), null=True, blank=True)  # empty: is of age
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(belonging__in=Belonging.values),
                name="assemblies_rollentry_known_belonging",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("since")),
                name="assemblies_rollentry_ends_after_start",
                violation_error_message=_("It cannot end before it begins."),
            ),
            models.UniqueConstraint(
                fields=["collective", "person"],
                condition=Q(ended_on__isnull=True),
                name="assemblies_rollentry_once",
                violation_error_message=_("This person is on the roll already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Snapshot(models.Model):
    """Who could vote on a day, frozen: later changes of the roll do not touch it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    for_day = models.DateField()
    census = models.PositiveIntegerField()  # everybody on the roll
    entitled = models.PositiveIntegerField()  # of them, those who may vote that day
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(entitled__lte=F("census")), name="assemblies_snapshot_entitled_of_all"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entitled} of {self.census}"


class SnapshotEntry(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="entries")
    person_id = models.UUIDField()  # plain: an erased person stays counted, without a name
    may_vote = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "person_id"], name="assemblies_snapshotentry_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.person_id)
