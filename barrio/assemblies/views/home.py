from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from barrio.accounts.guards import for_roles
from barrio.assemblies.enums import AssemblyState, RulesState
from barrio.assemblies.links import links
from barrio.assemblies.models import Assembly, RuleSet
from barrio.assemblies.permissions import can_keep, can_keep_roll
from barrio.assemblies.queries import acts_of, carried_out, open_duties
from barrio.assemblies.views.common import show
from barrio.core.clock import local_date, now


@require_safe
@for_roles()
def decide(request: HttpRequest) -> HttpResponse:
    """What is coming, what was decided, and whether it is carried out."""
    collective = request.collective
    rows = Assembly.objects.filter(collective=collective).select_related("rule_set", "snapshot")
    ahead = rows.filter(state__in=[AssemblyState.OPEN, AssemblyState.CONVENED])
    context = {
        "ahead": ahead.order_by("starts_at"),
        "over": rows.exclude(pk__in=ahead.values("pk")).order_by("-starts_at")[:10],
        "rules": RuleSet.objects.filter(collective=collective, state=RulesState.IN_FORCE).first(),
        "acts": acts_of(collective.pk)[:5],
        "carried": carried_out(collective.pk, local_date(now(), collective.time_zone)),
        "duties": open_duties(collective.pk)[:20],
        "today": local_date(now(), collective.time_zone),
        "keeps": can_keep(request.user, collective.pk),
        "links": links(),
        "keeps_roll": can_keep_roll(request.user, collective.pk),
    }
    return show(request, collective, "decide", context)
