"""The events that everybody may see: pages, and calendars for phones."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from barrio.accounts.models import Collective
from barrio.core.clock import now
from barrio.events.calendars import CONTENT_TYPE, calendar_of
from barrio.events.models import Event
from barrio.events.queries import coming_up, over, public_event_of, public_events_of
from barrio.events.wording import shown
from barrio.web.views.public import get_public_collective

ON_A_PAGE = 20


@login_not_required
@require_safe
def public_events(request: HttpRequest, slug: str) -> HttpResponse:
    return _list(request, slug, is_past=False)


@login_not_required
@require_safe
def public_events_past(request: HttpRequest, slug: str) -> HttpResponse:
    return _list(request, slug, is_past=True)


def _list(request: HttpRequest, slug: str, *, is_past: bool) -> HttpResponse:
    collective, at = get_public_collective(slug), now()
    events = public_events_of(collective)
    rows = over(events, at) if is_past else coming_up(events, at)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "shown": collective,
        "page": page,
        "rows": [shown(event, request.LANGUAGE_CODE, at) for event in page],
        "is_past": is_past,
        "calendar_url": _calendar_url(collective, request.LANGUAGE_CODE),
        "is_coming": not is_past,
    }
    return render(request, "web/public_events.html", context)


def _calendar_url(collective: Collective, language: str) -> str:
    """Whole, to be copied into a calendar. It names its language: a calendar sends no cookie."""
    path = reverse("web:public-calendar", args=[collective.slug])
    return f"{settings.BASE_URL}{path}?language={language}"


@login_not_required
@require_safe
def public_event(request: HttpRequest, slug: str, event_id: str) -> HttpResponse:
    collective = get_public_collective(slug)
    event = get_public_event(collective, event_id)
    context = {"shown": collective, "event": shown(event, request.LANGUAGE_CODE, now())}
    return render(request, "web/public_event.html", context)


def get_public_event(collective: Collective, event_id: str) -> Event:
    """An internal event is to strangers as one that is not there."""
    found = public_event_of(collective, event_id)
    if found is None:
        raise Http404
    return found


@login_not_required
@require_safe
def public_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """All that was ever public, for a calendar that asks again by itself."""
    collective = get_public_collective(slug)
    events = public_events_of(collective).order_by("starts_at", "id")
    return _calendar(request, collective, events, slug)


@login_not_required
@require_safe
def public_event_calendar(request: HttpRequest, slug: str, event_id: str) -> HttpResponse:
    collective = get_public_collective(slug)
    event = get_public_event(collective, event_id)
    return _calendar(request, collective, [event], f"{slug}-{event.starts_at:%Y-%m-%d}")


def _calendar(
    request: HttpRequest, collective: Collective, events: Iterable[Event], name: str
) -> HttpResponse:
    def address_of(event: Event) -> str:
        return settings.BASE_URL + reverse("web:public-event", args=[collective.slug, event.pk])

    asked = request.GET.get("language", "")
    language = asked if asked in dict(settings.LANGUAGES) else request.LANGUAGE_CODE
    body = calendar_of(collective, events, language, address_of)
    response = HttpResponse(body, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'inline; filename="{name}.ics"'
    return response
