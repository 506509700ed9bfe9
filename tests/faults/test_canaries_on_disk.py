"""Nothing that Barrio writes to disk names anybody: every file is searched for canaries."""

import os
import subprocess
import sys
from pathlib import Path

from tests.faults.test_sender_killed import ROOT, environment

BUILD = """
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("migrate", database="keyring", verbosity=0)
from barrio.accounts.actions import found_collective, grant_role, make_user
from barrio.accounts.enums import Role
from barrio.core.actors import SYSTEM
from barrio.core.clock import now
from barrio.people.importing import actions
from barrio.people.models import ContactImport, Person
from barrio.runtime.keyring import add_root, make_demo_key_file
from tests.world import build
at = now()
make_demo_key_file(settings.KEY_FILE)
add_root(secret=settings.KEY_FILE.read_bytes().strip(), at=at)
home = found_collective(slug="home", name="Home", kind="council", by=SYSTEM, at=at)
ana = make_user(handle="ana", password=None, language="en", by=SYSTEM, at=at)
for role in set(Role.values) - {Role.CONTROLLER}:  # who watches handles no money
    grant_role(collective=home, user=ana, role=role, by=SYSTEM, at=at)
parts = ["organizer", "canvasser", "dispatcher", "administrator"]
build(home, dict.fromkeys(parts, ana), "own", at)
batch = ContactImport.objects.get()
mapping = {"0": "name", "1": "phone"}
actions.set_mapping(batch=batch, mapping=mapping, source="CNRY-source", by=SYSTEM, at=at)
actions.preview(batch=batch, advance=lambda done, total: None)
batch.refresh_from_db()
actions.start_commit(batch=batch, by=SYSTEM, at=at)
actions.commit(batch=batch, today=at.date(), advance=lambda done, total: None)
raw = b"name,phone\\nCNRY Waiting,215 555 0177\\n"
actions.begin_import(collective=home, user=ana, filename="CNRY.csv", raw=raw, by=SYSTEM, at=at)
print(Person.objects.count())
"""
# The title of an event for members: operational, of nobody, and kept in clear.
IN_CLEAR = b"cnry-event-internal"
CANARIES = (b"cnry", b"2155550101", b"2155550177")


def test_no_file_names_anybody(tmp_path):
    env = environment(tmp_path, 2525, {})
    out = subprocess.run(
        [sys.executable, "-c", BUILD], env=env, check=True, cwd=ROOT, capture_output=True
    )
    assert out.stdout.split()[-1] == b"10"
    files = [Path(folder) / name for folder, _dirs, names in os.walk(tmp_path) for name in names]
    assert {"barrio.sqlite3", "keyring.sqlite3"} <= {path.name for path in files}
    assert any(path.suffix == ".sealed" for path in files)
    found = [
        (path.name, canary)
        for path in files
        for canary in CANARIES
        if canary in path.read_bytes().lower().replace(IN_CLEAR, b"")
    ]
    assert not found
    assert b"cnry" not in out.stderr.lower()
