from datetime import datetime

from barrio.core.actors import Actor
from barrio.core.clock import local_date
from barrio.offices.actions.commissions import end_term
from barrio.offices.enums import TermEnd
from barrio.offices.models import Conflict, Petition, Term
from barrio.people.models import Person
from barrio.runtime.keyring import keyring


def leave_roll(person: Person, by: Actor, at: datetime) -> None:
    """Whoever belongs no more holds no office; an alternate takes the seat."""
    today = local_date(at, person.collective.time_zone)
    for term in Term.objects.filter(person=person, until__gt=today):
        end_term(term, TermEnd.LEFT_ROLL, None, by, at)


def forget_person(person: Person, by: Actor, at: datetime) -> None:
    """No office any more, nor one that was to begin; what was written of them is erased."""
    leave_roll(person, by, at)
    declared = Conflict.objects.filter(term__person=person)
    about = Petition.objects.filter(term__person=person)
    gone = [*declared.values_list("pk", flat=True), *about.values_list("pk", flat=True)]
    keyring.erase(gone)
