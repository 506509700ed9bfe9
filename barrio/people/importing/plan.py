"""What each row of a list becomes: a new person, an addition, nothing new, or left out."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from barrio.core.text import fold, may_be_one_name, normal_email, normal_phone, squeeze
from barrio.people.enums import ContactKind, RowOutcome
from barrio.people.importing.mapping import language_code
from barrio.people.models import ContactPoint
from barrio.people.queries import names_in
from barrio.runtime.sealed import open_all

MAX_NAME = 200
REASONS = {
    "empty": _("It has no name, no phone and no e-mail."),
    "bad_phone": _(
        "The phone number cannot be dialled: it has letters, or too few or too many digits."
    ),
    "bad_email": _("The e-mail address is not one."),
    "long_name": _("The name is longer than 200 characters."),
    "two_people": _("The phone is of one person we know and the e-mail of another."),
    "repeated": _("The same contact stands in an earlier row of this list."),
}


@dataclass
class Row:
    """One row, read: what it says of a person, or why it is left out."""

    number: int
    name: str = ""
    phone: str = ""
    email: str = ""
    language: str = ""
    address: str = ""
    notes: str = ""
    tag: str = ""
    outcome: str = RowOutcome.CREATE
    reason: str = ""
    person_id: uuid.UUID | None = None
    adds: list[str] = field(default_factory=list)

    def cells(self) -> dict[str, str]:
        names = ("name", "phone", "email", "language", "address", "notes", "tag")
        return {name: getattr(self, name) for name in names if getattr(self, name)}


def read_row(number: int, cells: Sequence[str], mapping: dict[int, str], country: str) -> Row:
    """The row as it stands, each value normalised; the first thing wrong is its reason."""
    values: dict[str, str] = {}
    for index, name in mapping.items():
        if name and index < len(cells) and squeeze(cells[index]):
            values[name] = " ".join(filter(None, [values.get(name, ""), squeeze(cells[index])]))
    row = Row(number)
    row.name = values.get("name") or " ".join(
        filter(None, [values.get("given_name"), values.get("surname")])
    )
    row.notes, row.tag = values.get("notes", ""), values.get("tag", "")[:40]
    row.address = values.get("address", "")[:200]
    row.language = language_code(values.get("language", ""))
    row.reason = _normalise(row, values, country)
    if row.reason:
        row.outcome = RowOutcome.REFUSE
        row.phone = row.phone or values.get("phone", "")
        row.email = row.email or values.get("email", "")
    return row


def _normalise(row: Row, values: dict[str, str], country: str) -> str:
    if len(row.name) > MAX_NAME:
        row.name = row.name[:MAX_NAME]
        return "long_name"
    for name, normal, reason in (
        ("phone", lambda text: normal_phone(text, country), "bad_phone"),
        ("email", normal_email, "bad_email"),
    ):
        if values.get(name):
            try:
                setattr(row, name, normal(values[name]))
            except ValueError:
                return reason
    return "" if row.name or row.phone or row.email else "empty"


class Planner:
    """Decides row after row, knowing everybody's contacts and the rows before."""

    def __init__(self, collective_id: uuid.UUID) -> None:
        self.collective_id = collective_id
        self.owners: dict[tuple[str, str], list[uuid.UUID]] = defaultdict(list)
        self.seen: dict[tuple[str, str], list[str]] = defaultdict(list)
        points = ContactPoint.objects.filter(
            collective_id=collective_id, person__erased_on__isnull=True
        )
        for point in open_all(points.iterator(chunk_size=2000)):
            self.owners[point.kind, point.value].append(point.person_id)

    @cached_property
    def names(self) -> dict[uuid.UUID, str]:
        """Opened once the first row meets somebody we know."""
        return dict(names_in(self.collective_id))

    def decide(self, row: Row) -> Row:
        if row.outcome == RowOutcome.REFUSE:
            return row
        keys = [
            (kind, value)
            for kind, value in ((ContactKind.PHONE, row.phone), (ContactKind.EMAIL, row.email))
            if value
        ]
        marks: list[tuple[str, str]] = list(keys) or [
            ("name", fold(row.name) + "|" + fold(row.address))
        ]
        if any(may_be_one_name(row.name, name) for mark in marks for name in self.seen[mark]):
            return self._refuse(row, "repeated")
        known = {key: self._known(key, row.name) for key in keys}
        owners = {person for people in known.values() for person in people}
        if len(owners) > 1:
            return self._refuse(row, "two_people")
        for mark in marks:
            self.seen[mark].append(row.name)
        if owners:
            row.person_id = owners.pop()
            row.adds = [kind for kind, value in keys if not known[kind, value]]
            row.outcome = RowOutcome.CHANGE if row.adds else RowOutcome.SAME
        return row

    def _known(self, key: tuple[str, str], name: str) -> list[uuid.UUID]:
        """Those with this phone or e-mail who may be the one the row names."""
        people = self.owners.get(key, [])
        return [pk for pk in people if may_be_one_name(name, self.names.get(pk, ""))]

    def _refuse(self, row: Row, reason: str) -> Row:
        row.outcome, row.reason = RowOutcome.REFUSE, reason
        return row


def plan_rows(
    rows: Iterable[Sequence[str]], mapping: dict[int, str], country: str, planner: Planner
) -> Iterable[Row]:
    """Rows numbered as a spreadsheet does: the header is row 1."""
    for number, cells in enumerate(rows, 2):
        yield planner.decide(read_row(number, cells, mapping, country))
