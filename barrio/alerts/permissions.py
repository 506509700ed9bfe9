from typing import Any

from barrio.accounts.enums import Role
from barrio.accounts.permissions import load_for
from barrio.alerts.models import Alert, Report

# Two hats may do the dispatch; the second person may be a trained confirmer.
TRIAGE_ROLES = (Role.DISPATCHER, Role.CONFIRMER)


def get_report_for(user: Any, report_id: Any) -> Report:
    return load_for(user, Report.objects.select_related("collective"), report_id, *TRIAGE_ROLES)


def get_alert_for(user: Any, alert_id: Any) -> Alert:
    queryset = Alert.objects.select_related("message", "report", "collective", "all_clear")
    return load_for(user, queryset, alert_id, *TRIAGE_ROLES)
