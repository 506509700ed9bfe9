"""Links that higher apps put on the page where a collective decides."""

from django.urls import reverse
from django.utils.functional import Promise

_links: list[tuple[str | Promise, str]] = []


def register_link(label: str | Promise, url_name: str) -> None:
    """For everybody of the collective."""
    if (label, url_name) not in _links:
        _links.append((label, url_name))


def links() -> list[tuple[str, str]]:
    """Label and address."""
    return [(str(label), reverse(url_name)) for label, url_name in _links]
