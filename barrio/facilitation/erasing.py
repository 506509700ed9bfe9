from datetime import datetime

from barrio.core.actors import Actor
from barrio.facilitation.models import Offer, Part, Signal
from barrio.people.models import Person


def forget_person(person: Person, by: Actor, at: datetime) -> None:
    """Off what waits for them; that somebody had a part stays, without a name."""
    Part.objects.filter(person=person, ended_at__isnull=True).update(ended_at=at)
    Offer.objects.filter(person=person, withdrawn_at__isnull=True).update(withdrawn_at=at)
    Signal.objects.filter(person=person).delete()
