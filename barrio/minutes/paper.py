"""The roll on paper: printed once with its numbers, keyed back by them."""

import re
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from barrio.assemblies.actions import presence
from barrio.assemblies.enums import Arrival
from barrio.assemblies.models import Assembly
from barrio.assemblies.recording import record_for
from barrio.core.actors import Actor
from barrio.core.errors import Refused
from barrio.minutes.models import PaperRoll
from barrio.people.models import Person
from barrio.people.queries import names_in
from barrio.runtime.sealed import open_all

PART = re.compile(r"(\d{1,6})(?:\s*[-–]\s*(\d{1,6}))?")


class NotALine(Refused):
    """What was typed is no line of the list; the message is for the reader."""


@transaction.atomic
def print_roll(*, assembly: Assembly, by: Actor, at: datetime) -> PaperRoll:
    """Numbered by name when it is first printed; printed again it has the same numbers."""
    Assembly.objects.select_for_update().get(pk=assembly.pk)
    if found := PaperRoll.objects.filter(assembly=assembly).first():
        return found
    on_roll = set(assembly.snapshot.entries.values_list("person_id", flat=True))
    named = [pk for pk, _name in names_in(assembly.collective_id) if pk in on_roll]
    row = PaperRoll(
        collective_id=assembly.collective_id, assembly=assembly, people=[str(pk) for pk in named],
        printed_at=at,
    )  # fmt: skip
    row.full_clean()
    row.save(force_insert=True)
    record_for(row, by, at, "roll.print", lines=len(named))
    return row


def lines_of(row: PaperRoll) -> list[Person | None]:
    """Whoever was erased since leaves an empty line."""
    people = {str(p.pk): p for p in open_all(Person.objects.filter(pk__in=row.people))}
    return [people.get(pk) for pk in row.people]


def read_numbers(text: str, last: int) -> list[int]:
    """Numbers of lines as people write them, 1-14, 17 22, each once. Raises `NotALine`."""
    found: list[int] = []
    for number in _numbers(text, last):
        if number not in found:
            found.append(number)
    return found


def _numbers(text: str, last: int) -> Iterator[int]:
    joined = re.sub(r"\s*[-–]\s*", "-", text.strip())
    for part in re.split(r"[\s,;]+", joined):
        if not part:
            continue
        match = PART.fullmatch(part)
        if match is None:
            raise NotALine(
                _("“%(part)s” is no number of a line. Write them like 1-14, 17, 22.")
                % {"part": part[:40]}
            )
        first = int(match[1])
        until = int(match[2] or first)
        for number in (first, until):
            if not 1 <= number <= last:
                raise NotALine(
                    _("There is no line %(number)d: the list ends at %(last)d.")
                    % {"number": number, "last": last}
                )
        if until < first:
            raise NotALine(_("“%(part)s” runs backwards.") % {"part": part})
        yield from range(first, until + 1)


@transaction.atomic
def come_by_paper(*, row: PaperRoll, text: str, by: Actor, at: datetime) -> int:
    """Whoever is marked on the paper is there from now on; how many lines. All or nobody.

    Raises `NotALine`, or what `presence.come` raises.
    """
    numbers = read_numbers(text, len(row.people))
    for number in numbers:
        presence.come(
            assembly=row.assembly, person_id=UUID(row.people[number - 1]), how=Arrival.PAPER,
            by=by, at=at,
        )  # fmt: skip
    return len(numbers)
