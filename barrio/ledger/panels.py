"""What higher apps put on the pages of the books: what waits, and what belongs to a project."""

from collections.abc import Callable

from django.http import HttpRequest

from barrio.accounts.models import Collective
from barrio.ledger.models import Book, Entry, Project

Waiting = Callable[[HttpRequest, Collective], list[tuple[str, str]]]
Links = Callable[[HttpRequest, Book], list[tuple[str, str]]]
OfProject = Callable[[HttpRequest, Project], list[tuple[str, str]]]
OfEntry = Callable[[Entry], list[tuple[str, str]]]
_waiting: list[Waiting] = []
_links: list[Links] = []
_of_projects: list[OfProject] = []
_of_entries: list[OfEntry] = []


def register_waiting(found: Waiting) -> None:
    """`found` gives sentences and addresses of what the reader has to do."""
    if found not in _waiting:
        _waiting.append(found)


def waiting(request: HttpRequest, collective: Collective) -> list[tuple[str, str]]:
    return [pair for found in _waiting for pair in found(request, collective)]


def register_links(found: Links) -> None:
    """`found` gives labels and addresses on the page of a book."""
    if found not in _links:
        _links.append(found)


def links_of(request: HttpRequest, book: Book) -> list[tuple[str, str]]:
    return [pair for found in _links for pair in found(request, book)]


def register_project_part(found: OfProject) -> None:
    """`found` gives labels and addresses on the page of a project."""
    if found not in _of_projects:
        _of_projects.append(found)


def parts_of(request: HttpRequest, project: Project) -> list[tuple[str, str]]:
    return [pair for found in _of_projects for pair in found(request, project)]


def register_behind(found: OfEntry) -> None:
    """`found` gives labels and addresses of what an entry was written for."""
    if found not in _of_entries:
        _of_entries.append(found)


def behind(entry: Entry) -> list[tuple[str, str]]:
    return [pair for found in _of_entries for pair in found(entry)]
