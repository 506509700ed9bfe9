"""What comes first, what is proposed, and how far what was chosen has come."""

import uuid
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from barrio.planning.enums import IdeaState
from barrio.planning.models import POINTS, Finding, Idea, MergeOffer, Plan, Point, Step


def plans_of(collective_id: uuid.UUID) -> QuerySet[Plan]:
    return Plan.objects.filter(collective=collective_id).select_related("act")


def findings_of(plan: Plan) -> QuerySet[Finding]:
    """With `given`, the points: the most first."""
    return plan.findings.annotate(given=Count("points")).order_by("-given", "at")


def points_left(plan: Plan, person_id: uuid.UUID) -> int:
    return POINTS - Point.objects.filter(finding__plan=plan, person=person_id).count()


def ideas_of(plan: Plan, *states: str) -> QuerySet[Idea]:
    """With `backed`, how many support it: the most first."""
    rows = plan.ideas.filter(state__in=states) if states else plan.ideas.all()
    return rows.annotate(backed=Count("supports")).order_by("-backed", "number")


def to_be_chosen(plan: Plan) -> list[Idea]:
    """Those that stand and have a cost."""
    return list(ideas_of(plan, IdeaState.OPEN).filter(cost__isnull=False))


def offers_to(idea: Idea) -> QuerySet[MergeOffer]:
    """That wait for the answer of its author."""
    return idea.offered.filter(accepted__isnull=True).select_related("idea")


@dataclass(frozen=True)
class Progress:
    """Of the work of what was chosen."""

    steps: int
    done: int
    late: int
    cost: int
    spent: int

    @property
    def percent(self) -> int:
        return 100 * self.done // self.steps if self.steps else 0


def progress(plan: Plan, today: date) -> Progress:
    chosen = list(ideas_of(plan, IdeaState.CHOSEN))
    steps = list(Step.objects.filter(idea__in=chosen))
    return Progress(
        steps=len(steps),
        done=sum(step.done_on is not None for step in steps),
        late=sum(step.done_on is None and step.due_on < today for step in steps),
        cost=sum(idea.cost or 0 for idea in chosen),
        spent=sum(step.spent or 0 for step in steps),
    )
