from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from barrio.assemblies.models import Act
from barrio.offices.models import Commission


def standing_on(act: Act) -> list[tuple[str, str]]:
    """Commissions that the act founded, or in which it seated somebody."""
    rows = Commission.objects.filter(Q(act=act) | Q(terms__act=act)).distinct()
    return [
        (
            _("Commission: %(name)s") % {"name": row.name_in(get_language() or "en")},
            reverse("offices:commission-read", args=[row.pk]),
        )
        for row in rows
    ]
