import uuid
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from barrio.accounts.models import Collective
from barrio.audit.actions import record
from barrio.core.actors import Actor
from barrio.core.errors import Refused
from barrio.events.models import Event
from barrio.places.models import Site


class PlannedAlready(Refused):
    """Translated at use; see the message given."""


class EventChangedMeanwhile(Refused):
    """Translated at use; see the message given."""


class EventCancelled(Refused):
    """Translated at use; see the message given."""


class EventOver(Refused):
    """Translated at use; see the message given."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """All that a planner says of an event."""

    kind: str
    starts_at: datetime
    ends_at: datetime
    title_en: str = ""
    title_es: str = ""
    description_en: str = ""
    description_es: str = ""
    place: str = ""
    site_id: uuid.UUID | None = None
    is_public: bool = False


@transaction.atomic
def plan_event(
    *, collective: Collective, plan: Plan, by: Actor, at: datetime, event_id: uuid.UUID
) -> Event:
    """The event with the id that its form was given, so that a form sent twice plans it once."""
    event = Event(
        id=event_id,
        collective=collective,
        planned_at=at,
        planned_by_id=by.user_id,
        changed_at=at,
        **asdict(plan),
    )
    known = _planned_before(event)
    if known:
        return known
    _check_site(event)
    event.full_clean()
    try:
        with transaction.atomic():
            event.save(force_insert=True)
    except IntegrityError:  # the same form was being sent twice at the same moment
        known = _planned_before(event)
        if known is None:
            raise
        return known
    _record(event, by, at, "event.plan", kind=event.kind, is_public=event.is_public)
    return event


def _planned_before(event: Event) -> Event | None:
    """The event with this id, as it is. Raises `PlannedAlready` where it says something else."""
    known = Event.objects.filter(pk=event.pk, collective=event.collective).first()
    if known and any(getattr(known, name) != getattr(event, name) for name in _PLANNED):
        raise PlannedAlready(
            _("This form has planned its event already. Open the event in the list to change it.")
        )
    return known


@transaction.atomic
def change_event(*, event: Event, plan: Plan, revision: int, by: Actor, at: datetime) -> list[str]:
    """Says what is new of it; `revision` is the one that the planner had before them."""
    check_can_change(event)
    changed = [name for name in _PLANNED if getattr(event, name) != getattr(plan, name)]
    for name in changed:
        setattr(event, name, getattr(plan, name))
    if not changed:
        return []
    _check_site(event)
    _keep(event, changed, revision, at)
    _record(event, by, at, "event.change", fields=changed, is_public=event.is_public)
    return changed


@transaction.atomic
def cancel_event(*, event: Event, reasons: dict[str, str], by: Actor, at: datetime) -> None:
    """It stays where it was, as cancelled, with the reason. There is no way back."""
    check_can_cancel(event, at)
    event.cancelled_at, event.cancelled_by_id = at, by.user_id
    event.cancel_reason_en, event.cancel_reason_es = reasons.get("en", ""), reasons.get("es", "")
    fields = ["cancelled_at", "cancelled_by_id", "cancel_reason_en", "cancel_reason_es"]
    _keep(event, fields, event.revision, at)
    _record(event, by, at, "event.cancel", is_public=event.is_public)


_PLANNED = tuple(Plan.__dataclass_fields__)


def check_can_change(event: Event) -> None:
    if event.cancelled_at:
        raise EventCancelled(_("This event is cancelled. Plan a new one instead."))


def check_can_cancel(event: Event, at: datetime) -> None:
    check_can_change(event)
    if event.ends_at <= at:
        raise EventOver(_("This event is over: there is nothing left to cancel."))


def _check_site(event: Event) -> None:
    """No constraint sees through a foreign key: a site of another collective is none of ours."""
    if event.site_id is None:
        return
    if not Site.objects.filter(pk=event.site_id, collective_id=event.collective_id).exists():
        raise ValidationError({"site": _("Choose one of our own places.")})


def _keep(event: Event, fields: list[str], revision: int, at: datetime) -> None:
    """Writes `fields`, unless somebody else was quicker."""
    event.changed_at = at
    event.full_clean()
    values = {name: getattr(event, name) for name in [*fields, "changed_at"]}
    rows = Event.objects.filter(pk=event.pk, revision=revision, cancelled_at__isnull=True)
    if not rows.update(revision=F("revision") + 1, **values):
        raise EventChangedMeanwhile(
            _(
                "Somebody changed this event while you were writing. Look at it in another tab; "
                "saving once more puts yours in its place."
            )
        )
    event.revision = revision + 1


def _record(event: Event, by: Actor, at: datetime, verb: str, **detail: Any) -> None:
    record(
        collective_id=event.collective_id,
        by=by,
        at=at,
        verb=verb,
        subject_kind="event",
        subject_id=event.pk,
        **detail,
    )
