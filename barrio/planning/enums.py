from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Phase(TextChoices):
    """In this order; each is closed by an act of the assembly."""

    DIAGNOSIS = "diagnosis", pgettext_lazy("plan", "diagnosis: what is wrong, what we have")
    PRIORITIES = "priorities", pgettext_lazy("plan", "priorities: what comes first")
    PLAN = "plan", pgettext_lazy("plan", "plan: what we could do, and what it costs")
    BUDGET = "budget", pgettext_lazy("plan", "budget: what we choose")
    EXECUTION = "execution", pgettext_lazy("plan", "execution: it is done")
    CONTROL = "control", pgettext_lazy("plan", "control: was it done as agreed")
    CLOSED = "closed", pgettext_lazy("plan", "closed")


ORDER = list(Phase)
GATHERS = (Phase.DIAGNOSIS, Phase.PRIORITIES, Phase.PLAN)  # proposals are gathered for weeks


class FindingKind(TextChoices):
    NEED = "need", pgettext_lazy("finding", "something is wrong or missing")
    STRENGTH = "strength", pgettext_lazy("finding", "something we have or can do")


class IdeaState(TextChoices):
    OPEN = "open", pgettext_lazy("proposal", "proposed")
    MERGED = "merged", pgettext_lazy("proposal", "merged into another")
    WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "withdrawn")
    CHOSEN = "chosen", pgettext_lazy("proposal", "chosen by the assembly")


class Verdict(TextChoices):
    AS_AGREED = "as_agreed", pgettext_lazy("control", "done as agreed")
    PARTLY = "partly", pgettext_lazy("control", "done in part")
    NOT = "not", pgettext_lazy("control", "not done as agreed")


def after(phase: str) -> Phase:
    """The phase that follows; the last follows itself."""
    place = ORDER.index(Phase(phase))
    return ORDER[min(place + 1, len(ORDER) - 1)]
