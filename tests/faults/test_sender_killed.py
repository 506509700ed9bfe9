"""The sender is killed in the middle of a fan-out, again and again: nothing is lost."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEEP = os.environ.get("BARRIO_TEST_DEPTH") == "deep"
MESSAGES = 3000
KILLS = 10 if DEEP else 4

PREPARE = """
import sys, uuid, django
django.setup()
from django.conf import settings
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("migrate", database="keyring", verbosity=0)
from barrio.runtime.keyring import add_root, keyring, make_demo_key_file
from barrio.core.clock import now
at = now()
make_demo_key_file(settings.KEY_FILE)
add_root(secret=settings.KEY_FILE.read_bytes().strip(), at=at)
from benches.crowd import make_crowd
make_crowd(int(sys.argv[1]), at=at)
"""


def environment(tmp_path, smtp, databases):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("BARRIO_")}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "barrio.settings",
        "BARRIO_HOME": str(tmp_path / "home"),
        "BARRIO_SMTP_PORT": str(smtp),
        "PYTHONPATH": str(ROOT),
        **databases,
    }


def barrio(env, *arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "barrio.cli", *arguments],
        env=env,
        stdout=subprocess.DEVNULL,
        cwd=ROOT,
    )


@pytest.fixture
def databases():
    """None for SQLite; two databases of a throw-away cluster for PostgreSQL."""
    if os.environ.get("BARRIO_TEST_DATABASE") != "postgres":
        yield {}
        return
    from tests.postgres import Cluster

    cluster = Cluster().start()
    yield {
        "BARRIO_DATABASE_URL": cluster.create_database("faults"),
        "BARRIO_KEYRING_URL": cluster.create_database("faultkeys"),
    }
    cluster.stop()


@pytest.fixture
def sink(tmp_path):
    from barrio.ops.tour import free_ports

    smtp, http = free_ports(2)
    log = tmp_path / "handed-over"
    log.touch()
    arguments = ["--smtp-port", str(smtp), "--http-port", str(http), "--log", str(log), "--forget"]
    process = barrio(dict(os.environ, PYTHONPATH=str(ROOT)), "sink", *arguments)
    yield smtp, log
    process.kill()
    process.wait()


def handed_over(log):
    return log.read_text().splitlines()


def wait_until(ready, patience=120):
    deadline = time.monotonic() + patience
    while not ready():
        assert time.monotonic() < deadline, "the fan-out stands still"
        time.sleep(0.05)


def test_nothing_is_lost_when_senders_are_killed(tmp_path, sink, databases):
    smtp, log = sink
    env = environment(tmp_path, smtp, databases)
    subprocess.run([sys.executable, "-c", PREPARE, str(MESSAGES)], env=env, check=True, cwd=ROOT)
    senders = 2 if databases else 1
    chance, in_flight = random.Random(17), 0
    for kill in range(KILLS):
        running = [barrio(env, "sender", "--lease", "1") for _number in range(senders)]
        # Kill while it is at work: once some more have gone out, at a random moment after.
        goal = len(handed_over(log)) + chance.randrange(20, MESSAGES // KILLS // 2)
        wait_until(lambda goal=goal: len(handed_over(log)) >= min(goal, MESSAGES))
        for process in running:
            process.send_signal(signal.SIGKILL)
            process.wait()
        written_down = states(env).get("sent", 0)
        out = len(set(handed_over(log)))
        in_flight += out - written_down
        assert out < MESSAGES, f"too fast: all were out before kill {kill}"
    time_for_leases = [barrio(env, "sender", "--lease", "1") for _number in range(senders)]
    wait_until(lambda: len(set(handed_over(log))) >= MESSAGES)
    wait_until(lambda: states(env) == {"sent": MESSAGES})
    for process in time_for_leases:
        process.terminate()
        process.wait()
    lines = handed_over(log)
    assert len(set(lines)) == MESSAGES, "one idempotency key for each message, none missing"
    duplicates = len(lines) - MESSAGES
    print(f"{KILLS} kills of {senders}: {in_flight} in flight, {duplicates} handed over again")
    assert duplicates <= in_flight, "what was handed over and not written down, and no more"


def states(env):
    script = (
        "import django, json; django.setup(); from collections import Counter;"
        "from barrio.comms.models import Delivery;"
        "print(json.dumps(Counter(Delivery.objects.values_list('state', flat=True))))"
    )
    import json

    out = subprocess.run(
        [sys.executable, "-c", script], env=env, check=True, cwd=ROOT, capture_output=True
    )
    return json.loads(out.stdout)
