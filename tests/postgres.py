"""A throw-away PostgreSQL cluster, run from the server binaries that are installed."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

OPTIONS = {
    # Nothing in it outlives the tests, so it need not survive a power cut.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
}


class NoPostgres(Exception):
    """PostgreSQL's server is not installed: apt-get install postgresql."""


def find_binaries() -> Path:
    """The newest folder that holds `initdb`."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    folders.sort(key=lambda folder: float(folder.parent.name))
    if folders:
        return folders[-1]
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    raise NoPostgres(NoPostgres.__doc__)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class Cluster:
    """`start()` makes it and returns; `stop()` ends and deletes it."""

    def __init__(self) -> None:
        self.binaries = find_binaries()
        # PostgreSQL refuses to run as root.
        self.user = "postgres" if os.geteuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="barrio-postgres-"))
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Cluster":
        if self.user:
            owner = pwd.getpwnam(self.user)
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        self._run(
            "initdb",
            "-D",
            f"{self.folder}/data",
            "-U",
            "barrio",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        settings = [f"--{name.replace('_', '-')}={value}" for name, value in OPTIONS.items()]
        self.process = subprocess.Popen(
            [
                self.binaries / "postgres",
                "-D",
                f"{self.folder}/data",
                "-p",
                str(self.port),
                *settings,
            ],
            **self._as_user(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait()
        return self

    def url(self, database: str = "postgres") -> str:
        return f"postgres://barrio@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str) -> str:
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "barrio", name)
        return self.url(name)

    def stop(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGINT)  # "fast": does not wait for clients
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _wait(self) -> None:
        self._run(
            "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port), "-t", "30", patience=60
        )

    def _as_user(self) -> dict:
        return (
            {"user": self.user, "group": self.user, "extra_groups": [], "cwd": "/"}
            if self.user
            else {}
        )

    def _run(self, program: str, *args: str, patience: int = 1) -> None:
        for attempt in range(patience):
            done = subprocess.run(
                [self.binaries / program, *args], **self._as_user(), capture_output=True, text=True
            )
            if done.returncode == 0:
                return
            if attempt + 1 < patience:
                time.sleep(0.25)
        self.stop()
        raise RuntimeError(f"{program} failed: {done.stderr.strip()}")
