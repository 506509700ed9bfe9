"""Acts and whether they are carried out."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from barrio.accounts.guards import for_roles
from barrio.assemblies.actions import acts as actions
from barrio.assemblies.forms import DutyForm, SettleForm
from barrio.assemblies.links import foundings, standing_on
from barrio.assemblies.models import Act
from barrio.assemblies.permissions import (
    can_keep,
    get_act_for,
    get_act_to_carry_out,
    get_duty_to_settle,
)
from barrio.assemblies.queries import acts_of, carried_out
from barrio.assemblies.views.common import done, now_by, show, tried
from barrio.assemblies.watching import why_not_binding
from barrio.core.clock import local_date, now
from barrio.runtime.once import once

ON_A_PAGE = 20


@require_safe
@for_roles()
def act_list(request: HttpRequest) -> HttpResponse:
    collective = request.collective
    page = Paginator(acts_of(collective.pk), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(act, act.title_in(request.LANGUAGE_CODE)) for act in page],
        "carried": carried_out(collective.pk, local_date(now(), collective.time_zone)),
    }
    return show(request, collective, "act_list", context)


@require_safe
def act_read(request: HttpRequest, act_id: str) -> HttpResponse:
    return _page(request, get_act_for(request.user, act_id))


def _page(request: HttpRequest, act: Act, **more: Any) -> HttpResponse:
    keeps, waits = can_keep(request.user, act.collective_id), why_not_binding(act)
    context = {
        "act": act,
        "vote": act.vote,
        "assembly": act.vote.item.assembly,
        "title": act.title_in(request.LANGUAGE_CODE),
        "text": act.text_in(request.LANGUAGE_CODE),
        "waits": waits,
        "standing": standing_on(act),
        "foundings": foundings() if keeps and not waits else [],
        "duties": act.duties.all(),
        "today": local_date(now(), act.collective.time_zone),
        "duty_form": DutyForm(),
        "keeps": keeps,
        **more,
    }
    return show(request, act.collective, "act_read", context)


@require_POST
@once
def act_duty(request: HttpRequest, act_id: str) -> HttpResponse:
    act = get_act_to_carry_out(request.user, act_id)
    form = DutyForm(request.POST)
    if tried(form, lambda: actions.give_duty(act=act, **form.cleaned_data, **now_by(request))):
        return redirect("assemblies:act-read", act_id=act.pk)
    return _page(request, act, duty_form=form)


@require_POST
def duty_settle(request: HttpRequest, duty_id: str) -> HttpResponse:
    duty = get_duty_to_settle(request.user, duty_id)
    form = SettleForm(request.POST)
    is_done = request.POST.get("done") == "yes"
    return done(
        request,
        lambda: actions.settle_duty(
            duty=duty,
            done=is_done,
            said=form.cleaned_data["said"] if form.is_valid() else "",
            **now_by(request),
        ),
        "assemblies:act-read",
        act_id=duty.act_id,
    )
