from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from barrio.accounts.guards import for_roles
from barrio.core.actors import user_actor
from barrio.core.clock import now
from barrio.core.errors import Refused
from barrio.events import actions
from barrio.events.forms import CancelForm, EventForm
from barrio.events.models import Event
from barrio.events.permissions import (
    PLANNERS,
    can_plan_events,
    get_event_for,
    get_event_to_change,
)
from barrio.events.queries import coming_up, events_of, over, wanted_by
from barrio.events.wording import shown, zone_name

ON_A_PAGE = 20


@require_safe
@for_roles()
def event_list(request: HttpRequest) -> HttpResponse:
    return _list(request, is_past=False)


@require_safe
@for_roles()
def event_past(request: HttpRequest) -> HttpResponse:
    return _list(request, is_past=True)


def _list(request: HttpRequest, *, is_past: bool) -> HttpResponse:
    at, events = now(), events_of(request.collective)
    rows = over(events, at) if is_past else coming_up(events, at)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [shown(event, request.LANGUAGE_CODE, at) for event in page],
        "is_past": is_past,
        "is_coming": not is_past,
        "can_plan": can_plan_events(request.user, request.collective.pk),
    }
    return render(request, "events/event_list.html", context)


@require_safe
def event_read(request: HttpRequest, event_id: str) -> HttpResponse:
    event = get_event_for(request.user, event_id)
    row = shown(event, request.LANGUAGE_CODE, now())
    can_change = can_plan_events(request.user, event.collective_id) and not row.is_cancelled
    context = {
        "event": row,
        "crumbs": _crumbs(row.title.text),
        "can_change": can_change,
        "can_cancel": can_change and not row.is_over,
        "wanted_by": wanted_by(event),
    }
    return render(request, "events/event_read.html", context)


def _crumbs(title: str) -> list[dict[str, str]]:
    return [{"label": _("Events"), "url": reverse("events:event-list")}, {"label": title}]


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*PLANNERS)
def event_plan(request: HttpRequest) -> HttpResponse:
    collective = request.collective
    form = EventForm.for_new(collective, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            event = actions.plan_event(
                collective=collective,
                plan=form.plan(),
                event_id=form.cleaned_data["id"],
                by=user_actor(request.user),
                at=now(),
            )
            messages.success(request, _("Planned."))
            return redirect("events:event-read", event_id=event.pk)
        except (Refused, ValidationError) as error:
            _show(form, error)
    return render(
        request, "events/event_plan.html", {"form": form, "zone": zone_name(collective.time_zone)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def event_change(request: HttpRequest, event_id: str) -> HttpResponse:
    event = get_event_to_change(request.user, event_id)
    if (refused := _refused(request, event, actions.check_can_change)) is not None:
        return refused
    form = EventForm.for_event(event, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_event(
                event=event,
                plan=form.plan(),
                revision=form.cleaned_data["revision"],
                by=user_actor(request.user),
                at=now(),
            )
            messages.success(request, _("Saved."))
            return redirect("events:event-read", event_id=event.pk)
        except actions.EventChangedMeanwhile as refusal:
            event.refresh_from_db()
            form.warn(event.revision, str(refusal))
        except (Refused, ValidationError) as error:
            _show(form, error)
    context = {"form": form, "event_id": event.pk, "zone": zone_name(event.collective.time_zone)}
    return render(request, "events/event_change.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def event_cancel(request: HttpRequest, event_id: str) -> HttpResponse:
    """Asks once more, and for the reason that everybody will read."""
    event, at = get_event_to_change(request.user, event_id), now()
    check = partial(actions.check_can_cancel, at=at)
    if (refused := _refused(request, event, check)) is not None:
        return refused
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.cancel_event(
                event=event, reasons=form.reasons(), by=user_actor(request.user), at=at
            )
            messages.success(request, _("Cancelled. It stays in the lists, with the reason."))
            return redirect("events:event-read", event_id=event.pk)
        except Refused as refusal:
            _show(form, refusal)
    context = {"form": form, "event": shown(event, request.LANGUAGE_CODE, at)}
    return render(request, "events/event_cancel.html", context)


def _refused(
    request: HttpRequest, event: Event, check: Callable[[Event], None]
) -> HttpResponse | None:
    """Back to the event with the reason, where there is nothing to be done to it any more."""
    try:
        check(event)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("events:event-read", event_id=event.pk)
    return None


def _show(form: Form, error: Refused | ValidationError) -> None:
    """The action's objections, beside the fields that the form has."""
    by_field = {"": [str(error)]}
    if isinstance(error, ValidationError):
        by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    for field, sentences in by_field.items():
        form.add_error(field if field in form.fields else None, sentences)
