import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from barrio.alerts.enums import AlertState, ReportKind, ReportState
from barrio.core.constraints import both_or_neither
from barrio.core.ids import uuid7
from barrio.runtime.sealed import SealedModel


class Report(SealedModel):
    """Somebody saw something. Text and exact place are sealed under the report's own key."""

    SEALED = {"words": "", "place": "", "lat": None, "lon": None, "contact": "", "seen_at": ""}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    code = models.CharField(max_length=8)
    kind = models.CharField(_("kind"), max_length=8, choices=ReportKind.choices)
    language = models.CharField(max_length=5)
    cell = models.CharField(max_length=16, blank=True)  # H3 resolution 8
    first_hand = models.BooleanField(_("seen by the one who tells it"), default=False)
    state = models.CharField(max_length=9, choices=ReportState.choices, default=ReportState.WAITING)
    received_at = models.DateTimeField()
    logged_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ReportKind.values), name="alerts_report_known_kind"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ReportState.values), name="alerts_report_known_state"
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.WAITING, decided_by__isnull=True)
                | (~Q(state=ReportState.WAITING) & Q(decided_by__isnull=False)),
                name="alerts_report_decided_by_somebody",
            ),
            both_or_neither("decided_by", "decided_at", name="alerts_report_decision_dated"),
            models.CheckConstraint(
                condition=~Q(state=ReportState.CONFIRMED)
                | Q(logged_by__isnull=True)
                | ~Q(logged_by=F("decided_by")),
                name="alerts_report_confirmed_by_another",
                violation_error_message=_("Somebody else has to confirm what you logged."),
            ),
            models.UniqueConstraint(fields=["collective", "code"], name="alerts_report_code_once"),
        ]
        indexes = [
            models.Index(
                fields=["collective", "state", "-received_at"], name="alerts_report_triage"
            )
        ]

    def __str__(self) -> str:
        return self.code


class Alert(models.Model):
    """What the network tells the neighbourhood, on a confirmed report or as a drill."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, models.PROTECT, null=True, blank=True, related_name="alerts")
    message = models.OneToOneField("comms.Message", models.PROTECT, related_name="+")
    all_clear = models.OneToOneField(
        "comms.Message", models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=8, choices=ReportKind.choices)
    is_drill = models.BooleanField(default=False)
    centre = models.CharField(max_length=16)  # H3 resolution 8
    radius = models.PositiveSmallIntegerField()  # rings of cells around the centre
    place_name = models.CharField(max_length=80)
    state = models.CharField(max_length=8, choices=AlertState.choices, default=AlertState.DRAFT)
    confirmed_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    composed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    composed_at = models.DateTimeField()
    released_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=AlertState.values), name="alerts_alert_known_state"
            ),
            models.CheckConstraint(
                condition=Q(is_drill=True)
                | (Q(report__isnull=False) & Q(confirmed_by__isnull=False)),
                name="alerts_alert_stands_on_a_confirmed_report",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[AlertState.DRAFT, AlertState.DROPPED])
                | Q(released_by__isnull=False),
                name="alerts_alert_released_by_somebody",
            ),
            both_or_neither("released_by", "released_at", name="alerts_alert_release_dated"),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("composed_by")),
                name="alerts_alert_released_by_another_than_composed",
                violation_error_message=_("Somebody else has to release what you composed."),
            ),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True)
                | Q(confirmed_by__isnull=True)
                | ~Q(released_by=F("confirmed_by")),
                name="alerts_alert_released_by_another_than_confirmed",
                violation_error_message=_("Somebody else has to release what you confirmed."),
            ),
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(state__in=["draft", "released"]),
                name="alerts_alert_one_open_per_report",
                violation_error_message=_("There is an alert for this report already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
