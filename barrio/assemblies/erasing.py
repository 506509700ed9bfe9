from datetime import datetime

from django.db.models import Q

from barrio.assemblies.models import HallPass, Proxy, RollEntry, Stance
from barrio.core.actors import Actor
from barrio.core.clock import local_date
from barrio.people.models import Person
from barrio.runtime.keyring import keyring


def forget_person(person: Person, by: Actor, at: datetime) -> None:
    """Off the roll, and no link to the hall any more.

    Frozen rolls and votes keep a number whose name is gone; their reasons are erased.
    """
    today = local_date(at, person.collective.time_zone)
    for entry in RollEntry.objects.filter(person=person, ended_on__isnull=True):
        entry.ended_on = max(today, entry.since)
        entry.save(update_fields=["ended_on"])
    keyring.erase(Stance.objects.filter(person=person).values_list("pk", flat=True))
    HallPass.objects.filter(person=person).delete()
    given = Proxy.objects.filter(Q(giver=person) | Q(holder=person), ended_at__isnull=True)
    given.update(ended_at=at)
