"""Commissions: who sits in them since when until when, and what they hand over."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barrio.accounts.guards import for_roles
from barrio.assemblies.forms_acts import ActForm
from barrio.assemblies.permissions import KEEPERS, can_keep
from barrio.assemblies.views.common import done, now_by, shows, tried
from barrio.core.clock import local_date, now
from barrio.core.text import fold
from barrio.offices.actions import commissions as actions
from barrio.offices.forms import (
    ConflictForm,
    ElectedForm,
    FoundForm,
    HandoverForm,
    SeatForm,
)
from barrio.offices.models import Commission, Term
from barrio.offices.permissions import (
    can_recall,
    get_commission_for,
    get_commission_to_keep,
    get_conflict_to_keep,
    get_handover_to_take,
    get_term_to_keep,
)
from barrio.offices.queries import commissions_of, elected_in, is_late, sitting, under_way, vacant
from barrio.runtime.once import once
from barrio.runtime.sealed import open_all

show = shows("offices")


def in_order(terms: Any) -> list[Term]:
    """Of equal rank: by name; alternates after, in the order in which they would come."""
    rows = list(terms)
    open_all(row.person for row in rows)
    return sorted(
        rows, key=lambda t: (t.is_alternate, t.place if t.is_alternate else 0, fold(t.person.name))
    )


@require_safe
@for_roles()
def overview(request: HttpRequest) -> HttpResponse:
    collective = request.collective
    today = local_date(now(), collective.time_zone)
    rows = [
        {
            "commission": commission,
            "terms": in_order(sitting(commission, today)),
            "vacant": vacant(commission, today),
        }
        for commission in commissions_of(collective.pk)
    ]
    petitions = list(under_way(collective.pk))
    open_all(petition.term.person for petition in petitions)
    context = {
        "rows": rows,
        "petitions": [(petition, is_late(petition, today)) for petition in petitions],
        "keeps": can_keep(request.user, collective.pk),
    }
    return show(request, collective, "overview", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPERS)
@once
def found(request: HttpRequest) -> HttpResponse:
    collective = request.collective
    form = FoundForm(request.POST or None, collective=collective)

    def work() -> Commission:
        said = form.cleaned_data
        return actions.found_commission(
            act=said["act"], kind=said["kind"], name=form.words("name"), seats=said["seats"],
            alternates=said["alternates"], **now_by(request),
        )  # fmt: skip

    if request.method == "POST" and (made := tried(form, work)):
        return redirect("offices:commission-read", commission_id=made.pk)
    return show(request, collective, "found", {"form": form})


@require_safe
def commission_read(request: HttpRequest, commission_id: str) -> HttpResponse:
    return _page(request, get_commission_for(request.user, commission_id))


def _page(request: HttpRequest, commission: Commission, **forms: Any) -> HttpResponse:
    collective = commission.collective
    today = local_date(now(), collective.time_zone)
    keeps = can_keep(request.user, collective.pk)
    terms = in_order(sitting(commission, today))
    before = in_order(commission.terms.filter(until__lte=today).select_related("person"))
    context = {
        "commission": commission,
        "terms": [(term, _conflicts(term)) for term in terms],
        "to_come": in_order(commission.terms.filter(begins_on__gt=today).select_related("person")),
        "before": before[:50],
        "vacant": vacant(commission, today),
        "handovers": commission.handovers.select_related("listed_by", "taken_by"),
        "keeps": keeps,
        "may_recall": can_recall(request.user, collective.pk),
        "conflict_form": ConflictForm(auto_id="id_conflict_%s"),
        **forms,
    }
    if keeps and not commission.dissolved_on:
        first = {"begins_on": today}
        own: dict[str, Any] = {
            "seat_form": SeatForm(collective=collective, auto_id="id_seat_%s", initial=first),
            "elected_form": ElectedForm(
                collective=collective, auto_id="id_elected_%s", initial=first
            ),
            "handover_form": HandoverForm(auto_id="id_handover_%s"),
            "dissolve_form": ActForm(collective=collective, auto_id="id_dissolve_%s"),
        }
        context = {**own, **context}
    return show(request, collective, "commission_read", context)


def _conflicts(term: Term) -> list[Any]:
    return open_all(term.conflicts.filter(ended_on__isnull=True))


@require_POST
@once
def seat(request: HttpRequest, commission_id: str) -> HttpResponse:
    commission = get_commission_to_keep(request.user, commission_id)
    form = SeatForm(request.POST, collective=commission.collective, auto_id="id_seat_%s")

    def work() -> Any:
        said = form.cleaned_data
        person = [said["person"]]
        return actions.begin_terms(
            act=said["act"], commission=commission,
            principals=[] if said["is_alternate"] else person,
            alternates=person if said["is_alternate"] else [],
            begins_on=said["begins_on"], **now_by(request),
        )  # fmt: skip

    if tried(form, work):
        return redirect("offices:commission-read", commission_id=commission.pk)
    return _page(request, commission, seat_form=form)


@require_POST
@once
def elected(request: HttpRequest, commission_id: str) -> HttpResponse:
    """Seats in the order of their election; who comes after are alternates."""
    commission = get_commission_to_keep(request.user, commission_id)
    form = ElectedForm(request.POST, collective=commission.collective, auto_id="id_elected_%s")

    def work() -> Any:
        said = form.cleaned_data
        people = [option.person_id for option in elected_in(said["act"])]
        seats = vacant(commission, said["begins_on"])
        return actions.begin_terms(
            act=said["act"], commission=commission, principals=people[:seats],
            alternates=people[seats:], begins_on=said["begins_on"], **now_by(request),
        )  # fmt: skip

    if tried(form, work):
        return redirect("offices:commission-read", commission_id=commission.pk)
    return _page(request, commission, elected_form=form)


@require_POST
@once
def dissolve(request: HttpRequest, commission_id: str) -> HttpResponse:
    commission = get_commission_to_keep(request.user, commission_id)
    form = ActForm(request.POST, collective=commission.collective, auto_id="id_dissolve_%s")

    def work() -> Any:
        act = form.cleaned_data["act"]
        return actions.dissolve_commission(commission=commission, act=act, **now_by(request))

    if tried(form, work):
        return redirect("offices:overview")
    return _page(request, commission, dissolve_form=form)


@require_POST
@once
def handover_list(request: HttpRequest, commission_id: str) -> HttpResponse:
    commission = get_commission_to_keep(request.user, commission_id)
    form = HandoverForm(request.POST, auto_id="id_handover_%s")

    def work() -> Any:
        what = form.cleaned_data["what"]
        return actions.list_handover(commission=commission, what=what, **now_by(request))

    if tried(form, work):
        return redirect("offices:commission-read", commission_id=commission.pk)
    return _page(request, commission, handover_form=form)


@require_POST
def handover_take(request: HttpRequest, handover_id: str) -> HttpResponse:
    handover = get_handover_to_take(request.user, handover_id)
    return done(
        request,
        lambda: actions.take_over(handover=handover, **now_by(request)),
        "offices:commission-read",
        commission_id=handover.commission_id,
    )


@require_POST
def term_resign(request: HttpRequest, term_id: str) -> HttpResponse:
    term = get_term_to_keep(request.user, term_id)
    return done(
        request,
        lambda: actions.resign(term=term, **now_by(request)),
        "offices:commission-read",
        _("Written down. The first alternate has the seat now, if there is one."),
        commission_id=term.commission_id,
    )


@require_POST
@once
def conflict(request: HttpRequest, term_id: str) -> HttpResponse:
    term = get_term_to_keep(request.user, term_id)
    form = ConflictForm(request.POST, auto_id="id_conflict_%s")

    def work() -> Any:
        about = form.cleaned_data["about"]
        return actions.declare_conflict(term=term, about=about, **now_by(request))

    if tried(form, work):
        return redirect("offices:commission-read", commission_id=term.commission_id)
    commission = get_commission_for(request.user, term.commission_id)
    return _page(request, commission, conflict_form=form)


@require_POST
def conflict_end(request: HttpRequest, conflict_id: str) -> HttpResponse:
    row = get_conflict_to_keep(request.user, conflict_id)
    return done(
        request,
        lambda: actions.end_conflict(conflict=row, **now_by(request)),
        "offices:commission-read",
        commission_id=row.term.commission_id,
    )
