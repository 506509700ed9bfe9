"""One vote: two tellers' counts, or everybody by name."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from barrio.assemblies.actions import ballots, voting
from barrio.assemblies.enums import Choice, Method
from barrio.assemblies.forms import CountForm, NameForm, StanceForForm
from barrio.assemblies.forms_ballots import GRADE_WORDS, DiceForm
from barrio.assemblies.models import CountRun, TellerCount, Vote
from barrio.assemblies.papers import GRADES
from barrio.assemblies.permissions import (
    can_count,
    can_keep,
    get_vote_for,
    get_vote_to_count,
    get_vote_to_keep,
)
from barrio.assemblies.queries import (
    Standing,
    called_by_name,
    stances_in,
    standing_in,
    voters_by_name,
)
from barrio.assemblies.rules import Majority, share_sentence
from barrio.assemblies.views.common import done, now_by, show, tried
from barrio.runtime.once import once
from barrio.runtime.sealed import open_all


@require_safe
def vote_read(request: HttpRequest, vote_id: str) -> HttpResponse:
    return vote_page(request, get_vote_for(request.user, vote_id))


def vote_page(request: HttpRequest, vote: Vote, **forms: Any) -> HttpResponse:
    """One vote; a form that was refused stands in the place of the empty one."""
    language = request.LANGUAGE_CODE
    keeps = can_keep(request.user, vote.collective_id)
    counts = list(vote.counts.order_by("round", "at"))
    number = voting.round_of(counts)
    is_named = vote.method == Method.NOMINAL
    context = {
        "vote": vote,
        "assembly": vote.item.assembly,
        "item": vote.item,
        "item_title": vote.item.title_in(language),
        "motion": vote.motion,
        "title": vote.motion.title_in(language) if vote.motion else "",
        "text": vote.wording.text_in(language) if vote.wording else "",
        "majority": share_sentence(
            Majority(vote.basis, vote.numerator, vote.denominator, vote.strict)
        ),
        "form": CountForm(),
        "round": number,
        "handed_in": sum(c.round == number for c in counts),
        "mine_is_in": any(c.round == number and c.teller_id == request.user.pk for c in counts),
        "is_named": is_named,
        "names": called_by_name(vote) if is_named and keeps and not vote.closed_at else [],
        "said": vote.named.count(),
        "choices": Choice.choices,
        "counts_here": can_count(request.user, vote.collective_id),
        "keeps": keeps,
        **_choice_context(request, vote, counts),
        **_consensus_context(vote, keeps),
        **forms,
    }
    return show(request, vote.item.assembly.collective, "vote_read", context)


def _choice_context(request: HttpRequest, vote: Vote, counts: list[TellerCount]) -> dict[str, Any]:
    """What a choice or a vote in the urn has beside what all votes have."""
    standing = standing_in(vote.motion if vote.rule else None, request.LANGUAGE_CODE)
    run = CountRun.objects.filter(vote=vote).first()
    names = {one.number: one for one in standing}
    tellers = list(vote.keys.values_list("teller__handle", flat=True))
    agreed = vote.rule and voting.agreed(counts) is not None
    return {
        "in_urn": ballots.is_in_urn(vote),
        "on_phones": vote.method == Method.PHONE,
        "voted": vote.voted.count(),
        "tellers": tellers,
        "mine_taken": getattr(request.user, "handle", "") in tellers,
        "standing": standing,
        "elected": [names[n] for n in run.elected if n in names] if run else [],
        "stages": stages_of(run, standing),
        "figures": figures_of(run, standing),
        "has_ballots": bool(run) and ballots.is_in_urn(vote),
        "dice_form": DiceForm() if agreed and not vote.closed_at else None,
    }


def _consensus_context(vote: Vote, keeps: bool) -> dict[str, Any]:
    """What was said; of its keepers alone by whom, though it was said before the hall."""
    if vote.method != Method.CONSENSUS:
        return {}
    said = open_all(vote.stances.select_related("person"))
    people: list[tuple[str, str]] = []
    if keeps:
        open_all(stance.person for stance in said)
        people = [] if vote.closed_at else voters_by_name(vote.item.assembly)
    return {
        "is_consensus": True,
        "stances": stances_in(vote),
        "said_in_the_hall": said,
        "stance_form": StanceForForm(people=people, auto_id="id_stance_%s"),
    }


def stages_of(
    run: CountRun | None, standing: list[Standing]
) -> list[tuple[list[tuple[str, str]], str]]:
    """The total of each option in each stage, by name, and what could not be passed on."""
    stages = run.result.get("stages", []) if run else []
    return [
        (
            [(one.name, stage["totals"].get(str(one.number), "")) for one in standing],
            stage["non_transferable"],
        )
        for stage in stages
    ]


def figures_of(run: CountRun | None, standing: list[Standing]) -> list[tuple[Standing, Any]]:
    """One figure for each option, where the rule has one."""
    result = run.result if run else {}
    words = {name: GRADE_WORDS[n] for n, name in enumerate(GRADES)}
    medians = {n: words.get(grade, grade) for n, grade in result.get("medians", {}).items()}
    figures = result.get("scores") or medians
    return [(one, figures[str(one.number)]) for one in standing if str(one.number) in figures]


@require_POST
@once
def vote_count(request: HttpRequest, vote_id: str) -> HttpResponse:
    vote = get_vote_to_count(request.user, vote_id)
    if vote.rule:  # counted option by option
        return redirect("assemblies:vote-hands", vote_id=vote.pk)
    form = CountForm(request.POST)
    if tried(
        form,
        lambda: voting.hand_in_count(vote=vote, **form.cleaned_data, **now_by(request)),
    ):
        return redirect("assemblies:vote-read", vote_id=vote.pk)
    return vote_page(request, vote, form=form)


@require_POST
def vote_name(request: HttpRequest, vote_id: str) -> HttpResponse:
    vote = get_vote_to_keep(request.user, vote_id)
    form = NameForm(request.POST)

    def cast() -> None:
        if not form.is_valid():
            raise voting.NotHere(_("They are not here, or may not vote."))
        said = form.cleaned_data
        voting.cast_by_name(
            vote=vote, person_id=said["person"], choice=said["choice"], **now_by(request)
        )

    return done(request, cast, "assemblies:vote-read", vote_id=vote.pk)


@require_POST
def vote_close(request: HttpRequest, vote_id: str) -> HttpResponse:
    vote = get_vote_to_keep(request.user, vote_id)
    return done(
        request,
        lambda: voting.close_named(vote=vote, **now_by(request)),
        "assemblies:vote-read",
        vote_id=vote.pk,
    )


@require_POST
def vote_void(request: HttpRequest, vote_id: str) -> HttpResponse:
    vote = get_vote_to_keep(request.user, vote_id)
    return done(
        request,
        lambda: ballots.void_secret(vote=vote, **now_by(request)),
        "assemblies:vote-read",
        _("The vote is void. The question can be put again."),
        vote_id=vote.pk,
    )
