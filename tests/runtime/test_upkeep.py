"""What has had its time is thrown away, and nothing else."""

from datetime import timedelta

import pytest

from barrio.audit.models import Entry
from barrio.people.importing import actions, staging
from barrio.people.models import ContactImport, ImportRow
from barrio.runtime.buckets import Allowance, take
from barrio.runtime.models import FormReceipt, TokenBucket
from barrio.runtime.upkeep import do_chores, register_chore

pytestmark = pytest.mark.django_db
LIST = b"name,phone\nUma Prueba,215-555-0177\n"


@pytest.fixture
def batch(home, cast, by_ana, at):
    batch = actions.begin_import(
        collective=home, user=cast.ana, filename="a.csv", raw=LIST, by=by_ana, at=at
    )
    actions.set_mapping(
        batch=batch, mapping=dict(batch.personal["mapping"]), source="", by=by_ana, at=at
    )
    actions.preview(batch=batch, advance=lambda done, total: None)
    batch.refresh_from_db()
    return batch


def test_it_forgets_allowances_and_receipts_that_are_old(keys, at):
    take(Allowance("doors", capacity=5, seconds=60), "bell", at=at)
    FormReceipt.objects.create(key="old", received_at=at - timedelta(days=8))
    FormReceipt.objects.create(key="new", received_at=at - timedelta(days=6))
    do_chores(at=at)
    assert TokenBucket.objects.count() == 1
    assert [row.key for row in FormReceipt.objects.all()] == ["new"]
    do_chores(at=at + timedelta(days=2))
    assert TokenBucket.objects.count() == 0


def test_it_forgets_a_list_that_nobody_brought_in(batch, at):
    do_chores(at=at + timedelta(days=29))
    assert ImportRow.objects.count() == 1
    do_chores(at=at + timedelta(days=31))
    assert (ContactImport.objects.count(), ImportRow.objects.count()) == (0, 0)
    assert not staging._path(batch.pk).exists()
    assert Entry.objects.filter(verb="import.forget", subject_id=str(batch.pk)).exists()


def test_a_list_brought_in_keeps_its_rows_and_not_its_file(batch, by_ana, at):
    actions.start_commit(batch=batch, by=by_ana, at=at)
    actions.commit(batch=batch, today=at.date(), advance=lambda done, total: None)
    assert not staging._path(batch.pk).exists()
    do_chores(at=at + timedelta(days=400))
    assert ImportRow.objects.count() == 1


def test_one_chore_that_fails_keeps_no_other_from_its_turn(keys, at, monkeypatch, caplog):
    monkeypatch.setattr("barrio.runtime.upkeep._chores", {})

    def fails(at):
        raise ValueError("no")

    register_chore("first", fails)
    register_chore("second", lambda at: 7)
    assert do_chores(at=at) == {"second": 7}
    assert "upkeep first failed" in caplog.text
