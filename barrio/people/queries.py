"""Finding people: exactly by phone or e-mail, by name through open-and-scan in scope."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import BinaryField, F
from django.db.models.functions import Substr

from barrio.core.crypto import HEADER, NONCE
from barrio.core.text import fold, normal_email, normal_phone
from barrio.people.enums import ContactKind, Purpose
from barrio.people.models import (
    Consent,
    ConsentWording,
    ContactPoint,
    Occupancy,
    Person,
    Roster,
    Touch,
)
from barrio.runtime.sealed import blind_index, keyed_token, open_all

SHOWN = 50
OPENED_AT_ONCE = 500


DEFAULT_WORDINGS = {
    (Purpose.SERVICE, "en"): "May we use your contact for the service you asked for?",
    (Purpose.SERVICE, "es"): "¿Podemos usar su contacto para el servicio que pidió?",
    (Purpose.ORGANISING, "en"): "May we visit, call or write to you about what we organize here?",
    (
        Purpose.ORGANISING,
        "es",
    ): "¿Podemos visitarle, llamarle o escribirle sobre lo que organizamos aquí?",
    (
        Purpose.ALERTS,
        "en",
    ): "May we send you emergency alerts for this area? You can stop them at any time.",
    (
        Purpose.ALERTS,
        "es",
    ): "¿Podemos enviarle alertas de emergencia de esta zona? Puede pararlas cuando quiera.",
    (Purpose.MEDIA, "en"): "May we publish your photo or your words?",
    (Purpose.MEDIA, "es"): "¿Podemos publicar su foto o sus palabras?",
}


def people_of(collective_id: uuid.UUID) -> Any:
    return Person.objects.filter(collective_id=collective_id, erased_on__isnull=True)


def find_by_contact(collective_id: uuid.UUID, kind: str, value: str) -> list[Person]:
    """Those whose phone (E.164) or e-mail (lower case) is exactly `value`."""
    index = blind_index(collective_id, kind, value)
    points = ContactPoint.objects.filter(collective_id=collective_id, kind=kind, index=index)
    found = [p for p in open_all(points.select_related("person")) if p.value == value]
    return list({point.person_id: point.person for point in found}.values())


def search(collective_id: uuid.UUID, text: str, country: str, limit: int = SHOWN) -> list[Person]:
    """People matching what was typed: a phone, an e-mail, or parts of a name."""
    exact = _exact(collective_id, text, country)
    if exact is not None:
        return open_all(exact)
    words = fold(text).split()
    ids = [pid for pid, name in names_in(collective_id) if all(word in name for word in words)]
    people = {p.pk: p for p in open_all(people_of(collective_id).filter(pk__in=ids[:limit]))}
    return [people[pid] for pid in ids[:limit] if pid in people]


def _exact(collective_id: uuid.UUID, text: str, country: str) -> list[Person] | None:
    try:
        if "@" in text:
            return find_by_contact(collective_id, ContactKind.EMAIL, normal_email(text))
        if sum(ch.isdigit() for ch in text) >= 7:
            return find_by_contact(collective_id, ContactKind.PHONE, normal_phone(text, country))
    except ValueError:
        return []
    return None


@dataclass
class _Names:
    """What this process has opened of a collective: who, by which blob, under what name."""

    version: int = -1
    marks: dict[uuid.UUID, bytes] = field(default_factory=dict)
    names: dict[uuid.UUID, str] = field(default_factory=dict)
    by_name: list[tuple[uuid.UUID, str]] = field(default_factory=list)


_opened: dict[uuid.UUID, _Names] = {}


def names_in(collective_id: uuid.UUID) -> list[tuple[uuid.UUID, str]]:
    """(id, folded name) of everybody, by name; after a change only what changed is opened.

    Held in this process's memory only, while the keyring is unlocked.
    """
    version = Roster.objects.filter(pk=collective_id).values_list("version", flat=True).first() or 0
    held = _opened.get(collective_id) or _Names()
    if held.version != version:
        _opened[collective_id] = held = _brought_up_to_date(collective_id, held, version)
    return held.by_name


def _brought_up_to_date(collective_id: uuid.UUID, held: _Names, version: int) -> _Names:
    everybody = people_of(collective_id)
    # A blob's nonce is new each time it is sealed: it tells that a person has changed.
    nonce = Substr("sealed", HEADER + 1, NONCE, output_field=BinaryField())
    marks = {
        pk: bytes(mark) for pk, mark in everybody.annotate(mark=nonce).values_list("pk", "mark")
    }
    changed = [pk for pk, mark in marks.items() if held.marks.get(pk) != mark]
    names = {pk: name for pk, name in held.names.items() if pk in marks}
    for start in range(0, len(changed), OPENED_AT_ONCE):
        rows = everybody.filter(pk__in=changed[start : start + OPENED_AT_ONCE])
        for person in open_all(rows.only("id", "collective_id", "key_id", "sealed")):
            names[person.pk] = fold(person.personal["name"])
    # Those without a name come last.
    by_name = sorted(names.items(), key=lambda pair: (not pair[1], pair[1]))
    return _Names(version, marks, names, by_name)


def forget_names() -> None:
    _opened.clear()


def page_of_people(collective_id: uuid.UUID, page: int) -> tuple[list[Person], int]:
    """One page by name, and how many people there are."""
    pairs = names_in(collective_id)
    ids = [pid for pid, _name in pairs[(page - 1) * SHOWN : page * SHOWN]]
    people = {p.pk: p for p in open_all(people_of(collective_id).filter(pk__in=ids))}
    return [people[pid] for pid in ids if pid in people], len(pairs)


def dwelling_token(collective_id: uuid.UUID, dwelling_id: uuid.UUID) -> str:
    return keyed_token(collective_id, "dwelling", dwelling_id)


def residents_by_token(collective_id: uuid.UUID, tokens: Iterable[str]) -> dict[str, list[Person]]:
    """Who lives now behind the doors of `tokens`, opened."""
    rows = Occupancy.objects.filter(
        collective_id=collective_id, dwelling_token__in=list(tokens), until__isnull=True
    ).select_related("person")
    found: dict[str, list[Person]] = {}
    rows = [row for row in rows if row.person.erased_on is None]
    open_all(row.person for row in rows)
    for row in rows:
        found.setdefault(row.dwelling_token, []).append(row.person)
    return found


def consents_of(person: Person) -> dict[str, Consent]:
    """The newest answer for each purpose that was ever asked."""
    rows = person.consents.order_by("purpose", "order").select_related("wording")
    return {row.purpose: row for row in rows}


@dataclass(frozen=True)
class TimelineRow:
    on: date
    kind: str
    outcome: str
    origin_kind: str


def timeline_of(person: Person) -> list[TimelineRow]:
    rows = Touch.objects.filter(person=person).order_by(F("on").desc(), "-pk")[:200]
    return [TimelineRow(row.on, row.kind, row.outcome, row.origin_kind) for row in rows]


def wording_text(collective: Any, purpose: str, language: str) -> str:
    """The sentence with which a yes is asked for now: the collective's own, or ours."""
    mine = ConsentWording.objects.filter(
        collective=collective, purpose=purpose, language=language
    ).order_by("-since")
    found = mine.values_list("text", flat=True).first()
    ours = DEFAULT_WORDINGS.get((Purpose(purpose), language))
    return found or ours or DEFAULT_WORDINGS[Purpose(purpose), "en"]
