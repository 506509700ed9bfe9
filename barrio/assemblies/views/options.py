"""What a motion offers to choose from, and putting the choice to the vote."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from barrio.assemblies.actions import options, voting
from barrio.assemblies.enums import AssemblyState, MotionState
from barrio.assemblies.forms_ballots import OptionForm, PersonForm, TermsForm
from barrio.assemblies.models import Motion, Vote
from barrio.assemblies.permissions import get_motion_to_keep, get_option_to_keep
from barrio.assemblies.queries import at_the_door, standing_in
from barrio.assemblies.views.common import done, now_by, show, tried
from barrio.runtime.once import once


@require_http_methods(["GET", "HEAD", "POST"])
@once
def option_list(request: HttpRequest, motion_id: str) -> HttpResponse:
    """Who stands, and what else there is to choose from."""
    motion = get_motion_to_keep(request.user, motion_id)
    form = OptionForm(request.POST or None)

    def add() -> Any:
        return options.add_option(
            motion=motion,
            title=form.words("title"),
            cost=form.cleaned_data["cost"],
            **now_by(request),
        )

    if request.method == "POST" and tried(form, add):
        return redirect("assemblies:option-list", motion_id=motion.pk)
    return _page(request, motion, form=form)


def _page(request: HttpRequest, motion: Motion, **forms: Any) -> HttpResponse:
    asked = request.GET.get("q", "").strip()[:100]
    standing = standing_in(motion, request.LANGUAGE_CODE)
    stands = {one.option.person_id for one in standing}
    assembly = motion.item.assembly
    found = at_the_door(assembly, asked) if asked else []
    context = {
        "motion": motion,
        "assembly": assembly,
        "title": motion.title_in(request.LANGUAGE_CODE),
        "standing": standing,
        "asked": asked,
        "found": [(row.person, row.person.pk in stands) for row in found],
        "is_fixed": motion.votes.exists() or motion.state != MotionState.OPEN,
        "in_session": assembly.state == AssemblyState.OPEN,
        "form": OptionForm(),
        "terms_form": TermsForm(auto_id="id_terms_%s"),
        **forms,
    }
    return show(request, assembly.collective, "option_list", context)


@require_POST
def option_stand(request: HttpRequest, motion_id: str) -> HttpResponse:
    motion = get_motion_to_keep(request.user, motion_id)
    form = PersonForm(request.POST)

    def stand() -> None:
        if not form.is_valid():
            raise options.CannotStand(_("Only who is on the roll of this assembly can stand."))
        options.add_option(motion=motion, person_id=form.cleaned_data["person"], **now_by(request))

    return done(request, stand, "assemblies:option-list", motion_id=motion.pk)


@require_POST
def option_remove(request: HttpRequest, option_id: str) -> HttpResponse:
    option = get_option_to_keep(request.user, option_id)
    return done(
        request,
        lambda: options.remove_option(option=option, **now_by(request)),
        "assemblies:option-list",
        motion_id=option.motion_id,
    )


@require_POST
@once
def choice_open(request: HttpRequest, motion_id: str) -> HttpResponse:
    """Puts the choice to the vote, by the method and the rule that were picked."""
    motion = get_motion_to_keep(request.user, motion_id)
    form = TermsForm(request.POST, auto_id="id_terms_%s")

    def put() -> Vote:
        return voting.open_vote(
            motion=motion,
            method=form.cleaned_data["method"],
            terms=form.terms(),
            **now_by(request),
        )

    if made := tried(form, put):
        return redirect("assemblies:vote-read", vote_id=made.pk)
    return _page(request, motion, terms_form=form)
