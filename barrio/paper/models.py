from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from barrio.core.constraints import both_or_neither
from barrio.core.ids import uuid7
from barrio.paper.enums import SheetLanguage
from barrio.runtime.sealed import SealedModel


class Sheet(models.Model):
    """A turf's doors as they were printed on paper for one walk."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    turf = models.ForeignKey("canvass.Turf", models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=12)  # 4F7-K
    language = models.CharField(
        max_length=4, choices=SheetLanguage.choices, default=SheetLanguage.BOTH
    )
    with_names = models.BooleanField(default=False)
    printed_at = models.DateTimeField()
    printed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    # Who walked with it, and when they set out: known once it is keyed in.
    walker = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    walked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["collective", "number"], name="paper_sheet_number_once"
            ),
            models.CheckConstraint(
                condition=Q(language__in=SheetLanguage.values), name="paper_sheet_known_language"
            ),
            both_or_neither("walker", "walked_at", name="paper_sheet_walked_by_somebody"),
        ]

    def __str__(self) -> str:
        return self.number


class SheetLine(models.Model):
    """A door of a sheet in its place, and what of its row was keyed in.

    The row of `revision` n is the envelope whose id is made of sheet, order and n, so that the
    same row sent again is the same envelope.
    """

    id = models.BigAutoField(primary_key=True)
    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="lines")
    order = models.PositiveIntegerField()
    dwelling = models.ForeignKey("places.Dwelling", models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=0)  # how often it was keyed in
    digest = models.CharField(max_length=64, blank=True)  # keyed hash of what was typed last
    attempt = models.OneToOneField(
        "canvass.Attempt", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "order"], name="paper_sheetline_one_order"),
            models.UniqueConstraint(fields=["sheet", "dwelling"], name="paper_sheetline_door_once"),
            models.CheckConstraint(
                condition=Q(attempt__isnull=True) | Q(revision__gt=0),
                name="paper_sheetline_attempt_was_keyed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.order}"


class SheetTally(SealedModel):
    """What a canvasser counted and signed, of a sheet or of a shift with the phone.

    One that was counted again stays, marked as replaced.
    """

    SEALED = {"walker": ""}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    sheet = models.ForeignKey(Sheet, models.PROTECT, null=True, blank=True, related_name="tallies")
    assignment = models.ForeignKey(
        "canvass.Assignment", models.PROTECT, null=True, blank=True, related_name="+"
    )
    doors_knocked = models.PositiveIntegerField()
    answered = models.PositiveIntegerField()
    spoke = models.PositiveIntegerField()
    refused = models.PositiveIntegerField()
    signed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")  # who keyed
    signed_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sheet__isnull=True, assignment__isnull=False)
                | Q(sheet__isnull=False, assignment__isnull=True),
                name="paper_sheettally_of_sheet_or_shift",
            ),
            models.CheckConstraint(
                condition=Q(answered__lte=F("doors_knocked")),
                name="paper_sheettally_answered_within_knocked",
                violation_error_message=_("More doors answered than were knocked."),
            ),
            models.CheckConstraint(
                condition=Q(answered__gte=F("spoke") + F("refused")),
                name="paper_sheettally_spoke_refused_within_answered",
                violation_error_message=_("Spoke and refused are more than answered."),
            ),
            models.UniqueConstraint(
                fields=["sheet"],
                condition=Q(replaced_at__isnull=True),
                name="paper_sheettally_one_per_sheet",
            ),
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(replaced_at__isnull=True),
                name="paper_sheettally_one_per_shift",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id or self.assignment_id}"
