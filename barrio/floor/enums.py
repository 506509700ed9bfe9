from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Asking(TextChoices):
    """What somebody asks the floor for, in the order in which they are heard."""

    POINT = "point", _("point of order: how we are doing this")
    ANSWER = "answer", _("to answer what was just asked")
    SPEAK = "speak", _("to speak")


class Sign(TextChoices):
    """A hand in a temperature check. It is no vote and decides nothing."""

    UP = "up", pgettext_lazy("hand", "I like it")
    LEVEL = "level", pgettext_lazy("hand", "I have doubts")
    DOWN = "down", pgettext_lazy("hand", "I do not like it")
