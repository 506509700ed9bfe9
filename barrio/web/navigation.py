"""The words of the mission, shown to those who have something to do there."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from barrio.accounts.enums import Role
from barrio.accounts.permissions import has_role
from barrio.ui.navigation import NavItem, register


def _has(*roles: str):
    def visible(request: HttpRequest) -> bool:
        collective = getattr(request, "collective", None)
        return collective is not None and has_role(request.user, collective.pk, *roles)

    return visible


def register_all() -> None:
    register(NavItem("home", _("Home"), "web:home", "house", 0, _has(*Role.values)))
    register(NavItem("meet", _("Meet"), "people:person-list", "users", 10, _has(Role.ORGANIZER)))
    register(
        NavItem(
            "doors", _("Doors"), "canvass:canvass-list", "door-open", 15,
            _has(Role.ORGANIZER, Role.CANVASSER),
        )
    )  # fmt: skip
    register(NavItem("struggle", _("Struggle"), "web:grievances", "megaphone", 30, _has(Role.ORGANIZER)))
    register(
        NavItem(
            "respond", _("Respond"), "alerts:triage", "siren", 40,
            _has(Role.DISPATCHER, Role.CONFIRMER),
        )
    )  # fmt: skip
    register(
        NavItem("team", _("Team"), "accounts:team", "shield", 60, _has(Role.ADMINISTRATOR))
    )
