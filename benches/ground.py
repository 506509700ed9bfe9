"""An empty installation for a bench, with its key."""

import subprocess
import sys
import time

import django


def prepare() -> None:
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from barrio.core.clock import now
    from barrio.runtime.keyring import add_root, make_demo_key_file

    call_command("migrate", verbosity=0)
    call_command("migrate", database="keyring", verbosity=0)
    make_demo_key_file(settings.KEY_FILE)
    add_root(secret=settings.KEY_FILE.read_bytes().strip(), at=now())


def start_sink(smtp: int, http: int, log: str) -> subprocess.Popen:
    open(log, "w").close()
    arguments = ["--smtp-port", str(smtp), "--http-port", str(http), "--log", log, "--forget"]
    sink = subprocess.Popen([sys.executable, "-m", "barrio.cli", "sink", *arguments])
    wait_for_port(smtp)
    return sink


def wait_for_port(port: int) -> None:
    import socket

    for _try in range(200):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"nothing listens on {port}")


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
