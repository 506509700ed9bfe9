"""The only way into a book: an entry is filled, looked at and sealed in one transaction."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from barrio.assemblies.actions.acts import check_own_act
from barrio.assemblies.models import Act
from barrio.assemblies.recording import record_for
from barrio.core.actors import Actor
from barrio.core.clock import local_date
from barrio.core.errors import Refused
from barrio.core.money import shown
from barrio.core.text import squeeze
from barrio.ledger.chain import Leg, Told, hash_of
from barrio.ledger.enums import COUNTED, EntryKind, Holds, StatementState
from barrio.ledger.models import Account, Balance, Book, Entry, Fund, Line, Project, Statement


class NotBalanced(Refused):
    """Translated at use; see the message given."""


class Overdrawn(Refused):
    """Translated at use; see the message given."""


class LeavesAlone(Refused):
    """Translated at use; see the message given."""


class PeriodClosed(Refused):
    """Translated at use; see the message given."""


class ResolvedAlready(Refused):
    """Translated at use; see the message given."""


class SaidOtherwise(Refused):
    """Translated at use; see the message given."""


class CorrectedAlready(Refused):
    """Translated at use; see the message given."""


@dataclass(frozen=True)
class Move:
    """A line to be: debits positive, credits negative, in the account's minor units."""

    account: Account
    fund: Fund
    amount: int


@transaction.atomic
def write_entry(
    *,
    book: Book,
    text: str,
    moves: list[Move],
    key: str,
    by: Actor,
    at: datetime,
    kind: str = EntryKind.POSTED,
    booked_on: date | None = None,
    happened_on: date | None = None,
    act: Act | None = None,
    project: Project | None = None,
    resolves: Entry | None = None,
    corrects: Entry | None = None,
) -> Entry:
    """The next entry of the book, for ever. `booked_on` is today where it is not said.

    What was said before under the same `key` is given back, not written again. Raises
    `NotBalanced`, `Overdrawn`, `LeavesAlone`, `PeriodClosed`, `SaidOtherwise`, `ActOfAnother` or
    `NotBinding`.
    """
    book = Book.objects.select_for_update().select_related("collective").get(pk=book.pk)
    today = local_date(at, book.collective.time_zone)
    text = squeeze(text)
    if said := Entry.objects.sealed().filter(book=book, key=key).first():
        return _as_said(said, kind, text, moves)
    booked_on = booked_on or today
    _check_balanced(moves, kind)
    _check_open(book, booked_on)
    if act is not None and kind != EntryKind.VOIDED:
        check_own_act(book.collective_id, act)
    if kind in (EntryKind.POSTED, EntryKind.RESERVED):
        _check_there(moves, kind)
    if kind == EntryKind.POSTED and corrects is None:
        _check_stays(moves, act)
    last = Entry.objects.sealed().filter(book=book).order_by("-number").first()
    entry = Entry(
        collective_id=book.collective_id, book=book, kind=kind, booked_on=booked_on,
        happened_on=happened_on or booked_on, text=text, act=act, project=project,
        resolves=resolves, corrects=corrects, key=key, by_kind=by.kind, by=by.id, recorded_at=at,
        before=last.hash if last else "",
    )  # fmt: skip
    entry.full_clean()
    entry.save(force_insert=True)
    Line.objects.bulk_create(
        Line(
            collective_id=book.collective_id, entry=entry, position=n, account=move.account,
            fund=move.fund, amount=move.amount, currency=move.account.currency,
        )
        for n, move in enumerate(moves)
    )  # fmt: skip
    entry.number = (last.number or 0) + 1 if last else 1
    entry.hash = hash_of(_told(entry, moves))
    entry.save(update_fields=["number", "hash"])
    record_for(entry, by, at, f"entry.{kind}", number=entry.number)
    return entry


def _told(entry: Entry, moves: list[Move]) -> Told:
    return Told(
        number=entry.number or 0, kind=entry.kind, booked_on=entry.booked_on,
        happened_on=entry.happened_on, text=entry.text,
        act=entry.act.number if entry.act else 0,
        project=entry.project.number if entry.project else 0,
        resolves=(entry.resolves.number or 0) if entry.resolves else 0,
        corrects=(entry.corrects.number or 0) if entry.corrects else 0,
        key=entry.key, by=(entry.by_kind, entry.by), recorded_at=entry.recorded_at,
        before=entry.before,
        legs=[Leg(m.account.path, m.fund.number, m.amount, m.account.currency) for m in moves],
    )  # fmt: skip


def _as_said(said: Entry, kind: str, text: str, moves: list[Move]) -> Entry:
    lines = list(said.lines.values_list("account_id", "fund_id", "amount"))
    if (said.kind, said.text) != (kind, text) or lines != [
        (m.account.pk, m.fund.pk, m.amount) for m in moves
    ]:
        raise SaidOtherwise(_("This was booked already, and otherwise. Look at it first."))
    return said


def _check_balanced(moves: list[Move], kind: str) -> None:
    sums: dict[tuple[object, str], int] = defaultdict(int)
    for move in moves:
        sums[move.fund.pk, move.account.currency] += move.amount
    if any(sums.values()) or (kind != EntryKind.VOIDED and len(moves) < 2):
        raise NotBalanced(
            _("What comes in and what goes out have to be equal in each fund and currency.")
        )


def _check_open(book: Book, day: date) -> None:
    closed = Statement.objects.filter(
        book=book, begins_on__lte=day, until__gt=day,
        state__in=[StatementState.PRESENTED, StatementState.ADOPTED],
    )  # fmt: skip
    if closed.exists():
        raise PeriodClosed(
            _("That day is in a statement given to the assembly. Book it on a later day.")
        )


def _check_there(moves: list[Move], kind: str) -> None:
    """Neither a fund nor an account gives more than it has and has not promised."""
    taken_of_funds: dict[tuple[Fund, str], int] = defaultdict(int)
    taken_of_accounts: dict[Account, int] = defaultdict(int)
    for move in moves:
        if move.account.holds:
            leaves = 0 if kind == EntryKind.RESERVED and move.amount > 0 else move.amount
            taken_of_funds[move.fund, move.account.currency] += leaves
            taken_of_accounts[move.account] += leaves
    for (fund, currency), taken in taken_of_funds.items():
        rows = Balance.objects.filter(fund=fund, account__currency=currency)
        there = _available(rows)
        if taken < 0 and there + taken < 0:
            raise Overdrawn(
                _("The fund “%(fund)s” has %(there)s left that is not promised.")
                % {"fund": fund.name_in(get_language() or "en"), "there": shown(there, currency)}
            )
    for account, taken in taken_of_accounts.items():
        there = _available(Balance.objects.filter(account=account))
        if taken < 0 and there + taken < 0:
            raise Overdrawn(
                _("“%(account)s” has %(there)s left that is not promised.")
                % {
                    "account": account.name_in(get_language() or "en"),
                    "there": shown(there, account.currency),
                }
            )


def _check_stays(moves: list[Move], act: Act | None) -> None:
    """Nothing leaves bank or cash box, and nothing a fund, but by the way that is for it."""
    taken: dict[str, int] = defaultdict(int)
    of_funds: dict[tuple[object, str], int] = defaultdict(int)
    for move in moves:
        if move.account.holds in (Holds.BANK, Holds.CASH):
            taken[move.account.currency] += move.amount
            of_funds[move.fund.pk, move.account.currency] += move.amount
    if any(amount < 0 for amount in taken.values()):
        raise LeavesAlone(_("Money goes out by a request that two people have approved."))
    if act is None and any(amount < 0 for amount in of_funds.values()):
        raise LeavesAlone(_("Money goes from one fund to another by an act of the assembly."))


def _available(rows: object) -> int:
    money = rows.exclude(account__holds="").values_list("posted", "reserved")
    return sum(posted + reserved for posted, reserved in money)


def moves_of(entry: Entry, sign: int = 1) -> list[Move]:
    lines = entry.lines.select_related("account", "fund")
    return [Move(line.account, line.fund, sign * line.amount) for line in lines]


@transaction.atomic
def settle(*, entry: Entry, by: Actor, at: datetime, happened_on: date | None = None) -> Entry:
    """Reserved money was paid, as it was reserved. Raises `ResolvedAlready`."""
    return _resolve(entry, EntryKind.SETTLED, moves_of(entry), by, at, happened_on)


@transaction.atomic
def void(*, entry: Entry, by: Actor, at: datetime) -> Entry:
    """Reserved money is free again. Raises `ResolvedAlready`."""
    return _resolve(entry, EntryKind.VOIDED, [], by, at, None)


def _resolve(
    entry: Entry, kind: str, moves: list[Move], by: Actor, at: datetime, day: date | None
) -> Entry:
    Book.objects.select_for_update().get(pk=entry.book_id)
    if Entry.objects.sealed().filter(resolves=entry).exists():
        raise ResolvedAlready(_("This was paid or voided already."))
    return write_entry(
        book=entry.book, text=entry.text, moves=moves, key=f"resolves:{entry.pk}", by=by, at=at,
        kind=kind, happened_on=day, act=entry.act, project=entry.project, resolves=entry,
    )  # fmt: skip


@transaction.atomic
def correct(*, entry: Entry, why: str, by: Actor, at: datetime) -> Entry:
    """A counter-entry: both stay, and together they move nothing. Raises `CorrectedAlready`."""
    Book.objects.select_for_update().get(pk=entry.book_id)
    if entry.kind not in COUNTED or Entry.objects.sealed().filter(corrects=entry).exists():
        raise CorrectedAlready(_("This was corrected already, or moved nothing."))
    return write_entry(
        book=entry.book, text=why, moves=moves_of(entry, -1), key=f"corrects:{entry.pk}", by=by,
        at=at, happened_on=min(entry.happened_on, local_date(at, entry.collective.time_zone)),
        project=entry.project, corrects=entry,
    )  # fmt: skip
