"""What a file of places holds, before anything is known of our own tables."""

import math
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any

from barrio.core.geo import is_coordinate

Line = list[list[float]]  # [[lon, lat], ...]

LONGEST_NAME = 120
LONGEST_NUMBER = 20
GREATEST_NUMBER = 2_147_483_647
_DIGITS = re.compile(r"\d+")
_ORDINAL = re.compile(r"^\d+(st|nd|rd|th)$", re.IGNORECASE)


class CannotRead(Exception):
    """The file as a whole cannot be used; the message says how to mend it."""


class BadRow(ValueError):
    """One row cannot be used; the message is the reason."""


@dataclass(frozen=True)
class Refused:
    """A row that was left out: "line 7", "feature 3" or "way 1234", and why."""

    where: str
    reason: str


@dataclass(frozen=True)
class Door:
    street: str
    number: str
    lat: float
    lon: float
    unit: str = ""
    side: str = ""
    city: str = ""
    is_derived: bool = False


@dataclass(frozen=True)
class Shape:
    """A named polygon."""

    name: str
    geometry: dict[str, Any]


@dataclass(frozen=True)
class Face:
    """One side of a block, with the numbers it may hold, in ascending order."""

    street: str
    side: str
    first: int
    last: int
    line: Line
    segment: str


@dataclass
class Parsed:
    """Everything a file holds, and what could not be read in it."""

    kind: str
    doors: list[Door] = field(default_factory=list)
    streets: dict[str, list[Line]] = field(default_factory=lambda: defaultdict(list))
    areas: list[Shape] = field(default_factory=list)
    faces: list[Face] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    rows: int = 0
    unnamed: int = 0  # lines and polygons without a name: nothing to call them by
    outside: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.doors or self.streets or self.areas or self.faces or self.refused)


def tidy(text: object) -> str:
    """One line in composed Unicode, without the spaces and control characters around it."""
    plain = unicodedata.normalize("NFC", str(text if text is not None else ""))
    return " ".join(plain.replace("\x00", "").split())


def street_name(text: object) -> str:
    """A street's name; names in capitals alone become words: ``N 5TH ST`` is ``N 5th St``."""
    name = tidy(text)
    if not name:
        raise BadRow("no street")
    if len(name) > LONGEST_NAME:
        raise BadRow(f"the street's name is longer than {LONGEST_NAME} characters")
    return name if name != name.upper() else " ".join(_as_word(word) for word in name.split())


def _as_word(word: str) -> str:
    if _ORDINAL.match(word):
        return word.lower()
    return "-".join(part.capitalize() for part in word.split("-"))


def house_number(text: object) -> str:
    number = tidy(text)
    if number.endswith(".0") and number[:-2].isdigit():
        number = number[:-2]  # a spreadsheet took it for a decimal
    if not number:
        raise BadRow("no house number")
    if len(number) > LONGEST_NUMBER:
        raise BadRow(f"the number is longer than {LONGEST_NUMBER} characters: {number[:30]}…")
    return number


def unit_name(text: object) -> str:
    unit = tidy(text)
    if len(unit) > LONGEST_NUMBER:
        raise BadRow(f"the unit is longer than {LONGEST_NUMBER} characters: {unit[:30]}…")
    return unit


def number_order(number: str) -> int:
    """The first digits of a number, by which doors are put in order; 0 when it has none."""
    found = _DIGITS.search(number)
    return min(int(found[0]), GREATEST_NUMBER) if found else 0


def degrees(text: object, what: str) -> float:
    """A latitude or longitude; a decimal comma will do."""
    plain = tidy(text)
    try:
        value = float(plain.replace(",", "."))
    except ValueError:
        raise BadRow(f"the {what} is not a number: {plain[:30] or 'empty'}") from None
    limit = 90 if what == "latitude" else 180
    if not math.isfinite(value) or abs(value) > limit:
        raise BadRow(f"the {what} is not on earth: {plain[:30]}")
    return value


def line_of(points: object) -> Line:
    """A line checked point by point; heights are dropped."""
    try:
        line = [[float(point[0]), float(point[1])] for point in points]  # type: ignore[attr-defined]
    except (TypeError, ValueError, IndexError, KeyError):
        raise BadRow("its coordinates are not pairs of numbers") from None
    if not all(is_coordinate(lat, lon) for lon, lat in line):
        raise BadRow("a coordinate is not on earth: degrees of longitude and latitude are needed")
    return line


def tell_towns_apart(doors: list[Door]) -> list[Door]:
    """Streets of one name in several towns become several: ``Landstrasse (Vaduz)``."""
    towns: dict[str, set[str]] = defaultdict(set)
    for door in doors:
        if door.city:
            towns[door.street].add(door.city)
    return [
        replace(door, street=f"{door.street} ({door.city})"[:LONGEST_NAME])
        if door.city and len(towns[door.street]) > 1
        else door
        for door in doors
    ]
