"""Links that higher apps put where a collective decides, and on the page of an assembly."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.functional import Promise

from barrio.assemblies.models import Assembly

AssemblyLinks = Callable[[Assembly], list[tuple[str, str]]]
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
