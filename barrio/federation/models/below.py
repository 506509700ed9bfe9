"""What a body holds of those below it: their seats, their mandates, their ratifications."""

import uuid

from django.db import models
from django.db.models import Q

from barrio.assemblies.enums import Choice
from barrio.core.ids import uuid7
from barrio.federation.enums import Reply, Standing, Strength
from barrio.federation.models.links import Link


class Seat(models.Model):
    """A delegate of a body below, on our roll for as long as it stands by them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    link = models.ForeignKey(Link, models.PROTECT, related_name="held_seats")
    delegation = models.UUIDField()  # its id below
    number = models.PositiveSmallIntegerField()
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    since = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["link", "delegation"], name="federation_seat_once"),
            models.UniqueConstraint(
                fields=["link", "number"],
                condition=Q(ended_on__isnull=True),
                name="federation_seat_one_delegate_each",
            ),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}"


class MandateSeen(models.Model):
    """What a body below told its delegates on a motion of ours."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    link = models.ForeignKey(Link, models.PROTECT, related_name="mandates")
    motion = models.ForeignKey("assemblies.Motion", models.PROTECT, related_name="+")
    strength = models.CharField(max_length=6, choices=Strength.choices)
    choice = models.CharField(max_length=7, choices=Choice.choices, blank=True)
    said = models.CharField(max_length=1000, blank=True)
    act_number = models.PositiveIntegerField()
    act_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["link", "motion"], name="federation_mandateseen_once")
        ]

    def __str__(self) -> str:
        return f"{self.strength} {self.choice}"


class Ratifiable(models.Model):
    """An act of ours that binds only once most bodies below have ratified it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    act = models.OneToOneField("assemblies.Act", models.PROTECT, related_name="ratifiable")
    standing = models.CharField(max_length=8, choices=Standing.choices, default=Standing.AWAITING)
    answer_by = models.DateField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(standing=Standing.AWAITING, settled_at__isnull=True)
                | Q(standing__in=[Standing.BINDING, Standing.REJECTED], settled_at__isnull=False),
                name="federation_ratifiable_settled_once",
            )
        ]

    def __str__(self) -> str:
        return self.standing


class Answer(models.Model):
    """What one body below says to an act: one each of those linked when it was adopted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ratifiable = models.ForeignKey(Ratifiable, models.PROTECT, related_name="answers")
    link = models.ForeignKey(Link, models.PROTECT, related_name="answers")
    reply = models.CharField(max_length=8, choices=Reply.choices, default=Reply.PENDING)
    act_number = models.PositiveIntegerField(null=True, blank=True)  # by which they said it
    act_hash = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ratifiable", "link"], name="federation_answer_once_each"
            ),
            models.CheckConstraint(
                condition=Q(reply=Reply.PENDING, act_number__isnull=True, act_hash="")
                | Q(Q(reply__in=[Reply.RATIFIED, Reply.REJECTED], act_number__isnull=False),
                    ~Q(act_hash="")),
                name="federation_answer_by_an_act_of_theirs",
            ),
        ]  # fmt: skip
        ordering = ["link__sister__name"]

    def __str__(self) -> str:
        return self.reply
