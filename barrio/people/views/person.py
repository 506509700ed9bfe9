from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barrio.accounts.enums import PEOPLE_ROLES
from barrio.accounts.guards import for_roles
from barrio.audit.actions import record_opening
from barrio.core.actors import user_actor
from barrio.core.clock import now
from barrio.core.htmx import render_page
from barrio.people import actions
from barrio.people.forms import ConsentForm, ContactForm, NewPersonForm, PersonForm
from barrio.people.models import Person
from barrio.people.panels import panels_for
from barrio.people.permissions import get_contact_point_for, get_person_for
from barrio.people.queries import (
    SHOWN,
    consents_of,
    find_by_contact,
    page_of_people,
    search,
    timeline_of,
)
from barrio.places.models import Dwelling
from barrio.runtime.once import once
from barrio.runtime.sealed import open_all


@require_safe
@for_roles(*PEOPLE_ROLES)
def person_list(request: HttpRequest) -> HttpResponse:
    """Everybody by name, a page at a time; or who matches what was typed."""
    text = request.GET.get("q", "").strip()[:100]
    page = _page_number(request)
    if text:
        people = search(request.collective.pk, text, request.collective.country)
        total = len(people)
    else:
        people, total = page_of_people(request.collective.pk, page)
    context = {
        "people": people,
        "text": text,
        "total": total,
        "page": page,
        "pages": max(1, -(-total // SHOWN)),
        "is_cut": bool(text) and total >= SHOWN,
        "shown": SHOWN,
    }
    return render_page(request, "people/person_list.html", "people/_people.html", context)


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*PEOPLE_ROLES)
@once
def person_add(request: HttpRequest) -> HttpResponse:
    collective = request.collective
    initial = {"language": request.LANGUAGE_CODE}
    form = NewPersonForm(request.POST or None, country=collective.country, initial=initial)
    known: list[Person] = []
    if request.method == "POST" and form.is_valid():
        known = _known(request, form)
        if not known or request.POST.get("anyway"):
            person = actions.add_person(
                collective=collective, by=user_actor(request.user), at=now(), **form.cleaned_data
            )
            messages.success(request, _("Added."))
            return redirect("people:person-read", person_id=person.pk)
    return render(request, "people/person_add.html", {"form": form, "known": known})


def _known(request: HttpRequest, form: NewPersonForm) -> list[Person]:
    """Those who have that phone or e-mail already: offered before a second record is made."""
    found = [
        person
        for kind in ("phone", "email")
        if form.cleaned_data[kind]
        for person in find_by_contact(request.collective.pk, kind, form.cleaned_data[kind])
    ]
    return open_all({person.pk: person for person in found}.values())


@require_safe
def person_read(request: HttpRequest, person_id: str) -> HttpResponse:
    person = get_person_for(request.user, person_id)
    record_opening(
        collective_id=person.collective_id,
        user_id=request.user.pk,
        at=now(),
        subject_kind="person",
        subject_id=person.pk,
    )
    return render(request, "people/person_read.html", _person_context(request, person))


def _person_context(request: HttpRequest, person: Person) -> dict:
    home = open_all(person.occupancies.filter(until__isnull=True))
    dwelling = home[0].personal["dwelling"] if home else None
    country = person.collective.country
    return {
        "person": person,
        "contact_points": open_all(person.contact_points.all()),
        "consents": consents_of(person),
        "timeline": timeline_of(person),
        "dwelling": Dwelling.objects.filter(pk=dwelling).select_related("street").first()
        if dwelling
        else None,
        "panels": panels_for(request, person),
        "contact_form": ContactForm(country=country),
        "consent_form": ConsentForm(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def person_change(request: HttpRequest, person_id: str) -> HttpResponse:
    person = get_person_for(request.user, person_id)
    initial = {
        "name": person.personal["name"],
        "notes": person.personal["notes"],
        "language": person.language,
        "stage": person.stage,
    }
    form = PersonForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.change_person(
            person=person, by=user_actor(request.user), at=now(), **form.cleaned_data
        )
        return redirect("people:person-read", person_id=person.pk)
    return render(request, "people/person_change.html", {"form": form, "person": person})


@require_POST
def contact_add(request: HttpRequest, person_id: str) -> HttpResponse:
    person = get_person_for(request.user, person_id)
    form = ContactForm(request.POST, country=person.collective.country)
    if form.is_valid():
        actions.add_contact(
            person=person, by=user_actor(request.user), at=now(), **form.cleaned_data
        )
        return redirect("people:person-read", person_id=person.pk)
    context = _person_context(request, person) | {"contact_form": form}
    return render(request, "people/person_read.html", context)


@require_POST
def contact_remove(request: HttpRequest, point_id: str) -> HttpResponse:
    point = get_contact_point_for(request.user, point_id)
    actions.remove_contact(point=point, by=user_actor(request.user), at=now())
    return redirect("people:person-read", person_id=point.person_id)


@require_POST
def consent_record(request: HttpRequest, person_id: str) -> HttpResponse:
    person = get_person_for(request.user, person_id)
    form = ConsentForm(request.POST)
    if form.is_valid():
        try:
            actions.record_consent(
                person=person, by=user_actor(request.user), at=now(), **form.cleaned_data
            )
            return redirect("people:person-read", person_id=person.pk)
        except ValidationError as error:
            form.add_error(None, error)
    context = _person_context(request, person) | {"consent_form": form}
    return render(request, "people/person_read.html", context)


@require_POST
def do_not_contact(request: HttpRequest, person_id: str) -> HttpResponse:
    person = get_person_for(request.user, person_id)
    actions.set_do_not_contact(
        person=person,
        do_not=request.POST.get("do_not") == "yes",
        by=user_actor(request.user),
        at=now(),
    )
    return redirect("people:person-read", person_id=person.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def person_erase(request: HttpRequest, person_id: str) -> HttpResponse:
    person = get_person_for(request.user, person_id)
    if request.method == "POST":
        actions.erase_person(person=person, by=user_actor(request.user), at=now())
        messages.success(request, _("Erased. In 14 days no backup can bring it back either."))
        return redirect("people:person-list")
    return render(request, "people/person_erase.html", {"person": person})
