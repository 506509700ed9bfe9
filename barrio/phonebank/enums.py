from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class BankKind(TextChoices):
    CALL = "call", _("Calls")
    TEXT = "text", _("Text messages")


class BankState(TextChoices):
    OPEN = "open", _("Under way")
    CLOSED = "closed", _("Round over")


class LineState(TextChoices):
    """Where one person of a list stands."""

    WAITING = "waiting", _("Waiting")
    CLAIMED = "claimed", _("With a volunteer")
    RESTING = "resting", _("To be called again")
    DONE = "done", _("Seen to")


class Outcome(TextChoices):
    """What came of a call, or that a text was sent."""

    SPOKE = "spoke", _("We spoke")
    NO_ANSWER = "no_answer", _("No answer")
    LEFT_MESSAGE = "left_message", _("Left a message")
    CALL_BACK = "call_back", _("Call back later")
    REFUSED = "refused", _("Does not want to talk")
    WRONG_NUMBER = "wrong_number", _("Wrong number")
    NEVER = "never", _("Asked never to be called")
    TEXTED = "texted", _("Text sent")


# Somebody answered; and it was who we were calling.
REACHED = {
    Outcome.SPOKE,
    Outcome.CALL_BACK,
    Outcome.REFUSED,
    Outcome.WRONG_NUMBER,
    Outcome.NEVER,
}


class Answer(TextChoices):
    """To what we ask leave for."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
