"""Votes given to somebody who can come: written down at the table."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from barrio.assemblies.actions import proxies
from barrio.assemblies.enums import AssemblyState
from barrio.assemblies.forms import GiverForm, ProxyForm
from barrio.assemblies.permissions import get_assembly_to_keep, get_proxy_to_keep
from barrio.assemblies.queries import at_the_door, given_proxies, voter_of
from barrio.assemblies.views.common import done, now_by, show


@require_safe
def proxy_list(request: HttpRequest, assembly_id: str) -> HttpResponse:
    """Who gave their vote to whom; first the one who gives is found, then the one who holds."""
    assembly = get_assembly_to_keep(request.user, assembly_id)
    asked = request.GET.get("q", "").strip()[:100]
    found = [row for row in at_the_door(assembly, asked) if row.may_vote]
    chosen = GiverForm(request.GET)
    giver = voter_of(assembly, chosen.cleaned_data["giver"]) if chosen.is_valid() else None
    context = {
        "assembly": assembly,
        "title": assembly.title_in(request.LANGUAGE_CODE),
        "is_ahead": assembly.state in (AssemblyState.CONVENED, AssemblyState.OPEN),
        "given": given_proxies(assembly),
        "asked": asked,
        "giver": giver,
        "rows": [row for row in found if giver is None or row.person.pk != giver.pk],
    }
    return show(request, assembly.collective, "proxy_list", context)


@require_POST
def proxy_give(request: HttpRequest, assembly_id: str) -> HttpResponse:
    assembly = get_assembly_to_keep(request.user, assembly_id)
    form = ProxyForm(request.POST)

    def give() -> None:
        if not form.is_valid():
            raise proxies.MayNotVote(_("Choose who gives their vote, and who holds it."))
        said = form.cleaned_data
        proxies.give_proxy(
            assembly=assembly, giver_id=said["giver"], holder_id=said["holder"], **now_by(request)
        )

    return done(
        request,
        give,
        "assemblies:proxy-list",
        _("Written down. Keep the paper they signed."),
        assembly_id=assembly.pk,
    )


@require_POST
def proxy_end(request: HttpRequest, proxy_id: str) -> HttpResponse:
    proxy = get_proxy_to_keep(request.user, proxy_id)
    return done(
        request,
        lambda: proxies.end_proxy(proxy=proxy, **now_by(request)),
        "assemblies:proxy-list",
        assembly_id=proxy.assembly_id,
    )
