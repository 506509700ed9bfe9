"""A collective with a communal bank, in a few lines of a test."""

from dataclasses import dataclass, field
from datetime import timedelta

from barrio.accounts.actions import grant_role, make_user
from barrio.accounts.enums import Role
from barrio.accounts.models import User
from barrio.assemblies.models import Act
from barrio.core.actors import SYSTEM, Actor, user_actor
from barrio.core.ids import uuid7
from barrio.ledger.actions import books
from barrio.ledger.actions.entries import Move, write_entry
from barrio.ledger.models import Account, Book, Entry, Fund
from barrio.offices.actions import commissions
from barrio.treasury.actions import limits, payees, signatories, spending
from barrio.treasury.files import ReadPaper
from barrio.treasury.models import Order, Payee, Request
from tests.bodies import Body, make_body
from tests.cast import day_of

PDF = b"%PDF-1.4 a bill"


def paper(kind="invoice", amount=None, name="bill.pdf"):
    """What a form makes of a file that was handed in."""
    return spending.HandedIn(
        kind, name, ReadPaper(PDF, "application/pdf", f"{abs(hash(name)):064x}"[:64]), amount
    )


@dataclass
class Bank:
    """Books of a body whose assembly decides; amounts in cents."""

    body: Body
    book: Book
    approvers: list[Actor] = field(default_factory=list)
    payee: Payee | None = None

    def account(self, path: str) -> Account:
        kind, code = path.split(":")
        return self.book.accounts.get(kind=kind, code=code)

    def fund(self, number: int = 1) -> Fund:
        return self.book.funds.get(number=number)

    def open_fund(self, name: str) -> Fund:
        return books.open_fund(
            book=self.book, name={"en": name}, purpose={}, act=self.book.act, by=self.body.by,
            at=self.body.at,
        )  # fmt: skip

    def move(self, path: str, amount: int, fund: Fund | None = None) -> Move:
        return Move(self.account(path), fund or self.fund(), amount)

    def write(self, text: str, *moves: Move, at=None, **more) -> Entry:
        more = {"key": f"test:{uuid7()}", **more}
        return write_entry(
            book=self.book, text=text, moves=list(moves), by=self.body.by,
            at=at or self.body.at, **more,
        )  # fmt: skip

    def receive(self, amount: int, fund: Fund | None = None, **more) -> Entry:
        moves = self.move("asset:bank", amount, fund), self.move("income:grants", -amount, fund)
        return self.write("Grant", *moves, **more)

    def asked(self, amount: int = 50_00, **more) -> spending.Asked:
        said = {
            "text": "Rice", "payee": self.payee, "amount": amount, "act": self.book.act,
            "spend_on": self.account("expense:goods"), "pay_from": self.account("asset:bank"),
            "fund": self.fund(), **more,
        }  # fmt: skip
        return spending.Asked(**said)

    def request(self, amount: int = 50_00, *, papers=(), **more) -> Request:
        return spending.submit(
            book=self.book, asked=self.asked(amount, **more), papers=papers, by=self.body.by,
            at=self.body.at,
        )  # fmt: skip

    def approve(self, request: Request, *approvers: int) -> None:
        for n in approvers or (0, 1):
            version = spending.latest(request)
            spending.approve(
                version=version, hash_seen=version.hash, by=self.approvers[n], at=self.body.at
            )

    def order(self, amount: int = 50_00, *, papers=(), **more) -> Order:
        """Asked for, approved by two, and ordered."""
        request = self.request(amount, papers=papers, **more)
        self.approve(request)
        return spending.order(version=spending.latest(request), by=self.body.by, at=self.body.at)

    def reserve(self, amount: int, **more) -> Entry:
        """What the order reserves in the books."""
        return self.order(amount, **{k: v for k, v in more.items() if v is not None}).entry()

    def _order_of(self, entry: Entry) -> Order:
        return Order.objects.select_related("version__request").get(key=entry.key)

    def pay(self, entry: Entry) -> Entry:
        """What was reserved is paid, with its receipt: the entry that says so."""
        spending.pay(
            order=self._order_of(entry), receipt=paper("receipt"), paid_on=day_of(self.body.at),
            by=self.body.by, at=self.body.at,
        )  # fmt: skip
        return Entry.objects.get(resolves=entry)

    def void(self, entry: Entry) -> Entry:
        spending.void_order(order=self._order_of(entry), why="No", by=self.body.by, at=self.body.at)
        return Entry.objects.get(resolves=entry)

    def allow(self, act: Act, amount: int) -> None:
        said = limits.say_allowance(
            book=self.book, act=act, amount=amount, currency="USD", by=self.body.by,
            at=self.body.at,
        )  # fmt: skip
        limits.confirm_allowance(allowance=said, by=self.body.by_teller, at=self.body.at)


def make_bank(at, name: str = "North council", *, allows: int = 1_000_000_00) -> Bank:
    """Two people of the finance commission approve; the act that opened the bank allows much."""
    body = make_body(name, at - timedelta(days=40), people=5)
    act = body.act("A communal bank")
    book = books.open_book(
        collective=body.collective, kind="bank", name={"en": "Communal bank"}, currency="USD",
        act=act, by=body.by, at=body.at,
    )  # fmt: skip
    body.at = at
    for by in (body.by, body.by_teller):
        user = User.objects.get(pk=by.user_id)
        grant_role(user=user, collective=body.collective, role=Role.ADMINISTRATOR, by=SYSTEM,
                   at=at)  # fmt: skip
        User.objects.filter(pk=user.pk).update(last_login=at)
    bank = Bank(body, book)
    commission = commissions.found_commission(
        kind="finance", name={"en": "Finance"}, seats=3, alternates=0,
        act=act, by=body.by, at=at,
    )  # fmt: skip
    terms = commissions.begin_terms(
        act=act, commission=commission, principals=[p.pk for p in body.people[:3]], alternates=[],
        begins_on=day_of(at), by=body.by, at=at,
    )  # fmt: skip
    bank.approvers = [add_approver(bank, term, n) for n, term in enumerate(terms)]
    bank.payee = payees.add_payee(
        collective=body.collective, kind="organization", name="North Hardware",
        details="Bank 1, account 2", by=body.by, at=at,
    )  # fmt: skip
    bank.allow(act, allows)
    return bank


def add_approver(bank: Bank, term, n: int) -> Actor:
    """An account for whoever sits there, confirmed by somebody else."""
    body = bank.body
    handle = f"{body.collective.slug}-finance-{n}"
    user = make_user(handle=handle, password=None, language="en", by=SYSTEM, at=body.at)
    for role in (Role.TREASURER,):
        grant_role(user=user, collective=body.collective, role=role, by=SYSTEM, at=body.at)
    row = signatories.name_signatory(term=term, user=user, by=body.by, at=body.at)
    signatories.confirm_signatory(signatory=row, by=body.by_teller, at=body.at)
    return user_actor(user)
