"""An assembly from its convocation to its close."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barrio.accounts.guards import for_roles
from barrio.assemblies.actions import convening, presence
from barrio.assemblies.actions.passes import wall_code
from barrio.assemblies.actions.rules import NoRulesYet, rules_in_force
from barrio.assemblies.enums import Arrival, AssemblyState
from barrio.assemblies.forms import ComeForm, ConveneForm, ItemForm, NoticeForm
from barrio.assemblies.links import links_of, wall_parts
from barrio.assemblies.models import Assembly
from barrio.assemblies.permissions import (
    KEEPERS,
    can_keep,
    get_assembly_for,
    get_assembly_to_keep,
    get_presence_to_end,
)
from barrio.assemblies.queries import (
    at_the_door,
    hall_of,
    here_now,
    present_now,
    represented_now,
)
from barrio.assemblies.views.common import done, now_by, show, tried
from barrio.core.clock import local_date, now
from barrio.runtime.once import once


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPERS)
@once
def assembly_convene(request: HttpRequest) -> HttpResponse:
    form = ConveneForm(request.POST or None, collective=request.collective)

    def convene() -> Assembly:
        said = form.cleaned_data
        return convening.convene(
            collective=request.collective,
            title=form.words("title"),
            place=said["place"],
            starts_at=said["starts_at"],
            items=[],
            **now_by(request),
        )

    if request.method == "POST" and (made := tried(form, convene)):
        return redirect("assemblies:assembly-read", assembly_id=made.pk)
    try:
        rules = rules_in_force(request.collective)
    except NoRulesYet:
        rules = None
    return show(request, request.collective, "assembly_convene", {"form": form, "rules": rules})


@require_safe
def assembly_read(request: HttpRequest, assembly_id: str) -> HttpResponse:
    return _page(request, get_assembly_for(request.user, assembly_id))


def _page(request: HttpRequest, assembly: Assembly, **forms: Any) -> HttpResponse:
    keeps = can_keep(request.user, assembly.collective_id)
    zone, at = assembly.collective.time_zone, now()
    context = {
        "assembly": assembly,
        "title": assembly.title_in(request.LANGUAGE_CODE),
        "items": assembly.items.prefetch_related("motions__votes", "votes"),
        "written_notices": assembly.notice_messages.filter(dropped_at__isnull=True),
        "notices": assembly.notices.select_related("by"),
        "last_day": assembly.rule_set.rules.last_notice(local_date(assembly.starts_at, zone)),
        "present": present_now(assembly),
        "represented": represented_now(assembly).count() if assembly.proxies else 0,
        "here": here_now(assembly).count(),
        "is_time": at >= assembly.starts_at,
        "next_call": Assembly.objects.filter(after=assembly).first(),
        "more_calls": assembly.call < len(assembly.rule_set.rules.calls),
        "is_ahead": assembly.state in (AssemblyState.CONVENED, AssemblyState.OPEN),
        "keeps": keeps,
        "links": links_of(assembly),
        "item_form": ItemForm(auto_id="id_item_%s"),
        "notice_form": NoticeForm(
            auto_id="id_notice_%s", initial={"given_on": local_date(at, zone)}
        ),
        **forms,
    }
    return show(request, assembly.collective, "assembly_read", context)


@require_POST
@once
def assembly_item(request: HttpRequest, assembly_id: str) -> HttpResponse:
    assembly = get_assembly_to_keep(request.user, assembly_id)
    form = ItemForm(request.POST, auto_id="id_item_%s")
    if tried(
        form,
        lambda: convening.add_item(assembly=assembly, item=form.item(), **now_by(request)),
    ):
        return redirect("assemblies:assembly-read", assembly_id=assembly.pk)
    return _page(request, assembly, item_form=form)


@require_POST
@once
def assembly_notice(request: HttpRequest, assembly_id: str) -> HttpResponse:
    assembly = get_assembly_to_keep(request.user, assembly_id)
    form = NoticeForm(request.POST, auto_id="id_notice_%s")
    if tried(
        form,
        lambda: convening.give_notice(assembly=assembly, **form.cleaned_data, **now_by(request)),
    ):
        return redirect("assemblies:assembly-read", assembly_id=assembly.pk)
    return _page(request, assembly, notice_form=form)


STEPS = {
    "open": presence.open_session,
    "no-quorum": presence.declare_no_quorum,
    "close": presence.close_session,
    "cancel": convening.cancel_assembly,
}


@require_POST
def assembly_step(request: HttpRequest, assembly_id: str, step: str) -> HttpResponse:
    assembly = get_assembly_to_keep(request.user, assembly_id)
    return done(
        request,
        lambda: STEPS[step](assembly=assembly, **now_by(request)),
        "assemblies:assembly-read",
        assembly_id=assembly.pk,
    )


@require_POST
def assembly_again(request: HttpRequest, assembly_id: str) -> HttpResponse:
    assembly = get_assembly_to_keep(request.user, assembly_id)
    return done(
        request,
        lambda: convening.call_again(assembly=assembly, **now_by(request)),
        "assemblies:decide",
        _("Called again. Tell people when it is."),
    )


@require_safe
def assembly_door(request: HttpRequest, assembly_id: str) -> HttpResponse:
    """The table at the entrance: who comes in, who goes."""
    return _door(request, get_assembly_to_keep(request.user, assembly_id))


def _door(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    asked = request.GET.get("q", "").strip()[:100]
    context = {
        "assembly": assembly,
        "title": assembly.title_in(request.LANGUAGE_CODE),
        "asked": asked,
        "rows": at_the_door(assembly, asked),
        "present": present_now(assembly),
        "here": here_now(assembly).count(),
        "is_ahead": assembly.state in (AssemblyState.CONVENED, AssemblyState.OPEN),
    }
    return show(request, assembly.collective, "assembly_door", context)


@require_POST
def assembly_come(request: HttpRequest, assembly_id: str) -> HttpResponse:
    assembly = get_assembly_to_keep(request.user, assembly_id)
    form = ComeForm({"how": Arrival.NAME, **request.POST.dict()})

    def come() -> None:
        said = form.cleaned_data
        presence.come(
            assembly=assembly, person_id=said["person"], how=said["how"], **now_by(request)
        )

    if not tried(form, come):
        for errors in form.errors.values():
            messages.error(request, " ".join(errors))
    return redirect("assemblies:assembly-door", assembly_id=assembly.pk)


@require_POST
def presence_end(request: HttpRequest, presence_id: str) -> HttpResponse:
    row = get_presence_to_end(request.user, presence_id)
    return done(
        request,
        lambda: presence.leave(presence=row, **now_by(request)),
        "assemblies:assembly-door",
        assembly_id=row.assembly_id,
    )


@require_safe
def assembly_screen(request: HttpRequest, assembly_id: str) -> HttpResponse:
    """For the wall of the hall: what is dealt with, the quorum, the last results."""
    assembly = get_assembly_for(request.user, assembly_id)
    context = {
        "assembly": assembly,
        "title": assembly.title_in(request.LANGUAGE_CODE),
        "hall": hall_of(assembly),
        "parts": wall_parts(assembly),
        "code": wall_code(assembly, now())
        if can_keep(request.user, assembly.collective_id)
        else "",
    }
    return show(request, assembly.collective, "assembly_screen", context)
