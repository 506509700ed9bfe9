"""Books as plain text for beancount and hledger, that anybody can check without us.

Each entry stands twice: as those programs read it, and as the text that its hash is made of.
`check` reads the second, recomputes the chain, writes the first anew and compares: one byte
changed anywhere is named by the entry, or the part, in which it stands.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from barrio.core.money import plain
from barrio.ledger.chain import Told, canonical, flaws_of, from_canonical, told_of
from barrio.ledger.enums import COUNTED, AccountKind
from barrio.ledger.models import Book

FORMATS = ("beancount", "hledger")
ROOTS = {
    AccountKind.ASSET: "Assets",
    AccountKind.LIABILITY: "Liabilities",
    AccountKind.EQUITY: "Equity",
    AccountKind.INCOME: "Income",
    AccountKind.EXPENSE: "Expenses",
}
HEAD, ENTRY, HASH, TAIL = "; barrio-book ", "; barrio-entry ", "; barrio-hash ", "; barrio-sha256 "


class Unreadable(ValueError):
    """The file is not an export of Barrio's."""


@dataclass(frozen=True)
class Header:
    """What the lines of a file need to be read alone."""

    format: str
    title: str
    opened_on: str
    accounts: list[list[str]]  # path and currency

    def line(self) -> str:
        said = [self.format, self.title, self.opened_on, self.accounts]
        return HEAD + json.dumps(said, separators=(",", ":"), ensure_ascii=False)


def header_of(book: Book, form: str) -> Header:
    rows = book.accounts.order_by("kind", "code").values_list("kind", "code", "currency")
    first = book.entries.sealed().order_by("booked_on").values_list("booked_on", flat=True).first()
    opened = min(book.opened_on, first) if first else book.opened_on
    title = f"{book.collective.name}: {book.name_in('en')}"
    accounts = [[f"{kind}:{code}", currency] for kind, code, currency in rows]
    return Header(form, title, opened.isoformat(), accounts)


def export(book: Book, form: str) -> Iterator[str]:
    """The lines of the file, each with its line end."""
    yield from _written(header_of(book, form), told_of(book.pk))


def _written(header: Header, rows: Iterable[tuple[Told, str]]) -> Iterator[str]:
    digest = sha256()
    for line in _lines(header, rows):
        text = line + "\n"
        digest.update(text.encode())
        yield text
    yield f"{TAIL}{digest.hexdigest()}\n"


def _lines(header: Header, rows: Iterable[tuple[Told, str]]) -> Iterator[str]:
    yield header.line()
    yield from (_opening_beancount if header.format == "beancount" else _opening_hledger)(header)
    for told, kept in rows:
        yield ""
        yield ENTRY + canonical(told)
        yield HASH + kept
        if told.kind in COUNTED:
            yield from (_beancount if header.format == "beancount" else _hledger)(told, kept)
        else:
            yield f"; {told.kind}: no money has moved"
    yield ""


def account_name(path: str) -> str:
    """`asset:owed-to-us` is `Assets:Owed-to-us`."""
    kind, code = path.split(":", 1)
    return f"{ROOTS[AccountKind(kind)]}:{code[0].upper()}{code[1:]}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _opening_beancount(header: Header) -> Iterator[str]:
    yield f'option "title" {_quoted(header.title)}'
    for currency in sorted({currency for _path, currency in header.accounts}):
        yield f'option "operating_currency" "{currency}"'
    for path, currency in header.accounts:
        yield f"{header.opened_on} open {account_name(path)} {currency}"


def _beancount(told: Told, kept: str) -> Iterator[str]:
    yield f"{told.booked_on.isoformat()} * {_quoted(told.text)}"
    yield f"  number: {told.number}"
    yield f"  act: {told.act}"
    yield f'  hash: "{kept}"'
    for leg in told.legs:
        amount = plain(leg.amount, leg.currency)
        yield f"  {account_name(leg.account)}  {amount} {leg.currency}"
        yield f"    fund: {leg.fund}"


def _opening_hledger(header: Header) -> Iterator[str]:
    for currency in sorted({currency for _path, currency in header.accounts}):
        yield f"commodity {plain(1_000, currency)} {currency}"
    for path, _currency in header.accounts:
        yield f"account {account_name(path)}"


def _hledger(told: Told, kept: str) -> Iterator[str]:
    # A semicolon would begin a comment, a bar a note.
    text = told.text.replace(";", ",").replace("|", "/")
    yield f"{told.booked_on.isoformat()} * ({told.number}) {text}"
    yield f"    ; act:{told.act}, hash:{kept}"
    for leg in told.legs:
        amount = plain(leg.amount, leg.currency)
        yield f"    {account_name(leg.account)}  {amount} {leg.currency}  ; fund:{leg.fund}"


# --- reading it again ---


def read_export(lines: Iterable[str]) -> tuple[Header, list[tuple[Told, str]]]:
    """What a file says. Raises `Unreadable`, which names the line."""
    header: Header | None = None
    rows: list[tuple[Told, str]] = []
    told: Told | None = None
    for n, line in enumerate(lines, 1):
        text = line.rstrip("\n")
        try:
            if text.startswith(HEAD):
                header = Header(*json.loads(text.removeprefix(HEAD)))
                date.fromisoformat(header.opened_on)
                [(str(path), str(currency)) for path, currency in header.accounts]
            elif text.startswith(ENTRY):
                told = from_canonical(text.removeprefix(ENTRY))
            elif text.startswith(HASH) and told is not None:
                rows.append((told, text.removeprefix(HASH)))
                told = None
        except (ValueError, KeyError, TypeError) as error:
            raise Unreadable(f"line {n} was changed: it cannot be read") from error
    if header is None or header.format not in FORMATS:
        raise Unreadable("its first line was changed, or this is not an export of Barrio's")
    return header, rows


def check(lines: list[str]) -> Iterator[str]:
    """What does not hold in an export, by name; nothing where it is as it was written."""
    try:
        header, rows = read_export(lines)
    except Unreadable as error:
        yield str(error)
        return
    found = list(flaws_of(rows))
    yield from found
    try:
        again = list(_written(header, rows))
    except (KeyError, ValueError, IndexError, TypeError):
        yield "an account or a currency was changed: it cannot be written anew"
        return
    if again == lines:
        return
    number = 0
    for n, (here, there) in enumerate(zip(lines, again, strict=False), 1):
        if here.startswith(ENTRY) and here == there:
            number = json.loads(here.removeprefix(ENTRY))["number"]
        if here != there:
            where = f"after entry {number}" if number else "before the first entry"
            if not here.startswith(TAIL):
                yield f"line {n}, {where}: it was changed, is missing or was added"
            elif not found:
                yield "the last line was changed, or something above it"
            return
    yield "the file was cut off, or something was added at its end"
