"""Who asks to speak in an assembly, who has spoken, and what a hall thinks before it votes."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from barrio.core.ids import uuid7
from barrio.core.text import in_language
from barrio.floor.enums import Asking, Sign


class Floor(models.Model):
    """How an assembly shares its time; without a row, by what the fields begin with."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    assembly = models.OneToOneField("assemblies.Assembly", models.PROTECT, related_name="floor")
    seconds = models.PositiveSmallIntegerField(_("seconds for each speaker"), default=120)
    gives_way_to = models.JSONField(default=dict, blank=True)  # groups, in words, by language

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(seconds__gte=15, seconds__lte=3600),
                name="floor_floor_between_a_breath_and_an_hour",
                violation_error_message=_("Give 15 to 3600 seconds."),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def gives_way_in(self, language: str) -> str:
        return in_language(self.gives_way_to, language.split("-")[0])


class Turn(models.Model):
    """Somebody asked; they spoke from `began_at` to `ended_at`, or withdrew without beginning."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    assembly = models.ForeignKey("assemblies.Assembly", models.PROTECT, related_name="turns")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()  # what the wall shows in place of a name
    kind = models.CharField(max_length=6, choices=Asking.choices, default=Asking.SPEAK)
    is_given_way = models.BooleanField(default=False)  # they say so; of which group is not kept
    asked_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=Asking.values), name="floor_turn_known_kind"
            ),
            models.CheckConstraint(
                condition=Q(began_at__isnull=True) | Q(began_at__gte=F("asked_at")),
                name="floor_turn_begins_after_asking",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True)
                | Q(began_at__isnull=True, ended_at__gte=F("asked_at"))
                | Q(began_at__isnull=False, ended_at__gte=F("began_at")),
                name="floor_turn_ends_after_it_begins",
            ),
            models.UniqueConstraint(fields=["assembly", "number"], name="floor_turn_number_once"),
            models.UniqueConstraint(
                fields=["assembly", "person"],
                condition=Q(ended_at__isnull=True),
                name="floor_turn_one_each",
            ),
            models.UniqueConstraint(
                fields=["assembly"],
                condition=Q(began_at__isnull=False, ended_at__isnull=True),
                name="floor_turn_one_speaks",
            ),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}"


class Pulse(models.Model):
    """A temperature check. Closed, it keeps how many showed what, and no longer who."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    assembly = models.ForeignKey("assemblies.Assembly", models.PROTECT, related_name="pulses")
    question = models.JSONField(default=dict)  # by language
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    up = models.PositiveIntegerField(null=True, blank=True)
    level = models.PositiveIntegerField(null=True, blank=True)
    down = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    closed_at__isnull=True, up__isnull=True, level__isnull=True, down__isnull=True
                )
                | Q(
                    closed_at__gte=F("opened_at"), closed_at__isnull=False, up__isnull=False,
                    level__isnull=False, down__isnull=False,
                ),
                name="floor_pulse_closed_with_its_counts",
            ),
            models.UniqueConstraint(
                fields=["assembly"],
                condition=Q(closed_at__isnull=True),
                name="floor_pulse_one_open",
            ),
        ]  # fmt: skip
        ordering = ["opened_at"]

    def __str__(self) -> str:
        return str(self.pk)


class Hand(models.Model):
    """What somebody shows now; gone when the check is closed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    pulse = models.ForeignKey(Pulse, models.PROTECT, related_name="hands")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    sign = models.CharField(max_length=5, choices=Sign.choices)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sign__in=Sign.values), name="floor_hand_known_sign"),
            models.UniqueConstraint(fields=["pulse", "person"], name="floor_hand_one_each"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
