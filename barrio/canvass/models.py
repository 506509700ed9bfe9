import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from barrio.canvass.enums import CanvassState, CuttingState, Result
from barrio.core.constraints import both_or_neither
from barrio.core.ids import uuid7
from barrio.runtime.sealed import SealedModel


class Canvass(models.Model):
    """A round of knocking with a short script."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    site = models.ForeignKey("places.Site", models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    opening = models.JSONField(default=dict, blank=True)  # what to say first, by language
    questions = models.JSONField(
        default=list, blank=True
    )  # [{"key", "text": {lang}, "choices": [{...}]}]
    state = models.CharField(max_length=6, choices=CanvassState.choices, default=CanvassState.OPEN)
    begun_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CanvassState.values), name="canvass_canvass_known_state"
            ),
            models.UniqueConstraint(
                fields=["collective", "name"], name="canvass_canvass_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Turf(models.Model):
    """The doors that one canvasser walks in one shift."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    canvass = models.ForeignKey(Canvass, models.PROTECT, related_name="turfs")
    name = models.CharField(_("name"), max_length=80)
    geometry = models.JSONField(null=True, blank=True)
    metres = models.PositiveIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)  # its doors went into another turf

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["canvass", "name"], name="canvass_turf_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class TurfCutting(models.Model):
    """A cut of many doors into turfs that the worker makes, as it was asked for."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    canvass = models.ForeignKey(Canvass, models.PROTECT, related_name="cuttings")
    name = models.CharField(_("name"), max_length=70)
    size = models.CharField(max_length=6)  # "75" doors, or "120m" minutes, in each
    streets = models.JSONField(default=list, blank=True)  # ids
    avoid = models.JSONField(default=list, blank=True)  # ids of streets that are not crossed
    geometry = models.JSONField(null=True, blank=True)
    start = models.ForeignKey(
        "places.Dwelling", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    state = models.CharField(
        max_length=7, choices=CuttingState.choices, default=CuttingState.WAITING
    )
    problem = models.CharField(max_length=300, blank=True)
    job_id = models.UUIDField(null=True, blank=True)
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CuttingState.values), name="canvass_turfcutting_known_state"
            ),
            models.CheckConstraint(
                condition=Q(state=CuttingState.FAILED) | Q(problem=""),
                name="canvass_turfcutting_problem_when_stopped",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TurfDoor(models.Model):
    """A door of a turf, in walking order. A door is in one turf of a canvass at most."""

    id = models.BigAutoField(primary_key=True)
    turf = models.ForeignKey(Turf, models.CASCADE, related_name="doors")
    canvass = models.ForeignKey(Canvass, models.PROTECT, related_name="+")
    dwelling = models.ForeignKey("places.Dwelling", models.PROTECT, related_name="+")
    order = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["canvass", "dwelling"], name="canvass_turfdoor_in_one_turf"
            ),
            models.UniqueConstraint(fields=["turf", "order"], name="canvass_turfdoor_one_order"),
        ]

    def __str__(self) -> str:
        return f"{self.order}"


class Assignment(models.Model):
    """A canvasser has a turf for a shift; what they may read ends with it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    turf = models.ForeignKey(Turf, models.PROTECT, related_name="assignments")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("since")), name="canvass_assignment_ends_after_start"
            ),
            both_or_neither("ended_at", "ended_by", name="canvass_assignment_ended_by_somebody"),
            models.UniqueConstraint(
                fields=["turf"],
                condition=Q(ended_at__isnull=True),
                name="canvass_assignment_one_canvasser_per_turf",
                violation_error_message=_("Somebody has this turf already. End that first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.turf_id} {self.user_id}"


class Launch(SealedModel):
    """A day of knocking: who is here, in which pairs, on which turf, and whom to call."""

    SEALED = {"trouble": "", "place": "", "debrief": ""}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    canvass = models.ForeignKey(Canvass, models.PROTECT, related_name="launches")
    on = models.DateField(_("day"))
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(key_id=F("id")), name="canvass_launch_own_key"),
            models.UniqueConstraint(
                fields=["canvass"],
                condition=Q(closed_at__isnull=True),
                name="canvass_launch_one_open_per_canvass",
            ),
        ]
        indexes = [models.Index(fields=["canvass", "-on"], name="canvass_launch_newest")]

    def __str__(self) -> str:
        return f"{self.on}"


class Walker(SealedModel):
    """Somebody who is here today, with a login or without; the name is sealed."""

    SEALED = {"name": ""}

    # Version 4, as of everybody: the time inside a version 7 id would say when they came.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    launch = models.ForeignKey(Launch, models.PROTECT, related_name="walkers")
    user = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    pair = models.PositiveSmallIntegerField(null=True, blank=True)
    has_script = models.BooleanField(default=False)
    came_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["launch", "user"],
                condition=Q(user__isnull=False),
                name="canvass_walker_once_per_launch",
                violation_error_message=_("They are on the list already."),
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("came_at")),
                name="canvass_walker_left_after_they_came",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def called(self) -> str:
        """The handle of who has a login; else the name as it was told."""
        return self.user.handle if self.user else self.personal["name"] or str(_("no name given"))


class Attempt(SealedModel):
    """A knock. Its id was made on the phone; what was said is sealed under the turf's key."""

    SEALED = {"answers": {}, "note": "", "contact": {}, "speaks": "", "promise": ""}

    id = models.UUIDField(primary_key=True)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    turf = models.ForeignKey(Turf, models.PROTECT, related_name="attempts")
    dwelling = models.ForeignKey("places.Dwelling", models.PROTECT, related_name="+")
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    result = models.CharField(max_length=9, choices=Result.choices)
    made_at = models.DateTimeField()  # the phone's clock, set right
    device_at = models.DateTimeField(null=True, blank=True)  # the phone's clock as it was
    received_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    to_mend = models.BooleanField(default=False)  # a contact that cannot be right is sealed here
    marks = models.JSONField(default=list, blank=True)  # what it says of the door, by `Mark`
    walker = models.ForeignKey(
        "Walker", models.PROTECT, null=True, blank=True, related_name="attempts"
    )  # who knocked, where one phone writes for several
    speaks = models.BooleanField(default=False)  # a language is sealed here
    promised = models.BooleanField(default=False)  # a promise is sealed here
    promise_by = models.DateField(null=True, blank=True)
    promise_kept_at = models.DateTimeField(null=True, blank=True)
    promise_kept_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            both_or_neither(
                "promise_kept_at", "promise_kept_by", name="canvass_attempt_promise_kept_by_one"
            ),
            models.CheckConstraint(
                condition=Q(promised=True) | Q(promise_kept_at__isnull=True),
                name="canvass_attempt_kept_what_was_promised",
            ),
            models.CheckConstraint(
                condition=Q(result__in=Result.values), name="canvass_attempt_known_result"
            ),
            models.CheckConstraint(
                condition=~Q(supersedes=F("id")), name="canvass_attempt_not_its_own_correction"
            ),
        ]
        indexes = [
            models.Index(fields=["turf", "dwelling", "made_at"], name="canvass_attempt_door"),
            models.Index(fields=["collective", "made_at"], name="canvass_attempt_when"),
        ]

    def __str__(self) -> str:
        return f"{self.result} {self.dwelling_id}"
