"""Two installations that share nothing but a network, or a stick: as if they were one server."""

import json
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager

import httpx
import pytest

from barrio.core.clock import now
from tests.federation import story
from tests.federation.conftest import introduce
from tests.ops.conftest import empty_home
from tests.ops.machine import DEMO, ROOT, Machine
from tests.postgres import free_port

__all__ = ["empty_home"]
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]  # an installation has its own


class Server:
    """An installation with one body, and a program in it that takes steps."""

    def __init__(self, name, home, port):
        self.name, self.slug, self.address = name, story.SLUGS[name], f"http://127.0.0.1:{port}"
        self.port = port
        self.machine = Machine(home, **DEMO, BARRIO_BASE_URL=self.address)
        self.machine.barrio("keys", "init")
        self.program = subprocess.Popen(
            [sys.executable, "-m", "tests.federation.story"], env=self.machine.env, cwd=ROOT,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def say(self, *words):
        self.program.stdin.write(" ".join(words) + "\n")
        self.program.stdin.flush()
        answer = self.program.stdout.readline()
        assert answer, f"{self.name} could not {' '.join(words)}"
        return json.loads(answer)

    def barrio(self, *args, **options):
        return self.machine.barrio("federation", *args, **options)

    @contextmanager
    def answering(self):
        argv = ["uvicorn", "barrio.asgi:application", "--port", str(self.port)]
        web = subprocess.Popen(
            [sys.executable, "-m", *argv, "--log-level", "warning"], env=self.machine.env, cwd=ROOT
        )
        try:
            end = time.monotonic() + 60
            while not answers(self.address):
                assert web.poll() is None and time.monotonic() < end
                time.sleep(0.1)
            yield
        finally:
            web.terminate()
            web.wait(20)


def answers(address):
    try:
        return httpx.get(address + "/sign-in/", trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


@pytest.fixture
def on_one_server(keys):
    """What both bodies hold at the end where no network is between them."""
    at = now()
    introduce(*(story.found(name, at) for name in story.SLUGS), at)
    for name, step in story.STEPS:
        story.take(name, step, at)
    return json.loads(json.dumps({name: story.facts(name, at) for name in story.SLUGS}))


@pytest.fixture
def servers(empty_home, tmp_path):
    made = []
    for name in story.SLUGS:
        shutil.copytree(empty_home, tmp_path / name)
        made.append(Server(name, tmp_path / name, free_port()))
    yield made
    for server in made:
        server.program.communicate()  # which closes what it reads from: it ends


def meet(one, other, tmp_path):
    """Each writes its card, and reads its digits to the other."""
    cards = {}
    for server in (one, other):
        server.say("found", server.name)
        file = tmp_path / f"{server.name}-card.json"
        said = server.barrio("card", "--json", "--collective", server.slug, "--to", file)
        cards[server.name] = (file, json.loads(said)["numbers"])
    for mine, theirs in ((one, other), (other, one)):
        file, numbers = cards[theirs.name]
        asked = ["meet", file, "--collective", mine.slug, "--as", f"{mine.slug}-a", "--numbers"]
        wrong = "00000 " + numbers[6:] if not numbers.startswith("00000") else "1" + numbers[1:]
        assert "nothing was kept" in mine.barrio(*asked, wrong, code=1)
        mine.barrio(*asked, numbers)


def test_over_the_network_it_comes_to_the_same(servers, on_one_server, tmp_path):
    north, commune = servers
    by_name = {server.name: server for server in servers}
    with north.answering(), commune.answering():
        meet(north, commune, tmp_path)
        for name, step in story.STEPS:
            by_name[name].say("take", name, step)
            by_name[name].say("deliver", name)
            for server in servers:  # what the other one answered by itself
                server.say("deliver", server.name)
        assert {s.name: s.say("facts", s.name) for s in servers} == on_one_server
        assert json.loads(north.barrio("deliver", "--json")) == {"arrived": 0, "waiting": 0}


def test_carried_on_a_stick_it_comes_to_the_same(servers, on_one_server, tmp_path):
    north, commune = servers
    meet(north, commune, tmp_path)
    stick = str(tmp_path / "stick.json")
    others = {"north": (north, commune), "commune": (commune, north)}
    for name, step in story.STEPS:
        mine, theirs = others[name]
        mine.say("take", name, step)
        for giver, taker in ((mine, theirs), (theirs, mine)):  # and what they answered to it
            giver.say("export", giver.name, stick)
            taker.say("import", taker.name, stick)
    assert {s.name: s.say("facts", s.name) for s in servers} == on_one_server

    (known,) = json.loads(north.barrio("list", "--json", "--collective", north.slug))["bodies"]
    assert (known["link"], known["compared"]) == ("up, linked", True)
    asked = ["export", "--collective", north.slug, "--body", known["body"], "--to", stick]
    north.barrio(*asked)
    said = commune.barrio("import", stick, "--collective", commune.slug, "--json")
    assert json.loads(said) == {"new_documents": 0}
    assert "another body" in north.barrio("import", stick, "--collective", north.slug, code=1)
    assert "no body" in north.barrio(*asked[:3], "--body", "nobody", "--to", stick, code=2)
    assert "cannot read" in north.barrio("import", "no file", "--collective", north.slug, code=2)
