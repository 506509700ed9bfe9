from datetime import datetime

from barrio.core.actors import Actor
from barrio.core.clock import local_date
from barrio.people.models import Person
from barrio.runtime.keyring import keyring
from barrio.treasury.models import Kinship, Payee, PayoutAccount, Signatory


def forget_person(person: Person, by: Actor, at: datetime) -> None:
    """Amounts and acts stay in the books; who was paid, and where, can be read no more."""
    paid = Payee.objects.filter(person=person)
    gone = [*paid.values_list("pk", flat=True)]
    gone += PayoutAccount.objects.filter(payee__in=paid).values_list("pk", flat=True)
    keyring.erase(gone)
    Signatory.objects.filter(term__person=person, ended_at__isnull=True).update(ended_at=at)
    today = local_date(at, person.collective.time_zone)
    for column in ("person", "other"):
        rows = Kinship.objects.filter(**{column: person}, ended_on__isnull=True)
        rows.update(ended_on=today)
