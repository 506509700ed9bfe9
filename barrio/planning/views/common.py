"""What the pages of plans do alike."""

from typing import Any

from barrio.assemblies.views.common import shows
from barrio.planning import actions
from barrio.planning.forms import ProposeForm
from barrio.planning.models import Finding, Idea, Plan

show = shows("planning")


def propose(plan: Plan, form: ProposeForm, author_id: Any, who: dict[str, Any]) -> Idea:
    said = form.said()
    finding = Finding.objects.filter(pk=said.pop("finding"), plan=plan).first()
    return actions.propose(plan=plan, author_id=author_id, finding=finding, **said, **who)
