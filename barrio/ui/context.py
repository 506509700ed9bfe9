"""What every page knows; templates may use these names without asking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, get_language_info

from barrio.ui import assets, navigation
from barrio.ui.colour import safe_colour

if TYPE_CHECKING:
    from django.http import HttpRequest

THEME_COOKIE = "barrio-theme"
THEMES = ("auto", "light", "dark")


def page(request: HttpRequest) -> dict[str, Any]:
    collective = getattr(request, "collective", None)
    return {
        "nav_items": navigation.items_for(request),
        "account_items": navigation.account_items_for(request),
        "search": navigation.search_for(request),
        "is_signed_in": navigation.signed_in(request),
        "account_name": _account_name(request),
        "collective_name": getattr(collective, "name", "") or "",
        "collective_brand": safe_colour(getattr(collective, "brand_colour", "") or ""),
        "is_demo": bool(getattr(settings, "DEMO", False)),
        "theme": theme_of(request),
        "language_choices": language_choices(),
        "asset_version": assets.version(),
        "current_path": request.get_full_path(),
        "home_url": _url(settings.LOGIN_REDIRECT_URL) or "/",
        "login_url": _url(settings.LOGIN_URL),
        "logout_url": _url("account_logout"),
        "is_home": request.path == (_url(settings.LOGIN_REDIRECT_URL) or "/"),
    }


def theme_of(request: HttpRequest) -> str:
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    return theme if theme in THEMES else "auto"


def language_choices() -> list[dict[str, Any]]:
    """The languages a person may choose, each by its own name."""
    active = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    return [
        {
            "code": code,
            "name": get_language_info(code)["name_local"].capitalize(),
            "current": code == active,
        }
        for code, _name in settings.LANGUAGES
    ]


def _account_name(request: HttpRequest) -> str:
    return request.user.get_username() if navigation.signed_in(request) else ""


def _url(name: str) -> str:
    """An address that may not exist yet: a page must not fall over for want of a menu line."""
    try:
        return resolve_url(name) if "/" in name else reverse(name)
    except NoReverseMatch:
        return ""
