import uuid
from datetime import datetime

from django.db import transaction

from barrio.accounts.models import Collective
from barrio.audit.actions import record
from barrio.core.actors import Actor
from barrio.core.clock import local_date
from barrio.grievances.models import Grievance
from barrio.people.actions import touch
from barrio.people.models import Person
from barrio.runtime.keyring import keyring
from barrio.runtime.sealed import keyed_token


@transaction.atomic
def hear_grievance(
    *,
    collective: Collective,
    words: str,
    topic: str,
    language: str,
    encounter_kind: str,
    encounter_id: object,
    by: Actor,
    at: datetime,
    person: Person | None = None,
    shared_by: str = "",
    cell: str = "",
) -> Grievance:
    """Keeps a grievance in the neighbour's words; once per encounter, however often sent."""
    encounter = keyed_token(collective.pk, encounter_kind, encounter_id)
    known = Grievance.objects.filter(
        collective=collective, encounter_kind=encounter_kind, encounter=encounter
    ).first()
    if known:
        return known
    own_id, today = uuid.uuid4(), local_date(at, collective.time_zone)
    key_id = person.pk if person else own_id
    key = None if person else keyring.create(own_id, collective.pk)
    grievance = Grievance(
        id=own_id,
        key_id=key_id,
        collective=collective,
        topic=topic,
        language=language,
        heard_on=today,
        encounter_kind=encounter_kind,
        encounter=encounter,
        cell=cell,
    )
    grievance.seal(key, words=words, shared_by=shared_by, person=str(person.pk) if person else "")
    grievance.full_clean(exclude=["sealed"])
    grievance.save(force_insert=True)
    if person:
        touch(
            person=person,
            kind="grievance",
            on=today,
            origin_kind="grievance",
            origin_id=own_id,
            outcome=topic,
        )
    record(
        collective_id=collective.pk,
        by=by,
        at=at,
        verb="grievance.hear",
        subject_kind="grievance",
        subject_id=own_id,
        topic=topic,
    )
    return grievance
