"""Envelopes from phones: registered handlers by kind, each handled exactly once."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime

from barrio.accounts.models import Collective, User
from barrio.core.errors import Refused
from barrio.sync.models import Receipt


@dataclass(frozen=True)
class Envelope:
    """One thing that happened, as the phone wrote it down. `made_at` is the phone's clock."""

    id: uuid.UUID
    kind: str
    body: dict[str, Any]
    made_at: datetime | None = None
    device_at: datetime | None = None  # `made_at` before the phone's clock was set right


@dataclass(frozen=True)
class Answer:
    id: uuid.UUID
    outcome: str
    reason: str = ""
    repeated: bool = False


class EnvelopeRefused(Refused):
    """The envelope cannot be taken in. The message is a code that the phone translates."""


class EnvelopeTooEarly(EnvelopeRefused):
    """It speaks of an envelope that has not come yet. The phone keeps it and sends it again."""


def moment(value: object) -> datetime | None:
    """A time as phones write it; None where it has no zone or is none."""
    found: datetime | None = parse_datetime(str(value or ""))
    return found if found is not None and found.tzinfo is not None else None


def sealed_body(row: dict[str, Any]) -> dict[str, Any]:
    """What a handler opens: to which turf the body was sealed, and the sealed text."""
    return {"to": str(row["to"]), "sealed": str(row["sealed"])}


Handler = Callable[..., str | None]
_handlers: dict[str, Handler] = {}


def register(kind: str, handler: Handler) -> None:
    """`handler(envelope=, collective=, user=, at=)` stores it, or raises `EnvelopeRefused`.

    It may return a code: the envelope was kept, and somebody has to mend something.
    """
    _handlers[kind] = handler


def receive(*, envelope: Envelope, collective: Collective, user: User, at: datetime) -> Answer:
    """Takes an envelope in once. A refusal is kept too, with its reason, and changes nothing."""
    known = Receipt.objects.filter(pk=envelope.id).first()
    if known:
        return _answer_again(known, user)
    try:
        with transaction.atomic():
            _insert(envelope, collective, user, "accepted", "", at)
            handler = _handlers.get(envelope.kind)
            if handler is None:
                raise EnvelopeRefused("unknown_kind")
            reason = handler(envelope=envelope, collective=collective, user=user, at=at) or ""
            if reason:
                Receipt.objects.filter(pk=envelope.id).update(reason=reason)
    except EnvelopeTooEarly as refusal:
        return Answer(envelope.id, "later", str(refusal))
    except EnvelopeRefused as refusal:
        _insert(envelope, collective, user, "refused", str(refusal)[:40], at)
        return Answer(envelope.id, "refused", str(refusal))
    return Answer(envelope.id, "accepted", reason)


def confirm(ids: list[uuid.UUID], *, user: User) -> set[uuid.UUID]:
    """Of envelopes that a phone holds to be taken in: those that we still know of.

    The phone forgets only these. After a restore from an older backup the others are unknown
    here, and the phone sends them again.
    """
    known = Receipt.objects.filter(pk__in=ids, user=user, outcome="accepted")
    return set(known.values_list("pk", flat=True))


def _answer_again(receipt: Receipt, user: User) -> Answer:
    if receipt.user_id != user.pk:
        return Answer(receipt.pk, "refused", "not_yours")
    return Answer(receipt.pk, receipt.outcome, receipt.reason, repeated=True)


def _insert(envelope, collective, user, outcome, reason, at) -> None:
    Receipt.objects.create(
        id=envelope.id,
        collective=collective,
        user=user,
        # What no handler knows may be anything, also what a database takes for no text.
        kind=envelope.kind if envelope.kind in _handlers else "unknown",
        outcome=outcome,
        reason=reason,
        received_at=at,
    )
