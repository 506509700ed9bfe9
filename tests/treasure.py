"""A collective with a communal bank, in a few lines of a test."""

from dataclasses import dataclass
from datetime import timedelta

from barrio.core.ids import uuid7
from barrio.ledger.actions import books
from barrio.ledger.actions.entries import Move, write_entry
from barrio.ledger.models import Account, Book, Entry, Fund
from tests.bodies import Body, make_body


@dataclass
class Bank:
    """Books of a body whose assembly decides; amounts in cents."""

    body: Body
    book: Book

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

    def reserve(self, amount: int, act=None, fund: Fund | None = None, **more) -> Entry:
        moves = self.move("expense:goods", amount, fund), self.move("asset:bank", -amount, fund)
        return self.write("Rice", *moves, kind="reserved", act=act or self.book.act, **more)


def make_bank(at, name: str = "North council", **more) -> Bank:
    body = make_body(name, at - timedelta(days=40), **more)
    act = body.act("A communal bank")
    book = books.open_book(
        collective=body.collective, kind="bank", name={"en": "Communal bank"}, currency="USD",
        act=act, by=body.by, at=body.at,
    )  # fmt: skip
    body.at = at
    return Bank(body, book)
