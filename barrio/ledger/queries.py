"""What the pages of the books tell: balances, what came and went, and one account's entries."""

import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Sum

from barrio.accounts.models import Collective
from barrio.ledger.enums import COUNTED, AccountKind, BookKind, StatementState
from barrio.ledger.models import (
    Account,
    Balance,
    Book,
    Entry,
    Fund,
    Line,
    Statement,
)


def books_of(collective_id: uuid.UUID) -> QuerySet[Book]:
    return Book.objects.filter(collective=collective_id).select_related("collective", "act")


def communal_bank(collective: Collective) -> Book | None:
    return books_of(collective.pk).filter(kind=BookKind.BANK).first()


@dataclass(frozen=True)
class Held:
    """What a fund has in one currency, and how much of it is promised (positive)."""

    fund: Fund
    currency: str
    posted: int
    promised: int

    @property
    def free(self) -> int:
        return self.posted - self.promised


def held_by_funds(book: Book) -> list[Held]:
    """Money that can be paid out, by fund; a fund without any is shown with nothing."""
    rows = Balance.objects.filter(account__book=book).exclude(account__holds="").order_by()
    sums: dict[tuple[uuid.UUID, str], list[int]] = defaultdict(lambda: [0, 0])
    for fund, currency, posted, reserved in rows.values_list(
        "fund", "account__currency", "posted", "reserved"
    ):
        sums[fund, currency][0] += posted
        sums[fund, currency][1] -= reserved
    found = []
    for fund in book.funds.select_related("act"):
        mine = [(key[1], value) for key, value in sums.items() if key[0] == fund.pk]
        if not mine and fund.ended_on is None:
            mine = [(book.currency, [0, 0])]
        found += [Held(fund, currency, *value) for currency, value in sorted(mine)]
    return found


def held_by_accounts(book: Book) -> list[tuple[Account, int]]:
    """Every open account with what stands in it over all funds, as people say it: dues of $5."""
    sums = dict(
        Balance.objects.filter(account__book=book)
        .order_by()
        .values_list("account")
        .annotate(total=Sum("posted"))
    )
    rows = book.accounts.filter(closed_on__isnull=True)
    return [(row, row.sign * sums.get(row.pk, 0)) for row in rows]


def counted_lines(book: Book) -> QuerySet[Line]:
    """Lines that moved something."""
    return Line.objects.filter(
        entry__book=book, entry__number__isnull=False, entry__kind__in=COUNTED
    )


def posted_in(account: Account) -> int:
    """What stands in an account over all funds."""
    return account.balances.aggregate(total=Sum("posted"))["total"] or 0


def with_balance(account: Account, lines: list[Line], total: int) -> list[tuple[Line, int]]:
    """Lines in a row, the newest first, each with what stood in the account after it.

    Counted back from `total`, so that the first page of a long account adds up nothing.
    """
    if not lines:
        return []
    first = lines[0]
    newer = counted_lines(account.book).filter(
        Q(entry__number__gt=first.entry.number)
        | Q(entry__number=first.entry.number, position__gt=first.position),
        account=account,
    )
    after, found = total - (newer.aggregate(total=Sum("amount"))["total"] or 0), []
    for line in lines:
        found.append((line, after))
        after -= line.amount
    return found


@dataclass
class FundFlow:
    """What a fund had, what came and went by account, and what it has: money only."""

    fund: Fund
    currency: str
    opening: int = 0
    came: list[tuple[Account, int]] = field(default_factory=list)
    went: list[tuple[Account, int]] = field(default_factory=list)
    other: list[tuple[Account, int]] = field(default_factory=list)
    closing: int = 0

    @property
    def total_came(self) -> int:
        return sum(amount for _account, amount in self.came)

    @property
    def total_went(self) -> int:
        return sum(amount for _account, amount in self.went)


def _sums(lines: QuerySet[Line]) -> Any:
    """Fund, account, currency and total of each."""
    rows = lines.order_by().values_list("fund", "account", "currency")
    return rows.annotate(total=Sum("amount"))


def _openings(
    book: Book, lines: QuerySet[Line], begins_on: date, of_all: bool
) -> dict[tuple[uuid.UUID, str], int]:
    """Money of each fund and currency before a day.

    `of_all` entries it is what there is now without what came since: a year is added up, and
    not all the years before it.
    """
    found: dict[tuple[uuid.UUID, str], int] = defaultdict(int)
    if not of_all:
        money = lines.exclude(account__holds="").filter(entry__booked_on__lt=begins_on)
        for fund, _account, currency, total in _sums(money):
            found[fund, currency] += total
        return found
    held = Balance.objects.filter(account__book=book).exclude(account__holds="").order_by()
    for fund, currency, posted in held.values_list("fund", "account__currency", "posted"):
        found[fund, currency] += posted
    since = counted_lines(book).exclude(account__holds="").filter(entry__booked_on__gte=begins_on)
    for fund, _account, currency, total in _sums(since):
        found[fund, currency] -= total
    return found


def flows(book: Book, begins_on: date, until: date, *, last: int | None = None) -> list[FundFlow]:
    """Each fund's account of the days from one up to another; of entries up to number `last`.

    Opening + what came − what went + the rest (loans, other funds) = closing.
    """
    rows = counted_lines(book).filter(entry__booked_on__lt=until)
    if last is not None:
        rows = rows.filter(entry__number__lte=last)
    accounts = {row.pk: row for row in book.accounts.all()}
    funds = {row.pk: row for row in book.funds.all()}
    found: dict[tuple[uuid.UUID, str], FundFlow] = {}

    def flow(fund: uuid.UUID, currency: str) -> FundFlow:
        key = (fund, currency)
        if key not in found:
            found[key] = FundFlow(funds[fund], currency)
        return found[key]

    for (fund, currency), amount in _openings(book, rows, begins_on, last is None).items():
        flow(fund, currency).opening = amount
    for fund, account, currency, total in _sums(rows.filter(entry__booked_on__gte=begins_on)):
        row, mine = accounts[account], flow(fund, currency)
        if row.holds:
            mine.closing += total
        elif row.kind == AccountKind.INCOME:
            mine.came.append((row, -total))
        elif row.kind == AccountKind.EXPENSE:
            mine.went.append((row, total))
        else:
            mine.other.append((row, -total))
    for mine in found.values():
        mine.closing += mine.opening
        for part in (mine.came, mine.went, mine.other):
            part.sort(key=lambda pair: -pair[1])
    return sorted(found.values(), key=lambda mine: (mine.fund.number, mine.currency))


def entries_of(book: Book) -> QuerySet[Entry]:
    rows = book.entries.sealed().select_related("act", "project", "resolves", "corrects")
    return rows.order_by("-number")


def next_period(book: Book, today: date) -> tuple[date, date]:
    """The days of which the assembly has not adopted an account: up to today's quarter."""
    standing = book.statements.filter(
        state__in=[StatementState.ADOPTED, StatementState.PRESENTED]
    ).order_by("-until")
    last = standing.first()
    first = book.entries.sealed().order_by("booked_on").first()
    begins_on = last.until if last else (first.booked_on if first else book.opened_on)
    quarter = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    return begins_on, quarter if quarter > begins_on else today


def statements_of(book: Book) -> QuerySet[Statement]:
    return book.statements.select_related("act", "last", "motion__item__assembly")
