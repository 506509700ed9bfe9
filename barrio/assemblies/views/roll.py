"""The roll: who belongs, found by name."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barrio.accounts.guards import for_roles
from barrio.assemblies.actions import roll as actions
from barrio.assemblies.forms import EnterForm
from barrio.assemblies.links import entry_links, missing_links, roll_links
from barrio.assemblies.models import RollEntry
from barrio.assemblies.permissions import ROLL_KEEPERS, get_entry_for, get_person_to_enter
from barrio.assemblies.queries import by_name, roll_of
from barrio.assemblies.views.common import done, now_by, show, tried
from barrio.core.clock import local_date, now
from barrio.people.queries import search
from barrio.runtime.once import once
from barrio.runtime.sealed import open_all

ON_A_PAGE = 50
MOST_FOUND = 20


@require_safe
@for_roles(*ROLL_KEEPERS)
def roll_list(request: HttpRequest) -> HttpResponse:
    collective = request.collective
    entries = by_name(collective.pk, roll_of(collective.pk))
    page = Paginator(entries, ON_A_PAGE).get_page(request.GET.get("page"))
    open_all(entry.person for entry in page)
    asked = request.GET.get("q", "").strip()[:100]
    found = search(collective.pk, asked, collective.country, MOST_FOUND) if asked else []
    listed = set(
        roll_of(collective.pk)
        .filter(person__in=[person.pk for person in found])
        .values_list("person_id", flat=True)
    )
    context = {
        "page": page,
        "rows": [(entry, entry_links(entry)) for entry in page],
        "links": roll_links(),
        "count": len(entries),
        "asked": asked,
        "found": [(person, person.pk in listed, missing_links(person)) for person in found],
        "today": local_date(now(), collective.time_zone),
    }
    return show(request, collective, "roll_list", context)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def roll_enter(request: HttpRequest, person_id: str) -> HttpResponse:
    person = get_person_to_enter(request.user, person_id)
    today = local_date(now(), person.collective.time_zone)
    form = EnterForm(request.POST or None, initial={"since": today})

    def enter() -> RollEntry:
        said = form.cleaned_data
        return actions.enter_on_roll(person=person, **said, **now_by(request))

    if request.method == "POST" and tried(form, enter):
        return redirect("assemblies:roll-list")
    return show(request, person.collective, "roll_enter", {"form": form, "person": person})


@require_POST
def roll_leave(request: HttpRequest, entry_id: str) -> HttpResponse:
    entry = get_entry_for(request.user, entry_id)
    today = local_date(now(), entry.collective.time_zone)
    return done(
        request,
        lambda: actions.end_entry(entry=entry, on=today, **now_by(request)),
        "assemblies:roll-list",
        _("Off the roll from today. Assemblies convened before keep them."),
    )
