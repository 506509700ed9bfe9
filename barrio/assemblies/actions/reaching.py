"""Who of the roll hears of an assembly by a message: those who said yes to meetings."""

import uuid
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from barrio.assemblies.models import Assembly
from barrio.comms.actions.subscribers import subscribe
from barrio.comms.enums import Channel, TopicKind
from barrio.comms.models import Endpoint, Subscriber, Subscription
from barrio.comms.queries import find_endpoint
from barrio.core.actors import Actor
from barrio.core.geo import subscription_cell
from barrio.people.enums import ConsentHow, ContactKind, Purpose
from barrio.people.models import Consent, ContactPoint, Person
from barrio.runtime.sealed import open_all

CHANNELS = {ContactKind.PHONE: Channel.SMS, ContactKind.EMAIL: Channel.EMAIL}
# News of meetings goes to a whole collective: where nobody has asked for it yet, its cells say
# nothing and any one will do.
NO_PLACE = subscription_cell(0.0, 0.0)


def on_the_roll(assembly: Assembly) -> QuerySet[Person]:
    """Those whom the convocation concerns, with their newest answer about meetings as `answer`."""
    entries = assembly.snapshot.entries.values_list("person_id", flat=True)
    answers = Consent.objects.filter(person=OuterRef("pk"), purpose=Purpose.ORGANISING).order_by(
        "-order"
    )
    newest = {"answer": answers.values("given")[:1], "answered": answers.values("how")[:1]}
    return Person.objects.filter(pk__in=list(entries), erased_on__isnull=True).annotate(
        **{name: Subquery(rows) for name, rows in newest.items()}
    )


def reached(assembly: Assembly) -> QuerySet[Person]:
    """Of the roll, those whom a message of today would reach, each at an address of their own."""
    works = Endpoint.objects.filter(
        subscriber=OuterRef("pk"), confirmed_on__isnull=False, dead_on__isnull=True
    )
    asked = Subscription.objects.filter(subscriber=OuterRef("pk"), topic=TopicKind.NEWS)
    rows = Subscriber.objects.filter(
        Exists(works), Exists(asked), person=OuterRef("pk"), stopped_on__isnull=True
    )
    said_no = Q(answer=False) | Q(do_not_contact=True)
    return on_the_roll(assembly).filter(Exists(rows)).exclude(said_no)


def unreached(assembly: Assembly) -> QuerySet[Person]:
    """Of the roll, those who are to be told at their door or by phone."""
    return on_the_roll(assembly).exclude(pk__in=reached(assembly).values("pk"))


def enlist(assembly: Assembly, by: Actor, at: datetime) -> int:
    """Those of the roll who agreed themselves to hear of meetings are subscribed to them.

    Returns how many addresses are new. A yes out of an imported list subscribes nobody.
    """
    people = unreached(assembly).filter(answer=True, do_not_contact=False)
    waiting = people.exclude(answered=ConsentHow.IMPORT).select_related("collective")
    points: dict[uuid.UUID, list[ContactPoint]] = {}
    rows = ContactPoint.objects.filter(person__in=waiting, is_dead=False)
    for point in open_all(rows.order_by("pk")):
        points.setdefault(point.person_id, []).append(point)
    cell = _some_cell(assembly.collective_id) if points else ""
    return sum(
        _subscribe(person, point, cell, by, at)
        for person in waiting
        for point in points.get(person.pk, ())
    )


def _subscribe(person: Person, point: ContactPoint, cell: str, by: Actor, at: datetime) -> bool:
    """Nothing where somebody they share the address with hears of meetings there."""
    channel = CHANNELS[ContactKind(point.kind)]
    known = find_endpoint(person.collective_id, channel, point.value)
    if (
        known
        and known.confirmed_on
        and known.subscriber.subscriptions.filter(topic=TopicKind.NEWS).exists()
    ):
        return False
    subscribe(
        collective=person.collective, language=person.language, topic=TopicKind.NEWS,
        cells=[cell], channel=channel, address=point.value, confirmed=True, person=person,
        by=by, at=at,
    )  # fmt: skip
    return True


def _some_cell(collective_id: uuid.UUID) -> str:
    rows = Subscription.objects.filter(collective_id=collective_id)
    return rows.order_by("cell").values_list("cell", flat=True).first() or NO_PLACE
