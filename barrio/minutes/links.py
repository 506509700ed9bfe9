from django.urls import reverse
from django.utils.translation import gettext as _

from barrio.assemblies.enums import AssemblyState
from barrio.assemblies.models import Assembly


def links_of(assembly: Assembly) -> list[tuple[str, str]]:
    """The minutes of an assembly that began, the poster of one that is to come."""
    if assembly.opened_at:
        return [(_("The minutes"), reverse("minutes:read", args=[assembly.pk]))]
    if assembly.state == AssemblyState.CONVENED:
        return [(_("Poster to print"), reverse("minutes:poster", args=[assembly.pk]))]
    return []
