import json

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english():
    """A page asked for in Spanish leaves its thread in Spanish."""
    with translation.override("en"):
        yield


@pytest.fixture
def write(tmp_path):
    """``write("a.csv", "…")``: a file of this test's own."""

    def make(name, content):
        path = tmp_path / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    return make


@pytest.fixture
def barrio(capsys):
    """``barrio("import", …)``: exit code, what it printed, what it complained of."""
    from barrio import cli

    def run(*argv):
        code = cli.main([str(one) for one in argv])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run
