"""Looking for consensus: at the keepers' table, and on everybody's phone without an account."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from barrio.assemblies.actions import consensus
from barrio.assemblies.forms import StanceForForm, StanceForm
from barrio.assemblies.forms_ballots import PersonForm
from barrio.assemblies.models import Stance, Vote
from barrio.assemblies.permissions import (
    get_consensus_by_pass,
    get_pass_by_link,
    get_vote_to_keep,
)
from barrio.assemblies.queries import may_vote_now, stances_in, voters_by_name
from barrio.assemblies.views.common import done, now_by, show, tried
from barrio.assemblies.views.votes import vote_page
from barrio.core.actors import link_actor
from barrio.core.clock import now
from barrio.runtime.once import once


@require_POST
@once
def vote_stance(request: HttpRequest, vote_id: str) -> HttpResponse:
    """What somebody said aloud."""
    vote = get_vote_to_keep(request.user, vote_id)
    form = StanceForForm(request.POST, people=voters_by_name(vote.item.assembly))

    def take() -> Stance:
        said = form.cleaned_data
        return consensus.take_stance(
            vote=vote, person_id=said["person"], stand=said["stand"], why=said["why"],
            **now_by(request),
        )  # fmt: skip

    if tried(form, take):
        return redirect("assemblies:vote-read", vote_id=vote.pk)
    return vote_page(request, vote, stance_form=form)


@require_POST
def vote_agree(request: HttpRequest, vote_id: str) -> HttpResponse:
    """Somebody takes back what they said."""
    vote = get_vote_to_keep(request.user, vote_id)
    form = PersonForm(request.POST)

    def drop() -> None:
        if form.is_valid():
            person = form.cleaned_data["person"]
            consensus.drop_stance(vote=vote, person_id=person, **now_by(request))

    return done(request, drop, "assemblies:vote-read", vote_id=vote.pk)


@require_POST
def vote_settle(request: HttpRequest, vote_id: str) -> HttpResponse:
    vote = get_vote_to_keep(request.user, vote_id)
    return done(
        request,
        lambda: consensus.close_consensus(vote=vote, **now_by(request)),
        "assemblies:vote-read",
        vote_id=vote.pk,
    )


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def hall_consensus(request: HttpRequest, token: str, vote_id: str) -> HttpResponse:
    """The text, and what one can say of it: nothing is needed from who agrees."""
    row = get_pass_by_link(token)
    vote = get_consensus_by_pass(row, vote_id)
    mine = vote.stances.filter(person_id=row.person_id).first()
    said = {"stand": mine.stand, "why": mine.personal["why"]} if mine else {}
    form = StanceForm(request.POST if request.method == "POST" else None, initial=said)

    def take() -> Stance:
        return consensus.take_stance(
            vote=vote, person_id=row.person_id, stand=form.cleaned_data["stand"],
            why=form.cleaned_data["why"], by=link_actor(row.pk), at=now(),
        )  # fmt: skip

    if request.method == "POST" and tried(form, take):
        return redirect("assemblies:hall-consensus", token=token, vote_id=vote.pk)
    return _hall_page(request, row, vote, mine, form, token)


def _hall_page(
    request: HttpRequest, row: Any, vote: Vote, mine: Stance | None, form: Any, token: str
) -> HttpResponse:
    language = request.LANGUAGE_CODE
    context = {
        "token": token,
        "vote": vote,
        "collective": row.assembly.collective,
        "title": vote.motion.title_in(language) if vote.motion else "",
        "text": vote.wording.text_in(language) if vote.wording else "",
        "stances": stances_in(vote),
        "mine": mine,
        "may": may_vote_now(row.assembly, row.person_id),
        "form": form,
    }
    return show(request, row.assembly.collective, "hall_consensus", context)


@login_not_required
@require_POST
def hall_agree(request: HttpRequest, token: str, vote_id: str) -> HttpResponse:
    row = get_pass_by_link(token)
    vote = get_consensus_by_pass(row, vote_id)
    return done(
        request,
        lambda: consensus.drop_stance(
            vote=vote, person_id=row.person_id, by=link_actor(row.pk), at=now()
        ),
        "assemblies:hall-consensus",
        _("You agree now."),
        token=token,
        vote_id=vote.pk,
    )
