"""Writes what was read: adds what is missing, improves what was known less well."""

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from barrio.accounts.models import Collective
from barrio.core.geo import bounds, door_cell
from barrio.places.enums import Origin
from barrio.places.importing.rows import Door, Line, Parsed, number_order
from barrio.places.models import Area, BlockFace, Dwelling, Site, Street

BATCH = 2_000
TRUST = {Origin.DERIVED: 0, Origin.IMPORTED: 1, Origin.SURVEYED: 2}
WHERE = ["lat", "lon", "cell", "origin", "source", "side"]

Progress = Callable[[int, int], None]
Address = tuple[uuid.UUID, str, str]  # street, number, unit
Row = TypeVar("Row")


@dataclass
class Saver:
    """One import into one collective, in the caller's transaction."""

    collective: Collective
    site: Site | None
    source: str
    progress: Progress
    total: int = 0
    done: int = 0
    counts: Counter[str] = field(default_factory=Counter)

    def save(self, parsed: Parsed) -> dict[str, int]:
        self.total = len(parsed.doors) + len(parsed.areas) + len(parsed.faces)
        streets = self._save_streets(parsed)
        self._save_areas(parsed)
        self._save_faces(parsed, streets)
        self._save_doors(parsed.doors, streets)
        return {key: self.counts[key] for key in sorted(self.counts)}

    def _save_streets(self, parsed: Parsed) -> dict[str, Street]:
        rows = Street.objects.filter(collective=self.collective)
        known = {street.name: street for street in rows}
        names = {face.street for face in parsed.faces} | {door.street for door in parsed.doors}
        new, longer = [], []
        for name in sorted(names | set(parsed.streets)):
            lines = unique_lines(parsed.streets.get(name, []))
            if name not in known:
                known[name] = Street(collective=self.collective, name=name, lines=lines)
                new.append(known[name])
            elif _add_lines(known[name], lines):
                longer.append(known[name])
        Street.objects.bulk_create(new, batch_size=BATCH)
        Street.objects.bulk_update(longer, ["lines"], batch_size=200)
        self.counts.update(streets_added=len(new), streets_completed=len(longer))
        return known

    def _save_areas(self, parsed: Parsed) -> None:
        rows = Area.objects.filter(collective=self.collective)
        known = set(rows.values_list("name", flat=True))
        new = []
        for shape in parsed.areas:
            if shape.name in known:
                continue
            known.add(shape.name)
            south, west, north, east = bounds(_corners(shape.geometry))
            box = {"south": south, "west": west, "north": north, "east": east}
            new.append(
                Area(
                    collective=self.collective,
                    site=self.site,
                    name=shape.name,
                    geometry=shape.geometry,
                    **box,
                )
            )
        self._create(Area, new)
        self._step(len(parsed.areas) - len(new))
        self.counts.update(areas_added=len(new), areas_known=len(parsed.areas) - len(new))

    def _save_faces(self, parsed: Parsed, streets: dict[str, Street]) -> None:
        rows = BlockFace.objects.filter(collective=self.collective)
        known = set(rows.values_list("segment", "side"))
        new = []
        for face in parsed.faces:
            if (face.segment, face.side) in known:
                continue
            known.add((face.segment, face.side))
            new.append(
                BlockFace(
                    collective=self.collective,
                    street=streets[face.street],
                    side=face.side,
                    first_number=face.first,
                    last_number=face.last,
                    line=face.line,
                    segment=face.segment,
                )
            )
        self._create(BlockFace, new)
        self._step(len(parsed.faces) - len(new))
        self.counts.update(block_faces_added=len(new))
        self.counts.update(block_faces_known=len(parsed.faces) - len(new))

    def _save_doors(self, doors: list[Door], streets: dict[str, Street]) -> None:
        known = self._known_doors()
        seen: set[Address] = set()
        new, better = [], []
        for door in doors:
            address = (streets[door.street].pk, door.number, door.unit)
            if address in seen:
                self.counts["doors_repeated_in_file"] += 1
                continue
            seen.add(address)
            row = self._row(door, streets[door.street])
            if address not in known:
                new.append(row)
            elif TRUST[Origin(row.origin)] > TRUST[Origin(known[address][1])]:
                row.pk = known[address][0]
                better.append(row)
            else:
                self.counts["doors_known"] += 1
        self._create(Dwelling, new)
        Dwelling.objects.bulk_update(better, WHERE, batch_size=200)
        self._step(self.total - self.done)
        self.counts.update(doors_added=len(new), doors_improved=len(better))

    def _known_doors(self) -> dict[Address, tuple[uuid.UUID, str]]:
        rows = Dwelling.objects.filter(collective=self.collective)
        columns = rows.values_list("street_id", "number", "unit", "pk", "origin")
        return {(row[0], row[1], row[2]): (row[3], row[4]) for row in columns.iterator(BATCH)}

    def _row(self, door: Door, street: Street) -> Dwelling:
        return Dwelling(
            collective=self.collective,
            site=self.site,
            street=street,
            number=door.number,
            number_order=number_order(door.number),
            unit=door.unit,
            side=door.side,
            lat=door.lat,
            lon=door.lon,
            cell=door_cell(door.lat, door.lon),
            origin=Origin.DERIVED if door.is_derived else Origin.IMPORTED,
            source=self.source[:80],
        )

    def _create(self, model: Any, rows: list[Any]) -> None:
        for batch in batches(rows):
            model.objects.bulk_create(batch)
            self._step(len(batch))

    def _step(self, count: int) -> None:
        self.done += count
        if count:
            self.progress(min(self.done, self.total), self.total)


def batches(rows: list[Row]) -> Iterator[list[Row]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def unique_lines(lines: Iterable[Line]) -> list[Line]:
    return list({str(line): line for line in lines}.values())


def _add_lines(street: Street, lines: list[Line]) -> bool:
    """Whether the street grew."""
    known = {str(line) for line in street.lines}
    more = [line for line in lines if str(line) not in known]
    street.lines = [*street.lines, *more]
    return bool(more)


def _corners(geometry: dict[str, Any]) -> list[tuple[float, float]]:
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    return [(lat, lon) for rings in polygons for ring in rings for lon, lat in ring]
