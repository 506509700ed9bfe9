from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from barrio.accounts.guards import for_roles
from barrio.places.models import Dwelling, Site, Street


@require_safe
@for_roles()
def place_map(request: HttpRequest) -> HttpResponse:
    """The site, its streets and doors on a map, with the list beside it."""
    streets = Street.objects.filter(collective=request.collective).order_by("name")
    context = {
        "sites": Site.objects.filter(collective=request.collective).order_by("name"),
        "streets": streets,
        "doors": Dwelling.objects.filter(collective=request.collective).count(),
    }
    return render(request, "places/map.html", context)


@require_safe
@for_roles()
def map_data(request: HttpRequest) -> HttpResponse:
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "MultiLineString", "coordinates": street.lines},
            "properties": {"kind": "street", "name": street.name},
        }
        for street in Street.objects.filter(collective=request.collective)
    ]
    doors = Dwelling.objects.filter(collective=request.collective).select_related("street")
    features += [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [door.lon, door.lat]},
            "properties": {"kind": "door", "name": door.address, "state": "todo"},
        }
        for door in doors[:20000]
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})
