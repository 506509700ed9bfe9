import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from barrio.assemblies.enums import (
    BUDGETS,
    Basis,
    Choice,
    Counting,
    Matter,
    Method,
    Outcome,
    Stand,
)
from barrio.core.ids import uuid7
from barrio.runtime.sealed import SealedModel


class Vote(models.Model):
    """A question put to those present. How it is decided is fixed when it opens."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    item = models.ForeignKey("assemblies.AgendaItem", models.PROTECT, related_name="votes")
    motion = models.ForeignKey(
        "assemblies.Motion", models.PROTECT, null=True, blank=True, related_name="votes"
    )  # none: whether the item is taken up though it was announced late
    wording = models.ForeignKey(
        "assemblies.Wording", models.PROTECT, null=True, blank=True, related_name="+"
    )
    matter = models.CharField(max_length=8, choices=Matter.choices)
    method = models.CharField(max_length=9, choices=Method.choices)
    basis = models.CharField(max_length=8, choices=Basis.choices)
    numerator = models.PositiveSmallIntegerField()
    denominator = models.PositiveSmallIntegerField()
    strict = models.BooleanField()
    quorum = models.PositiveIntegerField()
    present = models.PositiveIntegerField()  # of those who may vote, when it opened
    represented = models.PositiveIntegerField(default=0)  # by proxies of those present
    entitled = models.PositiveIntegerField()
    census = models.PositiveIntegerField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    yes = models.PositiveIntegerField(null=True, blank=True)
    no = models.PositiveIntegerField(null=True, blank=True)
    abstain = models.PositiveIntegerField(null=True, blank=True)
    outcome = models.CharField(max_length=7, choices=Outcome.choices, blank=True)
    # Only where it is a choice among several options of the motion:
    rule = models.CharField(max_length=20, choices=Counting.choices, blank=True)
    seats = models.PositiveSmallIntegerField(null=True, blank=True)
    budget = models.PositiveBigIntegerField(null=True, blank=True)  # whole units
    # The lot for ties: the seed is hidden until the hall has thrown its dice.
    commitment = models.CharField(max_length=64, blank=True)
    hidden_seed = models.BinaryField(null=True, blank=True)
    seed = models.CharField(max_length=64, blank=True)
    dice = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(method__in=Method.values), name="assemblies_vote_known_method"
            ),
            models.CheckConstraint(
                condition=Q(rule__in=["", *Counting.values]), name="assemblies_vote_known_rule"
            ),
            models.CheckConstraint(
                condition=Q(rule="", seats__isnull=True, budget__isnull=True)
                | Q(
                    rule__in=[r for r in Counting.values if r not in BUDGETS],
                    seats__isnull=False,
                    seats__gte=1,
                    budget__isnull=True,
                )
                | Q(rule__in=list(BUDGETS), seats__isnull=True, budget__isnull=False),
                name="assemblies_vote_seats_or_a_budget",
            ),
            models.CheckConstraint(
                condition=Q(rule="") | ~Q(method__in=[Method.NOMINAL, Method.CONSENSUS]),
                name="assemblies_vote_choice_not_by_name",
            ),
            models.CheckConstraint(
                condition=Q(rule="") | ~Q(commitment=""),
                name="assemblies_vote_choice_has_its_lot",
            ),
            models.CheckConstraint(
                condition=Q(seed="") | Q(closed_at__isnull=False),
                name="assemblies_vote_seed_shown_at_the_close",
            ),
            models.CheckConstraint(
                condition=Q(basis__in=Basis.values), name="assemblies_vote_known_basis"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", *Outcome.values]), name="assemblies_vote_known_outcome"
            ),
            models.CheckConstraint(
                condition=Q(present__gte=F("quorum")), name="assemblies_vote_has_quorum"
            ),
            models.CheckConstraint(
                condition=Q(present__lte=F("entitled"), entitled__lte=F("census")),
                name="assemblies_vote_present_of_entitled_of_census",
            ),
            models.CheckConstraint(
                condition=Q(entitled__gte=F("present") + F("represented")),
                name="assemblies_vote_voices_of_entitled",
            ),
            models.CheckConstraint(
                condition=~Q(method=Method.CONSENSUS) | Q(represented=0),
                name="assemblies_vote_consensus_of_who_is_there",
            ),
            models.CheckConstraint(
                condition=Q(matter=Matter.URGENCY, motion__isnull=True, wording__isnull=True)
                | Q(~Q(matter=Matter.URGENCY), motion__isnull=False, wording__isnull=False),
                name="assemblies_vote_on_a_text_or_urgency",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="", yes__isnull=True)
                | Q(closed_at__isnull=False, outcome=Outcome.VOID)
                | Q(
                    closed_at__gt=F("opened_at"),
                    outcome__in=[Outcome.CARRIED, Outcome.LOST, Outcome.BLOCKED],
                    yes__isnull=False,
                    no__isnull=False,
                    abstain__isnull=False,
                    rule="",
                )
                | Q(
                    ~Q(rule=""),
                    closed_at__gt=F("opened_at"),
                    outcome__in=[Outcome.CARRIED, Outcome.LOST],
                    yes__isnull=True,
                ),
                name="assemblies_vote_closed_with_a_result",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", Outcome.VOID])
                | Q(method=Method.CONSENSUS, outcome__in=[Outcome.CARRIED, Outcome.BLOCKED])
                | Q(~Q(method=Method.CONSENSUS), outcome__in=[Outcome.CARRIED, Outcome.LOST]),
                name="assemblies_vote_blocked_where_consensus_is_sought",
            ),
            models.CheckConstraint(
                condition=Q(yes__isnull=True)
                | Q(present__gte=F("yes") + F("no") + F("abstain") - F("represented")),
                name="assemblies_vote_no_more_than_present",
                violation_error_message=_("That is more votes than people present."),
            ),
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(closed_at__isnull=True),
                name="assemblies_vote_one_open_per_item",
            ),
        ]
        ordering = ["opened_at"]

    def __str__(self) -> str:
        return f"{self.method} {self.pk}"

    @property
    def voices(self) -> int:
        """How many can be cast: of those present, and of those whose proxy they hold."""
        return self.present + self.represented


class TellerCount(models.Model):
    """What one of two tellers counted, before seeing what the other did."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    vote = models.ForeignKey(Vote, models.PROTECT, related_name="counts")
    teller = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)  # counted again where the two differed
    yes = models.PositiveIntegerField()
    no = models.PositiveIntegerField()
    abstain = models.PositiveIntegerField()
    options = models.JSONField(default=dict, blank=True)  # hands by number of the option
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vote", "teller", "round"], name="assemblies_tellercount_once_a_round"
            )
        ]

    def __str__(self) -> str:
        hands = "".join(f" {n}:{self.options[n]}" for n in sorted(self.options, key=int))
        return f"{self.yes}/{self.no}/{self.abstain}{hands}"


class NamedVote(models.Model):
    """How somebody voted, where votes are cast by name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vote = models.ForeignKey(Vote, models.PROTECT, related_name="named")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    choice = models.CharField(max_length=7, choices=Choice.choices)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(choice__in=Choice.values), name="assemblies_namedvote_known_choice"
            ),
            models.UniqueConstraint(
                fields=["vote", "person"], name="assemblies_namedvote_one_each"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Stance(SealedModel):
    """What somebody says before the hall while it looks for consensus; why is sealed."""

    SEALED = {"why": ""}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    vote = models.ForeignKey(Vote, models.PROTECT, related_name="stances")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    stand = models.CharField(_("what they say"), max_length=7, choices=Stand.choices)
    digest = models.CharField(max_length=64, blank=True)  # of its id and why; empty: no reason
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stand__in=Stand.values), name="assemblies_stance_known_stand"
            ),
            models.CheckConstraint(
                condition=~Q(stand=Stand.BLOCK) | ~Q(digest=""),
                name="assemblies_stance_block_has_a_reason",
                violation_error_message=_("Whoever blocks says why."),
            ),
            models.CheckConstraint(condition=Q(key_id=F("id")), name="assemblies_stance_own_key"),
            models.UniqueConstraint(fields=["vote", "person"], name="assemblies_stance_one_each"),
        ]
        ordering = ["at"]

    def __str__(self) -> str:
        return str(self.pk)
