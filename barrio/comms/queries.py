import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Max, Min, OuterRef, Q, Subquery

from barrio.comms.enums import PURPOSES, Channel, DeliveryState, TopicKind
from barrio.comms.models import Delivery, Endpoint, Message, MessageText, Subscriber, Subscription
from barrio.people.models import Consent
from barrio.runtime.sealed import blind_index, open_all

# Messages a second that one sender hands over, for the estimate before a release. The
# provider bounds text messages; the others were measured (docs/reference/performance.md).
PER_SECOND = {Channel.PUSH: 500, Channel.EMAIL: 1000, Channel.SMS: 10}


@dataclass(frozen=True)
class Audience:
    """Whom a message would reach: each person once, by language and channel."""

    people: int
    languages: dict[str, int] = field(default_factory=dict)
    channels: dict[str, int] = field(default_factory=dict)

    @property
    def channel_names(self) -> list[tuple[str, int]]:
        """The channels in the reader's language, the one with most people first."""
        return [(str(Channel(channel).label), count) for channel, count in self.channels.items()]

    @property
    def seconds(self) -> int:
        """About how long until the last message has left."""
        slowest = [count / PER_SECOND[Channel(channel)] for channel, count in self.channels.items()]
        return max(1, round(max(slowest, default=0)))


def audience(collective_id: uuid.UUID, topic: str, cells: Iterable[str]) -> Audience:
    """Counts those who asked for `topic` in any of `cells` and can be reached."""
    first = Endpoint.objects.filter(
        subscriber=OuterRef("pk"), confirmed_on__isnull=False, dead_on__isnull=True
    ).order_by("rank")
    wanted = Subscription.objects.filter(
        collective_id=collective_id, topic=topic, cell__in=list(cells)
    ).values("subscriber")
    answers = Consent.objects.filter(
        person=OuterRef("person"), purpose=PURPOSES[TopicKind(topic)]
    ).order_by("-order")
    rows = list(
        Subscriber.objects.filter(pk__in=wanted, stopped_on__isnull=True)
        .exclude(person__do_not_contact=True)
        .exclude(person__erased_on__isnull=False)
        .annotate(answer=Subquery(answers.values("given")[:1]))
        .filter(Q(answer=True) | Q(answer__isnull=True))
        .annotate(channel=Subquery(first.values("channel")[:1]))
        .exclude(channel=None)
        .values_list("language", "channel")
    )
    languages = Counter(language for language, _channel in rows)
    channels = Counter(channel for _language, channel in rows)
    return Audience(len(rows), dict(languages.most_common()), dict(channels.most_common()))


def find_endpoint(collective_id: uuid.UUID, channel: str, address: str) -> Endpoint | None:
    """The live endpoint with exactly that address."""
    return next(iter(find_endpoints(collective_id, channel, address)), None)


def find_endpoints(collective_id: uuid.UUID, channel: str, address: str) -> list[Endpoint]:
    """All of them: people who live together share a telephone."""
    rows = Endpoint.objects.filter(
        collective_id=collective_id,
        channel=channel,
        index=blind_index(collective_id, channel, address),
        subscriber__stopped_on__isnull=True,
    ).select_related("subscriber")
    return [row for row in open_all(rows) if row.personal["address"] == address]


@dataclass(frozen=True)
class Progress:
    """How far a message's fan-out has come."""

    total: int
    waiting: int
    sent: int
    failed: int
    withdrawn: int
    acknowledged: int
    first_sent_at: datetime | None
    last_sent_at: datetime | None
    is_planned: bool
    retried: int = 0  # not taken by the provider yet, and due again

    @property
    def is_over(self) -> bool:
        return self.is_planned and not self.waiting

    @property
    def percent(self) -> int:
        return 100 * (self.total - self.waiting) // self.total if self.total else 0


def progress_of(message: Message) -> Progress:
    rows = Delivery.objects.filter(message=message)
    by_state = dict(rows.values_list("state").annotate(n=Count("pk")).order_by())
    is_retried = Q(state=DeliveryState.QUEUED) & ~Q(problem="")
    ends = rows.aggregate(
        first=Min("sent_at"),
        last=Max("sent_at"),
        seen=Count("acknowledged_at"),
        retried=Count("pk", filter=is_retried),
    )
    waiting = by_state.get(DeliveryState.QUEUED, 0) + by_state.get(DeliveryState.LEASED, 0)
    return Progress(
        total=sum(by_state.values()),
        waiting=waiting,
        sent=by_state.get(DeliveryState.SENT, 0),
        failed=by_state.get(DeliveryState.FAILED, 0),
        withdrawn=by_state.get(DeliveryState.SUPERSEDED, 0),
        acknowledged=ends["seen"],
        retried=ends["retried"],
        first_sent_at=ends["first"],
        last_sent_at=ends["last"],
        is_planned=message.next_ring >= len(message.rings) or message.state == "withdrawn",
    )


def text_in(message: Message, language: str) -> MessageText | None:
    """The message in that language, else in English, else in any."""
    texts = {text.language: text for text in message.texts.all()}
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), None)
