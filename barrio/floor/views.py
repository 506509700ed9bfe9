"""The list of speakers and temperature checks: at the keepers' table and on everybody's phone."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barrio.assemblies.enums import AssemblyState
from barrio.assemblies.models import Assembly
from barrio.assemblies.permissions import (
    can_keep,
    get_assembly_for,
    get_assembly_to_keep,
    get_pass_by_link,
)
from barrio.assemblies.queries import here_by_name, here_now
from barrio.assemblies.views.common import done, now_by, shows, tried
from barrio.core.actors import link_actor
from barrio.core.clock import now
from barrio.floor import actions
from barrio.floor.forms import AskForForm, AskForm, FloorForm, HandForm, PulseForm
from barrio.floor.order import Reason
from barrio.floor.permissions import get_pulse_by_pass, get_pulse_to_keep, get_turn_to_keep
from barrio.floor.queries import floor_of, line_of, open_pulse_of, seconds_of, shown_in, speaking
from barrio.runtime.once import once
from barrio.runtime.sealed import open_all

show = shows("floor")


def because(reason: str) -> str:
    """Why somebody comes before the next, in words."""
    return {
        Reason.KIND: _("points of order and answers come first"),
        Reason.FIRST_TIME: _("has not spoken yet today"),
        Reason.GIVES_WAY: _("the list gives way"),
        Reason.LESS_TIME: _("has spoken for less time"),
        Reason.ASKED_FIRST: _("asked first"),
        Reason.LAST: "",
    }[Reason(reason)]


@require_safe
def floor(request: HttpRequest, assembly_id: str) -> HttpResponse:
    """Who speaks, who is next and why; who keeps the meeting sees names, others numbers."""
    return _floor(request, get_assembly_for(request.user, assembly_id))


def _floor(request: HttpRequest, assembly: Assembly, **forms: Any) -> HttpResponse:
    keeps = can_keep(request.user, assembly.collective_id)
    found, line, turn = floor_of(assembly), line_of(assembly), speaking(assembly)
    pulse = open_pulse_of(assembly)
    gives_way = found.gives_way_in(request.LANGUAGE_CODE)
    people: list[tuple[str, str]] = []
    if keeps:
        open_all(place.waiting.turn.person for place in line)
        if turn:
            open_all([turn.person])
        people = here_by_name(assembly)
    context = {
        "assembly": assembly,
        "title": assembly.title_in(request.LANGUAGE_CODE),
        "floor": found,
        "gives_way": gives_way,
        "line": [(place.waiting, because(place.reason)) for place in line],
        "turn": turn,
        "seconds": seconds_of(turn, now()) if turn else 0,
        "pulse": pulse,
        "shown": shown_in(pulse) if pulse else None,
        "pulses": [(row, shown_in(row)) for row in assembly.pulses.filter(closed_at__isnull=False)],
        "keeps": keeps,
        "in_session": assembly.state == AssemblyState.OPEN,
        "is_ahead": assembly.state in (AssemblyState.CONVENED, AssemblyState.OPEN),
        "floor_form": FloorForm(floor=found, auto_id="id_floor_%s"),
        "ask_form": AskForForm(people=people, gives_way=gives_way, auto_id="id_ask_%s"),
        "pulse_form": PulseForm(auto_id="id_pulse_%s"),
        **forms,
    }
    return show(request, assembly.collective, "floor", context)


@require_POST
@once
def floor_set(request: HttpRequest, assembly_id: str) -> HttpResponse:
    assembly = get_assembly_to_keep(request.user, assembly_id)
    form = FloorForm(request.POST, floor=floor_of(assembly), auto_id="id_floor_%s")

    def save() -> Any:
        return actions.set_floor(
            assembly=assembly, seconds=form.cleaned_data["seconds"],
            gives_way_to=form.gives_way_to(), **now_by(request),
        )  # fmt: skip

    if tried(form, save):
        return redirect("floor:floor", assembly_id=assembly.pk)
    return _floor(request, assembly, floor_form=form)


@require_POST
@once
def ask_for(request: HttpRequest, assembly_id: str) -> HttpResponse:
    assembly = get_assembly_to_keep(request.user, assembly_id)
    gives_way = floor_of(assembly).gives_way_in(request.LANGUAGE_CODE)
    form = AskForForm(
        request.POST, people=here_by_name(assembly), gives_way=gives_way, auto_id="id_ask_%s"
    )

    def ask() -> Any:
        said = form.cleaned_data
        return actions.ask_turn(
            assembly=assembly, person_id=said["person"], kind=said["kind"],
            is_given_way=said.get("is_given_way", False), **now_by(request),
        )  # fmt: skip

    if tried(form, ask):
        return redirect("floor:floor", assembly_id=assembly.pk)
    return _floor(request, assembly, ask_form=form)


@require_POST
@once
def pulse_open(request: HttpRequest, assembly_id: str) -> HttpResponse:
    assembly = get_assembly_to_keep(request.user, assembly_id)
    form = PulseForm(request.POST, auto_id="id_pulse_%s")
    if tried(
        form,
        lambda: actions.open_pulse(
            assembly=assembly, question=form.words("question"), **now_by(request)
        ),
    ):
        return redirect("floor:floor", assembly_id=assembly.pk)
    return _floor(request, assembly, pulse_form=form)


TURNS = {"give": actions.give_turn, "end": actions.end_turn, "list": actions.put_on_list}


@require_POST
def turn_step(request: HttpRequest, turn_id: str, step: str) -> HttpResponse:
    """They get the floor, leave it, or wait as everybody does."""
    turn = get_turn_to_keep(request.user, turn_id)
    return done(
        request,
        lambda: TURNS[step](turn=turn, **now_by(request)),
        "floor:floor",
        assembly_id=turn.assembly_id,
    )


@require_POST
def pulse_close(request: HttpRequest, pulse_id: str) -> HttpResponse:
    pulse = get_pulse_to_keep(request.user, pulse_id)
    return done(
        request, lambda: actions.close_pulse(pulse=pulse, **now_by(request)),
        "floor:floor", assembly_id=pulse.assembly_id,
    )  # fmt: skip


# --- on one's own phone, without an account ---


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: HttpRequest, token: str) -> HttpResponse:
    """Asking to speak, one's place on the list, and a hand in a temperature check."""
    row = get_pass_by_link(token)
    assembly = row.assembly
    gives_way = floor_of(assembly).gives_way_in(request.LANGUAGE_CODE)
    data = request.POST if request.method == "POST" else None
    form = AskForm(data, gives_way=gives_way)

    def ask() -> Any:
        return actions.ask_turn(
            assembly=assembly, person_id=row.person_id, kind=form.cleaned_data["kind"],
            is_given_way=form.cleaned_data.get("is_given_way", False),
            by=link_actor(row.pk), at=now(),
        )  # fmt: skip

    if request.method == "POST" and tried(form, ask):
        return redirect("floor:phone", token=token)
    line, turn, pulse = line_of(assembly), speaking(assembly), open_pulse_of(assembly)
    place = next((n for n, one in enumerate(line, 1)
                  if one.waiting.turn.person_id == row.person_id), 0)  # fmt: skip
    hand = pulse.hands.filter(person_id=row.person_id).first() if pulse else None
    context = {
        "token": token,
        "assembly": assembly,
        "collective": assembly.collective,
        "title": assembly.title_in(request.LANGUAGE_CODE),
        "here": here_now(assembly).filter(person_id=row.person_id).exists(),
        "in_session": assembly.state == AssemblyState.OPEN,
        "mine": line[place - 1].waiting if place else None,
        "why": because(line[place - 1].reason) if place else "",
        "place": place,
        "waiting": len(line),
        "turn": turn,
        "speaks": turn is not None and turn.person_id == row.person_id,
        "pulse": pulse,
        "hand": hand.sign if hand else "",
        "form": form,
    }
    return show(request, assembly.collective, "phone", context)


@login_not_required
@require_POST
def phone_withdraw(request: HttpRequest, token: str) -> HttpResponse:
    row = get_pass_by_link(token)
    turn = row.assembly.turns.filter(person_id=row.person_id, ended_at__isnull=True).first()

    def withdraw() -> None:
        if turn:
            actions.end_turn(turn=turn, by=link_actor(row.pk), at=now())

    return done(request, withdraw, "floor:phone", token=token)


@login_not_required
@require_POST
def phone_hand(request: HttpRequest, token: str, pulse_id: str) -> HttpResponse:
    row = get_pass_by_link(token)
    pulse = get_pulse_by_pass(row, pulse_id)
    form = HandForm(request.POST)

    def show_it() -> None:
        if not form.is_valid():
            raise ValidationError([error for errors in form.errors.values() for error in errors])
        actions.show_hand(
            pulse=pulse, person_id=row.person_id, sign=form.cleaned_data["sign"],
            by=link_actor(row.pk), at=now(),
        )  # fmt: skip

    return done(request, show_it, "floor:phone", token=token)
