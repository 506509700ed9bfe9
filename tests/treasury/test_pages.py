"""The pages of payments, from what an act allows to the receipt."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from barrio.accounts.actions import grant_role, make_user
from barrio.accounts.enums import Role
from barrio.accounts.models import User
from barrio.core.actors import SYSTEM
from barrio.ledger.models import Entry
from barrio.treasury.models import Allowance, Order, Paper, Payee, Request, Signatory
from barrio.treasury.queries import latest
from tests.treasure import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign_in(bank, time_machine):
    """``sign_in(actor)``: a client of that account."""
    time_machine.move_to(bank.body.at)

    def as_user(actor):
        client = Client()
        client.force_login(User.objects.get(pk=actor.user_id))
        return client

    return as_user


@pytest.fixture
def watcher(bank, sign_in):
    user = make_user(handle="flor", password=None, language="en", by=SYSTEM, at=bank.body.at)
    grant_role(user=user, collective=bank.body.collective, role=Role.CONTROLLER, by=SYSTEM,
               at=bank.body.at)  # fmt: skip
    client = Client()
    client.force_login(user)
    return client


def picture(kind="JPEG", size=(40, 30), exif=None):
    out = io.BytesIO()
    more = {"exif": exif} if exif else {}
    Image.new("RGB", size, "red").save(out, kind, **more)
    return out.getvalue()


def upload(raw=PDF, name="bill.pdf"):
    return SimpleUploadedFile(name, raw)


def asked(bank, **more):
    return {
        "text": "Rice for the party", "payee": bank.payee.pk, "amount": "120",
        "act": bank.book.act_id, "fund": bank.fund().pk,
        "spend_on": bank.account("expense:goods").pk,
        "pay_from": bank.account("asset:bank").pk, **more,
    }  # fmt: skip


def test_the_whole_way_of_a_payment(bank, sign_in, watcher):
    bank.receive(500_00)
    asks = sign_in(bank.body.by)
    said = asked(bank, invoice=upload(), quote_1=upload(picture(), "q.jpg"), says_1="$120")
    page = asks.post(f"/steward/payments/books/{bank.book.pk}/ask/", said, follow=True).text
    assert "Rice for the party" in page and "waits for approvals" in page
    request = Request.objects.get()
    version = latest(request)
    here = f"/steward/payments/requests/{request.pk}/"
    for n, actor in enumerate(bank.approvers[:2]):
        client = sign_in(actor)
        assert "Approve or send back: Rice" in client.get("/steward/").text
        page = client.post(
            f"/steward/payments/versions/{version.pk}/approve/", {"hash": version.hash},
            follow=True,
        ).text  # fmt: skip
        assert f"North council {n}" in page
    payer = sign_in(bank.approvers[2])
    assert "Order the payment: Rice" in payer.get("/steward/").text
    page = payer.post(f"/steward/payments/versions/{version.pk}/order/", follow=True).text
    assert "ordered, to be paid" in page
    order = Order.objects.get()
    page = payer.post(f"/steward/payments/orders/{order.pk}/pay/",
                      {"paid_on": bank.body.at.date().isoformat()}).text  # fmt: skip
    assert "This field is required" in page
    said = {"receipt": upload(picture(), "r.jpg"), "paid_on": order.ordered_on.isoformat()}
    page = payer.post(f"/steward/payments/orders/{order.pk}/pay/", said, follow=True).text
    assert "paid" in page and "Receipt" in page
    entry = Entry.objects.get(kind="settled")
    assert f"Request {request.number}, with its approvals" in watcher.get(
        f"/steward/entries/{entry.pk}/").text  # fmt: skip
    seen = watcher.get(here).text
    assert "North Hardware" in seen and "I stand for" not in seen
    raw = watcher.get(f"/steward/payments/papers/{order.receipt_id or Paper.objects.last().pk}/")
    assert raw["Content-Disposition"].startswith("attachment")


def test_an_edit_voids_the_approvals_on_the_page(bank, sign_in):
    bank.receive(500_00)
    request = bank.request(100_00)
    bank.approve(request)
    asks = sign_in(bank.body.by)
    here = f"/steward/payments/requests/{request.pk}/"
    assert "100.00" in asks.get(f"{here}edit/").text
    page = asks.post(f"{here}edit/", asked(bank, amount="110"), follow=True).text
    assert "Nobody has approved it yet" in page and "How it was worded before" in page
    old = request.versions.get(number=1)
    page = sign_in(bank.approvers[2]).post(
        f"/steward/payments/versions/{old.pk}/approve/", {"hash": old.hash}).text  # fmt: skip
    assert "It was changed meanwhile" in page


def test_it_is_sent_back_and_withdrawn(bank, sign_in):
    request = bank.request(100_00)
    version = latest(request)
    page = sign_in(bank.approvers[0]).post(
        f"/steward/payments/versions/{version.pk}/refuse/",
        {"hash": version.hash, "why": "Ask the co-op"}, follow=True,
    ).text  # fmt: skip
    assert "Sent back: Ask the co-op" in page
    page = sign_in(bank.body.by).post(
        f"/steward/payments/requests/{request.pk}/withdraw/", follow=True).text  # fmt: skip
    assert "withdrawn" in page


def test_an_order_is_voided_with_a_reason(bank, sign_in):
    bank.receive(500_00)
    order = bank.order(100_00)
    payer = sign_in(bank.approvers[2])
    assert "This field is required" in payer.post(
        f"/steward/payments/orders/{order.pk}/void/").text  # fmt: skip
    void = f"/steward/payments/orders/{order.pk}/void/"
    page = payer.post(void, {"why": "Shop closed"}, follow=True).text
    assert "The order was voided: Shop closed" in page


class TestPapers:
    def test_a_picture_loses_where_it_was_taken(self, bank, sign_in):
        exif = Image.Exif()
        exif[0x010E] = "at 39.98 -75.13"
        said = asked(bank, invoice=upload(picture(exif=exif), "p.jpg"))
        sign_in(bank.body.by).post(f"/steward/payments/books/{bank.book.pk}/ask/", said)
        paper = Paper.objects.get()
        raw = sign_in(bank.body.by).get(f"/steward/payments/papers/{paper.pk}/").content
        assert b"39.98" not in raw and raw.startswith(b"\xff\xd8\xff")
        assert b"39.98" not in bytes(paper.sealed)

    @pytest.mark.parametrize(
        ("raw", "told"),
        [
            (b"MZ\x90 a program", "neither a picture nor a PDF"),
            (b"\xff\xd8\xff broken", "cannot be read"),
            (b"%PDF-" + b"x" * (4 * 1024 * 1024), "larger than 4 MB"),
            (b"x" * (8 * 1024 * 1024 + 1), "larger than 8 MB"),
        ],
    )
    def test_what_is_no_paper_is_told_at_its_field(self, bank, sign_in, raw, told):
        said = asked(bank, invoice=upload(raw, "f.jpg"))
        page = sign_in(bank.body.by).post(
            f"/steward/payments/books/{bank.book.pk}/ask/", said).text  # fmt: skip
        assert told in page and "Rice for the party" in page and not Request.objects.exists()

    def test_a_quote_says_its_amount(self, bank, sign_in):
        said = asked(bank, quote_2=upload())
        page = sign_in(bank.body.by).post(
            f"/steward/payments/books/{bank.book.pk}/ask/", said).text  # fmt: skip
        assert "Write the amount that this quote says" in page

    def test_a_photo_of_what_was_received_comes_later(self, bank, sign_in):
        bank.receive(500_00)
        order = bank.order(100_00)
        request = order.version.request
        said = {"kind": "photo", "file": upload(picture(), "sacks.jpg")}
        page = sign_in(bank.body.by).post(
            f"/steward/payments/requests/{request.pk}/paper/", said, follow=True).text  # fmt: skip
        assert "Photo of what was received" in page and "sacks.jpg" in page


class TestWhoApproves:
    def test_one_says_it_and_another_confirms(self, bank, sign_in, watcher):
        row = Signatory.objects.get(user=bank.approvers[0].user_id)
        keeper = sign_in(bank.body.by)
        keeper.post(f"/steward/payments/signatories/{row.pk}/end/")
        assert not Signatory.objects.filter(pk=row.pk, ended_at=None).exists()
        where = f"/steward/payments/signatories/name/{row.term_id}/"
        assert "no account with that handle" in keeper.post(where, {"handle": "nobody"}).text
        handle = User.objects.get(pk=bank.approvers[0].user_id).handle
        page = keeper.post(where, {"handle": handle.upper()}, follow=True).text
        assert "waits for somebody else" in page and "It is theirs" not in page
        new = Signatory.objects.get(ended_at=None, term=row.term)
        page = keeper.post(f"/steward/payments/signatories/{new.pk}/confirm/", follow=True).text
        assert "Somebody else has to confirm it" in page
        assert "Confirm whose account that is (1)" in watcher.get("/steward/").text
        page = watcher.post(f"/steward/payments/signatories/{new.pk}/confirm/", follow=True).text
        assert "waits for somebody else" not in page

    def test_kin_is_written_down_and_ended(self, bank, sign_in):
        keeper = sign_in(bank.body.by)
        one, other = bank.body.people[:2]
        page = keeper.post("/steward/payments/kin/", {"person": one.pk, "other": one.pk}).text
        assert "two different people" in page
        said = {"person": one.pk, "other": other.pk}
        page = keeper.post("/steward/payments/kin/", said, follow=True).text
        assert "North council 0 – North council 1" in page
        from barrio.treasury.models import Kinship

        keeper.post(f"/steward/payments/kin/{Kinship.objects.get().pk}/end/")
        assert Kinship.objects.get().ended_on


class TestKeeping:
    def test_payees_and_their_accounts(self, bank, sign_in):
        keeper = sign_in(bank.body.by)
        said = {"kind": "organization", "name": "Roofers", "details": "Bank 9",
                "person": bank.body.people[0].pk}  # fmt: skip
        assert "Only a person is on the roll" in keeper.post(
            "/steward/payments/payees/add/", said).text  # fmt: skip
        said["kind"] = "person"
        page = keeper.post("/steward/payments/payees/add/", said, follow=True).text
        assert "Roofers" in page and "Bank 9" in page
        payee = Payee.objects.exclude(pk=bank.payee.pk).get()
        page = keeper.post(f"/steward/payments/payees/{payee.pk}/account/",
                           {"details": "Bank 10"}, follow=True).text  # fmt: skip
        assert "can be paid to from" in page and "Roofers" in keeper.get(
            "/steward/payments/payees/").text  # fmt: skip

    def test_two_read_the_amount_out_of_an_act(self, bank, sign_in):
        act = bank.body.act("A party")
        one, other = sign_in(bank.body.by), sign_in(bank.body.by_teller)
        where = f"/steward/payments/books/{bank.book.pk}/allowances/"
        page = one.post(f"{where}say/", {"act": act.pk, "amount": "300"}, follow=True).text
        assert "$300.00" in page and "I read that amount too" not in page
        row = Allowance.objects.get(act=act)
        assert "I read that amount too" in other.get(where).text
        page = one.post(f"/steward/payments/allowances/{row.pk}/confirm/", follow=True).text
        assert "Somebody else has to confirm it" in page
        other.post(f"/steward/payments/allowances/{row.pk}/confirm/")
        assert Allowance.objects.get(act=act).confirmed_at
        said = {"quotes_from": "500", "payee_most": "2000", "payee_days": "90", "act": act.pk}
        page = one.post(f"/steward/payments/books/{bank.book.pk}/rule/", said, follow=True).text
        assert "From $500.00 on three quotes" in page

    def test_a_budget_is_set_and_used(self, bank, sign_in):
        from barrio.ledger.actions.books import begin_project

        bank.receive(500_00)
        project = begin_project(book=bank.book, name={"en": "Roof"}, act=bank.book.act,
                                by=bank.body.by, at=bank.body.at)  # fmt: skip
        keeper = sign_in(bank.body.by)
        said = {"name_en": "Tiles", "amount": "100", "fund": bank.fund().pk,
                "account": bank.account("expense:goods").pk, "act": bank.book.act_id}  # fmt: skip
        where = f"/steward/payments/projects/{project.pk}/budget/"
        page = keeper.post(f"{where}set/", said, follow=True).text
        assert "Tiles" in page and "$100.00" in page
        line = project.budget.get()
        bank.order(25_00, project=project, line=line)
        page = keeper.get(where).text
        assert "$25.00 (25 %)" in page and "$75.00" in page
        assert "Budget" in keeper.get(f"/steward/projects/{project.pk}/").text


class TestWhoSeesWhat:
    def test_a_member_reads_the_request_without_names(self, bank, client):
        user = make_user(handle="mia", password=None, language="en", by=SYSTEM, at=bank.body.at)
        grant_role(user=user, collective=bank.body.collective, role=Role.MEMBER, by=SYSTEM,
                   at=bank.body.at)  # fmt: skip
        client.force_login(user)
        request = bank.request(100_00)
        page = client.get(f"/steward/payments/requests/{request.pk}/").text
        assert "Rice" in page and "North Hardware" not in page and "Bank 1" not in page
        for path in ("payees/", "payees/add/", "signatories/", f"books/{bank.book.pk}/ask/",
                     f"payees/{bank.payee.pk}/"):  # fmt: skip
            assert client.get(f"/steward/payments/{path}").status_code == 403
        version = latest(request)
        for path in (f"versions/{version.pk}/approve/", f"versions/{version.pk}/order/",
                     f"requests/{request.pk}/withdraw/"):  # fmt: skip
            assert client.post(f"/steward/payments/{path}").status_code == 403

    def test_who_watches_changes_nothing(self, bank, watcher):
        request = bank.request(100_00)
        version = latest(request)
        assert "North Hardware" in watcher.get(f"/steward/payments/requests/{request.pk}/").text
        for path in (f"versions/{version.pk}/approve/", f"versions/{version.pk}/order/"):
            assert watcher.post(f"/steward/payments/{path}").status_code == 403


def test_an_erased_payee_is_read_no_more(bank, sign_in):
    from barrio.people.actions import erase_person
    from barrio.treasury.actions.payees import add_payee

    person = bank.body.people[4]
    payee = add_payee(
        collective=bank.body.collective, kind="person", name="Somebody", details="Bank 3",
        person=person, by=bank.body.by, at=bank.body.at,
    )  # fmt: skip
    erase_person(person=person, by=bank.body.by, at=bank.body.at)
    fresh = Payee.objects.get(pk=payee.pk)
    assert fresh.is_erased and fresh.accounts.get().is_erased
    assert "Somebody" not in sign_in(bank.body.by).get("/steward/payments/payees/").text


@pytest.mark.parametrize("requests", [2, 20])
def test_the_lists_ask_as_often_for_few_as_for_many(
    bank, sign_in, django_assert_max_num_queries, requests
):
    bank.receive(500_00)
    for _n in range(requests):
        bank.approve(bank.request(1_00))
    client = sign_in(bank.approvers[2])
    for path in ("/steward/", f"/steward/payments/books/{bank.book.pk}/requests/"):
        with django_assert_max_num_queries(34):
            assert client.get(path).status_code == 200
