"""The minutes of an assembly, their sheets, and the page where a proof is checked."""

import re
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barrio.accounts.models import Collective
from barrio.assemblies.enums import AssemblyState
from barrio.assemblies.models import Act, Assembly
from barrio.assemblies.permissions import can_keep, get_assembly_for, get_assembly_to_keep
from barrio.assemblies.views.common import done, now_by, shows, tried
from barrio.minutes import actions, paper
from barrio.minutes.enums import AmendmentState, Sheet, Stance
from barrio.minutes.forms import (
    AmendForm,
    AnswerForm,
    DissentForm,
    NoteForm,
    PaperForm,
    SignForm,
)
from barrio.minutes.models import Minutes, PaperRoll
from barrio.minutes.permissions import get_amendment_to_answer
from barrio.minutes.press.pdf import acta, poster, roll
from barrio.minutes.queries import acts_of_assembly, may_still_sign, votes_of
from barrio.minutes.words import six_words
from barrio.runtime.once import once
from barrio.runtime.sealed import open_all

SHOWN = 200  # who may still sign


show = shows("minutes")


@require_safe
def read(request: HttpRequest, assembly_id: str) -> HttpResponse:
    return _page(request, get_assembly_for(request.user, assembly_id))


def _page(request: HttpRequest, assembly: Assembly, **forms: Any) -> HttpResponse:
    if assembly.opened_at is None:
        raise Http404
    minutes = Minutes.objects.filter(assembly=assembly).select_related("collective").first()
    keeps = can_keep(request.user, assembly.collective_id)
    is_open = minutes is None or minutes.closed_at is None
    context = {
        "assembly": assembly,
        "title": assembly.title_in(request.LANGUAGE_CODE),
        "minutes": minutes,
        "is_open": is_open,
        "is_over": assembly.state == AssemblyState.CLOSED,
        "votes": votes_of(assembly),
        "acts": acts_of_assembly(assembly),
        "keeps": keeps,
        "words": six_words(minutes.head) if minutes and minutes.head else "",
        "sheets": _sheets(minutes),
    }
    if keeps:
        context |= _for_keepers(assembly, minutes, is_open)
    return show(request, assembly.collective, "read", {**context, **forms})


def _sheets(minutes: Minutes | None) -> list[tuple[str, int]]:
    if minutes is None:
        return []
    return [(sheet.label, minutes.signatures.filter(sheet=sheet).count()) for sheet in Sheet]


def _for_keepers(assembly: Assembly, minutes: Minutes | None, is_open: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"notes": []}
    if is_open:
        found["note_form"] = NoteForm(assembly=assembly, auto_id="id_note_%s")
    if minutes is None:
        return found
    found["notes"] = open_all(minutes.notes.select_related("item"))
    amendments = open_all(minutes.amendments.select_related("person", "act"))
    open_all(row.person for row in amendments)
    found["amendments"] = amendments
    if is_open:
        over = assembly.state == AssemblyState.CLOSED
        waiting = may_still_sign(minutes, Sheet.CLOSING if over else Sheet.OPENING)
        open_all(row.person for row in waiting)
        found["waiting"] = waiting[:SHOWN]
        found["sheet"] = Sheet.CLOSING.value if over else Sheet.OPENING.value
        if over:
            found["dissent_form"] = DissentForm(people=waiting, auto_id="id_dissent_%s")
    else:
        found["amend_form"] = AmendForm(assembly=assembly, auto_id="id_amend_%s")
        found["answer_form"] = AnswerForm(minutes=minutes, auto_id="id_answer_%s")
    return found


@require_POST
@once
def note(request: HttpRequest, assembly_id: str) -> HttpResponse:
    assembly = get_assembly_to_keep(request.user, assembly_id)
    form = NoteForm(request.POST, assembly=assembly, auto_id="id_note_%s")

    def work() -> Any:
        minutes = actions.minutes_of(assembly=assembly, **now_by(request))
        return actions.note(minutes=minutes, **form.cleaned_data, **now_by(request))

    if tried(form, work):
        return redirect("minutes:read", assembly_id=assembly.pk)
    return _page(request, assembly, note_form=form)


@require_POST
def sign(request: HttpRequest, assembly_id: str) -> HttpResponse:
    assembly = get_assembly_to_keep(request.user, assembly_id)
    form = SignForm(request.POST)

    def work() -> None:
        if not form.is_valid():
            raise actions.WasNotThere(_("Only who was there then can sign."))
        minutes = actions.minutes_of(assembly=assembly, **now_by(request))
        said = form.cleaned_data
        actions.sign(
            minutes=minutes, person_id=said["person"], sheet=said["sheet"], **now_by(request)
        )

    return done(request, work, "minutes:read", assembly_id=assembly.pk)


@require_POST
@once
def dissent(request: HttpRequest, assembly_id: str) -> HttpResponse:
    assembly = get_assembly_to_keep(request.user, assembly_id)
    minutes = actions.minutes_of(assembly=assembly, **now_by(request))
    people = may_still_sign(minutes, Sheet.CLOSING)
    form = DissentForm(request.POST, people=people, auto_id="id_dissent_%s")

    def work() -> Any:
        said = form.cleaned_data
        return actions.sign(
            minutes=minutes, person_id=said["person"], sheet=Sheet.CLOSING,
            stance=Stance.DISSENTS, reason=said["reason"], **now_by(request),
        )  # fmt: skip

    if tried(form, work):
        return redirect("minutes:read", assembly_id=assembly.pk)
    return _page(request, assembly, dissent_form=form)


@require_POST
def close(request: HttpRequest, assembly_id: str) -> HttpResponse:
    assembly = get_assembly_to_keep(request.user, assembly_id)

    def work() -> None:
        minutes = actions.minutes_of(assembly=assembly, **now_by(request))
        actions.close_minutes(minutes=minutes, **now_by(request))

    return done(request, work, "minutes:read", assembly_id=assembly.pk)


@require_POST
@once
def amend(request: HttpRequest, assembly_id: str) -> HttpResponse:
    assembly = get_assembly_to_keep(request.user, assembly_id)
    minutes = get_object_or_404(Minutes, assembly=assembly)
    form = AmendForm(request.POST, assembly=assembly, auto_id="id_amend_%s")

    def work() -> Any:
        said = form.cleaned_data
        return actions.propose_amendment(
            minutes=minutes, person_id=said["person"], text=said["text"], **now_by(request)
        )

    if tried(form, work):
        return redirect("minutes:read", assembly_id=assembly.pk)
    return _page(request, assembly, amend_form=form)


@require_POST
@once
def answer(request: HttpRequest, amendment_id: str) -> HttpResponse:
    amendment = get_amendment_to_answer(request.user, amendment_id)
    minutes = amendment.minutes
    form = AnswerForm(request.POST, minutes=minutes, auto_id="id_answer_%s")

    def work() -> bool:
        act = form.cleaned_data["act"]
        actions.answer_amendment(amendment=amendment, act=act, **now_by(request))
        return amendment.state != AmendmentState.PROPOSED

    if tried(form, work):
        return redirect("minutes:read", assembly_id=minutes.assembly_id)
    return _page(request, minutes.assembly, answer_form=form)


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def _kept(assembly: Assembly) -> Minutes:
    """The minutes, or an empty draft that is not kept."""
    if assembly.opened_at is None:
        raise Http404
    found = Minutes.objects.select_related("collective", "assembly__snapshot").filter(
        assembly=assembly
    )
    if minutes := found.first():
        return minutes
    return Minutes(collective=assembly.collective, assembly=assembly)


@require_safe
def acta_pdf(request: HttpRequest, assembly_id: str) -> HttpResponse:
    """Without the names of those who were there."""
    assembly = get_assembly_for(request.user, assembly_id)
    content = acta(_kept(assembly), _language(request), with_names=False)
    return _pdf(content, f"acta-{assembly.starts_at:%Y-%m-%d}")


@require_safe
def signing_pdf(request: HttpRequest, assembly_id: str) -> HttpResponse:
    """With names and lines to sign, for those who keep the table."""
    assembly = get_assembly_to_keep(request.user, assembly_id)
    content = acta(_kept(assembly), _language(request), with_names=True)
    return _pdf(content, f"acta-{assembly.starts_at:%Y-%m-%d}-to-sign")


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in ("es", "en") else request.LANGUAGE_CODE.split("-")[0]


@require_safe
def poster_pdf(request: HttpRequest, assembly_id: str) -> HttpResponse:
    assembly = get_assembly_for(request.user, assembly_id)
    return _pdf(poster(assembly), f"poster-{assembly.starts_at:%Y-%m-%d}")


@require_http_methods(["GET", "HEAD", "POST"])
@once
def roll_key(request: HttpRequest, assembly_id: str) -> HttpResponse:
    """What is marked on the paper at the door, typed by its numbers."""
    assembly = get_assembly_to_keep(request.user, assembly_id)
    row = PaperRoll.objects.filter(assembly=assembly).select_related("assembly").first()
    form = PaperForm(request.POST or None)

    def work() -> int:
        numbers = form.cleaned_data["numbers"]
        return paper.come_by_paper(row=row, text=numbers, **now_by(request))

    if request.method == "POST" and row and (n := tried(form, work)):
        text = ngettext("%(n)d line was taken in.", "%(n)d lines were taken in.", n) % {"n": n}
        messages.success(request, text)
        return redirect("minutes:roll-key", assembly_id=assembly.pk)
    title = assembly.title_in(request.LANGUAGE_CODE)
    is_ahead = assembly.state in (AssemblyState.CONVENED, AssemblyState.OPEN)
    context = {
        "assembly": assembly, "title": title, "row": row, "form": form, "is_ahead": is_ahead
    }  # fmt: skip
    return show(request, assembly.collective, "roll_key", context)


@require_POST
def roll_print(request: HttpRequest, assembly_id: str) -> HttpResponse:
    """Gives each line its number, once."""
    assembly = get_assembly_to_keep(request.user, assembly_id)
    return done(
        request,
        lambda: paper.print_roll(assembly=assembly, **now_by(request)),
        "minutes:roll-key",
        assembly_id=assembly.pk,
    )


@require_safe
def roll_pdf(request: HttpRequest, assembly_id: str) -> HttpResponse:
    assembly = get_assembly_to_keep(request.user, assembly_id)
    row = get_object_or_404(PaperRoll.objects.select_related("assembly"), assembly=assembly)
    return _pdf(roll(row, _language(request)), f"roll-{assembly.starts_at:%Y-%m-%d}")


@login_not_required
@require_safe
def check(request: HttpRequest, slug: str, proof: str) -> HttpResponse:
    """Where the square code leads: whether that number is of an act, and of which. No text."""
    collective = get_object_or_404(Collective, slug=slug)
    known = re.fullmatch(r"[0-9a-f]{64}", proof)
    act = Act.objects.filter(collective=collective, hash=proof).first() if known else None
    context = {
        "collective": collective,
        "act": act,
        "words": six_words(proof) if known else "",
        "is_last": act and not Act.objects.filter(collective=collective, number__gt=act.number),
    }
    response = show(request, collective, "check", context)
    response.status_code = 200 if act else 404
    return response
