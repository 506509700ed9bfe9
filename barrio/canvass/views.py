import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from barrio.accounts.enums import Role
from barrio.accounts.guards import for_roles
from barrio.accounts.permissions import has_role
from barrio.canvass import actions
from barrio.canvass.enums import MAP_STATES, Result
from barrio.canvass.models import Canvass
from barrio.canvass.permissions import (
    active_assignments,
    get_canvass_for,
    get_turf_to_walk,
)
from barrio.canvass.queries import board_of, cuttings_of, doors_of, tally_of
from barrio.canvass.script_form import CanvassForm
from barrio.core.actors import user_actor
from barrio.core.clock import now
from barrio.grievances.enums import Topic
from barrio.runtime.once import once
from barrio.sync.envelopes import Envelope, receive

REASONS = {
    "bad_phone": gettext_lazy("The phone number cannot be right. Check it with the neighbour."),
    "bad_email": gettext_lazy("That is no e-mail address. Check it with the neighbour."),
    "no_consent": gettext_lazy("Without a yes we keep no contact. Ask, and tick the box."),
    "not_your_turf": gettext_lazy("This turf is no longer yours. Ask your organizer."),
    "door_not_in_turf": gettext_lazy("That door is not in this turf."),
}


@require_safe
@for_roles()
def canvass_list(request: HttpRequest) -> HttpResponse:
    """My turfs of now; for organizers, every canvass."""
    mine = active_assignments(request.user).filter(collective=request.collective)
    organizes = has_role(request.user, request.collective.pk, Role.ORGANIZER)
    canvasses = Canvass.objects.filter(collective=request.collective).order_by("-begun_on", "name")
    context = {
        "assignments": mine.select_related("turf__canvass"),
        "canvasses": canvasses if organizes else [],
        "organizes": organizes,
    }
    return render(request, "canvass/canvass_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.ORGANIZER)
@once
def canvass_open(request: HttpRequest) -> HttpResponse:
    form = CanvassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        if Canvass.objects.filter(collective=request.collective, name=name).exists():
            form.add_error("name", _("There is a canvass of that name. Choose another."))
        else:
            canvass = actions.open_canvass(
                collective=request.collective,
                name=name,
                opening=form.opening(),
                questions=form.questions(),
                by=user_actor(request.user),
                at=now(),
            )
            return redirect("canvass:canvass-read", canvass_id=canvass.pk)
    return render(request, "canvass/canvass_open.html", {"form": form})


@require_safe
@vary_on_headers("HX-Request")
def canvass_read(request: HttpRequest, canvass_id: str) -> HttpResponse:
    canvass = get_canvass_for(request.user, canvass_id)
    context = {
        "canvass": canvass,
        "tally": tally_of(canvass),
        "board": board_of(canvass),
        "cuttings": cuttings_of(canvass, request.user),
    }
    if request.htmx:
        return render(request, "canvass/_board.html", context)
    return render(request, "canvass/canvass_read.html", context)


@require_safe
def turf_walk(request: HttpRequest, turf_id: str) -> HttpResponse:
    """The phone page: doors in walking order, four big buttons, what is heard."""
    turf = get_turf_to_walk(request.user, turf_id)
    doors = doors_of(turf)
    context = {
        "turf": turf,
        "doors": doors,
        "next_door": next((door for door in doors if not door.attempts), None),
        "results": Result.choices,
        "topics": Topic.choices,
        "opening": turf.canvass.opening.get(request.LANGUAGE_CODE) or "",
        "questions": [
            (q["key"], q["text"].get(request.LANGUAGE_CODE) or q["text"].get("en", ""))
            for q in turf.canvass.questions
        ],
        "new_id": uuid.uuid4,
        "reasons": REASONS,
    }
    return render(request, "canvass/turf_walk.html", context)


@require_POST
def knock(request: HttpRequest, turf_id: str) -> HttpResponse:
    """The same knock without JavaScript: a form with an id made when the page was."""
    turf = get_turf_to_walk(request.user, turf_id)
    envelope = _envelope(request, turf)
    if envelope is not None:
        answer = receive(envelope=envelope, collective=turf.collective, user=request.user, at=now())
        if answer.outcome == "refused":
            sentence = REASONS.get(answer.reason, _("That could not be kept. Reload the page."))
            messages.error(request, sentence)
    return redirect("canvass:turf-walk", turf_id=turf.pk)


def _envelope(request: HttpRequest, turf) -> Envelope | None:
    post = request.POST
    try:
        envelope_id = uuid.UUID(post.get("id", ""))
    except ValueError:
        messages.error(request, _("That could not be kept. Reload the page."))
        return None
    sign_up = {name: post.get(name, "") for name in ("name", "phone", "email", "language")}
    body = {
        "turf": str(turf.pk),
        "dwelling": post.get("dwelling", ""),
        "result": post.get("result", ""),
        "answers": {k[7:]: v for k, v in post.items() if k.startswith("answer-") and v},
        "grievance": {"words": post.get("words", ""), "topic": post.get("topic", "")},
        "sign_up": {**sign_up, "consent": post.get("consent") == "yes"},
    }
    body["grievance"]["language"] = post.get("language", "en")
    return Envelope(envelope_id, "attempt", body)


@require_safe
def turf_map(request: HttpRequest, turf_id: str) -> HttpResponse:
    """The turf's doors as GeoJSON, for the map beside the list."""
    turf = get_turf_to_walk(request.user, turf_id)
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [d.dwelling.lon, d.dwelling.lat]},
            "properties": {
                "kind": "door",
                "name": d.dwelling.address,
                "state": MAP_STATES[d.last_result],
            },
        }
        for d in doors_of(turf)
    ]
    if turf.geometry:
        properties = {"kind": "area", "name": turf.name}
        features.append({"type": "Feature", "geometry": turf.geometry, "properties": properties})
    return JsonResponse({"type": "FeatureCollection", "features": features})
