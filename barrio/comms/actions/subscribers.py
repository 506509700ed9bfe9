import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from barrio.accounts.models import Collective
from barrio.audit.actions import record
from barrio.comms.enums import CHANNEL_RANK, PURPOSES, Channel, TopicKind
from barrio.comms.models import Endpoint, Reply, Subscriber, Subscription
from barrio.comms.queries import find_endpoint
from barrio.core.actors import Actor
from barrio.core.clock import local_date
from barrio.core.text import first_name
from barrio.people.actions import record_consent
from barrio.people.enums import ConsentHow
from barrio.people.models import Person
from barrio.people.queries import consents_of
from barrio.runtime.keyring import keyring
from barrio.runtime.sealed import blind_index, open_all


@transaction.atomic
def subscribe(
    *,
    collective: Collective,
    language: str,
    topic: str,
    cells: Iterable[str],
    channel: str,
    address: str,
    confirmed: bool,
    by: Actor,
    at: datetime,
    person: Person | None = None,
    push_keys: dict[str, str] | None = None,
) -> Endpoint:
    """Signs an address up for a topic in some cells; one that is known gets the cells added.

    `confirmed`: its owner has shown that it is theirs (face to face, by link, by text).
    An address that was never confirmed is told nothing.
    """
    today = local_date(at, collective.time_zone)
    endpoint = find_endpoint(collective.pk, channel, address)
    if endpoint is None:
        subscriber = _subscriber_of(person) or _make_subscriber(collective, language, person, today)
        endpoint = _add_endpoint(subscriber, channel, address, push_keys or {})
    if confirmed and endpoint.confirmed_on is None:
        endpoint.confirmed_on = today
        endpoint.save(update_fields=["confirmed_on"])
    _add_cells(endpoint.subscriber, topic, cells)
    _record(endpoint.subscriber, by, at, "subscription.add", topic=topic, channel=channel)
    return endpoint


def _subscriber_of(person: Person | None) -> Subscriber | None:
    if person is None:
        return None
    return Subscriber.objects.filter(person=person, stopped_on__isnull=True).first()


def _make_subscriber(
    collective: Collective, language: str, person: Person | None, today
) -> Subscriber:
    subscriber_id = uuid.uuid4()
    subscriber = Subscriber(
        id=subscriber_id,
        key_id=subscriber_id,
        collective=collective,
        person=person,
        language=language,
        since=today,
    )
    subscriber.seal(keyring.create(subscriber_id, collective.pk), name="")
    subscriber.full_clean(exclude=["sealed"])
    subscriber.save(force_insert=True)
    return subscriber


def _add_endpoint(
    subscriber: Subscriber, channel: str, address: str, push_keys: dict[str, str]
) -> Endpoint:
    taken = subscriber.endpoints.aggregate(top=Max("rank"))["top"]
    endpoint = Endpoint(
        collective_id=subscriber.collective_id,
        subscriber=subscriber,
        key_id=subscriber.pk,
        channel=channel,
        index=blind_index(subscriber.collective_id, channel, address),
        rank=max(CHANNEL_RANK[Channel(channel)] * 10, 0 if taken is None else taken + 1),
    )
    endpoint.seal(address=address, **push_keys)
    endpoint.full_clean(exclude=["sealed"])
    endpoint.save(force_insert=True)
    return endpoint


def endpoint_of_person(*, person: Person, number: str, at: datetime) -> Endpoint:
    """Where a text to this one person goes. It subscribes them to nothing.

    A family shares a number: the endpoint is this person's own, with their own first name.
    """
    rows = Endpoint.objects.filter(
        subscriber__person=person, subscriber__stopped_on__isnull=True, channel=Channel.SMS
    ).select_related("subscriber")
    found = next((row for row in open_all(rows) if row.personal["address"] == number), None)
    if found is None:
        today = local_date(at, person.collective.time_zone)
        subscriber = _subscriber_of(person)
        if subscriber is None:
            subscriber = _make_subscriber(person.collective, person.language, person, today)
        found = _add_endpoint(subscriber, Channel.SMS, number, {})
    found.seal(called=first_name(person.name))
    found.dead_on = None
    found.save(update_fields=["sealed", "dead_on"])
    return found


def _add_cells(subscriber: Subscriber, topic: str, cells: Iterable[str]) -> None:
    rows = [
        Subscription(
            collective_id=subscriber.collective_id, subscriber=subscriber, topic=topic, cell=cell
        )
        for cell in cells
    ]
    Subscription.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def confirm_endpoint(*, endpoint: Endpoint, by: Actor, at: datetime) -> None:
    """Its owner has followed the link or texted the code: from now on it is used."""
    endpoint.confirmed_on = local_date(at, endpoint.collective.time_zone)
    endpoint.dead_on = None
    endpoint.save(update_fields=["confirmed_on", "dead_on"])
    _record(endpoint.subscriber, by, at, "endpoint.confirm", channel=endpoint.channel)


@transaction.atomic
def stop(*, subscriber: Subscriber, by: Actor, at: datetime) -> None:
    """Ends everything for this subscriber, at once, and erases how they were reached.

    Rows without a key remain for the counts of what was sent.
    """
    _take_back(subscriber, subscriber.subscriptions.all(), by, at)
    keyring.erase([subscriber.pk])
    subscriber.subscriptions.all().delete()
    subscriber.endpoints.all().delete()
    Subscriber.objects.filter(pk=subscriber.pk).update(
        sealed=b"", person=None, stopped_on=local_date(at, subscriber.collective.time_zone)
    )
    _record(subscriber, by, at, "subscription.stop")


def _take_back(
    subscriber: Subscriber, dropped: QuerySet[Subscription], by: Actor, at: datetime
) -> None:
    """What they stop themselves, by a link or a text, is a no to what it was sent under."""
    person = subscriber.person
    if by.kind != "link" or person is None or person.is_erased:
        return
    answers = consents_of(person)
    topics = dropped.values_list("topic", flat=True).distinct()
    for purpose in sorted({PURPOSES[TopicKind(topic)] for topic in topics}):
        said = answers.get(purpose)
        if said is None or said.given:
            record_consent(
                person=person, purpose=purpose, given=False, how=ConsentHow.FORM, by=by, at=at
            )


def stop_all_of(person: Person, by: Actor, at: datetime) -> None:
    """Ends every subscription of an erased person, how they were reached, what they wrote."""
    Reply.objects.filter(person=person).delete()
    for subscriber in Subscriber.objects.filter(person=person).select_related("collective"):
        stop(subscriber=subscriber, by=by, at=at)


@transaction.atomic
def choose(
    *, subscriber: Subscriber, language: str, topics: Iterable[str], by: Actor, at: datetime
) -> None:
    """The subscriber's own choices: language, and which of their topics stay."""
    subscriber.language = language
    subscriber.save(update_fields=["language"])
    dropped = subscriber.subscriptions.exclude(topic__in=list(topics))
    _take_back(subscriber, dropped, by, at)
    dropped.delete()
    _record(subscriber, by, at, "subscription.choose")


def _record(subscriber: Subscriber, by: Actor, at: datetime, verb: str, **detail: Any) -> None:
    record(
        collective_id=subscriber.collective_id,
        by=by,
        at=at,
        verb=verb,
        subject_kind="subscriber",
        subject_id=subscriber.pk,
        **detail,
    )
