"""Texts, their amendments with differences, and the votes on them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barrio.assemblies.actions import motions, voting
from barrio.assemblies.differences import differences
from barrio.assemblies.enums import AssemblyState, Matter, Method, MotionState
from barrio.assemblies.forms import MethodForm, MotionForm, RulesMotionForm, UrgencyForm
from barrio.assemblies.forms_acts import PutForm
from barrio.assemblies.models import AgendaItem, Motion, Vote
from barrio.assemblies.permissions import (
    can_keep,
    get_item_to_keep,
    get_motion_for,
    get_motion_to_keep,
)
from barrio.assemblies.queries import standing_in
from barrio.assemblies.views.common import done, now_by, show, tried
from barrio.runtime.once import once


@require_http_methods(["GET", "HEAD", "POST"])
@once
def motion_put(request: HttpRequest, item_id: str) -> HttpResponse:
    item = get_item_to_keep(request.user, item_id)
    data, collective = request.POST or None, item.assembly.collective
    is_rules = item.matter == Matter.RULES
    form = (RulesMotionForm if is_rules else PutForm)(data, collective=collective)

    def put() -> Motion:
        return motions.put_motion(
            item=item,
            title=form.words("title"),
            texts=form.words("text"),
            rule_set=form.cleaned_data.get("rule_set"),
            undoes=form.cleaned_data.get("undoes"),
            **now_by(request),
        )

    if request.method == "POST" and (made := tried(form, put)):
        return redirect("assemblies:motion-read", motion_id=made.pk)
    return _form_page(request, form, item)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def motion_amend(request: HttpRequest, motion_id: str) -> HttpResponse:
    """The text is there to be changed; what is changed is shown as differences."""
    motion = get_motion_to_keep(request.user, motion_id)
    texts = motions.wording_of(motion).texts
    initial = {f"text_{code}": text for code, text in texts.items()}
    form = MotionForm(request.POST or None, initial=initial)

    def amend() -> Motion:
        return motions.put_motion(
            item=motion.item,
            title=form.words("title"),
            texts=form.words("text"),
            amends=motion,
            **now_by(request),
        )

    if request.method == "POST" and (made := tried(form, amend)):
        return redirect("assemblies:motion-read", motion_id=made.pk)
    return _form_page(request, form, motion.item, motion)


def _form_page(
    request: HttpRequest, form: Any, item: AgendaItem, amends: Motion | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "item": item,
        "item_title": item.title_in(request.LANGUAGE_CODE),
        "amends": amends,
        "amends_title": amends.title_in(request.LANGUAGE_CODE) if amends else "",
    }
    return show(request, item.assembly.collective, "motion_put", context)


@require_safe
def motion_read(request: HttpRequest, motion_id: str) -> HttpResponse:
    motion = get_motion_for(request.user, motion_id)
    language = request.LANGUAGE_CODE
    wording = motions.wording_of(motion)
    before = motions.wording_before(motion).text_in(language) if motion.amends else ""
    amendments, votes = list(motion.amendments.all()), list(motion.votes.order_by("opened_at"))
    context = {
        "motion": motion,
        "title": motion.title_in(language),
        "assembly": motion.item.assembly,
        "item": motion.item,
        "item_title": motion.item.title_in(language),
        "text": wording.text_in(language),
        "version": wording.version,
        "differences": differences(before, wording.text_in(language)) if motion.amends else [],
        "amends_title": motion.amends.title_in(language) if motion.amends else "",
        "amendments": [(row, row.title_in(language)) for row in amendments],
        "votes": votes,
        "open_vote": next((vote for vote in votes if not vote.outcome), None),
        "undecided": any(row.state == MotionState.OPEN for row in amendments),
        "method_form": MethodForm(initial=_first_way(motion)),
        "is_open": motion.state == MotionState.OPEN,
        "standing": standing_in(motion, language),
        "may_choose": not motion.amends_id and not motion.rule_set_id,
        "may_amend": motions.depth_of(motion) < motions.DEEPEST,
        "in_session": motion.item.assembly.state == AssemblyState.OPEN,
        "keeps": can_keep(request.user, motion.collective_id),
    }
    return show(request, motion.item.assembly.collective, "motion_read", context)


def _first_way(motion: Motion) -> dict[str, str]:
    """By which way the rules want it tried first."""
    return {"method": Method.CONSENSUS} if voting.consensus_is_due(motion) else {}


@require_POST
def motion_withdraw(request: HttpRequest, motion_id: str) -> HttpResponse:
    motion = get_motion_to_keep(request.user, motion_id)
    return done(
        request,
        lambda: motions.withdraw_motion(motion=motion, **now_by(request)),
        "assemblies:motion-read",
        motion_id=motion.pk,
    )


@require_POST
@once
def vote_open(request: HttpRequest, motion_id: str) -> HttpResponse:
    motion = get_motion_to_keep(request.user, motion_id)
    form, opened = MethodForm(request.POST), []

    def put_to_vote() -> None:
        method = form.cleaned_data["method"] if form.is_valid() else ""
        opened.append(voting.open_vote(motion=motion, method=method, **now_by(request)))

    answer = done(request, put_to_vote, "assemblies:motion-read", motion_id=motion.pk)
    return _to_vote(opened) or answer


@require_POST
@once
def urgency_open(request: HttpRequest, item_id: str) -> HttpResponse:
    item = get_item_to_keep(request.user, item_id)
    form, opened = UrgencyForm(request.POST), []

    def put_to_vote() -> None:
        method = form.cleaned_data["method"] if form.is_valid() else ""
        opened.append(voting.open_urgency_vote(item=item, method=method, **now_by(request)))

    answer = done(request, put_to_vote, "assemblies:assembly-read", assembly_id=item.assembly_id)
    return _to_vote(opened) or answer


def _to_vote(opened: list[Vote]) -> HttpResponse | None:
    return redirect("assemblies:vote-read", vote_id=opened[0].pk) if opened else None
