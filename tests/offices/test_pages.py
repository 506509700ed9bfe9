"""What the pages of commissions and recalls do with what people type and press."""

import pytest
from django.test import Client
from django.urls import reverse

from barrio.accounts.actions import grant_role
from barrio.accounts.enums import Role
from barrio.accounts.models import User
from barrio.core.actors import SYSTEM
from barrio.offices.models import Commission, Conflict, Handover, Petition, Term
from tests.cast import day_of

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"offices:{name}", args=args)


def client_of(actor):
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


@pytest.fixture
def keeper(council):
    return client_of(council.by)


def page(client, address, language="es"):
    return client.get(address, headers={"Accept-Language": language}).content.decode()


def test_a_commission_from_its_act_to_its_end(keeper, council, act, at):
    said = {"name_es": "Finanzas", "kind": "finance", "seats": 2, "alternates": 1, "act": act.pk}
    wrong = keeper.post(url("found"), {**said, "seats": 49}, headers={"Accept-Language": "es"})
    assert "Las reglas dan" in wrong.content.decode() and "Finanzas" in wrong.content.decode()
    assert keeper.post(url("found"), said).status_code == 302
    commission = Commission.objects.get()
    day = day_of(at).isoformat()
    for n, alternate in ((0, ""), (1, "on")):
        seat = {"person": council.people[n].pk, "begins_on": day, "act": act.pk}
        if alternate:
            seat["is_alternate"] = alternate
        assert keeper.post(url("seat", commission.pk), seat).status_code == 302
    shown = page(keeper, url("commission-read", commission.pk))
    assert "West Council 0" in shown and "suplencia 1" in shown and "1 puesto está" in shown
    term = Term.objects.get(is_alternate=False)
    assert keeper.post(url("conflict", term.pk), {"about": "Vendo pintura"}).status_code == 302
    assert "Vendo pintura" in page(keeper, url("commission-read", commission.pk))
    keeper.post(url("conflict-end", Conflict.objects.get().pk))
    assert "Vendo pintura" not in page(keeper, url("commission-read", commission.pk))
    keeper.post(url("handover-list", commission.pk), {"what": "Llaves"})
    row = Handover.objects.get()
    mine = keeper.post(url("handover-take", row.pk), follow=True, headers={"Accept-Language": "es"})
    assert "Otra persona tiene que decir" in mine.content.decode()
    client_of(council.by_teller).post(url("handover-take", row.pk))
    keeper.post(url("term-resign", term.pk))
    assert "renunció" in page(keeper, url("commission-read", commission.pk))
    assert keeper.post(url("dissolve", commission.pk), {"act": act.pk}).status_code == 302
    assert "Todavía no hay comisiones" in page(keeper, url("overview"))


@pytest.mark.parametrize("values", [{}, {"person": "x", "begins_on": "soon", "act": "y"}])
def test_bad_input_is_explained_and_makes_nothing(keeper, commission, values):
    assert keeper.post(url("seat", commission.pk), values).status_code == 200
    assert keeper.post(url("elected", commission.pk), values).status_code == 200
    assert not Term.objects.exists()


def test_who_sits_already_is_named_in_the_refusal(
    keeper, commission, found, elect, council, act, at
):
    elect(commission, [0])
    other = found("electoral", 2, 0)
    said = {"person": council.people[0].pk, "begins_on": day_of(at).isoformat(), "act": act.pk}
    answer = keeper.post(url("seat", other.pk), said, headers={"Accept-Language": "es"})
    assert "nadie integra dos: West Council 0" in answer.content.decode()


def test_a_recall_on_its_pages(keeper, commission, elect, council, at):
    (term,) = elect(commission, [0])
    nothing = keeper.post(url("recall-begin", term.pk), {"ground": "alone", "words": ""})
    assert nothing.status_code == 200 and not Petition.objects.exists()
    keeper.post(url("recall-begin", term.pk), {"ground": "alone", "words": "Vendió las sillas"})
    petition = Petition.objects.get()
    address = url("recall-read", petition.pk)
    assert "Vendió las sillas" in page(keeper, address)
    found = keeper.get(address, {"q": "council 3"}, headers={"Accept-Language": "es"})
    assert "West Council 3" in found.content.decode()
    keeper.post(url("recall-sign", petition.pk), {"person": "rubbish"})
    assert petition.signatures.count() == 0
    keeper.post(url("recall-sign", petition.pk), {"person": council.people[3].pk})
    petition.refresh_from_db()
    assert petition.state == "reached"
    late = keeper.post(url("recall-withdraw", petition.pk), follow=True)
    assert "the assembly decides now" in late.content.decode()
    said = {"text": "Faltan recibos"}
    assert keeper.post(url("recall-report", petition.pk), said).status_code == 403
    user = User.objects.get(pk=council.by_teller.user_id)
    grant_role(user=user, collective=council.collective, role=Role.CONTROLLER, by=SYSTEM, at=at)
    client_of(council.by_teller).post(url("recall-report", petition.pk), said)
    keeper.post(url("recall-defend", petition.pk), {"text": "Se quemaron"})
    shown = page(keeper, address)
    assert "Faltan recibos" in shown and "Se quemaron" in shown
    refused = keeper.post(url("recall-agenda", petition.pk), follow=True)
    assert "No assembly is convened" in refused.content.decode()
    council.convene("Business")
    petition.refresh_from_db()
    assert petition.motion


def test_the_controllership_begins_at_once(commission, elect, council, at):
    (term,) = elect(commission, [0])
    user = User.objects.get(pk=council.by_teller.user_id)
    grant_role(user=user, collective=council.collective, role=Role.CONTROLLER, by=SYSTEM, at=at)
    client = client_of(council.by_teller)
    assert "no necesita firmas" in page(client, url("recall-begin", term.pk))
    client.post(url("recall-begin", term.pk), {"ground": "accounts", "words": "No receipts"})
    assert Petition.objects.get().state == "reached"


def test_an_overdue_recall_is_told_in_red(keeper, commission, elect, council, at):
    import time_machine

    (term,) = elect(commission, [0])
    keeper.post(url("recall-begin", term.pk), {"ground": "alone", "words": "Chairs"})
    petition = Petition.objects.get()
    keeper.post(url("recall-sign", petition.pk), {"person": council.people[3].pk})
    from datetime import timedelta

    with time_machine.travel(at + timedelta(days=90), tick=False):
        keeper.force_login(User.objects.get(pk=council.by.user_id))
        assert "Convóquela ya." in page(keeper, url("recall-read", petition.pk))
        assert "Ya venció el plazo" in page(keeper, url("overview"))


def test_the_elected_are_seated_in_their_order(keeper, commission, council, at, monkeypatch):
    from types import SimpleNamespace

    from barrio.offices.views import commissions as views

    act = council.act("Election")
    options = [SimpleNamespace(person_id=council.people[n].pk) for n in (4, 2, 6)]
    monkeypatch.setattr(views, "elected_in", lambda act: options)
    monkeypatch.setattr("barrio.offices.forms.elections_of", lambda collective_id: [act])
    monkeypatch.setattr(
        "barrio.offices.forms.ElectedForm.__init__",
        lambda self, *a, collective, **k: _with_act(self, act, *a, **k),
    )
    said = {"act": act.pk, "begins_on": day_of(at).isoformat()}
    assert keeper.post(url("elected", commission.pk), said).status_code == 302
    rows = Term.objects.order_by("is_alternate", "place")
    assert [(t.person_id, t.is_alternate) for t in rows.filter(is_alternate=True)] == [
        (council.people[6].pk, True)
    ]
    assert {t.person_id for t in rows.filter(is_alternate=False)} == {
        council.people[4].pk, council.people[2].pk
    }  # fmt: skip


def _with_act(form, act, *args, **kwargs):
    from barrio.offices.forms import ActField
    from barrio.runtime.once import OnceForm

    OnceForm.__init__(form, *args, **kwargs)
    form.fields["act"] = ActField(act.collective, [act])
