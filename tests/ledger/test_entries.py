"""Entries: each sums to zero in each fund, is paid once, and no fund gives what it has not."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from barrio.assemblies.actions.acts import ActOfAnother
from barrio.ledger.actions import books
from barrio.ledger.actions.entries import (
    CorrectedAlready,
    LeavesAlone,
    NotBalanced,
    Overdrawn,
    PeriodClosed,
    ResolvedAlready,
    SaidOtherwise,
    correct,
    settle,
    void,
)
from barrio.ledger.chain import flaws
from barrio.ledger.models import Balance, Entry
from tests.bodies import make_body

pytestmark = pytest.mark.django_db


def has(bank, path, number=1):
    row = Balance.objects.filter(account=bank.account(path), fund__number=number).first()
    return (row.posted, row.reserved) if row else (0, 0)


def test_money_comes_is_promised_and_is_paid(bank):
    bank.receive(500_00)
    promised = bank.reserve(120_00)
    assert has(bank, "asset:bank") == (500_00, -120_00)
    assert has(bank, "expense:goods") == (0, 0)
    paid = bank.pay(promised)
    assert has(bank, "asset:bank") == (380_00, 0) and has(bank, "expense:goods") == (120_00, 0)
    assert [e.number for e in Entry.objects.order_by("number")] == [1, 2, 3]
    assert paid.before == promised.hash and list(flaws(bank.book)) == []


def test_what_was_promised_is_paid_or_freed_once(bank):
    bank.receive(100_00)
    promised = bank.reserve(60_00)
    bank.void(promised)
    assert has(bank, "asset:bank") == (100_00, 0)
    for again in (settle, void):
        with pytest.raises(ResolvedAlready):
            again(entry=promised, by=bank.body.by, at=bank.body.at)
    assert list(flaws(bank.book)) == []


def test_a_fund_gives_no_more_than_it_has_and_has_not_promised(bank):
    bank.receive(100_00)
    bank.reserve(60_00)
    with pytest.raises(Overdrawn, match=r"\$40.00"):
        bank.reserve(40_01)
    bank.reserve(40_00)


def test_one_fund_does_not_pay_for_another(bank):
    grant = bank.open_fund("Roof")
    bank.receive(100_00, fund=grant)
    with pytest.raises(Overdrawn, match="General fund"):
        bank.reserve(1_00)
    with pytest.raises(NotBalanced):
        bank.write(
            "Crossed", bank.move("expense:goods", 10), bank.move("asset:bank", -10, grant)
        )  # fmt: skip
    bank.reserve(100_00, fund=grant)


def test_no_box_is_emptier_than_empty(bank):
    bank.receive(100_00)
    with pytest.raises(Overdrawn, match="Cash box"):
        bank.write("Deposit", bank.move("asset:bank", 5), bank.move("asset:cash", -5))


def test_a_correction_is_the_counterpart_once(bank):
    wrong = bank.receive(100_00)
    right = correct(entry=wrong, why="Typed twice", by=bank.body.by, at=bank.body.at)
    assert has(bank, "asset:bank") == (0, 0) and right.corrects == wrong
    with pytest.raises(CorrectedAlready):
        correct(entry=wrong, why="Again", by=bank.body.by, at=bank.body.at)
    assert list(flaws(bank.book)) == []


def test_what_is_said_twice_is_one_entry(bank):
    first = bank.receive(100_00, key="gift-7")
    assert bank.receive(100_00, key="gift-7") == first
    with pytest.raises(SaidOtherwise):
        bank.receive(99_00, key="gift-7")
    assert Entry.objects.count() == 1


def test_an_act_of_another_assembly_pays_nothing(bank, at):
    bank.receive(100_00)
    other = make_body("South council", at)
    with pytest.raises(ActOfAnother):
        bank.reserve(1_00, act=other.act())


def test_several_currencies_each_sum_to_zero(bank):
    euros = books.open_account(
        book=bank.book, kind="asset", code="euros", name={"en": "Euros"}, currency="EUR",
        holds="bank", by=bank.body.by, at=bank.body.at,
    )  # fmt: skip
    swap = books.open_account(
        book=bank.book, kind="equity", code="exchange-eur", name={"en": "Exchange"},
        currency="EUR", by=bank.body.by, at=bank.body.at,
    )  # fmt: skip
    bank.receive(110_00)
    with pytest.raises(NotBalanced):
        bank.write("Change", bank.move("asset:bank", -110_00), bank.move("asset:euros", 110_00))
    swap_for = (
        bank.move("asset:bank", -110_00), bank.move("equity:exchange", 110_00),
        bank.move("asset:euros", 100_00), bank.move("equity:exchange-eur", -100_00),
    )  # fmt: skip
    with pytest.raises(LeavesAlone):
        bank.write("Change", *swap_for)
    assert (euros.currency, swap.currency) == ("EUR", "EUR")
    gift = bank.move("asset:euros", 100_00), bank.move("equity:exchange-eur", -100_00)
    bank.write("Gift", *gift)
    assert has(bank, "asset:euros") == (100_00, 0) and list(flaws(bank.book)) == []


class TestBehindPython:
    """The database says it too, whoever writes to it."""

    @pytest.fixture
    def refused(self):
        def by(rule, work):
            with pytest.raises(DatabaseError, match=rule), transaction.atomic():
                work()

        return by

    def draft(self, bank, kind="posted", lines=(), **more):
        entry = Entry.objects.create(
            collective=bank.body.collective, book=bank.book, kind=kind,
            booked_on=bank.book.opened_on, happened_on=bank.book.opened_on, text="SQL",
            key=f"sql:{Entry.objects.count()}", by_kind="system", by="sql",
            recorded_at=bank.body.at, **more,
        )  # fmt: skip
        for n, (path, amount, *number) in enumerate(lines):
            entry.lines.create(
                collective=bank.body.collective, position=n, account=bank.account(path),
                fund=bank.fund(*number), amount=amount, currency="USD",
            )  # fmt: skip
        return entry

    def seal(self, entry, **more):
        last = Entry.objects.sealed().order_by("number").last()
        values = {"number": last.number + 1, "before": last.hash, "hash": "x" * 64, **more}
        Entry.objects.filter(pk=entry.pk).update(**values)

    @pytest.mark.parametrize(
        ("rule", "kind", "lines", "more"),
        [
            ("ledger_entry_sums_to_zero", "posted", [("asset:bank", 5), ("income:dues", -4)], {}),
            ("ledger_entry_sums_to_zero", "posted", [], {}),
            ("ledger_entry_without_gap", "posted", [("asset:bank", 5), ("income:dues", -5)],
             {"number": 9}),
            ("ledger_entry_without_gap", "posted", [("asset:bank", 5), ("income:dues", -5)],
             {"before": "y" * 64}),
            ("ledger_account_not_overdrawn", "posted", [("asset:cash", -5), ("asset:bank", 5)],
             {}),
            ("ledger_money_leaves_by_what_was_reserved", "posted",
             [("asset:bank", -5), ("expense:goods", 5)], {}),
        ],
    )  # fmt: skip
    def test_a_draft_is_sealed_only_as_it_should_be(self, bank, refused, rule, kind, lines, more):
        bank.receive(100_00)
        entry = self.draft(bank, kind, lines)
        refused(rule, lambda: self.seal(entry, **more))

    def test_a_fund_that_takes_what_is_another_s(self, bank, refused):
        grant = bank.open_fund("Roof")
        bank.receive(500_00, fund=grant)
        bank.receive(100_00)
        lines = [
            ("asset:bank", -200_00), ("equity:between-funds", 200_00),
            ("asset:bank", 200_00, 2), ("equity:between-funds", -200_00, 2),
        ]  # fmt: skip
        entry = self.draft(bank, "posted", lines, act=bank.book.act)
        refused("ledger_fund_not_overdrawn", lambda: self.seal(entry))

    def test_a_reserve_needs_an_act(self, bank, refused):
        refused("ledger_entry_no_payment_without_act", lambda: self.draft(bank, "reserved"))

    def test_an_act_of_another(self, bank, refused, at):
        act = make_body("South council", at).act()
        refused("on_an_act_of_ones_own", lambda: self.draft(bank, "reserved", act=act))

    def test_nothing_is_begun_with_a_number(self, bank, refused):
        refused("begins_as_draft", lambda: self.draft(bank, number=1, hash="x" * 64))

    def test_what_is_sealed_stays(self, bank, refused):
        entry = bank.receive(100_00)
        rows = Entry.objects.filter(pk=entry.pk)
        refused("ledger_entry_never_changes", lambda: rows.update(text="Other"))
        refused("ledger_entry_never_changes", lambda: rows.update(number=None, hash=""))
        refused("ledger_entry_is_kept", lambda: rows._raw_delete(rows.db))
        refused("ledger_line_never_changes", lambda: entry.lines.update(amount=1))
        refused("ledger_line_never_changes", lambda: entry.lines.all().delete())
        refused("ledger_line_of_a_draft", lambda: entry.lines.create(
            collective=bank.body.collective, position=9, account=bank.account("asset:bank"),
            fund=bank.fund(), amount=5, currency="USD"))  # fmt: skip

    def test_other_money_than_was_reserved_is_not_paid(self, bank, refused):
        bank.receive(100_00)
        promised = bank.reserve(50_00)
        lines = [("expense:goods", 60_00), ("asset:bank", -60_00)]
        entry = self.draft(bank, "settled", lines, resolves=promised)
        refused("ledger_entry_pays_what_was_reserved", lambda: self.seal(entry))

    def test_what_is_not_reserved_is_not_resolved(self, bank, refused):
        posted = bank.receive(100_00)
        entry = self.draft(bank, "voided", resolves=posted)
        refused("ledger_entry_resolves_reserved_money", lambda: self.seal(entry))

    def test_nothing_is_resolved_twice(self, bank, refused):
        bank.receive(100_00)
        promised = bank.reserve(50_00)
        bank.void(promised)
        refused("(?i)unique", lambda: self.draft(bank, "voided", resolves=promised))

    def test_a_correction_that_is_none(self, bank, refused):
        posted = bank.receive(100_00)
        lines = [("asset:bank", -99_00), ("income:grants", 99_00)]
        entry = self.draft(bank, "posted", lines, corrects=posted)
        refused("ledger_entry_corrects_by_its_counterpart", lambda: self.seal(entry))

    def test_an_account_of_another_book(self, bank, refused, at):
        from tests.treasure import make_bank

        other = make_bank(at, "South council")
        entry = self.draft(bank)
        refused("ledger_line_fits_its_entry", lambda: entry.lines.create(
            collective=bank.body.collective, position=0, account=other.account("asset:bank"),
            fund=bank.fund(), amount=5, currency="USD"))  # fmt: skip

    def test_a_fund_with_money_does_not_end(self, bank, refused):
        bank.receive(100_00)
        funds = bank.book.funds.all()
        refused("ledger_fund_ended_when_empty", lambda: funds.update(
            ended_on=bank.book.opened_on, end_act=bank.book.act))  # fmt: skip
        refused("ledger_fund_stays_what_it_is", lambda: funds.update(number=7))
        refused("ledger_account_closed_when_empty", lambda: bank.book.accounts.filter(
            code="bank", kind="asset").update(closed_on=bank.book.opened_on))  # fmt: skip
        refused("ledger_account_stays_what_it_is", lambda: bank.book.accounts.update(holds=""))

    def test_a_balance_that_was_changed_is_named(self, bank):
        bank.receive(100_00)
        Balance.objects.filter(account__code="bank").update(posted=1_000_00)
        assert list(flaws(bank.book)) == ["the balance of asset:bank in fund 1 was changed"]


def test_days_given_to_the_assembly_are_closed(bank):
    from barrio.ledger.actions.statements import present

    bank.receive(100_00, at=bank.body.at - timedelta(days=5))
    day = bank.book.entries.get().booked_on
    present(
        book=bank.book, begins_on=day, until=day + timedelta(days=2), words={}, by=bank.body.by,
        at=bank.body.at,
    )  # fmt: skip
    with pytest.raises(PeriodClosed):
        bank.receive(5_00, booked_on=day)
    bank.receive(5_00, happened_on=day)
