"""The day of knocking at its table: who is here, pairs, turfs, and the debrief at its end."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barrio.canvass import launching
from barrio.canvass.debrief import day_of, walkers_of
from barrio.canvass.launch_forms import ArriveForm, CloseForm, GivePairForm, LaunchForm, PairForm
from barrio.canvass.models import Launch
from barrio.canvass.permissions import get_canvass_for, get_launch_for, get_walker_for
from barrio.canvass.queries import board_of, tally_of, to_follow
from barrio.core.actors import user_actor
from barrio.core.clock import now
from barrio.core.errors import Refused
from barrio.runtime.once import once


@require_http_methods(["GET", "HEAD", "POST"])
@once
def launch_list(request: HttpRequest, canvass_id: str) -> HttpResponse:
    """The days of a canvass, and opening one."""
    canvass = get_canvass_for(request.user, canvass_id)
    form = LaunchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            launch = launching.open_launch(
                canvass=canvass,
                place=form.cleaned_data["place"],
                trouble=form.cleaned_data["trouble"],
                **_now_by(request),
            )
            return redirect("canvass:launch-read", launch_id=launch.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    launches = canvass.launches.order_by("-opened_at")
    context = {
        "canvass": canvass,
        "form": form,
        "launches": launches,
        "open": launches.filter(closed_at__isnull=True).first(),
    }
    return render(request, "canvass/launch_list.html", context)


@require_safe
def launch_read(request: HttpRequest, launch_id: str) -> HttpResponse:
    return _launch_page(request, get_launch_for(request.user, launch_id))


def _launch_page(request: HttpRequest, launch: Launch, **forms: Form) -> HttpResponse:
    context = {
        "launch": launch,
        "canvass": launch.canvass,
        "walkers": walkers_of(launch),
        "arrive_form": ArriveForm(launch=launch),
        "give_form": GivePairForm(launch=launch),
        "close_form": CloseForm(),
        "board": board_of(launch.canvass),
        "tally": tally_of(launch.canvass),
        "day": day_of(launch),
        "owed": to_follow(launch.canvass),
        **forms,
    }
    return render(request, "canvass/launch_read.html", context)


@require_POST
@once
def launch_arrive(request: HttpRequest, launch_id: str) -> HttpResponse:
    launch = get_launch_for(request.user, launch_id)
    form = ArriveForm(request.POST, launch=launch)

    def arrive() -> None:
        said = form.cleaned_data
        launching.add_walker(
            launch=launch, user=said["user"], name=said["name"], **_now_by(request)
        )

    return _done(request, launch, form, arrive, "arrive_form")


@require_POST
@once
def launch_give(request: HttpRequest, launch_id: str) -> HttpResponse:
    launch = get_launch_for(request.user, launch_id)
    form = GivePairForm(request.POST, launch=launch)

    def give() -> None:
        launching.give_to_pair(launch=launch, **form.cleaned_data, **_now_by(request))
        messages.success(request, _("Given. It shows on their home page now."))

    return _done(request, launch, form, give, "give_form")


@require_POST
@once
def launch_close(request: HttpRequest, launch_id: str) -> HttpResponse:
    launch = get_launch_for(request.user, launch_id)
    form = CloseForm(request.POST)

    def close() -> None:
        launching.close_launch(
            launch=launch, debrief=form.cleaned_data["debrief"], **_now_by(request)
        )
        messages.success(request, _("The day is over. Thank you all."))

    return _done(request, launch, form, close, "close_form")


@require_POST
def walker_set(request: HttpRequest, walker_id: str) -> HttpResponse:
    walker = get_walker_for(request.user, walker_id)
    form = PairForm(request.POST)

    def put() -> None:
        launching.set_walker(walker=walker, **form.cleaned_data, **_now_by(request))

    return _done(request, walker.launch, form, put, "pair_form")


@require_POST
def walker_leave(request: HttpRequest, walker_id: str) -> HttpResponse:
    walker = get_walker_for(request.user, walker_id)
    launching.walker_leaves(walker=walker, **_now_by(request))
    return redirect("canvass:launch-read", launch_id=walker.launch_id)


def _now_by(request: HttpRequest) -> dict[str, Any]:
    return {"by": user_actor(request.user), "at": now()}


def _done(
    request: HttpRequest, launch: Launch, form: Form, work: Callable[[], None], name: str
) -> HttpResponse:
    if form.is_valid():
        try:
            work()
            return redirect("canvass:launch-read", launch_id=launch.pk)
        except launching.DayIsOver as refusal:  # its page has no forms any more
            messages.error(request, str(refusal))
            return redirect("canvass:launch-read", launch_id=launch.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as error:
            form.add_error(None, error.messages)
    return _launch_page(request, launch, **{name: form})
