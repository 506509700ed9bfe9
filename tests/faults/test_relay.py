"""A real RabbitMQ, a relay and two workers; the broker is restarted and a worker is killed."""

import os
import signal
import time

import pytest

from tests.conftest import skip_or_fail
from tests.ops.machine import Machine
from tests.postgres import Cluster
from tests.rabbit import NoRabbit, Rabbit

KILLED = -signal.SIGKILL
PATIENCE = 90  # seconds; what is waited for normally takes one or two
ENQUEUE = """
import sys
from tests.faults.jobs import wait_for, write_down
for name in {names!r}:
    {job}.enqueue({folder!r}, name)
"""
LEFT = """
from django_tasks_db.models import DBTaskResult
print(DBTaskResult.objects.exclude(status="SUCCESSFUL").count())
"""
# As if the killed worker's lease had run out, without waiting for it.
FORGET_BEAT = """
from datetime import timedelta
from barrio.core.clock import now
from barrio.runtime.models import ProcessBeat
ProcessBeat.objects.filter(kind="worker", name__endswith=":{pid}").update(
    beat_at=now() - timedelta(minutes=5))
"""


@pytest.fixture
def rabbit():
    try:
        broker = Rabbit()
    except NoRabbit as error:
        skip_or_fail(str(error))
    broker.start()
    yield broker
    broker.stop()


@pytest.fixture
def machine(tmp_path, rabbit):
    env = {"BARRIO_BROKER_URL": rabbit.url, "BARRIO_DEMO": "1"}
    cluster = None
    if os.environ.get("BARRIO_TEST_DATABASE") == "postgres":
        cluster = Cluster().start()
        env["BARRIO_DATABASE_URL"] = cluster.create_database("relay_barrio")
        env["BARRIO_KEYRING_URL"] = cluster.create_database("relay_keyring")
    machine = Machine(tmp_path / "home", **env)
    machine.barrio("migrate")
    yield machine
    if cluster:
        cluster.stop()


@pytest.fixture
def processes(machine):
    started = {
        name: machine.start(name.split("-")[0]) for name in ("relay", "worker-1", "worker-2")
    }
    yield started
    for process in started.values():
        process.terminate()
    for process in started.values():
        assert process.wait(30) in {0, KILLED}


def until(fact, processes):
    """Waits for a fact while all that should run is running."""
    end = time.monotonic() + PATIENCE
    while not fact():
        dead = [name for name, process in processes.items() if process.poll() not in {None, KILLED}]
        assert not dead, f"ended by themselves: {dead}"
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.1)


def runs(folder, name):
    file = folder / name
    return file.read_text().split() if file.exists() else []


def test_jobs_survive_a_restarted_broker_and_a_killed_worker(machine, processes, rabbit, tmp_path):
    def wait(fact):
        until(fact, processes)

    def enqueue(job, *names):
        machine.python(ENQUEUE.format(names=names, job=job, folder=str(tmp_path)))

    first = [f"first-{n}" for n in range(20)]
    enqueue("write_down", *first)
    wait(lambda: all(runs(tmp_path, name) for name in first))

    rabbit.halt()
    second = [f"second-{n}" for n in range(20)]
    enqueue("write_down", *second)
    assert not any(runs(tmp_path, name) for name in second)
    rabbit.start()
    wait(lambda: all(runs(tmp_path, name) for name in second))

    enqueue("wait_for", "long")
    wait(lambda: runs(tmp_path, "long"))
    killed = int(runs(tmp_path, "long")[0])
    os.kill(killed, signal.SIGKILL)
    machine.python(FORGET_BEAT.format(pid=killed))
    (tmp_path / "long.go").touch()
    wait(lambda: runs(tmp_path, "long.done"))
    wait(lambda: machine.python(LEFT) == "0")

    assert [len(runs(tmp_path, name)) for name in first + second] == [1] * 40
    assert len(runs(tmp_path, "long")) == 2
    assert runs(tmp_path, "long.done") != [str(killed)]
