import os
import signal
import socket
import sys
import time

import pytest

from barrio.core.commands import BadInput, CommandFailed
from barrio.ops import run
from barrio.ops.migrations_state import looks_migrated, migrate

FOREVER = "import time; time.sleep(600)"


@pytest.fixture
def taken_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def clean_environment(monkeypatch, tmp_path):
    for name in list(os.environ):
        if name.startswith("BARRIO_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("BARRIO_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def crew():
    crew = run.Crew()
    yield crew
    crew.stop()


def test_refuses_a_port_in_use_and_names_another(taken_port):
    with pytest.raises(CommandFailed, match=f"port {taken_port} .* in use.*--port"):
        run.choose_port("127.0.0.1", taken_port)


def test_it_takes_the_next_free_port(taken_port):
    assert run.choose_port("127.0.0.1", None, taken_port) > taken_port


def test_refuses_a_host_that_is_no_address():
    with pytest.raises(BadInput, match="--host"):
        run.choose_port("no such host", 8000)


def test_it_is_a_demo_in_an_empty_folder(clean_environment):
    assert run.is_demo(no_demo=False)
    assert not run.is_demo(no_demo=True)


def test_it_is_no_demo_where_there_are_data_without_the_demo_key(clean_environment):
    (clean_environment / "barrio.sqlite3").touch()
    assert not run.is_demo(no_demo=False)
    (clean_environment / "demo.key").touch()
    assert run.is_demo(no_demo=False)


@pytest.mark.parametrize(
    ("name", "value", "demo"),
    [
        ("BARRIO_DEMO", "0", False),
        ("BARRIO_DEMO", "1", True),
        ("BARRIO_DATABASE_URL", "postgres://db/barrio", False),
    ],
)
def test_it_does_as_the_environment_says(clean_environment, monkeypatch, name, value, demo):
    monkeypatch.setenv(name, value)
    assert run.is_demo(no_demo=False) is demo


def test_it_keeps_an_address_that_was_set(clean_environment, monkeypatch):
    monkeypatch.setenv("BARRIO_BASE_URL", "https://barrio.example.org")
    monkeypatch.setenv("BARRIO_ALLOWED_HOSTS", "barrio.example.org")
    run.set_environment("0.0.0.0", 8000, demo=False)
    assert os.environ["BARRIO_BASE_URL"] == "https://barrio.example.org"
    assert os.environ["BARRIO_ALLOWED_HOSTS"] == "barrio.example.org"


def test_it_starts_again_what_was_killed(crew):
    child = crew.add("worker", "-c", FOREVER)
    first = child.process
    first.kill()
    first.wait()
    said: list[str] = []
    child.look(time.monotonic(), said.append)
    assert said == ["worker ended (signal SIGKILL); starting it again in 1 s"]
    child.look(child.due, said.append)
    assert child.process.pid != first.pid
    assert child.process.poll() is None


def test_it_waits_longer_each_time_a_child_dies(crew):
    child = crew.add("worker", "-c", FOREVER)
    pauses = []
    for _death in range(8):
        child.process.kill()
        child.process.wait()
        at = child.started + 0.1
        child.look(at, lambda line: None)
        pauses.append(child.due - at)
        child.look(child.due, lambda line: None)
    assert pauses == sorted(pauses)
    assert pauses[-1] == pytest.approx(30)


def test_it_stops_all_of_them(crew):
    children = [crew.add(name, "-c", FOREVER) for name in ("web", "worker")]
    crew.stop()
    assert [child.process.returncode for child in children] == [-signal.SIGTERM] * 2


def test_it_kills_what_will_not_stop(crew, monkeypatch):
    monkeypatch.setattr(run, "GRACE", 0.0)
    stubborn = "import signal; signal.signal(15, signal.SIG_IGN); " + FOREVER
    child = crew.add("worker", "-c", stubborn)
    crew.stop()
    assert child.process.returncode in {-signal.SIGKILL, -signal.SIGTERM}


def test_it_hands_the_passphrase_through_a_pipe(tmp_path):
    target = tmp_path / "got"
    read = (
        "import os; fd = int(os.environ['BARRIO_PASSPHRASE_FD']);"
        f"open({str(target)!r}, 'wb').write(os.fdopen(fd, 'rb').read())"
    )
    child = run.Child("web", [sys.executable, "-c", read], secret=b"open sesame")
    child.start(0)
    assert child.process.wait(20) == 0
    assert target.read_bytes() == b"open sesame"
    assert "BARRIO_PASSPHRASE_FD" not in os.environ


@pytest.mark.django_db
def test_it_sees_that_there_is_nothing_to_migrate():
    assert migrate() == 0


def test_an_empty_folder_does_not_look_migrated(settings, tmp_path):
    database = {"ENGINE": "barrio.core.sqlite", "NAME": str(tmp_path / "none.sqlite3")}

    class Empty:
        INSTALLED_APPS = settings.INSTALLED_APPS
        DATABASES = {"default": database, "keyring": database}

    assert not looks_migrated(Empty)
