from django import template
from django.utils.translation import get_language

from barrio.assemblies.enums import CommissionKind
from barrio.core.text import in_language as text_in

register = template.Library()


@register.filter
def in_language(texts: dict[str, str]) -> str:
    """Words kept by language, in the reader's; in another where theirs are missing."""
    return text_in(texts, (get_language() or "en").split("-")[0])


@register.filter
def commission_kind(kind: str) -> str:
    return str(CommissionKind(kind).label)
