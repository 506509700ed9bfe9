"""What a body holds of the one above it: its delegates, their mandates, how they voted."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from barrio.assemblies.enums import Choice, Outcome
from barrio.core.ids import uuid7
from barrio.core.text import in_language
from barrio.federation.enums import DelegationEnd, Standing, Strength
from barrio.federation.models.links import Link

# What is told downward: a question on which there was no consensus is not decided.
DECIDED = [choice for choice in Outcome.choices if choice[0] != Outcome.BLOCKED]


class Delegation(models.Model):
    """Somebody carries our word upward, by an act of ours; unpaid, recallable at any time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    link = models.ForeignKey(Link, models.PROTECT, related_name="delegations")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    seat = models.PositiveSmallIntegerField(_("seat"))
    is_alternate = models.BooleanField(_("alternate"), default=False)
    act = models.ForeignKey("assemblies.Act", models.PROTECT, related_name="+")
    since = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    end = models.CharField(max_length=8, choices=DelegationEnd.choices, blank=True)
    end_act = models.ForeignKey(
        "assemblies.Act", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(seat__gte=1), name="federation_delegation_numbered_seat"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end="")
                | Q(ended_on__isnull=False, end__in=DelegationEnd.values),
                name="federation_delegation_ends_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(end=DelegationEnd.RECALLED) | Q(end_act__isnull=False),
                name="federation_delegation_recalled_by_an_act",
            ),
            models.UniqueConstraint(
                fields=["link", "seat", "is_alternate"],
                condition=Q(ended_on__isnull=True),
                name="federation_delegation_one_in_a_seat",
                violation_error_message=_("Somebody holds this seat already."),
            ),
            models.UniqueConstraint(
                fields=["link", "person"],
                condition=Q(ended_on__isnull=True),
                name="federation_delegation_one_seat_each",
                violation_error_message=_("This person is a delegate or an alternate already."),
            ),
        ]
        ordering = ["seat", "is_alternate"]

    def __str__(self) -> str:
        return f"{self.seat}"


class RecallMotion(models.Model):
    """The motion by which an assembly would recall a delegate."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    delegation = models.ForeignKey(Delegation, models.PROTECT, related_name="recalls")
    motion = models.OneToOneField("assemblies.Motion", models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.pk)


class UpperItem(models.Model):
    """A motion that will be decided above, as we were told of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    link = models.ForeignKey(Link, models.PROTECT, related_name="items")
    motion = models.UUIDField()  # its id above
    assembly_title = models.JSONField(default=dict, blank=True)
    starts_at = models.DateTimeField()
    title = models.JSONField(default=dict, blank=True)
    texts = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["link", "motion"], name="federation_upperitem_once")
        ]
        ordering = ["-starts_at", "id"]

    def __str__(self) -> str:
        return str(self.motion)

    def title_in(self, language: str) -> str:
        return in_language(self.title, language.split("-")[0])

    def text_in(self, language: str) -> str:
        return in_language(self.texts, language.split("-")[0])


class Mandate(models.Model):
    """What our assembly tells its delegates; the newest before the vote counts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    item = models.ForeignKey(UpperItem, models.PROTECT, related_name="mandates")
    act = models.ForeignKey("assemblies.Act", models.PROTECT, related_name="+")
    strength = models.CharField(max_length=6, choices=Strength.choices)
    choice = models.CharField(_("vote"), max_length=7, choices=Choice.choices, blank=True)
    said = models.CharField(_("what else they carry"), max_length=1000, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "act"],
                name="federation_mandate_one_of_an_act",
                violation_error_message=_("This act gives a mandate on this already."),
            ),
            models.CheckConstraint(
                condition=Q(strength__in=Strength.values), name="federation_mandate_known_strength"
            ),
            models.CheckConstraint(
                condition=~Q(strength=Strength.BOUND) | ~Q(choice=""),
                name="federation_mandate_bound_to_something",
                violation_error_message=_("Say how bound delegates vote."),
            ),
            models.CheckConstraint(
                condition=Q(choice__in=["", *Choice.values]),
                name="federation_mandate_known_choice",
            ),
        ]
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.strength} {self.choice}"


class UpperResult(models.Model):
    """How it was decided above, and whether it binds us."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    item = models.OneToOneField(UpperItem, models.PROTECT, related_name="result")
    outcome = models.CharField(max_length=7, choices=DECIDED)
    yes = models.PositiveIntegerField()
    no = models.PositiveIntegerField()
    abstain = models.PositiveIntegerField()
    by_name = models.BooleanField()  # else nobody can say how our delegates voted
    act = models.UUIDField(null=True, blank=True)  # its id above
    act_number = models.PositiveIntegerField(null=True, blank=True)
    act_hash = models.CharField(max_length=64, blank=True)
    title = models.JSONField(default=dict, blank=True)
    texts = models.JSONField(default=dict, blank=True)  # as adopted, which may not be as announced
    standing = models.CharField(max_length=8, choices=Standing.choices, blank=True)
    answer_by = models.DateField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=[value for value, _label in DECIDED]),
                name="federation_upperresult_known_outcome",
            ),
            models.CheckConstraint(
                condition=Q(act__isnull=True, standing="")
                | Q(act__isnull=False, standing__in=Standing.values),
                name="federation_upperresult_an_act_has_a_standing",
            ),
        ]

    def __str__(self) -> str:
        return self.outcome

    def title_in(self, language: str) -> str:
        return in_language(self.title, language.split("-")[0])

    def text_in(self, language: str) -> str:
        return in_language(self.texts, language.split("-")[0])


class DelegateVote(models.Model):
    """How a delegate of ours voted, beside what they were told. Who deviates explains it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    result = models.ForeignKey(UpperResult, models.PROTECT, related_name="votes")
    delegation = models.ForeignKey(Delegation, models.PROTECT, related_name="votes")
    mandate = models.ForeignKey(
        Mandate, models.PROTECT, null=True, blank=True, related_name="votes"
    )
    choice = models.CharField(max_length=7, choices=[*Choice.choices, ("", _("did not vote"))],
                              blank=True)  # fmt: skip
    deviates = models.BooleanField()
    explained = models.CharField(_("why"), max_length=1000, blank=True)
    explained_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["result", "delegation"], name="federation_delegatevote_once"
            ),
            models.CheckConstraint(
                condition=Q(choice__in=["", *Choice.values]),
                name="federation_delegatevote_known_choice",
            ),
            models.CheckConstraint(
                condition=Q(explained="", explained_at__isnull=True)
                | Q(~Q(explained=""), deviates=True, explained_at__isnull=False),
                name="federation_delegatevote_explains_a_deviation",
            ),
        ]
        ordering = ["delegation__seat"]

    def __str__(self) -> str:
        return self.choice


class RatificationBelow(models.Model):
    """Our assembly's answer to an act from above."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    result = models.OneToOneField(UpperResult, models.PROTECT, related_name="ratification")
    is_ratified = models.BooleanField()
    act = models.ForeignKey("assemblies.Act", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return "ratified" if self.is_ratified else "rejected"
