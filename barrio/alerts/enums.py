from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReportKind(TextChoices):
    RAID = "raid", _("Raid or detention")
    EVICTION = "eviction", _("Eviction")
    FIRE = "fire", _("Fire")
    SHUTOFF = "shutoff", _("Water, light or heat cut off")
    WEATHER = "weather", _("Storm, flood, heat")
    OTHER = "other", _("Something else")


class ReportState(TextChoices):
    WAITING = "waiting", _("Waiting to be checked")
    CONFIRMED = "confirmed", _("Confirmed")
    DISMISSED = "dismissed", _("Not confirmed")


class AlertState(TextChoices):
    DRAFT = "draft", _("Waiting for a second person")
    RELEASED = "released", _("Released")
    CLEARED = "cleared", _("All clear given")
    DROPPED = "dropped", _("Dropped")


REPORT_STEPS = {
    ReportState.WAITING: {ReportState.CONFIRMED, ReportState.DISMISSED},
    ReportState.CONFIRMED: {ReportState.DISMISSED},
    ReportState.DISMISSED: set(),
}
ALERT_STEPS = {
    AlertState.DRAFT: {AlertState.RELEASED, AlertState.DROPPED},
    AlertState.RELEASED: {AlertState.CLEARED},
    AlertState.CLEARED: set(),
    AlertState.DROPPED: set(),
}
