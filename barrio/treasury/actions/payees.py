from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction

from barrio.accounts.models import Collective
from barrio.assemblies.recording import record_for
from barrio.core.actors import Actor
from barrio.people.models import Person
from barrio.runtime.keyring import keyring
from barrio.treasury.enums import PayeeKind
from barrio.treasury.models import Payee, PayoutAccount

WAITS = timedelta(hours=48)


@transaction.atomic
def add_payee(
    *,
    collective: Collective,
    kind: str,
    name: str,
    details: str,
    by: Actor,
    at: datetime,
    person: Person | None = None,
) -> Payee:
    """With the account they are paid to; `details` is what a bank asks for, or “cash in hand”."""
    pk = uuid4()
    payee = Payee(
        id=pk, key_id=pk, collective=collective, kind=kind, added_at=at, added_by_id=by.user_id,
        person=person if kind == PayeeKind.PERSON else None,
    )  # fmt: skip
    payee.seal(keyring.create(pk, collective.pk), name=name)
    payee.full_clean(exclude=["sealed"])
    payee.save(force_insert=True)
    record_for(payee, by, at, "payee.add", kind=kind)
    add_account(payee=payee, details=details, by=by, at=at)
    return payee


@transaction.atomic
def add_account(*, payee: Payee, details: str, by: Actor, at: datetime) -> PayoutAccount:
    """The first can be paid to at once; a change waits 48 hours, so that it can be noticed."""
    waits = WAITS if payee.accounts.exists() else timedelta(0)
    pk = uuid4()
    row = PayoutAccount(
        id=pk, key_id=pk, collective_id=payee.collective_id, payee=payee, added_at=at,
        usable_at=at + waits, added_by_id=by.user_id,
    )  # fmt: skip
    row.seal(keyring.create(pk, payee.collective_id), details=details)
    row.full_clean(exclude=["sealed"])
    row.save(force_insert=True)
    record_for(row, by, at, "payout.add", waits=bool(waits))
    return row
