"""What people answer: acknowledgements, and text messages sent to the group's number."""

from datetime import datetime

from django.db import transaction

from barrio.accounts.models import Collective
from barrio.audit.actions import record
from barrio.comms.actions.messages import compose, send_to_one
from barrio.comms.actions.subscribers import confirm_endpoint, stop
from barrio.comms.enums import Channel, Reach, TopicKind
from barrio.comms.links import confirm_url, make_token
from barrio.comms.models import Delivery, Endpoint, Message
from barrio.comms.queries import find_endpoint
from barrio.core.actors import SYSTEM, Actor, link_actor

STOP_WORDS = {
    "stop",
    "stopall",
    "end",
    "quit",
    "cancel",
    "unsubscribe",
    "alto",
    "parar",
    "baja",
    "fin",
}

CONFIRM_TEXTS = {
    "en": (
        "Confirm that you want these messages",
        "Somebody, we think you, asked for messages from {name} at this address.\n"
        "To get them, open this page and press the button:\n{url}\n"
        "If it was not you, do nothing: you will get no more from us.",
    ),
    "es": (
        "Confirme que quiere estos mensajes",
        "Alguien, creemos que usted, pidió recibir mensajes de {name} en esta dirección.\n"
        "Para recibirlos, abra esta página y pulse el botón:\n{url}\n"
        "Si no fue usted, no haga nada: no le escribiremos más.",
    ),
}


def acknowledge(*, delivery: Delivery, at: datetime) -> None:
    """The reader says that they got it; the first time counts."""
    Delivery.objects.filter(pk=delivery.pk, acknowledged_at__isnull=True).update(acknowledged_at=at)


@transaction.atomic
def ask_to_confirm(*, endpoint: Endpoint, language: str, at: datetime) -> Message:
    """Sends the one message that an unconfirmed e-mail address may get: the link to confirm."""
    collective = endpoint.collective
    url = confirm_url(make_token("endpoint", endpoint.pk))
    texts = {
        code: (title, body.format(name=collective.name, url=url))
        for code, (title, body) in CONFIRM_TEXTS.items()
    }
    message = compose(
        collective=collective,
        reach=Reach.SINGLE,
        topic=TopicKind.NEWS,
        template="confirm",
        texts=texts,
        by=SYSTEM,
        at=at,
    )
    send_to_one(message=message, endpoint=endpoint, by=SYSTEM, at=at)
    return message


@transaction.atomic
def take_inbound_text(
    *, collective: Collective, number: str, text: str, by: Actor, at: datetime
) -> str:
    """A text to the group's number: STOP in any of its forms ends, anything else confirms.

    Returns what happened: "stopped", "confirmed" or "unknown".
    """
    endpoint = find_endpoint(collective.pk, Channel.SMS, number)
    if endpoint is None:
        return "unknown"
    actor = link_actor(endpoint.pk)
    if text.strip().casefold().strip(".!¡ ") in STOP_WORDS:
        stop(subscriber=endpoint.subscriber, by=actor, at=at)
        outcome = "stopped"
    else:
        confirm_endpoint(endpoint=endpoint, by=actor, at=at)
        outcome = "confirmed"
    record(
        collective_id=collective.pk,
        by=by,
        at=at,
        verb="text.inbound",
        subject_kind="endpoint",
        subject_id=endpoint.pk,
        outcome=outcome,
    )
    return outcome
