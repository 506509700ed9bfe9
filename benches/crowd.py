"""A crowd of subscribers with a released message for all of them."""

import uuid
from datetime import datetime

from barrio.accounts.actions import found_collective, grant_role, make_user
from barrio.accounts.models import User
from barrio.comms.actions.messages import compose, release
from barrio.comms.models import Endpoint, Message, Subscriber, Subscription
from barrio.core.actors import SYSTEM, user_actor
from barrio.core.clock import now
from barrio.core.geo import subscription_cell
from barrio.runtime.keyring import keyring

CELL = subscription_cell(39.98, -75.13)
TEXTS = {
    "en": ("Confirmed: fire near the square", "Keep away from the smoke.\n" + "Look out. " * 60),
    "es": ("Confirmado: incendio cerca de la plaza", "Aléjese del humo.\n" + "Cuídense. " * 60),
}


def make_crowd(
    count: int, *, at: datetime, channel: str = "email", address=None, push_keys: dict | None = None
) -> Message:
    """Subscribers made in bulk and one message released to them: `count` deliveries wait."""
    collective = found_collective(slug="crowd", name="Crowd", kind="network", by=SYSTEM, at=at)
    ana, eva = (
        make_user(handle=h, password=None, language="en", by=SYSTEM, at=at) for h in ("a", "e")
    )
    for user in (ana, eva):
        User.objects.filter(pk=user.pk).update(last_login=at)
        grant_role(collective=collective, user=user, role="administrator", by=SYSTEM, at=at)
    ids = [uuid.uuid4() for _number in range(count)]
    keys = keyring.create_many(ids, collective.pk)
    address = address or (lambda number: f"neighbour{number}@example.org")
    subscribers, endpoints, subscriptions = [], [], []
    for number, pk in enumerate(ids):
        language = "es" if number % 2 else "en"
        one = Subscriber(
            id=pk, key_id=pk, collective=collective, language=language, since=at.date()
        )
        one.seal(keys[pk])
        way = Endpoint(
            collective=collective,
            subscriber_id=pk,
            key_id=pk,
            channel=channel,
            index=number % 65536,
            rank=0,
            confirmed_on=at.date(),
        )
        way.seal(keys[pk], address=address(number), **(push_keys or {}))
        subscribers.append(one)
        endpoints.append(way)
        subscriptions.append(
            Subscription(collective=collective, subscriber_id=pk, topic="news", cell=CELL)
        )
    Subscriber.objects.bulk_create(subscribers, batch_size=1000)
    Endpoint.objects.bulk_create(endpoints, batch_size=1000)
    Subscription.objects.bulk_create(subscriptions, batch_size=1000)
    message = compose(
        collective=collective, reach="many", topic="news", template="bench", texts=TEXTS,
        rings=[[CELL]], by=user_actor(ana), at=at,
    )  # fmt: skip
    release(message=message, people=count, by=user_actor(eva), at=now())
    return message
