"""What an acta says: from the votes and the acts, with what was noted beside them."""

import hashlib
import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q

from barrio.assemblies.models import Act, Assembly, Presence, Vote
from barrio.minutes.enums import Sheet
from barrio.minutes.models import Minutes, Note, Signature
from barrio.people.models import Person
from barrio.people.queries import names_in


def votes_of(assembly: Assembly) -> list[Vote]:
    """Those that have a result, as they were closed."""
    rows = Vote.objects.filter(item__assembly=assembly, closed_at__isnull=False)
    rows = rows.select_related("item", "motion", "wording", "run", "act")
    return list(rows.order_by("closed_at").prefetch_related("stances"))


def acts_of_assembly(assembly: Assembly) -> list[Act]:
    return list(Act.objects.filter(vote__item__assembly=assembly).order_by("number"))


def head_of(collective_id: uuid.UUID) -> Act | None:
    """The last act: its number proves all that came before."""
    return Act.objects.filter(collective_id=collective_id).order_by("-number").first()


def was_there(assembly: Assembly, person_id: Any) -> bool:
    return assembly.presences.filter(person=person_id).exists()


def there_at_the_end(assembly: Assembly) -> Any:
    """Presences that lasted until the assembly was closed, or that last now."""
    if assembly.closed_at is None:
        return assembly.presences.filter(left_at__isnull=True)
    stayed = Q(left_at__isnull=True) | Q(left_at__gte=assembly.closed_at)
    return assembly.presences.filter(stayed)


def digest_of_note(note_id: uuid.UUID, text: str) -> str:
    return hashlib.sha256(f"{note_id}|{text}".encode()).hexdigest()


def digest_of_minutes(minutes: Minutes) -> str:
    """SHA-256 over the assembly's times, who was there when, votes, acts, notes and signatures."""
    assembly = minutes.assembly
    said = {
        "assembly": str(assembly.pk),
        "times": [_time(assembly.opened_at), _time(assembly.closed_at)],
        "present": sorted(
            f"{p.pk} {p.person_id} {_time(p.came_at)} {_time(p.left_at)}"
            for p in assembly.presences.all()
        ),
        **_proxies(assembly),
        "votes": [
            f"{v.pk} {v.outcome} {v.yes} {v.no} {v.abstain}{_stood(v)}" for v in votes_of(assembly)
        ],
        "acts": [act.hash for act in acts_of_assembly(assembly)],
        "notes": sorted(note.digest for note in minutes.notes.all()),
        "signed": sorted(
            f"{s.pk} {s.person_id} {s.sheet} {s.stance}" for s in minutes.signatures.all()
        ),
        "head": minutes.head,
    }
    text = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _proxies(assembly: Assembly) -> dict[str, list[str]]:
    """Who voted for whom from when to when; nothing where nobody did."""
    rows = [
        f"{x.pk} {x.giver_id} {x.holder_id} {_time(x.given_at)} {_time(x.ended_at)}"
        for x in assembly.given.all()
    ]
    return {"proxies": sorted(rows)} if rows else {}


def _time(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else ""


def flaws(collective_id: uuid.UUID) -> Iterator[str]:
    """Closed minutes that are not as they were closed, by the day of their assembly."""
    rows = Minutes.objects.filter(collective_id=collective_id, closed_at__isnull=False)
    for minutes in rows.select_related("assembly").order_by("closed_at"):
        named = f"the minutes of {minutes.assembly.starts_at:%Y-%m-%d %H:%M} UTC"
        if minutes.digest != digest_of_minutes(minutes):
            yield f"{named}: something of them was changed"
        for note in minutes.notes.all():
            if not note.is_erased and note.digest != digest_of_note(note.pk, note.personal["text"]):
                yield f"{named}: a note was changed ({note.pk})"


def _stood(vote: Vote) -> str:
    """What was said where consensus was sought; nothing elsewhere."""
    said = sorted(f"{s.pk} {s.person_id} {s.stand} {s.digest}" for s in vote.stances.all())
    return "".join(f" {one}" for one in said)


def in_order(collective_id: uuid.UUID, rows: Any) -> list[Any]:
    """Presences or signatures by the name of their person; whoever has none comes last."""
    place = {pk: i for i, (pk, _name) in enumerate(names_in(collective_id))}
    return sorted(rows, key=lambda row: place.get(row.person_id, len(place)))


def may_still_sign(minutes: Minutes, sheet: str) -> list[Presence]:
    """One presence of each who may sign there and has not."""
    assembly = minutes.assembly
    rows = assembly.presences.all() if sheet == Sheet.OPENING else there_at_the_end(assembly)
    signed = Signature.objects.filter(minutes=minutes, sheet=sheet).values("person")
    found: dict[uuid.UUID, Presence] = {}
    for row in rows.exclude(person__in=signed).select_related("person"):
        found.setdefault(row.person_id, row)
    return in_order(minutes.collective_id, found.values())


def people_there(assembly: Assembly) -> list[Person]:
    """Everybody who was there at some time, once, by name."""
    found = {row.person_id: row for row in assembly.presences.select_related("person")}
    return [row.person for row in in_order(assembly.collective_id, found.values())]


def notes_of(minutes: Minutes) -> dict[Any, list[Note]]:
    """By item; under None what belongs to none."""
    found: dict[Any, list[Note]] = {}
    for note in minutes.notes.all():
        found.setdefault(note.item_id, []).append(note)
    return found
