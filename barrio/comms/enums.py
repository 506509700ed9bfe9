from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    PUSH = "push", _("Notification on the phone")
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text message")


class TopicKind(TextChoices):
    ALERTS = "alerts", _("Emergency alerts")
    NEWS = "news", _("Meetings and events")


# The purpose of consent (people) under which each topic is sent.
PURPOSES = {TopicKind.ALERTS: "alerts", TopicKind.NEWS: "organising"}


# The template of a text that one person sends to one other, by hand.
DIRECT = "direct"


class Reach(TextChoices):
    """Whom a message may reach; the database holds it to that."""

    SINGLE = "single", _("One person")
    MANY = "many", _("Many, released by a second person")
    SAME = "same", _("Those who got the message it follows")


class MessageState(TextChoices):
    DRAFT = "draft", _("Draft")
    RELEASED = "released", _("Released")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class DeliveryState(TextChoices):
    QUEUED = "queued", _("Waiting")
    LEASED = "leased", _("Being sent")
    SENT = "sent", _("Handed over")
    FAILED = "failed", _("Could not be delivered")
    SUPERSEDED = "superseded", _("Not sent: withdrawn")


# What may follow what; a sender that dies leaves `leased`, which another takes over.
NEXT_STATES = {
    DeliveryState.QUEUED: {DeliveryState.LEASED, DeliveryState.SUPERSEDED},
    DeliveryState.LEASED: {
        DeliveryState.LEASED,
        DeliveryState.QUEUED,
        DeliveryState.SENT,
        DeliveryState.FAILED,
    },
    DeliveryState.SENT: set(),
    DeliveryState.FAILED: set(),
    DeliveryState.SUPERSEDED: set(),
}

CHANNEL_RANK = {Channel.PUSH: 0, Channel.SMS: 1, Channel.EMAIL: 2}
