from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Result(TextChoices):
    """What came of a knock."""

    NOT_HOME = "not_home", _("Not home")
    SPOKE = "spoke", _("Spoke")
    REFUSED = "refused", _("Refused")
    COME_BACK = "come_back", _("Come back")


class CanvassState(TextChoices):
    OPEN = "open", _("Under way")
    CLOSED = "closed", _("Closed")


class CuttingState(TextChoices):
    """How far a cut into many turfs is, which the worker makes."""

    WAITING = "waiting", _("Being cut")
    DONE = "done", _("Cut")
    FAILED = "failed", _("Stopped")


class Mark(TextChoices):
    """What a visit says of the door itself, for whoever comes next."""

    DO_NOT_KNOCK = "do_not_knock", _("They asked us not to knock again")
    DOG = "dog", _("Loose dog")
    UNSAFE = "unsafe", _("Not safe alone")


# How a door stands on the map, by what came of the last knock.
MAP_STATES = {
    "": "todo",
    Result.NOT_HOME: "todo",
    Result.SPOKE: "done",
    Result.COME_BACK: "later",
    Result.REFUSED: "no",
}
