from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Role(TextChoices):
    """What somebody takes care of in one assembly. None is a chair: each is for that day."""

    FACILITATOR = "facilitator", pgettext_lazy("part", "facilitates")
    TIME = "time", pgettext_lazy("part", "keeps the time")
    LIST = "list", pgettext_lazy("part", "keeps the list of speakers")
    NOTES = "notes", pgettext_lazy("part", "takes the minutes")
    INTERPRETER = "interpreter", pgettext_lazy("part", "interprets or writes captions")
    DOOR = "door", pgettext_lazy("part", "welcomes people at the door")
    CARE = "care", pgettext_lazy("part", "looks after how people are")


ONE_OF_EACH = (Role.FACILITATOR, Role.TIME, Role.LIST, Role.NOTES)
RUNS_THE_LIST = (Role.FACILITATOR, Role.LIST)
KEEPS_TIME = (Role.FACILITATOR, Role.TIME)
WRITES_CAPTIONS = (Role.NOTES, Role.INTERPRETER)


class How(TextChoices):
    DRAWN = "drawn", pgettext_lazy("part", "by lot")
    ASKED = "asked", pgettext_lazy("part", "was asked and agreed")


class Kind(TextChoices):
    """What a hand says without taking the floor."""

    LOUDER = "louder", pgettext_lazy("signal", "Louder, please")
    SLOWER = "slower", pgettext_lazy("signal", "Slower, please")
    LOST = "lost", pgettext_lazy("signal", "I cannot follow: say it again")
    LANGUAGE = "language", pgettext_lazy("signal", "I need it in my language")
    BREAK = "break", pgettext_lazy("signal", "I need a break")
