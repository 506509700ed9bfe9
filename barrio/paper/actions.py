"""Sheets printed, keyed in row by row, and tallies signed."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barrio.accounts.models import User
from barrio.audit.actions import record
from barrio.canvass.models import Assignment, Attempt, Turf, TurfDoor
from barrio.core.actors import Actor, user_actor
from barrio.core.errors import Refused
from barrio.paper.codes import SHORTEST, new_number
from barrio.paper.models import Sheet, SheetLine, SheetTally
from barrio.paper.permissions import is_locked, live_attempt
from barrio.runtime.sealed import keyed_token
from barrio.sync.envelopes import Envelope, receive

TRIES = 5


class NoDoorsToPrint(Refused):
    """Translated at use; see the message given."""


class RowRefused(Refused):
    """A row cannot be kept. The message is a code, for which the page has a sentence."""


@transaction.atomic
def print_sheet(
    *,
    turf: Turf,
    language: str,
    by: Actor,
    at: datetime,
    with_names: bool = False,
    leave_out: frozenset[uuid.UUID] = frozenset(),
) -> Sheet:
    """Freezes the turf's doors in their order, but for those named. Raises `NoDoorsToPrint`."""
    doors = TurfDoor.objects.filter(turf=turf, dwelling__do_not_knock=False).order_by("order")
    wanted = [pk for pk in doors.values_list("dwelling_id", flat=True) if pk not in leave_out]
    if not wanted:
        raise NoDoorsToPrint(_("There is no door left to print. Print all doors instead."))
    sheet = Sheet(
        collective_id=turf.collective_id,
        turf=turf,
        number=_free_number(turf.collective_id),
        language=language,
        with_names=with_names,
        printed_at=at,
        printed_by_id=by.user_id,
    )
    sheet.full_clean()
    sheet.save(force_insert=True)
    SheetLine.objects.bulk_create(
        SheetLine(sheet=sheet, order=order, dwelling_id=pk) for order, pk in enumerate(wanted, 1)
    )
    _record(sheet, by, at, "sheet.print", doors=len(wanted), with_names=with_names)
    return sheet


def _free_number(collective_id: uuid.UUID) -> str:
    """Short as long as there is room; one character more where the short ones are nearly used."""
    for trial in range(TRIES * 3):
        number = new_number(SHORTEST + trial // TRIES)
        if not Sheet.objects.filter(collective_id=collective_id, number=number).exists():
            return number
    raise RuntimeError("no free number among millions")


@dataclass(frozen=True)
class Row:
    """A row of a sheet as it was typed. `revision` is that of the page it was typed on."""

    order: int
    revision: int
    result: str = ""
    words: str = ""
    name: str = ""
    contact: str = ""
    consent: bool = False
    language: str = "en"

    @property
    def is_bare(self) -> bool:
        """A mark at most, nothing told."""
        return not (self.words or self.name or self.contact or self.consent)


@transaction.atomic
def key_rows(
    *,
    sheet: Sheet,
    rows: Sequence[Row],
    walker: User,
    walked_at: datetime,
    user: User,
    at: datetime,
) -> tuple[int, dict[int, str]]:
    """Keeps what is new or changed; how many rows that was, and a code for each that was not."""
    lines = {line.order: line for line in sheet.lines.select_related("attempt")}
    kept, refused = 0, {}
    for row in rows:
        line = lines.get(row.order)
        if line is None or is_locked(line, user):
            continue
        try:
            kept += key_row(sheet=sheet, line=line, row=row, walked_at=walked_at, user=user, at=at)
        except RowRefused as refusal:
            refused[row.order] = str(refusal)
    if kept:
        sheet.walker, sheet.walked_at = walker, walked_at
        sheet.save(update_fields=["walker", "walked_at"])
        _record(sheet, user_actor(user), at, "sheet.key", rows=kept)
    return kept, refused


@transaction.atomic
def key_row(
    *, sheet: Sheet, line: SheetLine, row: Row, walked_at: datetime, user: User, at: datetime
) -> bool:
    """Whether anything was kept. Raises `RowRefused`, and then nothing is."""
    digest, earlier = _digest(sheet, row), live_attempt(line)
    if _says_nothing_new(row, line, earlier, digest):
        return False
    rows = SheetLine.objects.filter(pk=line.pk, revision=row.revision)
    if not rows.update(revision=row.revision + 1, digest=digest):
        raise RowRefused("changed_meanwhile")
    if row.result:
        attempt_id = envelope_id(sheet, row.order, row.revision)
        body = _body(sheet, line, row, earlier)
        _send(Envelope(attempt_id, "attempt", body, walked_at), sheet, user, at)
        SheetLine.objects.filter(pk=line.pk).update(attempt=attempt_id)
    else:
        _take_back(sheet, line, row, earlier, user, at)
    return True


def envelope_id(sheet: Sheet, order: int, revision: int) -> uuid.UUID:
    return uuid.uuid5(sheet.pk, f"{order}/{revision}")


def _says_nothing_new(row: Row, line: SheetLine, earlier: Attempt | None, digest: str) -> bool:
    if line.revision and line.digest == digest and row.revision < line.revision:
        return True  # the same page sent again
    return row.is_bare and row.result == (earlier.result if earlier else "")


def _digest(sheet: Sheet, row: Row) -> str:
    told = (row.result, row.words, row.name, row.contact, row.consent, row.language)
    return keyed_token(sheet.collective_id, "sheet-row", told)


def _body(sheet: Sheet, line: SheetLine, row: Row, earlier: Attempt | None) -> dict[str, Any]:
    body: dict[str, Any] = {
        "turf": str(sheet.turf_id),
        "dwelling": str(line.dwelling_id),
        "result": row.result,
    }
    if earlier is not None:
        body["supersedes"] = str(earlier.pk)
    if row.words:
        body["grievance"] = {"words": row.words, "language": row.language}
    if row.contact:
        kind = "email" if "@" in row.contact else "phone"
        body["sign_up"] = {
            kind: row.contact,
            "name": row.name,
            "language": row.language,
            "consent": row.consent,
        }
    return body


def _take_back(
    sheet: Sheet, line: SheetLine, row: Row, earlier: Attempt | None, user: User, at: datetime
) -> None:
    """The mark was a mistake: the visit no longer counts, nor what it had put right."""
    step = 0
    while earlier is not None and earlier.undone_at is None:
        undo_id = uuid.uuid5(sheet.pk, f"{row.order}/{row.revision}/undo/{step}")
        body = {"turf": str(sheet.turf_id), "attempt": str(earlier.pk)}
        _send(Envelope(undo_id, "undo", body), sheet, user, at)
        step += 1
        earlier = Attempt.objects.filter(pk=earlier.supersedes_id).first()
    SheetLine.objects.filter(pk=line.pk).update(attempt=None)


def _send(envelope: Envelope, sheet: Sheet, user: User, at: datetime) -> None:
    """As a phone would. A refusal is not kept: the row is typed again under the same id."""
    answer = receive(envelope=envelope, collective=sheet.collective, user=user, at=at)
    if answer.outcome != "accepted":
        raise RowRefused(answer.reason)


@transaction.atomic
def sign_tally(
    *,
    of: Sheet | Assignment,
    figures: dict[str, int],
    walker: str,
    by: Actor,
    at: datetime,
) -> SheetTally:
    """What the canvasser counted; an earlier one of the same sheet or shift stays, replaced."""
    which = {"sheet": of} if isinstance(of, Sheet) else {"assignment": of}
    SheetTally.objects.filter(replaced_at__isnull=True, **which).update(replaced_at=at)
    tally = SheetTally(
        collective_id=of.collective_id,
        key_id=of.turf_id,
        signed_by_id=by.user_id,
        signed_at=at,
        **which,
        **figures,
    )
    tally.seal(walker=walker)
    tally.full_clean(exclude=["sealed"])
    tally.save(force_insert=True)
    _record(tally, by, at, "tally.sign", **figures)
    return tally


def _record(subject: Any, by: Actor, at: datetime, verb: str, **detail: Any) -> None:
    record(
        collective_id=subject.collective_id,
        by=by,
        at=at,
        verb=verb,
        subject_kind=subject._meta.model_name,
        subject_id=subject.pk,
        **detail,
    )
