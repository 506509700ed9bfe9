"""What the assembly resolved upon: each shows the act it stands on and what belongs to it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barrio.accounts.guards import for_roles
from barrio.assemblies.permissions import KEEPERS, can_keep
from barrio.assemblies.views.common import now_by, shows, tried
from barrio.assemblies.watching import why_not_binding
from barrio.runtime.once import once
from barrio.undertakings import actions
from barrio.undertakings.forms import BeginForm, EndForm
from barrio.undertakings.models import Undertaking
from barrio.undertakings.parts import parts_of
from barrio.undertakings.permissions import get_undertaking_for, get_undertaking_to_keep

show = shows("undertakings")


@require_safe
@for_roles()
def undertaking_list(request: HttpRequest) -> HttpResponse:
    collective, language = request.collective, request.LANGUAGE_CODE
    rows = Undertaking.objects.filter(collective=collective).select_related("act")
    context = {
        "going": [(r, r.title_in(language)) for r in rows if not r.ended_by_id],
        "ended": [(r, r.title_in(language)) for r in rows if r.ended_by_id],
        "keeps": can_keep(request.user, collective.pk),
    }
    return show(request, collective, "undertaking_list", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPERS)
@once
def undertaking_begin(request: HttpRequest) -> HttpResponse:
    collective = request.collective
    form = BeginForm(request.POST or None, collective=collective)

    def begin() -> Undertaking:
        said = form.cleaned_data
        return actions.begin(
            collective=collective, kind=said["kind"], title=form.words("title"),
            purpose=form.words("purpose"), act=said["act"], **now_by(request),
        )  # fmt: skip

    if request.method == "POST" and (made := tried(form, begin)):
        return redirect("undertakings:undertaking-read", undertaking_id=made.pk)
    return show(request, collective, "undertaking_begin", {"form": form})


@require_safe
def undertaking_read(request: HttpRequest, undertaking_id: str) -> HttpResponse:
    return _page(request, get_undertaking_for(request.user, undertaking_id))


def _page(request: HttpRequest, row: Undertaking, **forms: Any) -> HttpResponse:
    language = request.LANGUAGE_CODE
    keeps = can_keep(request.user, row.collective_id)
    context = {
        "row": row,
        "title": row.title_in(language),
        "purpose": row.purpose_in(language),
        "act_title": row.act.title_in(language),
        "warning": "" if row.ended_by_id else why_not_binding(row.act),
        "duties": row.act.duties.order_by("due_on"),
        "parts": parts_of(row, request.user),
        "keeps": keeps,
        "form": EndForm(collective=row.collective) if keeps and not row.ended_by_id else None,
        **forms,
    }
    return show(request, row.collective, "undertaking_read", context)


@require_POST
@once
def undertaking_end(request: HttpRequest, undertaking_id: str) -> HttpResponse:
    row = get_undertaking_to_keep(request.user, undertaking_id)
    form = EndForm(request.POST, collective=row.collective)

    def end() -> Undertaking:
        return actions.end(undertaking=row, act=form.cleaned_data["act"], **now_by(request))

    if tried(form, end):
        return redirect("undertakings:undertaking-read", undertaking_id=row.pk)
    return _page(request, row, form=form)
