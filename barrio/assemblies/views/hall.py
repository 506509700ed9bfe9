"""The hall on one's own phone, without an account: the link is the permission."""

import io
from typing import Any

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barrio.assemblies.actions import ballots, passes, presence
from barrio.assemblies.enums import GRADED, RANKED, Arrival, AssemblyState, Method
from barrio.assemblies.forms_ballots import BallotForm, PersonForm, WallCodeForm
from barrio.assemblies.links import links_of_hall
from barrio.assemblies.models import HallPass, Presence, Stance, Vote, Voted
from barrio.assemblies.permissions import (
    can_keep,
    get_assembly_to_keep,
    get_pass_by_link,
    get_pass_to_show,
    get_proxy_by_pass,
    get_vote_by_pass,
)
from barrio.assemblies.queries import hall_of, may_cast, proxies_now, standing_in
from barrio.assemblies.rules import Majority, share_sentence
from barrio.assemblies.views.ballots import ballots_context
from barrio.assemblies.views.common import done, now_by, show, tried
from barrio.comms.links import make_token
from barrio.core.actors import link_actor
from barrio.core.clock import now
from barrio.core.text import initials
from barrio.runtime.sealed import open_all


@require_POST
def pass_give(request: HttpRequest, assembly_id: str) -> HttpResponse:
    """A QR for one person to take with their phone."""
    assembly = get_assembly_to_keep(request.user, assembly_id)
    form, made = PersonForm(request.POST), []

    def give() -> None:
        if not form.is_valid():
            raise presence.NotOnTheRoll(_("They were not on the roll when it was convened."))
        made.append(
            passes.give_pass(
                assembly=assembly, person_id=form.cleaned_data["person"], **now_by(request)
            )
        )

    answer = done(request, give, "assemblies:assembly-door", assembly_id=assembly.pk)
    return redirect("assemblies:pass-show", pass_id=made[0].pk) if made else answer


@require_safe
def pass_show(request: HttpRequest, pass_id: str) -> HttpResponse:
    """On the keeper's screen, for the person to scan."""
    row = get_pass_to_show(request.user, pass_id)
    address = address_of(row)
    context = {
        "assembly": row.assembly,
        "person": row.person,
        "qr": qr(address),
        "address": address,
    }
    return show(request, row.assembly.collective, "pass_show", context)


def address_of(row: HallPass) -> str:
    token = make_token("hall", row.pk)
    return settings.BASE_URL + reverse("assemblies:hall", kwargs={"token": token})


def qr(text: str) -> str:
    drawn = io.BytesIO()
    segno.make(text, error="m").save(
        drawn,
        kind="svg",
        border=3,
        xmldecl=False,
        svgns=False,
        omitsize=True,
        dark="#000",
        light="#fff",
    )
    # Drawn by segno from an address of ours.
    return mark_safe(drawn.getvalue().decode())  # noqa: S308


@login_not_required
@require_safe
def hall(request: HttpRequest, token: str) -> HttpResponse:
    """What goes on, whether one is counted as here, and what one can vote on now."""
    return _hall(request, get_pass_by_link(token), token, WallCodeForm())


def _hall(request: HttpRequest, row: HallPass, token: str, form: WallCodeForm) -> HttpResponse:
    assembly = row.assembly
    here = assembly.presences.filter(person_id=row.person_id, left_at__isnull=True).first()
    context = {
        "token": token,
        "assembly": assembly,
        "collective": assembly.collective,
        "title": assembly.title_in(request.LANGUAGE_CODE),
        "here": here,
        "hall": hall_of(assembly),
        "votes": _votes_for(row),
        "held": _held_by(row, here),
        "links": links_of_hall(row, token),
        "is_ahead": assembly.state in (AssemblyState.CONVENED, AssemblyState.OPEN),
        "form": form,
        "hall_pass": row,
        "keeps": request.user.is_authenticated and can_keep(request.user, row.collective_id),
    }
    return show(request, assembly.collective, "hall", context)


def _votes_for(row: HallPass) -> list[tuple[Vote, str]]:
    """The newest first, and how they voted in each if they did."""
    ways = (Method.PHONE, Method.CONSENSUS, Method.BELENIOS)
    rows = Vote.objects.filter(item__assembly=row.assembly_id, method__in=ways)
    rows = rows.select_related("motion", "item", "handover")
    votes = list(rows.defer("handover__setup", "handover__archive").order_by("-opened_at"))
    marks = Voted.objects.filter(vote__in=votes, person_id=row.person_id)
    how: dict[Any, str] = dict(marks.values_list("vote_id", "how"))
    for stance in Stance.objects.filter(vote__in=votes, person_id=row.person_id):
        how[stance.vote_id] = stance.get_stand_display()
    return [(vote, how.get(vote.pk, "")) for vote in votes]


def _held_by(row: HallPass, here: Presence | None) -> list[dict[str, Any]]:
    """For whom else they vote, by initials (phones are lost), and what is cast of open votes."""
    if here is None or not row.assembly.proxies:
        return []
    held = list(proxies_now(row.assembly).filter(holder=row.person_id).select_related("giver"))
    open_all(proxy.giver for proxy in held)
    rows = Vote.objects.filter(
        item__assembly=row.assembly_id, method=Method.PHONE, closed_at__isnull=True
    )
    votes = list(rows.select_related("motion", "item").order_by("-opened_at"))
    marks = Voted.objects.filter(vote__in=votes, person_id__in=[proxy.giver_id for proxy in held])
    cast = set(marks.values_list("vote_id", "person_id"))
    return [
        {
            "proxy": one,
            "who": initials(one.giver.name),
            "votes": [(vote, (vote.pk, one.giver_id) in cast) for vote in votes],
        }
        for one in held
    ]


def _done_by(vote: Vote, person_id: Any) -> str:
    mark = vote.voted.filter(person_id=person_id).first()
    return mark.how if mark else ""


@login_not_required
@require_POST
def hall_come(request: HttpRequest, token: str) -> HttpResponse:
    """“I am here”, with the code on the wall."""
    row = get_pass_by_link(token)
    form = WallCodeForm(request.POST)

    def come() -> Any:
        return passes.come_by_code(
            hall_pass=row, typed=form.cleaned_data["code"], by=link_actor(row.pk), at=now()
        )

    if tried(form, come):
        return redirect("assemblies:hall", token=token)
    return _hall(request, row, token, form)


@require_POST
def hall_door(request: HttpRequest, token: str) -> HttpResponse:
    """A keeper scanned somebody's code: they come in, or they go."""
    row = get_pass_by_link(token)
    assembly = get_assembly_to_keep(request.user, row.assembly_id)
    here = assembly.presences.filter(person_id=row.person_id, left_at__isnull=True).first()

    def change() -> None:
        if here:
            presence.leave(presence=here, **now_by(request))
        else:
            presence.come(
                assembly=assembly, person_id=row.person_id, how=Arrival.CODE, **now_by(request)
            )

    return done(request, change, "assemblies:hall", token=token)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def hall_vote(
    request: HttpRequest, token: str, vote_id: str, proxy_id: str | None = None
) -> HttpResponse:
    """The ballot, one's own or of who gave one their vote. Cast anew, it takes the place of what
    was cast, until the urn is opened.
    """
    row = get_pass_by_link(token)
    vote = get_vote_by_pass(row, vote_id)
    proxy = get_proxy_by_pass(row, proxy_id) if proxy_id else None
    standing = standing_in(vote.motion if vote.rule else None, request.LANGUAGE_CODE)
    data = request.POST if request.method == "POST" else None
    form = BallotForm(data, vote=vote, standing=standing)

    def cast() -> str:
        return ballots.cast_secret(
            vote=vote,
            person_id=proxy.giver_id if proxy else row.person_id,
            proxy=proxy,
            said=form.said(),
            by=link_actor(row.pk),
            at=now(),
        )

    tracker = tried(form, cast) if request.method == "POST" else ""
    collective = row.assembly.collective
    if tracker:
        context = {"token": token, "collective": collective, "tracker": tracker}
        return show(request, collective, "hall_cast", context)
    context = {
        **_ballot_context(request, row, vote, form, token),
        "may": may_cast(vote, proxy.giver_id if proxy else row.person_id, proxy),
        "before": _done_by(vote, proxy.giver_id if proxy else row.person_id),
        "for_whom": initials(open_all([proxy.giver])[0].name) if proxy else "",
    }
    return show(request, collective, "hall_vote", context)


@login_not_required
@require_safe
def hall_ballots(request: HttpRequest, token: str, vote_id: str) -> HttpResponse:
    """Where somebody without an account finds their ballot by its tracker."""
    row = get_pass_by_link(token)
    vote = get_vote_by_pass(row, vote_id)
    if not vote.urn.exists():
        raise Http404
    context = {
        **ballots_context(vote, request),
        "token": token,
        "collective": row.assembly.collective,
        "title": _title(vote, request.LANGUAGE_CODE),
    }
    return show(request, row.assembly.collective, "hall_ballots", context)


def _title(vote: Vote, language: str) -> str:
    return vote.motion.title_in(language) if vote.motion else vote.item.title_in(language)


def _ballot_context(
    request: HttpRequest, row: HallPass, vote: Vote, form: BallotForm, token: str
) -> dict[str, Any]:
    language = request.LANGUAGE_CODE
    return {
        "token": token,
        "vote": vote,
        "assembly": row.assembly,
        "collective": row.assembly.collective,
        "title": _title(vote, language),
        "text": vote.wording.text_in(language) if vote.wording else "",
        "majority": share_sentence(
            Majority(vote.basis, vote.numerator, vote.denominator, vote.strict)
        ),
        "form": form,
        "ready": vote.keys.count() == 2,
        "kind": _kind(vote),
    }


def _kind(vote: Vote) -> str:
    if not vote.rule:
        return "question"
    return "ranked" if vote.rule in RANKED else "graded" if vote.rule in GRADED else "marks"
