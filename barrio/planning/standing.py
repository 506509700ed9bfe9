from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from barrio.assemblies.models import Act
from barrio.planning.models import Plan


def standing_on(act: Act) -> list[tuple[str, str]]:
    """Plans that the act began, of which it closed a phase, or in which it chose something."""
    rows = Plan.objects.filter(Q(act=act) | Q(closings__act=act) | Q(ideas__act=act)).distinct()
    return [
        (
            _("Plan: %(title)s") % {"title": row.title_in(get_language() or "en")},
            reverse("planning:plan-read", args=[row.pk]),
        )
        for row in rows
    ]
