"""The chain of a book: what is hashed of each entry, and the looking over of all of it.

An entry is told by numbers and short names that an export holds too, so that anybody can
recompute the chain from a file, without our database.
"""

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from django.db.models import F, Sum

from barrio.ledger.enums import COUNTED, EntryKind
from barrio.ledger.models import Balance, Book, Entry, Line, Statement

Check = Callable[[uuid.UUID], Iterator[str]]
_checks: list[Check] = []


def register_check(check: Check) -> None:
    """`check` names what does not hold in what a higher app keeps of the book with that id."""
    if check not in _checks:
        _checks.append(check)


@dataclass(frozen=True)
class Leg:
    """A line as it is hashed and exported: `asset:bank`, the fund's number, minor units."""

    account: str
    fund: int
    amount: int
    currency: str


@dataclass(frozen=True)
class Told:
    """An entry as it is hashed and exported. Numbers are 0 where there is none."""

    number: int
    kind: str
    booked_on: date
    happened_on: date
    text: str
    act: int
    project: int
    resolves: int
    corrects: int
    key: str
    by: tuple[str, str]
    recorded_at: datetime
    before: str
    legs: list[Leg] = field(default_factory=list)


def canonical(told: Told) -> str:
    """One text for one entry: JSON with sorted names and no spaces."""
    said = {
        "number": told.number,
        "kind": told.kind,
        "booked_on": told.booked_on.isoformat(),
        "happened_on": told.happened_on.isoformat(),
        "text": told.text,
        "act": told.act,
        "project": told.project,
        "resolves": told.resolves,
        "corrects": told.corrects,
        "key": told.key,
        "by": list(told.by),
        "recorded_at": told.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "before": told.before,
        "lines": [[leg.account, leg.fund, leg.amount, leg.currency] for leg in told.legs],
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def from_canonical(text: str) -> Told:
    """What `canonical` wrote. Raises ValueError, KeyError or TypeError where it is not that."""
    said = json.loads(text)
    kind, who = said["by"]
    return Told(
        number=said["number"],
        kind=said["kind"],
        booked_on=date.fromisoformat(said["booked_on"]),
        happened_on=date.fromisoformat(said["happened_on"]),
        text=said["text"],
        act=said["act"],
        project=said["project"],
        resolves=said["resolves"],
        corrects=said["corrects"],
        key=said["key"],
        by=(kind, who),
        recorded_at=datetime.fromisoformat(said["recorded_at"]),
        before=said["before"],
        legs=[Leg(*line) for line in said["lines"]],
    )


def hash_of(told: Told) -> str:
    """SHA-256 of the entry's canonical text, in which the hash of the one before stands."""
    return hashlib.sha256(canonical(told).encode()).hexdigest()


ENTRY = (
    "number", "kind", "booked_on", "happened_on", "text", "act__number", "project__number",
    "resolves__number", "corrects__number", "key", "by_kind", "by", "recorded_at", "before",
    "hash", "id",
)  # fmt: skip


def told_of(book_id: uuid.UUID, **only: Any) -> Iterator[tuple[Told, str]]:
    """Every sealed entry in order, with the hash it bears. Streams: books may be long."""
    entries = Entry.objects.sealed().filter(book=book_id, **only).order_by("number")
    lines = Line.objects.filter(
        entry__book=book_id, entry__number__isnull=False, **_of_entry(only)
    ).order_by("entry__number", "position")
    rows = lines.values_list(
        "entry__number", "account__kind", "account__code", "fund__number", "amount", "currency"
    )
    by_entry = groupby(rows.iterator(chunk_size=5000), key=lambda row: row[0])
    number, legs = next(by_entry, (0, iter(())))
    for row in entries.values_list(*ENTRY).iterator(chunk_size=5000):
        mine: list[Leg] = []
        if number == row[0]:
            mine = [Leg(f"{r[1]}:{r[2]}", r[3], r[4], r[5]) for r in legs]
            number, legs = next(by_entry, (0, iter(())))
        told = Told(
            row[0], row[1], row[2], row[3], row[4], row[5] or 0, row[6] or 0, row[7] or 0,
            row[8] or 0, row[9], (row[10], row[11]), row[12], row[13], mine,
        )  # fmt: skip
        yield told, row[14]


def _of_entry(only: dict[str, Any]) -> dict[str, Any]:
    return {f"entry__{name}": value for name, value in only.items()}


def flaws_of(rows: Iterable[tuple[Told, str]]) -> Iterator[str]:
    """What does not hold in a chain, by the number of its entry."""
    before, number = "", 0
    reserved: dict[int, list[Leg]] = {}
    legs_of: dict[int, list[Leg]] = {}
    for told, kept in rows:
        number += 1
        if told.number != number:
            yield f"entry {number} is missing: entry {told.number} follows entry {number - 1}"
            number = told.number
        if told.before != before:
            yield f"entry {told.number} does not follow the entry before it"
        if hash_of(told) != kept:
            yield f"entry {told.number}: its text, its lines or its hash was changed"
        sums: dict[tuple[str, int], int] = {}
        for leg in told.legs:
            sums[leg.currency, leg.fund] = sums.get((leg.currency, leg.fund), 0) + leg.amount
        if any(sums.values()):
            yield f"entry {told.number} does not sum to zero in each currency and fund"
        if told.resolves:
            promised = reserved.pop(told.resolves, None)
            if promised is None:
                yield f"entry {told.number} resolves entry {told.resolves}, which is not reserved"
            elif told.kind == EntryKind.SETTLED and promised != told.legs:
                yield f"entry {told.number} pays other than entry {told.resolves} reserved"
        if told.kind == EntryKind.RESERVED:
            reserved[told.number] = told.legs
        if told.corrects:
            turned = [Leg(x.account, x.fund, -x.amount, x.currency) for x in told.legs]
            if legs_of.get(told.corrects) != turned:
                yield f"entry {told.number} is not the counterpart of entry {told.corrects}"
        if told.kind in COUNTED:
            legs_of[told.number] = told.legs
        before = kept


def flaws(book: Book) -> Iterator[str]:
    """What does not hold in a book: its chain, its balances and the heads of its statements."""
    heads: dict[int, str] = {}

    def watched() -> Iterator[tuple[Told, str]]:
        for told, kept in told_of(book.pk):
            heads[told.number] = kept
            yield told, kept

    yield from flaws_of(watched())
    yield from _balance_flaws(book)
    for row in Statement.objects.filter(book=book).select_related("last").order_by("presented_at"):
        if heads.get(row.last.number or 0) != row.head:
            yield f"the statement {row.begins_on} to {row.until} does not end on its entry"
    for check in _checks:
        yield from check(book.pk)


def _balance_flaws(book: Book) -> Iterator[str]:
    sums = {
        (row["account"], row["fund"]): row["total"]
        for row in Line.objects.filter(
            entry__book=book, entry__number__isnull=False, entry__kind__in=COUNTED
        )
        .order_by()
        .values("account", "fund")
        .annotate(total=Sum("amount"))
    }
    promised = {
        (row["account"], row["fund"]): row["total"]
        for row in Line.objects.filter(
            entry__book=book, entry__number__isnull=False, entry__kind=EntryKind.RESERVED,
            amount__lt=0, entry__resolved_by__isnull=True,
        )
        .exclude(account__holds="")
        .order_by()
        .values("account", "fund")
        .annotate(total=Sum("amount"))
    }  # fmt: skip
    rows = Balance.objects.filter(account__book=book).annotate(
        kind=F("account__kind"), code=F("account__code"), of_fund=F("fund__number")
    )
    found = {(row.account_id, row.fund_id): row for row in rows}
    for place, row in found.items():
        if row.posted != sums.pop(place, 0) or row.reserved != promised.pop(place, 0):
            yield f"the balance of {row.kind}:{row.code} in fund {row.of_fund} was changed"
    if any(sums.values()) or promised:
        yield "a balance is missing"
