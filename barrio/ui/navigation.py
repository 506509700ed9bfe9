"""The six words of the mission and the account menu, filled by the apps above.

An app calls ``section("meet", url_name="people:list", visible=…)`` in ``AppConfig.ready()``.
A word shows when an app registered it and it is visible to this request; when several
apps register the same word, the first visible one by order leads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest

Visible = Callable[["HttpRequest"], bool]
BAR_SIZE = 4
HOME = "home"


def signed_in(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return bool(user and user.is_authenticated)


@dataclass(frozen=True)
class NavItem:
    key: str
    label: str | Promise
    url_name: str
    icon: str
    order: int = 100
    visible: Visible = signed_in
    in_bar: Visible = signed_in


@dataclass(frozen=True)
class Shown:
    """An item as the page needs it."""

    key: str
    label: str | Promise
    url: str
    icon: str
    current: bool
    in_bar: bool


SECTIONS: dict[str, tuple[Promise, str, int]] = {
    "meet": (_("Meet"), "door-open", 10),
    "serve": (_("Serve"), "soup", 20),
    "struggle": (_("Struggle"), "megaphone", 30),
    "respond": (_("Respond"), "siren", 40),
    "decide": (_("Decide"), "vote", 50),
    "steward": (_("Steward"), "sprout", 60),
}

_items: list[NavItem] = []
_account_items: list[NavItem] = []
_searches: list[NavItem] = []


def register(item: NavItem) -> None:
    _add(_items, item)


def register_account(item: NavItem) -> None:
    """Adds a line to the account menu."""
    _add(_account_items, item)


def register_search(item: NavItem) -> None:
    """Puts a search box at the top; the page gets what was typed as ``?q=``."""
    _add(_searches, item)


def section(
    key: str, *, url_name: str, visible: Visible = signed_in, in_bar: Visible = signed_in
) -> None:
    """Registers one of the six words with its own label, icon and place."""
    label, icon, order = SECTIONS[key]
    register(NavItem(key, label, url_name, icon, order, visible, in_bar))


def _add(items: list[NavItem], item: NavItem) -> None:
    # ready() may run twice in tests; the same item counts once.
    if not any((i.key, i.url_name) == (item.key, item.url_name) for i in items):
        items.append(item)


def items_for(request: HttpRequest) -> list[Shown]:
    chosen: dict[str, NavItem] = {}
    for item in _visible(_items, request):
        if item.key == HOME:  # stands first on every page by itself
            continue
        chosen.setdefault(item.key, item)
    barred = [item.key for item in chosen.values() if item.in_bar(request)][:BAR_SIZE]
    shown = [(item, reverse(item.url_name)) for item in chosen.values()]
    current = _current(request.path, (url for _item, url in shown))
    return [_show(item, url, current, item.key in barred) for item, url in shown]


def account_items_for(request: HttpRequest) -> list[Shown]:
    shown = [(item, reverse(item.url_name)) for item in _visible(_account_items, request)]
    current = _current(request.path, (url for _item, url in shown))
    return [_show(item, url, current, False) for item, url in shown]


def search_for(request: HttpRequest) -> dict[str, Any] | None:
    for item in _visible(_searches, request):
        return {"url": reverse(item.url_name), "label": item.label}
    return None


def _visible(items: list[NavItem], request: HttpRequest) -> list[NavItem]:
    return [i for i in sorted(items, key=lambda i: i.order) if i.visible(request)]


def _current(path: str, urls: Iterable[str]) -> str:
    """The longest address the page lies under, so that only one word is marked."""
    under = [url for url in urls if url != "/" and path.startswith(url)]
    return max(under, key=len, default="")


def _show(item: NavItem, url: str, current: str, in_bar: bool) -> Shown:
    return Shown(item.key, item.label, url, item.icon, url == current, in_bar)
