from datetime import datetime

from barrio.core.actors import Actor
from barrio.minutes.models import Amendment, Signature
from barrio.people.models import Person
from barrio.runtime.keyring import keyring


def forget_person(person: Person, by: Actor, at: datetime) -> None:
    """Their reasons and words are erased; that somebody signed stays."""
    for model in (Signature, Amendment):
        keyring.erase(model.objects.filter(person=person).values_list("pk", flat=True))
