"""Drawing minutes up, signing them, closing them, and putting them right afterwards."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barrio.assemblies.enums import AssemblyState
from barrio.assemblies.models import Act, AgendaItem, Assembly
from barrio.assemblies.recording import record_for
from barrio.core.actors import Actor
from barrio.core.errors import Refused
from barrio.minutes.enums import AmendmentState, Sheet, Stance
from barrio.minutes.models import Amendment, Minutes, Note, Signature
from barrio.minutes.queries import (
    digest_of_minutes,
    digest_of_note,
    head_of,
    there_at_the_end,
    was_there,
)
from barrio.runtime.keyring import keyring


class MinutesClosed(Refused):
    """Translated at use; see the message given."""


class NotOver(Refused):
    """Translated at use; see the message given."""


class WasNotThere(Refused):
    """Translated at use; see the message given."""


class NotALaterAct(Refused):
    """Translated at use; see the message given."""


@transaction.atomic
def minutes_of(*, assembly: Assembly, by: Actor, at: datetime) -> Minutes:
    """Those of the assembly, begun when they are first needed."""
    Assembly.objects.select_for_update().get(pk=assembly.pk)
    if found := Minutes.objects.filter(assembly=assembly).first():
        return found
    minutes = Minutes(collective_id=assembly.collective_id, assembly=assembly, begun_at=at)
    minutes.full_clean()
    minutes.save(force_insert=True)
    record_for(minutes, by, at, "minutes.begin")
    return minutes


def _check_open(minutes: Minutes) -> None:
    fresh = Minutes.objects.select_for_update().get(pk=minutes.pk)
    if fresh.closed_at:
        raise MinutesClosed(_("The minutes are closed. Who was there can propose an amendment."))


@transaction.atomic
def note(*, minutes: Minutes, text: str, item: AgendaItem | None, by: Actor, at: datetime) -> Note:
    """Raises `MinutesClosed`."""
    _check_open(minutes)
    pk = uuid4()
    row = Note(
        id=pk, key_id=pk, collective_id=minutes.collective_id, minutes=minutes, item=item,
        digest=digest_of_note(pk, text), by_id=by.user_id, at=at,
    )  # fmt: skip
    row.seal(keyring.create(pk, minutes.collective_id), text=text)
    row.full_clean(exclude=["sealed"])
    row.save(force_insert=True)
    record_for(row, by, at, "minutes.note")
    return row


@transaction.atomic
def sign(
    *,
    minutes: Minutes,
    person_id: UUID,
    sheet: str,
    stance: str = Stance.AGREES,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> Signature:
    """On coming in, or at the end; nobody signs beforehand.

    Raises `MinutesClosed`, `NotOver` or `WasNotThere`.
    """
    _check_open(minutes)
    assembly = minutes.assembly
    assembly.refresh_from_db()
    if sheet == Sheet.CLOSING and assembly.state != AssemblyState.CLOSED:
        raise NotOver(_("The last sheet is signed once the assembly is closed."))
    there = assembly.presences if sheet == Sheet.OPENING else there_at_the_end(assembly)
    if not there.filter(person=person_id).exists():
        raise WasNotThere(_("Only who was there then can sign."))
    pk = uuid4()
    row = Signature(
        id=pk, key_id=pk, collective_id=minutes.collective_id, minutes=minutes,
        person_id=person_id, sheet=sheet, stance=stance, at=at, by_id=by.user_id,
    )  # fmt: skip
    row.seal(keyring.create(pk, minutes.collective_id), reason=reason)
    row.full_clean(exclude=["sealed"])
    row.save(force_insert=True)
    record_for(minutes, by, at, "minutes.sign", sheet=sheet, stance=stance)
    return row


@transaction.atomic
def close_minutes(*, minutes: Minutes, by: Actor, at: datetime) -> None:
    """Bound to the last act. Raises `NotOver` or `MinutesClosed`."""
    _check_open(minutes)
    minutes.assembly.refresh_from_db()
    if minutes.assembly.state != AssemblyState.CLOSED:
        raise NotOver(_("The minutes are closed after the assembly."))
    head = head_of(minutes.collective_id)
    minutes.head, minutes.closed_at = head.hash if head else "", at
    minutes.digest = digest_of_minutes(minutes)
    minutes.full_clean()
    minutes.save(update_fields=["head", "closed_at", "digest"])
    record_for(minutes, by, at, "minutes.close")


@transaction.atomic
def propose_amendment(
    *, minutes: Minutes, person_id: UUID, text: str, by: Actor, at: datetime
) -> Amendment:
    """By who was there. Raises `NotOver` or `WasNotThere`."""
    if minutes.closed_at is None:
        raise NotOver(_("The minutes are still open: write it into them."))
    if not was_there(minutes.assembly, person_id):
        raise WasNotThere(_("Only who was there can amend the minutes."))
    pk = uuid4()
    row = Amendment(
        id=pk, key_id=pk, collective_id=minutes.collective_id, minutes=minutes,
        person_id=person_id, at=at,
    )  # fmt: skip
    row.seal(keyring.create(pk, minutes.collective_id), text=text)
    row.full_clean(exclude=["sealed"])
    row.save(force_insert=True)
    record_for(row, by, at, "minutes.propose_amendment")
    return row


@transaction.atomic
def answer_amendment(*, amendment: Amendment, act: Act | None, by: Actor, at: datetime) -> None:
    """Accepted by an act of a later assembly; without one it is refused."""
    fresh = Amendment.objects.select_for_update().get(pk=amendment.pk)
    if fresh.state != AmendmentState.PROPOSED:
        raise MinutesClosed(_("This amendment has been answered already."))
    closed = amendment.minutes.closed_at or at
    if act and (act.collective_id != amendment.collective_id or act.adopted_at <= closed):
        raise NotALaterAct(_("Only an act of a later assembly can accept it."))
    amendment.state = AmendmentState.ACCEPTED if act else AmendmentState.REFUSED
    amendment.act = act
    amendment.full_clean(exclude=["sealed"])
    amendment.save(update_fields=["state", "act"])
    record_for(amendment, by, at, "minutes.answer_amendment", state=amendment.state)
