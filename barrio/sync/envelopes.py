"""Envelopes from phones: registered handlers by kind, each handled exactly once."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

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


@dataclass(frozen=True)
class Answer:
    id: uuid.UUID
    outcome: str
    reason: str = ""
    repeated: bool = False


class EnvelopeRefused(Refused):
    """The envelope cannot be taken in. The message is a code that the phone translates."""


Handler = Callable[..., None]
_handlers: dict[str, Handler] = {}


def register(kind: str, handler: Handler) -> None:
    """`handler(envelope=, collective=, user=, at=)` stores it, or raises `EnvelopeRefused`."""
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
            handler(envelope=envelope, collective=collective, user=user, at=at)
    except EnvelopeRefused as refusal:
        _insert(envelope, collective, user, "refused", str(refusal)[:40], at)
        return Answer(envelope.id, "refused", str(refusal))
    return Answer(envelope.id, "accepted")


def _answer_again(receipt: Receipt, user: User) -> Answer:
    if receipt.user_id != user.pk:
        return Answer(receipt.pk, "refused", "not_yours")
    return Answer(receipt.pk, receipt.outcome, receipt.reason, repeated=True)


def _insert(envelope, collective, user, outcome, reason, at) -> None:
    Receipt.objects.create(
        id=envelope.id,
        collective=collective,
        user=user,
        kind=envelope.kind[:20],
        outcome=outcome,
        reason=reason,
        received_at=at,
    )
