import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from barrio.comms.enums import Channel, DeliveryState, MessageState, Reach, TopicKind
from barrio.core.constraints import both_or_neither
from barrio.core.ids import uuid7
from barrio.runtime.sealed import SealedModel


class Subscriber(SealedModel):
    """Somebody who asked to be told things; with or without a person record."""

    SEALED = {"name": ""}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    person = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    language = models.CharField(_("language"), max_length=5)
    since = models.DateField()
    stopped_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(key_id=F("id")), name="comms_subscriber_own_key"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Endpoint(SealedModel):
    """A way to reach a subscriber: an address, a number, a browser. Sealed under their key."""

    # `called`: the name by which a text of one person to another addresses them.
    SEALED = {"address": "", "p256dh": "", "auth": "", "called": ""}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="endpoints")
    channel = models.CharField(max_length=5, choices=Channel.choices)
    index = models.PositiveIntegerField()
    rank = models.PositiveSmallIntegerField()  # lowest is tried first
    confirmed_on = models.DateField(null=True, blank=True)
    dead_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="comms_endpoint_known_channel"
            ),
            models.CheckConstraint(
                condition=Q(key_id=F("subscriber_id")), name="comms_endpoint_owners_key"
            ),
        ]
        indexes = [
            models.Index(fields=["collective", "channel", "index"], name="comms_endpoint_index"),
            models.Index(fields=["subscriber", "rank"], name="comms_endpoint_order"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk}"


class Subscription(models.Model):
    """A subscriber wants to hear of one topic in one cell (H3 resolution 8)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="subscriptions")
    topic = models.CharField(max_length=8, choices=TopicKind.choices)
    cell = models.CharField(max_length=16)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(topic__in=TopicKind.values), name="comms_subscription_known_topic"
            ),
            models.UniqueConstraint(
                fields=["subscriber", "topic", "cell"], name="comms_subscription_once_per_cell"
            ),
        ]
        indexes = [
            models.Index(fields=["collective", "topic", "cell"], name="comms_subscription_where")
        ]

    def __str__(self) -> str:
        return f"{self.topic} in {self.cell}"


class Message(models.Model):
    """Something to be told; its texts are rendered once per language."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    reach = models.CharField(max_length=6, choices=Reach.choices)
    topic = models.CharField(max_length=8, choices=TopicKind.choices)
    template = models.CharField(max_length=40)
    state = models.CharField(max_length=9, choices=MessageState.choices, default=MessageState.DRAFT)
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followers"
    )
    is_drill = models.BooleanField(default=False)
    lane = models.PositiveSmallIntegerField(default=2)  # 0 correction, 2 alert, 4 news
    rings = models.JSONField(default=list, blank=True)  # cells, nearest first, one list per ring
    next_ring = models.PositiveSmallIntegerField(default=0)
    composed_by = models.UUIDField(null=True, blank=True)
    composed_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reach__in=Reach.values), name="comms_message_known_reach"
            ),
            models.CheckConstraint(
                condition=Q(state__in=MessageState.values), name="comms_message_known_state"
            ),
            models.CheckConstraint(
                condition=Q(state=MessageState.DRAFT, released_at__isnull=True)
                | (~Q(state=MessageState.DRAFT) & Q(released_at__isnull=False)),
                name="comms_message_released_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(reach=Reach.SAME) | Q(follows__isnull=False),
                name="comms_message_same_people_follows",
            ),
        ]
        indexes = [
            models.Index(
                fields=["released_at"],
                condition=Q(state=MessageState.RELEASED, reach=Reach.MANY),
                name="comms_message_to_plan",
            )
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.pk}"


class MessageText(models.Model):
    """The message in one language, as it will be sent."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    message = models.ForeignKey(Message, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=5)
    title = models.CharField(max_length=120)
    body = models.CharField(max_length=1000)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message", "language"], name="comms_messagetext_once_per_language"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Release(models.Model):
    """A second person's yes to a message for many. Nothing reaches many without it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    message = models.OneToOneField(Message, models.PROTECT, related_name="release")
    composed_by = models.UUIDField()
    signed_by = models.UUIDField()
    signed_at = models.DateTimeField()
    people = models.PositiveIntegerField()  # as shown before the yes

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(composed_by=F("signed_by")),
                name="comms_release_by_a_second_person",
                violation_error_message=_("Somebody else has to release what you composed."),
            )
        ]

    def __str__(self) -> str:
        return str(self.message_id)


class Delivery(models.Model):
    """One message to one subscriber: this row is the queue."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective_id = models.UUIDField()
    message = models.ForeignKey(Message, models.PROTECT, related_name="deliveries")
    subscriber_id = models.UUIDField()
    endpoint_id = models.UUIDField(null=True, blank=True)
    language = models.CharField(max_length=5)
    lane = models.PositiveSmallIntegerField()
    ring = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(
        max_length=10, choices=DeliveryState.choices, default=DeliveryState.QUEUED
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    leased_by = models.UUIDField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message", "subscriber_id"], name="comms_delivery_once_per_person"
            ),
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="comms_delivery_known_state"
            ),
            both_or_neither("lease_until", "leased_by", name="comms_delivery_lease_has_holder"),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.SENT, sent_at__isnull=False)
                | (~Q(state=DeliveryState.SENT) & Q(sent_at__isnull=True)),
                name="comms_delivery_sent_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["lane", "ring", "id"],
                condition=Q(state__in=["queued", "leased"]),
                name="comms_delivery_open",
            ),
            models.Index(fields=["message", "state"], name="comms_delivery_progress"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"


class Reply(SealedModel):
    """What somebody texted to the group's number; sealed under their own key."""

    SEALED = {"text": ""}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    token = models.CharField(max_length=64)  # the provider's id of it, keyed
    received_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(key_id=F("person_id")), name="comms_reply_own_key"),
            models.UniqueConstraint(fields=["collective", "token"], name="comms_reply_kept_once"),
            both_or_neither("answered_at", "answered_by", name="comms_reply_answered_by_somebody"),
        ]
        indexes = [models.Index(fields=["person", "received_at"], name="comms_reply_of_person")]

    def __str__(self) -> str:
        return str(self.pk)
