from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from barrio.accounts.permissions import has_role
from barrio.alerts.permissions import TRIAGE_ROLES
from barrio.assemblies.models import Act
from barrio.undertakings.models import Undertaking


def standing_on(act: Act) -> list[tuple[str, str]]:
    """What the act began and no other has ended."""
    rows = Undertaking.objects.filter(act=act, ended_by__isnull=True)
    return [
        (
            f"{str(row.get_kind_display()).capitalize()}: {row.title_in(get_language() or 'en')}",
            reverse("undertakings:undertaking-read", args=[row.pk]),
        )
        for row in rows
    ]


def parts_of_network(undertaking: Undertaking, user: Any) -> list[tuple[str, str]]:
    """Where reports are checked and alerts released, for those who do it."""
    if not has_role(user, undertaking.collective_id, *TRIAGE_ROLES):
        return []
    return [(_("Reports and alerts"), reverse("alerts:triage"))]
