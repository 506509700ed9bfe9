"""A secret vote for its tellers, and its ballots for everybody when it is over."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barrio.assemblies.actions import ballots, counting, voting
from barrio.assemblies.enums import CastBy, Choice
from barrio.assemblies.forms_ballots import DiceForm, HandsForm, PapersForm, PersonForm, UrnForm
from barrio.assemblies.models import Vote
from barrio.assemblies.permissions import get_vote_for, get_vote_to_count, get_vote_to_keep
from barrio.assemblies.published import FILES, ballot_file, recounted
from barrio.assemblies.queries import paper_places, standing_in
from barrio.assemblies.views.common import done, now_by, show, tried
from barrio.runtime.once import once


@require_POST
def vote_key(request: HttpRequest, vote_id: str) -> HttpResponse:
    """The teller's code, shown this once."""
    vote = get_vote_to_count(request.user, vote_id)
    taken: list[str] = []
    answer = done(
        request,
        lambda: taken.append(ballots.take_key(vote=vote, **now_by(request))),
        "assemblies:vote-read",
        vote_id=vote.pk,
    )
    if not taken:
        return answer
    context = {"vote": vote, "assembly": vote.item.assembly, "code": taken[0]}
    return show(request, vote.item.assembly.collective, "vote_key", context)


@require_safe
def vote_papers(request: HttpRequest, vote_id: str) -> HttpResponse:
    """Who gets a paper ballot."""
    vote = get_vote_to_keep(request.user, vote_id)
    context = {
        "vote": vote,
        "assembly": vote.item.assembly,
        "rows": paper_places(vote) if not vote.closed_at else [],
        "given": vote.voted.filter(how=CastBy.PAPER).count(),
    }
    return show(request, vote.item.assembly.collective, "vote_papers", context)


@require_POST
def vote_paper(request: HttpRequest, vote_id: str) -> HttpResponse:
    vote = get_vote_to_keep(request.user, vote_id)
    form = PersonForm(request.POST)
    work = ballots.take_paper_back if request.POST.get("back") else ballots.give_paper

    def change() -> None:
        if not form.is_valid():
            raise voting.NotHere(_("They are not here, or may not vote."))
        work(vote=vote, person_id=form.cleaned_data["person"], **now_by(request))

    return done(request, change, "assemblies:vote-papers", vote_id=vote.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def vote_urn(request: HttpRequest, vote_id: str) -> HttpResponse:
    """What this teller reads on the papers, and the opening of the urn."""
    vote = get_vote_to_count(request.user, vote_id)
    mine = {p.number: p.said for p in vote.papers.filter(by=request.user)}
    typed = "\n".join(f"{number}: {said}" for number, said in sorted(mine.items()))
    form = PapersForm(
        request.POST or None, initial={"papers": typed}, auto_id="id_papers_%s",
        is_yes_or_no=not vote.rule,
    )  # fmt: skip

    def enter() -> None:
        ballots.enter_papers(vote=vote, papers=form.cleaned_data["papers"], **now_by(request))

    if request.method == "POST" and tried(form, enter):
        return redirect("assemblies:vote-urn", vote_id=vote.pk)
    return _urn_page(request, vote, form=form)


def _urn_page(request: HttpRequest, vote: Vote, **forms: Any) -> HttpResponse:
    readers: dict[str, int] = {}
    for handle in vote.papers.values_list("by__handle", flat=True):
        readers[handle] = readers.get(handle, 0) + 1
    context = {
        "vote": vote,
        "assembly": vote.item.assembly,
        "standing": standing_in(vote.motion if vote.rule else None, request.LANGUAGE_CODE),
        "voted": vote.voted.count(),
        "on_paper": vote.voted.filter(how=CastBy.PAPER).count(),
        "readers": sorted(readers.items()),
        "form": PapersForm(auto_id="id_papers_%s", is_yes_or_no=not vote.rule),
        "urn_form": UrnForm(vote=vote, auto_id="id_urn_%s"),
        **forms,
    }
    return show(request, vote.item.assembly.collective, "vote_urn", context)


@require_POST
@once
def vote_open_urn(request: HttpRequest, vote_id: str) -> HttpResponse:
    vote = get_vote_to_count(request.user, vote_id)
    form = UrnForm(request.POST, vote=vote, auto_id="id_urn_%s")

    def open_it() -> Vote:
        return ballots.open_urn(
            vote=vote,
            codes=form.codes(),
            dice=form.cleaned_data.get("dice", ""),
            **now_by(request),
        )

    if tried(form, open_it):
        return redirect("assemblies:vote-read", vote_id=vote.pk)
    return _urn_page(request, vote, urn_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def vote_hands(request: HttpRequest, vote_id: str) -> HttpResponse:
    """One teller's count of raised hands for each of several."""
    vote = get_vote_to_count(request.user, vote_id)
    standing = standing_in(vote.motion, request.LANGUAGE_CODE)
    form = HandsForm(request.POST or None, standing=standing)

    def hand_in() -> Any:
        return voting.hand_in_count(vote=vote, options=form.hands(), **now_by(request))

    if request.method == "POST" and tried(form, hand_in):
        return redirect("assemblies:vote-read", vote_id=vote.pk)
    context = {"vote": vote, "assembly": vote.item.assembly, "form": form}
    return show(request, vote.item.assembly.collective, "vote_hands", context)


@require_POST
def vote_dice(request: HttpRequest, vote_id: str) -> HttpResponse:
    """Closes a choice by hands with what the dice showed."""
    vote = get_vote_to_keep(request.user, vote_id)
    form = DiceForm(request.POST)

    def close() -> None:
        if not form.is_valid():
            raise ballots.DiceNeeded(" ".join(form.errors.get("dice", [_("Throw the dice.")])))
        counting.close_by_hands(vote=vote, dice=form.cleaned_data["dice"], **now_by(request))

    return done(request, close, "assemblies:vote-read", vote_id=vote.pk)


@require_safe
def ballot_list(request: HttpRequest, vote_id: str) -> HttpResponse:
    """Every ballot with its tracker, and the count made again before the reader's eyes."""
    vote = get_vote_for(request.user, vote_id)
    if not vote.urn.exists():
        raise Http404
    return show(
        request, vote.item.assembly.collective, "ballot_list", ballots_context(vote, request)
    )


@dataclass(frozen=True)
class Shown:
    tracker: str
    words: str


def said_in_words(vote: Vote, said: str) -> str:
    """In the reader's language; a choice stays in the numbers of its options."""
    if not said:
        return pgettext("ballot", "blank")
    return said if vote.rule else str(Choice(said).label)


def ballots_context(vote: Vote, request: HttpRequest) -> dict[str, Any]:
    asked = "".join(request.GET.get("tracker", "").split()).upper()[:20]
    rows = [
        Shown(row.tracker, said_in_words(vote, row.said)) for row in vote.urn.order_by("tracker")
    ]
    return {
        "vote": vote,
        "assembly": vote.item.assembly,
        "rows": rows,
        "standing": standing_in(vote.motion if vote.rule else None, request.LANGUAGE_CODE),
        "asked": asked,
        "found": next((row for row in rows if row.tracker == asked), None),
        "same": recounted(vote),
        "files": FILES.get(vote.rule, []),
    }


@require_safe
def ballot_download(request: HttpRequest, vote_id: str, kind: str) -> HttpResponse:
    """The ballots as a file that `barrio tally` and other programs count."""
    vote = get_vote_for(request.user, vote_id)
    if kind not in FILES.get(vote.rule, []) or not vote.urn.exists():
        raise Http404
    answer = HttpResponse(ballot_file(vote, kind), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="vote-{vote.pk.hex[:8]}.{kind}"'
    return answer
