"""Choices among several, and secret ballots: who voted and what was voted never meet.

Who voted is a `Voted` row, what was voted an `UrnBallot`. While the vote is open a ballot lies in
its `Voted` row, sealed to keys that two tellers hold. When the urn is opened one transaction
writes the ballots, in an order drawn by lot and with random ids, and empties the envelopes.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from barrio.assemblies.enums import CastBy
from barrio.core.ids import uuid7
from barrio.core.text import in_language


class Option(models.Model):
    """One of several to choose from: a person who stands, or a text; it may have a cost."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    motion = models.ForeignKey("assemblies.Motion", models.PROTECT, related_name="options")
    number = models.PositiveSmallIntegerField()
    title = models.JSONField(default=dict, blank=True)  # by language; empty for a person
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )
    cost = models.PositiveBigIntegerField(null=True, blank=True)  # whole units of the budget

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["motion", "number"], name="assemblies_option_number_once"
            ),
            models.UniqueConstraint(
                fields=["motion", "person"],
                condition=Q(person__isnull=False),
                name="assemblies_option_stands_once",
                violation_error_message=_("This person stands already."),
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(title={}),
                name="assemblies_option_says_what_it_is",
                violation_error_message=_("Say who stands, or write what there is to choose."),
            ),
            models.CheckConstraint(
                condition=Q(cost__isnull=True) | Q(cost__gte=1),
                name="assemblies_option_costs_something",
                violation_error_message=_("Give a cost of 1 or more."),
            ),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}"

    def title_in(self, language: str) -> str:
        return in_language(self.title, language.split("-")[0])


class HallPass(models.Model):
    """The link by which somebody of the frozen roll votes on their own phone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    assembly = models.ForeignKey("assemblies.Assembly", models.PROTECT, related_name="passes")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    given_on = models.DateField()
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assembly", "person"], name="assemblies_hallpass_one_each"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class TellerKey(models.Model):
    """The public half of what one teller holds as a code. Ballots are sealed to both tellers."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    vote = models.ForeignKey("assemblies.Vote", models.PROTECT, related_name="keys")
    teller = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    layer = models.PositiveSmallIntegerField()  # 1 lies inside, 2 around it
    salt = models.BinaryField()
    point = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vote", "layer"], name="assemblies_tellerkey_layer"),
            models.UniqueConstraint(
                fields=["vote", "teller"], name="assemblies_tellerkey_two_people"
            ),
            models.CheckConstraint(
                condition=Q(layer__in=[1, 2]), name="assemblies_tellerkey_two_layers"
            ),
        ]
        ordering = ["layer"]

    def __str__(self) -> str:
        return f"{self.layer}"


class Voted(models.Model):
    """That somebody voted. What they voted lies sealed in it until the urn is opened."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vote = models.ForeignKey("assemblies.Vote", models.PROTECT, related_name="voted")
    person_id = models.UUIDField()  # plain, as in the frozen roll
    how = models.CharField(max_length=5, choices=CastBy.choices)
    envelope = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vote", "person_id"], name="assemblies_voted_once"),
            models.CheckConstraint(
                condition=Q(how=CastBy.PHONE) | Q(how=CastBy.PAPER, envelope=""),
                name="assemblies_voted_paper_has_no_envelope",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class PaperEntry(models.Model):
    """What one of two people read on a paper of the urn; gone when both agree and it is counted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vote = models.ForeignKey("assemblies.Vote", models.PROTECT, related_name="papers")
    number = models.PositiveIntegerField()  # written on the paper as it is drawn from the urn
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    said = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vote", "number", "by"], name="assemblies_paperentry_once_each"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="assemblies_paperentry_from_one"
            ),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}"


class UrnBallot(models.Model):
    """A ballot, with nothing that leads to whoever cast it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vote = models.ForeignKey("assemblies.Vote", models.PROTECT, related_name="urn")
    said = models.TextField(blank=True)  # see `papers`; empty: blank
    tracker = models.CharField(max_length=12)  # the voter has it, nobody else knows whose it is

    def __str__(self) -> str:
        return self.tracker


class CountRun(models.Model):
    """How a choice among several came out, so that anybody can count again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    vote = models.OneToOneField("assemblies.Vote", models.PROTECT, related_name="run")
    engine = models.CharField(max_length=40)
    ballots = models.PositiveIntegerField()
    blank = models.PositiveIntegerField(default=0)
    result = models.JSONField()
    elected = models.JSONField(
        default=list, blank=True
    )  # numbers of options, in the order of election
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(blank__lte=F("ballots")), name="assemblies_countrun_blank_of_all"
            )
        ]

    def __str__(self) -> str:
        return f"{self.engine} {self.elected}"
