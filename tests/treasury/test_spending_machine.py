"""Any order of requests, edits, approvals, orders, payments, voids and closings: sums are zero,
nobody pays alone, nothing is paid without its act, no fund is overdrawn, nothing is paid twice."""

from collections import defaultdict
from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from barrio.ledger.actions.entries import CorrectedAlready, Overdrawn, PeriodClosed, correct
from barrio.ledger.actions.statements import DaysTaken, NotOverYet, present, withdraw
from barrio.ledger.chain import flaws
from barrio.ledger.models import Balance, Entry, Line, Statement
from barrio.treasury import proofs
from barrio.treasury.actions import spending
from barrio.treasury.models import Order, Request
from barrio.treasury.queries import latest, order_of
from tests.assemblies.machines import InTheDatabase, in_parts, run_machine
from tests.cast import day_of
from tests.treasure import paper

pytestmark = pytest.mark.django_db
AMOUNTS = st.sampled_from([1, 50_00, 99_99, 400_00])
PEOPLE = st.integers(0, 2)
WHICH = st.integers(0, 6)


class Spending(InTheDatabase):
    @initialize()
    def begin(self):
        self.days = 0
        self.money_comes(2_000_00, 1)

    @property
    def bank(self):
        return self.world["bank"]

    @property
    def now(self):
        return self.later() + timedelta(days=self.days)

    def a_request(self, n):
        rows = list(Request.objects.order_by("number"))
        return rows[n % len(rows)] if rows else None

    def an_order(self, n):
        rows = list(Order.objects.order_by("ordered_at", "pk"))
        return rows[n % len(rows)] if rows else None

    def held(self, fund=None):
        rows = Balance.objects.exclude(account__holds="")
        rows = rows.filter(fund=fund) if fund else rows
        return sum(p + r for p, r in rows.values_list("posted", "reserved"))

    @rule(amount=AMOUNTS, fund=st.integers(1, 2))
    def money_comes(self, amount, fund):
        self.bank.body.at = self.now
        try:
            self.bank.receive(amount, fund=self.bank.fund(fund))
        except PeriodClosed:
            assert Statement.objects.filter(state="presented").exists()

    @rule(amount=AMOUNTS, fund=st.integers(1, 2), who=st.integers(-1, 2), small=st.booleans())
    def ask(self, amount, fund, who, small):
        bank = self.bank
        bank.body.at = self.now
        by = bank.approvers[who] if who >= 0 else bank.body.by
        act = self.world["small_act"] if small else bank.book.act
        asked = bank.asked(amount, fund=bank.fund(fund), act=act)
        spending.submit(book=bank.book, asked=asked, by=by, at=bank.body.at)

    @rule(amount=AMOUNTS, fund=st.integers(1, 2))
    def ask_and_two_stand_for_it(self, amount, fund):
        self.bank.body.at = self.now
        request = self.bank.request(amount, fund=self.bank.fund(fund))
        self.bank.approve(request)

    @rule(amount=AMOUNTS, small=st.booleans(), then=st.sampled_from(["", "pay", "void"]))
    def ask_and_order(self, amount, small, then):
        """All of it at once, as a rule for what is on hand."""
        bank = self.bank
        bank.body.at = self.now
        act = self.world["small_act"] if small else bank.book.act
        request = bank.request(amount, act=act)
        bank.approve(request)
        self.order_version(latest(request))
        made = order_of(request)
        if then and made:
            self.settle(made, then == "pay")

    @precondition(lambda self: Request.objects.exists())
    @rule(n=WHICH, amount=AMOUNTS)
    def change_it(self, n, amount):
        request = self.a_request(n)
        order = order_of(request)

        def work():
            spending.edit(request=request, asked=self.bank.asked(amount), by=self.bank.body.by,
                          at=self.now)  # fmt: skip

        if request.withdrawn_at or (order and not order.why_void):
            return self.refuses(spending.NotToBeChanged, work)
        before = latest(request)
        work()
        newest = latest(request)
        assert newest.number == before.number + 1 and not newest.approvals.exists()
        return None

    @precondition(lambda self: Request.objects.exists())
    @rule(n=WHICH, who=PEOPLE)
    def stand_for_it(self, n, who):
        request = self.a_request(n)
        version, by = latest(request), self.bank.approvers[who]
        day = day_of(self.world["at"] + timedelta(days=self.days, minutes=self.minutes))
        order = order_of(request)

        def work():
            spending.approve(version=version, hash_seen=version.hash, by=by, at=self.now)

        if request.withdrawn_at or (order and order.version_id == version.pk):
            return self.refuses(spending.NotThisVersion, work)
        if spending.why_not_approve(version, by.user_id, day):
            return self.refuses(spending.MayNotApprove, work)
        work()
        return None

    @precondition(lambda self: Request.objects.exists())
    @rule(n=WHICH)
    def order_it(self, n):
        request = self.a_request(n)
        self.order_version(latest(request))

    def order_version(self, version):
        request = version.request
        order = order_of(request)

        def work():
            spending.order(version=version, by=self.bank.body.by, at=self.now)

        if request.withdrawn_at or (order and order.version_id == version.pk):
            return self.refuses(spending.NotThisVersion, work)
        found = spending.why_not_order(version, self.now)
        if found:
            return self.refuses(found[0], work)
        if self.held(version.fund) < version.amount:
            return self.refuses(Overdrawn, work)
        if Statement.objects.filter(state="presented", until__gt=day_of(self.now)).exists():
            return self.refuses(PeriodClosed, work)
        work()
        return None

    @precondition(lambda self: Order.objects.exists())
    @rule(n=WHICH, paid=st.booleans())
    def settle_it(self, n, paid):
        self.settle(self.an_order(n), paid)

    def settle(self, order, paid):
        at = self.now

        def work():
            if paid:
                spending.pay(order=order, receipt=paper("receipt"), paid_on=day_of(at),
                             by=self.bank.body.by, at=at)  # fmt: skip
            else:
                spending.void_order(order=order, why="No", by=self.bank.body.by, at=at)

        if order.settled_at:
            return self.refuses(spending.SettledAlready, work)
        work()
        return None

    @rule(n=WHICH)
    def take_an_entry_back(self, n):
        rows = list(Entry.objects.sealed().filter(kind="posted", number__gt=1))
        if not rows:
            return
        entry = rows[n % len(rows)]
        try:
            correct(entry=entry, why="Wrong", by=self.bank.body.by, at=self.now)
        except CorrectedAlready:
            assert Entry.objects.filter(corrects=entry).exists()
        except Overdrawn:
            moved = entry.lines.exclude(account__holds="").get()
            assert self.held(moved.fund) < moved.amount

    @rule()
    def close_what_is_over(self):
        """Everything up to yesterday goes before the assembly."""
        self.days += 2
        at = self.now
        until = day_of(at)
        first = Entry.objects.sealed().order_by("booked_on").first()
        if first is None or first.booked_on >= until:
            return
        try:
            present(book=self.bank.book, begins_on=first.booked_on, until=until, words={},
                    by=self.bank.body.by, at=at)  # fmt: skip
        except DaysTaken:
            assert Statement.objects.filter(state="presented").exists()
        except NotOverYet:
            raise AssertionError("it is over") from None

    @rule()
    def open_it_again(self):
        row = Statement.objects.filter(state="presented").first()
        if row:
            withdraw(statement=row, why="A bill was found", by=self.bank.body.by, at=self.now)

    @invariant()
    def the_books_hold(self):
        assert list(flaws(self.bank.book)) == []
        assert list(proofs.flaws(self.bank.book.pk)) == []
        sums = defaultdict(int)
        for entry, fund, currency, amount in Line.objects.values_list(
            "entry", "fund", "currency", "amount"
        ):
            sums[entry, fund, currency] += amount
        assert not any(sums.values())

    @invariant()
    def nothing_is_overdrawn(self):
        for fund in self.bank.book.funds.all():
            assert self.held(fund) >= 0

    @invariant()
    def every_payment_stands_on_two_and_on_its_act(self):
        out = Entry.objects.sealed().filter(kind="reserved")
        orders = {order.key: order for order in Order.objects.select_related("version__act")}
        assert {entry.key for entry in out} == set(orders)
        spent = defaultdict(int)
        for entry in out.select_related("resolved_by"):
            order = orders[entry.key]
            version = order.version
            people = {a.person_id for a in version.approvals.filter(hash=version.hash)}
            assert len(people) >= 2 and entry.act_id == version.act_id
            assert version.submitted_by_id not in {
                a.signatory.user_id for a in version.approvals.select_related("signatory")
            }
            resolved = getattr(entry, "resolved_by", None)
            assert bool(order.settled_at) == bool(resolved)
            if not order.why_void:
                spent[version.act_id] += version.amount
        for act_id, amount in spent.items():
            assert amount <= self.world["allowed"][act_id]

    @invariant()
    def none_is_lost_or_doubled(self):
        numbers = list(Entry.objects.sealed().order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
        live = defaultdict(int)
        for order in Order.objects.filter(why_void="").select_related("version"):
            live[order.version.request_id] += 1
        assert all(count == 1 for count in live.values())


@in_parts
def test_nobody_pays_alone_whatever_happens(bank, at, part):
    bank.open_fund("Roof")
    small = bank.body.act("Small")
    bank.allow(small, 100_00)
    allowed = {bank.book.act_id: 1_000_000_00, small.pk: 100_00}
    run_machine(Spending, bank=bank, at=bank.body.at, small_act=small, allowed=allowed)
