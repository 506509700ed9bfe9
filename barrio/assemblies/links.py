"""Links that higher apps put where a collective decides, and on the page of an assembly."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise

from barrio.assemblies.models import Act, Assembly, HallPass, RollEntry
from barrio.people.models import Person

AssemblyLinks = Callable[[Assembly], list[tuple[str, str]]]
HallLinks = Callable[[HallPass, str], list[tuple[str, str]]]
WallPart = Callable[[Assembly], dict[str, Any]]
Standing = Callable[[Act], list[tuple[str, str]]]
_standing: list[Standing] = []
_of_the_roll: list[tuple[str | Promise, str]] = []
_of_the_missing: list[tuple[str | Promise, str]] = []
_of_entries: list[tuple[str | Promise, str]] = []
_foundings: list[tuple[str | Promise, str]] = []
_of_halls: list[HallLinks] = []
_wall_parts: list[tuple[str, WallPart]] = []
_of_assemblies: list[AssemblyLinks] = []
_links: list[tuple[str | Promise, str]] = []


def register_link(label: str | Promise, url_name: str) -> None:
    """For everybody of the collective."""
    if (label, url_name) not in _links:
        _links.append((label, url_name))


def links() -> list[tuple[str, str]]:
    """Label and address."""
    return [(str(label), reverse(url_name)) for label, url_name in _links]


def register_assembly_link(found: AssemblyLinks) -> None:
    """`found` gives labels and addresses for everybody who may read the assembly."""
    if found not in _of_assemblies:
        _of_assemblies.append(found)


def links_of(assembly: Assembly) -> list[tuple[str, str]]:
    return [pair for found in _of_assemblies for pair in found(assembly)]


def register_hall_link(found: HallLinks) -> None:
    """`found` gives labels and addresses for whoever holds the pass with that token."""
    if found not in _of_halls:
        _of_halls.append(found)


def links_of_hall(hall_pass: HallPass, token: str) -> list[tuple[str, str]]:
    return [pair for found in _of_halls for pair in found(hall_pass, token)]


def register_wall_part(template: str, content: WallPart) -> None:
    """On the wall of the hall: the template, with what `content` says as `part`."""
    if (template, content) not in _wall_parts:
        _wall_parts.append((template, content))


def wall_parts(assembly: Assembly) -> list[tuple[str, dict[str, Any]]]:
    return [(template, content(assembly)) for template, content in _wall_parts]


def register_founding(label: str | Promise, url_name: str) -> None:
    """What an act can bring about, and the page where a keeper does it."""
    if (label, url_name) not in _foundings:
        _foundings.append((label, url_name))


def foundings() -> list[tuple[str, str]]:
    return [(str(label), reverse(url_name)) for label, url_name in _foundings]


def register_standing(found: Standing) -> None:
    """`found` gives labels and addresses of what stands on an act."""
    if found not in _standing:
        _standing.append(found)


def register_roll_link(label: str | Promise, url_name: str) -> None:
    """On the page of the roll, for who keeps it."""
    if (label, url_name) not in _of_the_roll:
        _of_the_roll.append((label, url_name))


def roll_links() -> list[tuple[str, str]]:
    return [(str(label), reverse(url_name)) for label, url_name in _of_the_roll]


def register_entry_link(label: str | Promise, url_name: str) -> None:
    """Beside somebody on the roll; the page takes the id of their entry."""
    if (label, url_name) not in _of_entries:
        _of_entries.append((label, url_name))


def entry_links(entry: RollEntry) -> list[tuple[str, str]]:
    return [(str(label), reverse(url_name, args=[entry.pk])) for label, url_name in _of_entries]


def register_missing_link(label: str | Promise, url_name: str) -> None:
    """Beside somebody who is not on the roll; the page takes their id."""
    if (label, url_name) not in _of_the_missing:
        _of_the_missing.append((label, url_name))


def missing_links(person: Person) -> list[tuple[str, str]]:
    return [
        (str(label), reverse(url_name, args=[person.pk])) for label, url_name in _of_the_missing
    ]


def standing_on(act: Act) -> list[tuple[str, str]]:
    return [pair for found in _standing for pair in found(act)]
