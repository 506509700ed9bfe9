"""The conventions that neither the linter nor the import contracts can see."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import NoReverseMatch, get_resolver

from tests.conftest import skip_or_fail
from tools import catalogues

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "barrio"
APPS = sorted(path.parent.name for path in PACKAGE.glob("*/apps.py"))
LOADED = re.compile(r"""{%\s*(?:include|extends)\s+["']([a-z_]+)/""")
LINKED = re.compile(r"""{%\s*url\s+["']([a-z_]+):""")
# Where everybody's way home, out and in leads, and what the errors say.
FRAME = {"ui"}


def layers() -> list[list[str]]:
    """The rows of the import contract, lowest first."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contract = config["tool"]["importlinter"]["contracts"][0]
    rows = [re.findall(r"[a-z]+", row) for row in contract["layers"]]
    return rows[::-1]


RANK = {app: rank for rank, row in enumerate(layers()) for app in row}


def files(*suffixes: str) -> list[Path]:
    """What is tracked; a stray file of somebody's is not our business."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        skip_or_fail("this is no git checkout")
    paths = [ROOT / name for name in done.stdout.split("\0") if name]
    return [path for path in paths if path.exists() and (not suffixes or path.suffix in suffixes)]


def looks_up(app: str, other: str) -> bool:
    """Whether `other` is a row above `app`, or its neighbour in the same row."""
    if app == other or other not in RANK:
        return False
    return RANK[other] >= RANK[app]


@pytest.mark.parametrize("app", APPS)
def test_it_gives_every_app_a_layer(app):
    assert app in RANK


def test_foreign_keys_point_down():
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model is not None
        if field.related_model._meta.label != settings.AUTH_USER_MODEL
        if looks_up(app, field.related_model._meta.app_label)
    ]
    assert upward == []


def test_templates_take_from_below():
    assert upward_in_templates(LOADED) == []


def test_links_in_templates_lead_down():
    """But for the frame in `ui`, which leads home and out, and is filled by registries."""
    assert [line for line in upward_in_templates(LINKED) if line.split("/")[1] not in FRAME] == []


def upward_in_templates(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in sorted(PACKAGE.glob("*/templates/**/*.html")):
        app = path.relative_to(PACKAGE).parts[0]
        others = pattern.findall(path.read_text())
        found += [f"{path.relative_to(ROOT)}: {other}" for other in others if looks_up(app, other)]
    return found


def test_every_template_is_read_by_the_engine():
    from django.template.loader import get_template

    for path in sorted(PACKAGE.glob("*/templates/**/*.html")):
        app = path.relative_to(PACKAGE).parts[0]
        get_template(str(path.relative_to(PACKAGE / app / "templates")))


def test_links_in_templates_name_what_exists():
    known = all_url_names()
    wanted = re.compile(r"""{%\s*url\s+["']([\w:-]+)["']""")
    missing = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sorted(PACKAGE.glob("*/templates/**/*.html"))
        for name in wanted.findall(path.read_text())
        if name not in known
    ]
    assert missing == []


def all_url_names() -> set[str]:
    names: set[str] = set()

    def walk(resolver, prefix: str) -> None:
        for pattern in resolver.url_patterns:
            if hasattr(pattern, "url_patterns"):
                space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
                walk(pattern, space)
            elif pattern.name:
                names.add(prefix + pattern.name)

    walk(get_resolver(), "")
    assert names, NoReverseMatch
    return names


@pytest.mark.parametrize("app", APPS)
def test_spanish_is_complete(app):
    problems = catalogues.check(only=[app])
    if problems and problems[0].startswith("xgettext is missing"):
        skip_or_fail(problems[0])
    assert problems == []


@pytest.mark.parametrize("path", files(".sh", ".py", ".html", ".js", ".css"), ids=str)
def test_nothing_is_left_for_later(path):
    marks = [f"TO{'DO'}", f"FIX{'ME'}", f"XX{'X'}", f"NotImplemented{'Error'}", f"coming {'soon'}"]
    later = re.compile(rf"\b({'|'.join(marks)})\b")
    assert later.findall(path.read_text()) == []


@pytest.mark.parametrize("path", files(".html"), ids=str)
def test_pages_hold_no_inline_script_style_or_foreign_address(path):
    text = path.read_text()
    assert not re.search(r"<style|\sstyle=|\son(click|load|submit|change|input)=", text)
    assert not re.search(r"""(src|href|action)=["'](https?:)?//""", text)


def test_templates_of_pages_extend_a_base():
    """A page without the base has neither its way home nor its language switch.

    The shift's page is kept on phones, so it may hold nothing of a session; it has its own.
    """
    whole = [path for path in PACKAGE.glob("*/templates/**/*.html") if "<html" in path.read_text()]
    whole = [path for path in whole if path.name != "shift.html"]
    assert {path.relative_to(PACKAGE).parts[0] for path in whole} <= {"ui", "comms"}


def test_locks_hold_hashes_and_no_address():
    for name in ("requirements.lock", "requirements-test.lock", "package-lock.json"):
        text = (ROOT / name).read_text()
        assert "--index-url" not in text and "--find-links" not in text
        assert '"resolved"' not in text
        assert "sha" in text


def test_the_test_lock_holds_the_whole_run_lock():
    wanted, held = (
        set(re.findall(r"^[a-z0-9._-]+==[^ ;]+", (ROOT / name).read_text(), re.M))
        for name in ("requirements.lock", "requirements-test.lock")
    )
    assert wanted <= held


def test_no_front_end_file_of_others_is_committed():
    assert [path for path in files() if "vendor" in path.parts] == []


@pytest.mark.parametrize(("name", "most"), [("README.md", 100), ("CONTRIBUTING.md", 80)])
def test_the_first_pages_stay_short(name, most):
    assert len((ROOT / name).read_text().splitlines()) <= most


def test_links_between_documents_lead_somewhere():
    broken = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in files(".md")
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text())
        if not target.endswith(".png") and not (path.parent / target).exists()
    ]
    assert broken == []
