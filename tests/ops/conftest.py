import fcntl
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import skip_or_fail
from tests.ops.machine import DEMO, Machine
from tests.postgres import Cluster, NoPostgres


@dataclass(frozen=True)
class Keeper:
    """One of the two people whose keys open a backup."""

    file: Path
    recipient: str


def made_once(tmp_path_factory, name, make):
    """A home that one worker of the run makes and all of them copy."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    home = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            part = shared / f"{name}.part"
            shutil.rmtree(part, ignore_errors=True)
            make(part)
            part.rename(home)
    return home


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory):
    """Migrated once; tests copy it, for migrating takes seconds."""
    return made_once(tmp_path_factory, "empty-home", lambda home: Machine(home).barrio("migrate"))


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory, empty_home):
    def make(home):
        shutil.copytree(empty_home, home)
        machine = Machine(home, **DEMO)
        machine.barrio("keys", "init")
        machine.barrio("demo")
        (home / "media" / "imports").mkdir(parents=True)
        (home / "media" / "imports" / "a.sealed").write_bytes(b"\x01\x02")

    return made_once(tmp_path_factory, "demo-home", make)


@pytest.fixture
def empty(empty_home, tmp_path):
    shutil.copytree(empty_home, tmp_path / "home")
    return Machine(tmp_path / "home")


@pytest.fixture
def machine(demo_home, tmp_path):
    """Norris Square on a machine of its own."""
    shutil.copytree(demo_home, tmp_path / "home")
    return Machine(tmp_path / "home", **DEMO)


@pytest.fixture(scope="session")
def keepers(tmp_path_factory):
    folder, made = tmp_path_factory.mktemp("keys"), []
    for name in ("ana", "delia", "stranger"):
        text = Machine(folder / "none").barrio("backup", "keygen")
        (folder / name).write_text(text)
        made.append(Keeper(folder / name, text.split("public key: ")[1].split()[0]))
    return made


@pytest.fixture
def back_up(keepers, tmp_path):
    """Makes a backup and gives its folder."""

    def back_up(machine, *more):
        before = set((tmp_path / "backups").glob("barrio-*"))
        sealed_to = [a for keeper in keepers[:2] for a in ("--recipient", keeper.recipient)]
        machine.barrio("backup", "--to", tmp_path / "backups", *sealed_to, *more)
        (made,) = set((tmp_path / "backups").glob("barrio-*")) - before
        return made

    return back_up


@pytest.fixture(scope="session")
def cluster():
    try:
        cluster = Cluster().start()
    except NoPostgres as error:
        skip_or_fail(str(error))
    yield cluster
    cluster.stop()
