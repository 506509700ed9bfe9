"""One of everything in the communal bank of a collective, for tests that walk all pages."""

from datetime import timedelta

from barrio.accounts.actions import grant_role, make_user
from barrio.accounts.models import User
from barrio.assemblies.actions import roll
from barrio.core.actors import SYSTEM, user_actor
from barrio.ledger.actions import books
from barrio.ledger.actions.entries import Move, write_entry
from barrio.ledger.actions.statements import present
from barrio.offices.actions import commissions
from barrio.offices.models import Commission
from barrio.people.actions import add_person
from barrio.treasury.actions import limits, payees, signatories, spending
from barrio.treasury.models import Order, RequestVersion
from tests.cast import day_of
from tests.treasure import paper


def build_treasury(collective, act, tag, by, at):
    """A book with an entry, a statement, a request with its papers, and an order."""
    book = books.open_book(
        collective=collective, kind="bank", name={"en": f"Bank {tag}"}, currency="USD", act=act,
        by=by, at=at,
    )  # fmt: skip
    fund, project = book.funds.get(), books.begin_project(
        book=book, name={"en": "Roof"}, act=act, by=by, at=at
    )  # fmt: skip
    bank = book.accounts.get(kind="asset", code="bank")
    income = book.accounts.get(kind="income", code="grants")
    moves = [Move(bank, fund, 500_00), Move(income, fund, -500_00)]
    entry = write_entry(
        book=book, text="Grant", moves=moves, key="world", by=by, at=at,
        booked_on=day_of(at - timedelta(days=9)),
    )  # fmt: skip
    statement = present(
        book=book, begins_on=day_of(at - timedelta(days=10)), until=day_of(at - timedelta(days=5)),
        words={}, by=by, at=at,
    )  # fmt: skip
    made = _people(collective, act, tag, by, at)
    _two_administrators(collective, tag, at)
    payee = payees.add_payee(
        collective=collective, kind="organization", name=f"CNRY-payee-{tag}",
        details=f"CNRY-payout-{tag}", by=by, at=at,
    )  # fmt: skip
    allowance = limits.say_allowance(
        book=book, act=act, amount=400_00, currency="USD", by=by, at=at
    )
    asked = spending.Asked(
        text="Tiles", payee=payee, amount=100_00, act=act, fund=fund, project=project,
        spend_on=book.accounts.get(kind="expense", code="goods"), pay_from=bank,
    )  # fmt: skip
    request = spending.submit(book=book, asked=asked, papers=[paper()], by=by, at=at)
    return {
        "book_id": book.pk,
        "ledger_entry_id": entry.pk,
        "account_id": bank.pk,
        "fund_id": fund.pk,
        "project_id": project.pk,
        "statement_id": statement.pk,
        "payee_id": payee.pk,
        "allowance_id": allowance.pk,
        "request_id": request.pk,
        "version_id": RequestVersion.objects.get(request=request).pk,
        "paper_id": request.papers.get().pk,
        "order_id": _order(book, asked, allowance, made.pop("approvers"), by, at).pk,
        **made,
    }


def _people(collective, act, tag, by, at):
    commission = Commission.objects.get(collective=collective, kind="finance")
    people = [
        add_person(collective=collective, name=f"Finance {n} {tag}", language="en", by=by, at=at)
        for n in range(2)
    ]
    for person in people:
        roll.enter_on_roll(
            person=person, belonging="lives", since=day_of(at), votes_from=None, by=by, at=at
        )
    terms = commissions.begin_terms(
        act=act, commission=commission, principals=[person.pk for person in people],
        alternates=[], begins_on=day_of(at), by=by, at=at,
    )  # fmt: skip
    approvers = []
    for n, term in enumerate(terms):
        user = make_user(
            handle=f"finance-{tag}-{n}", password=None, language="en", by=SYSTEM, at=at
        )
        row = signatories.name_signatory(term=term, user=user, by=by, at=at)
        second = make_user(
            handle=f"vouches-{tag}-{n}", password=None, language="en", by=SYSTEM, at=at
        )
        signatories.confirm_signatory(signatory=row, by=user_actor(second), at=at)
        approvers.append(user_actor(user))
    kin = signatories.declare_kin(person=people[0], other=people[1], by=by, at=at)
    return {
        "approvers": approvers,
        "finance_term_id": terms[0].pk,
        "signatory_id": row.pk,
        "kinship_id": kin.pk,
    }


def _two_administrators(collective, tag, at):
    """Payments are off until two have signed in."""
    for n in range(2):
        user = make_user(
            handle=f"administers-{tag}-{n}", password=None, language="en", by=SYSTEM, at=at
        )
        User.objects.filter(pk=user.pk).update(last_login=at)
        grant_role(collective=collective, user=user, role="administrator", by=SYSTEM, at=at)


def _order(book, asked, allowance, approvers, by, at) -> Order:
    """Another request, which two have approved and which was ordered."""
    second = make_user(
        handle=f"reads-{book.pk.hex[-9:]}", password=None, language="en", by=SYSTEM, at=at
    )
    limits.confirm_allowance(allowance=allowance, by=user_actor(second), at=at)
    request = spending.submit(book=book, asked=asked, by=by, at=at)
    version = spending.latest(request)
    for approver in approvers:
        spending.approve(version=version, hash_seen=version.hash, by=approver, at=at)
    return spending.order(version=version, by=by, at=at)
