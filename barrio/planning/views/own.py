"""Plans by one's own link, without an account."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barrio.assemblies.models import RollEntry
from barrio.assemblies.permissions import get_entry_for
from barrio.assemblies.views.common import done, tried
from barrio.assemblies.views.hall import qr
from barrio.comms.links import make_token
from barrio.core.actors import link_actor
from barrio.core.clock import now
from barrio.planning import actions
from barrio.planning.enums import GATHERS, IdeaState, Phase
from barrio.planning.forms import (
    MergeForm,
    ProposeForm,
)
from barrio.planning.permissions import (
    get_entry_by_link,
    get_finding_by_entry,
    get_idea_by_entry,
    get_offer_to_answer,
    get_own_idea,
    get_plan_by_entry,
)
from barrio.planning.queries import (
    findings_of,
    ideas_of,
    offers_to,
    plans_of,
    points_left,
)
from barrio.planning.views.common import propose, show
from barrio.runtime.once import once


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
        form, lambda: propose(plan, form, entry.person_id, _by_link(entry))
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
