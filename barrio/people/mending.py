"""What turns out otherwise about a person: a number that is not theirs, a visit taken back."""

from datetime import datetime

from django.db import transaction

from barrio.audit.actions import record
from barrio.core.actors import Actor
from barrio.people.actions import count_change
from barrio.people.models import ContactPoint, Person, Touch


@transaction.atomic
def mark_contact(*, point: ContactPoint, is_dead: bool, by: Actor, at: datetime) -> None:
    """Whether a number or address still works; one that does not is kept and not used."""
    point.is_dead = is_dead
    point.save(update_fields=["is_dead"])
    count_change(point.collective_id)
    record(
        collective_id=point.collective_id,
        by=by,
        at=at,
        verb="contact.mark",
        subject_kind="person",
        subject_id=point.person_id,
        is_dead=is_dead,
    )


def untouch(*, person: Person, origin_kind: str, origin_id: object) -> None:
    """What was noted of an act that was taken back did not happen."""
    Touch.objects.filter(person=person, origin_kind=origin_kind, origin_id=str(origin_id)).delete()
