from django.urls import reverse
from django.utils.translation import gettext as _

from barrio.assemblies.models import Act
from barrio.federation.models import Delegation, Link, Mandate


def standing_on(act: Act) -> list[tuple[str, str]]:
    """Links and delegates that rest on the act, and mandates given by it."""
    links = {link.pk: link for link in Link.objects.filter(act=act).select_related("sister")}
    rows = Delegation.objects.filter(act=act).select_related("link__sister")
    links |= {row.link_id: row.link for row in rows}
    found = [
        (
            _("Linked to %(name)s") % {"name": link.sister.name},
            reverse("federation:link-read", args=[link.pk]),
        )
        for link in links.values()
    ]
    mandates = Mandate.objects.filter(act=act).values_list("item_id", flat=True).distinct()
    return found + [
        (_("A mandate for our delegates"), reverse("federation:item-read", args=[item_id]))
        for item_id in mandates
    ]
