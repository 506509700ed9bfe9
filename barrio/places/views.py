from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barrio.accounts.enums import Role
from barrio.accounts.guards import for_roles
from barrio.core.actors import user_actor
from barrio.core.clock import now
from barrio.core.htmx import render_page
from barrio.places import actions, drawing
from barrio.places.enums import Caution, SiteKind, StreetSide
from barrio.places.forms import DoorForm, SiteForm
from barrio.places.importing.within import box_of
from barrio.places.layers import features_of_layers
from barrio.places.models import Area, Dwelling, Site, Street
from barrio.places.permissions import (
    can_change_places,
    get_dwelling_to_change,
    get_site_for,
    get_site_to_change,
    get_street_for,
)
from barrio.places.queries import (
    MOST_DOORS,
    Box,
    areas_in,
    by_side,
    cells_with_counts,
    doors_in,
    doors_in_order,
    forest,
    inside,
    line_of_ancestors,
    sites_with_counts,
    streets_in,
    streets_with_counts,
)
from barrio.runtime.once import once

SHOWN = 50
DOORS_SHOWN = 100
SUGGESTED = 200


@require_safe
@for_roles()
def place_map(request: HttpRequest) -> HttpResponse:
    """The sites, streets and doors on a map, with the list beside it."""
    collective_id = request.collective.pk
    box, text = _box(request), request.GET.get("q", "").strip()[:100]
    doors = doors_in(collective_id, box)
    count = doors.count()
    branches = forest(sites_with_counts(collective_id))
    streets = Paginator(streets_with_counts(collective_id, text), SHOWN)
    context = {
        "branches": [one for one in branches.values() if one.site.parent_id not in branches],
        "page": streets.get_page(request.GET.get("page")),
        "text": text,
        "areas": Area.objects.filter(collective_id=collective_id)
        .defer("geometry")
        .order_by("name"),
        "doors": count,
        "cells": cells_with_counts(doors) if count > MOST_DOORS else [],
        "box": box,
        "src": _data_url("places:map-data", box),
        "can_change": can_change_places(request.user, collective_id),
    }
    return render_page(request, "places/map.html", "places/_streets.html", context)


def _box(request: HttpRequest) -> Box | None:
    """``?bbox=west,south,east,north``; the whole when there is none that makes sense."""
    try:
        return box_of(request.GET.get("bbox", ""))
    except ValueError:
        return None


def _data_url(name: str, box: Box | None) -> str:
    query = "?" + urlencode({"bbox": ",".join(map(str, box))}, safe=",") if box else ""
    return reverse(name) + query


@require_safe
@for_roles()
def map_data(request: HttpRequest) -> HttpResponse:
    collective_id, box = request.collective.pk, _box(request)
    if "bbox" in request.GET and box is None:
        problem = _("bbox is west,south,east,north in degrees.")
        return JsonResponse({"error": problem}, status=400)
    features = [
        *drawing.street_features(streets_in(collective_id, box)),
        *drawing.area_features(areas_in(collective_id, box)),
        *drawing.door_features(doors_in(collective_id, box)),
        *features_of_layers(request, box),
    ]
    return JsonResponse(drawing.collection(features))


@require_safe
def street_read(request: HttpRequest, street_id: str) -> HttpResponse:
    """A street's doors by side, in the order of their numbers."""
    street = get_street_for(request.user, street_id)
    labels = dict(StreetSide.choices)
    page = Paginator(doors_in_order(street), DOORS_SHOWN).get_page(request.GET.get("page"))
    context = {
        "street": street,
        "page": page,
        "sides": [(labels[side], doors) for side, doors in by_side(page.object_list)],
        "can_change": can_change_places(request.user, street.collective_id),
    }
    return render(request, "places/street_read.html", context)


@require_safe
def street_data(request: HttpRequest, street_id: str) -> HttpResponse:
    street = get_street_for(request.user, street_id)
    features = [
        *drawing.street_features([street]),
        *drawing.door_features(Dwelling.objects.filter(street=street)),
    ]
    return JsonResponse(drawing.collection(features))


@require_safe
def site_read(request: HttpRequest, site_id: str) -> HttpResponse:
    """A site with everything in it: floors, units, departments, shifts."""
    site = get_site_for(request.user, site_id)
    branches = forest(sites_with_counts(site.collective_id))
    context = {
        "site": site,
        "branch": branches[site.pk],
        "crumbs": _crumbs(line_of_ancestors(site, branches)),
        "doors": Dwelling.objects.filter(site_id__in=inside(branches[site.pk])).count(),
        "can_change": can_change_places(request.user, site.collective_id),
    }
    return render(request, "places/site_read.html", context)


def _crumbs(sites: list[Site]) -> list[dict[str, str]]:
    above = [
        {"label": site.name, "url": reverse("places:site-read", args=[site.pk])} for site in sites
    ]
    return [{"label": _("Places"), "url": reverse("places:map")}, *above]


@require_safe
def site_data(request: HttpRequest, site_id: str) -> HttpResponse:
    site = get_site_for(request.user, site_id)
    branches = forest(sites_with_counts(site.collective_id))
    doors = Dwelling.objects.filter(site_id__in=inside(branches[site.pk]))
    streets = Street.objects.filter(pk__in=doors.values("street_id"))
    features = [
        *drawing.street_features(streets),
        *drawing.area_features(Area.objects.filter(site=site)),
        *drawing.door_features(doors),
    ]
    return JsonResponse(drawing.collection(features))


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.ORGANIZER)
@once
def site_add(request: HttpRequest) -> HttpResponse:
    return _add_site(request, request.collective, None)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def site_add_inside(request: HttpRequest, site_id: str) -> HttpResponse:
    parent = get_site_to_change(request.user, site_id)
    return _add_site(request, parent.collective, parent)


def _add_site(request: HttpRequest, collective: object, parent: Site | None) -> HttpResponse:
    initial = {"kind": SiteKind.FLOOR if parent else SiteKind.NEIGHBOURHOOD}
    form = SiteForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            site = actions.add_site(
                collective=collective,
                parent=parent,
                by=user_actor(request.user),
                at=now(),
                **form.cleaned_data,
            )
        except ValidationError as error:
            _show(form, error)
        else:
            messages.success(request, _("Added."))
            return redirect("places:site-read", site_id=(parent or site).pk)
    return render(request, "places/site_add.html", {"form": form, "parent": parent})


def _show(form: Form, error: ValidationError) -> None:
    """The action's objections, beside the fields that the form has."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    for field, sentences in by_field.items():
        form.add_error(field if field in form.fields else None, sentences)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.ORGANIZER)
@once
def door_add(request: HttpRequest) -> HttpResponse:
    collective = request.collective
    initial = {"street_name": request.GET.get("street", "")[:120], "site": request.GET.get("site")}
    form = DoorForm(request.POST or None, collective_id=collective.pk, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            door = actions.add_door(
                collective=collective, by=user_actor(request.user), at=now(), **form.cleaned_data
            )
        except ValidationError as error:
            _show(form, error)
        else:
            messages.success(request, _("Added."))
            return redirect("places:street-read", street_id=door.street_id)
    streets = Street.objects.filter(collective=collective).order_by("name")
    names = streets.values_list("name", flat=True)[:SUGGESTED]
    return render(request, "places/door_add.html", {"form": form, "names": names})


@require_POST
def do_not_knock(request: HttpRequest, dwelling_id: str) -> HttpResponse:
    door = get_dwelling_to_change(request.user, dwelling_id)
    actions.set_do_not_knock(
        door=door,
        do_not=request.POST.get("do_not") == "yes",
        by=user_actor(request.user),
        at=now(),
    )
    back = reverse("places:street-read", args=[door.street_id])
    return redirect(f"{back}#door-{door.pk}")


@require_POST
def caution(request: HttpRequest, dwelling_id: str) -> HttpResponse:
    """What to know before coming to a door; a word we do not know changes nothing."""
    door = get_dwelling_to_change(request.user, dwelling_id)
    said = request.POST.get("caution", "")
    if said in Caution.values:
        actions.set_caution(door=door, caution=said, by=user_actor(request.user), at=now())
    return redirect(f"{reverse('places:street-read', args=[door.street_id])}#door-{door.pk}")
