import json
import sqlite3
from pathlib import Path

import psycopg
import pytest

from tests.ops.machine import Machine

pytestmark = pytest.mark.one_database

SIGN_IN = """
from django.test import Client
from barrio.ops.demo.people import PASSWORD
client = Client(HTTP_HOST="127.0.0.1")
answer = client.post("/sign-in/", {"login": "ana", "password": PASSWORD})
assert answer.status_code == 302, answer.content
assert client.get("/people/").status_code == 200
print(client.cookies["barrio"].value)
"""
GO_ON = """
from django.test import Client
from barrio.people.models import Person
client = Client(HTTP_HOST="127.0.0.1")
client.cookies["barrio"] = "{}"
person = Person.objects.filter(collective__slug="norris-square").first()
page = client.get(f"/people/{{person.pk}}/")
print(page.status_code, person.personal["name"] in page.content.decode())
"""


@pytest.fixture
def targets(cluster, request):
    """Two new databases on a real server."""
    name = "".join(c if c.isalnum() else "_" for c in request.node.name)[:40].lower()
    return cluster.create_database(name), cluster.create_database(f"{name}_keys")


def move(machine: Machine, targets, **options) -> str:
    return machine.barrio(
        "migrate-to-postgres", "--database", targets[0], "--keyring", targets[1], **options
    )


def on(machine: Machine, targets) -> Machine:
    return machine.with_env(BARRIO_DATABASE_URL=targets[0], BARRIO_KEYRING_URL=targets[1])


def test_it_moves_every_row_and_work_goes_on(machine, targets):
    session = machine.python(SIGN_IN)
    rows = machine.rows()
    said = json.loads(machine.barrio(
        "migrate-to-postgres", "--json", "--database", targets[0], "--keyring", targets[1]
    ))  # fmt: skip
    for alias, name in (("default", "barrio"), ("keyring", "keyring")):
        counts = {
            table.removeprefix(f"{name}."): len(found)
            for table, found in rows.items()
            if table.startswith(f"{name}.") and "django_migrations" not in table
        }
        assert said["tables"][alias] == counts
    assert machine.rows() == rows  # only read
    moved = on(machine, targets)
    assert moved.python(GO_ON.format(session)) == "200 True"
    assert moved.python(SIGN_IN)
    senders = [moved.start("sender", "--once") for _ in range(2)]
    assert [sender.wait(60) for sender in senders] == [0, 0]
    assert_same_people(machine.home, targets[0])
    assert_guarded(targets[0])


def assert_same_people(home: Path, url: str) -> None:
    """Beside the command's own comparison: by another hand."""
    here = sqlite3.connect(home / "barrio.sqlite3")
    wanted = {
        (row[0], bytes(row[1])) for row in here.execute("SELECT id, sealed FROM people_person")
    }
    here.close()
    with psycopg.connect(url) as there:
        found = there.execute("SELECT replace(id::text, '-', ''), sealed FROM people_person")
        assert {(row[0], bytes(row[1])) for row in found} == wanted


def assert_guarded(url: str) -> None:
    """The triggers are on again, and sequences continue after the last row."""
    with psycopg.connect(url) as there:
        off = there.execute("SELECT count(*) FROM pg_trigger WHERE tgenabled <> 'O'").fetchone()
        assert off == (0,)
        last, following = there.execute(
            "SELECT max(id), nextval(pg_get_serial_sequence('auth_permission', 'id')) "
            "FROM auth_permission"
        ).fetchone()
        assert following == last + 1
        with pytest.raises(psycopg.errors.CheckViolation, match="append-only"):
            there.execute("DELETE FROM audit_entry")


def test_refuses_targets_that_hold_rows(machine, targets):
    move(machine, targets)
    assert "is not empty" in move(machine, targets, code=1)


def test_refuses_while_barrio_runs(machine, targets):
    machine.python(
        "import uuid; from barrio.core.clock import now; from barrio.runtime.beats import beat; "
        "beat(uuid.uuid4(), 'sender', at=now())"
    )
    assert "stop it" in move(machine, targets, code=1)


def test_it_keeps_nothing_of_a_move_that_fails(machine, targets):
    here = sqlite3.connect(machine.home / "barrio.sqlite3")
    here.execute("PRAGMA foreign_keys=OFF")
    here.execute(
        "UPDATE people_touch SET person_id = ? WHERE id = (SELECT min(id) FROM people_touch)",
        ["f" * 32],
    )
    here.commit()
    here.close()
    assert "Nothing was kept" in move(machine, targets, code=1)
    with psycopg.connect(targets[0]) as there:
        assert there.execute("SELECT count(*) FROM people_person").fetchone() == (0,)


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", "postgres://host"])
def test_refuses_an_address_that_is_none(machine, url):
    assert "postgres://user" in move(machine, (url, "postgres://h/k"), code=2)


def test_refuses_one_database_for_both(machine, targets):
    assert "a database of its own" in move(machine, (targets[0], targets[0]), code=2)


def test_it_backs_up_and_restores_on_postgresql(machine, targets, cluster, back_up, keepers):
    move(machine, targets)
    folder = back_up(on(machine, targets))
    again = tuple(cluster.create_database(f"again_{name}") for name in ("data", "keys"))
    other = on(Machine(machine.home.parent / "other", BARRIO_DEMO="1"), again)
    command = ["restore", "--from", folder, "--identity", keepers[0].file, "--to", other.home]
    assert "people_person" in other.barrio(*command)
    assert_same_people(machine.home, again[0])
    assert "has tables" in other.barrio(*command, code=1)
    assert other.python(SIGN_IN)
