import uuid
from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
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
from barrio.canvass.enums import Result
from barrio.canvass.forms import AssignForm, CanvassForm, CutTurfForm
from barrio.canvass.models import Canvass, Turf, TurfDoor
from barrio.canvass.permissions import (
    active_assignments,
    get_assignment_for,
    get_canvass_for,
    get_turf_for,
    get_turf_to_walk,
)
from barrio.canvass.queries import board_of, contacts_to_mend, doors_of, tally_of
from barrio.core.actors import user_actor
from barrio.core.clock import now
from barrio.core.errors import Refused
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


MAP_STATES = {
    "": "todo",
    Result.NOT_HOME: "todo",
    Result.SPOKE: "done",
    Result.COME_BACK: "later",
    Result.REFUSED: "no",
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
    context = {"canvass": canvass, "tally": tally_of(canvass), "board": board_of(canvass)}
    if request.htmx:
        return render(request, "canvass/_board.html", context)
    return render(request, "canvass/canvass_read.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def turf_cut(request: HttpRequest, canvass_id: str) -> HttpResponse:
    canvass = get_canvass_for(request.user, canvass_id)
    form = CutTurfForm(request.POST or None, collective=canvass.collective)
    if request.method == "POST" and form.is_valid():
        turfs = _cut(request, canvass, form)
        if len(turfs) == 1:
            return redirect("canvass:turf-read", turf_id=turfs[0].pk)
        if turfs:
            messages.success(request, _("%(n)d turfs were cut.") % {"n": len(turfs)})
            return redirect("canvass:canvass-read", canvass_id=canvass.pk)
    return render(request, "canvass/turf_cut.html", {"form": form, "canvass": canvass})


def _cut(request: HttpRequest, canvass: Canvass, form: CutTurfForm) -> list[Turf]:
    shape, name = form.cleaned_data["geometry"], form.cleaned_data["name"]
    doors = (
        actions.doors_inside(canvass.collective, shape)
        if shape
        else actions.doors_on(canvass.collective, [s.pk for s in form.cleaned_data["streets"]])
    )
    try:
        return actions.cut_turfs(
            canvass=canvass,
            name=name,
            dwellings=doors,
            size=form.cleaned_data["size"],
            geometry=shape,
            by=user_actor(request.user),
            at=now(),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except ValidationError:  # the one thing typed that a turf may not share is its name
        form.add_error("name", _("There is a turf of that name. Choose another."))
    return []


@require_safe
def turf_read(request: HttpRequest, turf_id: str) -> HttpResponse:
    turf = get_turf_for(request.user, turf_id)
    return _turf_page(request, turf, AssignForm(collective=turf.collective))


def _turf_page(request: HttpRequest, turf, form: AssignForm) -> HttpResponse:
    context = {
        "turf": turf,
        "tally": tally_of(turf.canvass, turf),
        "assignment": turf.assignments.filter(ended_at__isnull=True).select_related("user").first(),
        "doors": TurfDoor.objects.filter(turf=turf)
        .select_related("dwelling__street")
        .order_by("order"),
        "form": form,
        "minutes": turf.metres // 70 + 4 * turf.doors.count(),
        "to_mend": contacts_to_mend(turf),
    }
    return render(request, "canvass/turf_read.html", context)


@require_POST
@once
def turf_assign(request: HttpRequest, turf_id: str) -> HttpResponse:
    turf, at = get_turf_for(request.user, turf_id), now()
    form = AssignForm(request.POST, collective=turf.collective)
    if form.is_valid():
        try:
            actions.assign_turf(
                turf=turf,
                user=form.cleaned_data["user"],
                since=at,
                until=at + timedelta(hours=form.cleaned_data["hours"]),
                by=user_actor(request.user),
                at=at,
            )
            messages.success(request, _("Given. It shows on their home page now."))
            return redirect("canvass:turf-read", turf_id=turf.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _turf_page(request, turf, form)


@require_POST
def assignment_end(request: HttpRequest, assignment_id: str) -> HttpResponse:
    assignment = get_assignment_for(request.user, assignment_id)
    actions.end_assignment(assignment=assignment, by=user_actor(request.user), at=now())
    return redirect("canvass:turf-read", turf_id=assignment.turf_id)


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
