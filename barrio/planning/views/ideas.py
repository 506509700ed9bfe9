"""One proposal of a plan, at the keepers' table."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from barrio.assemblies.forms_acts import ActForm
from barrio.assemblies.permissions import can_keep
from barrio.assemblies.views.common import done, now_by, tried
from barrio.core.clock import local_date, now
from barrio.planning import actions
from barrio.planning.enums import GATHERS, IdeaState
from barrio.planning.forms import (
    CostForm,
    FinishForm,
    MergeForm,
    PersonForm,
    ReviewForm,
    StepForm,
)
from barrio.planning.models import Idea
from barrio.planning.permissions import (
    can_review,
    get_idea_for,
    get_idea_to_keep,
    get_idea_to_review,
    get_offer_to_keep,
    get_step_to_keep,
)
from barrio.planning.queries import (
    offers_to,
)
from barrio.planning.views.common import show
from barrio.runtime.once import once
from barrio.runtime.sealed import open_all


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
