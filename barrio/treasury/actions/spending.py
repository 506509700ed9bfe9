"""From a request to a receipt: two people of different households stand for each payment."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from django.db import transaction
from django.db.models import Max
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from barrio.accounts.permissions import has_two_administrators
from barrio.assemblies.actions.acts import check_own_act
from barrio.assemblies.models import Act
from barrio.assemblies.recording import record_for
from barrio.core.actors import Actor
from barrio.core.clock import local_date
from barrio.core.errors import Refused
from barrio.core.ids import uuid7
from barrio.core.money import shown
from barrio.ledger.actions.entries import Move, settle, void, write_entry
from barrio.ledger.enums import EntryKind, Holds
from barrio.ledger.models import Account, Book, Fund, Project
from barrio.runtime.keyring import keyring
from barrio.treasury.brakes import why_stopped
from barrio.treasury.enums import PaperKind
from barrio.treasury.files import ReadPaper
from barrio.treasury.models import (
    Allowance,
    Approval,
    BudgetLine,
    Order,
    Paper,
    Payee,
    PayoutAccount,
    Refusal,
    Request,
    RequestVersion,
    Signatory,
)
from barrio.treasury.proofs import hash_of
from barrio.treasury.queries import (
    QUOTES,
    has_an_interest,
    latest,
    order_of,
    rule_of,
    signatory_of,
    spent_on_act,
    spent_on_line,
    spent_on_payee,
    two_households,
    watches,
    window,
)


class NotToBeChanged(Refused):
    """Translated at use; see the message given."""


class MayNotApprove(Refused):
    """Translated at use; see the message given."""


class NotThisVersion(Refused):
    """Translated at use; see the message given."""


class NotApproved(Refused):
    """Translated at use; see the message given."""


class AboveTheLimit(Refused):
    """Translated at use; see the message given."""


class AccountWaits(Refused):
    """Translated at use; see the message given."""


class QuotesMissing(Refused):
    """Translated at use; see the message given."""


class PaymentsAreOff(Refused):
    """Translated at use; see the message given."""


class Stopped(Refused):
    """Translated at use; see the message given."""


class SettledAlready(Refused):
    """Translated at use; see the message given."""


class DoesNotFit(Refused):
    """Translated at use; see the message given."""


@dataclass(frozen=True)
class HandedIn:
    """A file with what it is; a quote says its amount."""

    kind: str
    name: str
    read: ReadPaper
    amount: int | None = None


@dataclass(frozen=True)
class Asked:
    """What a request asks for, in minor units of the account that pays."""

    text: str
    payee: Payee
    amount: int
    spend_on: Account
    pay_from: Account
    fund: Fund
    act: Act
    project: Project | None = None
    line: BudgetLine | None = None
    why_fewer: str = ""


@transaction.atomic
def submit(
    *, book: Book, asked: Asked, papers: Sequence[HandedIn] = (), by: Actor, at: datetime
) -> Request:
    """Raises `DoesNotFit`, `ActOfAnother` or `NotBinding`."""
    Book.objects.select_for_update().get(pk=book.pk)
    last = book.requests.aggregate(last=Max("number"))["last"] or 0
    request = Request(collective_id=book.collective_id, book=book, number=last + 1, begun_at=at)
    request.full_clean()
    request.save(force_insert=True)
    record_for(request, by, at, "request.begin", number=request.number)
    _add_version(request, 1, asked, papers, by, at)
    return request


@transaction.atomic
def edit(
    *,
    request: Request,
    asked: Asked,
    papers: Sequence[HandedIn] = (),
    by: Actor,
    at: datetime,
) -> RequestVersion:
    """Another version: whatever was approved before, this is approved by nobody yet.

    Raises `NotToBeChanged`, `DoesNotFit`, `ActOfAnother` or `NotBinding`.
    """
    request = _locked(request)
    order = order_of(request)
    if request.withdrawn_at or (order and not order.why_void):
        raise NotToBeChanged(_("It was ordered or withdrawn: it cannot be changed any more."))
    return _add_version(request, latest(request).number + 1, asked, papers, by, at)


def _locked(request: Request) -> Request:
    Book.objects.select_for_update().get(pk=request.book_id)
    return Request.objects.select_related("book__collective").get(pk=request.pk)


def _check_fits(book: Book, asked: Asked) -> None:
    rows = [asked.spend_on, asked.pay_from, asked.fund, asked.project]
    if any(row is not None and row.book_id != book.pk for row in rows):
        raise DoesNotFit(_("Accounts, fund and project have to be of the same books."))
    if asked.pay_from.holds not in (Holds.BANK, Holds.CASH):
        raise DoesNotFit(_("Choose where the money is."))
    if asked.spend_on.currency != asked.pay_from.currency or asked.spend_on == asked.pay_from:
        raise DoesNotFit(_("What is paid for has to be in the currency it is paid in."))
    if asked.line and (
        asked.project is None
        or asked.line.project_id != asked.project.pk
        or asked.line.fund_id != asked.fund.pk
        or asked.line.account_id != asked.spend_on.pk
    ):
        raise DoesNotFit(_("That line of the budget is for another project, fund or expense."))


def _add_version(
    request: Request, number: int, asked: Asked, papers: Sequence[HandedIn], by: Actor,
    at: datetime,
) -> RequestVersion:  # fmt: skip
    check_own_act(request.collective_id, asked.act)
    _check_fits(request.book, asked)
    for paper in papers:
        add_paper(request=request, since=number, handed=paper, by=by, at=at)
    payout: PayoutAccount = asked.payee.accounts.order_by("-added_at", "-usable_at").first()
    version = RequestVersion(
        collective_id=request.collective_id, request=request, number=number, text=asked.text,
        payee=asked.payee, payout=payout, amount=asked.amount,
        currency=asked.pay_from.currency, spend_on=asked.spend_on, pay_from=asked.pay_from,
        fund=asked.fund, project=asked.project, line=asked.line, act=asked.act,
        why_fewer=asked.why_fewer, submitted_by_id=by.user_id, submitted_at=at,
    )  # fmt: skip
    version.hash = hash_of(version)
    version.full_clean()
    version.save(force_insert=True)
    record_for(version, by, at, "request.word", number=request.number, version=number)
    return version


def add_paper(*, request: Request, since: int, handed: HandedIn, by: Actor, at: datetime) -> Paper:
    """Sealed under a key of its own, in the caller's transaction."""
    pk = uuid4()
    paper = Paper(
        id=pk, key_id=pk, collective_id=request.collective_id, request=request, since=since,
        kind=handed.kind, media=handed.read.media, size=len(handed.read.content),
        digest=handed.read.digest, amount=handed.amount, added_at=at, added_by_id=by.user_id,
    )  # fmt: skip
    content = base64.b64encode(handed.read.content).decode()
    paper.seal(keyring.create(pk, request.collective_id), name=handed.name, content=content)
    paper.full_clean(exclude=["sealed"])
    paper.save(force_insert=True)
    record_for(paper, by, at, "paper.add", kind=handed.kind)
    return paper


@transaction.atomic
def withdraw(*, request: Request, by: Actor, at: datetime) -> None:
    """Raises `NotToBeChanged`."""
    request = _locked(request)
    order = order_of(request)
    if request.withdrawn_at or (order and not order.why_void):
        raise NotToBeChanged(_("It was ordered or withdrawn: it cannot be changed any more."))
    request.withdrawn_at, request.withdrawn_by_id = at, by.user_id
    request.full_clean()
    request.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record_for(request, by, at, "request.withdraw", number=request.number)


def why_not_approve(version: RequestVersion, user_id: object, day: date) -> str:
    """A sentence why this account does not approve this version; else nothing."""
    signatory = signatory_of(user_id, version.collective_id, day)
    if signatory is None:
        return _("Only accounts confirmed for the finance commission approve payments.")
    if watches(user_id, version.collective_id):
        return _("Who watches the money approves no payment.")
    if user_id == version.submitted_by_id:
        return _("Who asks for a payment does not approve it.")
    if has_an_interest(version, signatory.term.person_id, day):
        return _("You, or somebody close to you, would be paid or asks for it.")
    if version.approvals.filter(person=signatory.term.person_id).exists():
        return _("You have approved this already.")
    return ""


@transaction.atomic
def approve(*, version: RequestVersion, hash_seen: str, by: Actor, at: datetime) -> Approval:
    """`hash_seen` is what stood on the page. Raises `NotThisVersion` or `MayNotApprove`."""
    request = _locked(version.request)
    newest = latest(request)
    day = local_date(at, request.book.collective.time_zone)
    _check_newest(newest, version, hash_seen, request)
    if reason := why_not_approve(newest, by.user_id, day):
        raise MayNotApprove(reason)
    signatory = _signatory(by, newest, day)
    row = Approval(
        collective_id=request.collective_id, version=newest, hash=newest.hash,
        signatory=signatory, person_id=signatory.term.person_id, approved_at=at, approved_on=day,
    )  # fmt: skip
    row.full_clean()
    row.save(force_insert=True)
    record_for(row, by, at, "request.approve", number=request.number, version=newest.number)
    return row


def _check_newest(
    newest: RequestVersion, version: RequestVersion, hash_seen: str, request: Request
) -> None:
    order = order_of(request)
    if (
        newest.pk != version.pk or newest.hash != hash_seen or request.withdrawn_at
        or (order and order.version_id == newest.pk)
    ):  # fmt: skip
        raise NotThisVersion(_("It was changed meanwhile. Read it again before you decide."))


def _signatory(by: Actor, version: RequestVersion, day: date) -> Signatory:
    found = signatory_of(by.user_id, version.collective_id, day)
    if found is None:
        raise MayNotApprove(
            _("Only accounts confirmed for the finance commission approve payments.")
        )
    return found


@transaction.atomic
def refuse(
    *, version: RequestVersion, hash_seen: str, why: str, by: Actor, at: datetime
) -> Refusal:
    """Raises `NotThisVersion` or `MayNotApprove`."""
    request = _locked(version.request)
    newest = latest(request)
    _check_newest(newest, version, hash_seen, request)
    day = local_date(at, request.book.collective.time_zone)
    row = Refusal(
        collective_id=request.collective_id, version=newest,
        signatory=_signatory(by, newest, day), why=why, refused_at=at,
    )  # fmt: skip
    row.full_clean()
    row.save(force_insert=True)
    record_for(row, by, at, "request.refuse", number=request.number, version=newest.number)
    return row


def why_not_order(version: RequestVersion, at: datetime) -> tuple[type[Refused], str] | None:
    """What stands against ordering the payment now, as an error and its sentence."""
    book = version.request.book
    day = local_date(at, book.collective.time_zone)
    if not has_two_administrators(version.collective_id):
        return PaymentsAreOff, _("Payments are off until two administrators have signed in.")
    if version.refusals.exists() or not two_households(version, at):
        return NotApproved, _(
            "Two people of the finance commission who do not live together have to approve it."
        )
    if version.payout.usable_at > at:
        return AccountWaits, _("The payee's account is new and waits for two days.")
    if reason := why_stopped(version):
        return Stopped, reason
    return _above_a_limit(version, day) or _quotes_missing(version)


def _above_a_limit(version: RequestVersion, day: date) -> tuple[type[Refused], str] | None:
    currency = version.currency
    allowance = Allowance.objects.filter(
        act=version.act_id, currency=currency, confirmed_at__isnull=False
    ).first()
    left = (allowance.amount if allowance else 0) - spent_on_act(version.act_id, currency)
    if version.amount > left:
        return AboveTheLimit, _("Act %(n)d leaves %(left)s to be spent.") % {
            "n": version.act.number, "left": shown(max(left, 0), currency),
        }  # fmt: skip
    if version.line:
        left = version.line.amount - spent_on_line(version.line)
        if version.amount > left:
            return AboveTheLimit, _("The line “%(line)s” of the budget has %(left)s left.") % {
                "line": version.line.name_in(get_language() or "en"), "left": shown(left, currency),
            }  # fmt: skip
    elif version.project and version.project.budget.exists():
        return AboveTheLimit, _("The project has a budget: say which line of it this is.")
    rule = rule_of(version.request.book)
    if rule and currency == version.request.book.currency:
        gets = spent_on_payee(version.payee_id, currency, window(rule, day)) + version.amount
        if gets > rule.payee_most:
            return AboveTheLimit, _(
                "One payee gets at most %(most)s in %(days)d days; this would make %(sum)s."
            ) % {"most": shown(rule.payee_most, currency), "days": rule.payee_days,
                 "sum": shown(gets, currency)}  # fmt: skip
    return None


def _quotes_missing(version: RequestVersion) -> tuple[type[Refused], str] | None:
    rule = rule_of(version.request.book)
    if rule is None or version.currency != version.request.book.currency:
        return None
    quotes = version.request.papers.filter(kind=PaperKind.QUOTE, since__lte=version.number)
    if version.amount < rule.quotes_from or version.why_fewer or quotes.count() >= QUOTES:
        return None
    return QuotesMissing, _("From %(from)s on three quotes are needed, or the reason why not.") % {
        "from": shown(rule.quotes_from, version.currency)
    }


@transaction.atomic
def order(*, version: RequestVersion, by: Actor, at: datetime) -> Order:
    """The money is reserved. Raises what `why_not_order` says, `Overdrawn`, `NotThisVersion`."""
    request = _locked(version.request)
    newest = latest(request)
    _check_newest(newest, version, version.hash, request)
    check_own_act(request.collective_id, newest.act)
    if found := why_not_order(newest, at):
        error, sentence = found
        raise error(sentence)
    pk = uuid7()
    row = Order(
        id=pk, collective_id=request.collective_id, version=newest, key=f"order:{pk}",
        ordered_at=at, ordered_on=local_date(at, request.book.collective.time_zone),
        ordered_by_id=by.user_id,
    )  # fmt: skip
    row.full_clean()
    row.save(force_insert=True)
    moves = [
        Move(newest.spend_on, newest.fund, newest.amount),
        Move(newest.pay_from, newest.fund, -newest.amount),
    ]
    write_entry(
        book=request.book, text=newest.text, moves=moves, key=row.key, by=by, at=at,
        kind=EntryKind.RESERVED, act=newest.act, project=newest.project,
    )  # fmt: skip
    record_for(row, by, at, "order.make", number=request.number)
    return row


@transaction.atomic
def pay(*, order: Order, receipt: HandedIn, paid_on: date, by: Actor, at: datetime) -> Order:
    """It was paid, and here is the receipt. Raises `SettledAlready`, `Stopped`, `NotBinding`."""
    row = _unsettled(order)
    version = row.version
    if reason := why_stopped(version):
        raise Stopped(reason)
    entry = row.entry()
    settle(entry=entry, by=by, at=at, happened_on=paid_on)
    row.receipt = add_paper(
        request=version.request, since=version.number, handed=receipt, by=by, at=at
    )
    _settle(row, by, at)
    record_for(row, by, at, "order.pay", number=version.request.number)
    return row


@transaction.atomic
def void_order(*, order: Order, why: str, by: Actor, at: datetime) -> Order:
    """It will not be paid, and the money is free again. Raises `SettledAlready`."""
    row = _unsettled(order)
    void(entry=row.entry(), by=by, at=at)
    row.why_void = why
    _settle(row, by, at)
    record_for(row, by, at, "order.void", number=row.version.request.number)
    return row


def _unsettled(order: Order) -> Order:
    Book.objects.select_for_update().get(pk=order.version.request.book_id)
    row = Order.objects.select_related(
        "version__request__book__collective", "version__act", "version__project"
    ).get(pk=order.pk)
    if row.settled_at:
        raise SettledAlready(_("This was paid or voided already."))
    return row


def _settle(row: Order, by: Actor, at: datetime) -> None:
    row.settled_at, row.settled_by_id = at, by.user_id
    row.full_clean()
    row.save(update_fields=["settled_at", "settled_by", "receipt", "why_void"])


def add_later(*, request: Request, handed: HandedIn, by: Actor, at: datetime) -> Paper:
    """A photo of what was received, or another receipt, after the approval."""
    if handed.kind not in (PaperKind.RECEIPT, PaperKind.PHOTO):
        raise NotToBeChanged(_("Quotes and bills come with an edit, which is approved anew."))
    with transaction.atomic():
        return add_paper(request=request, since=latest(request).number, handed=handed, by=by, at=at)
