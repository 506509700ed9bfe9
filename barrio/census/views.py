"""Letters that prove who belongs, and challenges to the roll."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barrio.accounts.guards import for_roles
from barrio.assemblies.actions import convening
from barrio.assemblies.permissions import (
    ROLL_KEEPERS,
    get_assembly_to_keep,
    get_entry_for,
    get_person_to_enter,
)
from barrio.assemblies.views.common import done, now_by, shows, tried
from barrio.census import actions
from barrio.census.enums import Claim
from barrio.census.forms import AnswerForm, ChallengeForm, LetterForm, NameOnPaperForm
from barrio.census.permissions import get_challenge_for, get_letter_by_code, get_letter_for
from barrio.census.press.letter import letter_pdf as pressed
from barrio.census.queries import (
    answered,
    bears,
    frozen_without,
    is_good,
    letters_of,
    waiting,
    with_good,
)
from barrio.core.clock import local_date, now
from barrio.people.models import Person
from barrio.runtime.once import once
from barrio.runtime.sealed import open_all

ON_A_PAGE = 30
ANSWERED_SHOWN = 30

show = shows("census")


@require_safe
@for_roles(*ROLL_KEEPERS)
def letter_list(request: HttpRequest) -> HttpResponse:
    collective = request.collective
    page = Paginator(letters_of(collective.pk), ON_A_PAGE).get_page(request.GET.get("page"))
    today = local_date(now(), collective.time_zone)
    rows = with_good(open_all(page), today)
    return show(request, collective, "letter_list", {"page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@once
def letter_issue(request: HttpRequest, entry_id: str) -> HttpResponse:
    entry = get_entry_for(request.user, entry_id)
    today = local_date(now(), entry.collective.time_zone)
    form = LetterForm(request.POST or None, today=today)

    def issue() -> Any:
        said = form.cleaned_data
        return actions.issue_letter(
            entry=entry, address=said["address"], purpose=said["purpose"],
            good_until=said["good_until"], **now_by(request),
        )  # fmt: skip

    if request.method == "POST" and (made := tried(form, issue)):
        return redirect("census:letter-read", letter_id=made.pk)
    return show(request, entry.collective, "letter_issue", {"form": form, "entry": entry})


@require_safe
def letter_read(request: HttpRequest, letter_id: str) -> HttpResponse:
    letter = get_letter_for(request.user, letter_id)
    today = local_date(now(), letter.collective.time_zone)
    context = {"letter": letter, "good": is_good(letter, today)}
    return show(request, letter.collective, "letter_read", context)


@require_POST
def letter_withdraw(request: HttpRequest, letter_id: str) -> HttpResponse:
    letter = get_letter_for(request.user, letter_id)
    return done(
        request, lambda: actions.withdraw_letter(letter=letter, **now_by(request)),
        "census:letter-read", _("Whoever checks it is told that it is no longer good."),
        letter_id=letter.pk,
    )  # fmt: skip


@require_safe
def letter_pdf(request: HttpRequest, letter_id: str) -> HttpResponse:
    letter = get_letter_for(request.user, letter_id)
    asked = request.GET.get("language", "")
    language = asked if asked in ("es", "en") else request.LANGUAGE_CODE.split("-")[0]
    answer = HttpResponse(pressed(letter, language), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="letter-{letter}.pdf"'
    return answer


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def letter_check(request: HttpRequest, token: str) -> HttpResponse:
    """Where the square code leads. It names nobody: the name on the paper is compared."""
    try:
        letter = get_letter_by_code(token)
    except Http404:
        return render(request, "census/letter_unknown.html", status=404)
    form = NameOnPaperForm(request.POST if request.method == "POST" else None)
    same = bears(letter, form.cleaned_data["name"]) if form.is_bound and form.is_valid() else None
    context = {
        "letter": letter,
        "collective": letter.collective,
        "good": is_good(letter, local_date(now(), letter.collective.time_zone)),
        "form": form,
        "same": same,
    }
    return show(request, letter.collective, "letter_check", context)


@require_safe
@for_roles(*ROLL_KEEPERS)
def challenge_list(request: HttpRequest) -> HttpResponse:
    collective = request.collective
    open_now, over = list(waiting(collective.pk)), list(answered(collective.pk)[:ANSWERED_SHOWN])
    open_all(row.person for row in [*open_now, *over])
    context = {
        "open_now": open_now, "over": over, "today": local_date(now(), collective.time_zone)
    }  # fmt: skip
    return show(request, collective, "challenge_list", context)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def challenge_off(request: HttpRequest, entry_id: str) -> HttpResponse:
    """Somebody on the roll is said not to belong."""
    return _file(request, get_entry_for(request.user, entry_id).person, Claim.OFF)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def challenge_on(request: HttpRequest, person_id: str) -> HttpResponse:
    """Somebody whom we know says that they are missing."""
    return _file(request, get_person_to_enter(request.user, person_id), Claim.ON)


def _file(request: HttpRequest, person: Person, claim: Claim) -> HttpResponse:
    form = ChallengeForm(request.POST or None)

    def file_it() -> Any:
        return actions.file_challenge(
            person=person, claim=claim, why=form.cleaned_data["why"], **now_by(request)
        )

    if request.method == "POST" and (made := tried(form, file_it)):
        return redirect("census:challenge-read", challenge_id=made.pk)
    context = {"form": form, "person": person, "claim": claim, "days": actions.ANSWER_DAYS}
    return show(request, person.collective, "challenge_file", context)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def challenge_read(request: HttpRequest, challenge_id: str) -> HttpResponse:
    """What was said, and its answer."""
    challenge = get_challenge_for(request.user, challenge_id)
    today = local_date(now(), challenge.collective.time_zone)
    form = AnswerForm(request.POST or None, challenge=challenge, today=today)

    def answer() -> bool:
        said = form.cleaned_data
        actions.answer_challenge(challenge=challenge, **said, **now_by(request))
        return True

    if request.method == "POST" and tried(form, answer):
        return redirect("census:challenge-read", challenge_id=challenge.pk)
    frozen = [(row, row.title_in(request.LANGUAGE_CODE)) for row in frozen_without(challenge)]
    context = {"challenge": challenge, "form": form, "frozen": frozen}
    return show(request, challenge.collective, "challenge_read", context)


@require_POST
def freeze_again(request: HttpRequest, challenge_id: str, assembly_id: str) -> HttpResponse:
    """A convened assembly takes in what was mended, before anybody has come."""
    challenge = get_challenge_for(request.user, challenge_id)
    assembly = get_assembly_to_keep(request.user, assembly_id)
    return done(
        request, lambda: convening.freeze_again(assembly=assembly, **now_by(request)),
        "census:challenge-read", _("Its roll was frozen anew."), challenge_id=challenge.pk,
    )  # fmt: skip
