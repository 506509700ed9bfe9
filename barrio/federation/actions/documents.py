"""Bodies get to know each other, and tell each other things in signed documents."""

import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barrio.accounts.models import Collective
from barrio.assemblies.recording import record_for
from barrio.core.actors import SYSTEM, Actor
from barrio.core.errors import Refused
from barrio.core.text import squeeze, storable
from barrio.federation import signing
from barrio.federation.bodies import Missing
from barrio.federation.models import Document, Names, OwnKey, Sister
from barrio.runtime.keyring import keyring
from barrio.runtime.sealed import open_all

logger = logging.getLogger(__name__)
Hearer = Callable[[Sister, Mapping[str, Any], Actor, datetime], None]
_couriers: list[Callable[[Sister], None]] = []
_hearers: dict[str, Hearer] = {}


def register_courier(courier: Callable[[Sister], None]) -> None:
    """`courier` takes what waits to a body on another server, once it is committed."""
    _couriers.append(courier)


class NoCard(Refused):
    """Translated at use; see the message given."""


class NotCompared(Refused):
    """Translated at use; see the message given."""


class DocumentRefused(Refused):
    """Translated at use; see the message given."""


def register_hearer(kind: str, hearer: Hearer) -> None:
    """`hearer` does what a document of that kind says, in the transaction that keeps it."""
    _hearers[kind] = hearer


@transaction.atomic
def own_key(collective: Collective, at: datetime) -> OwnKey:
    """The key this body signs with, made when it is first needed."""
    Collective.objects.select_for_update().get(pk=collective.pk)
    if found := OwnKey.objects.filter(collective=collective).first():
        return found
    seed, pk = signing.new_seed(), uuid4()
    key = OwnKey(
        id=pk, key_id=pk, collective=collective, public=signing.public_of(seed), made_at=at
    )
    key.seal(keyring.create(pk, collective.pk), seed=seed)
    key.full_clean(exclude=["sealed"])
    key.save(force_insert=True)
    record_for(key, SYSTEM, at, "federation.make_key")
    return key


def card(collective: Collective, url: str, at: datetime) -> str:
    """What another body needs to know this one by, as text to carry or to send."""
    said = {
        "barrio": signing.VERSION,
        "body": str(collective.pk),
        "name": collective.name,
        "kind": collective.kind,
        "key": own_key(collective, at).public,
        "url": url,
    }
    return signing.canonical(said)


@transaction.atomic
def meet(*, collective: Collective, text: str, by: Actor, at: datetime) -> Sister:
    """Another body by its card. A card with another key has to be compared again.

    Raises `NoCard`.
    """
    body, values = _read_card(text)
    if body == collective.pk:
        raise NoCard(_("This is our own card. Ask the other body for theirs."))
    sister = Sister.objects.filter(collective=collective, body=body).first()
    sister = sister or Sister(collective=collective, body=body)
    if sister.public != values["public"]:
        sister.compared_at = sister.compared_by_id = None
    for name, value in values.items():
        setattr(sister, name, value)
    sister.full_clean()
    sister.save()
    record_for(sister, by, at, "sister.meet")
    return sister


def _read_card(text: str) -> tuple[UUID, dict[str, str]]:
    try:
        said = json.loads(text)
        values = {
            "name": squeeze(str(said["name"]))[:120],
            "kind": squeeze(str(said["kind"]))[:20],
            "public": str(said["key"]),
            "url": str(said.get("url", "")),
        }
        signing.fingerprint(values["public"])
        if len(values["public"]) != 64 or not values["name"]:
            raise ValueError
        return UUID(str(said["body"])), values
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NoCard(
            _("This is no card of a body. Paste the whole text, from the first { to the last }.")
        ) from error


@transaction.atomic
def compare(*, sister: Sister, by: Actor, at: datetime) -> None:
    """People of both bodies read the numbers of the keys to each other, and they agree."""
    sister.compared_at, sister.compared_by_id = at, by.user_id
    sister.full_clean()
    sister.save(update_fields=["compared_at", "compared_by"])
    record_for(sister, by, at, "sister.compare")


def check_compared(sister: Sister) -> None:
    """Raises `NotCompared`."""
    if sister.compared_at is None:
        raise NotCompared(_("First compare the keys with people of that body."))


@transaction.atomic
def send(
    *,
    sister: Sister,
    kind: str,
    body: Mapping[str, Any],
    by: Actor,
    at: datetime,
    names: Mapping[str, str] | None = None,
) -> Document:
    """Signed, numbered and kept; it goes its way by itself or in a file. `names` of people stand
    beside what is signed, which holds only their digest, so that they can be erased. Nothing
    leaves for a body whose key was not compared: it waits.
    """
    Sister.objects.select_for_update().get(pk=sister.pk)
    last = sister.documents.filter(is_ours=True).order_by("-number").first()
    words = signing.Words(
        sender=sister.collective_id,
        receiver=sister.body,
        number=last.number + 1 if last else 1,
        before=last.digest if last else "",
        kind=kind,
        body={**body, "names": _digest_of(names)} if names else body,
    )
    text = signing.envelope(words, at)
    seed = own_key(sister.collective, at).personal["seed"]
    document = _keep(sister, words, text, signing.sign(seed, text), at, is_ours=True)
    _keep_names(document, names)
    record_for(document, by, at, "document.send", kind=kind, number=document.number)
    hand_over_here(sister, at)
    if sister.url and sister.compared_at and _couriers:
        transaction.on_commit(lambda: _couriers[-1](sister))
    return document


def hand_over_here(sister: Sister, at: datetime) -> None:
    """What waits for a body of this server, in order, until it refuses one."""
    if sister.compared_at is None:
        return
    here = Collective.objects.filter(pk=sister.body).first()
    if not here or not OwnKey.objects.filter(collective=here, public=sister.public).exists():
        return
    for document in sister.documents.filter(is_ours=True, handed_at__isnull=True):
        try:
            with transaction.atomic():
                receive(collective=here, at=at, **parcel(document))
        except Refused as refusal:
            logger.info("document %s waits: %s", document.pk, refusal)
            return
        Document.objects.filter(pk=document.pk).update(handed_at=at)


@transaction.atomic
def receive(
    *,
    collective: Collective,
    text: str,
    signature: str,
    at: datetime,
    names: Mapping[str, str] | None = None,
) -> Document:
    """Checked, kept and done what it says. The same one again changes nothing.

    Raises `DocumentRefused`.
    """
    try:
        words = signing.read_envelope(text)
    except signing.DocumentUnreadable as error:
        raise DocumentRefused(_("This is no document of a body.")) from error
    sister = _signer(collective, words, text, signature)
    if names and words.body.get("names") != _digest_of(names):
        raise DocumentRefused(_("The names beside this document are not those it was sent with."))
    Sister.objects.select_for_update().get(pk=sister.pk)
    held = sister.documents.filter(is_ours=False)
    if known := held.filter(number=words.number, digest=signing.digest(text)).first():
        return known
    _check_next(held.order_by("-number").first(), words)
    hearer = _hearers.get(words.kind)
    if hearer is None:
        raise DocumentRefused(_("This server does not know that kind of document. Update it."))
    by = Actor("link", str(sister.pk))
    document = _keep(sister, words, text, signature, at, is_ours=False)
    _keep_names(document, names)
    try:
        hearer(sister, {**words.body, "names": names or {}}, by, at)
    except (Missing, ValidationError) as error:
        raise DocumentRefused(
            _("Document %(number)d does not say what it should: %(what)s.")
            % {"number": words.number, "what": "; ".join(getattr(error, "messages", [str(error)]))}
        ) from error
    record_for(document, by, at, "document.receive", kind=words.kind, number=words.number)
    return document


def _signer(collective: Collective, words: signing.Words, text: str, signature: str) -> Sister:
    if words.receiver != collective.pk:
        raise DocumentRefused(_("This document is for another body."))
    sister = Sister.objects.filter(collective=collective, body=words.sender).first()
    if sister is None:
        raise DocumentRefused(_("We do not know who signed this. Ask them for their card first."))
    if not signing.is_signed(sister.public, text, signature):
        raise DocumentRefused(
            _("The signature is not that of %(name)s. Somebody changed the document, or their "
              "key is another now.") % {"name": sister.name}
        )  # fmt: skip
    if sister.compared_at is None:
        raise DocumentRefused(
            _("First compare the keys with people of %(name)s.") % {"name": sister.name}
        )
    return sister


def _check_next(last: Document | None, words: signing.Words) -> None:
    number, before = (last.number, last.digest) if last else (0, "")
    if words.number > number + 1:
        raise DocumentRefused(
            _("Document %(next)d is missing. Bring in all of them, in their order.")
            % {"next": number + 1}
        )
    if words.number <= number or words.before != before:
        raise DocumentRefused(
            _("Another document %(number)d came before this one, signed by the same body. Ask "
              "them which one is true.") % {"number": words.number}
        )  # fmt: skip


def _keep(
    sister: Sister, words: signing.Words, text: str, signature: str, at: datetime, *, is_ours: bool
) -> Document:
    pk = uuid4()
    document = Document(
        id=pk,
        key_id=pk,
        collective_id=sister.collective_id,
        sister=sister,
        is_ours=is_ours,
        number=words.number,
        kind=words.kind,
        before=words.before,
        digest=signing.digest(text),
        signature=signature,
        at=at,
    )
    document.seal(keyring.create(pk, sister.collective_id), text=text)
    document.full_clean(exclude=["sealed"])
    document.save(force_insert=True)
    return document


def _digest_of(names: Mapping[str, str]) -> str:
    return signing.digest(signing.canonical(dict(names)))


def _keep_names(document: Document, names: Mapping[str, str] | None) -> None:
    if names:
        pk = uuid4()
        aside = Names(id=pk, key_id=pk, collective_id=document.collective_id, document=document)
        aside.seal(keyring.create(pk, document.collective_id), names=dict(names))
        aside.save(force_insert=True)


def names_of(document: Document) -> dict[str, str]:
    """Those that stand beside it and were not erased."""
    aside = Names.objects.filter(document=document).first()
    return dict(aside.personal["names"]) if aside else {}


def parcel(document: Document) -> dict[str, Any]:
    """What goes over the wire, or into a file."""
    return {
        "text": document.personal["text"],
        "signature": document.signature,
        "names": names_of(document),
    }


def bundle(sister: Sister) -> str:
    """All we ever told that body, to be carried there in a file. Raises `NotCompared`."""
    check_compared(sister)
    said = [parcel(document) for document in open_all(sister.documents.filter(is_ours=True))]
    return signing.canonical({"barrio": signing.VERSION, "documents": said})


def read_parcel(row: Any) -> dict[str, Any]:
    """The arguments of `receive`. Raises ValueError or TypeError."""
    names = row.get("names", {})
    if not all(isinstance(t, str) for t in [*names, *names.values(), row["text"]]):
        raise TypeError
    return {"text": row["text"], "signature": str(row["signature"]), "names": storable(names)}


def read_bundle(text: str) -> list[dict[str, Any]]:
    """Raises `DocumentRefused`."""
    try:
        return [read_parcel(row) for row in json.loads(text)["documents"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DocumentRefused(_("This file holds no documents of a body.")) from error


def bring_in(*, collective: Collective, text: str, at: datetime) -> int:
    """Every document of a file, in order; how many were new. Raises `DocumentRefused`.

    What came before a document that is refused stays.
    """
    new = 0
    for said in read_bundle(text):
        document = receive(collective=collective, at=at, **said)
        new += document.at == at
    return new
