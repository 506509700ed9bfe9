from datetime import datetime

from barrio.core.actors import Actor
from barrio.people.models import Person
from barrio.planning.enums import GATHERS
from barrio.planning.models import Point, Support


def forget_person(person: Person, by: Actor, at: datetime) -> None:
    """What waits for a decision no longer counts them; proposals stay, without a name."""
    Support.objects.filter(person=person, idea__plan__phase__in=GATHERS).delete()
    Point.objects.filter(person=person, finding__plan__phase="priorities").delete()
