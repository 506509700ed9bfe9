"""Translations: `compile` writes every .mo; `check` fails on a Spanish string that is missing.

Usage: python tools/catalogues.py compile|check [APP …]
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "es"


def compile_all(package: Path = ROOT / "barrio") -> int:
    """Compiles the catalogues that are newer than their .mo; how many were."""
    import polib

    compiled = 0
    for source in sorted(package.rglob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        polib.pofile(str(source)).save_as_mofile(str(target))
        compiled += 1
    return compiled


def check(package: Path = ROOT / "barrio", only: list[str] | None = None) -> list[str]:
    """One line for each string that Spanish readers would see in English, or wrong."""
    if shutil.which("xgettext") is None:
        return ["xgettext is missing: apt-get install gettext"]
    apps = sorted(path.parent for path in package.glob("*/__init__.py"))
    apps = [app for app in apps if not only or app.name in only]
    return [line for app in apps for line in (*leftovers(app), *check_app(app))]


def leftovers(app: Path) -> Iterator[str]:
    """A `#|` tells what a fuzzy string was: without one, gettext's own tools refuse the file."""
    for held_in in app.glob("locale/*/LC_MESSAGES/*.po"):
        if any(line.startswith("#|") for line in held_in.read_text().splitlines()):
            yield f"{app.name}: {held_in.name} has lines that begin with #|"


def check_app(app: Path) -> Iterator[str]:
    import polib

    wanted = extract(app)
    held_in = app / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
    held = polib.pofile(str(held_in)) if held_in.exists() else polib.POFile()
    known = {(entry.msgctxt, entry.msgid): entry for entry in held if not entry.obsolete}
    found = re.search(r"nplurals=(\d)", held.metadata.get("Plural-Forms", ""))
    forms = int(found[1]) if found else 2
    for entry in wanted:
        problem = problem_with(entry, known.get((entry.msgctxt, entry.msgid)), forms)
        if problem:
            yield f"{app.name}: {problem}: {entry.msgid!r}"


def problem_with(wanted, held, plurals: int) -> str | None:
    if held is None:
        return "missing"
    if "fuzzy" in held.flags:
        return "fuzzy"
    if wanted.msgid_plural:
        forms = held.msgstr_plural
        complete = held.msgid_plural == wanted.msgid_plural and len(forms) == plurals
        return None if complete and all(forms.values()) else "plural not translated"
    return None if held.msgstr else "not translated"


def extract(app: Path) -> list:
    """What `makemessages` finds in a copy of the app without its catalogue."""
    import polib

    with tempfile.TemporaryDirectory(prefix="barrio-messages-") as folder:
        copy = Path(folder) / app.name
        shutil.copytree(app, copy, ignore=shutil.ignore_patterns("locale", "vendor", "*.pyc"))
        (copy / "locale").mkdir()
        done = subprocess.run(
            [sys.executable, "-m", "django", "makemessages", "-l", LANGUAGE, "-v", "0",
             "--no-location"],
            cwd=copy, capture_output=True, text=True,
            env={k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"},
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"makemessages failed in {app.name}: {done.stderr}")
        found = copy / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
        entries = list(polib.pofile(str(found))) if found.exists() else []
    return [entry for entry in entries if not entry.obsolete]


def main(verb: str, *apps: str) -> int:
    if verb == "compile":
        compile_all()
        return 0
    problems = check(only=list(apps))
    for problem in problems:
        print(problem)
    if problems:
        print(f"{len(problems)} Spanish strings to mend")
    return 1 if problems else 0


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in {"compile", "check"}:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
