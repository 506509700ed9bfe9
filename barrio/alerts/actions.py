import uuid
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barrio.accounts.models import Collective
from barrio.alerts.enums import ALERT_STEPS, REPORT_STEPS, AlertState, ReportState
from barrio.alerts.models import Alert, Report
from barrio.alerts.wording import all_clear_texts, texts_for
from barrio.audit.actions import record
from barrio.comms.actions import messages
from barrio.comms.enums import Reach, TopicKind
from barrio.comms.queries import Audience, audience
from barrio.core.actors import Actor
from barrio.core.errors import Refused
from barrio.core.geo import ring, subscription_cell
from barrio.core.ids import short_code
from barrio.runtime.keyring import keyring

ALERT_LASTS = timedelta(hours=4)
MAX_RADIUS = 8


class ReportDecided(Refused):
    """Translated at use; see the message given."""


class AnotherMustConfirm(Refused):
    """Translated at use; see the message given."""


class ReportNotConfirmed(Refused):
    """Translated at use; see the message given."""


class AlertAlreadyMade(Refused):
    """Translated at use; see the message given."""


class AlertNotOpen(Refused):
    """Translated at use; see the message given."""


class NobodyToTell(Refused):
    """Translated at use; see the message given."""


@transaction.atomic
def take_report(
    *,
    collective: Collective,
    kind: str,
    words: str,
    place: str,
    language: str,
    by: Actor,
    at: datetime,
    lat: float | None = None,
    lon: float | None = None,
    contact: str = "",
    first_hand: bool = False,
    seen_at: str = "",
) -> Report:
    """A report, public or logged by a dispatcher. It alerts nobody."""
    report_id = uuid.uuid4()
    located = lat is not None and lon is not None
    report = Report(
        id=report_id,
        key_id=report_id,
        collective=collective,
        code=short_code(),
        kind=kind,
        language=language,
        cell=subscription_cell(lat, lon) if located else "",
        first_hand=first_hand,
        received_at=at,
        logged_by_id=by.user_id,
    )
    key = keyring.create(report_id, collective.pk)
    report.seal(key, words=words, place=place, lat=lat, lon=lon, contact=contact, seen_at=seen_at)
    report.full_clean(exclude=["sealed"])
    report.save(force_insert=True)
    _record(report, by, at, "report.take", kind=kind)
    return report


@transaction.atomic
def decide_report(*, report: Report, state: str, by: Actor, at: datetime) -> None:
    """Confirms or dismisses. Who logged a report cannot confirm it."""
    if state not in REPORT_STEPS[ReportState(report.state)]:
        raise ReportDecided(_("This report was decided already. Reload the page."))
    if state == ReportState.CONFIRMED and report.logged_by_id == by.user_id:
        raise AnotherMustConfirm(_("Somebody else has to confirm what you logged."))
    changed = Report.objects.filter(pk=report.pk, state=report.state).update(
        state=state, decided_by_id=by.user_id, decided_at=at
    )
    if not changed:
        raise ReportDecided(_("This report was decided already. Reload the page."))
    report.refresh_from_db()
    _record(report, by, at, f"report.{state}")


def rings_around(centre: str, radius: int) -> list[list[str]]:
    """Cells by distance from the centre, nearest first."""
    return [ring(centre, distance) for distance in range(min(radius, MAX_RADIUS) + 1)]


def audience_of(collective: Collective, centre: str, radius: int) -> Audience:
    cells = [cell for cells in rings_around(centre, radius) for cell in cells]
    return audience(collective.pk, TopicKind.ALERTS, cells)


@transaction.atomic
def compose_alert(
    *,
    collective: Collective,
    kind: str,
    centre: str,
    radius: int,
    place_name: str,
    by: Actor,
    at: datetime,
    report: Report | None = None,
) -> Alert:
    """A draft of an alert on a confirmed report; without a report it is a drill."""
    if report is not None and report.state != ReportState.CONFIRMED:
        raise ReportNotConfirmed(_("Only a confirmed report can become an alert."))
    message = messages.compose(
        collective=collective,
        reach=Reach.MANY,
        topic=TopicKind.ALERTS,
        template=f"alert.{kind}",
        texts=texts_for(kind, place_name),
        rings=rings_around(centre, radius),
        is_drill=report is None,
        expires_at=at + ALERT_LASTS,
        by=by,
        at=at,
    )
    alert = Alert(
        collective=collective,
        report=report,
        message=message,
        kind=kind,
        is_drill=report is None,
        centre=centre,
        radius=radius,
        place_name=place_name,
        confirmed_by_id=report.decided_by_id if report else None,
        composed_by_id=by.user_id,
        composed_at=at,
    )
    try:
        alert.full_clean()
    except ValidationError as error:
        raise AlertAlreadyMade(" ".join(error.messages)) from error
    alert.save(force_insert=True)
    _record(alert, by, at, "alert.compose", is_drill=alert.is_drill)
    return alert


@transaction.atomic
def release_alert(*, alert: Alert, by: Actor, at: datetime) -> None:
    """A second person's yes: from here the sender tells everybody near who asked."""
    _check_step(alert, AlertState.RELEASED)
    if by.user_id in {alert.composed_by_id, alert.confirmed_by_id}:
        raise messages.SecondPersonNeeded(
            _("Two people stand behind every alert: somebody else has to release this one.")
        )
    reached = audience_of(alert.collective, alert.centre, alert.radius)
    if not reached.people:
        raise NobodyToTell(_("Nobody near there has asked for alerts. Make the area larger."))
    alert.state, alert.released_by_id, alert.released_at = AlertState.RELEASED, by.user_id, at
    alert.full_clean()
    alert.save(update_fields=["state", "released_by", "released_at"])
    messages.release(message=alert.message, people=reached.people, by=by, at=at)
    _record(alert, by, at, "alert.release", people=reached.people, is_drill=alert.is_drill)


@transaction.atomic
def drop_alert(*, alert: Alert, by: Actor, at: datetime) -> None:
    _check_step(alert, AlertState.DROPPED)
    alert.state = AlertState.DROPPED
    alert.save(update_fields=["state"])
    _record(alert, by, at, "alert.drop")


@transaction.atomic
def give_all_clear(*, alert: Alert, by: Actor, at: datetime) -> int:
    """Stops what has not left and tells the same people that it is over; returns how many."""
    _check_step(alert, AlertState.CLEARED)
    message = messages.compose(
        collective=alert.collective,
        reach=Reach.SAME,
        topic=TopicKind.ALERTS,
        template="alert.all_clear",
        texts=all_clear_texts(alert.place_name),
        follows=alert.message,
        is_drill=alert.is_drill,
        lane=messages.LANE_CORRECTION,
        by=by,
        at=at,
    )
    messages.withdraw(message=alert.message, by=by, at=at)
    told = messages.send_to_same(message=message, by=by, at=at)
    alert.state, alert.all_clear, alert.cleared_at = AlertState.CLEARED, message, at
    alert.save(update_fields=["state", "all_clear", "cleared_at"])
    _record(alert, by, at, "alert.all_clear", told=told)
    return told


def _check_step(alert: Alert, state: AlertState) -> None:
    if state not in ALERT_STEPS[AlertState(alert.state)]:
        raise AlertNotOpen(_("Somebody was quicker: this alert has moved on. Reload the page."))


def _record(subject: Any, by: Actor, at: datetime, verb: str, **detail: Any) -> None:
    record(
        collective_id=subject.collective_id,
        by=by,
        at=at,
        verb=verb,
        subject_kind=subject._meta.model_name,
        subject_id=subject.pk,
        **detail,
    )
