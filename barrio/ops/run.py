"""`barrio run`: the web, the worker and the sender as children of one process."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from barrio.core.commands import BadInput, CommandFailed, Progress, set_up_django

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
PORTS_TO_TRY = 20
GRACE = 10.0
RESTART_PAUSES = (0.5, 1, 2, 5, 10, 30)
READY_PATIENCE = 30.0


@dataclass
class Child:
    """One process, started again whenever it ends by itself."""

    name: str
    argv: list[str]
    secret: bytes | None = None
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    due: float = 0.0
    started: float = 0.0

    def start(self, now: float) -> None:
        # A session of its own: Ctrl-C reaches the parent alone, which then stops all. What it
        # has to say comes on stderr; a command's answer at its end would be noise here.
        self.started = now
        if self.secret is None:
            self.process = subprocess.Popen(
                self.argv, start_new_session=True, stdout=subprocess.DEVNULL
            )
        else:
            self._start_with_secret(self.secret)

    def _start_with_secret(self, secret: bytes) -> None:
        """Through a pipe: arguments and environments of a process can be read by others."""
        reading, writing = os.pipe()
        try:
            self.process = subprocess.Popen(
                self.argv,
                start_new_session=True,
                stdout=subprocess.DEVNULL,
                pass_fds=[reading],
                env={**os.environ, "BARRIO_PASSPHRASE_FD": str(reading)},
            )
        finally:
            os.close(reading)
        with open(writing, "wb") as pipe:
            pipe.write(secret)

    def look(self, now: float, say: Callable[[str], None]) -> None:
        if self.process is None:
            if now >= self.due:
                self.start(now)
            return
        code = self.process.poll()
        if code is None:
            return
        self.deaths = 0 if now - self.started > 60 else self.deaths + 1
        pause = RESTART_PAUSES[min(self.deaths, len(RESTART_PAUSES) - 1)]
        say(f"{self.name} ended ({ended(code)}); starting it again in {pause:g} s")
        self.process, self.due = None, now + pause


def ended(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit {code}"


@dataclass
class Crew:
    """The children together."""

    children: list[Child] = field(default_factory=list)
    secret: bytes | None = None
    stopping: bool = False

    def add(self, name: str, *argv: str) -> Child:
        child = Child(name, [sys.executable, *argv], self.secret)
        self.children.append(child)
        child.start(time.monotonic())
        return child

    def watch(self, say: Callable[[str], None], pause: float = 0.25) -> None:
        while not self.stopping:
            for child in self.children:
                child.look(time.monotonic(), say)
            time.sleep(pause)

    def stop(self) -> None:
        self.stopping = True
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + GRACE
        for process in running:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


# --- where and how ---


def choose_port(host: str, port: int | None, first: int = 8000) -> int:
    """The port asked for, or the first free one from `first`."""
    if port is not None:
        if not is_free(host, port):
            raise CommandFailed(
                f"port {port} on {host} is in use: stop what uses it, or choose another "
                f"with --port {port + 1}."
            )
        return port
    last = first + PORTS_TO_TRY - 1
    for candidate in range(first, last + 1):
        if is_free(host, candidate):
            return candidate
    raise CommandFailed(f"ports {first} to {last} are all in use: choose with --port.")


def is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except socket.gaierror as error:
            raise BadInput(f"--host {host!r} is no address of this machine.") from error
        except OSError:
            return False
    return True


def is_demo(no_demo: bool) -> bool:
    """A demo until it is told otherwise, or finds the data of a real installation."""
    asked = os.environ.get("BARRIO_DEMO", "").lower()
    if no_demo or asked in {"0", "false", "no", "off"}:
        return False
    if asked or os.environ.get("BARRIO_DATABASE_URL"):
        return asked in {"1", "true", "yes", "on"}
    home = Path(os.environ["BARRIO_HOME"])
    return (home / "demo.key").exists() or not (home / "barrio.sqlite3").exists()


def set_environment(host: str, port: int, demo: bool) -> str:
    shown = host if ":" not in host else f"[{host}]"
    address = f"http://{'127.0.0.1' if host in {'0.0.0.0', '::'} else shown}:{port}"
    os.environ["BARRIO_DEMO"] = "1" if demo else "0"
    os.environ.setdefault("BARRIO_BASE_URL", address)
    if host not in LOOPBACK:
        os.environ.setdefault("BARRIO_ALLOWED_HOSTS", f"127.0.0.1,localhost,{host}")
    return address


def set_sink_environment() -> tuple[str, ...]:
    """In the demo all channels lead to a sink on this machine; the arguments that start it."""
    smtp, http = (choose_port("127.0.0.1", None, first) for first in (2525, 2580))
    os.environ["BARRIO_SMTP_HOST"] = "127.0.0.1"
    os.environ["BARRIO_SMTP_PORT"] = str(smtp)
    os.environ["BARRIO_SMS_URL"] = f"http://127.0.0.1:{http}/sms"
    os.environ["BARRIO_SINK_PORT"] = str(http)
    return ("sink", "--smtp-port", str(smtp), "--http-port", str(http))


# --- the whole ---


def run(*, host: str, port: int | None, no_demo: bool) -> None:
    os.environ.setdefault("BARRIO_HOME", "var")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "barrio.settings")
    port = choose_port(host, port)
    demo = is_demo(no_demo)
    address = set_environment(host, port, demo)
    background = [("worker",), ("sender",)] + ([set_sink_environment()] if demo else [])
    crew = Crew()
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        _start(crew, host, port, demo, address)
        for arguments in background:
            crew.add(arguments[0], "-m", "barrio.cli", *arguments)
        crew.watch(lambda line: print(f"barrio: {line}", file=sys.stderr, flush=True))
    except KeyboardInterrupt:
        print("\nStopping …", flush=True)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        crew.stop()
    print("Stopped.", flush=True)


def _start(crew: Crew, host: str, port: int, demo: bool, address: str) -> None:
    quick = _is_ready()
    if quick:
        # The pages start while this process is still reading its own modules.
        _start_web(crew, host, port)
    set_up_django()
    if not quick:
        _prepare(demo)
        crew.secret = _ask_secret()
        _start_web(crew, host, port)
    _wait_until_ready(crew.children[0], host, port)
    _greet(address, demo)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _is_ready() -> bool:
    from django.conf import settings

    from barrio.ops.migrations_state import looks_migrated

    return settings.KEY_SOURCE != "passphrase" and looks_migrated(settings)


def _ask_secret() -> bytes | None:
    """The passphrase, asked for once and tried before any child is started."""
    from django.conf import settings

    from barrio.runtime import keyring

    if settings.KEY_SOURCE != "passphrase":
        return None
    try:
        secret = keyring.secret_from_source()
        keyring.keyring.unlock(secret)
    except (keyring.KeyringLocked, keyring.WrongPassphrase) as error:
        raise CommandFailed(str(error) or str(type(error).__doc__)) from error
    return secret


def _prepare(demo: bool) -> None:
    from barrio.ops.migrations_state import migrate

    migrate(Progress("Preparing the database"))
    if demo and _is_empty():
        from barrio.ops.demo import load_demo

        load_demo(progress=Progress("Loading the demo neighbourhood"))


def _is_empty() -> bool:
    from django.contrib.auth import get_user_model

    return not get_user_model().objects.exists()


def _start_web(crew: Crew, host: str, port: int) -> None:
    from django.conf import settings

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns without it
    crew.add(
        "web", "-m", "uvicorn", "barrio.asgi:application", "--host", host, "--port", str(port),
        "--log-level", "warning", "--no-access-log", "--timeout-graceful-shutdown", "5",
        "--lifespan", "on", "--no-server-header",
    )  # fmt: skip


def _wait_until_ready(web: Child, host: str, port: int) -> None:
    deadline = time.monotonic() + READY_PATIENCE
    target = "127.0.0.1" if host in {"0.0.0.0", "::"} else host
    while not _answers(target, port):
        if web.process is not None and web.process.poll() is not None:
            raise CommandFailed("the web process could not start; the lines above say why.")
        if time.monotonic() > deadline:
            raise CommandFailed(f"the web process does not answer on {host}:{port}.")
        time.sleep(0.05)


def _answers(host: str, port: int) -> bool:
    """It listens once it has loaded all it needs."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def _greet(address: str, demo: bool) -> None:
    print(f"\nBarrio is at {address}\n")
    if demo:
        from barrio.ops.demo import LOGINS

        print("This is the demo neighbourhood: invented people, nothing leaves this machine.")
        print("Sign in as:")
        width = max(len(handle) for handle, _, _ in LOGINS)
        for handle, password, what in LOGINS:
            print(f"  {handle:{width}}  {password}  {what}")
        print("Try first: sign in as an organizer and open Doors; then report something at")
        print(f"{address}/ and let two people confirm it. 'barrio tour' does it all by itself.")
    print("Ctrl-C stops it.", flush=True)
