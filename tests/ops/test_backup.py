import random
import resource
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from barrio.core.commands import CommandFailed
from barrio.ops import parts
from barrio.ops.backup import drop_old_keyrings
from barrio.ops.restore import Source, _check_parts, open_source
from tests.ops.machine import Machine

pytestmark = pytest.mark.one_database

FILES = [parts.MANIFEST, *map(parts.file_of, parts.PARTS)]
ERASE = """
from barrio.core.actors import SYSTEM
from barrio.core.clock import now
from barrio.people.actions import erase_person
from barrio.comms.models import Subscriber
told = Subscriber.objects.filter(person__erased_on=None).exclude(person=None)
person = told.order_by("pk").first().person
assert person.personal["name"]
erase_person(person=person, by=SYSTEM, at=now())
print(person.pk)
"""
READ = """
from barrio.people.models import Person
from barrio.runtime.models import DataKey
person = Person.objects.get(pk="{}")
print(person.erased_on is not None, DataKey.objects.filter(pk=person.pk).exists())
"""


def restore(machine, folder, keeper, *more, **options):
    return machine.barrio(
        "restore", "--from", folder, "--identity", keeper.file, "--to", machine.home, *more,
        **options,
    )  # fmt: skip


def flip(path, at):
    with open(path, "r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ (1 << at % 8)]))


# --- there and back ---


@pytest.mark.parametrize("who", [0, 1])
def test_it_brings_every_row_back_with_either_key(machine, back_up, keepers, who):
    rows, media = machine.rows(), machine.files()["media/imports/a.sealed"]
    folder = back_up(machine)
    machine.wipe()
    said = restore(machine, folder, keepers[who])
    assert machine.rows() == rows
    assert machine.files()["media/imports/a.sealed"] == media
    assert f"{len(rows['barrio.people_person']):10}  database.people_person" in said


def test_it_can_be_read_after_a_restore(machine, back_up, keepers):
    folder = back_up(machine)
    machine.wipe()
    restore(machine, folder, keepers[0])
    assert machine.python(
        "from barrio.people.models import Person; print(Person.objects.first().personal['name'])"
    )


def test_it_takes_the_newest_of_several(machine, back_up, keepers):
    shutil.move(back_up(machine), machine.home.parent / "backups" / "barrio-20200101T000000Z")
    newest = back_up(machine)
    machine.wipe()
    assert str(newest) in restore(machine, newest.parent, keepers[0])


def test_nobody_reads_a_backup_without_a_key(machine, back_up):
    folder = back_up(machine)
    for path in folder.iterdir():
        assert path.stat().st_mode & 0o077 == 0
        assert b"SQLite format 3" not in path.read_bytes()
    assert not [name for name in machine.files() if ".backup" in name]


# --- what is wrong is named, and nothing is touched ---


@pytest.mark.parametrize("name", FILES)
def test_refuses_a_flipped_byte(machine, back_up, keepers, name):
    path = back_up(machine) / name
    flip(path, path.stat().st_size // 2)
    refused(machine, keepers[0], path, "damaged")


@pytest.mark.parametrize("name", FILES)
def test_refuses_a_truncated_file(machine, back_up, keepers, name):
    path = back_up(machine) / name
    with open(path, "r+b") as file:
        file.truncate(path.stat().st_size - 7)
    refused(machine, keepers[0], path, "cut short")


@pytest.mark.parametrize("name", FILES)
def test_refuses_a_missing_part(machine, back_up, keepers, name):
    path = back_up(machine) / name
    path.unlink()
    refused(machine, keepers[0], path, "missing")


def test_refuses_a_key_that_is_not_its_own(machine, back_up, keepers):
    path = back_up(machine) / parts.file_of(parts.DATABASE)
    refused(machine, keepers[2], path, "does not open")


def refused(machine, keeper, path, why):
    before = machine.files()
    said = restore(machine, path.parent, keeper, "--replace", code=1)
    assert path.name in said and why in said
    assert len(said.splitlines()) == 1
    assert machine.files() == before


def test_it_finds_every_one_of_many_flipped_bits_and_cuts(machine, back_up):
    folder, chance = back_up(machine), random.Random(7)
    for turn in range(200):
        path = folder / chance.choice(FILES)
        whole = path.read_bytes()
        if turn % 2:
            flip(path, chance.randrange(len(whole)))
        else:
            path.write_bytes(whole[: chance.randrange(len(whole))])
        with pytest.raises(CommandFailed, match=path.name):
            source = open_source(folder)
            _check_parts(source, source)
        path.write_bytes(whole)
    source = open_source(folder)
    assert isinstance(source, Source) and _check_parts(source, source)


def test_refuses_a_home_with_data(machine, back_up, keepers):
    folder, before = back_up(machine), machine.files()
    assert "holds data" in restore(machine, folder, keepers[0], code=1)
    assert machine.files() == before


def test_it_keeps_what_it_replaces_aside(machine, back_up, keepers):
    rows = machine.rows()
    folder = back_up(machine)
    machine.python("from barrio.people.models import Touch; Touch.objects.all().delete()")
    restore(machine, folder, keepers[0], "--replace")
    assert machine.rows() == rows
    (aside,) = machine.home.glob("before-*")
    assert Machine(aside).rows()["barrio.people_touch"] == []


def test_refuses_while_the_database_is_in_use(machine, back_up, keepers):
    folder = back_up(machine)
    reader = sqlite3.connect(machine.home / "barrio.sqlite3")
    reader.execute("SELECT count(*) FROM people_person").fetchone()
    said = restore(machine, folder, keepers[0], "--replace", code=1)
    reader.close()
    assert "in use" in said


# --- erasures ---


def test_an_erased_person_stays_erased(machine, back_up, keepers):
    older = back_up(machine)
    person = machine.python(ERASE)
    newer = back_up(machine)
    machine.wipe()
    said = restore(machine, older, keepers[1])
    assert "erased again: 2" in said  # the person, and how they were reached
    assert machine.python(READ.format(person)) == "True False"
    assert newer.exists()


def test_it_takes_a_newer_list_from_elsewhere(machine, back_up, keepers, tmp_path):
    older = shutil.move(back_up(machine), tmp_path / "moved")
    person = machine.python(ERASE)
    newest = back_up(machine) / parts.file_of(parts.TOMBSTONES)
    machine.wipe()
    restore(machine, older, keepers[0], "--tombstones", newest)
    assert machine.python(READ.format(person)) == "True False"


def test_refuses_a_list_of_another_installation(machine, back_up, keepers, tmp_path):
    folder = shutil.move(back_up(machine), tmp_path / "moved")
    (machine.home / "secret_key").write_text("another" * 10)
    foreign = back_up(machine) / parts.file_of(parts.TOMBSTONES)
    before = machine.files()
    said = restore(machine, folder, keepers[0], "--replace", "--tombstones", foreign, code=1)
    assert "not made by the installation" in said
    assert machine.files() == before


def test_it_takes_the_keyring_of_a_newer_backup(machine, back_up, keepers):
    older = back_up(machine)
    person = machine.python(ERASE)
    (older / parts.file_of(parts.KEYRING)).unlink()
    newer = back_up(machine)
    machine.wipe()
    assert "--keyring-from" in restore(machine, older, keepers[0], code=1)
    restore(machine, older, keepers[0], "--keyring-from", newer)
    assert machine.python(READ.format(person)) == "True False"


def test_it_deletes_keyrings_after_their_days(machine, back_up):
    folder = back_up(machine)
    later = datetime.now(UTC) + timedelta(days=14, hours=1)
    assert drop_old_keyrings(folder.parent, at=later - timedelta(days=1), days=14) == 0
    assert drop_old_keyrings(folder.parent, at=later, days=14) == 1
    assert not (folder / parts.file_of(parts.KEYRING)).exists()
    assert (folder / parts.file_of(parts.DATABASE)).exists()


# --- what cannot begin ---


def test_refuses_a_single_keeper(machine, keepers, tmp_path):
    same = ["--recipient", keepers[0].recipient] * 2
    said = machine.barrio("backup", "--to", tmp_path / "b", *same, code=2)
    assert "two people's keys" in said
    assert not (tmp_path / "b").exists()


def test_refuses_a_secret_key_as_recipient(machine, keepers, tmp_path):
    secret = keepers[0].file.read_text().splitlines()[-1]
    given = ["--recipient", secret, "--recipient", keepers[1].recipient]
    said = machine.barrio("backup", "--to", tmp_path / "b", *given, code=2)
    assert "secret key" in said and secret not in said


def test_it_leaves_no_half_backup_on_a_full_disk(machine, keepers, tmp_path):
    small = (2**20, 2**20)
    sealed_to = [a for keeper in keepers[:2] for a in ("--recipient", keeper.recipient)]
    said = machine.barrio(
        "backup", "--to", tmp_path / "b", *sealed_to, code=1,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, small),
    )  # fmt: skip
    assert "cannot be written" in said or "disk" in said
    assert list((tmp_path / "b").iterdir()) == []
    assert not [name for name in machine.files() if ".backup" in name]


def test_it_needs_no_postgresql_driver_on_sqlite(empty):
    empty.python(
        "import sys; sys.modules['psycopg'] = None\n"
        "import barrio.ops.backup, barrio.ops.restore, barrio.ops.doctor"
    )
