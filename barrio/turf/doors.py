"""Doors, and the buildings they make: what is never cut apart."""

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from barrio.turf.plane import Flat, LatLon

ONE_BUILDING = 30.0  # metres: doors of one street and number farther apart are two houses


@dataclass(frozen=True)
class Door:
    id: str
    at: LatLon
    street: str = ""
    number: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Building:
    """One or more doors that are walked together, by floor and unit."""

    doors: tuple[int, ...]
    at: Flat
    face: tuple[str, int] | None  # the street and its even or odd side


def buildings_of(doors: Sequence[Door], flat: Sequence[Flat]) -> list[Building]:
    """Doors at one point, or at one street and number near each other, together."""
    by_point: dict[Flat, list[int]] = defaultdict(list)
    for i, point in enumerate(flat):
        by_point[point].append(i)
    groups: dict[object, list[list[int]]] = defaultdict(list)
    for point, members in by_point.items():
        door = doors[members[0]]
        named = door.street and door.number
        key = (door.street.casefold(), door.number.casefold()) if named else point
        home = next((g for g in groups[key] if math.dist(flat[g[0]], point) <= ONE_BUILDING), None)
        if home is None:
            groups[key].append(list(members))
        else:
            home += members
    found = [_building(doors, flat, group) for same in groups.values() for group in same]
    return sorted(found, key=lambda building: min(building.doors))


def _building(doors: Sequence[Door], flat: Sequence[Flat], members: list[int]) -> Building:
    members = sorted(members, key=lambda i: (natural(doors[i].number), natural(doors[i].unit), i))
    return Building(tuple(members), flat[members[0]], face_of(doors[members[0]]))


def face_of(door: Door) -> tuple[str, int] | None:
    number = re.search(r"\d+", door.number)
    if not door.street:
        return None
    return door.street.casefold(), int(number[0]) % 2 if number else 2


def natural(text: str) -> list[tuple[int, int, str]]:
    """Sorts `2-B` before `10-A`, a floor before the next, and the ground floor first."""
    found = []
    for digits, letters in re.findall(r"(\d+)|([^\W\d_]+)", text.casefold()):
        found.append((1, int(digits), "") if digits else (_GROUND.get(letters, 2), 0, letters))
    return found


_GROUND = dict.fromkeys(("bajo", "bajos", "baixos", "bj", "pb", "ground", "g", "eg", "rez"), 0)
