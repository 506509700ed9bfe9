from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class TermEnd(TextChoices):
    """Why a term ended before its time; nothing: it runs to its last day."""

    RESIGNED = "resigned", pgettext_lazy("office", "resigned")
    RECALLED = "recalled", pgettext_lazy("office", "recalled by the assembly")
    PROMOTED = "promoted", pgettext_lazy("office", "took a seat that had fallen vacant")
    LEFT_ROLL = "left_roll", pgettext_lazy("office", "left the roll")
    DISSOLVED = "dissolved", pgettext_lazy("office", "the commission was dissolved")


class Ground(TextChoices):
    """What a recall is asked for."""

    AGAINST_ACTS = "against_acts", pgettext_lazy("recall", "acted against what we decided")
    ACCOUNTS = "accounts", pgettext_lazy("recall", "gave no account of the work or the money")
    ALONE = "alone", pgettext_lazy("recall", "decided alone what was for the assembly")
    ABSENT = "absent", pgettext_lazy("recall", "does not come or does not do the work")
    OTHER = "other", pgettext_lazy("recall", "another reason")


class PetitionState(TextChoices):
    OPEN = "open", pgettext_lazy("petition", "collects signatures")
    REACHED = "reached", pgettext_lazy("petition", "the assembly decides")
    WITHDRAWN = "withdrawn", pgettext_lazy("petition", "withdrawn")
    CARRIED = "carried", pgettext_lazy("petition", "recalled")
    LOST = "lost", pgettext_lazy("petition", "the assembly did not recall")
    OVER = "over", pgettext_lazy("petition", "the term ended by itself")
