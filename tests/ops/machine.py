"""An installation of its own in a folder: commands run in it as an operator runs them."""

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SET_UP = "import django; django.setup()\n"
DEMO = {"BARRIO_DEMO": "1"}


class Machine:
    """`barrio(...)` runs a command, `python(...)` a script; both with this home alone."""

    def __init__(self, home: Path, **env: str) -> None:
        self.home = home
        ours = {k: v for k, v in os.environ.items() if not k.startswith("BARRIO_")}
        self.env = {
            **ours,
            "BARRIO_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "barrio.settings",
            "PYTHONPATH": str(ROOT),
            **env,
        }

    def with_env(self, **env: str) -> "Machine":
        machine = Machine(self.home)
        machine.env = {**self.env, **env}
        return machine

    def barrio(self, *args: object, code: int = 0, **options: Any) -> str:
        """What it printed; its complaint where `code` is not 0."""
        done = self._run("-m", "barrio.cli", *map(str, args), **options)
        assert done.returncode == code, done.stderr + done.stdout
        return done.stdout if code == 0 else done.stderr

    def python(self, script: str) -> str:
        done = self._run("-c", SET_UP + script)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def start(self, *args: object) -> subprocess.Popen:
        argv = [sys.executable, "-m", "barrio.cli", *map(str, args)]
        return subprocess.Popen(argv, env=self.env, cwd=ROOT, stdout=subprocess.DEVNULL)

    def _run(self, *args: str, **options: Any) -> subprocess.CompletedProcess:
        argv = [sys.executable, *args]
        return subprocess.run(
            argv, env=self.env, cwd=ROOT, capture_output=True, text=True, **options
        )

    def rows(self) -> dict[str, list[str]]:
        """Every row of both databases, as text."""
        return {
            f"{name}.{table}": rows
            for name in ("barrio", "keyring")
            for table, rows in rows_of(self.home / f"{name}.sqlite3").items()
        }

    def files(self) -> dict[str, bytes]:
        """Every file but the logs that a reader may leave."""
        return {
            str(path.relative_to(self.home)): path.read_bytes()
            for path in sorted(self.home.rglob("*"))
            if path.is_file() and not path.name.endswith(("-wal", "-shm"))
        }

    def wipe(self) -> None:
        shutil.rmtree(self.home)


def rows_of(path: Path) -> dict[str, list[str]]:
    connection = sqlite3.connect(path)
    names = [
        row[0]
        for row in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
        if not row[0].startswith("sqlite")
    ]
    found = {
        name: sorted(repr(row) for row in connection.execute(f'SELECT * FROM "{name}"'))
        for name in names
    }
    connection.close()
    return found
