"""Payments: by an act, by two people of different households, and never above what was given."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from barrio.accounts.actions import WatchesAndHandles, grant_role
from barrio.accounts.enums import Role
from barrio.accounts.models import Grant, User
from barrio.assemblies.actions.acts import ActOfAnother
from barrio.core.actors import SYSTEM
from barrio.ledger.actions.entries import Overdrawn
from barrio.ledger.chain import flaws
from barrio.ledger.models import Balance
from barrio.offices.actions import commissions
from barrio.people.actions import move_in
from barrio.treasury import proofs
from barrio.treasury.actions import limits, payees, signatories, spending
from barrio.treasury.models import Allowance, Approval, Order, RequestVersion, Signatory
from barrio.treasury.queries import latest, state_of
from tests.bodies import make_body
from tests.cast import day_of
from tests.treasure import paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def rich(bank):
    bank.receive(1_000_00)
    return bank


def left(bank):
    row = Balance.objects.get(account=bank.account("asset:bank"), fund__number=1)
    return row.posted, row.reserved


def state(bank, request):
    return state_of(request, bank.body.at)


def test_from_a_request_to_a_receipt(rich):
    request = rich.request(120_00, papers=[paper()])
    assert state(rich, request) == "open"
    rich.approve(request)
    assert state(rich, request) == "approved"
    order = spending.order(version=latest(request), by=rich.body.by, at=rich.body.at)
    assert state(rich, request) == "ordered" and left(rich) == (1_000_00, -120_00)
    spending.pay(
        order=order, receipt=paper("receipt"), paid_on=day_of(rich.body.at), by=rich.body.by,
        at=rich.body.at,
    )  # fmt: skip
    assert state(rich, request) == "paid" and left(rich) == (880_00, 0)
    assert list(flaws(rich.book)) == [] and list(proofs.flaws(rich.book.pk)) == []


def test_a_voided_order_frees_its_money_and_an_edit_begins_again(rich):
    order = rich.order(120_00)
    request = order.version.request
    spending.void_order(order=order, why="Shop is closed", by=rich.body.by, at=rich.body.at)
    assert state(rich, request) == "void" and left(rich) == (1_000_00, 0)
    with pytest.raises(spending.SettledAlready):
        spending.pay(order=order, receipt=paper("receipt"), paid_on=day_of(rich.body.at),
                     by=rich.body.by, at=rich.body.at)  # fmt: skip
    spending.edit(request=request, asked=rich.asked(110_00), by=rich.body.by, at=rich.body.at)
    assert state(rich, request) == "open"
    rich.approve(request)
    spending.order(version=latest(request), by=rich.body.by, at=rich.body.at)
    assert left(rich) == (1_000_00, -110_00)


def test_any_edit_starts_the_approvals_again(rich):
    request = rich.request(50_00)
    rich.approve(request)
    seen = latest(request)
    spending.edit(request=request, asked=rich.asked(50_01), by=rich.body.by, at=rich.body.at)
    assert state(rich, request) == "open"
    with pytest.raises(spending.NotThisVersion):
        spending.order(version=seen, by=rich.body.by, at=rich.body.at)
    with pytest.raises(spending.NotApproved):
        spending.order(version=latest(request), by=rich.body.by, at=rich.body.at)
    with pytest.raises(spending.NotThisVersion):
        spending.approve(version=seen, hash_seen=seen.hash, by=rich.approvers[2], at=rich.body.at)


def test_another_paper_is_another_hash(rich):
    request = rich.request(50_00, papers=[paper("quote", 50_00, "a.pdf")])
    first = latest(request).hash
    more = [paper("quote", 60_00, "b.pdf")]
    spending.edit(
        request=request, asked=rich.asked(50_00), papers=more, by=rich.body.by, at=rich.body.at
    )
    newest = latest(request)
    assert newest.hash != first and len(proofs.papers_of(newest)) == 2
    assert proofs.hash_of(newest) == newest.hash


class TestTwoPeople:
    def test_one_is_not_enough_and_nobody_counts_twice(self, rich):
        request = rich.request()
        rich.approve(request, 0)
        with pytest.raises(spending.MayNotApprove, match="approved this already"):
            rich.approve(request, 0)
        with pytest.raises(spending.NotApproved):
            spending.order(version=latest(request), by=rich.body.by, at=rich.body.at)

    def test_who_asks_does_not_approve(self, rich):
        request = spending.submit(
            book=rich.book, asked=rich.asked(), by=rich.approvers[0], at=rich.body.at
        )
        with pytest.raises(spending.MayNotApprove, match="asks for a payment"):
            rich.approve(request, 0)

    def test_two_of_one_household_are_one(self, rich, doors_of):
        doors_of(rich, 0, 1)
        request = rich.request()
        rich.approve(request, 0, 1)
        with pytest.raises(spending.NotApproved, match="do not live together"):
            spending.order(version=latest(request), by=rich.body.by, at=rich.body.at)
        rich.approve(request, 2)
        spending.order(version=latest(request), by=rich.body.by, at=rich.body.at)

    def test_nobody_approves_what_comes_to_them_or_theirs(self, rich, doors_of):
        people = rich.body.people
        for person, told in ((people[0], "payee"), (people[3], "home"), (people[4], "kin")):
            if told == "home":
                doors_of(rich, 0, 3)
            if told == "kin":
                signatories.declare_kin(
                    person=people[4], other=people[0], by=rich.body.by, at=rich.body.at
                )
            payee = payees.add_payee(
                collective=rich.body.collective, kind="person", name="Somebody", details="cash",
                person=person, by=rich.body.by, at=rich.body.at,
            )  # fmt: skip
            request = rich.request(payee=payee)
            with pytest.raises(spending.MayNotApprove, match="close to you"):
                rich.approve(request, 0)
            rich.approve(request, 1, 2)

    def test_an_alternate_or_a_stranger_approves_nothing(self, rich):
        request = rich.request()
        version = latest(request)
        with pytest.raises(spending.MayNotApprove, match="finance commission"):
            spending.approve(
                version=version, hash_seen=version.hash, by=rich.body.by_teller, at=rich.body.at
            )

    def test_approvals_of_who_left_the_commission_count_no_more(self, rich):
        request = rich.request()
        rich.approve(request)
        term = Signatory.objects.get(user=rich.approvers[0].user_id).term
        commissions.resign(term=term, by=rich.body.by, at=rich.body.at)
        with pytest.raises(spending.NotApproved):
            spending.order(version=latest(request), by=rich.body.by, at=rich.body.at)

    def test_who_watches_handles_nothing(self, rich):
        user = User.objects.get(pk=rich.approvers[0].user_id)
        with pytest.raises(WatchesAndHandles):
            grant_role(user=user, collective=rich.body.collective, role=Role.CONTROLLER,
                       by=SYSTEM, at=rich.body.at)  # fmt: skip
        with pytest.raises(DatabaseError, match="watches_or_handles"), transaction.atomic():
            Grant.objects.create(collective=rich.body.collective, user=user,
                                 role=Role.CONTROLLER, since=rich.body.at)  # fmt: skip

    def test_one_sends_it_back_and_an_edit_answers(self, rich):
        request = rich.request()
        version = latest(request)
        rich.approve(request, 0, 1)
        spending.refuse(version=version, hash_seen=version.hash, why="Too dear",
                        by=rich.approvers[2], at=rich.body.at)  # fmt: skip
        assert state(rich, request) == "refused"
        with pytest.raises(spending.NotApproved):
            spending.order(version=version, by=rich.body.by, at=rich.body.at)
        spending.edit(request=request, asked=rich.asked(40_00), by=rich.body.by, at=rich.body.at)
        assert state(rich, request) == "open"


class TestLimits:
    def test_never_above_the_act(self, rich):
        act = rich.body.act("A party")
        with pytest.raises(spending.AboveTheLimit, match=r"leaves \$0.00"):
            rich.order(1_00, act=act)
        rich.allow(act, 100_00)
        rich.order(60_00, act=act)
        with pytest.raises(spending.AboveTheLimit, match=r"leaves \$40.00"):
            rich.order(40_01, act=act)
        rich.order(40_00, act=act)

    def test_an_amount_that_one_alone_has_read_allows_nothing(self, rich):
        act = rich.body.act("A party")
        said = limits.say_allowance(book=rich.book, act=act, amount=9_00, currency="USD",
                                    by=rich.body.by, at=rich.body.at)  # fmt: skip
        with pytest.raises(spending.AboveTheLimit):
            rich.order(1_00, act=act)
        with pytest.raises(limits.ByAnother):
            limits.confirm_allowance(allowance=said, by=rich.body.by, at=rich.body.at)
        limits.confirm_allowance(allowance=said, by=rich.body.by_teller, at=rich.body.at)
        rich.order(1_00, act=act)

    def test_an_act_of_another_assembly_or_one_undone_pays_nothing(self, rich, at):
        with pytest.raises(ActOfAnother):
            rich.request(act=make_body("South council", at).act())

    def test_never_above_the_fund(self, rich):
        rich.order(900_00)
        with pytest.raises(Overdrawn):
            rich.order(100_01)

    def test_never_above_the_line_of_the_budget(self, rich):
        from barrio.ledger.actions.books import begin_project

        body, act = rich.body, rich.book.act
        project = begin_project(book=rich.book, name={"en": "Roof"}, act=act, by=body.by,
                                at=body.at)  # fmt: skip
        line = limits.set_budget_line(
            project=project, fund=rich.fund(), account=rich.account("expense:goods"),
            amount=100_00, name={"en": "Tiles"}, act=act, by=body.by, at=body.at,
        )  # fmt: skip
        with pytest.raises(spending.AboveTheLimit, match="which line"):
            rich.order(10_00, project=project)
        rich.order(70_00, project=project, line=line)
        with pytest.raises(spending.AboveTheLimit, match=r"“Tiles” of the budget has \$30.00"):
            rich.order(30_01, project=project, line=line)
        with pytest.raises(spending.DoesNotFit):
            rich.order(5_00, project=project, line=line,
                       spend_on=rich.account("expense:services"))  # fmt: skip

    def test_one_payee_gets_only_so_much_in_a_time(self, rich):
        limits.set_spending_rule(
            book=rich.book, quotes_from=500_00, payee_most=100_00, payee_days=30,
            act=rich.book.act, by=rich.body.by, at=rich.body.at,
        )  # fmt: skip
        rich.order(60_00)
        with pytest.raises(spending.AboveTheLimit, match="this would make"):
            rich.order(40_01)
        rich.order(40_00)
        rich.body.at += timedelta(days=31)
        rich.order(60_00)

    def test_three_quotes_or_a_reason(self, rich):
        limits.set_spending_rule(
            book=rich.book, quotes_from=100_00, payee_most=900_00, payee_days=30,
            act=rich.book.act, by=rich.body.by, at=rich.body.at,
        )  # fmt: skip
        quotes = [paper("quote", n, f"{n}.pdf") for n in (100_00, 110_00, 120_00)]
        with pytest.raises(spending.QuotesMissing):
            rich.order(100_00, papers=quotes[:2])
        rich.order(99_99)
        rich.order(100_00, papers=quotes)
        rich.order(100_00, why_fewer="Only one shop has it")

    def test_a_changed_account_waits_two_days(self, rich):
        payees.add_account(payee=rich.payee, details="Elsewhere", by=rich.body.by,
                           at=rich.body.at)  # fmt: skip
        with pytest.raises(spending.AccountWaits):
            rich.order(10_00)
        rich.body.at += timedelta(hours=48)
        rich.order(10_00)

    def test_payments_are_off_until_two_administrators_signed_in(self, rich):
        User.objects.filter(pk=rich.body.by.user_id).update(last_login=None)
        with pytest.raises(spending.PaymentsAreOff):
            rich.order(10_00)


@pytest.fixture
def doors_of(keys):
    """``doors_of(bank, 0, 1)``: those people live behind one door."""
    from barrio.places.enums import SiteKind
    from barrio.places.models import Site, Street
    from tests.cast import make_door

    def live(bank, *numbers):
        collective = bank.body.collective
        site = Site.objects.create(
            collective=collective, kind=SiteKind.NEIGHBOURHOOD, name="North", lat=39.98,
            lon=-75.13,
        )  # fmt: skip
        street = Street.objects.create(collective=collective, name="N Howard St", lines=[])
        door = make_door(collective, street, site, 2101)
        for n in numbers:
            move_in(person=bank.body.people[n], dwelling=door, by=bank.body.by, at=bank.body.at)

    return live


class TestBehindPython:
    """What the actions refuse the database refuses too."""

    def refused(self, rule, work):
        with pytest.raises(DatabaseError, match=rule), transaction.atomic():
            work()

    def put_approval(self, bank, request, n, **more):
        version = latest(request)
        signatory = Signatory.objects.get(user=bank.approvers[n].user_id)
        values = {
            "collective": bank.body.collective, "version": version, "hash": version.hash,
            "signatory": signatory, "person": signatory.term.person, "approved_at": bank.body.at,
            "approved_on": day_of(bank.body.at), **more,
        }  # fmt: skip
        return Approval.objects.create(**values)

    def put_order(self, bank, request, **more):
        version = latest(request)
        values = {
            "collective": bank.body.collective, "version": version, "key": f"order:{version.pk}",
            "ordered_at": bank.body.at, "ordered_on": day_of(bank.body.at),
            "ordered_by_id": bank.body.by.user_id, **more,
        }  # fmt: skip
        return Order.objects.create(**values)

    def test_an_approval_of_other_words_by_another_or_of_ones_own(self, rich):
        request = rich.request()
        rule = "treasury_approval_by_the_finance_commission"
        self.refused(rule, lambda: self.put_approval(rich, request, 0, hash="x" * 64))
        other = rich.body.people[4]
        self.refused(rule, lambda: self.put_approval(rich, request, 0, person=other))
        seen = latest(request)
        spending.edit(request=request, asked=rich.asked(1_00), by=rich.approvers[1],
                      at=rich.body.at)  # fmt: skip
        self.refused(rule, lambda: self.put_approval(rich, request, 0, version=seen,
                                                     hash=seen.hash))  # fmt: skip
        self.refused(f"{rule}|without_an_interest", lambda: self.put_approval(rich, request, 1))
        self.put_approval(rich, request, 0)
        self.refused("(?i)unique", lambda: self.put_approval(rich, request, 0))

    def test_an_approval_for_oneself_or_for_kin(self, rich):
        people = rich.body.people
        signatories.declare_kin(person=people[1], other=people[0], by=rich.body.by,
                                at=rich.body.at)  # fmt: skip
        payee = payees.add_payee(
            collective=rich.body.collective, kind="person", name="One", details="cash",
            person=people[0], by=rich.body.by, at=rich.body.at,
        )  # fmt: skip
        request = rich.request(payee=payee)
        rule = "treasury_approval_without_an_interest"
        self.refused(rule, lambda: self.put_approval(rich, request, 0))
        self.refused(rule, lambda: self.put_approval(rich, request, 1))
        self.put_approval(rich, request, 2)

    def test_an_order_without_two(self, rich, doors_of):
        request = rich.request()
        rule = "treasury_order_by_two_households"
        self.refused(rule, lambda: self.put_order(rich, request))
        rich.approve(request, 0)
        self.refused(rule, lambda: self.put_order(rich, request))
        doors_of(rich, 0, 1)
        rich.approve(request, 1)
        self.refused(rule, lambda: self.put_order(rich, request))

    def test_an_order_above_what_was_given(self, rich):
        act = rich.body.act("A party")
        rich.allow(act, 10_00)
        request = rich.request(10_01, act=act)
        rich.approve(request)
        self.refused("treasury_order_within_its_act", lambda: self.put_order(rich, request))
        limits.set_spending_rule(
            book=rich.book, quotes_from=50_00, payee_most=60_00, payee_days=30,
            act=rich.book.act, by=rich.body.by, at=rich.body.at,
        )  # fmt: skip
        for amount, rule in ((50_00, "with_its_quotes"), (60_01, "within_what_one_payee_gets")):
            why = "One shop" if "payee" in rule else ""
            request = rich.request(amount, why_fewer=why)
            rich.approve(request)
            self.refused(rule, lambda: self.put_order(rich, request))  # noqa: B023

    def test_an_order_that_does_not_stand(self, rich):
        request = rich.request()
        rich.approve(request)
        version = latest(request)
        spending.refuse(version=version, hash_seen=version.hash, why="No", by=rich.approvers[2],
                        at=rich.body.at)  # fmt: skip
        self.refused("treasury_order_of_what_stands", lambda: self.put_order(rich, request))
        payees.add_account(payee=rich.payee, details="New", by=rich.body.by, at=rich.body.at)
        request = rich.request()
        rich.approve(request)
        self.refused("to_an_account_that_waited", lambda: self.put_order(rich, request))
        self.refused("payoutaccount_changed_waits", lambda: payees.PayoutAccount.objects.create(
            key_id=rich.payee.pk, id=rich.payee.pk, collective=rich.body.collective,
            payee=rich.payee, sealed=b"", added_at=rich.body.at, usable_at=rich.body.at,
            added_by_id=rich.body.by.user_id))  # fmt: skip

    def test_money_is_reserved_for_nothing_else(self, rich):
        from barrio.ledger.actions.entries import write_entry

        moves = [rich.move("expense:goods", 5_00), rich.move("asset:bank", -5_00)]

        def work(**more):
            values = {"key": "mine", "act": rich.book.act, **more}
            write_entry(book=rich.book, text="Me", moves=moves, kind="reserved",
                        by=rich.body.by, at=rich.body.at, **values)  # fmt: skip

        self.refused("treasury_reserve_by_an_order", work)
        order = rich.order(5_00)
        self.refused("(?i)unique|otherwise|reserve_by_an_order",
                     lambda: work(key=f"{order.key}x"))  # fmt: skip

    def test_what_was_said_is_not_changed(self, rich):
        order = rich.order(5_00)
        rows = RequestVersion.objects.filter(pk=order.version_id)
        self.refused("append-only", lambda: rows.update(amount=6_00))
        self.refused("append-only", lambda: Approval.objects.update(hash="x" * 64))
        self.refused("treasury_order_stays", lambda: Order.objects.update(key="y"))
        self.refused("treasury_order_settled_as_the_books_say", lambda: Order.objects.update(
            settled_at=rich.body.at, settled_by=rich.body.by.user_id, why_void="No"))  # fmt: skip
        self.refused("treasury_allowance_stays", lambda: Allowance.objects.update(amount=9))
        self.refused("treasury_signatory_stays",
                     lambda: Signatory.objects.update(user=rich.body.by.user_id))  # fmt: skip
        self.refused("before_the_order", lambda: self.put_version(rich, order.version.request))

    def put_version(self, bank, request):
        seen = latest(request)
        seen.pk, seen.number = None, seen.number + 1
        from barrio.core.ids import uuid7

        seen.id = uuid7()
        seen.save(force_insert=True)

    def test_nobody_confirms_themselves(self, rich):
        row = Signatory.objects.first()
        rows = Signatory.objects.filter(pk=row.pk)
        self.refused("treasury_signatory_stays|confirmed_by_another",
                     lambda: rows.update(confirmed_by=row.user))  # fmt: skip
        with pytest.raises(signatories.NotOfTheFinanceCommission):
            watch = commissions.found_commission(
                kind="controllership", name={"en": "Watch"}, seats=1, alternates=0,
                act=rich.book.act, by=rich.body.by, at=rich.body.at,
            )  # fmt: skip
            (term,) = commissions.begin_terms(
                act=rich.book.act, commission=watch, principals=[rich.body.people[4].pk],
                alternates=[], begins_on=day_of(rich.body.at), by=rich.body.by, at=rich.body.at,
            )  # fmt: skip
            signatories.name_signatory(term=term, user=User.objects.get(pk=rich.body.by.user_id),
                                       by=rich.body.by, at=rich.body.at)  # fmt: skip


def test_what_was_changed_behind_us_is_named(rich, monkeypatch):
    order = rich.order(5_00)
    monkeypatch.setattr(proofs, "papers_of", lambda version: [])
    assert list(proofs.flaws(rich.book.pk)) == []
    monkeypatch.setattr(proofs, "hash_of", lambda version: "other")
    assert list(proofs.flaws(rich.book.pk)) == [
        f"request {order.version.request.number}, version 1: it was changed"
    ]
