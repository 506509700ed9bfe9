"""Opening books and what they consist of: each by an act of the assembly."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from barrio.accounts.models import Collective
from barrio.assemblies.actions.acts import check_own_act
from barrio.assemblies.models import Act
from barrio.assemblies.recording import record_for
from barrio.core.actors import Actor
from barrio.core.clock import local_date
from barrio.core.errors import Refused
from barrio.ledger.enums import AccountKind, Holds
from barrio.ledger.models import Account, Balance, Book, Fund, Project


class NotEmpty(Refused):
    """Translated at use; see the message given."""


class EndedAlready(Refused):
    """Translated at use; see the message given."""


@dataclass(frozen=True)
class Plan:
    """An account of the chart that a new book begins with."""

    kind: str
    code: str
    name: dict[str, str]
    holds: str = ""


GENERAL = {"en": "General fund", "es": "Fondo general"}
CHART = (
    Plan(AccountKind.ASSET, "bank", {"en": "Bank account", "es": "Cuenta de banco"}, Holds.BANK),
    Plan(AccountKind.ASSET, "cash", {"en": "Cash box", "es": "Caja"}, Holds.CASH),
    Plan(AccountKind.ASSET, "owed-to-us", {"en": "Owed to us", "es": "Nos deben"}),
    Plan(AccountKind.LIABILITY, "owed", {"en": "Bills we owe", "es": "Facturas por pagar"}),
    Plan(AccountKind.LIABILITY, "loans", {"en": "Loans", "es": "Préstamos"}),
    Plan(AccountKind.EQUITY, "opening", {"en": "At the beginning", "es": "Al comenzar"}),
    Plan(AccountKind.EQUITY, "between-funds", {"en": "Between funds", "es": "Entre fondos"}),
    Plan(AccountKind.EQUITY, "exchange", {"en": "Exchange", "es": "Cambio de moneda"}),
    Plan(AccountKind.INCOME, "grants", {"en": "Grants", "es": "Subvenciones"}),
    Plan(AccountKind.INCOME, "dues", {"en": "Dues", "es": "Cuotas"}),
    Plan(AccountKind.INCOME, "donations", {"en": "Donations", "es": "Donaciones"}),
    Plan(AccountKind.INCOME, "sales", {"en": "Sales", "es": "Ventas"}),
    Plan(AccountKind.INCOME, "other", {"en": "Other income", "es": "Otros ingresos"}),
    Plan(AccountKind.EXPENSE, "goods", {"en": "Goods", "es": "Bienes"}),
    Plan(AccountKind.EXPENSE, "services", {"en": "Services", "es": "Servicios"}),
    Plan(AccountKind.EXPENSE, "work", {"en": "Pay for work", "es": "Pago de trabajo"}),
    Plan(AccountKind.EXPENSE, "rent", {"en": "Rent and power", "es": "Alquiler y luz"}),
    Plan(AccountKind.EXPENSE, "bank", {"en": "Bank charges", "es": "Comisiones del banco"}),
    Plan(AccountKind.EXPENSE, "other", {"en": "Other expenses", "es": "Otros gastos"}),
)


@transaction.atomic
def open_book(
    *,
    collective: Collective,
    kind: str,
    name: dict[str, str],
    currency: str,
    act: Act,
    by: Actor,
    at: datetime,
    chart: tuple[Plan, ...] = CHART,
) -> Book:
    """With its accounts and its general fund. Raises `ActOfAnother` or `NotBinding`."""
    check_own_act(collective.pk, act)
    book = Book(
        collective=collective, kind=kind, name=name, currency=currency, act=act,
        opened_on=local_date(at, collective.time_zone),
    )  # fmt: skip
    book.full_clean()
    book.save(force_insert=True)
    record_for(book, by, at, "book.open", kind=kind, act=act.number)
    for plan in chart:
        open_account(
            book=book, kind=plan.kind, code=plan.code, name=plan.name, holds=plan.holds,
            currency=currency, by=by, at=at,
        )  # fmt: skip
    open_fund(book=book, name=GENERAL, purpose={}, act=act, by=by, at=at)
    return book


@transaction.atomic
def open_account(
    *,
    book: Book,
    kind: str,
    code: str,
    name: dict[str, str],
    currency: str,
    by: Actor,
    at: datetime,
    holds: str = "",
) -> Account:
    account = Account(
        collective_id=book.collective_id, book=book, kind=kind, code=code, name=name,
        holds=holds, currency=currency, opened_on=local_date(at, book.collective.time_zone),
    )  # fmt: skip
    account.full_clean()
    account.save(force_insert=True)
    record_for(account, by, at, "account.open", code=code)
    return account


@transaction.atomic
def close_account(*, account: Account, by: Actor, at: datetime) -> None:
    """Raises `NotEmpty` where something is left in it, `EndedAlready`."""
    Book.objects.select_for_update().get(pk=account.book_id)
    account.refresh_from_db()
    if account.closed_on:
        raise EndedAlready(_("It is closed already."))
    rows = Balance.objects.filter(account=account)
    if rows.exclude(posted=0, reserved=0).exists():
        raise NotEmpty(_("Something is left in it. Move it first."))
    account.closed_on = local_date(at, account.book.collective.time_zone)
    account.full_clean()
    account.save(update_fields=["closed_on"])
    record_for(account, by, at, "account.close", code=account.code)


def _next_number(rows: object) -> int:
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1


@transaction.atomic
def open_fund(
    *,
    book: Book,
    name: dict[str, str],
    purpose: dict[str, str],
    act: Act,
    by: Actor,
    at: datetime,
) -> Fund:
    """Raises `ActOfAnother` or `NotBinding`."""
    check_own_act(book.collective_id, act)
    Book.objects.select_for_update().get(pk=book.pk)
    fund = Fund(
        collective_id=book.collective_id, book=book, name=name, purpose=purpose, act=act,
        number=_next_number(book.funds), opened_on=local_date(at, book.collective.time_zone),
    )  # fmt: skip
    fund.full_clean()
    fund.save(force_insert=True)
    record_for(fund, by, at, "fund.open", number=fund.number, act=act.number)
    return fund


@transaction.atomic
def end_fund(*, fund: Fund, act: Act, by: Actor, at: datetime) -> None:
    """Raises `NotEmpty` where it has or owes something, `EndedAlready`, `ActOfAnother`."""
    check_own_act(fund.collective_id, act)
    Book.objects.select_for_update().get(pk=fund.book_id)
    fund.refresh_from_db()
    if fund.ended_on:
        raise EndedAlready(_("It has ended already."))
    held = Balance.objects.filter(
        fund=fund, account__kind__in=[AccountKind.ASSET, AccountKind.LIABILITY]
    )
    if held.exclude(posted=0, reserved=0).exists():
        raise NotEmpty(_("The fund still has or owes something. Move it to another fund first."))
    fund.ended_on, fund.end_act = local_date(at, fund.book.collective.time_zone), act
    fund.full_clean()
    fund.save(update_fields=["ended_on", "end_act"])
    record_for(fund, by, at, "fund.end", number=fund.number, act=act.number)


@transaction.atomic
def begin_project(
    *, book: Book, name: dict[str, str], act: Act, by: Actor, at: datetime
) -> Project:
    """Raises `ActOfAnother` or `NotBinding`."""
    check_own_act(book.collective_id, act)
    Book.objects.select_for_update().get(pk=book.pk)
    project = Project(
        collective_id=book.collective_id, book=book, name=name, act=act,
        number=_next_number(book.projects), opened_on=local_date(at, book.collective.time_zone),
    )  # fmt: skip
    project.full_clean()
    project.save(force_insert=True)
    record_for(project, by, at, "project.begin", number=project.number, act=act.number)
    return project
