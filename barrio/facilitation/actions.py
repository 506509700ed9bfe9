"""Parts offered, drawn, given and passed on; items begun and ended; signals; captions."""

import uuid
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from barrio.assemblies.actions.convening import check_not_over, lock
from barrio.assemblies.models import AgendaItem, Assembly
from barrio.assemblies.recording import record_for
from barrio.core.actors import Actor
from barrio.core.errors import Refused
from barrio.facilitation.enums import ONE_OF_EACH, How
from barrio.facilitation.models import Access, Caption, Dealing, Offer, Part, Signal
from barrio.facilitation.queries import access_of, drawn, parts_of, ready
from barrio.floor.actions import check_here, check_session
from barrio.runtime.keyring import keyring


class NobodyOffered(Refused):
    """Translated at use; see the message given."""


class PartTaken(Refused):
    """Translated at use; see the message given."""


@transaction.atomic
def tell_access(*, assembly: Assembly, by: Actor, at: datetime, **said: Any) -> Access:
    """What people can count on. `said` are the fields of `Access`."""
    lock(assembly)
    check_not_over(assembly)
    access = access_of(assembly)
    for name, value in said.items():
        setattr(access, name, value)
    access.full_clean()
    access.save()
    record_for(access, by, at, "access.tell")
    return access


@transaction.atomic
def offer_part(*, assembly: Assembly, person_id: uuid.UUID, by: Actor, at: datetime) -> Offer:
    """They can take a part today; twice is once. Raises `NotInSession` or `NotHere`."""
    lock(assembly)
    check_here(assembly, person_id)
    known = assembly.offers.filter(person_id=person_id).first()
    if known and known.withdrawn_at is None:
        return known
    if known:
        known.withdrawn_at = None
        known.save(update_fields=["withdrawn_at"])
    else:
        last = assembly.offers.aggregate(last=Max("number"))["last"] or 0
        known = Offer(
            collective_id=assembly.collective_id, assembly=assembly, person_id=person_id,
            number=last + 1,
        )  # fmt: skip
        known.full_clean()
        known.save(force_insert=True)
    record_for(known, by, at, "part.offer")
    return known


@transaction.atomic
def withdraw_offer(*, assembly: Assembly, person_id: uuid.UUID, by: Actor, at: datetime) -> None:
    lock(assembly)
    offer = assembly.offers.filter(person_id=person_id, withdrawn_at__isnull=True).first()
    if offer:
        offer.withdrawn_at = at
        offer.save(update_fields=["withdrawn_at"])
        record_for(offer, by, at, "part.withdraw")


@transaction.atomic
def draw_part(*, assembly: Assembly, role: str, dice: str, by: Actor, at: datetime) -> Part:
    """By the dice, between those who had this part least often.

    Raises `NotInSession`, `NobodyOffered` or `PartTaken`.
    """
    lock(assembly)
    check_session(assembly)
    if not ready(assembly):
        raise NobodyOffered(
            _("Nobody who is here and free has offered. Ask the hall: people offer on their phone.")
        )
    who, among = drawn(assembly, role, dice)
    numbers = sorted(offer.number for offer in among)
    return _begin(assembly, who.person_id, role, How.DRAWN, by, at, dice, numbers)


@transaction.atomic
def give_part(
    *, assembly: Assembly, person_id: uuid.UUID, role: str, by: Actor, at: datetime
) -> Part:
    """To somebody who was asked. Raises `NotInSession`, `NotHere` or `PartTaken`."""
    lock(assembly)
    check_here(assembly, person_id)
    return _begin(assembly, person_id, role, How.ASKED, by, at, "", [])


def _begin(
    assembly: Assembly, person_id: uuid.UUID, role: str, how: str, by: Actor, at: datetime,
    dice: str, numbers: list[int],
) -> Part:  # fmt: skip
    held = parts_of(assembly)
    if role in ONE_OF_EACH and held.filter(role=role).exists():
        raise PartTaken(_("Somebody does that already. End their part first."))
    if held.filter(person_id=person_id).exists():
        raise PartTaken(_("They have a part already: nobody has two."))
    part = Part(
        collective_id=assembly.collective_id, assembly=assembly, person_id=person_id, role=role,
        how=how, dice=dice, drawn_from=numbers, began_at=at,
    )  # fmt: skip
    part.full_clean()
    part.save(force_insert=True)
    record_for(part, by, at, "part.begin", role=role, how=how)
    return part


@transaction.atomic
def end_part(*, part: Part, by: Actor, at: datetime) -> None:
    """They have done it, or pass it on. Twice is once."""
    lock(part.assembly)
    ended = max(at, part.began_at)  # clocks are set back at times
    if Part.objects.filter(pk=part.pk, ended_at__isnull=True).update(ended_at=ended):
        record_for(part, by, at, "part.end")


# --- the clock ---


@transaction.atomic
def begin_item(*, item: AgendaItem, by: Actor, at: datetime) -> Dealing:
    """The hall deals with it now; what it dealt with has ended. Raises `NotInSession`."""
    assembly = item.assembly
    lock(assembly)
    check_session(assembly)
    running = assembly.dealings.filter(ended_at__isnull=True).first()
    if running and running.item_id == item.pk:
        return running
    if running:
        end_item(dealing=running, by=by, at=at)
    dealing = Dealing(
        collective_id=assembly.collective_id, assembly=assembly, item=item, began_at=at
    )
    dealing.full_clean()
    dealing.save(force_insert=True)
    record_for(dealing, by, at, "item.begin", item=item.number)
    return dealing


@transaction.atomic
def end_item(*, dealing: Dealing, by: Actor, at: datetime) -> None:
    """Twice is once."""
    lock(dealing.assembly)
    ended = max(at, dealing.began_at)
    if Dealing.objects.filter(pk=dealing.pk, ended_at__isnull=True).update(ended_at=ended):
        record_for(dealing, by, at, "item.end")


# --- what people need ---


@transaction.atomic
def show_signal(
    *, assembly: Assembly, person_id: uuid.UUID, kind: str, by: Actor, at: datetime
) -> None:
    """For a minute. Raises `NotInSession` or `NotHere`."""
    check_here(assembly, person_id)
    row = Signal.objects.filter(assembly=assembly, person_id=person_id, kind=kind).first()
    row = row or Signal(
        collective_id=assembly.collective_id, assembly=assembly, person_id=person_id, kind=kind
    )
    row.shown_at = at
    row.full_clean()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # the same phone, twice in a moment
        return
    record_for(assembly, by, at, "signal.show", kind=kind)


@transaction.atomic
def heed_signals(*, assembly: Assembly, by: Actor, at: datetime) -> None:
    """It was seen and something was done about it: the hands go down."""
    if assembly.signals.all().delete()[0]:
        record_for(assembly, by, at, "signal.heed")


@transaction.atomic
def write_caption(
    *, assembly: Assembly, language: str, text: str, by: Actor, at: datetime
) -> Caption:
    """A line for the wall and the phones. Raises `NotInSession`."""
    check_session(assembly)
    pk = uuid.uuid4()
    row = Caption(
        id=pk, key_id=pk, collective_id=assembly.collective_id, assembly=assembly,
        language=language, at=at,
    )  # fmt: skip
    row.seal(keyring.create(pk, assembly.collective_id), text=text)
    row.full_clean(exclude=["sealed"])
    row.save(force_insert=True)
    record_for(assembly, by, at, "caption.write", language=language)
    return row


def clear_hall(assembly: Assembly, by: Actor, at: datetime) -> None:
    """The session ends: parts and items with it, and nothing is kept of signals and captions."""
    for part in parts_of(assembly):
        end_part(part=part, by=by, at=at)
    for dealing in assembly.dealings.filter(ended_at__isnull=True):
        end_item(dealing=dealing, by=by, at=at)
    assembly.signals.all().delete()
    lines = list(assembly.captions.values_list("pk", flat=True))
    assembly.captions.all().delete()
    transaction.on_commit(lambda: keyring.erase(lines))
