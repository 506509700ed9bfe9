"""What a canvass came to: coverage by day and on the map, answers, and what we still owe."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from barrio.canvass.at_the_door import keep_promise
from barrio.canvass.debrief import answers_by_question, coverage_by_day, tallies_by_site
from barrio.canvass.enums import MAP_STATES
from barrio.canvass.models import Attempt, Canvass, TurfDoor
from barrio.canvass.permissions import get_canvass_for, get_promise_for
from barrio.canvass.queries import tally_of, to_follow
from barrio.core.actors import user_actor
from barrio.core.clock import now
from barrio.core.geo import cell_outline
from barrio.places.queries import MOST_DOORS


@require_safe
def canvass_numbers(request: HttpRequest, canvass_id: str) -> HttpResponse:
    """Everything counted, each with its base; a day chosen shows the map as it was by its end."""
    canvass = get_canvass_for(request.user, canvass_id)
    days = coverage_by_day(canvass, _zone(canvass))
    context = {
        "canvass": canvass,
        "tally": tally_of(canvass),
        "days": days,
        "until": _day(request) or (days[-1].day if days else None),
        "questions": answers_by_question(canvass),
        "sites": tallies_by_site(canvass),
        "owed": to_follow(canvass),
    }
    return render(request, "canvass/canvass_numbers.html", context)


def _zone(canvass: Canvass) -> ZoneInfo:
    return ZoneInfo(canvass.collective.time_zone)


def _day(request: HttpRequest) -> date | None:
    """The day asked for; what is no day is as if none were."""
    try:
        return date.fromisoformat(request.GET.get("until", ""))
    except ValueError:
        return None


@require_safe
def coverage_map(request: HttpRequest, canvass_id: str) -> JsonResponse:
    """The canvass's doors as they stood at the end of a day; of very many doors, cells."""
    canvass = get_canvass_for(request.user, canvass_id)
    knocks = Attempt.objects.filter(turf__canvass=canvass, undone_at__isnull=True)
    day = _day(request)
    if day and day < date.max:
        end = datetime.combine(day + timedelta(days=1), time(), _zone(canvass))
        knocks = knocks.filter(made_at__lt=end)
    results = dict(knocks.order_by("made_at").values_list("dwelling_id", "result"))
    rows = list(
        TurfDoor.objects.filter(canvass=canvass).select_related("dwelling__street").order_by("id")
    )
    features = _cells(rows, results) if len(rows) > MOST_DOORS else _doors(rows, results)
    return JsonResponse({"type": "FeatureCollection", "features": features})


def _doors(rows: list[TurfDoor], results: dict) -> list[dict[str, Any]]:
    return [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [row.dwelling.lon, row.dwelling.lat]},
            "properties": {
                "kind": "door",
                "name": row.dwelling.address,
                "state": MAP_STATES[results.get(row.dwelling_id, "")],
            },
        }
        for row in rows
    ]


def _cells(rows: list[TurfDoor], results: dict) -> list[dict[str, Any]]:
    doors = Counter(row.dwelling.cell for row in rows)
    knocked = Counter(row.dwelling.cell for row in rows if row.dwelling_id in results)
    return [
        {
            "type": "Feature",
            "geometry": {"type": "Polygon", "coordinates": [cell_outline(cell)]},
            "properties": {
                "kind": "area",
                "name": _("%(n)d of %(all)d doors knocked") % {"n": knocked[cell], "all": count},
            },
        }
        for cell, count in sorted(doors.items())
    ]


@require_POST
def promise_kept(request: HttpRequest, attempt_id: str) -> HttpResponse:
    attempt = get_promise_for(request.user, attempt_id)
    keep_promise(attempt=attempt, by=user_actor(request.user), at=now())
    messages.success(request, _("Kept. Thank you for doing what we said."))
    return redirect("canvass:canvass-numbers", canvass_id=attempt.turf.canvass_id)
