"""Running an assembly: at the keepers' table, and on the phones of those who have a part."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from barrio.assemblies.enums import AssemblyState
from barrio.assemblies.models import Assembly, HallPass
from barrio.assemblies.permissions import (
    can_keep,
    get_assembly_for,
    get_assembly_to_keep,
    get_item_to_keep,
    get_pass_by_link,
)
from barrio.assemblies.queries import here_by_name, here_now
from barrio.assemblies.views.common import done, now_by, shows, tried
from barrio.core.actors import Actor, link_actor
from barrio.core.clock import now
from barrio.facilitation import actions
from barrio.facilitation.enums import (
    KEEPS_TIME,
    RUNS_THE_LIST,
    WRITES_CAPTIONS,
    Kind,
    Role,
)
from barrio.facilitation.forms import AccessForm, CaptionForm, DrawForm, PartForm, SignalForm
from barrio.facilitation.permissions import (
    get_item_in_my_hall,
    get_my_part,
    get_part_to_end,
    get_turn_in_my_hall,
)
from barrio.facilitation.queries import (
    access_of,
    last_captions,
    part_of,
    parts_of,
    promises,
    ready,
    signals_now,
    timetable,
)
from barrio.floor import actions as floor
from barrio.floor.queries import line_of, speaking
from barrio.runtime.once import once
from barrio.runtime.sealed import open_all

show = shows("facilitation")


@require_safe
def running(request: HttpRequest, assembly_id: str) -> HttpResponse:
    """Who does what, the agenda by the clock, and what people need."""
    return _page(request, get_assembly_for(request.user, assembly_id))


def _page(request: HttpRequest, assembly: Assembly, **forms: Any) -> HttpResponse:
    language = request.LANGUAGE_CODE
    keeps = can_keep(request.user, assembly.collective_id)
    parts, access = list(parts_of(assembly)), access_of(assembly)
    numbers = dict(assembly.offers.values_list("person_id", "number"))
    if keeps:
        open_all(part.person for part in parts)
    in_session = assembly.state == AssemblyState.OPEN
    context = {
        "assembly": assembly,
        "title": assembly.title_in(language),
        "parts": [(part, numbers.get(part.person_id)) for part in parts],
        "ready": [offer.number for offer in ready(assembly)],
        "timetable": timetable(assembly, now()),
        "signals": signals_now(assembly, now()),
        "captions": last_captions(assembly, language),
        "promises": promises(access, language),
        "keeps": keeps,
        "in_session": in_session,
        "is_ahead": assembly.state in (AssemblyState.CONVENED, AssemblyState.OPEN),
        "draw_form": DrawForm(auto_id="id_draw_%s"),
        "part_form": PartForm(
            people=here_by_name(assembly) if keeps and in_session else [], auto_id="id_part_%s"
        ),
        "access_form": AccessForm(access=access, auto_id="id_access_%s"),
        "caption_form": CaptionForm(initial={"language": language}, auto_id="id_caption_%s"),
        **forms,
    }
    return show(request, assembly.collective, "running", context)


@require_POST
@once
def access_tell(request: HttpRequest, assembly_id: str) -> HttpResponse:
    assembly = get_assembly_to_keep(request.user, assembly_id)
    form = AccessForm(request.POST, access=access_of(assembly), auto_id="id_access_%s")

    def tell() -> Any:
        return actions.tell_access(assembly=assembly, **form.said(), **now_by(request))

    if tried(form, tell):
        return redirect("facilitation:running", assembly_id=assembly.pk)
    return _page(request, assembly, access_form=form)


@require_POST
@once
def part_draw(request: HttpRequest, assembly_id: str) -> HttpResponse:
    assembly = get_assembly_to_keep(request.user, assembly_id)
    form = DrawForm(request.POST, auto_id="id_draw_%s")

    def draw() -> Any:
        said = form.cleaned_data
        return actions.draw_part(
            assembly=assembly, role=said["role"], dice=said["dice"], **now_by(request)
        )

    if tried(form, draw):
        return redirect("facilitation:running", assembly_id=assembly.pk)
    return _page(request, assembly, draw_form=form)


@require_POST
@once
def part_give(request: HttpRequest, assembly_id: str) -> HttpResponse:
    assembly = get_assembly_to_keep(request.user, assembly_id)
    form = PartForm(request.POST, people=here_by_name(assembly), auto_id="id_part_%s")

    def give() -> Any:
        said = form.cleaned_data
        return actions.give_part(
            assembly=assembly, person_id=said["person"], role=said["role"], **now_by(request)
        )

    if tried(form, give):
        return redirect("facilitation:running", assembly_id=assembly.pk)
    return _page(request, assembly, part_form=form)


@require_POST
def part_end(request: HttpRequest, part_id: str) -> HttpResponse:
    part = get_part_to_end(request.user, part_id)
    return done(
        request, lambda: actions.end_part(part=part, **now_by(request)),
        "facilitation:running", assembly_id=part.assembly_id,
    )  # fmt: skip


@require_POST
def item_begin(request: HttpRequest, item_id: str) -> HttpResponse:
    item = get_item_to_keep(request.user, item_id)
    return done(
        request, lambda: actions.begin_item(item=item, **now_by(request)),
        "facilitation:running", assembly_id=item.assembly_id,
    )  # fmt: skip


@require_POST
def item_end(request: HttpRequest, assembly_id: str) -> HttpResponse:
    assembly = get_assembly_to_keep(request.user, assembly_id)
    return done(
        request, lambda: _end_item(assembly, **now_by(request)),
        "facilitation:running", assembly_id=assembly.pk,
    )  # fmt: skip


def _end_item(assembly: Assembly, by: Actor, at: Any) -> None:
    if running_now := assembly.dealings.filter(ended_at__isnull=True).first():
        actions.end_item(dealing=running_now, by=by, at=at)


@require_POST
def signals_heed(request: HttpRequest, assembly_id: str) -> HttpResponse:
    assembly = get_assembly_to_keep(request.user, assembly_id)
    return done(
        request, lambda: actions.heed_signals(assembly=assembly, **now_by(request)),
        "facilitation:running", assembly_id=assembly.pk,
    )  # fmt: skip


@require_POST
@once
def caption_write(request: HttpRequest, assembly_id: str) -> HttpResponse:
    assembly = get_assembly_to_keep(request.user, assembly_id)
    form = CaptionForm(request.POST, auto_id="id_caption_%s")
    if tried(form, lambda: _write(assembly, form, **now_by(request))):
        return redirect("facilitation:running", assembly_id=assembly.pk)
    return _page(request, assembly, caption_form=form)


def _write(assembly: Assembly, form: CaptionForm, by: Actor, at: Any) -> Any:
    said = form.cleaned_data
    return actions.write_caption(
        assembly=assembly, language=said["language"], text=said["text"], by=by, at=at
    )


# --- on one's own phone, without an account ---


@login_not_required
@require_safe
def phone(request: HttpRequest, token: str) -> HttpResponse:
    """What is being said, a hand for what one needs, and one's part in the assembly."""
    return _phone(request, get_pass_by_link(token), token)


def _phone(request: HttpRequest, row: HallPass, token: str, **forms: Any) -> HttpResponse:
    assembly, language = row.assembly, request.LANGUAGE_CODE
    part = part_of(assembly, row.person_id)
    role = part.role if part else ""
    offer = assembly.offers.filter(person_id=row.person_id, withdrawn_at__isnull=True).first()
    moment = now()
    shown = assembly.signals.filter(person_id=row.person_id)
    context = {
        "token": token,
        "assembly": assembly,
        "collective": assembly.collective,
        "title": assembly.title_in(language),
        "in_session": assembly.state == AssemblyState.OPEN,
        "here": here_now(assembly).filter(person_id=row.person_id).exists(),
        "captions": last_captions(assembly, language),
        "promises": promises(access_of(assembly), language),
        "kinds": Kind.choices,
        "shown": set(shown.values_list("kind", flat=True)),
        "signals": signals_now(assembly, moment),
        "offer": offer,
        "part": part,
        "runs_list": role in RUNS_THE_LIST,
        "keeps_time": role in KEEPS_TIME,
        "writes": role in WRITES_CAPTIONS,
        "line": [place.waiting for place in line_of(assembly)] if role in RUNS_THE_LIST else [],
        "turn": speaking(assembly),
        "timetable": timetable(assembly, moment),
        "caption_form": CaptionForm(initial={"language": language}),
        **forms,
    }
    return show(request, assembly.collective, "phone", context)


def _by_phone(row: HallPass) -> dict[str, Any]:
    return {"by": link_actor(row.pk), "at": now()}


@login_not_required
@require_POST
def phone_offer(request: HttpRequest, token: str, step: str) -> HttpResponse:
    """They can take a part today, or cannot any more."""
    row = get_pass_by_link(token)
    work = actions.offer_part if step == "offer" else actions.withdraw_offer
    return done(
        request,
        lambda: work(assembly=row.assembly, person_id=row.person_id, **_by_phone(row)),
        "facilitation:phone",
        token=token,
    )


@login_not_required
@require_POST
def phone_signal(request: HttpRequest, token: str) -> HttpResponse:
    row = get_pass_by_link(token)
    form = SignalForm(request.POST)

    def signal() -> None:
        if not form.is_valid():
            raise ValidationError([error for errors in form.errors.values() for error in errors])
        actions.show_signal(
            assembly=row.assembly, person_id=row.person_id, kind=form.cleaned_data["kind"],
            **_by_phone(row),
        )  # fmt: skip

    return done(request, signal, "facilitation:phone", _("Shown on the wall for a minute."),
                token=token)  # fmt: skip


@login_not_required
@require_POST
def phone_part_end(request: HttpRequest, token: str) -> HttpResponse:
    row = get_pass_by_link(token)
    part = get_my_part(row, *Role.values)
    return done(
        request, lambda: actions.end_part(part=part, **_by_phone(row)),
        "facilitation:phone", token=token,
    )  # fmt: skip


TURNS = {"give": floor.give_turn, "end": floor.end_turn}


@login_not_required
@require_POST
def phone_turn(request: HttpRequest, token: str, turn_id: str, step: str) -> HttpResponse:
    """Whoever keeps the list gives the floor by number, and takes it back."""
    row = get_pass_by_link(token)
    get_my_part(row, *RUNS_THE_LIST)
    turn = get_turn_in_my_hall(row, turn_id)
    return done(
        request, lambda: TURNS[step](turn=turn, **_by_phone(row)),
        "facilitation:phone", token=token,
    )  # fmt: skip


@login_not_required
@require_POST
def phone_item(request: HttpRequest, token: str, item_id: str) -> HttpResponse:
    row = get_pass_by_link(token)
    get_my_part(row, *KEEPS_TIME)
    item = get_item_in_my_hall(row, item_id)
    return done(
        request, lambda: actions.begin_item(item=item, **_by_phone(row)),
        "facilitation:phone", token=token,
    )  # fmt: skip


@login_not_required
@require_POST
def phone_item_end(request: HttpRequest, token: str) -> HttpResponse:
    row = get_pass_by_link(token)
    get_my_part(row, *KEEPS_TIME)
    return done(
        request, lambda: _end_item(row.assembly, **_by_phone(row)),
        "facilitation:phone", token=token,
    )  # fmt: skip


@login_not_required
@require_POST
def phone_caption(request: HttpRequest, token: str) -> HttpResponse:
    """A line, and the next: the field is empty again and has the focus."""
    row = get_pass_by_link(token)
    get_my_part(row, *WRITES_CAPTIONS)
    form = CaptionForm(request.POST)
    if tried(form, lambda: _write(row.assembly, form, **_by_phone(row))):
        return redirect("facilitation:phone", token=token)
    return _phone(request, row, token, caption_form=form)
