import json
import socket
import time
from contextlib import contextmanager

import pytest

from tests.postgres import free_port

pytestmark = pytest.mark.one_database

BEAT = (
    "import uuid; from barrio.core.clock import now; from barrio.runtime.beats import beat; "
    "[beat(uuid.uuid4(), kind, at=now()) for kind in ('worker', 'sender')]"
)
REAL = {
    "BARRIO_DEMO": "0",
    "BARRIO_BASE_URL": "https://barrio.example.org",
    "BARRIO_ALLOWED_HOSTS": "barrio.example.org",
    "BARRIO_KEY_SOURCE": "credential",
}


@contextmanager
def sink(machine, smtp, http):
    process = machine.start("sink", "--smtp-port", smtp, "--http-port", http)
    try:
        for port in (smtp, http):
            wait_for_port(port)
        yield
    finally:
        process.terminate()
        process.wait(10)


def wait_for_port(port):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with socket.socket() as caller:
            if caller.connect_ex(("127.0.0.1", port)) == 0:
                return
    pytest.fail(f"nothing listens on {port}")


def checks(text):
    return {check["name"]: check for check in json.loads(text)["checks"]}


@pytest.fixture
def real(machine):
    smtp, http = free_port(), free_port()
    ways = {"BARRIO_SMTP_PORT": str(smtp), "BARRIO_SMS_URL": f"http://127.0.0.1:{http}/sms"}
    real = machine.with_env(**REAL, **ways)
    real.ports = (smtp, http)
    return real


def test_it_finds_a_sound_installation_sound(real, back_up):
    back_up(real)
    real.python(BEAT)
    with sink(real, *real.ports):
        found = checks(real.barrio("doctor", "--json"))
    assert {name: check for name, check in found.items() if check["state"] == "bad"} == {}
    assert found["mail"]["state"] == found["keys"]["state"] == found["backup"]["state"] == "ok"


def test_it_says_what_is_bad_and_how_to_mend_it(real):
    said = real.barrio("doctor", code=1)
    for name in ("mail", "backup", "worker", "sender"):
        assert name in said


def test_it_says_that_a_key_file_gives_all_to_a_thief(machine):
    said = machine.barrio("doctor", code=1)
    assert "keys" in said and "second factor" in said


def test_every_finding_but_a_good_one_says_what_to_do(machine, monkeypatch):
    done = machine._run("-m", "barrio.cli", "doctor", "--json")
    assert done.returncode == 1
    found = checks(done.stdout)
    assert "a thief of this machine reads everything" in found["keys"]["says"]
    assert [check["name"] for check in found.values() if check["state"] != "ok"]
    assert all(check["do"] for check in found.values() if check["state"] != "ok")


def test_it_does_not_stumble_over_an_empty_folder(machine, tmp_path):
    bare = machine.with_env(BARRIO_HOME=str(tmp_path / "bare"))
    done = bare._run("-m", "barrio.cli", "doctor", "--json")
    assert done.returncode == 1
    assert checks(done.stdout)["database default"]["do"] == "Run 'barrio migrate'."


def test_it_names_a_database_that_is_damaged(machine):
    path = machine.home / "keyring.sqlite3"
    raw = bytearray(path.read_bytes())
    for page in range(2, len(raw) // 4096):
        raw[page * 4096 : page * 4096 + 40] = b"\xee" * 40
    path.write_bytes(raw)
    assert "database" in machine.barrio("doctor", code=1) or "keys" in machine.barrio(
        "doctor", code=1
    )
