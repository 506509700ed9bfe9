"""What may be spent, by act: two people read the amount out of its text."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from barrio.assemblies.actions.acts import check_own_act
from barrio.assemblies.models import Act
from barrio.assemblies.recording import record_for
from barrio.core.actors import Actor
from barrio.core.clock import local_date
from barrio.core.errors import Refused
from barrio.ledger.models import Account, Book, Fund, Project
from barrio.treasury.models import Allowance, BudgetLine, SpendingRule


class ByAnother(Refused):
    """Translated at use; see the message given."""


class OfAnotherBook(Refused):
    """Translated at use; see the message given."""


@transaction.atomic
def say_allowance(
    *, book: Book, act: Act, amount: int, currency: str, by: Actor, at: datetime
) -> Allowance:
    """It counts once somebody else has confirmed it. Raises `ActOfAnother` or `NotBinding`."""
    check_own_act(book.collective_id, act)
    row = Allowance(
        collective_id=book.collective_id, book=book, act=act, currency=currency, amount=amount,
        said_by_id=by.user_id, said_at=at,
    )  # fmt: skip
    row.full_clean()
    row.save(force_insert=True)
    record_for(row, by, at, "allowance.say", act=act.number, amount=amount)
    return row


@transaction.atomic
def confirm_allowance(*, allowance: Allowance, by: Actor, at: datetime) -> None:
    """Raises `ByAnother`."""
    row = Allowance.objects.select_for_update().get(pk=allowance.pk)
    if row.confirmed_at:
        return  # sent twice
    if by.user_id == row.said_by_id:
        raise ByAnother(_("Somebody else has to confirm it."))
    row.confirmed_by_id, row.confirmed_at = by.user_id, at
    row.full_clean()
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    record_for(row, by, at, "allowance.confirm", amount=row.amount)


@transaction.atomic
def set_budget_line(
    *,
    project: Project,
    fund: Fund,
    account: Account,
    amount: int,
    name: dict[str, str],
    act: Act,
    by: Actor,
    at: datetime,
) -> BudgetLine:
    """Raises `ActOfAnother`, `NotBinding` or `OfAnotherBook`."""
    check_own_act(project.collective_id, act)
    if {fund.book_id, account.book_id} != {project.book_id}:
        raise OfAnotherBook(_("Fund and account have to be of the project's own book."))
    row = BudgetLine(
        collective_id=project.collective_id, project=project, fund=fund, account=account,
        amount=amount, name=name, act=act,
        set_on=local_date(at, project.book.collective.time_zone),
    )  # fmt: skip
    row.full_clean()
    row.save(force_insert=True)
    record_for(row, by, at, "budget.set", act=act.number, amount=amount)
    return row


@transaction.atomic
def set_spending_rule(
    *,
    book: Book,
    quotes_from: int,
    payee_most: int,
    payee_days: int,
    act: Act,
    by: Actor,
    at: datetime,
) -> SpendingRule:
    """Takes the place of the rule before. Raises `ActOfAnother` or `NotBinding`."""
    check_own_act(book.collective_id, act)
    row = SpendingRule(
        collective_id=book.collective_id, book=book, act=act, quotes_from=quotes_from,
        payee_most=payee_most, payee_days=payee_days, set_at=at,
    )  # fmt: skip
    row.full_clean()
    row.save(force_insert=True)
    record_for(row, by, at, "spending.set_rule", act=act.number)
    return row
