"""The words of the mission, shown to those who have something to do there."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from barrio.accounts.enums import Role
from barrio.accounts.permissions import has_role
from barrio.ui.navigation import NavItem, register, register_account, register_search, section

DISPATCH = (Role.DISPATCHER, Role.CONFIRMER)
WALKERS = (Role.CANVASSER, Role.ORGANIZER)


def _has(*roles: str):
    def visible(request: Any) -> bool:
        collective = getattr(request, "collective", None)
        user = getattr(request, "user", None)
        return bool(collective and user) and has_role(user, collective.pk, *roles)

    return visible


def register_all() -> None:
    section("meet", url_name="people:person-list", visible=_has(Role.ORGANIZER))
    register(NavItem("doors", _("Doors"), "canvass:canvass-list", "door-open", 15, _has(*WALKERS)))
    section("struggle", url_name="web:grievances", visible=_has(Role.ORGANIZER))
    section("respond", url_name="alerts:triage", visible=_has(*DISPATCH))
    everybody = _has(*Role.values)
    section("decide", url_name="assemblies:decide", visible=everybody)
    register(NavItem("events", _("Events"), "events:event-list", "calendar-days", 45, everybody))
    label = _("Find by name, phone or e-mail")
    register_search(
        NavItem("search", label, "people:person-list", "search", 0, _has(Role.ORGANIZER))
    )
    _register_account_pages()


def _register_account_pages() -> None:
    everybody = _has(*Role.values)
    pages = [
        ("team", _("Team and invitations"), "accounts:team", "users", _has(Role.ADMINISTRATOR)),
        (
            "about",
            _("About the collective"),
            "accounts:collective-edit",
            "pencil",
            _has(Role.ADMINISTRATOR),
        ),
        ("places", _("Places"), "places:map", "map", everybody),
        (
            "audit",
            _("Who did what"),
            "web:audit",
            "scroll-text",
            _has(Role.ADMINISTRATOR, Role.CONTROLLER),
        ),
        ("devices", _("Where you are signed in"), "accounts:devices", "smartphone", everybody),
    ]
    for order, (key, label, url_name, icon, visible) in enumerate(pages):
        register_account(NavItem(key, label, url_name, icon, order, visible))
