from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Sheet(TextChoices):
    """Who signs when: on coming in, and at the end by what was decided."""

    OPENING = "opening", pgettext_lazy("minutes", "on coming in")
    CLOSING = "closing", pgettext_lazy("minutes", "at the end")


class Stance(TextChoices):
    AGREES = "agrees", pgettext_lazy("minutes", "signs")
    DISSENTS = "dissents", pgettext_lazy("minutes", "signs and dissents")


class AmendmentState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("minutes", "proposed")
    ACCEPTED = "accepted", pgettext_lazy("minutes", "part of the minutes")
    REFUSED = "refused", pgettext_lazy("minutes", "not accepted")
