"""Links that higher apps put on the pages of doors: a list, a canvass, a turf."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

# Gets the reader and what the page shows (None on the list); gives an address, or "" for none.
Address = Callable[[Any, Any], str]


@dataclass(frozen=True)
class Link:
    label: str | Promise
    address: Address


_links: dict[str, list[Link]] = {"doors": [], "canvass": [], "turf": []}


def register_link(page: str, label: str | Promise, address: Address) -> None:
    _links[page].append(Link(label, address))


def links_of(page: str, user: Any, subject: Any = None) -> list[tuple[str, str]]:
    """Label and address of each link that the reader may follow."""
    found = [(str(link.label), link.address(user, subject)) for link in _links[page]]
    return [(label, address) for label, address in found if address]
