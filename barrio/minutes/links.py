from django.urls import reverse
from django.utils.translation import gettext as _

from barrio.assemblies.enums import AssemblyState
from barrio.assemblies.models import Assembly


def links_of(assembly: Assembly) -> list[tuple[str, str]]:
    """The minutes of an assembly that began, the poster of one that is to come."""
    found = []
    if assembly.opened_at:
        found.append((_("The minutes"), reverse("minutes:read", args=[assembly.pk])))
    if assembly.state == AssemblyState.CONVENED:
        found.append((_("Poster to print"), reverse("minutes:poster", args=[assembly.pk])))
    if assembly.state in (AssemblyState.CONVENED, AssemblyState.OPEN):
        found.append((_("The roll on paper"), reverse("minutes:roll-key", args=[assembly.pk])))
    return found
