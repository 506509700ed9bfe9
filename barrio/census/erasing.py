from datetime import datetime

from barrio.census.enums import ChallengeState
from barrio.census.models import Challenge, Letter
from barrio.core.actors import Actor
from barrio.core.clock import local_date
from barrio.people.models import Person
from barrio.runtime.keyring import keyring


def forget_person(person: Person, by: Actor, at: datetime) -> None:
    """What stood on their letters and was said of them is erased; numbers and days stay."""
    today = local_date(at, person.collective.time_zone)
    letters = Letter.objects.filter(person=person)
    letters.filter(withdrawn_on__isnull=True).update(withdrawn_on=today)
    challenges = Challenge.objects.filter(person=person)
    challenges.filter(state=ChallengeState.OPEN).update(
        state=ChallengeState.WITHDRAWN, answered_on=today, answered_by_id=by.user_id
    )
    for rows in (letters, challenges):
        keyring.erase(rows.values_list("pk", flat=True))
