from typing import Any

from django import template

from barrio.canvass.at_the_door import SPOKEN
from barrio.canvass.links import links_of

register = template.Library()


@register.inclusion_tag("canvass/_links.html", takes_context=True)
def door_links(context: template.Context, page: str, subject: Any = None) -> dict[str, Any]:
    """What higher apps add to a page of doors."""
    return {"links": links_of(page, context["request"].user, subject)}


@register.filter
def language_name(code: str) -> str:
    """The name of a language heard at a door."""
    return str(SPOKEN.get(code, code))
