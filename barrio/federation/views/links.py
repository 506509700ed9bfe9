"""One link: upward our delegates and what waits for us, downward their seats and proposals."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from barrio.assemblies.forms_acts import ActForm
from barrio.assemblies.permissions import can_keep, get_assembly_to_keep
from barrio.assemblies.views.common import done, now_by, tried
from barrio.federation.actions import deciding, delegates, linking
from barrio.federation.enums import LinkState, Way
from barrio.federation.forms import DeclineForm, DelegateForm, TakeUpForm
from barrio.federation.models import Link, Ratifiable
from barrio.federation.permissions import (
    get_delegation_to_keep,
    get_link_for,
    get_link_to_keep,
    get_proposal_to_keep,
)
from barrio.federation.queries import serving
from barrio.federation.views.common import show
from barrio.runtime.once import once
from barrio.runtime.sealed import open_all


@require_safe
def link_read(request: HttpRequest, link_id: str) -> HttpResponse:
    return _page(request, get_link_for(request.user, link_id))


def _page(request: HttpRequest, link: Link, **forms: Any) -> HttpResponse:
    keeps = can_keep(request.user, link.collective_id)
    context = {"link": link, "keeps": keeps, "is_linked": link.state == LinkState.LINKED}
    if keeps and link.state != LinkState.ENDED:
        context["leave_form"] = ActForm(collective=link.collective, auto_id="id_leave_%s")
    context |= _above(link, keeps) if link.way == Way.UP else _below(link, keeps)
    return show(request, link.collective, f"link_{link.way}", {**context, **forms})


def _above(link: Link, keeps: bool) -> dict[str, Any]:
    rows = list(serving(link))
    open_all(row.person for row in rows)
    context: dict[str, Any] = {
        "delegates": rows,
        "empty": (link.seats or 0) - sum(not row.is_alternate for row in rows),
        "items": link.items.select_related("result__ratification")[:50],
        "proposals": link.proposals.all()[:50],
    }
    if keeps and link.state == LinkState.LINKED:
        context["delegate_form"] = DelegateForm(link=link, auto_id="id_delegate_%s")
        context["propose_form"] = ActForm(collective=link.collective, auto_id="id_propose_%s")
    return context


def _below(link: Link, keeps: bool) -> dict[str, Any]:
    seats = list(link.held_seats.filter(ended_on__isnull=True).select_related("person"))
    open_all(seat.person for seat in seats)
    waiting = Ratifiable.objects.filter(answers__link=link).select_related("act")
    return {
        "held": seats,
        "mandates": link.mandates.select_related("motion__item__assembly").order_by("-at")[:50],
        "answers": link.answers.select_related("ratifiable__act").order_by(
            "-ratifiable__act__number"
        )[:50],
        "waiting": waiting,
        "proposals": link.proposals.select_related("motion")[:50],
        "take_up_form": TakeUpForm(collective=link.collective, auto_id="id_take_%s"),
        "decline_form": DeclineForm(auto_id="id_decline_%s"),
    }


@require_POST
def link_answer(request: HttpRequest, link_id: str) -> HttpResponse:
    link = get_link_to_keep(request.user, link_id)
    welcome = request.POST.get("welcome") == "yes"
    return done(
        request,
        lambda: linking.answer_join(link=link, welcome=welcome, **now_by(request)),
        "federation:link-read",
        link_id=link.pk,
    )


@require_POST
@once
def link_leave(request: HttpRequest, link_id: str) -> HttpResponse:
    link = get_link_to_keep(request.user, link_id)
    form = ActForm(request.POST, collective=link.collective, auto_id="id_leave_%s")

    def work() -> Any:
        return linking.leave(link=link, act=form.cleaned_data["act"], **now_by(request))

    if tried(form, work):
        return redirect("federation:overview")
    return _page(request, link, leave_form=form)


@require_POST
@once
def link_delegate(request: HttpRequest, link_id: str) -> HttpResponse:
    link = get_link_to_keep(request.user, link_id)
    form = DelegateForm(request.POST, link=link, auto_id="id_delegate_%s")

    def work() -> Any:
        return delegates.name_delegate(link=link, **form.cleaned_data, **now_by(request))

    if tried(form, work):
        return redirect("federation:link-read", link_id=link.pk)
    return _page(request, link, delegate_form=form)


@require_POST
@once
def link_propose(request: HttpRequest, link_id: str) -> HttpResponse:
    link = get_link_to_keep(request.user, link_id)
    form = ActForm(request.POST, collective=link.collective, auto_id="id_propose_%s")

    def work() -> Any:
        return deciding.propose(link=link, act=form.cleaned_data["act"], **now_by(request))

    if tried(form, work):
        return redirect("federation:link-read", link_id=link.pk)
    return _page(request, link, propose_form=form)


@require_POST
def delegate_recall(request: HttpRequest, delegation_id: str) -> HttpResponse:
    """One tap: the recall stands on the agenda of the next assembly."""
    delegation = get_delegation_to_keep(request.user, delegation_id)
    return done(
        request,
        lambda: delegates.ask_recall(delegation=delegation, **now_by(request)),
        "federation:link-read",
        _("The recall is on the agenda of the next assembly. Tell people of it in time."),
        link_id=delegation.link_id,
    )


@require_POST
def delegate_resign(request: HttpRequest, delegation_id: str) -> HttpResponse:
    delegation = get_delegation_to_keep(request.user, delegation_id)
    return done(
        request,
        lambda: delegates.resign(delegation=delegation, **now_by(request)),
        "federation:link-read",
        link_id=delegation.link_id,
    )


@require_POST
@once
def take_up(request: HttpRequest, proposal_id: str) -> HttpResponse:
    proposal = get_proposal_to_keep(request.user, proposal_id)
    form = TakeUpForm(request.POST, collective=proposal.collective, auto_id="id_take_%s")

    def work() -> Any:
        return deciding.take_up(proposal=proposal, **form.cleaned_data, **now_by(request))

    if motion := tried(form, work):
        return redirect("assemblies:motion-read", motion_id=motion.pk)
    return _page(request, proposal.link, take_up_form=form)


@require_POST
@once
def decline(request: HttpRequest, proposal_id: str) -> HttpResponse:
    proposal = get_proposal_to_keep(request.user, proposal_id)
    form = DeclineForm(request.POST, auto_id="id_decline_%s")

    def work() -> Any:
        said = form.cleaned_data["said"]
        return deciding.decline(proposal=proposal, said=said, **now_by(request))

    if tried(form, work):
        return redirect("federation:link-read", link_id=proposal.link_id)
    return _page(request, proposal.link, decline_form=form)


@require_POST
def tell_agenda(request: HttpRequest, assembly_id: str) -> HttpResponse:
    assembly = get_assembly_to_keep(request.user, assembly_id)
    return done(
        request,
        lambda: deciding.send_agenda(assembly=assembly, **now_by(request)),
        "federation:overview",
        _("Every body below has been told what will be decided."),
    )
