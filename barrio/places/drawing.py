"""GeoJSON for our own map: streets, areas, doors, or cells with counts where doors are many."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import ngettext

from barrio.core.geo import cell_outline
from barrio.places.models import Area, Dwelling, Street
from barrio.places.queries import MOST_DOORS, Cell, Feature, cells_with_counts

DOOR_COLUMNS = ("pk", "lon", "lat", "number", "unit", "street__name", "street_id", "do_not_knock")


def feature(kind: str, geometry: dict[str, Any], **properties: Any) -> Feature:
    return {"type": "Feature", "geometry": geometry, "properties": {"kind": kind} | properties}


def collection(features: Iterable[Feature]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def street_features(streets: Iterable[Street]) -> list[Feature]:
    return [
        feature(
            "street", {"type": "MultiLineString", "coordinates": street.lines}, name=street.name
        )
        for street in streets
        if street.lines
    ]


def area_features(areas: Iterable[Area]) -> list[Feature]:
    return [feature("area", area.geometry, name=area.name) for area in areas]


def door_features(doors: QuerySet[Dwelling]) -> list[Feature]:
    """The doors themselves; above `MOST_DOORS`, how many there are in each cell."""
    rows = list(doors.order_by("pk").values_list(*DOOR_COLUMNS)[: MOST_DOORS + 1])
    if len(rows) > MOST_DOORS:
        return [_cell(cell) for cell in cells_with_counts(doors)]
    return [_door(*row) for row in rows]


def _door(
    pk: Any,
    lon: float,
    lat: float,
    number: str,
    unit: str,
    street: str,
    street_id: Any,
    do_not: bool,
) -> Feature:
    name = f"{number} {street} #{unit}" if unit else f"{number} {street}"
    return feature(
        "door",
        {"type": "Point", "coordinates": [lon, lat]},
        name=name,
        state="no" if do_not else "todo",
        url=f"{reverse('places:street-read', args=[street_id])}#door-{pk}",
    )


def _cell(cell: Cell) -> Feature:
    """A cell that leads to the same map drawn closer."""
    return feature(
        "area",
        {"type": "Polygon", "coordinates": [cell_outline(cell.cell)]},
        name=ngettext("%(n)s door", "%(n)s doors", cell.count) % {"n": cell.count},
        count=cell.count,
        cell=cell.cell,
        url=f"{reverse('places:map')}?bbox={cell.bbox}",
    )
