"""How an assembly is run without a chair: who takes which part, what time it is, who needs what."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from barrio.core.ids import uuid7
from barrio.core.text import in_language
from barrio.facilitation.enums import ONE_OF_EACH, How, Kind, Role
from barrio.runtime.sealed import SealedModel


class Access(models.Model):
    """What people can count on when they come; told with the convocation."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    assembly = models.OneToOneField("assemblies.Assembly", models.PROTECT, related_name="access")
    step_free = models.BooleanField(_("no steps, and a toilet without steps"), default=False)
    hearing_loop = models.BooleanField(_("a hearing loop"), default=False)
    captions = models.BooleanField(_("captions on the wall and on phones"), default=False)
    childcare = models.BooleanField(_("childcare"), default=False)
    food = models.BooleanField(_("something to eat"), default=False)
    interpretation = models.JSONField(default=dict, blank=True)  # in words, by language
    more = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return str(self.pk)

    def interpretation_in(self, language: str) -> str:
        return in_language(self.interpretation, language.split("-")[0])

    def more_in(self, language: str) -> str:
        return in_language(self.more, language.split("-")[0])


class Offer(models.Model):
    """Somebody can take a part today; drawn by the number, which is what the wall shows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    assembly = models.ForeignKey("assemblies.Assembly", models.PROTECT, related_name="offers")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assembly", "number"], name="facilitation_offer_number_once"
            ),
            models.UniqueConstraint(
                fields=["assembly", "person"], name="facilitation_offer_one_each"
            ),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}"


class Part(models.Model):
    """Somebody takes care of something, in this assembly and until it ends or they pass it on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    assembly = models.ForeignKey("assemblies.Assembly", models.PROTECT, related_name="parts")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    role = models.CharField(max_length=11, choices=Role.choices)
    how = models.CharField(max_length=5, choices=How.choices)
    dice = models.CharField(max_length=40, blank=True)
    drawn_from = models.JSONField(default=list, blank=True)  # the numbers between which it was
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="facilitation_part_known_role"
            ),
            models.CheckConstraint(
                condition=Q(how=How.ASKED, dice="") | Q(Q(how=How.DRAWN), ~Q(dice="")),
                name="facilitation_part_drawn_with_dice",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")),
                name="facilitation_part_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["assembly", "role"],
                condition=Q(ended_at__isnull=True, role__in=ONE_OF_EACH),
                name="facilitation_part_one_of_each",
                violation_error_message=_("Somebody does that already. End their part first."),
            ),
            models.UniqueConstraint(
                fields=["assembly", "person"],
                condition=Q(ended_at__isnull=True),
                name="facilitation_part_one_for_each",
                violation_error_message=_("They have a part already: nobody has two."),
            ),
        ]
        ordering = ["began_at"]

    def __str__(self) -> str:
        return self.role


class Dealing(models.Model):
    """The hall deals with an item of the agenda, from one moment to another."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    assembly = models.ForeignKey("assemblies.Assembly", models.PROTECT, related_name="dealings")
    item = models.ForeignKey("assemblies.AgendaItem", models.PROTECT, related_name="dealings")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")),
                name="facilitation_dealing_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["assembly"],
                condition=Q(ended_at__isnull=True),
                name="facilitation_dealing_one_at_a_time",
            ),
        ]
        ordering = ["began_at"]

    def __str__(self) -> str:
        return str(self.pk)


class Signal(models.Model):
    """A hand that asks for something; gone after a minute, and for good when the session ends."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    assembly = models.ForeignKey("assemblies.Assembly", models.PROTECT, related_name="signals")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    shown_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="facilitation_signal_known_kind"
            ),
            models.UniqueConstraint(
                fields=["assembly", "person", "kind"], name="facilitation_signal_one_each"
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class Caption(SealedModel):
    """A line of what is being said, in a language; erased when the session ends."""

    SEALED = {"text": ""}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    assembly = models.ForeignKey("assemblies.Assembly", models.PROTECT, related_name="captions")
    language = models.CharField(max_length=8)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(key_id=F("id")), name="facilitation_caption_own_key")
        ]
        indexes = [
            models.Index(fields=["assembly", "language", "at"], name="facilitation_caption_last")
        ]
        ordering = ["at"]

    def __str__(self) -> str:
        return str(self.pk)
