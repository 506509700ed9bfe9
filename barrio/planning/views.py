"""Plans: at the keepers' table, and by one's own link without an account."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barrio.accounts.guards import for_roles
from barrio.assemblies.forms_acts import ActForm
from barrio.assemblies.models import RollEntry
from barrio.assemblies.permissions import KEEPERS, can_keep, get_entry_for
from barrio.assemblies.views.common import done, now_by, shows, tried
from barrio.assemblies.views.hall import qr
from barrio.comms.links import make_token
from barrio.core.actors import link_actor
from barrio.core.clock import local_date, now
from barrio.planning import actions
from barrio.planning.enums import GATHERS, ORDER, IdeaState, Phase
from barrio.planning.forms import (
    BudgetForm,
    CostForm,
    FindingForm,
    FinishForm,
    MergeForm,
    PersonForm,
    PhaseForm,
    PlanForm,
    ProposeForForm,
    ProposeForm,
    ReviewForm,
    StepForm,
    VoteForm,
)
from barrio.planning.models import Finding, Idea, Plan
from barrio.planning.permissions import (
    can_review,
    get_entry_by_link,
    get_finding_by_entry,
    get_finding_to_keep,
    get_idea_by_entry,
    get_idea_for,
    get_idea_to_keep,
    get_idea_to_review,
    get_item_of,
    get_offer_to_answer,
    get_offer_to_keep,
    get_own_idea,
    get_plan_by_entry,
    get_plan_for,
    get_plan_to_keep,
    get_step_to_keep,
)
from barrio.planning.queries import (
    findings_of,
    ideas_of,
    offers_to,
    plans_of,
    points_left,
    progress,
)
from barrio.runtime.once import once
from barrio.runtime.sealed import open_all

show = shows("planning")


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
        lambda: _propose(plan, form, form.cleaned_data["person"], now_by(request)),
    )  # fmt: skip


def _propose(plan: Plan, form: ProposeForm, author_id: Any, who: dict[str, Any]) -> Idea:
    said = form.said()
    finding = Finding.objects.filter(pk=said.pop("finding"), plan=plan).first()
    return actions.propose(plan=plan, author_id=author_id, finding=finding, **said, **who)


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


# --- one proposal ---


@require_safe
def idea_read(request: HttpRequest, idea_id: str) -> HttpResponse:
    return _idea(request, get_idea_for(request.user, idea_id))


def _idea(request: HttpRequest, idea: Idea, **forms: Any) -> HttpResponse:
    language, plan = request.LANGUAGE_CODE, idea.plan
    keeps = can_keep(request.user, idea.collective_id)
    if keeps:
        open_all([idea.author])
    today = local_date(now(), plan.collective.time_zone)
    context = {
        "idea": idea,
        "plan": plan,
        "plan_title": plan.title_in(language),
        "title": idea.title_in(language),
        "text": idea.text_in(language),
        "backed": idea.supports.count(),
        "merged": [(row, row.title_in(language)) for row in idea.merged.all()],
        "offers": [(row, row.idea.title_in(language)) for row in offers_to(idea)],
        "offered": idea.offers.filter(accepted__isnull=True).first(),
        "steps": idea.steps.all(),
        "reviews": idea.reviews.all(),
        "today": today,
        "is_open": idea.state == IdeaState.OPEN,
        "gathers": plan.phase in GATHERS,
        "keeps": keeps,
        "reviews_it": can_review(request.user, idea.collective_id),
        "cost_form": CostForm(
            initial={"cost": idea.cost, "reckoned": idea.reckoned}, auto_id="id_cost_%s"
        ),
        "step_form": StepForm(auto_id="id_step_%s"),
        "review_form": ReviewForm(auto_id="id_review_%s"),
        "finish_form": FinishForm(auto_id="id_finish_%s"),
        **forms,
    }
    if keeps:
        context = {
            "support_form": PersonForm(collective=plan.collective, auto_id="id_support_%s"),
            "merge_form": MergeForm(idea=idea, auto_id="id_merge_%s"),
            "choose_form": ActForm(collective=plan.collective, auto_id="id_choose_%s"),
            **context,
        }
    return show(request, plan.collective, "idea_read", context)


def _on_idea(
    request: HttpRequest, idea: Idea, name: str, form: Any, work: Callable[[], Any]
) -> HttpResponse:
    """Done, or the page of the proposal with the form as it was filled in."""
    if tried(form, work):
        return redirect("planning:idea-read", idea_id=idea.pk)
    return _idea(request, idea, **{name: form})


@require_POST
@once
def idea_support(request: HttpRequest, idea_id: str) -> HttpResponse:
    idea = get_idea_to_keep(request.user, idea_id)
    form = PersonForm(request.POST, collective=idea.plan.collective, auto_id="id_support_%s")
    return _on_idea(
        request, idea, "support_form", form,
        lambda: actions.support(
            idea=idea, person_id=form.cleaned_data["person"], **now_by(request)
        ),
    )  # fmt: skip


@require_POST
@once
def idea_cost(request: HttpRequest, idea_id: str) -> HttpResponse:
    idea = get_idea_to_keep(request.user, idea_id)
    form = CostForm(request.POST, auto_id="id_cost_%s")
    return _on_idea(
        request, idea, "cost_form", form,
        lambda: actions.reckon(
            idea=idea, cost=form.cleaned_data["cost"], reckoned=form.cleaned_data["reckoned"],
            **now_by(request),
        ),
    )  # fmt: skip


@require_POST
@once
def idea_merge(request: HttpRequest, idea_id: str) -> HttpResponse:
    """Its author said so at the table."""
    idea = get_idea_to_keep(request.user, idea_id)
    form = MergeForm(request.POST, idea=idea, auto_id="id_merge_%s")

    def offer() -> Any:
        into = get_idea_to_keep(request.user, form.cleaned_data["into"])
        return actions.offer_merge(idea=idea, into=into, **now_by(request))

    return _on_idea(request, idea, "merge_form", form, offer)


@require_POST
def merge_answer(request: HttpRequest, offer_id: str) -> HttpResponse:
    offer = get_offer_to_keep(request.user, offer_id)
    accepted = request.POST.get("accepted") == "yes"
    return done(
        request,
        lambda: actions.answer_merge(offer=offer, accepted=accepted, **now_by(request)),
        "planning:idea-read", idea_id=offer.into_id,
    )  # fmt: skip


@require_POST
def idea_withdraw(request: HttpRequest, idea_id: str) -> HttpResponse:
    idea = get_idea_to_keep(request.user, idea_id)
    return done(
        request, lambda: actions.withdraw(idea=idea, **now_by(request)),
        "planning:idea-read", idea_id=idea.pk,
    )  # fmt: skip


@require_POST
@once
def idea_choose(request: HttpRequest, idea_id: str) -> HttpResponse:
    idea = get_idea_to_keep(request.user, idea_id)
    form = ActForm(request.POST, collective=idea.plan.collective, auto_id="id_choose_%s")
    return _on_idea(
        request, idea, "choose_form", form,
        lambda: actions.choose(idea=idea, act=form.cleaned_data["act"], **now_by(request)),
    )  # fmt: skip


@require_POST
@once
def step_add(request: HttpRequest, idea_id: str) -> HttpResponse:
    idea = get_idea_to_keep(request.user, idea_id)
    form = StepForm(request.POST, auto_id="id_step_%s")
    return _on_idea(
        request, idea, "step_form", form,
        lambda: actions.add_step(
            idea=idea, what=form.cleaned_data["what"], who=form.cleaned_data["who"],
            due_on=form.cleaned_data["due_on"], **now_by(request),
        ),
    )  # fmt: skip


@require_POST
@once
def step_finish(request: HttpRequest, step_id: str) -> HttpResponse:
    step = get_step_to_keep(request.user, step_id)
    idea = get_idea_to_keep(request.user, step.idea_id)
    form = FinishForm(request.POST, auto_id="id_finish_%s")
    return _on_idea(
        request, idea, "finish_form", form,
        lambda: actions.finish_step(
            step=step, spent=form.cleaned_data["spent"], said=form.cleaned_data["said"],
            **now_by(request),
        ),
    )  # fmt: skip


@require_POST
@once
def idea_review(request: HttpRequest, idea_id: str) -> HttpResponse:
    idea = get_idea_to_review(request.user, idea_id)
    form = ReviewForm(request.POST, auto_id="id_review_%s")
    return _on_idea(
        request, idea, "review_form", form,
        lambda: actions.review(
            idea=idea, verdict=form.cleaned_data["verdict"], said=form.cleaned_data["said"],
            **now_by(request),
        ),
    )  # fmt: skip


# --- by one's own link ---


@require_safe
def link_show(request: HttpRequest, entry_id: str) -> HttpResponse:
    """On the keeper's screen, for the person to take with their phone."""
    entry = get_entry_for(request.user, entry_id)
    address = settings.BASE_URL + reverse("planning:mine", args=[_token(entry)])
    context = {"entry": entry, "qr": qr(address), "address": address}
    return show(request, entry.collective, "link_show", context)


def _token(entry: RollEntry) -> str:
    return make_token("planner", entry.pk)


@login_not_required
@require_safe
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """The plans that go on."""
    entry = get_entry_by_link(token)
    rows = plans_of(entry.collective_id).exclude(phase=Phase.CLOSED)
    plans = [(plan, plan.title_in(request.LANGUAGE_CODE)) for plan in rows]
    context = {"token": token, "collective": entry.collective, "plans": plans}
    return show(request, entry.collective, "mine", context)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def my_plan(request: HttpRequest, token: str, plan_id: str) -> HttpResponse:
    """What one can say in the phase that goes on; sent, the form is a proposal."""
    entry = get_entry_by_link(token)
    plan = get_plan_by_entry(entry, plan_id)
    form = ProposeForm(request.POST if request.method == "POST" else None, plan=plan)
    if request.method == "POST" and tried(
        form, lambda: _propose(plan, form, entry.person_id, _by_link(entry))
    ):
        return redirect("planning:my-plan", token=token, plan_id=plan.pk)
    language, me = request.LANGUAGE_CODE, entry.person_id
    backed = set(plan.ideas.filter(supports__person=me).values_list("pk", flat=True))
    given = set(plan.findings.filter(points__person=me).values_list("pk", flat=True))
    ideas = [
        {
            "idea": row,
            "title": row.title_in(language),
            "text": row.text_in(language),
            "backed_by_me": row.pk in backed,
            "is_mine": row.author_id == me,
            "merge_form": MergeForm(idea=row, auto_id=f"id_merge_{row.number}_%s")
            if row.author_id == me
            else None,
            "offers": [
                (offer, offer.idea.title_in(language))
                for offer in (offers_to(row) if row.author_id == me else [])
            ],
        }
        for row in ideas_of(plan, IdeaState.OPEN, IdeaState.CHOSEN)
    ]
    context = {
        "token": token,
        "collective": entry.collective,
        "plan": plan,
        "title": plan.title_in(language),
        "findings": [(f, f.title_in(language), f.pk in given) for f in findings_of(plan)],
        "left": points_left(plan, me),
        "ideas": ideas,
        "gathers": plan.phase in GATHERS,
        "form": form,
    }
    return show(request, entry.collective, "my_plan", context)


def _by_link(entry: RollEntry) -> dict[str, Any]:
    return {"by": link_actor(entry.pk), "at": now()}


@login_not_required
@require_POST
def my_support(request: HttpRequest, token: str, idea_id: str, step: str) -> HttpResponse:
    entry = get_entry_by_link(token)
    idea = get_idea_by_entry(entry, idea_id)
    work = actions.support if step == "support" else actions.end_support
    return done(
        request, lambda: work(idea=idea, person_id=entry.person_id, **_by_link(entry)),
        "planning:my-plan", token=token, plan_id=idea.plan_id,
    )  # fmt: skip


@login_not_required
@require_POST
def my_point(request: HttpRequest, token: str, finding_id: str, step: str) -> HttpResponse:
    entry = get_entry_by_link(token)
    finding = get_finding_by_entry(entry, finding_id)
    work = actions.give_point if step == "give" else actions.take_point
    return done(
        request, lambda: work(finding=finding, person_id=entry.person_id, **_by_link(entry)),
        "planning:my-plan", token=token, plan_id=finding.plan_id,
    )  # fmt: skip


@login_not_required
@require_POST
def my_merge(request: HttpRequest, token: str, idea_id: str) -> HttpResponse:
    """An author would have their proposal live on in another."""
    entry = get_entry_by_link(token)
    idea = get_own_idea(entry, idea_id)
    form = MergeForm(request.POST, idea=idea)

    def offer() -> None:
        if not form.is_valid():
            raise actions.NotOpen(_("Choose into which."))
        into = get_idea_by_entry(entry, form.cleaned_data["into"])
        actions.offer_merge(idea=idea, into=into, **_by_link(entry))

    return done(
        request, offer, "planning:my-plan", _("The other author is asked on their page."),
        token=token, plan_id=idea.plan_id,
    )  # fmt: skip


@login_not_required
@require_POST
def my_answer(request: HttpRequest, token: str, offer_id: str) -> HttpResponse:
    entry = get_entry_by_link(token)
    offer = get_offer_to_answer(entry, offer_id)
    accepted = request.POST.get("accepted") == "yes"
    return done(
        request,
        lambda: actions.answer_merge(offer=offer, accepted=accepted, **_by_link(entry)),
        "planning:my-plan", token=token, plan_id=offer.into.plan_id,
    )  # fmt: skip
