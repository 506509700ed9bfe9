"""A plan that neighbours make together: from what is wrong to whether it was done as agreed."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from barrio.core.ids import uuid7
from barrio.core.text import in_language
from barrio.planning.enums import FindingKind, IdeaState, Phase, Verdict

POINTS = 3  # that each person gives to what comes first


class Titled(models.Model):
    title = models.JSONField(default=dict)  # by language

    class Meta:
        abstract = True

    def title_in(self, language: str) -> str:
        return in_language(self.title, language.split("-")[0])


class Plan(Titled):
    """It stands on the act by which the assembly began it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    act = models.ForeignKey("assemblies.Act", models.PROTECT, related_name="plans")
    phase = models.CharField(max_length=10, choices=Phase.choices, default=Phase.DIAGNOSIS)
    budget = models.PositiveBigIntegerField(
        _("money to share, in whole units"), null=True, blank=True
    )
    begun_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(phase__in=Phase.values), name="planning_plan_known_phase"
            )
        ]
        ordering = ["-begun_on"]

    def __str__(self) -> str:
        return str(self.pk)


class PhaseClosed(models.Model):
    """The assembly was content with a phase, by its act."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="closings")
    phase = models.CharField(max_length=10, choices=Phase.choices)
    act = models.ForeignKey("assemblies.Act", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(phase__in=Phase.values) & ~Q(phase=Phase.CLOSED),
                name="planning_phaseclosed_known_phase",
            ),
            models.UniqueConstraint(fields=["plan", "phase"], name="planning_phaseclosed_once"),
        ]
        ordering = ["at"]

    def __str__(self) -> str:
        return self.phase


class Finding(Titled):
    """What neighbours found in the diagnosis."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=8, choices=FindingKind.choices)
    people = models.PositiveIntegerField(_("people whom it concerns"), null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=FindingKind.values), name="planning_finding_known_kind"
            )
        ]
        ordering = ["at"]

    def __str__(self) -> str:
        return str(self.pk)


class Point(models.Model):
    """Somebody says that a finding comes first."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="points")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["finding", "person"], name="planning_point_one_each")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Idea(Titled):
    """A proposal. Merged, it lives on in another; chosen, it stands on the act that chose it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="ideas")
    number = models.PositiveSmallIntegerField()
    texts = models.JSONField(default=dict)  # by language
    author = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    finding = models.ForeignKey(
        Finding, models.PROTECT, null=True, blank=True, related_name="ideas"
    )
    state = models.CharField(max_length=9, choices=IdeaState.choices, default=IdeaState.OPEN)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged"
    )
    cost = models.PositiveBigIntegerField(_("cost, in whole units"), null=True, blank=True)
    reckoned = models.CharField(_("how the cost was reckoned"), max_length=300, blank=True)
    act = models.ForeignKey(
        "assemblies.Act", models.PROTECT, null=True, blank=True, related_name="ideas"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=IdeaState.values), name="planning_idea_known_state"
            ),
            models.CheckConstraint(
                condition=Q(state=IdeaState.MERGED, merged_into__isnull=False)
                | Q(~Q(state=IdeaState.MERGED), merged_into__isnull=True),
                name="planning_idea_merged_into_another",
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")), name="planning_idea_not_into_itself"
            ),
            models.CheckConstraint(
                condition=Q(state=IdeaState.CHOSEN, act__isnull=False, cost__isnull=False)
                | Q(~Q(state=IdeaState.CHOSEN), act__isnull=True),
                name="planning_idea_chosen_by_an_act_with_its_cost",
            ),
            models.CheckConstraint(
                condition=Q(cost__isnull=True) | Q(cost__gte=1),
                name="planning_idea_costs_something",
            ),
            models.UniqueConstraint(fields=["plan", "number"], name="planning_idea_number_once"),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}"

    def text_in(self, language: str) -> str:
        return in_language(self.texts, language.split("-")[0])


class Support(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    idea = models.ForeignKey(Idea, models.PROTECT, related_name="supports")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["idea", "person"], name="planning_support_one_each")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class MergeOffer(models.Model):
    """The author of one proposal would merge it into another; its author answers."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    idea = models.ForeignKey(Idea, models.PROTECT, related_name="offers")
    into = models.ForeignKey(Idea, models.PROTECT, related_name="offered")
    offered_at = models.DateTimeField()
    accepted = models.BooleanField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(idea=F("into")), name="planning_mergeoffer_of_two"
            ),
            models.CheckConstraint(
                condition=Q(accepted__isnull=True, answered_at__isnull=True)
                | Q(accepted__isnull=False, answered_at__isnull=False),
                name="planning_mergeoffer_answered_at_some_time",
            ),
            models.UniqueConstraint(
                fields=["idea"], condition=Q(accepted__isnull=True),
                name="planning_mergeoffer_one_open",
            ),
        ]  # fmt: skip
        ordering = ["offered_at"]

    def __str__(self) -> str:
        return str(self.pk)


class IdeaOption(models.Model):
    """A proposal as it stands to be chosen in a vote."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    idea = models.ForeignKey(Idea, models.PROTECT, related_name="+")
    motion = models.ForeignKey("assemblies.Motion", models.PROTECT, related_name="idea_options")
    number = models.PositiveSmallIntegerField()  # of the option

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["motion", "idea"], name="planning_ideaoption_once"),
            models.UniqueConstraint(
                fields=["motion", "number"], name="planning_ideaoption_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class Step(models.Model):
    """A piece of work of what was chosen: who does it by when, and what became of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    idea = models.ForeignKey(Idea, models.PROTECT, related_name="steps")
    what = models.CharField(_("what is to be done"), max_length=300)
    who = models.CharField(_("who does it"), max_length=120)
    due_on = models.DateField(_("by when"))
    done_on = models.DateField(null=True, blank=True)
    spent = models.PositiveBigIntegerField(_("spent, in whole units"), null=True, blank=True)
    said = models.CharField(_("what became of it"), max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(spent__isnull=True) | Q(done_on__isnull=False),
                name="planning_step_spent_where_done",
            )
        ]
        ordering = ["due_on"]

    def __str__(self) -> str:
        return self.what


class Review(models.Model):
    """What the social controllership found of something that was chosen."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    idea = models.ForeignKey(Idea, models.PROTECT, related_name="reviews")
    verdict = models.CharField(max_length=9, choices=Verdict.choices)
    said = models.TextField(_("what was found"), max_length=2000)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=Verdict.values), name="planning_review_known_verdict"
            )
        ]
        ordering = ["at"]

    def __str__(self) -> str:
        return self.verdict
