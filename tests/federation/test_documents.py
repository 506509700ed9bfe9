"""Signed documents: what is refused, what a file carries, what another server is told."""

import json
import subprocess
from datetime import timedelta

import pytest

from barrio.assemblies.chain import flaws
from barrio.federation import signing
from barrio.federation.actions import deciding, documents, linking
from barrio.federation.delivery import deliver, is_private
from barrio.federation.models import Document, Link, MandateSeen, Names, Seat, Sister
from barrio.people.actions import erase_person
from tests.federation.conftest import introduce, item_of, join, name

pytestmark = pytest.mark.django_db


@pytest.fixture
def sister(north, commune, at):
    """The commune as the northern council knows it; they know each other."""
    introduce(north, commune, at)
    return north.sister(commune)


def parcels(sister):
    return json.loads(documents.bundle(sister))["documents"]


def receive(body, row, at, **changes):
    said = {**documents.read_parcel(row), **changes}
    return documents.receive(collective=body.collective, at=at, **said)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"body": 3}', "null", '{"barrio": 1, "name": "x"}', "{" * 9999]
)
def test_refuses_what_is_no_card(north, at, text):
    with pytest.raises(documents.NoCard):
        documents.meet(collective=north.collective, text=text, by=north.by, at=at)


def test_refuses_our_own_card(north, at):
    card = documents.card(north.collective, "", at)
    with pytest.raises(documents.NoCard, match="our own"):
        documents.meet(collective=north.collective, text=card, by=north.by, at=at)


def test_another_key_has_to_be_compared_again(north, commune, sister, at):
    card = json.loads(documents.card(commune.collective, "", at))
    card["key"] = signing.public_of(signing.new_seed())
    found = documents.meet(collective=north.collective, text=json.dumps(card), by=north.by, at=at)
    assert found.pk == sister.pk and found.compared_at is None
    sent = documents.send(sister=found, kind="leave", body={"act": {}}, by=north.by, at=at)
    assert deliver(found, at) == 0 and sent.handed_at is None  # a vote is closed all the same
    with pytest.raises(documents.NotCompared):
        documents.bundle(found)
    with pytest.raises(documents.NotCompared):
        linking.ask_to_join(sister=found, act=north.act(), by=north.by, at=at)


def test_nothing_is_heard_of_a_body_whose_key_was_not_compared(north, commune, at):
    card = documents.card(commune.collective, "", at)
    mine = documents.meet(collective=north.collective, text=card, by=north.by, at=at)
    documents.compare(sister=mine, by=north.by, at=at)
    linking.ask_to_join(sister=mine, act=north.act(), by=north.by, at=at)
    assert not Link.objects.filter(collective=commune.collective).exists()
    theirs = documents.meet(
        collective=commune.collective, text=documents.card(north.collective, "", at),
        by=commune.by, at=at,
    )  # fmt: skip
    assert deliver(mine, at) == 0
    documents.compare(sister=theirs, by=commune.by, at=at)
    assert deliver(mine, at) == 1
    assert commune.link(north).state == "asked"


def test_one_letter_changed_is_named(north, commune, sister, at, monkeypatch):
    monkeypatch.setattr(documents, "hand_over_here", lambda sister, at: None)
    linking.ask_to_join(sister=sister, act=north.act(), by=north.by, at=at)
    (row,) = parcels(sister)
    changed = row["text"].replace('"census":3', '"census":9')
    assert changed != row["text"]
    with pytest.raises(documents.DocumentRefused, match="signature is not that of North"):
        receive(commune, row, at, text=changed)
    with pytest.raises(documents.DocumentRefused, match="for another body"):
        receive(north, row, at)
    assert receive(commune, row, at).number == 1


def test_refuses_a_number_left_out_and_another_under_the_same(
    north, commune, sister, at, monkeypatch
):
    monkeypatch.setattr(documents, "hand_over_here", lambda sister, at: None)
    for _n in range(2):
        documents.send(sister=sister, kind="mandate", body={}, by=north.by, at=at)
    first, second = parcels(sister)
    with pytest.raises(documents.DocumentRefused, match="Document 1 is missing"):
        receive(commune, second, at)
    with pytest.raises(documents.DocumentRefused, match="does not say what it should: motion"):
        receive(commune, first, at)
    assert not Document.objects.filter(collective=commune.collective).exists()
    seed = documents.own_key(north.collective, at).personal["seed"]
    words = signing.Words(north.collective.pk, commune.collective.pk, 1, "", "leave",
                          {"act": {"number": 1, "hash": "a" * 64}})  # fmt: skip
    text = signing.envelope(words, at)
    receive(commune, {"text": text, "signature": signing.sign(seed, text)}, at)
    with pytest.raises(documents.DocumentRefused, match="Another document 1"):
        receive(commune, first, at)


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "9", '{"documents": 3}', '{"documents": [3]}', '{"documents": [{"text": 1}]}',
     '{"documents": [{"text": "{}", "signature": "zz"}]}', "[" * 5000],
)  # fmt: skip
def test_refuses_a_file_without_documents(commune, at, text):
    with pytest.raises(documents.DocumentRefused):
        documents.bring_in(collective=commune.collective, text=text, at=at)


def test_carried_in_files_it_comes_to_the_same(north, south, commune, at, monkeypatch):
    """One council is on this server, the other's documents are carried on a stick."""
    join(north, commune, at)
    monkeypatch.setattr(documents, "hand_over_here", lambda sister, at: None)
    introduce(south, commune, at)

    def carry(one, other, moment):
        text = documents.bundle(one.sister(other))
        return documents.bring_in(collective=other.collective, text=text, at=moment)

    linking.ask_to_join(sister=south.sister(commune), act=south.act(), by=south.by, at=at)
    assert carry(south, commune, at) == 1
    assert carry(south, commune, at + timedelta(minutes=1)) == 0  # known already
    linking.answer_join(link=commune.link(south), welcome=True, by=commune.by, at=at)
    assert carry(commune, south, at) == 1
    name(south, commune, 1, south.people[0], at)
    assert carry(south, commune, at + timedelta(minutes=2)) == 1
    one, other = north.link(commune), south.link(commune)
    alike = ("way", "state", "seats", "census", "ratified_below", "answer_days")
    assert [getattr(one, f) for f in alike] == [getattr(other, f) for f in alike]
    assert Seat.objects.get(link=commune.link(south)).person.name == south.people[0].name


def test_names_beside_a_document_are_those_it_was_sent_with(
    federation,
    delegation,
    north,
    at,
):
    named = [row for row in parcels(north.sister(federation)) if row["names"]]
    assert north.people[0].name in named[-1]["names"].values()
    assert north.people[0].name not in named[-1]["text"]
    with pytest.raises(documents.DocumentRefused, match="names beside"):
        receive(federation, named[-1], at, names={"x": "Somebody else"})


def test_who_is_erased_is_named_by_no_document(
    federation,
    delegation,
    north,
    at,
    by_ana,
):
    erase_person(person=north.people[0], by=north.by, at=at)
    assert all(not row["names"] for row in parcels(north.sister(federation)))
    assert all(row.is_erased for row in Names.objects.filter(collective=north.collective))
    delegation[0].refresh_from_db()
    assert delegation[0].end == "resigned"


def test_a_late_mandate_changes_nothing_above(federation, motion, north, at):
    """It was on its way while the vote was held."""
    then = federation.open(motion.item.assembly)
    federation.decide(motion, then, yes=2)
    sister = north.sister(federation)
    body = {"motion": str(motion.pk), "strength": "free", "choice": "", "said": "",
            "act": {"number": 1, "hash": "a" * 64}}  # fmt: skip
    sent = documents.send(sister=sister, kind="mandate", body=body, by=north.by, at=at)
    sent.refresh_from_db()
    assert sent.handed_at and not MandateSeen.objects.exists()


def test_a_document_that_was_sent_is_told_again_in_order(
    federation,
    motion,
    north,
    at,
    monkeypatch,
):
    whole = documents.hand_over_here
    monkeypatch.setattr(documents, "hand_over_here", lambda sister, at: None)
    deciding.give_mandate(
        item=item_of(north, motion), act=north.act("A"), strength="bound", choice="no", said="",
        by=north.by, at=at,
    )  # fmt: skip
    assert not MandateSeen.objects.exists()
    whole(north.sister(federation), at)
    assert MandateSeen.objects.get().choice == "no"


def test_openssl_agrees_with_the_signature(north, commune, sister, tmp_path, at):
    """Anybody can check a document without this program."""
    documents.send(sister=sister, kind="leave", body={"act": {}}, by=north.by, at=at)
    (row,) = parcels(sister)
    mine = Sister.objects.get(collective=commune.collective)
    prefix = bytes.fromhex("302a300506032b6570032100")  # RFC 8410, an Ed25519 public key
    (tmp_path / "key.der").write_bytes(prefix + bytes.fromhex(mine.public))
    (tmp_path / "said").write_bytes(row["text"].encode())
    (tmp_path / "sig").write_bytes(bytes.fromhex(row["signature"]))
    done = subprocess.run(
        ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key.der", "-keyform", "DER",
         "-rawin", "-in", "said", "-sigfile", "sig"],
        cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip
    assert "Verified Successfully" in done.stdout, done.stderr


def test_a_changed_document_is_named(federation, north, at):
    """Behind every rule, as a thief with the file would: one letter of the signature."""
    from django.db import connection

    assert not list(flaws(north.collective.pk))
    row = Document.objects.get(collective=north.collective, is_ours=True, number=1)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER federation_document_stays_as_signed_update")
        else:
            cursor.execute("SET LOCAL session_replication_role = replica")
    changed = ("0" if row.signature[0] != "0" else "1") + row.signature[1:]
    Document.objects.filter(pk=row.pk).update(signature=changed)
    (said,) = flaws(north.collective.pk)
    assert said == "document 1, ours to River Commune: its text or its signature was changed"


@pytest.mark.parametrize(
    ("url", "private"),
    [("https://barrio.example", True), ("http://barrio.example", False),
     ("http://127.0.0.1:8000", True), ("http://abc.onion", True), ("ftp://x.example", False),
     ("", False), ("http://127.0.0.1.evil.example", False)],
)  # fmt: skip
def test_names_go_over_private_lines_alone(url, private):
    assert is_private(url) is private
