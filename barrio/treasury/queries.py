"""How far requests are, what may still be spent, and who may approve what."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from barrio.accounts.enums import Role
from barrio.accounts.models import Grant
from barrio.assemblies.models import Act
from barrio.core.clock import local_date
from barrio.ledger.models import Book, Entry, Project
from barrio.offices.queries import homes_of, shares_a_home
from barrio.treasury.enums import RequestState
from barrio.treasury.models import (
    Allowance,
    Approval,
    BudgetLine,
    Kinship,
    Order,
    Payee,
    Refusal,
    Request,
    RequestVersion,
    Signatory,
    SpendingRule,
)

QUOTES = 3  # that are asked for from the rule's amount on


def _versions() -> QuerySet[RequestVersion]:
    return RequestVersion.objects.select_related(
        "payee", "payout", "act", "fund", "project", "line", "spend_on", "pay_from",
        "request__book__collective", "submitted_by",
    )  # fmt: skip


def latest(request: Request) -> RequestVersion:
    return _versions().filter(request=request).order_by("-number").first()


def order_of(request: Request) -> Order | None:
    """The newest order, live or voided."""
    return (
        Order.objects.filter(version__request=request)
        .select_related("version", "receipt")
        .order_by("-ordered_at")
        .first()
    )


def state_of(request: Request, at: datetime) -> str:
    """How far it is at that moment."""
    ((_row, _version, state),) = with_states([request], at)
    return state


def with_states(
    requests: Iterable[Request], at: datetime
) -> list[tuple[Request, RequestVersion, str]]:
    """Each with its newest wording and how far it is, with the same few queries for many."""
    rows = list(requests)
    versions: dict[uuid.UUID, RequestVersion] = {}
    for version in _versions().filter(request__in=rows).order_by("number"):
        versions[version.request_id] = version
    orders = {
        order.version_id: order for order in Order.objects.filter(version__in=versions.values())
    }
    refused = set(
        Refusal.objects.filter(version__in=versions.values()).values_list("version", flat=True)
    )
    stands = _stand_for(versions.values(), at)
    found = []
    for row in rows:
        version = versions[row.pk]
        order = orders.get(version.pk)
        if order is not None:
            state = _of_order(order)
        elif row.withdrawn_at:
            state = RequestState.WITHDRAWN
        elif version.pk in refused:
            state = RequestState.REFUSED
        else:
            state = RequestState.APPROVED if version.pk in stands else RequestState.OPEN
        found.append((row, version, state))
    return found


def _of_order(order: Order) -> RequestState:
    if order.why_void:
        return RequestState.VOID
    return RequestState.PAID if order.settled_at else RequestState.ORDERED


def _stand_for(versions: Iterable[RequestVersion], at: datetime) -> set[uuid.UUID]:
    """Wordings for which two of different households stand."""
    rows = {version.pk: version for version in versions}
    if not rows:
        return set()
    day = local_date(at, next(iter(rows.values())).request.book.collective.time_zone)
    people: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    approvals = _standing(Approval.objects.filter(version__in=rows), day)
    for version, kept, person in approvals.values_list("version", "hash", "person"):
        if kept == rows[version].hash:
            people[version].append(person)
    homes = homes_of({person for known in people.values() for person in known}, day)
    return {
        version
        for version, known in people.items()
        if any(
            homes[one].isdisjoint(homes[other])
            for n, one in enumerate(known)
            for other in known[n + 1 :]
        )
    }


def _standing(approvals: QuerySet[Approval], day: date) -> QuerySet[Approval]:
    """By people who still sit in the finance commission."""
    return approvals.filter(
        signatory__ended_at__isnull=True, signatory__term__begins_on__lte=day,
        signatory__term__until__gt=day,
    )  # fmt: skip


def standing_approvals(version: RequestVersion, day: date) -> QuerySet[Approval]:
    """Of this very wording, by people who still sit in the finance commission."""
    rows = _standing(version.approvals.filter(hash=version.hash), day)
    return rows.select_related("person", "signatory__user")


def two_households(version: RequestVersion, at: datetime) -> bool:
    """Two of those who approved live in different households, as far as is known."""
    return version.pk in _stand_for([version], at)


def signatory_of(user_id: uuid.UUID, collective_id: uuid.UUID, day: date) -> Signatory | None:
    """As whom of the finance commission an account approves on that day."""
    rows = Signatory.objects.filter(
        user=user_id, collective=collective_id, confirmed_at__isnull=False, ended_at__isnull=True,
        term__begins_on__lte=day, term__until__gt=day,
    )  # fmt: skip
    return rows.select_related("term").first()


def watches(user_id: uuid.UUID, collective_id: uuid.UUID) -> bool:
    return (
        Grant.objects.active()
        .filter(user=user_id, collective=collective_id, role=Role.CONTROLLER)
        .exists()
    )


def are_kin(one: uuid.UUID, other: uuid.UUID) -> bool:
    pair = Q(person=one, other=other) | Q(person=other, other=one)
    return Kinship.objects.filter(pair, ended_on__isnull=True).exists()


def has_an_interest(version: RequestVersion, person_id: uuid.UUID, day: date) -> bool:
    """They are the payee or who asks, live with the payee, or are kin to either."""
    asks = Signatory.objects.filter(
        user=version.submitted_by_id, collective=version.collective_id
    ).values_list("term__person_id", flat=True)
    near = {version.payee.person_id, *asks} - {None}
    if person_id in near or any(are_kin(person_id, other) for other in near):
        return True
    payee = version.payee.person_id
    return payee is not None and shares_a_home(person_id, [payee], day)


def _live(**which: object) -> int:
    rows = RequestVersion.objects.filter(order__isnull=False, order__why_void="", **which)
    return rows.aggregate(total=Sum("amount"))["total"] or 0


def spent_on_act(act_id: uuid.UUID, currency: str) -> int:
    """Ordered or paid on an act."""
    return _live(act=act_id, currency=currency)


def spent_on_line(line: BudgetLine) -> int:
    return _live(line=line)


def spent_on_payee(payee_id: uuid.UUID, currency: str, after: date) -> int:
    return _live(payee=payee_id, currency=currency, order__ordered_on__gt=after)


def rule_of(book: Book) -> SpendingRule | None:
    return book.rules.select_related("act").order_by("-set_at", "-id").first()


@dataclass(frozen=True)
class Left:
    """What an act allows and what is left of it."""

    allowance: Allowance
    spent: int

    @property
    def left(self) -> int:
        return self.allowance.amount - self.spent


def allowances_of(book: Book) -> list[Left]:
    rows = book.allowances.select_related("act", "said_by", "confirmed_by")
    versions = RequestVersion.objects.filter(order__why_void="", request__book=book).order_by()
    sums = versions.values_list("act", "currency").annotate(total=Sum("amount"))
    spent = {(act, currency): total for act, currency, total in sums}
    return [Left(row, spent.get((row.act_id, row.currency), 0)) for row in rows]


def acts_with_money(book: Book) -> list[Act]:
    """Acts of which something is left to be spent."""
    return [
        row.allowance.act
        for row in allowances_of(book)
        if row.allowance.confirmed_at and row.left > 0
    ]


@dataclass(frozen=True)
class LineUse:
    """A line of a budget: planned, ordered and paid, and what is left."""

    line: BudgetLine
    ordered: int
    paid: int

    @property
    def left(self) -> int:
        return self.line.amount - self.ordered

    @property
    def percent(self) -> int:
        return 100 * self.ordered // self.line.amount


def budget_of(project: Project) -> list[LineUse]:
    lines = project.budget.select_related("fund", "account", "act")
    versions = RequestVersion.objects.filter(
        project=project, line__isnull=False, order__why_void=""
    )
    ordered: dict[uuid.UUID, int] = {}
    paid: dict[uuid.UUID, int] = {}
    for line, amount, settled in versions.values_list("line", "amount", "order__settled_at"):
        ordered[line] = ordered.get(line, 0) + amount
        paid[line] = paid.get(line, 0) + (amount if settled else 0)
    return [LineUse(row, ordered.get(row.pk, 0), paid.get(row.pk, 0)) for row in lines]


def unfinished(book: Book) -> QuerySet[Request]:
    """What is neither withdrawn nor paid."""
    paid = Order.objects.filter(version__request=OuterRef("pk"), receipt__isnull=False)
    return requests_of(book).filter(~Exists(paid), withdrawn_at__isnull=True)


def requests_of(book: Book) -> QuerySet[Request]:
    return book.requests.select_related("book__collective").order_by("-number")


def payees_of(collective_id: uuid.UUID) -> QuerySet[Payee]:
    return Payee.objects.filter(collective=collective_id).select_related("person")


def order_behind(entry: Entry) -> Order | None:
    """The order for which an entry reserves, frees or pays money."""
    key = entry.resolves.key if entry.resolves else entry.key
    return (
        Order.objects.filter(collective=entry.collective_id, key=key)
        .select_related("version__request")
        .first()
    )


def window(rule: SpendingRule, day: date) -> date:
    """The day after which payments to one payee count together."""
    return day - timedelta(days=rule.payee_days)
