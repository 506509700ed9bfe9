from datetime import datetime

from barrio.core.actors import Actor
from barrio.floor.models import Hand, Turn
from barrio.people.models import Person


def forget_person(person: Person, by: Actor, at: datetime) -> None:
    """Off every list that waits, and no hand of theirs is kept."""
    Turn.objects.filter(person=person, ended_at__isnull=True).update(ended_at=at)
    Hand.objects.filter(person=person).delete()
