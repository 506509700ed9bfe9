from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barrio.accounts.guards import for_roles
from barrio.alerts import actions
from barrio.alerts.enums import ReportState
from barrio.alerts.forms import ComposeForm, ReportForm
from barrio.alerts.models import Alert, Report
from barrio.alerts.permissions import TRIAGE_ROLES, get_alert_for, get_report_for
from barrio.audit.actions import record_opening
from barrio.comms.queries import progress_of
from barrio.core.actors import user_actor
from barrio.core.clock import now
from barrio.core.errors import Refused
from barrio.runtime.once import once
from barrio.runtime.sealed import open_all


@require_safe
@for_roles(*TRIAGE_ROLES)
def triage(request: HttpRequest) -> HttpResponse:
    """What waits to be checked, what was confirmed, and which alerts are out."""
    reports = Report.objects.filter(collective=request.collective)
    alerts = Alert.objects.filter(collective=request.collective).select_related("message")
    context = {
        "waiting": open_all(
            reports.filter(state=ReportState.WAITING).order_by("received_at")[:100]
        ),
        "decided": reports.exclude(state=ReportState.WAITING).order_by("-received_at")[:20],
        "alerts": alerts.order_by("-composed_at")[:20],
    }
    return render(request, "alerts/triage.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*TRIAGE_ROLES)
@once
def report_log(request: HttpRequest) -> HttpResponse:
    """A dispatcher writes down what a caller tells."""
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        report = actions.take_report(
            collective=request.collective,
            language=request.LANGUAGE_CODE,
            by=user_actor(request.user),
            at=now(),
            **form.cleaned_data,
        )
        messages.success(request, _("Kept as report %(code)s.") % {"code": report.code})
        return redirect("alerts:triage")
    return render(request, "alerts/report_log.html", {"form": form})


@require_safe
def report_read(request: HttpRequest, report_id: str) -> HttpResponse:
    report = get_report_for(request.user, report_id)
    record_opening(
        collective_id=report.collective_id,
        user_id=request.user.pk,
        at=now(),
        subject_kind="report",
        subject_id=report.pk,
    )
    context = {
        "report": report,
        "may_confirm": report.logged_by_id != request.user.pk,
        "alerts": report.alerts.order_by("-composed_at"),
    }
    return render(request, "alerts/report_read.html", context)


def _decide(request: HttpRequest, report_id: str, state: str) -> HttpResponse:
    report = get_report_for(request.user, report_id)
    try:
        actions.decide_report(report=report, state=state, by=user_actor(request.user), at=now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("alerts:report-read", report_id=report.pk)


@require_POST
def report_confirm(request: HttpRequest, report_id: str) -> HttpResponse:
    return _decide(request, report_id, ReportState.CONFIRMED)


@require_POST
def report_dismiss(request: HttpRequest, report_id: str) -> HttpResponse:
    return _decide(request, report_id, ReportState.DISMISSED)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def alert_compose(request: HttpRequest, report_id: str) -> HttpResponse:
    """An alert on a confirmed report: reviewed sentences, a place, how far around."""
    report = get_report_for(request.user, report_id)
    initial = {"kind": report.kind, "radius": 1, "lat": None, "lon": None}
    initial |= {name: report.personal[name] for name in ("lat", "lon")}
    form = ComposeForm(request.POST or None, collective=report.collective, initial=initial)
    return _compose(request, form, report)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*TRIAGE_ROLES)
@once
def drill_compose(request: HttpRequest) -> HttpResponse:
    form = ComposeForm(request.POST or None, collective=request.collective)
    return _compose(request, form, None)


def _compose(request: HttpRequest, form: ComposeForm, report: Report | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        collective = report.collective if report else request.collective
        try:
            alert = actions.compose_alert(
                collective=collective,
                kind=form.cleaned_data["kind"],
                centre=form.centre(),
                radius=form.cleaned_data["radius"],
                place_name=form.cleaned_data["place_name"],
                report=report,
                by=user_actor(request.user),
                at=now(),
            )
            return redirect("alerts:alert-read", alert_id=alert.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "alerts/alert_compose.html", {"form": form, "report": report})


@require_safe
def alert_read(request: HttpRequest, alert_id: str) -> HttpResponse:
    """Before release: whom it reaches. After: how far it has come."""
    alert = get_alert_for(request.user, alert_id)
    context = {
        "alert": alert,
        "texts": alert.message.texts.order_by("language"),
        "audience": actions.audience_of(alert.collective, alert.centre, alert.radius),
        "progress": progress_of(alert.message),
        "all_clear_progress": progress_of(alert.all_clear) if alert.all_clear else None,
        "may_release": request.user.pk not in {alert.composed_by_id, alert.confirmed_by_id},
    }
    return render(request, "alerts/alert_read.html", context)


@require_POST
def alert_release(request: HttpRequest, alert_id: str) -> HttpResponse:
    alert = get_alert_for(request.user, alert_id)
    try:
        actions.release_alert(alert=alert, by=user_actor(request.user), at=now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("alerts:alert-read", alert_id=alert.pk)


@require_POST
def alert_drop(request: HttpRequest, alert_id: str) -> HttpResponse:
    alert = get_alert_for(request.user, alert_id)
    try:
        actions.drop_alert(alert=alert, by=user_actor(request.user), at=now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("alerts:triage")


@require_POST
def alert_clear(request: HttpRequest, alert_id: str) -> HttpResponse:
    alert = get_alert_for(request.user, alert_id)
    try:
        told = actions.give_all_clear(alert=alert, by=user_actor(request.user), at=now())
        text = ngettext(
            "The all-clear goes to %(n)d person.", "The all-clear goes to %(n)d people.", told
        )
        messages.success(request, text % {"n": told})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("alerts:alert-read", alert_id=alert.pk)
