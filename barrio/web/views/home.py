from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from barrio.accounts.enums import Role
from barrio.accounts.guards import for_roles
from barrio.accounts.models import Collective, User
from barrio.accounts.permissions import collectives_of
from barrio.audit.models import Entry, Opening
from barrio.audit.words import actor_of, phrase_of, subject_of
from barrio.core.clock import now
from barrio.grievances.models import Grievance
from barrio.runtime.sealed import open_all
from barrio.web.queries import cards_for


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What do I do now? For who is not signed in: the public page, or the list of them."""
    if not request.user.is_authenticated:
        return _public_start(request)
    if request.collective is None:
        return render(request, "web/home_without_collective.html")
    context = {
        "cards": cards_for(request.user, request.collective, request.LANGUAGE_CODE, now()),
        "collectives": collectives_of(request.user),
    }
    return render(request, "web/home.html", context)


def _public_start(request: HttpRequest) -> HttpResponse:
    collectives = list(Collective.objects.order_by("name")[:50])
    if len(collectives) == 1:
        return redirect("web:public", slug=collectives[0].slug)
    return render(request, "web/public_start.html", {"collectives": collectives})


@require_safe
@for_roles(Role.ORGANIZER)
def grievances(request: HttpRequest) -> HttpResponse:
    """What was heard, newest first, in people's own words."""
    rows = Grievance.objects.filter(collective=request.collective).order_by("-heard_on", "pk")
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return render(
        request, "web/grievances.html", {"page": page, "rows": open_all(page.object_list)}
    )


@require_safe
@for_roles(Role.ADMINISTRATOR, Role.CONTROLLER)
def audit(request: HttpRequest) -> HttpResponse:
    """Who did what, and who opened whose record."""
    entries = Entry.objects.filter(collective_id=request.collective.pk).order_by("-at")
    page = Paginator(entries, 100).get_page(request.GET.get("page"))
    openings = Opening.objects.filter(collective_id=request.collective.pk).order_by("-at")[:50]
    ids = {row.actor_id for row in page if row.actor_kind == "user"}
    ids |= {str(row.user_id) for row in openings}
    handles = {
        str(pk): handle
        for pk, handle in User.objects.filter(pk__in=ids).values_list("pk", "handle")
    }
    context = {
        "page": page,
        "entries": [
            (row, handles.get(row.actor_id) or actor_of(row.actor_kind), phrase_of(row.verb))
            for row in page
        ],
        "openings": [
            (row, handles.get(str(row.user_id), ""), subject_of(row.subject_kind))
            for row in openings
        ],
    }
    return render(request, "web/audit.html", context)
