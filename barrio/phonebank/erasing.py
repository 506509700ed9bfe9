from datetime import datetime

from barrio.core.actors import Actor
from barrio.people.models import Person
from barrio.phonebank.enums import LineState
from barrio.phonebank.models import Call, Line


def forget_person(person: Person, by: Actor, at: datetime) -> None:
    """What was said in calls goes with the person; that there were calls stays in the counts."""
    Call.objects.filter(line__person=person).update(sealed=b"")
    Line.objects.filter(person=person).update(
        state=LineState.DONE, claimed_by=None, claimed_until=None, next_at=None, promised=False
    )
