"""Plans, at the keepers' table."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barrio.accounts.guards import for_roles
from barrio.assemblies.permissions import KEEPERS, can_keep
from barrio.assemblies.views.common import now_by, tried
from barrio.core.clock import local_date, now
from barrio.planning import actions
from barrio.planning.enums import GATHERS, ORDER, Phase
from barrio.planning.forms import (
    BudgetForm,
    FindingForm,
    PersonForm,
    PhaseForm,
    PlanForm,
    ProposeForForm,
    VoteForm,
)
from barrio.planning.models import Plan
from barrio.planning.permissions import (
    get_finding_to_keep,
    get_item_of,
    get_plan_for,
    get_plan_to_keep,
)
from barrio.planning.queries import (
    findings_of,
    ideas_of,
    plans_of,
    progress,
)
from barrio.planning.views.common import propose, show
from barrio.runtime.once import once


@require_safe
@for_roles()
def plan_list(request: HttpRequest) -> HttpResponse:
    collective = request.collective
    plans = [(plan, plan.title_in(request.LANGUAGE_CODE)) for plan in plans_of(collective.pk)]
    keeps = can_keep(request.user, collective.pk)
    return show(request, collective, "plan_list", {"plans": plans, "keeps": keeps})


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPERS)
@once
def plan_begin(request: HttpRequest) -> HttpResponse:
    collective = request.collective
    form = PlanForm(request.POST or None, collective=collective)

    def begin() -> Plan:
        return actions.begin_plan(
            collective=collective, title=form.words("title"), act=form.cleaned_data["act"],
            **now_by(request),
        )  # fmt: skip

    if request.method == "POST" and (made := tried(form, begin)):
        return redirect("planning:plan-read", plan_id=made.pk)
    return show(request, collective, "plan_begin", {"form": form})


@require_safe
def plan_read(request: HttpRequest, plan_id: str) -> HttpResponse:
    return _plan(request, get_plan_for(request.user, plan_id))


def _plan(request: HttpRequest, plan: Plan, **forms: Any) -> HttpResponse:
    collective, language = plan.collective, request.LANGUAGE_CODE
    keeps = can_keep(request.user, plan.collective_id)
    closed = {row.phase: row.act for row in plan.closings.select_related("act")}
    context = {
        "plan": plan,
        "title": plan.title_in(language),
        "phases": [(phase, closed.get(phase)) for phase in ORDER[:-1]],
        "findings": [(row, row.title_in(language)) for row in findings_of(plan)],
        "ideas": [(row, row.title_in(language)) for row in ideas_of(plan)],
        "progress": progress(plan, local_date(now(), collective.time_zone)),
        "gathers": plan.phase in GATHERS,
        "keeps": keeps,
        "is_over": plan.phase == Phase.CLOSED,
        "finding_form": FindingForm(auto_id="id_finding_%s"),
        "budget_form": BudgetForm(initial={"budget": plan.budget}, auto_id="id_budget_%s"),
        **forms,
    }
    if keeps:
        context = {
            "phase_form": PhaseForm(collective=collective, auto_id="id_phase_%s"),
            "propose_form": ProposeForForm(plan=plan, auto_id="id_propose_%s"),
            "vote_form": VoteForm(plan=plan, auto_id="id_vote_%s"),
            "point_form": PersonForm(collective=collective, auto_id="id_point_%s"),
            **context,
        }
    return show(request, collective, "plan_read", context)


def _on_plan(
    request: HttpRequest, plan: Plan, name: str, form: Any, work: Callable[[], Any]
) -> HttpResponse:
    """Done, or the page of the plan with the form as it was filled in."""
    if tried(form, work):
        return redirect("planning:plan-read", plan_id=plan.pk)
    return _plan(request, plan, **{name: form})


@require_POST
@once
def phase_close(request: HttpRequest, plan_id: str) -> HttpResponse:
    plan = get_plan_to_keep(request.user, plan_id)
    form = PhaseForm(request.POST, collective=plan.collective, auto_id="id_phase_%s")
    return _on_plan(
        request, plan, "phase_form", form,
        lambda: actions.close_phase(plan=plan, act=form.cleaned_data["act"], **now_by(request)),
    )  # fmt: skip


@require_POST
@once
def finding_add(request: HttpRequest, plan_id: str) -> HttpResponse:
    plan = get_plan_to_keep(request.user, plan_id)
    form = FindingForm(request.POST, auto_id="id_finding_%s")
    return _on_plan(
        request, plan, "finding_form", form,
        lambda: actions.add_finding(
            plan=plan, kind=form.cleaned_data["kind"], title=form.words("title"),
            people=form.cleaned_data["people"], **now_by(request),
        ),
    )  # fmt: skip


@require_POST
@once
def finding_point(request: HttpRequest, finding_id: str) -> HttpResponse:
    """Somebody without a phone says that it comes first."""
    finding = get_finding_to_keep(request.user, finding_id)
    form = PersonForm(request.POST, collective=finding.plan.collective, auto_id="id_point_%s")

    def give() -> bool:
        person = form.cleaned_data["person"]
        actions.give_point(finding=finding, person_id=person, **now_by(request))
        return True

    return _on_plan(request, finding.plan, "point_form", form, give)


@require_POST
@once
def idea_propose(request: HttpRequest, plan_id: str) -> HttpResponse:
    plan = get_plan_to_keep(request.user, plan_id)
    form = ProposeForForm(request.POST, plan=plan, auto_id="id_propose_%s")
    return _on_plan(
        request, plan, "propose_form", form,
        lambda: propose(plan, form, form.cleaned_data["person"], now_by(request)),
    )  # fmt: skip


@require_POST
@once
def budget_set(request: HttpRequest, plan_id: str) -> HttpResponse:
    plan = get_plan_to_keep(request.user, plan_id)
    form = BudgetForm(request.POST, auto_id="id_budget_%s")

    def save() -> bool:
        actions.set_budget(plan=plan, budget=form.cleaned_data["budget"], **now_by(request))
        return True

    return _on_plan(request, plan, "budget_form", form, save)


@require_POST
@once
def plan_vote(request: HttpRequest, plan_id: str) -> HttpResponse:
    """The proposals that have a cost become a choice before the assembly."""
    plan = get_plan_to_keep(request.user, plan_id)
    form = VoteForm(request.POST, plan=plan, auto_id="id_vote_%s")

    def put() -> Any:
        item = get_item_of(plan, form.cleaned_data["item"])
        return actions.put_to_vote(plan=plan, item=item, **now_by(request))

    if made := tried(form, put):
        return redirect("assemblies:option-list", motion_id=made.pk)
    return _plan(request, plan, vote_form=form)
