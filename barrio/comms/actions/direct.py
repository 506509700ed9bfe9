"""A text of one person to one other: reviewed words, sent by hand, under an hourly cap.

The words are the same for everybody and lie in clear with the message; the name that is put
into them lies sealed with the number. Each text is a message of its own for one subscriber, as
the database asks of `Reach.SINGLE`, and reaches nobody else.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barrio.comms.actions.messages import LANE_NEWS, compose, send_to_one
from barrio.comms.actions.subscribers import endpoint_of_person
from barrio.comms.enums import DIRECT, Reach, TopicKind
from barrio.comms.models import Message
from barrio.core.actors import Actor
from barrio.core.errors import Refused
from barrio.people.models import Person

MOST_AN_HOUR = 600  # of one collective, by all its people together


class TooManyTexts(Refused):
    """Translated at use; see the message given."""


@transaction.atomic
def send_direct_text(
    *,
    person: Person,
    number: str,
    words: str,
    language: str,
    by: Actor,
    at: datetime,
    expires_at: datetime | None = None,
) -> Message:
    """Queues one text. `words` hold `{first_name}` where the name goes. Raises `TooManyTexts`."""
    collective = person.collective
    sent = Message.objects.filter(
        collective=collective, template=DIRECT, released_at__gt=at - timedelta(hours=1)
    )
    if sent.count() >= MOST_AN_HOUR:
        raise TooManyTexts(_("Enough texts have left in this hour. Go on in a while."))
    message = compose(
        collective=collective,
        reach=Reach.SINGLE,
        topic=TopicKind.NEWS,
        template=DIRECT,
        texts={language: (collective.name, words)},
        lane=LANE_NEWS,
        expires_at=expires_at,
        by=by,
        at=at,
    )
    endpoint = endpoint_of_person(person=person, number=number, at=at)
    send_to_one(message=message, endpoint=endpoint, by=by, at=at)
    return message
