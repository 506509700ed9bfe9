"""Turfs for organizers: cut from streets or the map, mended by hand, one turf's page."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barrio.canvass import actions, by_hand
from barrio.canvass.cutting import AT_ONCE, ONE_TURF, free_doors
from barrio.canvass.forms import AssignForm, CutTurfForm, JoinForm, MoveForm, SplitForm
from barrio.canvass.models import Canvass, Turf, TurfCutting, TurfDoor
from barrio.canvass.permissions import get_assignment_for, get_canvass_for, get_turf_for
from barrio.canvass.queries import contacts_to_mend, tally_of
from barrio.canvass.tasks import cut_in_background, doors_asked, find_cut, keep_found
from barrio.core.actors import user_actor
from barrio.core.clock import now
from barrio.core.errors import Refused
from barrio.runtime.jobs import start_job
from barrio.runtime.once import once


@require_http_methods(["GET", "HEAD", "POST"])
@once
def turf_cut(request: HttpRequest, canvass_id: str) -> HttpResponse:
    canvass = get_canvass_for(request.user, canvass_id)
    form = CutTurfForm(request.POST or None, collective=canvass.collective)
    if request.method == "POST" and form.is_valid():
        answer = _cut(request, canvass, form)
        if answer:
            return answer
    return render(request, "canvass/turf_cut.html", {"form": form, "canvass": canvass})


def _cut(request: HttpRequest, canvass: Canvass, form: CutTurfForm) -> HttpResponse | None:
    """A cut that takes a moment is made at once; a long one by the worker. None when refused."""
    cutting = _asked(request, canvass, form.cleaned_data)
    try:
        doors = free_doors(canvass, doors_asked(cutting))
        _check_name(canvass, cutting.name)
        if len(doors) > AT_ONCE:
            return _leave_to_worker(request, cutting)
        turfs = keep_found(cutting, find_cut(cutting, doors, terms=ONE_TURF), now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except ValidationError:  # the one thing typed that a turf may not share is its name
        form.add_error("name", _("There is a turf of that name. Choose another."))
    else:
        if len(turfs) == 1:
            return redirect("canvass:turf-read", turf_id=turfs[0].pk)
        text = ngettext("%(n)d turf was cut.", "%(n)d turfs were cut.", len(turfs))
        messages.success(request, text % {"n": len(turfs)})
        return redirect("canvass:canvass-read", canvass_id=canvass.pk)
    return None


def _check_name(canvass: Canvass, name: str) -> None:
    """Told before the long cut, not after it."""
    if canvass.turfs.filter(name__in=[name, f"{name} 1", f"{name} 01", f"{name} 001"]).exists():
        raise ValidationError({"name": name})


def _asked(request: HttpRequest, canvass: Canvass, said: dict[str, Any]) -> TurfCutting:
    return TurfCutting(
        collective=canvass.collective,
        canvass=canvass,
        name=said["name"],
        size=said["size"],
        streets=[str(street.pk) for street in said["streets"]],
        avoid=[str(street.pk) for street in said["avoid"]],
        geometry=said["geometry"],
        start=said["start"],
        asked_by=request.user,
        asked_at=now(),
    )


def _leave_to_worker(request: HttpRequest, cutting: TurfCutting) -> HttpResponse:
    job = start_job(
        "canvass.cut",
        collective_id=cutting.collective_id,
        user_id=cutting.asked_by_id,
        total=1,
        at=cutting.asked_at,
    )
    cutting.job_id = job.pk
    cutting.full_clean()
    cutting.save(force_insert=True)
    cut_in_background.enqueue(str(cutting.pk), get_language())
    messages.info(request, _("That is a large cut. It is being made; you may leave this page."))
    return redirect("canvass:canvass-read", canvass_id=cutting.canvass_id)


@require_safe
def turf_read(request: HttpRequest, turf_id: str) -> HttpResponse:
    return _turf_page(request, get_turf_for(request.user, turf_id))


def _turf_page(request: HttpRequest, turf: Turf, **forms: Form) -> HttpResponse:
    doors = TurfDoor.objects.filter(turf=turf).select_related("dwelling__street")
    context = {
        "turf": turf,
        "tally": tally_of(turf.canvass, turf),
        "assignment": turf.assignments.filter(ended_at__isnull=True).select_related("user").first(),
        "doors": doors.order_by("order"),
        "form": AssignForm(collective=turf.collective),
        "split_form": SplitForm(),
        "join_form": JoinForm(turf=turf),
        "move_form": MoveForm(turf=turf),
        "minutes": turf.metres // 70 + 4 * doors.count(),
        "to_mend": contacts_to_mend(turf),
        **forms,
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
    return _turf_page(request, turf, form=form)


@require_POST
def assignment_end(request: HttpRequest, assignment_id: str) -> HttpResponse:
    assignment = get_assignment_for(request.user, assignment_id)
    actions.end_assignment(assignment=assignment, by=user_actor(request.user), at=now())
    return redirect("canvass:turf-read", turf_id=assignment.turf_id)


@require_POST
@once
def turf_split(request: HttpRequest, turf_id: str) -> HttpResponse:
    turf = get_turf_for(request.user, turf_id)
    form = SplitForm(request.POST)

    def split() -> str:
        found = by_hand.split_turf(turf=turf, parts=form.cleaned_data["parts"], **_now_by(request))
        return _("Split: %(names)s.") % {"names": ", ".join(one.name for one in found)}

    return _mended(request, turf, form, split, "split_form")


@require_POST
@once
def turf_join(request: HttpRequest, turf_id: str) -> HttpResponse:
    turf = get_turf_for(request.user, turf_id)
    form = JoinForm(request.POST, turf=turf)

    def join() -> str:
        other = form.cleaned_data["other"]
        by_hand.join_turfs(turf=turf, other=other, **_now_by(request))
        return _("%(name)s is part of this turf now.") % {"name": other.name}

    return _mended(request, turf, form, join, "join_form")


@require_POST
@once
def turf_move(request: HttpRequest, turf_id: str) -> HttpResponse:
    turf = get_turf_for(request.user, turf_id)
    form = MoveForm(request.POST, turf=turf)

    def move() -> str:
        doors, to = [d.pk for d in form.cleaned_data["doors"]], form.cleaned_data["to"]
        n = by_hand.move_doors(turf=turf, doors=doors, to=to, **_now_by(request))
        return ngettext("%(n)d door was moved.", "%(n)d doors were moved.", n) % {"n": n}

    return _mended(request, turf, form, move, "move_form")


def _now_by(request: HttpRequest) -> dict[str, Any]:
    return {"by": user_actor(request.user), "at": now()}


def _mended(
    request: HttpRequest, turf: Turf, form: Form, work: Callable[[], str], name: str
) -> HttpResponse:
    if form.is_valid():
        try:
            messages.success(request, work())
            return redirect("canvass:turf-read", turf_id=turf.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            turf.refresh_from_db()
    return _turf_page(request, turf, **{name: form})
