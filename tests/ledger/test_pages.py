"""The pages of the books: what a treasurer writes, a member reads and anybody may recompute."""

from datetime import timedelta

import pytest
from django.test import Client

from barrio.accounts.actions import grant_role, make_user
from barrio.accounts.enums import Role
from barrio.accounts.models import User
from barrio.core.actors import SYSTEM
from barrio.ledger.actions.entries import correct
from barrio.ledger.actions.statements import present
from barrio.ledger.models import Book, Entry, Statement
from tests.cast import day_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def treasurer(bank, client, time_machine):
    """Signed in with the role that keeps the books."""
    time_machine.move_to(bank.body.at)
    user = User.objects.get(pk=bank.body.by.user_id)
    grant_role(
        user=user, collective=bank.body.collective, role=Role.TREASURER, by=SYSTEM, at=bank.body.at
    )
    client.force_login(user)
    return client


@pytest.fixture
def member(bank):
    user = make_user(handle="mia", password=None, language="en", by=SYSTEM, at=bank.body.at)
    grant_role(
        user=user, collective=bank.body.collective, role=Role.MEMBER, by=SYSTEM, at=bank.body.at
    )
    client = Client()
    client.force_login(user)
    return client


def test_money_that_came_in_is_an_entry_with_its_fund(bank, treasurer):
    roof = bank.open_fund("Roof")
    said = {
        "amount": "$1,250.50", "into": bank.account("asset:bank").pk,
        "came_from": bank.account("income:grants").pk, "fund": roof.pk, "text": "First part",
        "happened_on": day_of(bank.body.at).isoformat(),
    }  # fmt: skip
    page = treasurer.post(f"/steward/books/{bank.book.pk}/receive/", said, follow=True).text
    assert "First part" in page and "$1,250.50" in page and "Roof" in page
    assert "$1,250.50" in treasurer.get("/steward/").text
    assert "$1,250.50" in treasurer.get(f"/steward/funds/{roof.pk}/").text


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("amount", "12,5,0", "Write an amount like $1,234.56"),
        ("amount", "1.234", "Write an amount like $1,234.56"),
        ("amount", "-5", "more than nothing"),
        ("amount", "", "This field is required"),
        ("happened_on", "2090-01-01", "still to come"),
        ("text", " ", "This field is required"),
    ],
)
def test_what_cannot_be_booked_is_told_at_its_field(bank, treasurer, name, typed, told):
    said = {
        "amount": "5", "into": bank.account("asset:bank").pk,
        "came_from": bank.account("income:dues").pk, "fund": bank.fund().pk, "text": "Dues",
        "happened_on": day_of(bank.body.at).isoformat(), name: typed,
    }  # fmt: skip
    page = treasurer.post(f"/steward/books/{bank.book.pk}/receive/", said).text
    assert told in page and not Entry.objects.exists()


def test_a_form_sent_twice_books_once(bank, treasurer):
    said = {
        "amount": "5", "into": bank.account("asset:bank").pk, "form_id": bank.book.pk,
        "came_from": bank.account("income:dues").pk, "fund": bank.fund().pk, "text": "Dues",
        "happened_on": day_of(bank.body.at).isoformat(),
    }  # fmt: skip
    for _again in range(2):
        treasurer.post(f"/steward/books/{bank.book.pk}/receive/", said)
    assert Entry.objects.count() == 1


def test_it_is_carried_to_the_box_and_moved_by_an_act(bank, treasurer):
    bank.receive(100_00)
    roof, day = bank.open_fund("Roof"), day_of(bank.body.at).isoformat()
    said = {
        "amount": "40", "out_of": bank.account("asset:bank").pk,
        "into": bank.account("asset:cash").pk, "fund": bank.fund().pk, "text": "For the party",
        "happened_on": day,
    }  # fmt: skip
    page = treasurer.post(f"/steward/books/{bank.book.pk}/carry/", said, follow=True).text
    assert "Cash box" in page and "$40.00" in page
    said = {
        "amount": "110", "out_of": bank.fund().pk, "into": roof.pk, "text": "Roof first",
        "account": bank.account("asset:bank").pk, "act": bank.book.act_id, "happened_on": day,
    }  # fmt: skip
    page = treasurer.post(f"/steward/books/{bank.book.pk}/between/", said).text
    assert "$100.00 left that is not promised" in page
    said["amount"] = "60"
    page = treasurer.post(f"/steward/books/{bank.book.pk}/between/", said, follow=True).text
    assert "Between funds" in page and "Act 1" in page


def test_a_wrong_entry_is_taken_back_in_sight(bank, treasurer):
    entry = bank.receive(100_00)
    page = treasurer.post(
        f"/steward/entries/{entry.pk}/correct/", {"why": "Typed twice"}, follow=True
    ).text
    assert "Typed twice" in page and "The entry that it takes back" in page
    assert "another entry takes it back" in treasurer.get(f"/steward/entries/{entry.pk}/").text


def test_accounts_funds_and_projects_begin_and_end(bank, treasurer):
    book, act = bank.book, bank.book.act_id
    said = {"name_en": "Euros", "code": "euros", "kind": "asset", "holds": "bank",
            "currency": "EUR"}  # fmt: skip
    page = treasurer.post(f"/steward/books/{book.pk}/accounts/open/", said, follow=True).text
    assert "asset:euros" in page
    assert "short name already" in treasurer.post(
        f"/steward/books/{book.pk}/accounts/open/", said).text  # fmt: skip
    account = bank.account("asset:euros")
    page = treasurer.post(f"/steward/accounts/{account.pk}/close/", follow=True).text
    assert "closed on" in page
    said = {"name_en": "Roof", "purpose_en": "A dry hall", "act": act}
    page = treasurer.post(f"/steward/books/{book.pk}/funds/open/", said, follow=True).text
    assert "A dry hall" in page
    fund = bank.fund(2)
    page = treasurer.post(f"/steward/funds/{fund.pk}/end/", {"act": act}, follow=True).text
    assert "Ended on" in page
    said = {"name_en": "The roof", "act": act}
    page = treasurer.post(f"/steward/books/{book.pk}/projects/begin/", said, follow=True).text
    assert "Project 1" in page and "Nothing was spent" in page


def test_a_statement_is_given_and_withdrawn(bank, treasurer):
    bank.receive(100_00, at=bank.body.at - timedelta(days=3))
    day = bank.book.entries.get().booked_on
    said = {"begins_on": day.isoformat(), "until": (day + timedelta(days=2)).isoformat(),
            "words_en": "A quiet week"}  # fmt: skip
    page = treasurer.post(f"/steward/books/{bank.book.pk}/present/", said, follow=True).text
    assert "A quiet week" in page and "$100.00" in page and "next assembly" in page
    again = treasurer.post(f"/steward/books/{bank.book.pk}/present/", said).text
    assert "given already" in again
    row = Statement.objects.get()
    page = treasurer.post(
        f"/steward/statements/{row.pk}/withdraw/", {"why": "A bill was found"}, follow=True
    ).text
    assert "Withdrawn: A bill was found" in page
    assert "withdrawn" in treasurer.get(f"/steward/books/{bank.book.pk}/statements/").text
    said["until"] = said["begins_on"]
    assert "after the first one" in treasurer.post(
        f"/steward/books/{bank.book.pk}/present/", said).text  # fmt: skip


class TestTheAssemblyLooksAtIt:
    """Presented, rejected, corrected, presented anew, adopted."""

    def give(self, bank, day, at):
        return present(
            book=bank.book, begins_on=day, until=day + timedelta(days=1), words={},
            by=bank.body.by, at=at,
        )  # fmt: skip

    def decide(self, bank, statement, *, yes, no=0):
        body = bank.body
        body.at = body.at + timedelta(minutes=5)
        assembly = body.convene("Business")
        statement.refresh_from_db()
        assert statement.motion.item.assembly == assembly
        then = body.open(assembly)
        body.decide(statement.motion, then, yes=yes, no=no)
        body.at = then + timedelta(days=1)
        statement.refresh_from_db()
        return statement

    def test_it_is_sent_back_mended_and_adopted(self, bank):
        entry = bank.receive(100_00, at=bank.body.at - timedelta(days=3))
        first = self.give(bank, entry.booked_on, bank.body.at)
        assert self.decide(bank, first, yes=1, no=2).state == "rejected"
        mended = correct(entry=entry, why="Was dues", by=bank.body.by, at=bank.body.at)
        assert mended.number == 2
        moves = bank.move("asset:bank", 100_00), bank.move("income:dues", -100_00)
        bank.write("Dues", *moves, booked_on=entry.booked_on)
        second = self.give(bank, entry.booked_on, bank.body.at)
        assert second.version == 2
        second = self.decide(bank, second, yes=3)
        assert second.state == "adopted" and second.act.number == 2

    def test_it_waits_for_an_assembly_that_decides(self, bank):
        entry = bank.receive(100_00, at=bank.body.at - timedelta(days=3))
        statement = self.give(bank, entry.booked_on, bank.body.at)
        first = bank.body.convene("Business")
        from barrio.assemblies.actions import presence

        then = bank.body.open(first)
        presence.close_session(assembly=first, by=bank.body.by, at=then + timedelta(hours=1))
        bank.body.at = then + timedelta(days=1)
        assert self.decide(bank, statement, yes=3).state == "adopted"

    def test_behind_python(self, bank):
        from django.db import DatabaseError, transaction

        entry = bank.receive(100_00, at=bank.body.at - timedelta(days=3))
        statement = self.give(bank, entry.booked_on, bank.body.at)
        rows = Statement.objects.filter(pk=statement.pk)
        act = bank.book.act
        for rule, values in [
            ("ledger_statement_adopted_by_its_vote",
             {"state": "adopted", "act": act, "settled_on": entry.booked_on}),
            ("ledger_statement_rejected_by_its_vote",
             {"state": "rejected", "settled_on": entry.booked_on}),
            ("ledger_statement_stays_what_it_is", {"head": "x" * 64}),
            ("ledger_statement_decided_after_presented", {"motion": act.vote.motion}),
        ]:  # fmt: skip
            with pytest.raises(DatabaseError, match=rule), transaction.atomic():
                rows.update(**values)
        with pytest.raises(DatabaseError, match="ledger_statement_is_kept"), transaction.atomic():
            rows._raw_delete(rows.db)
        with pytest.raises(DatabaseError, match="one_for_each_day"), transaction.atomic():
            Statement.objects.create(
                collective=bank.body.collective, book=bank.book, begins_on=entry.booked_on,
                until=entry.booked_on + timedelta(days=9), version=7, state="presented",
                last=entry, head=entry.hash, presented_at=bank.body.at,
                presented_by_id=bank.body.by.user_id,
            )  # fmt: skip


class TestWhoMayWhat:
    WRITES = ("receive/", "carry/", "between/", "present/", "accounts/open/", "funds/open/",
              "projects/begin/")  # fmt: skip

    def test_a_member_reads_all_and_writes_nothing(self, bank, member):
        entry = bank.receive(100_00)
        reads = [
            "/steward/", f"/steward/books/{bank.book.pk}/", f"/steward/entries/{entry.pk}/",
            f"/steward/accounts/{bank.account('asset:bank').pk}/",
            f"/steward/funds/{bank.fund().pk}/", f"/steward/books/{bank.book.pk}/statements/",
        ]  # fmt: skip
        for path in reads:
            page = member.get(path)
            assert page.status_code == 200 and "This entry is wrong" not in page.text
        for path in self.WRITES:
            assert member.get(f"/steward/books/{bank.book.pk}/{path}").status_code == 403
        assert member.post(f"/steward/entries/{entry.pk}/correct/").status_code == 403
        exported = b"".join(member.get(f"/steward/books/{bank.book.pk}/export/hledger/"))
        assert b"barrio-entry" in exported

    def test_nobody_else_reads_anything(self, bank, client):
        assert client.get(f"/steward/books/{bank.book.pk}/").status_code == 302

    def test_without_a_bank_the_page_says_what_to_do(self, home, as_):
        assert "opens one by an act" in as_("ana").get("/steward/").text
        assert "opens one by an act" in as_("mia").get("/steward/").text


def test_anybody_sees_the_money_and_recomputes_it(bank, client, barrio, write):
    from barrio.ledger.export import check

    bank.receive(100_00)
    slug = bank.body.collective.slug
    page = client.get(f"/steward/public/{slug}/").text
    assert "$100.00" in page and "Grants" in page and bank.book.entries.get().hash in page
    raw = b"".join(client.get(f"/steward/public/{slug}/beancount/"))
    assert list(check(raw.decode().splitlines(keepends=True))) == []
    assert client.get("/steward/public/nowhere/").status_code == 404
    page = client.get(f"/steward/public/{slug}/", HTTP_ACCEPT_LANGUAGE="es").text
    assert "De dónde vino" in page


def test_an_act_opens_the_bank(bank, treasurer):
    said = {"name_en": "Bank", "currency": "USD", "act": bank.book.act_id}
    page = treasurer.post("/steward/open/", said).text
    assert "There is a communal bank already" in page and Book.objects.count() == 1


@pytest.mark.parametrize("entries", [3, 30])
def test_the_pages_ask_as_often_for_few_as_for_many(
    bank, treasurer, django_assert_max_num_queries, entries
):
    for _n in range(entries):
        bank.receive(1_00)
    for path in ("/steward/", f"/steward/books/{bank.book.pk}/"):
        with django_assert_max_num_queries(26):
            treasurer.get(path)


def test_an_account_says_what_stood_in_it_after_each_entry(bank, treasurer, monkeypatch):
    from barrio.ledger.views import books

    monkeypatch.setattr(books, "ON_A_PAGE", 2)
    for amount in (1_00, 2_00, 4_00, 8_00, 16_00):
        bank.receive(amount)
    path = f"/steward/accounts/{bank.account('asset:bank').pk}/"
    for page, told in ((1, ["$31.00", "$15.00"]), (2, ["$7.00", "$3.00"]), (3, ["$1.00"])):
        text = treasurer.get(f"{path}?page={page}").text
        assert all(f'data-label="After it">{amount}<' in text for amount in told)
    income = treasurer.get(f"/steward/accounts/{bank.account('income:grants').pk}/").text
    assert "$31.00" in income and "−$31.00" not in income


def test_the_public_page_begins_the_year_with_what_there_was(bank, client):
    from datetime import date

    from barrio.ledger.queries import flows

    year = day_of(bank.body.at).year
    bank.receive(10_00, booked_on=date(year - 1, 6, 1))
    bank.receive(5_00)
    (now,) = flows(bank.book, date(year, 1, 1), date(year + 1, 1, 1))
    assert (now.opening, now.total_came, now.closing) == (10_00, 5_00, 15_00)
    (then,) = flows(bank.book, date(year, 1, 1), date(year + 1, 1, 1), last=1)
    assert (then.opening, then.total_came, then.closing) == (10_00, 0, 10_00)
    (before,) = flows(bank.book, date(year - 1, 1, 1), date(year, 1, 1))
    assert (before.opening, before.total_came, before.closing) == (0, 10_00, 10_00)
