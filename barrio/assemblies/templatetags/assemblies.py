from django import template

from barrio.assemblies import watching
from barrio.assemblies.enums import CommissionKind
from barrio.assemblies.models import Act

register = template.Library()


@register.filter
def commission_kind(kind: str) -> str:
    return str(CommissionKind(kind).label)


@register.filter
def undone_by(act: Act) -> Act | None:
    return watching.undone_by(act)
