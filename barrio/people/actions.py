import uuid
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from barrio.accounts.models import Collective
from barrio.audit.actions import record
from barrio.core.actors import Actor
from barrio.core.clock import local_date
from barrio.people.enums import ConsentHow, ContactKind
from barrio.people.erasing import erasers
from barrio.people.models import (
    Consent,
    ConsentWording,
    ContactPoint,
    Household,
    Occupancy,
    Person,
    Roster,
    Touch,
)
from barrio.people.queries import dwelling_token, wording_text
from barrio.places.models import Dwelling
from barrio.runtime.keyring import keyring
from barrio.runtime.sealed import blind_index


@transaction.atomic
def add_person(
    *,
    collective: Collective,
    name: str,
    language: str,
    by: Actor,
    at: datetime,
    notes: str = "",
    phone: str = "",
    email: str = "",
    dwelling: Dwelling | None = None,
    **fields: Any,
) -> Person:
    """A person, with the contacts and the home given. `phone` in E.164, `email` lower case."""
    person_id, today = uuid.uuid4(), local_date(at, collective.time_zone)
    person = Person(
        id=person_id,
        key_id=person_id,
        collective=collective,
        language=language,
        added_on=today,
        **fields,
    )
    person.seal(keyring.create(person_id, collective.pk), name=name, notes=notes)
    person.full_clean(exclude=["sealed"])
    person.save(force_insert=True)
    for kind, value in ((ContactKind.PHONE, phone), (ContactKind.EMAIL, email)):
        if value:
            _add_contact(person, kind, value)
    if dwelling:
        _settle(person, dwelling, today)
    touch(person=person, kind="added", on=today, origin_kind="person", origin_id=person.pk)
    _record(person, by, at, "person.add")
    return person


@transaction.atomic
def change_person(
    *, person: Person, by: Actor, at: datetime, name: str, notes: str, language: str, stage: str
) -> None:
    person.seal(name=name, notes=notes)
    person.language, person.stage = language, stage
    person.full_clean(exclude=["sealed"])
    person.save(update_fields=["sealed", "language", "stage"])
    _record(person, by, at, "person.change")


@transaction.atomic
def set_do_not_contact(*, person: Person, do_not: bool, by: Actor, at: datetime) -> None:
    person.do_not_contact = do_not
    person.save(update_fields=["do_not_contact"])
    _record(person, by, at, "person.do_not_contact", do_not=do_not)


def _add_contact(person: Person, kind: str, value: str) -> ContactPoint:
    point = ContactPoint(
        collective_id=person.collective_id,
        person=person,
        key_id=person.pk,
        kind=kind,
        index=blind_index(person.collective_id, kind, value),
    )
    point.seal(value=value)
    point.full_clean(exclude=["sealed"])
    point.save(force_insert=True)
    return point


@transaction.atomic
def add_contact(*, person: Person, kind: str, value: str, by: Actor, at: datetime) -> ContactPoint:
    point = _add_contact(person, kind, value)
    _record(person, by, at, "contact.add", kind=kind)
    return point


@transaction.atomic
def remove_contact(*, point: ContactPoint, by: Actor, at: datetime) -> None:
    point.delete()
    _record(point.person, by, at, "contact.remove", kind=point.kind)


def wording_for(
    collective: Collective, purpose: str, language: str, at: datetime
) -> ConsentWording:
    """The collective's sentence in force, or ours where it has written none."""
    text = wording_text(collective, purpose, language)
    return ConsentWording.objects.get_or_create(
        collective=collective, purpose=purpose, language=language, text=text, defaults={"since": at}
    )[0]


@transaction.atomic
def record_consent(
    *,
    person: Person,
    purpose: str,
    given: bool,
    how: str,
    by: Actor,
    at: datetime,
    language: str = "",
    source: str = "",
    on: date | None = None,
) -> Consent:
    """A yes or no. A face-to-face yes carries the wording in the person's language."""
    collective = person.collective
    wording = None
    if how != ConsentHow.IMPORT:
        wording = wording_for(collective, purpose, language or person.language, at)
    consent = Consent(
        collective=collective,
        person=person,
        purpose=purpose,
        given=given,
        on=on or local_date(at, collective.time_zone),
        order=Consent.objects.filter(person=person, purpose=purpose).count() + 1,
        how=how,
        wording=wording,
        source=source,
        taken_by=by.id,
    )
    consent.full_clean()
    consent.save(force_insert=True)
    touch(
        person=person,
        kind="consent",
        on=consent.on,
        origin_kind="consent",
        origin_id=consent.pk,
        outcome=f"{purpose}:{'yes' if given else 'no'}",
    )
    _record(person, by, at, "consent.record", purpose=purpose, given=given)
    return consent


def _settle(person: Person, dwelling: Dwelling, since: date) -> Occupancy:
    token = dwelling_token(person.collective_id, dwelling.pk)
    household = Household.objects.filter(
        collective_id=person.collective_id, dwelling_token=token, until__isnull=True
    ).first()
    if household is None:
        household = Household.objects.create(
            collective_id=person.collective_id, dwelling_token=token, since=since
        )
    occupancy = Occupancy(
        collective_id=person.collective_id,
        person=person,
        key_id=person.pk,
        household=household,
        dwelling_token=token,
        since=since,
    )
    occupancy.seal(dwelling=str(dwelling.pk))
    occupancy.full_clean(exclude=["sealed"])
    occupancy.save(force_insert=True)
    return occupancy


@transaction.atomic
def move_in(*, person: Person, dwelling: Dwelling, by: Actor, at: datetime) -> Occupancy:
    """The person lives there from today; where they lived before ends today."""
    today = local_date(at, person.collective.time_zone)
    person.occupancies.filter(until__isnull=True).update(until=today)
    occupancy = _settle(person, dwelling, today)
    _record(person, by, at, "person.move_in")
    return occupancy


@transaction.atomic
def move_out(*, person: Person, by: Actor, at: datetime) -> None:
    today = local_date(at, person.collective.time_zone)
    person.occupancies.filter(until__isnull=True).update(until=today)
    _record(person, by, at, "person.move_out")


def touch(
    *, person: Person, kind: str, on: date, origin_kind: str, origin_id: object, outcome: str = ""
) -> None:
    """Notes that something happened with a person; once per origin, however often told."""
    Touch.objects.get_or_create(
        person=person,
        kind=kind,
        origin_kind=origin_kind,
        origin_id=str(origin_id),
        defaults={"collective_id": person.collective_id, "on": on, "outcome": outcome[:20]},
    )


@transaction.atomic
def erase_person(*, person: Person, by: Actor, at: datetime) -> None:
    """Ends a person's record for good: first the key, then the rows.

    Every older backup of the data is dead with the key; a bare row with the day stays, so
    that counts remain true. What higher apps hold of the person goes with it.
    """
    for erase in erasers():
        erase(person, by, at)
    keyring.erase([person.pk])
    for related in (person.contact_points, person.occupancies, person.consents, person.touches):
        related.all().delete()
    today = local_date(at, person.collective.time_zone)
    Person.objects.filter(pk=person.pk).update(
        sealed=b"", tags=[], erased_on=today, do_not_contact=True
    )
    _record(person, by, at, "person.erase")


def count_change(collective_id: uuid.UUID) -> None:
    """Tells cached name lists that they are old."""
    Roster.objects.get_or_create(collective_id=collective_id)
    Roster.objects.filter(pk=collective_id).update(version=F("version") + 1)


def _record(person: Person, by: Actor, at: datetime, verb: str, **detail: Any) -> None:
    count_change(person.collective_id)
    record(
        collective_id=person.collective_id,
        by=by,
        at=at,
        verb=verb,
        subject_kind="person",
        subject_id=person.pk,
        **detail,
    )
