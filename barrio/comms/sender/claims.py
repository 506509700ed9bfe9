"""Claiming deliveries and recording what came of them; run in the sender's database thread."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from barrio.comms.actions.messages import plan_next_ring
from barrio.comms.channels.outcome import Outcome, Verdict
from barrio.comms.enums import DIRECT, DeliveryState, MessageState, Reach
from barrio.comms.letter import Content, Letter
from barrio.comms.links import links_key, make_token
from barrio.comms.models import Delivery, Endpoint, Message
from barrio.comms.queries import text_in
from barrio.core import crypto
from barrio.runtime.keyring import keyring

# Seconds until the next try. An outage of hours loses nothing: a message that is of no use
# any more ends by its own expiry, any other after about a day.
BACKOFF = (3, 10, 30, 90, 90, 90, 90, 90, 300)
OTHER_WAY_AFTER = 8
MOST_TRIES = 300
_ENDPOINT = Endpoint._meta.label_lower

_CLAIM = """
    UPDATE comms_delivery SET state = 'leased', leased_by = %(me)s, lease_until = %(until)s
    WHERE id IN (
        SELECT d.id FROM comms_delivery d
        WHERE d.state IN ('queued', 'leased') AND d.due_at <= %(now)s
            AND (d.state = 'queued' OR d.lease_until < %(now)s)
        ORDER BY d.lane, d.ring, d.id LIMIT %(limit)s {lock}
    )
    RETURNING id
"""


def claim(me: uuid.UUID, limit: int, *, lease: timedelta, at: datetime) -> list[str]:
    """Takes up to `limit` open deliveries, most urgent first, for as long as the lease.

    Ids are 32 hexadecimal digits throughout the sender, on both databases: making a UUID
    object of each was a quarter of its work.
    """
    postgres = connection.vendor == "postgresql"
    adapt = connection.ops.adapt_datetimefield_value
    sql = _CLAIM.format(lock="FOR UPDATE SKIP LOCKED" if postgres else "")
    values = {
        "me": me if postgres else me.hex,
        "until": adapt(at + lease),
        "now": adapt(at),
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [_hex(row[0]) for row in cursor.fetchall()]


def _hex(value: object) -> str:
    return value if isinstance(value, str) else value.hex  # type: ignore[attr-defined]


def _dashed(digits: str) -> str:
    """As `str(UUID)` writes it."""
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def give_back(me: uuid.UUID, ids: Sequence[str]) -> None:
    """Puts what was claimed and not handed over back at once (a clean stop)."""
    Delivery.objects.filter(pk__in=ids, leased_by=me, state=DeliveryState.LEASED).update(
        state=DeliveryState.QUEUED, lease_until=None, leased_by=None
    )


class Contents:
    """Messages already read, by message and language."""

    def __init__(self) -> None:
        self._by_key: dict[tuple[str, str], Content | None] = {}

    def get(self, message_id: str, language: str) -> Content | None:
        key = (message_id, language)
        if key not in self._by_key:
            if len(self._by_key) > 500:
                self._by_key.clear()
            self._by_key[key] = _read_content(message_id, language)
        return self._by_key[key]


def _read_content(message_id: str, language: str) -> Content | None:
    message = (
        Message.objects.select_related("collective").prefetch_related("texts").get(pk=message_id)
    )
    text = text_in(message, language)
    if text is None:
        return None
    return Content(
        message_id=message.pk,
        language=text.language,
        title=text.title,
        body=text.body,
        sender_name=message.collective.name,
        is_drill=message.is_drill,
        is_urgent=message.lane <= 2,
        expires_at=message.expires_at,
        is_direct=message.template == DIRECT,
    )


_OPEN = """
    SELECT d.id, d.subscriber_id, d.message_id, d.language, d.attempts, m.state,
        e.id, e.collective_id, e.key_id, e.channel, e.sealed
    FROM comms_delivery d JOIN comms_message m ON m.id = d.message_id
        LEFT JOIN comms_endpoint e ON e.id = d.endpoint_id AND e.dead_on IS NULL
    WHERE d.id IN ({marks}) ORDER BY d.lane, d.ring, d.id
"""


def open_letters(
    ids: Sequence[str], contents: Contents, *, at: datetime
) -> tuple[list[Letter], list[tuple[str, str]]]:
    """The claimed deliveries with their addresses opened, and those that cannot be sent."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN.format(marks=", ".join(["%s"] * len(ids))), list(ids))
        rows = cursor.fetchall()
    data_keys = keyring.keys_by_hex([_hex(row[8]) for row in rows if row[8]])
    letters, unsendable, links = [], [], links_key()
    for pk, subscriber, message_id, language, attempts, state, *endpoint in rows:
        content = contents.get(_hex(message_id), language)
        data_key = data_keys.get(_hex(endpoint[2])) if endpoint[2] else None
        problem = _problem(data_key is not None, content, state, at)
        if problem or content is None or data_key is None:
            unsendable.append((_hex(pk), problem))
            continue
        delivery = _hex(pk), _hex(subscriber), attempts
        letters.append(_letter(delivery, endpoint, data_key, content, links))
    return letters, unsendable


def _letter(
    delivery: tuple[str, str, int],
    endpoint: Sequence[Any],
    data_key: bytes,
    content: Content,
    links: bytes,
) -> Letter:
    pk, subscriber, attempts = delivery
    endpoint_id, collective_id, _key_id, channel, sealed = endpoint
    place = f"{_dashed(_hex(collective_id))}|{_ENDPOINT}|{_dashed(_hex(endpoint_id))}|sealed|1"
    values = crypto.unpack(crypto.open_sealed(data_key, sealed, aad=place))
    return Letter(
        delivery_id=pk,
        subscriber_id=subscriber,
        endpoint_id=_hex(endpoint_id),
        channel=channel,
        address=values["address"],
        p256dh=values.get("p256dh", ""),
        auth=values.get("auth", ""),
        content=content,
        attempts=attempts,
        token=make_token("delivery", pk, links),
        stop_token=make_token("subscriber", subscriber, links),
        called=values.get("called", ""),
    )


def _problem(is_reachable: bool, content: Content | None, state: str, at: datetime) -> str:
    if state == MessageState.WITHDRAWN:
        return "withdrawn"
    if content is None or not is_reachable:
        return "no way to reach"
    if content.expires_at and content.expires_at <= at:
        return "expired"
    return ""


_SENT = """
    UPDATE comms_delivery SET state = 'sent', sent_at = %s, attempts = attempts + 1,
        lease_until = NULL, leased_by = NULL, problem = ''
    WHERE state <> 'sent' AND id IN ({marks})
"""


@transaction.atomic
def record_outcomes(
    me: uuid.UUID, outcomes: Sequence[tuple[Letter, Outcome]], *, at: datetime
) -> None:
    """Writes down what came of hand-overs: the sent in one statement, the others one by one."""
    sent = [letter.delivery_id for letter, outcome in outcomes if outcome.verdict is Verdict.SENT]
    if sent:
        sql = _SENT.format(marks=", ".join(["%s"] * len(sent)))
        with connection.cursor() as cursor:
            cursor.execute(sql, [connection.ops.adapt_datetimefield_value(at), *sent])
    for letter, outcome in outcomes:
        if outcome.verdict is Verdict.RETRY:
            _retry(me, letter, outcome, at)
        elif outcome.verdict is Verdict.DEAD:
            _next_endpoint(me, letter, outcome, at)


def _retry(me: uuid.UUID, letter: Letter, outcome: Outcome, at: datetime) -> None:
    wait = BACKOFF[min(letter.attempts, len(BACKOFF) - 1)]
    is_stuck = letter.attempts >= OTHER_WAY_AFTER and not letter.content.is_direct
    is_stuck = is_stuck and _others(letter).exists()
    if is_stuck or letter.attempts >= MOST_TRIES:
        return _next_endpoint(me, letter, outcome, at)
    _mine(me, letter).update(
        state=DeliveryState.QUEUED,
        due_at=at + timedelta(seconds=wait),
        attempts=letter.attempts + 1,
        lease_until=None,
        leased_by=None,
        problem=outcome.problem[:30],
    )
    return None


def _next_endpoint(me: uuid.UUID, letter: Letter, outcome: Outcome, at: datetime) -> None:
    """Marks a dead address and moves the delivery to the person's next one, or fails it."""
    if outcome.verdict is Verdict.DEAD:
        Endpoint.objects.filter(pk=letter.endpoint_id).update(dead_on=at.date())
    # A text of one person to another goes by the number it was written for, or not at all.
    other = None if letter.content.is_direct else _others(letter).order_by("rank").first()
    state = DeliveryState.QUEUED if other else DeliveryState.FAILED
    _mine(me, letter).update(
        state=state,
        endpoint_id=other.pk if other else letter.endpoint_id,
        attempts=letter.attempts + 1 if not other else 0,
        due_at=at,
        lease_until=None,
        leased_by=None,
        problem=outcome.problem[:30],
    )


def _others(letter: Letter) -> QuerySet[Endpoint]:
    """The person's other ways to be reached."""
    return Endpoint.objects.filter(
        subscriber_id=letter.subscriber_id, confirmed_on__isnull=False, dead_on__isnull=True
    ).exclude(pk=letter.endpoint_id)


def _mine(me: uuid.UUID, letter: Letter):
    return Delivery.objects.filter(pk=letter.delivery_id, leased_by=me, state=DeliveryState.LEASED)


@transaction.atomic
def fail(me: uuid.UUID, rows: Sequence[tuple[str, str]]) -> None:
    """Ends deliveries that cannot be sent, each with its reason."""
    for pk, problem in rows:
        Delivery.objects.filter(pk=pk, leased_by=me).update(
            state=DeliveryState.FAILED, lease_until=None, leased_by=None, problem=problem
        )


def plan_waiting(*, at: datetime) -> bool:
    """Queues one more ring of some released message. Whether there was one."""
    waiting = Message.objects.filter(state=MessageState.RELEASED, reach=Reach.MANY)
    for message in waiting.order_by("-released_at")[:50]:
        if message.next_ring < len(message.rings):
            plan_next_ring(message=message, at=at)
            return True
    return False
