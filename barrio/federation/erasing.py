from datetime import datetime

from barrio.core.actors import Actor
from barrio.core.clock import local_date
from barrio.federation.actions.delegates import resign
from barrio.federation.enums import DelegationEnd
from barrio.federation.models import Delegation, Names, Seat
from barrio.people.models import Person
from barrio.runtime.keyring import keyring


def leave_roll(person: Person, by: Actor, at: datetime) -> None:
    """Whoever belongs no more speaks for us no more; the body above is told."""
    for row in Delegation.objects.filter(person=person, ended_on__isnull=True):
        resign(delegation=row, by=by, at=at)


def forget_person(person: Person, by: Actor, at: datetime) -> None:
    """No delegate any more; and the names that stood beside documents are erased.

    The documents stay, so that what came after still follows.
    """
    today = local_date(at, person.collective.time_zone)
    delegations = Delegation.objects.filter(person=person)
    sisters = set(delegations.values_list("link__sister", flat=True))
    for row in delegations.filter(ended_on__isnull=True):
        row.ended_on, row.end = max(today, row.since), DelegationEnd.RESIGNED
        row.save(update_fields=["ended_on", "end"])
    seats = Seat.objects.filter(person=person)
    sisters |= set(seats.values_list("link__sister", flat=True))
    for seat in seats.filter(ended_on__isnull=True):
        seat.ended_on = max(today, seat.since)
        seat.save(update_fields=["ended_on"])
    named = Names.objects.filter(document__sister__in=sisters)
    keyring.erase(named.values_list("pk", flat=True))
