"""A motion above: what our assembly told its delegates, how they voted, and our answer."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from barrio.assemblies.permissions import can_keep
from barrio.assemblies.views.common import now_by, tried
from barrio.federation.actions import deciding, ratifying
from barrio.federation.enums import Standing
from barrio.federation.forms import ExplainForm, MandateForm, RatifyForm
from barrio.federation.models import UpperItem
from barrio.federation.permissions import (
    get_item_for,
    get_item_to_keep,
    get_result_to_keep,
    get_vote_to_explain,
)
from barrio.federation.queries import mandate_in_force
from barrio.federation.views.common import show
from barrio.runtime.once import once
from barrio.runtime.sealed import open_all


@require_safe
def item_read(request: HttpRequest, item_id: str) -> HttpResponse:
    return _page(request, get_item_for(request.user, item_id))


def _page(request: HttpRequest, item: UpperItem, **forms: Any) -> HttpResponse:
    result = getattr(item, "result", None)
    votes = list(result.votes.select_related("delegation__person", "mandate") if result else [])
    open_all(vote.delegation.person for vote in votes)
    collective = item.collective
    keeps = can_keep(request.user, collective.pk)
    answered = getattr(result, "ratification", None) if result else None
    context = {
        "item": item,
        "link": item.link,
        "mandate": mandate_in_force(item),
        "result": result,
        "votes": votes,
        "answered": answered,
        "keeps": keeps,
        "may_answer": result and result.standing == Standing.AWAITING and not answered,
        "explain_form": ExplainForm(),
        **forms,
    }
    if keeps and "mandate_form" not in context and not result:
        context["mandate_form"] = MandateForm(collective=collective)
    if keeps and "ratify_form" not in context and context["may_answer"]:
        context["ratify_form"] = RatifyForm(collective=collective)
    return show(request, collective, "item_read", context)


@require_POST
@once
def item_mandate(request: HttpRequest, item_id: str) -> HttpResponse:
    item = get_item_to_keep(request.user, item_id)
    form = MandateForm(request.POST, collective=item.collective)

    def work() -> Any:
        return deciding.give_mandate(item=item, **form.cleaned_data, **now_by(request))

    if tried(form, work):
        return redirect("federation:item-read", item_id=item.pk)
    return _page(request, item, mandate_form=form)


@require_POST
@once
def result_ratify(request: HttpRequest, result_id: str) -> HttpResponse:
    result = get_result_to_keep(request.user, result_id)
    form = RatifyForm(request.POST, collective=result.collective)

    def work() -> Any:
        said = form.cleaned_data
        return ratifying.ratify(
            result=result, is_ratified=said["reply"] == "yes", act=said["act"], **now_by(request)
        )

    if tried(form, work):
        return redirect("federation:item-read", item_id=result.item_id)
    return _page(request, get_item_for(request.user, result.item_id), ratify_form=form)


@require_POST
@once
def vote_explain(request: HttpRequest, vote_id: str) -> HttpResponse:
    vote = get_vote_to_explain(request.user, vote_id)
    form = ExplainForm(request.POST)

    def work() -> Any:
        return deciding.explain(vote=vote, why=form.cleaned_data["why"], **now_by(request)) or True

    item_id = vote.result.item_id
    if tried(form, work):
        return redirect("federation:item-read", item_id=item_id)
    return _page(request, get_item_for(request.user, item_id), explain_form=form)
