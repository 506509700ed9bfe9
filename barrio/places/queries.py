"""What the map and the pages show, within one collective."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import h3
from django.db.models import Count, QuerySet

from barrio.core.geo import DOOR_RESOLUTION, cell_outline
from barrio.places.enums import StreetSide
from barrio.places.models import Area, Dwelling, Site, Street

MOST_DOORS = 5_000  # above this the map shows cells with their counts
MOST_CELLS = 400
COARSEST = 5

Box = tuple[float, float, float, float]  # west, south, east, north
Feature = dict[str, Any]
Line = list[list[float]]


def doors_in(collective_id: uuid.UUID, box: Box | None = None) -> QuerySet[Dwelling]:
    doors = Dwelling.objects.filter(collective_id=collective_id)
    if box is None:
        return doors
    west, south, east, north = box
    return doors.filter(lat__gte=south, lat__lte=north, lon__gte=west, lon__lte=east)


@dataclass(frozen=True)
class Cell:
    """An H3 cell with how many doors lie in it, and the street that most of them are on."""

    cell: str
    count: int
    street: str

    @property
    def box(self) -> Box:
        ring = cell_outline(self.cell)
        lons, lats = [point[0] for point in ring], [point[1] for point in ring]
        return min(lons), min(lats), max(lons), max(lats)

    @property
    def bbox(self) -> str:
        return ",".join(f"{edge:.6f}" for edge in self.box)


def cells_with_counts(doors: QuerySet[Dwelling]) -> list[Cell]:
    """Doors by H3 cell, in cells as small as there may be `MOST_CELLS` of."""
    rows = doors.order_by().values_list("cell", "street__name").annotate(n=Count("pk"))
    cells: dict[str, Counter[str]] = defaultdict(Counter)
    for cell, street, count in rows:
        cells[cell][street] += count
    for resolution in range(DOOR_RESOLUTION - 1, COARSEST - 1, -1):
        if len(cells) <= MOST_CELLS:
            break
        cells = _coarser(cells, resolution)
    found = [Cell(cell, by.total(), _most(by)) for cell, by in cells.items()]
    return sorted(found, key=lambda cell: (cell.street, cell.cell))


def _most(streets: Counter[str]) -> str:
    return min(streets, key=lambda name: (-streets[name], name))


def _coarser(cells: dict[str, Counter[str]], resolution: int) -> dict[str, Counter[str]]:
    wider: dict[str, Counter[str]] = defaultdict(Counter)
    for cell, streets in cells.items():
        wider[h3.cell_to_parent(cell, resolution)].update(streets)
    return wider


def streets_in(collective_id: uuid.UUID, box: Box | None) -> list[Street]:
    """The streets with their lines; of a box, the parts of them that touch it."""
    streets = list(Street.objects.filter(collective_id=collective_id).order_by("name"))
    if box is None:
        return streets
    for street in streets:
        street.lines = [part for line in street.lines for part in parts_in(line, box)]
    return [street for street in streets if street.lines]


def parts_in(line: Line, box: Box) -> list[Line]:
    """The runs of a line whose steps touch the box."""
    runs: list[Line] = []
    is_open = False
    for start, end in zip(line, line[1:], strict=False):
        if not _touches(start, end, box):
            is_open = False
            continue
        if is_open:
            runs[-1].append(end)
        else:
            runs.append([start, end])
        is_open = True
    return runs


def _touches(start: list[float], end: list[float], box: Box) -> bool:
    west, south, east, north = box
    return (
        min(start[0], end[0]) <= east
        and max(start[0], end[0]) >= west
        and min(start[1], end[1]) <= north
        and max(start[1], end[1]) >= south
    )


def areas_in(collective_id: uuid.UUID, box: Box | None) -> QuerySet[Area]:
    areas = Area.objects.filter(collective_id=collective_id).order_by("name")
    if box is None:
        return areas
    west, south, east, north = box
    return areas.filter(west__lte=east, east__gte=west, south__lte=north, north__gte=south)


def streets_with_counts(collective_id: uuid.UUID, text: str = "") -> QuerySet[Street]:
    streets = Street.objects.filter(collective_id=collective_id).defer("lines")
    if text:
        streets = streets.filter(name__icontains=text)
    return streets.annotate(doors=Count("dwellings")).order_by("name")


@dataclass
class Branch:
    """A site with what is inside it, for the tree on a page."""

    site: Site
    doors: int = 0
    children: list["Branch"] = field(default_factory=list)


def sites_with_counts(collective_id: uuid.UUID) -> list[Site]:
    sites = Site.objects.filter(collective_id=collective_id)
    return list(sites.annotate(doors=Count("dwellings")).order_by("name"))


def forest(sites: Iterable[Site]) -> dict[uuid.UUID, Branch]:
    """Every site's branch by id, its children in the order given."""
    rows = list(sites)
    branches = {site.pk: Branch(site, getattr(site, "doors", 0)) for site in rows}
    for site in rows:
        if site.parent_id in branches:
            branches[site.parent_id].children.append(branches[site.pk])
    return branches


def line_of_ancestors(site: Site, branches: dict[uuid.UUID, Branch]) -> list[Site]:
    """From the top down to the site itself; a ring in the data ends it."""
    found = [site]
    seen = {site.pk}
    while found[0].parent_id in branches and found[0].parent_id not in seen:
        found.insert(0, branches[found[0].parent_id].site)
        seen.add(found[0].pk)
    return found


def inside(branch: Branch) -> list[uuid.UUID]:
    """The ids of a site and of everything in it."""
    found, waiting = [], [branch]
    while waiting:
        one = waiting.pop()
        if one.site.pk not in found:
            found.append(one.site.pk)
            waiting.extend(one.children)
    return found


def doors_in_order(street: Street) -> QuerySet[Dwelling]:
    return street.dwellings.order_by("number_order", "number", "unit")


def by_side(doors: Sequence[Dwelling]) -> list[tuple[str, list[Dwelling]]]:
    """The doors of each side in the order given; empty sides left out."""
    sides = [(side, [door for door in doors if door.side == side]) for side in StreetSide.values]
    return [(side, rows) for side, rows in sides if rows]


def place_between_neighbours(street: Street, order: int) -> tuple[float, float] | None:
    """Where a number is likely to be: between the nearest on its own side of the street."""
    rows = street.dwellings.values_list("number_order", "lat", "lon")
    near = sorted((row for row in rows if row[0] % 2 == order % 2), key=lambda row: row[0])
    below = [row for row in near if row[0] <= order][-1:]
    above = [row for row in near if row[0] > order][:1]
    ends = below + above
    if ends:
        return _between(ends, order)
    if street.lines and street.lines[0]:
        middle = street.lines[0][len(street.lines[0]) // 2]
        return middle[1], middle[0]
    return None


def _between(ends: list[tuple[int, float, float]], order: int) -> tuple[float, float]:
    first, last = ends[0], ends[-1]
    share = (order - first[0]) / (last[0] - first[0]) if last[0] != first[0] else 0.0
    lat = first[1] + share * (last[1] - first[1])
    lon = first[2] + share * (last[2] - first[2])
    return round(lat, 6), round(lon, 6)
