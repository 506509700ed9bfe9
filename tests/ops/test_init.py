import json
import os

import pytest

pytestmark = pytest.mark.one_database

SECRET = b"correct horse battery staple six words"
WANTED = ["--name", "Norris Square Council", "--slug", "norris-square", "--kind", "council"]
ACCEPT = """
import re
from django.test import Client
from barrio.accounts.models import Grant
for number, link in enumerate({links}):
    path = link.removeprefix("https://barrio.example.org")
    client = Client(HTTP_HOST="barrio.example.org")
    page = client.get(path, secure=True)
    assert page.status_code == 200, page.status_code
    form = {{"handle": f"admin{{number}}", "password": "seven quiet herons", "password1":
        "seven quiet herons", "password2": "seven quiet herons"}}
    answer = client.post(path, form, secure=True)
    assert answer.status_code == 302, re.sub("<[^>]+>", " ", answer.content.decode())
    assert Client(HTTP_HOST="barrio.example.org").get(path, secure=True).status_code == 410
print(Grant.objects.active().filter(role="administrator").count())
"""


@pytest.fixture
def real(empty):
    return empty.with_env(
        BARRIO_BASE_URL="https://barrio.example.org",
        BARRIO_ALLOWED_HOSTS="barrio.example.org",
        BARRIO_KEY_SOURCE="passphrase",
    )


def with_passphrase(machine, run, secret=SECRET):
    """As `barrio run` does: through a pipe, never by an argument."""
    reading, writing = os.pipe()
    os.write(writing, secret)
    os.close(writing)
    return run(machine.with_env(BARRIO_PASSPHRASE_FD=str(reading)), {"pass_fds": [reading]})


def init(machine, *more, code=0):
    return with_passphrase(
        machine, lambda m, options: m.barrio("init", "--json", *WANTED, *more, code=code, **options)
    )


def test_two_administrators_come_in_by_their_links(real, tmp_path):
    (tmp_path / "pass").mkdir()
    (tmp_path / "pass" / "barrio-passphrase").write_bytes(SECRET)
    made = json.loads(init(real))
    assert len(set(made["links"])) == 2
    credential = real.with_env(
        BARRIO_KEY_SOURCE="credential", CREDENTIALS_DIRECTORY=str(tmp_path / "pass")
    )
    assert credential.python(ACCEPT.format(links=made["links"])) == "2"


def test_refuses_a_slug_that_is_taken(real):
    init(real)
    assert "already" in init(real, code=1)


def test_it_opens_the_keys_that_are_there(real):
    init(real)
    second = [*WANTED[:3], "tenants", *WANTED[4:]]
    said = with_passphrase(
        real, lambda m, options: m.barrio("init", *second, **options), secret=SECRET
    )
    assert said.count("https://barrio.example.org/") == 2
    wrong = with_passphrase(
        real,
        lambda m, options: m.barrio("init", *WANTED[:3], "x", *WANTED[4:], code=1, **options),
        secret=b"another passphrase altogether",
    )
    assert "passphrase" in wrong


def test_refuses_a_slug_with_spaces(real):
    said = with_passphrase(
        real,
        lambda m, options: m.barrio(
            "init", "--name", "X", "--slug", "norris square", "--kind", "council", code=2, **options
        ),
    )
    assert "--slug" in said


def test_refuses_without_a_console(real):
    assert "console" in real.barrio("init", *WANTED, code=2, stdin=-3)
