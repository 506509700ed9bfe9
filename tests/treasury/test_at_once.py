"""Fifty clients at one time over requests, approvals, edits, voids, payments and closings."""

import random
import threading
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connections

from barrio.core.errors import Refused
from barrio.ledger.actions.entries import write_entry
from barrio.ledger.actions.statements import present, withdraw
from barrio.ledger.chain import flaws
from barrio.ledger.models import Balance, Entry, Line, Statement
from barrio.treasury import proofs
from barrio.treasury.actions import spending
from barrio.treasury.models import Order, Request
from barrio.treasury.queries import latest
from tests.cast import day_of
from tests.threads import connections_of_their_own
from tests.treasure import paper

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
CLIENTS = 50
STEPS = 6


@pytest.fixture
def threads(bank, tmp_path):
    """The bank has 2,000 dollars and twelve requests, of which two have approved eight."""
    bank.receive(2_000_00)
    for n in range(12):
        request = bank.request(100_00 + n)
        if n < 8:
            bank.approve(request)
    with connections_of_their_own(tmp_path, "default", "keyring"):
        yield


class Client:
    """Does what comes to its mind; being refused is an answer, an error is not."""

    def __init__(self, bank, number, together):
        self.bank, self.chance, self.together = bank, random.Random(number), together
        self.number, self.answers = number, Counter()

    def run(self):
        self.together.wait()
        try:
            for step in range(STEPS):
                self.step(step)
        finally:
            connections.close_all()
        return self.answers

    def step(self, step):
        work = self.chance.choice(
            [self.receive, self.approve, self.edit, self.order, self.order, self.settle,
             self.settle, self.close, self.twice]
        )  # fmt: skip
        try:
            work(step)
            self.answers[f"{work.__name__} done"] += 1
        except (Refused, ValidationError) as refusal:
            self.answers[f"{work.__name__} {type(refusal).__name__}"] += 1

    @property
    def at(self):
        return self.bank.body.at + timedelta(minutes=5)

    def some(self, rows):
        return self.chance.choice(list(rows))

    def receive(self, step):
        self.gift(5_00, f"gift:{self.number}:{step}")

    def twice(self, step):
        """All fifty say the same few gifts."""
        self.gift(7_00, f"same:{step}")

    def gift(self, amount, key):
        bank = self.bank
        moves = [bank.move("asset:bank", amount), bank.move("income:donations", -amount)]
        write_entry(book=bank.book, text="Gift", moves=moves, key=key, by=bank.body.by, at=self.at)

    def approve(self, step):
        version = latest(self.some(Request.objects.all()))
        spending.approve(
            version=version, hash_seen=version.hash, by=self.some(self.bank.approvers), at=self.at
        )

    def edit(self, step):
        spending.edit(
            request=self.some(Request.objects.all()), asked=self.bank.asked(50_00 + self.number),
            by=self.bank.body.by, at=self.at,
        )  # fmt: skip

    def order(self, step):
        version = latest(self.some(Request.objects.all()))
        spending.order(version=version, by=self.bank.body.by, at=self.at)

    def settle(self, step):
        orders = list(Order.objects.all())
        if not orders:
            return
        order = self.some(orders)
        if self.chance.random() < 0.7:
            spending.pay(
                order=order, receipt=paper("receipt"), paid_on=day_of(self.at),
                by=self.bank.body.by, at=self.at,
            )  # fmt: skip
        else:
            spending.void_order(order=order, why="No", by=self.bank.body.by, at=self.at)

    def close(self, step):
        """Days before anything happened: presented by one, withdrawn by another."""
        open_now = Statement.objects.filter(state="presented").first()
        if open_now:
            withdraw(statement=open_now, why="Again", by=self.bank.body.by, at=self.at)
        else:
            first = self.bank.book.opened_on - timedelta(days=9)
            present(
                book=self.bank.book, begins_on=first, until=first + timedelta(days=5), words={},
                by=self.bank.body.by, at=self.at,
            )  # fmt: skip


def test_nothing_is_lost_doubled_overdrawn_or_paid_alone(bank, threads):
    together = threading.Barrier(CLIENTS)
    with ThreadPoolExecutor(CLIENTS) as pool:
        clients = [Client(bank, number, together) for number in range(CLIENTS)]
        answers = sum(pool.map(Client.run, clients), Counter())
    with ThreadPoolExecutor(1) as pool:  # sees what the clients wrote
        pool.submit(look, bank, answers).result()
    assert sum(answers.values()) == CLIENTS * STEPS
    assert answers["order done"] and answers["settle done"] and answers["edit done"]


def look(bank, answers):
    try:
        _look(bank, answers)
    finally:
        connections.close_all()


def _look(bank, answers):
    assert list(flaws(bank.book)) == []
    assert list(proofs.flaws(bank.book.pk)) == []
    numbers = list(Entry.objects.sealed().order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert not Entry.objects.filter(number__isnull=True).exists()
    gifts = Entry.objects.filter(key__startswith="gift:").count()
    assert gifts == answers["receive done"]
    assert Entry.objects.filter(key__startswith="same:").count() <= STEPS
    sums = defaultdict(int)
    for entry, fund, amount in Line.objects.values_list("entry", "fund", "amount"):
        sums[entry, fund] += amount
    assert not any(sums.values())
    held = Balance.objects.exclude(account__holds="").values_list("posted", "reserved")
    assert all(posted + reserved >= 0 for posted, reserved in held)
    orders = list(Order.objects.select_related("version"))
    assert len(orders) == answers["order done"]
    live = Counter(order.version.request_id for order in orders if not order.why_void)
    assert not live or max(live.values()) == 1
    for order in orders:
        approved = order.version.approvals.filter(hash=order.version.hash)
        assert approved.values("person").distinct().count() >= 2
        assert Entry.objects.filter(key=order.key, kind="reserved").count() == 1
    settled = Entry.objects.filter(kind__in=["settled", "voided"]).count()
    assert settled == sum(order.settled_at is not None for order in orders)
    assert Statement.objects.filter(state="presented").count() <= 1
