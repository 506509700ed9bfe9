"""A throw-away RabbitMQ on this machine, run from the server that is installed."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from tests.postgres import free_port

PATIENCE = 90  # seconds until it must answer


class NoRabbit(Exception):
    """RabbitMQ's server is not installed: apt-get install rabbitmq-server."""


def find_server() -> Path:
    # Not Debian's wrapper in /usr/sbin, which would change to the system's user and folders.
    folders = sorted(Path("/usr/lib/rabbitmq/lib").glob("*/sbin/rabbitmq-server"))
    if not folders:
        raise NoRabbit(NoRabbit.__doc__)
    return folders[-1]


class Rabbit:
    """`start()` returns when it answers; `stop()` ends it; `url` is its address."""

    def __init__(self) -> None:
        self.server = find_server()
        self.folder = Path(tempfile.mkdtemp(prefix="barrio-rabbit-"))
        self.port, self.process = free_port(), None
        self.url = f"amqp://guest:guest@127.0.0.1:{self.port}//"
        loopback = "{127,0,0,1}"
        (self.folder / "rabbitmq.conf").write_text(
            f"listeners.tcp.1 = 127.0.0.1:{self.port}\nlog.console = false\n"
        )
        (self.folder / "enabled_plugins").write_text("[].\n")
        self.env = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_EPMD_PORT": str(free_port()),
            "RABBITMQ_NODENAME": f"barrio{self.port}@localhost",
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_PID_FILE": str(self.folder / "pid"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "enabled_plugins"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": (
                f"-kernel inet_dist_use_interface {loopback} -setcookie barrio"
            ),
        }

    def start(self) -> "Rabbit":
        with (self.folder / "console").open("ab") as log:
            self.process = subprocess.Popen(
                [self.server], env=self.env, stdout=log, stderr=log, start_new_session=True
            )
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self._answers():
                return self
            if self.process.poll() is not None:
                break
            time.sleep(0.2)
        raise RuntimeError((self.folder / "console").read_text()[-2000:])

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as link:
                link.settimeout(2)
                link.sendall(b"AMQP\x00\x00\x09\x01")
                return bool(link.recv(1))
        except OSError:
            return False

    def halt(self) -> None:
        """Ends it and keeps what it had written."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait(10)

    def stop(self) -> None:
        self.halt()
        # Erlang's port mapper has put itself in the background, in a session of its own.
        mapper = shutil.which("epmd")
        if mapper:
            subprocess.run([mapper, "-kill"], env=self.env, check=False, capture_output=True)
        shutil.rmtree(self.folder, ignore_errors=True)
