import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from barrio.core.ids import uuid7
from barrio.people.enums import (
    ConsentHow,
    ContactKind,
    ImportState,
    Purpose,
    RowOutcome,
    Stage,
)
from barrio.runtime.sealed import SealedModel


class Person(SealedModel):
    """Somebody of the neighbourhood. What names them is sealed under their own key."""

    SEALED = {"name": "", "notes": ""}

    # Version 4: the time inside a version 7 id would tie a person to a knock.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    language = models.CharField(_("language"), max_length=5, default="en")
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.NEIGHBOUR)
    tags = models.JSONField(default=list, blank=True)
    do_not_contact = models.BooleanField(_("do not contact"), default=False)
    added_on = models.DateField()
    erased_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(key_id=F("id")), name="people_person_own_key"),
            models.CheckConstraint(
                condition=Q(stage__in=Stage.values), name="people_person_known_stage"
            ),
        ]
        indexes = [
            models.Index(fields=["collective", "added_on"], name="people_person_added"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def name(self) -> str:
        return self.personal["name"] or str(_("no name given"))


class ContactPoint(SealedModel):
    """A phone or e-mail of a person, found again by its blind index."""

    SEALED = {"value": ""}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="contact_points")
    kind = models.CharField(max_length=5, choices=ContactKind.choices)
    index = models.PositiveIntegerField()
    is_dead = models.BooleanField(_("no longer works"), default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ContactKind.values), name="people_contactpoint_known_kind"
            ),
            models.CheckConstraint(
                condition=Q(key_id=F("person_id")), name="people_contactpoint_owners_key"
            ),
        ]
        indexes = [
            models.Index(fields=["collective", "kind", "index"], name="people_contactpoint_index")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def value(self) -> str:
        return self.personal["value"]


class ConsentWording(models.Model):
    """The sentence that a person heard or read when they agreed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    language = models.CharField(max_length=5)
    text = models.CharField(max_length=500)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["collective", "purpose", "language", "text"],
                name="people_consentwording_text_once",
            )
        ]

    def __str__(self) -> str:
        return self.text


class Consent(models.Model):
    """A yes or a no of a person for one purpose. The newest counts; none is changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    given = models.BooleanField()
    on = models.DateField()
    order = models.PositiveIntegerField()  # of this person's answers for this purpose
    how = models.CharField(max_length=6, choices=ConsentHow.choices)
    wording = models.ForeignKey(ConsentWording, models.PROTECT, null=True, blank=True)
    source = models.CharField(max_length=120, blank=True)
    taken_by = models.CharField(max_length=64, blank=True)  # the actor's id

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=Purpose.values), name="people_consent_known_purpose"
            ),
            models.CheckConstraint(
                condition=Q(given=False) | Q(wording__isnull=False) | ~Q(source=""),
                name="people_consent_yes_has_wording_or_source",
                violation_error_message=_("A yes needs the wording that was shown, or its source."),
            ),
            models.UniqueConstraint(
                fields=["person", "purpose", "order"], name="people_consent_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {'yes' if self.given else 'no'}"


class Household(models.Model):
    """People who live together behind one door, over time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    dwelling_token = models.CharField(max_length=43, db_index=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="people_household_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Occupancy(SealedModel):
    """A person lives behind a door from a day to a day. The door is named in the blob only."""

    SEALED = {"dwelling": ""}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="occupancies")
    household = models.ForeignKey(Household, models.CASCADE, related_name="occupancies")
    dwelling_token = models.CharField(max_length=43)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="people_occupancy_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(until__isnull=True),
                name="people_occupancy_one_home_at_a_time",
                violation_error_message=_("This person lives elsewhere now. End that first."),
            ),
        ]
        indexes = [
            models.Index(fields=["collective", "dwelling_token"], name="people_occupancy_door"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Touch(models.Model):
    """That something happened with a person; written with every fact, read by the timeline."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="touches")
    kind = models.CharField(max_length=20)
    on = models.DateField()
    origin_kind = models.CharField(max_length=20)
    origin_id = models.CharField(max_length=64)
    outcome = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "origin_kind", "origin_id"],
                name="people_touch_once_per_origin",
            )
        ]
        indexes = [models.Index(fields=["collective", "on"], name="people_touch_day")]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class Roster(models.Model):
    """Counts the changes to a collective's people, so that a cached list knows it is old."""

    collective = models.OneToOneField(
        "accounts.Collective", models.CASCADE, primary_key=True, related_name="+"
    )
    version = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"version {self.version}"


class ContactImport(SealedModel):
    """A contact list brought in: its file's columns, what each row becomes, and the undo."""

    SEALED = {"filename": "", "columns": [], "mapping": {}, "sample": [], "source": ""}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ImportState.choices)
    job_id = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField()
    to_create = models.PositiveIntegerField(default=0)
    to_change = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ImportState.values), name="people_contactimport_known_state"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ImportRow(SealedModel):
    """One row of a list: what it said, what becomes of it, and how it was before."""

    SEALED = {"cells": {}, "before": {}}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    batch = models.ForeignKey(ContactImport, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()  # as a spreadsheet counts, the header being 1
    outcome = models.CharField(max_length=6, choices=RowOutcome.choices)
    reason = models.CharField(max_length=30, blank=True)  # a code of people.reading
    person_id = models.UUIDField(null=True, blank=True)
    is_done = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=RowOutcome.values), name="people_importrow_known_outcome"
            ),
            models.UniqueConstraint(fields=["batch", "number"], name="people_importrow_once"),
        ]

    def __str__(self) -> str:
        return f"row {self.number}"

    @property
    def line(self) -> str:
        """Who it is, for a person to find the row by."""
        cells = self.personal["cells"]
        return " · ".join(cells[k] for k in ("name", "phone", "email") if cells.get(k))
