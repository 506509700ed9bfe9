"""What people answer: acknowledgements, and text messages sent to the group's number."""

import re
from datetime import datetime

from django.db import transaction

from barrio.accounts.models import Collective
from barrio.audit.actions import record
from barrio.comms.actions.messages import compose, send_to_one
from barrio.comms.actions.subscribers import confirm_endpoint, stop
from barrio.comms.enums import DIRECT, Channel, Reach, TopicKind
from barrio.comms.links import confirm_url, make_token
from barrio.comms.models import Delivery, Endpoint, Message, Reply
from barrio.comms.queries import find_endpoints
from barrio.core.actors import SYSTEM, Actor, link_actor
from barrio.core.clock import local_date
from barrio.core.text import fold
from barrio.people.actions import record_consent, touch
from barrio.people.enums import ConsentHow, ContactKind, Purpose
from barrio.people.models import Person
from barrio.people.queries import consents_of, find_by_contact
from barrio.runtime.sealed import keyed_token

STOP_WORDS = {
    "stop", "stopall", "stop all", "end", "quit", "cancel", "unsubscribe", "remove me",
    "opt out", "optout", "leave me alone", "no more",
    "alto", "parar", "pare", "paren", "para", "baja", "fin", "basta", "cancelar", "detener",
    "no mas", "no escriban", "no llamen", "borrar", "borrarme", "salir",
}  # fmt: skip
COURTESIES = {"please", "por", "favor", "ya", "thanks", "thank", "you", "gracias", "now"}
MOST_KEPT = 1600  # characters; ten segments

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
    *, collective: Collective, number: str, text: str, by: Actor, at: datetime, sent_id: str = ""
) -> str:
    """A text to the group's number: STOP in any of its forms ends, anything else confirms.

    Words of somebody we know are kept for whoever wrote to them, once for each `sent_id`.
    Returns what happened: "stopped", "confirmed", "kept" or "unknown".
    """
    endpoints = find_endpoints(collective.pk, Channel.SMS, number)
    people = [
        p for p in find_by_contact(collective.pk, ContactKind.PHONE, number) if not p.erased_on
    ]
    if not endpoints and not people:
        return "unknown"
    if is_stop(text):
        outcome = _stop_all(endpoints, people, by, at)
    else:
        whose = _whose(endpoints, people)
        for endpoint in endpoints:
            confirm_endpoint(endpoint=endpoint, by=link_actor(endpoint.pk), at=at)
        kept = whose is not None and _keep_reply(whose, number, text, sent_id, at)
        outcome = "confirmed" if endpoints else "kept" if kept else "unknown"
    record(
        collective_id=collective.pk,
        by=by,
        at=at,
        verb="text.inbound",
        subject_kind="endpoint" if endpoints else "person",
        subject_id=endpoints[0].pk if endpoints else people[0].pk,
        outcome=outcome,
    )
    return outcome


def is_stop(text: str) -> bool:
    """Whether somebody wants no more: one of the words, alone or with a word of courtesy."""
    words = re.findall(r"[^\W\d_]+", fold(text))
    said = [word for word in words if word not in COURTESIES]
    return bool(said) and (" ".join(said) in STOP_WORDS or set(said) <= STOP_WORDS)


def _stop_all(endpoints: list[Endpoint], people: list[Person], by: Actor, at: datetime) -> str:
    """Everybody with that number is left in peace, whoever of them wrote."""
    actor = link_actor(endpoints[0].pk) if endpoints else by
    for subscriber in {e.subscriber_id: e.subscriber for e in endpoints}.values():
        stop(subscriber=subscriber, by=actor, at=at)
    for person in people:
        answers = consents_of(person)
        for purpose in (Purpose.ORGANISING, Purpose.ALERTS):
            said = answers.get(purpose)
            if said.given if said else purpose == Purpose.ORGANISING:
                _takes_back(person, purpose, actor, at)
    return "stopped"


def _takes_back(person: Person, purpose: str, by: Actor, at: datetime) -> None:
    record_consent(person=person, purpose=purpose, given=False, how=ConsentHow.PHONE, by=by, at=at)


def _whose(endpoints: list[Endpoint], people: list[Person]) -> Person | None:
    """Of those who share a number: whom somebody of us wrote to last."""
    by_subscriber = {e.subscriber_id: e.subscriber.person for e in endpoints if e.subscriber.person}
    last = (
        Delivery.objects.filter(subscriber_id__in=by_subscriber, message__template=DIRECT)
        .order_by("-due_at")
        .values_list("subscriber_id", flat=True)
        .first()
    )
    if last:
        return by_subscriber[last]
    return people[0] if len(people) == 1 else None


def _keep_reply(person: Person, number: str, text: str, sent_id: str, at: datetime) -> bool:
    """Without an id of the provider's, the same words on the same day are the same text."""
    today = local_date(at, person.collective.time_zone)
    what = sent_id or f"{number} {today} {text}"
    token = keyed_token(person.collective_id, "reply", what)
    if Reply.objects.filter(collective_id=person.collective_id, token=token).exists():
        return True
    reply = Reply(
        collective_id=person.collective_id,
        person=person,
        key_id=person.pk,
        token=token,
        received_at=at,
    )
    reply.seal(text=text[:MOST_KEPT])
    reply.full_clean(exclude=["sealed"])
    reply.save(force_insert=True)
    touch(person=person, kind="reply", on=today, origin_kind="reply", origin_id=reply.pk)
    return True


@transaction.atomic
def answer_reply(*, reply: Reply, by: Actor, at: datetime) -> None:
    """Somebody has seen to it; the first time counts."""
    Reply.objects.filter(pk=reply.pk, answered_at__isnull=True).update(
        answered_at=at, answered_by_id=by.user_id
    )
    record(
        collective_id=reply.collective_id,
        by=by,
        at=at,
        verb="reply.answer",
        subject_kind="reply",
        subject_id=reply.pk,
    )
