"""Exports: other programs accept them, everything comes back, and a changed byte is named."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from barrio.ledger.actions.entries import correct
from barrio.ledger.chain import told_of
from barrio.ledger.export import FORMATS, check, export, read_export
from tests.conftest import skip_or_fail

pytestmark = pytest.mark.django_db

TEXTS = ['Rice "long" | 2 sacks; paid', "Café y azúcar — ñandú", "a\\b 'c' (12) @x", "; nothing"]


@pytest.fixture
def full(bank):
    roof = bank.open_fund("Roof")
    bank.receive(500_00)
    bank.receive(1000_00, fund=roof)
    for n, text in enumerate(TEXTS):
        moves = bank.move("asset:bank", 100 + n), bank.move("income:other", -100 - n)
        bank.write(text, *moves)
    bank.pay(bank.reserve(50_00))
    bank.void(bank.reserve(60_00, fund=roof))
    bank.reserve(70_00)
    correct(entry=bank.book.entries.get(number=3), why="Twice", by=bank.body.by, at=bank.body.at)
    return bank


def program(*names):
    for name in names:
        beside = Path(sys.executable).parent / name
        if found := shutil.which(name) or (str(beside) if beside.exists() else None):
            return found
    return skip_or_fail(f"needs {names[0]}")


@pytest.mark.parametrize("form", FORMATS)
def test_everything_comes_back(full, form):
    lines = list(export(full.book, form))
    _header, rows = read_export(lines)
    assert rows == list(told_of(full.book.pk)) and len(rows) == 12
    assert list(check(lines)) == []


def test_beancount_takes_it(full, write):
    path = write("book.beancount", "".join(export(full.book, "beancount")))
    done = subprocess.run([program("bean-check"), path], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_hledger_takes_it_and_sums_alike(full, write):
    path = write("book.journal", "".join(export(full.book, "hledger")))
    hledger = program("hledger")
    done = subprocess.run([hledger, "-f", path, "check", "-s"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    told = subprocess.run(
        [hledger, "-f", path, "bal", "-N", "--flat", "Assets"], capture_output=True, text=True
    )
    assert told.stdout.split() == ["1453.06", "USD", "Assets:Bank"]


@pytest.mark.parametrize("form", FORMATS)
def test_any_byte_that_is_changed_is_named(full, form):
    whole = "".join(export(full.book, form)).encode()
    for place in range(0, len(whole), 23):
        for other in (b"7", b"x"):
            if whole[place : place + 1] == other:
                continue
            changed = whole[:place] + other + whole[place + 1 :]
            lines = changed.decode("utf-8", "replace").splitlines(keepends=True)
            assert list(check(lines)), (place, whole[max(place - 30, 0) : place + 5])


@pytest.mark.parametrize("form", FORMATS)
def test_a_changed_entry_is_named_by_its_number(full, form):
    lines = list(export(full.book, form))
    place = next(n for n, line in enumerate(lines) if "ñandú" in line and "barrio" in line)
    lines[place] = lines[place].replace("ñandú", "nandu")
    assert list(check(lines))[0] == "entry 4: its text, its lines or its hash was changed"


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_cut_off_or_taken_out_is_named(full, form):
    lines = list(export(full.book, form))
    assert list(check(lines[:-1])) and list(check(lines[:40])) and list(check([]))
    first = next(n for n, line in enumerate(lines) if line.startswith("; barrio-entry"))
    assert list(check(lines[:first] + lines[first + 1 :]))


class TestCommands:
    def test_it_verifies_exports_and_checks(self, full, barrio, write):
        slug = full.body.collective.slug
        code, out, _err = barrio("ledger", "verify", "--collective", slug)
        assert code == 0 and "12 entries, all as they were written" in out
        code, out, _err = barrio("ledger", "export", "--collective", slug, "--format", "hledger")
        assert code == 0
        path = write("book.journal", out)
        assert barrio("ledger", "check", path)[0] == 0
        path.write_text(out.replace("Café", "Cafe", 1))
        code, _out, err = barrio("ledger", "check", path)
        assert code == 1 and "entry 4" in err

    def test_a_file_that_is_none(self, barrio, write):
        assert barrio("ledger", "check", "/nowhere")[0] == 2
        assert barrio("ledger", "check", write("a.txt", "hello"))[0] == 1

    def test_what_was_changed_in_the_database_is_named(self, full, barrio, monkeypatch):
        from barrio.ledger import chain

        rows = list(told_of(full.book.pk))
        told, kept = rows[4]
        changed = type(told)(**{**told.__dict__, "text": "Other"})
        monkeypatch.setattr(chain, "told_of", lambda _book: iter([*rows[:4], (changed, kept)]))
        code, _out, err = barrio("ledger", "verify", "--collective", full.body.collective.slug)
        assert code == 1 and "entry 5: its text, its lines or its hash was changed" in err
