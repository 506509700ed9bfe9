"""`barrio doctor`: what is well, what is not, and what to do about each."""

import shutil
import smtplib
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connections

from barrio.core.clock import now
from barrio.ops import engines
from barrio.ops.backup import last_backup

OK, WARN, BAD = "ok", "warn", "bad"
RANK = (OK, WARN, BAD)
COLOURS = {OK: "32", WARN: "33", BAD: "31;1"}
PATIENCE = 5.0  # seconds for any network
DISK_BAD, DISK_WARN = 200 * 2**20, 2 * 2**30
CLOCK_SLACK = timedelta(minutes=2)
BACKUP_WARN, BACKUP_BAD = timedelta(hours=26), timedelta(days=7)
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True)
class Check:
    """One finding: `do` is what mends it."""

    name: str
    state: str
    says: str
    do: str = ""


Finding = Iterator[Check]


def examine() -> list[Check]:
    """Every check; one that breaks is a finding too."""
    return [check for look in LOOKS for check in _guarded(look)]


def _guarded(look: Callable[[], Finding]) -> list[Check]:
    name = look.__name__.removeprefix("look_at_").replace("_", " ")
    try:
        return list(look())
    except DatabaseError as error:
        first = str(error).splitlines()[0]
        return [Check(name, BAD, f"the database says: {first}", "Run 'barrio migrate'.")]


def worst_of(checks: list[Check]) -> str:
    return max((check.state for check in checks), key=RANK.index, default=OK)


def print_for_a_person(checks: list[Check]) -> None:
    coloured = sys.stdout.isatty()
    for check in checks:
        word = f"{check.state.upper():4}"
        shown = f"\x1b[{COLOURS[check.state]}m{word}\x1b[0m" if coloured else word
        print(f"{shown}  {check.name}: {check.says}")
        if check.do:
            print(f"      {check.do}")


# --- settings and keys ---


def look_at_settings() -> Finding:
    if len(settings.SECRET_KEY) < 40:
        do = "Delete BARRIO_SECRET_KEY: Barrio makes a long one itself."
        yield Check("secret key", BAD, "it is short and can be guessed", do)
    else:
        yield Check("secret key", OK, "long enough")
    yield _base_url()
    yield _allowed_hosts()
    if settings.REQUIRE_SECOND_FACTOR:
        yield Check("second factor", OK, "asked of everybody who signs in")
    else:
        do = "Unset BARRIO_REQUIRE_SECOND_FACTOR and BARRIO_DEMO."
        yield Check("second factor", BAD, "a password alone signs in", do)
    if settings.DEBUG:
        do = "Unset BARRIO_DEBUG."
        yield Check("debug", BAD, "error pages show what is in memory", do)


def _base_url() -> Check:
    if settings.HTTPS:
        return Check("base URL", OK, settings.BASE_URL)
    local = urlsplit(settings.BASE_URL).hostname in LOOPBACK
    do = "Set BARRIO_BASE_URL to the https:// address and put Caddy or nginx before Barrio."
    says = f"{settings.BASE_URL} is not encrypted on its way"
    return Check("base URL", WARN if local else BAD, says, do)


def _allowed_hosts() -> Check:
    host = urlsplit(settings.BASE_URL).hostname or ""
    if "*" in settings.ALLOWED_HOSTS:
        do = f"Set BARRIO_ALLOWED_HOSTS={host}."
        return Check("allowed hosts", BAD, "any name is answered", do)
    if host not in settings.ALLOWED_HOSTS:
        do = f"Set BARRIO_ALLOWED_HOSTS={','.join([*settings.ALLOWED_HOSTS, host])}."
        return Check("allowed hosts", BAD, f"{host} is refused, so no page opens", do)
    return Check("allowed hosts", OK, ", ".join(settings.ALLOWED_HOSTS))


def look_at_keys() -> Finding:
    from barrio.runtime.models import RootKey

    if not RootKey.objects.exists():
        yield Check("keys", BAD, "there are none", "Run 'barrio init'.")
    elif settings.KEY_SOURCE == "file":
        says = (
            f"the key lies in {settings.KEY_FILE}, on this machine: a thief of this machine "
            "reads everything"
        )
        do = "For real people: a new installation with BARRIO_KEY_SOURCE=passphrase."
        yield Check("keys", BAD, says, do)
    elif settings.KEY_SOURCE in {"passphrase", "credential"}:
        yield Check("keys", OK, f"opened by a {settings.KEY_SOURCE}, not by this disk alone")
    else:
        do = "Set BARRIO_KEY_SOURCE to passphrase or credential."
        yield Check("keys", BAD, f"unknown source {settings.KEY_SOURCE!r}", do)
    yield _private_files()


def _private_files() -> Check:
    found = [settings.SECRET_FILE, settings.KEY_FILE]
    loose = [path for path in found if path.exists() and path.stat().st_mode & 0o077]
    if loose:
        do = f"chmod 600 {loose[0]}"
        return Check("private files", BAD, f"other users can read {loose[0]}", do)
    return Check("private files", OK, "secrets are readable by their owner alone")


# --- ways out ---


def look_at_mail() -> Finding:
    where = f"{settings.SMTP_HOST}:{settings.SMTP_PORT}"
    do = "Check BARRIO_SMTP_HOST, BARRIO_SMTP_PORT and BARRIO_SMTP_TLS, and that it runs."
    try:
        with _smtp() as server:
            code, words = server.ehlo()
    except (OSError, smtplib.SMTPException) as error:
        yield Check("mail", BAD, f"{where} does not answer: {error}", do)
        return
    if not 200 <= code < 300:
        yield Check("mail", BAD, f"{where} refuses EHLO: {code} {words!r}", do)
    else:
        yield Check("mail", OK, f"{where} answers EHLO")
    if settings.SMTP_TLS == "none" and settings.SMTP_HOST not in LOOPBACK:
        do = "Set BARRIO_SMTP_TLS=starttls or tls."
        yield Check("mail encryption", BAD, f"letters to {where} can be read on the way", do)


def _smtp() -> smtplib.SMTP:
    trusted = ssl.create_default_context()
    host, port = settings.SMTP_HOST, settings.SMTP_PORT
    if settings.SMTP_TLS == "tls":
        return smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=trusted)
    server = smtplib.SMTP(host, port, timeout=PATIENCE)
    if settings.SMTP_TLS == "starttls":
        server.starttls(context=trusted)
    return server


def look_at_texts() -> Finding:
    parts = urlsplit(settings.SMS_URL)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        with socket.create_connection((parts.hostname or "", port), PATIENCE):
            pass
    except OSError as error:
        do = "Check BARRIO_SMS_URL; without texts, only e-mail and web push leave."
        yield Check("texts", WARN, f"{parts.hostname}:{port} does not answer: {error}", do)
        return
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        do = "Set BARRIO_SMS_URL to an https:// address."
        yield Check("texts", BAD, "numbers can be read on the way", do)
    else:
        yield Check("texts", OK, f"{parts.hostname}:{port} answers")


# --- the machine ---


def look_at_disk() -> Finding:
    free = shutil.disk_usage(settings.HOME).free
    state = BAD if free < DISK_BAD else WARN if free < DISK_WARN else OK
    do = "" if state == OK else "Free space, or move BARRIO_HOME to a larger disk."
    yield Check("disk", state, f"{free / 2**30:.1f} GiB free in {settings.HOME}", do)


def look_at_clock() -> Finding:
    from barrio.audit.models import Entry

    do = "Set the clock: timedatectl set-ntp true."
    at = now()
    newest = Entry.objects.order_by("-at").values_list("at", flat=True).first()
    if newest and newest > at + CLOCK_SLACK:
        says = f"it shows {at:%Y-%m-%d %H:%M} UTC, earlier than what was written at {newest:%H:%M}"
        yield Check("clock", BAD, says, do)
    elif abs(_database_clock() - at) > CLOCK_SLACK:
        yield Check("clock", BAD, "this machine and the database differ by minutes", do)
    elif _is_synchronised() is False:
        yield Check("clock", WARN, "it is not set from the network", do)
    else:
        yield Check("clock", OK, f"{at:%Y-%m-%d %H:%M:%S} UTC")


def _database_clock() -> datetime:
    if connections["default"].vendor == "sqlite":
        return now()
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0].astimezone(UTC)


def _is_synchronised() -> bool | None:
    """None where the machine does not say."""
    program = shutil.which("timedatectl")
    if program is None:
        return None
    asked = [program, "show", "--property=NTPSynchronized", "--value"]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=PATIENCE)
    return {"yes": True, "no": False}.get(done.stdout.strip())


# --- data ---


def look_at_databases() -> Finding:
    from django.db.migrations.executor import MigrationExecutor

    from barrio.ops.migrations_state import ALIASES

    for alias in ALIASES:
        name = f"database {alias}"
        executor = MigrationExecutor(connections[alias])
        missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        damage = _damage(alias)
        if damage:
            do = "Stop Barrio and restore the last backup: barrio restore --help."
            yield Check(name, BAD, f"SQLite finds it damaged: {damage}", do)
        elif missing:
            yield Check(name, BAD, f"{missing} migrations are missing", "Run 'barrio migrate'.")
        else:
            yield Check(name, OK, "whole, and of this version")


def _damage(alias: str) -> str:
    path = Path(settings.DATABASES[alias]["NAME"])
    if connections[alias].vendor != "sqlite" or not path.exists():
        return ""
    with engines.open_sqlite(path) as reader:
        found = str(reader.execute("PRAGMA quick_check(1)").fetchone()[0])
    return "" if found == "ok" else found


def look_at_backup() -> Finding:
    last = last_backup()
    do = "Run 'barrio backup --to FOLDER' daily: docs/how-to/back-up-and-restore.md."
    if last is None:
        yield Check("backup", BAD, "none was made from this machine", do)
        return
    age = now() - last["at"]
    state = BAD if age > BACKUP_BAD else WARN if age > BACKUP_WARN else OK
    says = f"the last is {age.total_seconds() / 3600:.0f} hours old, in {last['folder']}"
    yield Check("backup", state, says, "" if state == OK else do)
    if Path(last["folder"]).exists() and _same_disk(Path(last["folder"])):
        do = "Copy it to another machine or a disk that is kept elsewhere."
        yield Check("backup place", WARN, "on the same disk as the data", do)


def _same_disk(folder: Path) -> bool:
    return folder.stat().st_dev == settings.HOME.stat().st_dev


def look_at_processes() -> Finding:
    from barrio.runtime.beats import alive

    kinds = [("worker", "imports and undo wait"), ("sender", "no message leaves")]
    if settings.BROKER_URL:
        kinds.append(("relay", "no job reaches the broker"))
    for kind, what in kinds:
        count = alive(kind, at=now())
        if count:
            yield Check(kind, OK, f"{count} running")
        else:
            do = f"Start it: systemctl start barrio-{kind}, or 'barrio run'."
            yield Check(kind, BAD, f"none is running, so {what}", do)


def look_at_administrators() -> Finding:
    from barrio.accounts.models import Collective, Grant

    if not Collective.objects.exists():
        yield Check("administrators", BAD, "there is no collective yet", "Run 'barrio init'.")
    for collective in Collective.objects.order_by("slug"):
        active = Grant.objects.active().filter(collective=collective, role="administrator")
        count = active.filter(user__is_active=True).values("user").distinct().count()
        name = f"administrators of {collective.slug}"
        if count >= 2:
            yield Check(name, OK, f"{count}")
        else:
            do = "Invite another on the Team page, or open the second link of 'barrio init'."
            yield Check(name, WARN if count else BAD, f"{count}; two are needed", do)


def look_at_broker() -> Finding:
    if not settings.BROKER_URL:
        return
    parts = urlsplit(settings.BROKER_URL)
    place = f"{parts.hostname}:{parts.port or (5671 if parts.scheme == 'amqps' else 5672)}"
    local = parts.hostname in LOOPBACK
    try:
        from kombu import Connection

        with Connection(settings.BROKER_URL, connect_timeout=PATIENCE) as link:
            link.connect()
    except ImportError:
        yield Check("broker", BAD, "Celery is not installed", "pip install 'celery>=5.6,!=5.7.0'")
    except Exception as error:  # kombu passes on each transport's own
        do = f"Look whether RabbitMQ runs at {place} and the name and password are right."
        yield Check("broker", BAD, f"{place} does not answer: {type(error).__name__}", do)
    else:
        if parts.scheme == "amqps" or local:
            yield Check("broker", OK, place)
        else:
            do = "Use amqps:// or a private network: job numbers travel in clear."
            yield Check("broker", WARN, f"{place} is not encrypted on its way", do)


LOOKS: list[Callable[[], Finding]] = [
    look_at_settings,
    look_at_keys,
    look_at_mail,
    look_at_texts,
    look_at_disk,
    look_at_clock,
    look_at_databases,
    look_at_backup,
    look_at_processes,
    look_at_broker,
    look_at_administrators,
]
