from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST, require_safe

from barrio.ui import assets
from barrio.ui.colour import (
    DARK_INK,
    DARK_PAPER,
    INK,
    LIGHT_PAPER,
    edge_for,
    safe_colour,
    text_on,
)
from barrio.ui.context import THEME_COOKIE, THEMES
from barrio.ui.gallery import gallery_context

A_YEAR = 365 * 24 * 3600
FOREVER = f"public, max-age={A_YEAR}, immutable"


@login_not_required
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    if not (settings.DEBUG or getattr(settings, "DEMO", False)):
        raise Http404
    return render(request, "ui/gallery.html", gallery_context())


@login_not_required
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    theme = request.POST.get("theme", "")
    if theme not in THEMES:
        return HttpResponseBadRequest()
    response = redirect(_safe_next(request))
    if theme == "auto":
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    else:
        secure = request.is_secure()
        response.set_cookie(
            THEME_COOKIE, theme, max_age=A_YEAR, samesite="Lax", httponly=True, secure=secure
        )
    return response


def _safe_next(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if safe else "/"


@login_not_required
@require_safe
@gzip_page
def styles(request: HttpRequest) -> HttpResponse:
    """Every shared style at once; the address carries the version, so phones keep it."""
    response = HttpResponse(assets.stylesheet(), content_type="text/css; charset=utf-8")
    fresh = request.GET.get("v") == assets.version()
    response["Cache-Control"] = FOREVER if fresh else "no-cache"
    return response


@login_not_required
@require_safe
def brand(request: HttpRequest, colour: str) -> HttpResponse:
    """A collective's colour as a style sheet: a strict policy allows no style in the page."""
    fill = safe_colour(f"#{colour}")
    if not fill:
        raise Http404
    text = text_on(fill)
    light, dark = edge_for(fill, LIGHT_PAPER, INK), edge_for(fill, DARK_PAPER, DARK_INK)
    css = (
        f":root,:root[data-theme]{{--brand:{fill};--on-brand:{text};--brand-edge:{light}}}\n"
        f':root[data-theme="dark"]{{--brand-edge:{dark}}}\n'
        "@media (prefers-color-scheme:dark){"
        f':root:not([data-theme="light"]){{--brand:{fill};--on-brand:{text};--brand-edge:{dark}}}}}\n'
    )
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = FOREVER
    return response
