"""The steps of an import. The long ones run in the background and report their progress."""

import itertools
import uuid
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barrio.accounts.models import Collective
from barrio.audit.actions import record
from barrio.core.actors import SYSTEM, Actor
from barrio.core.clock import local_date
from barrio.core.errors import Refused
from barrio.people.actions import count_change
from barrio.people.enums import ContactKind, ImportState, RowOutcome
from barrio.people.importing import staging
from barrio.people.importing.mapping import guess
from barrio.people.importing.plan import Planner, Row, plan_rows
from barrio.people.importing.reading import read_rows
from barrio.people.models import ContactImport, ContactPoint, ImportRow, Person, Touch
from barrio.runtime.keyring import keyring
from barrio.runtime.sealed import blind_index, open_all
from barrio.runtime.uploads import FULL

BATCH = 500
SAMPLE = 5
ABANDONED_AFTER = timedelta(days=30)
NO_ROOM = _("The disk is full, so the file was not kept. Make room and send it again.")
Advance = Callable[[int, int], None]


class ImportNotReady(Refused):
    """Translated at use; see the message given."""


class NoRoomForFile(Refused):
    """Translated at use; see the message given."""


def read_head(raw: bytes) -> list[list[str]]:
    """The header and a few rows. Raises `FileUnreadable`."""
    return list(itertools.islice(read_rows(raw), SAMPLE + 1))


def begin_import(
    *,
    collective: Collective,
    user: Any,
    filename: str,
    raw: bytes,
    by: Actor,
    at: datetime,
    head: list[list[str]] | None = None,
) -> ContactImport:
    """Keeps the file sealed, with its header and a few rows. Raises `FileUnreadable`."""
    columns, *sample = head or read_head(raw)
    batch = ContactImport(collective=collective, user=user, state=ImportState.UPLOADED, at=at)
    batch.key_id = batch.pk
    key = keyring.create(batch.pk, collective.pk)
    _keep_file(batch, key, raw)
    mapping = {str(index): name for index, name in guess(columns, sample).items()}
    batch.seal(key, filename=filename[:200], columns=columns, sample=sample, mapping=mapping)
    with transaction.atomic():
        batch.full_clean(exclude=["sealed"])
        batch.save(force_insert=True)
        _record(batch, by, at, "import.begin", columns=len(columns))
    return batch


def _keep_file(batch: ContactImport, key: bytes, raw: bytes) -> None:
    try:
        staging.keep(batch.pk, key, raw)
    except OSError as error:
        keyring.erase([batch.pk])
        raise NoRoomForFile(
            NO_ROOM
            if error.errno in FULL
            else _("The file could not be kept on this machine. Tell whoever runs it.")
        ) from error


@transaction.atomic
def set_mapping(
    *, batch: ContactImport, mapping: dict[str, str], source: str, by: Actor, at: datetime
) -> None:
    _move(
        batch,
        {ImportState.UPLOADED, ImportState.PREVIEWED, ImportState.FAILED},
        ImportState.READING,
    )
    batch.rows.all().delete()
    batch.seal(mapping=mapping, source=source)
    batch.save(update_fields=["sealed"])
    _record(batch, by, at, "import.map")


def preview(*, batch: ContactImport, advance: Advance) -> None:
    """Reads every row and writes down what it would become. Changes no person."""
    key = keyring.keys([batch.pk])[batch.pk]
    mapping = {int(i): name for i, name in batch.personal["mapping"].items()}
    rows = read_rows(staging.fetch(batch.pk, key))
    next(rows)
    cells = list(rows)
    planner = Planner(batch.collective_id)
    planned = plan_rows(cells, mapping, batch.collective.country, planner)
    counts: dict[str, int] = dict.fromkeys(RowOutcome.values, 0)
    batch.rows.all().delete()
    done = 0
    for chunk in _chunks(planned, BATCH * 4):
        staged = [_stage(batch, key, row) for row in chunk]
        ImportRow.objects.bulk_create(staged, batch_size=BATCH)
        for row in chunk:
            counts[row.outcome] += 1
        done += len(chunk)
        advance(done, len(cells))
    ContactImport.objects.filter(pk=batch.pk).update(
        state=ImportState.PREVIEWED,
        to_create=counts[RowOutcome.CREATE],
        to_change=counts[RowOutcome.CHANGE],
        unchanged=counts[RowOutcome.SAME],
        refused=counts[RowOutcome.REFUSE],
    )


def _stage(batch: ContactImport, key: bytes, row: Row) -> ImportRow:
    staged = ImportRow(
        collective_id=batch.collective_id,
        batch=batch,
        key_id=batch.pk,
        number=row.number,
        outcome=row.outcome,
        reason=row.reason,
        person_id=row.person_id,
    )
    staged.seal(key, cells=row.cells() | ({"adds": row.adds} if row.adds else {}))
    return staged


@transaction.atomic
def start_commit(*, batch: ContactImport, by: Actor, at: datetime) -> None:
    _move(batch, {ImportState.PREVIEWED, ImportState.FAILED}, ImportState.COMMITTING)
    _record(batch, by, at, "import.commit", create=batch.to_create, change=batch.to_change)


def commit(*, batch: ContactImport, today: date, advance: Advance) -> None:
    """Brings the rows in, batch after batch; killed and started again it goes on where it was."""
    wanted = batch.rows.filter(outcome__in=[RowOutcome.CREATE, RowOutcome.CHANGE])
    total, key = wanted.count(), keyring.keys([batch.pk])[batch.pk]
    done = wanted.filter(is_done=True).count()
    while rows := list(wanted.filter(is_done=False).order_by("number")[:BATCH]):
        for row in rows:
            row.open_with(key)
        _bring_in(batch, rows, key, today)
        done += len(rows)
        advance(done, total)
    ContactImport.objects.filter(pk=batch.pk).update(state=ImportState.COMMITTED)
    staging.drop(batch.pk)  # its rows hold all that an undo needs


def _bring_in(batch: ContactImport, rows: list[ImportRow], key: bytes, today: date) -> None:
    new = [row for row in rows if row.outcome == RowOutcome.CREATE]
    for row in new:
        row.person_id = uuid.uuid4()
    # Keys first, in their own database: a key without a person harms nobody.
    keys = keyring.create_many([row.person_id for row in new], batch.collective_id)
    keys |= keyring.keys([row.person_id for row in rows if row.outcome == RowOutcome.CHANGE])
    people = [_person(batch, row, keys[row.person_id], today) for row in new]
    points, touches = [], []
    for row in rows:
        if row.person_id not in keys:
            continue  # erased since the preview: nothing is added
        made = _points(batch, row, keys[row.person_id])
        points += made
        row.seal(key, before={"points": [str(point.pk) for point in made]})
        touches.append(_touch(batch, row, today))
    with transaction.atomic():
        Person.objects.bulk_create(people, batch_size=BATCH)
        ContactPoint.objects.bulk_create(points, batch_size=BATCH)
        Touch.objects.bulk_create(touches, batch_size=BATCH, ignore_conflicts=True)
        for row in rows:
            row.is_done = True
        # An upsert: Django's bulk_update builds a CASE of 500 arms for each column.
        ImportRow.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["is_done", "person_id", "sealed"],
        )
        count_change(batch.collective_id)


def _person(batch: ContactImport, row: ImportRow, key: bytes, today: date) -> Person:
    cells = row.personal["cells"]
    person = Person(
        id=row.person_id,
        key_id=row.person_id,
        collective_id=batch.collective_id,
        language=cells.get("language") or "en",
        tags=[cells["tag"]] if cells.get("tag") else [],
        added_on=today,
    )
    notes = "\n".join(filter(None, [cells.get("notes", ""), cells.get("address", "")]))
    person.seal(key, name=cells.get("name", ""), notes=notes)
    return person


def _points(batch: ContactImport, row: ImportRow, key: bytes) -> list[ContactPoint]:
    cells, points = row.personal["cells"], []
    for kind in (ContactKind.PHONE, ContactKind.EMAIL):
        value = cells.get(kind.value)
        if not value or (
            row.outcome == RowOutcome.CHANGE and kind.value not in cells.get("adds", [])
        ):
            continue
        point = ContactPoint(
            collective_id=batch.collective_id,
            person_id=row.person_id,
            key_id=row.person_id,
            kind=kind,
            index=blind_index(batch.collective_id, kind, value),
        )
        point.seal(key, value=value)
        points.append(point)
    return points


def _touch(batch: ContactImport, row: ImportRow, today: date) -> Touch:
    return Touch(
        collective_id=batch.collective_id,
        person_id=row.person_id,
        kind="imported",
        on=today,
        origin_kind="import",
        origin_id=str(batch.pk),
    )


@transaction.atomic
def start_undo(*, batch: ContactImport, by: Actor, at: datetime) -> None:
    _move(batch, {ImportState.COMMITTED, ImportState.FAILED}, ImportState.UNDOING)
    _record(batch, by, at, "import.undo")


def undo(*, batch: ContactImport, advance: Advance) -> int:
    """Takes the import back. People with whom something has happened since are kept.

    Returns how many were kept.
    """
    done_rows = batch.rows.filter(is_done=True)
    total, done, kept = done_rows.count(), 0, 0
    while rows := open_all(done_rows.order_by("number")[:BATCH]):
        kept += _take_back(batch, rows)
        done += len(rows)
        advance(done, total)
    ContactImport.objects.filter(pk=batch.pk).update(state=ImportState.UNDONE)
    return kept


def _take_back(batch: ContactImport, rows: list[ImportRow]) -> int:
    created = {row.person_id for row in rows if row.outcome == RowOutcome.CREATE}
    later = Touch.objects.filter(person_id__in=created).exclude(
        origin_kind="import", origin_id=str(batch.pk)
    )
    kept = set(later.values_list("person_id", flat=True))
    gone = created - kept
    points = [p for row in rows for p in row.personal["before"].get("points", [])]
    changed = [row.person_id for row in rows if row.outcome == RowOutcome.CHANGE]
    with transaction.atomic():
        Touch.objects.filter(
            person_id__in=[*gone, *changed], origin_kind="import", origin_id=str(batch.pk)
        ).delete()
        ContactPoint.objects.filter(pk__in=points).exclude(person_id__in=kept).delete()
        Person.objects.filter(pk__in=gone).delete()
        ImportRow.objects.filter(pk__in=[row.pk for row in rows]).update(is_done=False)
        count_change(batch.collective_id)
    keyring.erase(gone)
    return len(kept)


def _move(batch: ContactImport, before: set[str], after: str) -> None:
    """Claims the step: of two people pressing the same button, one does it."""
    moved = ContactImport.objects.filter(pk=batch.pk, state__in=before).update(
        state=after, problem=""
    )
    if not moved:
        raise ImportNotReady(_("This import has moved on. Reload the page."))
    batch.state = after


def _record(batch: ContactImport, by: Actor, at: datetime, verb: str, **detail: Any) -> None:
    record(
        collective_id=batch.collective_id,
        by=by,
        at=at,
        verb=verb,
        subject_kind="import",
        subject_id=batch.pk,
        **detail,
    )


def _chunks(rows: Iterable[Row], size: int) -> Iterable[list[Row]]:
    iterator = iter(rows)
    while chunk := list(itertools.islice(iterator, size)):
        yield chunk


def today_for(batch: ContactImport, at: datetime) -> date:
    return local_date(at, batch.collective.time_zone)


def forget_abandoned(at: datetime) -> int:
    """Lists that nobody brought in for a month: file, rows and key go."""
    stale = ContactImport.objects.filter(
        at__lt=at - ABANDONED_AFTER,
        state__in=[ImportState.UPLOADED, ImportState.READING, ImportState.PREVIEWED],
    )
    for batch in stale:
        keyring.erase([batch.pk])
        staging.drop(batch.pk)
        with transaction.atomic():
            _record(batch, SYSTEM, at, "import.forget")
            batch.delete()
    return len(stale)
