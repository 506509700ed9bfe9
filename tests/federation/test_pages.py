"""What the pages of federation do with what people type and press."""

import json
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from barrio.accounts.models import User
from barrio.federation.actions import documents
from barrio.federation.models import (
    Compact,
    DelegateVote,
    Delegation,
    Link,
    Mandate,
    Proposal,
    RatificationBelow,
    RecallMotion,
    Sister,
)
from tests.federation.conftest import introduce, item_of, mandate, result_of, vote_above

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"federation:{name}", args=args)


def keeper(body):
    client = Client()
    client.force_login(User.objects.get(pk=body.by.user_id))
    return client


def page(client, address, language="es"):
    return client.get(address, headers={"Accept-Language": language}).content.decode()


def test_from_the_card_to_the_link(north, commune, at):
    below, above = keeper(north), keeper(commune)
    wrong = below.post(url("meet"), {"text": "hello {"}, headers={"Accept-Language": "es"})
    assert "hello {" in wrong.content.decode() and "no es la tarjeta" in wrong.content.decode()
    for mine, theirs in ((below, commune), (above, north)):
        card = documents.card(theirs.collective, "", at)
        mine.post(url("meet"), {"text": card})
    for mine, body, other in ((below, north, commune), (above, commune, north)):
        sister = body.sister(other)
        numbers = page(mine, url("sister-read", sister.pk))
        assert "¿De verdad son ellos?" in numbers
        assert mine.post(url("sister-compare", sister.pk)).status_code == 302
    sister = north.sister(commune)
    nothing = below.post(url("sister-ask", sister.pk), {"act": ""})
    assert nothing.status_code == 200 and not Link.objects.exists()
    act = north.act("Join")
    assert below.post(url("sister-ask", sister.pk), {"act": act.pk}).status_code == 302
    asked = commune.link(north)
    assert "Piden vincularse" in page(above, url("link-read", asked.pk))
    above.post(url("link-answer", asked.pk), {"welcome": "yes"})
    assert north.link(commune).state == "linked"


def test_both_keys_read_the_same_on_both_sides(north, commune, at):
    introduce(north, commune, at)
    ours = page(keeper(north), url("own-card"), "en")
    theirs = page(keeper(commune), url("sister-read", commune.sister(north).pk), "en")
    numbers = documents.signing.fingerprint(documents.own_key(north.collective, at).public)
    assert numbers in ours and numbers in theirs


def test_terms_are_changed_by_an_act(commune, at):
    client = keeper(commune)
    said = {"people_per_seat": 30, "most_seats": 4, "answer_days": 10}
    answer = client.post(url("terms"), said, headers={"Accept-Language": "es"})
    assert answer.status_code == 200 and Compact.objects.count() == 1
    assert 'value="30"' in answer.content.decode()


def test_a_delegate_is_named_recalled_and_resigns(federation, north, at):
    client, link = keeper(north), north.link(federation)
    act = north.act("Delegates")
    said = {"person": north.people[0].pk, "seat": 1, "act": act.pk}
    assert client.post(url("link-delegate", link.pk), said).status_code == 302
    again = client.post(url("link-delegate", link.pk), said, headers={"Accept-Language": "es"})
    assert "Ese puesto ya está ocupado." in again.content.decode()
    row = Delegation.objects.get()
    refused = client.post(
        url("delegate-recall", row.pk), follow=True, headers={"Accept-Language": "es"}
    )
    assert "No hay ninguna asamblea convocada" in refused.content.decode()
    north.convene("Business")
    client.post(url("delegate-recall", row.pk))
    assert RecallMotion.objects.get().delegation == row
    client.post(url("delegate-resign", row.pk))
    row.refresh_from_db()
    assert row.end == "resigned"


@pytest.mark.parametrize("person", ["", "rubbish", "01a20b3b-2feb-7000-a8c8-1a043ab5594c"])
def test_bad_input_is_explained_at_the_field(federation, north, person):
    link = north.link(federation)
    answer = keeper(north).post(
        url("link-delegate", link.pk), {"person": person, "seat": 9, "act": "x"}
    )
    assert answer.status_code == 200 and not Delegation.objects.exists()


def test_a_mandate_an_explanation_and_an_answer(federation, motion, north, south, at):
    client, item = keeper(north), item_of(north, motion)
    act = north.act("Mandate")
    said = {"act": act.pk, "strength": "bound", "choice": "", "said": "Ask for more"}
    wrong = client.post(url("item-mandate", item.pk), said, headers={"Accept-Language": "es"})
    assert "Diga cómo vota" in wrong.content.decode()
    assert 'value="Ask for more"' in wrong.content.decode()
    client.post(url("item-mandate", item.pk), {**said, "choice": "yes"})
    assert Mandate.objects.get().choice == "yes"
    vote_above(federation, motion, north, south, one="abstain")
    shown = page(client, url("overview"))
    assert "Votó distinto de lo que decidimos" in shown
    shown = page(client, url("item-read", item.pk))
    assert "no como decidimos" in shown and "abstiene" in shown
    vote = DelegateVote.objects.get(deviates=True)
    client.post(url("vote-explain", vote.pk), {"why": "The bridge fell"})
    assert "The bridge fell" in page(client, url("item-read", item.pk))


def test_our_answer_to_an_act_from_above(federation, motion, north, south, at):
    vote_above(federation, motion, north, south)
    client, result = keeper(north), result_of(north, motion)
    assert "Espera a nuestra asamblea" in page(client, url("overview"))
    act = north.act("Answer")
    client.post(url("result-ratify", result.pk), {"act": act.pk, "reply": "no"})
    assert RatificationBelow.objects.get().is_ratified is False
    assert "Rechazado por la base" in page(client, url("item-read", result.item_id))
    act_above = reverse("assemblies:act-read", args=[result.act])
    shown = page(keeper(federation), act_above)
    assert "Este acuerdo no obliga" in shown


def test_a_proposal_is_taken_up_or_not(federation, delegation, north, at):
    below, above = keeper(north), keeper(federation)
    for title in ("Clinic", "Library"):
        act = north.act(title)
        below.post(url("link-propose", north.link(federation).pk), {"act": act.pk})
    clinic, library = (
        Proposal.objects.get(collective=federation.collective, title__en=t)
        for t in ("Clinic", "Library")
    )
    nothing = above.post(url("decline", clinic.pk), {"said": ""})
    assert nothing.status_code == 200
    above.post(url("decline", clinic.pk), {"said": "There is one"})
    assembly = federation.convene("Business")
    above.post(url("take-up", library.pk), {"assembly": assembly.pk, "matter": "ordinary"})
    shown = page(below, url("link-read", north.link(federation).pk))
    assert "There is one" in shown and "en la agenda" in shown


def test_the_agenda_is_told_with_one_button(federation, delegation, north, at):
    assembly = federation.convene("Bus line")
    client = keeper(federation)
    refused = client.post(
        url("tell-agenda", assembly.pk), follow=True, headers={"Accept-Language": "es"}
    )
    assert "Todavía no hay propuestas" in refused.content.decode()
    federation.put(assembly, "Bus line")
    client.post(url("tell-agenda", assembly.pk))
    assert north.link(federation).items.count() == 1


def test_files_go_out_and_come_in(federation, north, at):
    answer = keeper(north).get(url("sister-export", north.sister(federation).pk))
    assert "attachment" in answer["Content-Disposition"]
    client = keeper(federation)
    sent = SimpleUploadedFile("d.json", answer.content)
    done = client.post(
        url("bring-in"), {"file": sent}, follow=True, headers={"Accept-Language": "es"}
    )
    assert "0 documentos nuevos" in done.content.decode()
    for content in (b"\xff\xfe\x00", b"{}", b""):
        wrong = client.post(url("bring-in"), {"file": SimpleUploadedFile("d.json", content)})
        assert wrong.status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 400), (b"[]", 400), (b"{", 400), (b'{"text": 1, "signature": 2}', 400),
     (b'{"text": "{}", "signature": "00"}', 422), (b"[" * 9999, 400), (b"\xff", 400)],
)  # fmt: skip
def test_the_inbox_refuses_what_is_no_document(north, body, status):
    address = url("inbox", north.collective.pk)
    assert Client().post(address, body, "application/json").status_code == status
    assert Client().post(url("inbox", uuid4()), body, "application/json").status_code == 404


def test_another_server_delivers_to_the_inbox(north, commune, live_server, at, monkeypatch):
    """Over HTTP on loopback, as between two servers."""
    from barrio.federation.delivery import deliver

    monkeypatch.setattr(documents, "hand_over_here", lambda sister, at: None)
    monkeypatch.setattr("barrio.federation.delivery.hand_over_here", lambda sister, at: None)
    introduce(north, commune, at, url="")
    Sister.objects.update(url=live_server.url)
    sister = north.sister(commune)
    body = {"act": {"number": 1, "hash": "a" * 64, "title": {"en": "Join"}}, "census": 3}
    sent = documents.send(sister=sister, kind="join", body=body, by=north.by, at=at)
    assert deliver(sister, at) == 1
    sent.refresh_from_db()
    assert sent.handed_at and commune.link(north).census == 3
    Sister.objects.filter(pk=sister.pk).update(url="http://127.0.0.1:9")
    sister.refresh_from_db()
    documents.send(sister=sister, kind="leave", body={"act": {}}, by=north.by, at=at)
    assert deliver(sister, at) == 0  # nobody listens there: it waits
    assert json.loads(documents.bundle(sister))["documents"][1]["signature"]


def test_a_binding_mandate_is_compared_in_the_language_of_the_reader(
    federation, motion, north, south, at
):
    mandate(north, motion, at)
    vote_above(federation, motion, north, south, one="no", other="yes")
    shown = page(keeper(north), url("item-read", item_of(north, motion).pk), "en")
    assert "not as we decided" in shown
