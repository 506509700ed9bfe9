from django import template

from barrio.assemblies.enums import CommissionKind

register = template.Library()


@register.filter
def commission_kind(kind: str) -> str:
    return str(CommissionKind(kind).label)
