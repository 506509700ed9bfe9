from copy import copy
from functools import lru_cache

from django import template
from django.forms import Form
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from lucide.templatetags.lucide import lucide

from barrio.core.text import in_language as text_in
from barrio.ui import assets
from barrio.ui.middleware import allow_script

register = template.Library()


@register.simple_tag
def icon(name: str, size: int = 20) -> SafeString:
    """An icon as inline SVG. It says nothing by itself: put a word beside it."""
    return _icon(str(name), int(size))


@lru_cache(maxsize=512)
def _icon(name: str, size: int) -> SafeString:
    svg = lucide(name, size=size, **{"class": "icon", "aria-hidden": "true", "focusable": "false"})
    return mark_safe(svg)  # noqa: S308 (the package draws it from its own files)


@register.filter
def for_row(form: Form, key: object) -> Form:
    """The form with ids of its own, where it stands once for each row of a list."""
    own = copy(form)
    own.auto_id = f"{form.auto_id}_{key}"
    own._bound_fields_cache = {}  # type: ignore[attr-defined]
    return own


@register.simple_tag
def asset(path: str) -> str:
    """The address of a static file, with the version that makes phones fetch a new one."""
    return assets.versioned(path)


@register.simple_tag(takes_context=True)
def import_map(context: template.Context) -> SafeString:
    """The only inline script: names for modules, allowed by its hash."""
    body = assets.import_map()
    request = context.get("request")
    if request is not None:
        allow_script(request, assets.csp_hash(body))
    return format_html('<script type="importmap">{}</script>', mark_safe(body))  # noqa: S308


STATE_ICONS = {
    "ok": "circle-check",
    "wait": "clock",
    "stop": "octagon-alert",
    "drill": "flask-conical",
    "info": "info",
    "plain": "circle",
}


@register.filter
def state_icon(state: str) -> str:
    """The icon that goes with a state, so that colour never speaks alone."""
    return STATE_ICONS.get(str(state), STATE_ICONS["plain"])


@register.filter
def message_kind(tags: str) -> str:
    """The banner for a Django message's level."""
    for level, kind in (("error", "stop"), ("warning", "wait"), ("success", "ok")):
        if level in tags:
            return kind
    return "info"


@register.simple_tag(takes_context=True)
def page_link(context: template.Context, param: str, number: int) -> str:
    """The same address with another page of the list."""
    request = context.get("request")
    query = request.GET.copy() if request is not None else QueryDict(mutable=True)
    query[param] = str(number)
    return f"?{query.urlencode()}"


@register.filter
def in_language(texts: dict[str, str]) -> str:
    """Words kept by language, in the reader's; in another where theirs are missing."""
    return text_in(texts, (get_language() or "en").split("-")[0])
