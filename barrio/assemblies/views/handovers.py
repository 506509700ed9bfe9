"""A vote handed over to Belenios: the kit, the archive before and after, and who may fetch it."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from barrio.assemblies import belenios
from barrio.assemblies.actions import handovers
from barrio.assemblies.forms_ballots import ArchiveForm
from barrio.assemblies.kit import kit_of
from barrio.assemblies.models import Handover, Vote
from barrio.assemblies.permissions import (
    can_count,
    get_handover_by_pass,
    get_pass_by_link,
    get_vote_for,
    get_vote_to_count,
)
from barrio.assemblies.views.common import now_by, show, tried
from barrio.runtime.once import once


@require_safe
def handover_read(request: HttpRequest, vote_id: str) -> HttpResponse:
    return _page(request, _handed_over(get_vote_for(request.user, vote_id)))


def _handed_over(vote: Vote) -> Vote:
    if not Handover.objects.filter(vote=vote).exists():
        raise Http404
    return vote


def _page(request: HttpRequest, vote: Vote, **forms: Any) -> HttpResponse:
    row = vote.handover
    context = {
        "vote": vote,
        "assembly": vote.item.assembly,
        "title": vote.motion.title_in(request.LANGUAGE_CODE),
        "handover": row,
        "slips": belenios.read(bytes(row.setup)).credentials if row.setup else 0,
        "counts_here": can_count(request.user, vote.collective_id),
        "setup_form": ArchiveForm(with_dice=False, auto_id="id_setup_%s"),
        "archive_form": ArchiveForm(with_dice=bool(vote.rule), auto_id="id_archive_%s"),
        **forms,
    }
    return show(request, vote.item.assembly.collective, "handover", context)


@require_safe
def handover_kit(request: HttpRequest, vote_id: str) -> HttpResponse:
    """What the tellers take to the laptop of the booth."""
    vote = _handed_over(get_vote_to_count(request.user, vote_id))
    answer = HttpResponse(kit_of(vote), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="vote-{vote.pk.hex[:8]}.zip"'
    return answer


@require_POST
@once
def handover_setup(request: HttpRequest, vote_id: str) -> HttpResponse:
    vote = _handed_over(get_vote_to_count(request.user, vote_id))
    form = ArchiveForm(request.POST, request.FILES, with_dice=False, auto_id="id_setup_%s")

    def take() -> Handover:
        return handovers.take_setup(vote=vote, raw=form.cleaned_data["file"], **now_by(request))

    if tried(form, take):
        return redirect("assemblies:handover-read", vote_id=vote.pk)
    return _page(request, vote, setup_form=form)


@require_POST
@once
def handover_close(request: HttpRequest, vote_id: str) -> HttpResponse:
    vote = _handed_over(get_vote_to_count(request.user, vote_id))
    form = ArchiveForm(
        request.POST, request.FILES, with_dice=bool(vote.rule), auto_id="id_archive_%s"
    )

    def take() -> Vote:
        said = form.cleaned_data
        return handovers.take_archive(
            vote=vote, raw=said["file"], dice=said.get("dice", ""), **now_by(request)
        )

    if tried(form, take):
        return redirect("assemblies:vote-read", vote_id=vote.pk)
    return _page(request, vote, archive_form=form)


@require_safe
def handover_archive(request: HttpRequest, vote_id: str) -> HttpResponse:
    """For everybody of the collective, to be verified anywhere."""
    return _archive(_handed_over(get_vote_for(request.user, vote_id)).handover)


@login_not_required
@require_safe
def hall_archive(request: HttpRequest, token: str, vote_id: str) -> HttpResponse:
    """For whoever was in the hall, without an account."""
    return _archive(get_handover_by_pass(get_pass_by_link(token), vote_id))


def _archive(row: Handover) -> HttpResponse:
    raw = row.archive or row.setup
    if not raw:
        raise Http404
    raw = bytes(raw)
    answer = HttpResponse(raw, content_type="application/octet-stream")
    name = f"{belenios.read(raw).uuid}.bel"  # the tool wants this name
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
