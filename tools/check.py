"""`make check`: runs every check, reports each failure, and counts them at the end."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable

PRODUCTION = {
    "BARRIO_BASE_URL": "https://example.org",
    "BARRIO_ALLOWED_HOSTS": "example.org",
    "BARRIO_SECRET_KEY": "only-for-this-check-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "BARRIO_DEMO": "0",
    "BARRIO_DEBUG": "0",
}

CHECKS: list[tuple[str, list[str], dict[str, str]]] = [
    ("format", [f"{BIN}/ruff", "format", "--check", "--quiet"], {}),
    ("lint", [f"{BIN}/ruff", "check", "--quiet"], {}),
    ("types", [f"{BIN}/mypy", "--no-error-summary"], {}),
    ("import contracts", [f"{BIN}/lint-imports", "--no-cache"], {}),
    ("migrations", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"], {}),
    ("translations", [PYTHON, "tools/catalogues.py", "check"], {}),
    (
        "deployment",
        [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        PRODUCTION,
    ),
]


def run_check(name: str, argv: list[str], env: dict[str, str], home: str) -> bool:
    started = time.monotonic()
    done = subprocess.run(
        argv,
        cwd=ROOT,
        env={**os.environ, "BARRIO_HOME": home, **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    word = "ok" if done.returncode == 0 else "FAILED"
    print(f"{name:18} {word:7} {time.monotonic() - started:5.1f} s", flush=True)
    if done.returncode:
        print(done.stdout.rstrip(), flush=True)
    return done.returncode == 0


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="barrio-check-") as home:
        results = [run_check(*check, home) for check in CHECKS]
    failed = results.count(False)
    print(f"{failed} of {len(results)} checks failed" if failed else "all checks passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
