import uuid
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from barrio.accounts.models import Collective
from barrio.accounts.permissions import has_two_administrators
from barrio.audit.actions import record
from barrio.comms.enums import PURPOSES, DeliveryState, MessageState, Reach, TopicKind
from barrio.comms.models import Delivery, Endpoint, Message, MessageText, Release
from barrio.core.actors import Actor
from barrio.core.errors import Refused

LANE_CORRECTION, LANE_ALERT, LANE_NEWS = 0, 2, 4


class AlreadyReleased(Refused):
    """Translated at use; see the message given."""


class SecondPersonNeeded(Refused):
    """Translated at use; see the message given."""


class NotTwoAdministrators(Refused):
    """Translated at use; see the message given."""


class NothingToWithdraw(Refused):
    """Translated at use; see the message given."""


@transaction.atomic
def compose(
    *,
    collective: Collective,
    reach: str,
    topic: str,
    template: str,
    texts: dict[str, tuple[str, str]],
    by: Actor,
    at: datetime,
    rings: list[list[str]] | None = None,
    follows: Message | None = None,
    is_drill: bool = False,
    lane: int = LANE_ALERT,
    expires_at: datetime | None = None,
) -> Message:
    """A draft. `texts`: title and body by language; `rings`: cells, nearest first."""
    message = Message(
        collective=collective,
        reach=reach,
        topic=topic,
        template=template,
        follows=follows,
        is_drill=is_drill,
        lane=lane,
        rings=rings or [],
        composed_by=by.user_id,
        composed_at=at,
        expires_at=expires_at,
    )
    message.full_clean(exclude=["rings"])
    message.save(force_insert=True)
    for language, (title, body) in texts.items():
        text = MessageText(message=message, language=language, title=title, body=body)
        text.full_clean()
        text.save(force_insert=True)
    _record(message, by, at, "message.compose")
    return message


@transaction.atomic
def release(*, message: Message, people: int, by: Actor, at: datetime) -> Release:
    """A second person's yes; the nearest ring is queued at once, the sender plans the rest.

    Raises `SecondPersonNeeded`, `AlreadyReleased` or `NotTwoAdministrators`.
    """
    if by.user_id is None or by.user_id == message.composed_by:
        raise SecondPersonNeeded(_("Somebody else has to release what you composed."))
    if not has_two_administrators(message.collective_id):
        raise NotTwoAdministrators(
            _("Two administrators must have signed in before anything can be released.")
        )
    claimed = Message.objects.filter(pk=message.pk, state=MessageState.DRAFT).update(
        state=MessageState.RELEASED, released_at=at
    )
    if not claimed:
        raise AlreadyReleased(_("This was released already."))
    signed = Release(
        message=message,
        composed_by=message.composed_by,
        signed_by=by.user_id,
        signed_at=at,
        people=people,
    )
    signed.full_clean(exclude=["message"])
    signed.save(force_insert=True)
    message.refresh_from_db()
    _record(message, by, at, "message.release", people=people)
    plan_next_ring(message=message, at=at)
    return signed


@transaction.atomic
def send_to_same(*, message: Message, by: Actor, at: datetime) -> int:
    """Releases a message to those who were queued for the one it follows; returns how many.

    A correction or an all-clear needs no second person: it can reach nobody new.
    """
    _release_alone(message, by, at)
    with connection.cursor() as cursor:
        cursor.execute(_SAME_PEOPLE, {**_values(message, at), "follows": _id(message.follows_id)})
        return cursor.rowcount


@transaction.atomic
def send_to_one(*, message: Message, endpoint: Endpoint, by: Actor, at: datetime) -> Delivery:
    """Releases a message for one address only (a confirmation link, an answer)."""
    _release_alone(message, by, at)
    return Delivery.objects.create(
        collective_id=message.collective_id,
        message=message,
        subscriber_id=endpoint.subscriber_id,
        endpoint_id=endpoint.pk,
        language=endpoint.subscriber.language,
        lane=message.lane,
        due_at=at,
    )


def _release_alone(message: Message, by: Actor, at: datetime) -> None:
    claimed = Message.objects.filter(
        pk=message.pk, state=MessageState.DRAFT, reach__in=[Reach.SINGLE, Reach.SAME]
    ).update(state=MessageState.RELEASED, released_at=at)
    if not claimed:
        raise AlreadyReleased(_("This was released already."))
    message.refresh_from_db()
    _record(message, by, at, "message.release", reach=message.reach)


@transaction.atomic
def withdraw(*, message: Message, by: Actor, at: datetime) -> int:
    """Stops what has not left yet. Returns how many deliveries were stopped."""
    claimed = Message.objects.filter(pk=message.pk, state=MessageState.RELEASED).update(
        state=MessageState.WITHDRAWN
    )
    if not claimed:
        raise NothingToWithdraw(_("There is nothing to withdraw."))
    stopped = Delivery.objects.filter(message=message, state=DeliveryState.QUEUED).update(
        state=DeliveryState.SUPERSEDED
    )
    _record(message, by, at, "message.withdraw", stopped=stopped)
    return stopped


# One statement per ring. People in a nearer ring are there already: the unique constraint
# (message, subscriber) keeps everybody at one delivery, whatever cells they chose.
_FIRST_ENDPOINT = """
    (SELECT e.id FROM comms_endpoint e
     WHERE e.subscriber_id = s.id AND e.confirmed_on IS NOT NULL AND e.dead_on IS NULL
     ORDER BY e.rank LIMIT 1)
"""
# A linked person who asked not to be contacted, was erased, or whose newest answer for this
# purpose is no, is not told, whatever their subscription says.
_WELCOME = """
    NOT EXISTS (
        SELECT 1 FROM people_person q WHERE q.id = s.person_id
            AND (q.do_not_contact OR q.erased_on IS NOT NULL))
    AND NOT EXISTS (
        SELECT 1 FROM people_consent k
        WHERE k.person_id = s.person_id AND k.purpose = %(purpose)s AND NOT k.given
            AND NOT EXISTS (
                SELECT 1 FROM people_consent l WHERE l.person_id = k.person_id
                    AND l.purpose = k.purpose AND l."order" > k."order"))
"""
_COLUMNS = """
    INSERT INTO comms_delivery (id, collective_id, message_id, subscriber_id, endpoint_id,
        language, lane, ring, state, attempts, due_at, problem)
"""
_RING = f"""
    {_COLUMNS}
    SELECT uuid7(), p.collective_id, %(message)s, p.id, p.endpoint_id, p.language,
        %(lane)s, %(ring)s, 'queued', 0, %(at)s, ''
    FROM (
        SELECT s.id, s.collective_id, s.language, {_FIRST_ENDPOINT} AS endpoint_id
        FROM comms_subscriber s
        WHERE s.stopped_on IS NULL AND {_WELCOME} AND s.id IN (
            SELECT c.subscriber_id FROM comms_subscription c
            WHERE c.collective_id = %(collective)s AND c.topic = %(topic)s AND c.cell IN (CELLS))
    ) p
    WHERE p.endpoint_id IS NOT NULL
    ON CONFLICT (message_id, subscriber_id) DO NOTHING
"""
_SAME_PEOPLE = f"""
    {_COLUMNS}
    SELECT uuid7(), p.collective_id, %(message)s, p.id, p.endpoint_id, p.language,
        %(lane)s, p.ring, 'queued', 0, %(at)s, ''
    FROM (
        SELECT s.id, s.collective_id, s.language, d.ring, {_FIRST_ENDPOINT} AS endpoint_id
        FROM comms_delivery d JOIN comms_subscriber s ON s.id = d.subscriber_id
        WHERE d.message_id = %(follows)s AND d.state <> 'superseded' AND s.stopped_on IS NULL
            AND {_WELCOME}
    ) p
    WHERE p.endpoint_id IS NOT NULL
    ON CONFLICT (message_id, subscriber_id) DO NOTHING
"""


@transaction.atomic
def plan_next_ring(*, message: Message, at: datetime) -> int | None:
    """Queues the next ring of cells. None when all rings are queued, or another did it."""
    ring = message.next_ring
    if message.state != MessageState.RELEASED or ring >= len(message.rings):
        return None
    claimed = Message.objects.filter(
        pk=message.pk, next_ring=ring, state=MessageState.RELEASED
    ).update(next_ring=ring + 1)
    message.next_ring = ring + 1
    if not claimed or not message.rings[ring]:
        return None
    cells = {f"cell{i}": cell for i, cell in enumerate(message.rings[ring])}
    sql = _RING.replace("CELLS", ", ".join(f"%({name})s" for name in cells))
    with connection.cursor() as cursor:
        cursor.execute(sql, {**_values(message, at), **cells, "ring": ring})
        return cursor.rowcount


def _values(message: Message, at: datetime) -> dict[str, Any]:
    return {
        "message": _id(message.pk),
        "collective": _id(message.collective_id),
        "topic": message.topic,
        "purpose": PURPOSES[TopicKind(message.topic)],
        "lane": message.lane,
        "at": connection.ops.adapt_datetimefield_value(at),
    }


def _id(value: uuid.UUID) -> Any:
    """As the database stores it: SQLite keeps UUIDs as 32 digits."""
    return value if connection.features.has_native_uuid_field else value.hex


def _record(message: Message, by: Actor, at: datetime, verb: str, **detail: Any) -> None:
    record(
        collective_id=message.collective_id,
        by=by,
        at=at,
        verb=verb,
        subject_kind="message",
        subject_id=message.pk,
        template=message.template,
        **detail,
    )
