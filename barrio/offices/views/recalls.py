"""A recall: who signs, what the controllership found, what the person says, when it is decided."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barrio.assemblies.views.common import done, now_by, tried
from barrio.core.clock import local_date, now
from barrio.core.errors import Refused
from barrio.core.text import fold
from barrio.offices.actions import recalling
from barrio.offices.forms import RecallForm, SignForm, TextForm
from barrio.offices.models import Petition
from barrio.offices.permissions import (
    can_recall,
    get_petition_for,
    get_petition_to_keep,
    get_petition_to_report,
    get_term_to_recall,
    watches,
)
from barrio.offices.queries import answer_due, is_late, report_due, signed
from barrio.offices.views.commissions import show
from barrio.people.models import Person
from barrio.people.queries import names_in
from barrio.runtime.once import once
from barrio.runtime.sealed import open_all

SHOWN = 30


@require_http_methods(["GET", "HEAD", "POST"])
@once
def recall_begin(request: HttpRequest, term_id: str) -> HttpResponse:
    term = get_term_to_recall(request.user, term_id)
    form = RecallForm(request.POST or None)
    controls = watches(request.user, term.collective_id)

    def work() -> Petition:
        return recalling.begin_recall(
            term=term, by_controllership=controls, **form.cleaned_data, **now_by(request)
        )

    if request.method == "POST" and (made := tried(form, work)):
        return redirect("offices:recall-read", petition_id=made.pk)
    context = {"term": term, "form": form, "controls": controls}
    return show(request, term.collective, "recall_begin", context)


@require_safe
def recall_read(request: HttpRequest, petition_id: str) -> HttpResponse:
    return _page(request, get_petition_for(request.user, petition_id))


def _page(request: HttpRequest, petition: Petition, **forms: Any) -> HttpResponse:
    collective = petition.collective
    keeps = can_recall(request.user, collective.pk)
    asked = request.GET.get("q", "").strip()[:100]
    today = local_date(now(), collective.time_zone)
    context = {
        "petition": petition,
        "term": petition.term,
        "signed": signed(petition),
        "report_due": report_due(petition),
        "answer_due": answer_due(petition),
        "is_late": is_late(petition, today),
        "watches": watches(request.user, collective.pk),
        "keeps": keeps,
        "asked": asked,
        "found": _found(petition, asked) if keeps and asked else [],
        "report_form": TextForm(auto_id="id_report_%s"),
        "defence_form": TextForm(auto_id="id_defence_%s"),
        **forms,
    }
    return show(request, collective, "recall_read", context)


def _found(petition: Petition, asked: str) -> list[tuple[Person, bool]]:
    """Of those who may sign, by name; and whether they have."""
    may = set(petition.snapshot.entries.filter(may_vote=True).values_list("person_id", flat=True))
    words = fold(asked).split()
    named = names_in(petition.collective_id)
    ids = [pk for pk, name in named if pk in may and all(word in name for word in words)][:SHOWN]
    held = petition.signatures.filter(withdrawn_on__isnull=True)
    has_signed = set(held.values_list("person_id", flat=True))
    people = {p.pk: p for p in open_all(Person.objects.filter(pk__in=ids))}
    return [(people[pk], pk in has_signed) for pk in ids if pk in people]


def _person(request: HttpRequest) -> Any:
    form = SignForm(request.POST)
    if not form.is_valid():
        raise recalling.MayNotSign(_("Only who could vote when the recall began can sign it."))
    return form.cleaned_data["person"]


@require_POST
def recall_sign(request: HttpRequest, petition_id: str) -> HttpResponse:
    petition = get_petition_to_keep(request.user, petition_id)

    def work() -> None:
        recalling.sign(petition=petition, person_id=_person(request), **now_by(request))

    return done(request, work, "offices:recall-read", petition_id=petition.pk)


@require_POST
def recall_unsign(request: HttpRequest, petition_id: str) -> HttpResponse:
    petition = get_petition_to_keep(request.user, petition_id)

    def work() -> None:
        recalling.take_signature_back(
            petition=petition, person_id=_person(request), **now_by(request)
        )

    return done(request, work, "offices:recall-read", petition_id=petition.pk)


@require_POST
def recall_withdraw(request: HttpRequest, petition_id: str) -> HttpResponse:
    petition = get_petition_to_keep(request.user, petition_id)
    return done(
        request,
        lambda: recalling.withdraw_recall(petition=petition, **now_by(request)),
        "offices:recall-read",
        petition_id=petition.pk,
    )


@require_POST
@once
def recall_report(request: HttpRequest, petition_id: str) -> HttpResponse:
    petition = get_petition_to_report(request.user, petition_id)
    form = TextForm(request.POST, auto_id="id_report_%s")

    def work() -> bool:
        recalling.report(petition=petition, text=form.cleaned_data["text"], **now_by(request))
        return True

    if tried(form, work):
        return redirect("offices:recall-read", petition_id=petition.pk)
    return _page(request, petition, report_form=form)


@require_POST
@once
def recall_defend(request: HttpRequest, petition_id: str) -> HttpResponse:
    petition = get_petition_to_keep(request.user, petition_id)
    form = TextForm(request.POST, auto_id="id_defence_%s")

    def work() -> bool:
        recalling.defend(petition=petition, text=form.cleaned_data["text"], **now_by(request))
        return True

    if tried(form, work):
        return redirect("offices:recall-read", petition_id=petition.pk)
    return _page(request, petition, defence_form=form)


@require_POST
def recall_agenda(request: HttpRequest, petition_id: str) -> HttpResponse:
    petition = get_petition_to_keep(request.user, petition_id)

    def work() -> None:
        if not recalling.put_now(petition=petition, **now_by(request)):
            raise NoAssembly(_("No assembly is convened. The next one has it on its agenda."))

    return done(request, work, "offices:recall-read", petition_id=petition.pk)


class NoAssembly(Refused):
    """Translated at use; see the message given."""
