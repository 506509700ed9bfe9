from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Way(TextChoices):
    """Where the other body stands, seen from ours."""

    UP = "up", _("above us")
    DOWN = "down", _("below us")


class LinkState(TextChoices):
    ASKED = "asked", pgettext_lazy("link", "asked, not answered yet")
    LINKED = "linked", pgettext_lazy("link", "linked")
    ENDED = "ended", pgettext_lazy("link", "ended")


class Kind(TextChoices):
    """What a document says. The first five go up, the others down."""

    JOIN = "join", _("asks to be linked")
    DELEGATES = "delegates", _("names its delegates")
    MANDATE = "mandate", _("gives its delegates a mandate")
    RATIFICATION = "ratification", _("answers an act from above")
    PROPOSAL = "proposal", _("proposes")
    ANSWER = "answer", _("answers who asked to be linked")
    AGENDA = "agenda", _("tells what will be decided")
    RESULT = "result", _("tells how it was decided")
    BINDING = "binding", _("tells whether an act binds")
    TAKEN_UP = "taken_up", _("tells what became of a proposal")
    LEAVE = "leave", _("leaves")


class Strength(TextChoices):
    """How far delegates may decide by themselves."""

    BOUND = "bound", pgettext_lazy("mandate", "bound: they vote as we decided")
    GUIDED = "guided", pgettext_lazy("mandate", "guided: they know what we think and weigh it")
    FREE = "free", pgettext_lazy("mandate", "free: they decide and tell us why")


class DelegationEnd(TextChoices):
    RECALLED = "recalled", pgettext_lazy("delegate", "recalled by the assembly")
    RESIGNED = "resigned", pgettext_lazy("delegate", "resigned")
    REPLACED = "replaced", pgettext_lazy("delegate", "somebody else was named")
    LEFT = "left", pgettext_lazy("delegate", "the link ended")


class Standing(TextChoices):
    """Whether an act from above binds."""

    AWAITING = "awaiting", pgettext_lazy("act", "awaits ratification below")
    BINDING = "binding", pgettext_lazy("act", "binds")
    REJECTED = "rejected", pgettext_lazy("act", "rejected below: it does not bind")


class Reply(TextChoices):
    PENDING = "pending", pgettext_lazy("ratification", "not answered yet")
    RATIFIED = "ratified", pgettext_lazy("ratification", "ratified")
    REJECTED = "rejected", pgettext_lazy("ratification", "rejected")


class ProposalState(TextChoices):
    SENT = "sent", pgettext_lazy("proposal", "sent, not answered yet")
    TAKEN_UP = "taken_up", pgettext_lazy("proposal", "on the agenda")
    DECLINED = "declined", pgettext_lazy("proposal", "not taken up")
