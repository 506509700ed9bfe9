"""Commands for keys and for the background worker."""

import argparse
import getpass
import sys
from typing import Any

from barrio.core.commands import BadInput, Command, CommandFailed, Progress


class WorkerCommand(Command):
    name = "worker"
    help = "Runs background jobs: imports, undo, retention."
    example = "barrio worker"

    def configure(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="stop when no job is left")

    def handle(self, args: argparse.Namespace) -> None:
        from django.conf import settings

        from barrio.runtime.worker import run_worker

        if settings.BROKER_URL and not args.once:
            needs_celery()
            from barrio.runtime.relay import run_broker_worker

            run_broker_worker()
        else:
            run_worker(batch=args.once)


class RelayCommand(Command):
    name = "relay"
    help = "Hands jobs that are due to the workers, over the broker of BARRIO_BROKER_URL."
    example = "barrio relay"

    def handle(self, args: argparse.Namespace) -> None:
        from django.conf import settings

        if not settings.BROKER_URL:
            raise BadInput(
                "no broker is set: give BARRIO_BROKER_URL, or leave the relay out;"
                " workers then take jobs from the database themselves."
            )
        needs_celery()
        from barrio.runtime.relay import run_relay

        run_relay()


def needs_celery() -> None:
    from importlib.util import find_spec

    if find_spec("celery") is None:
        raise CommandFailed("Celery is not installed: pip install 'celery>=5.6,!=5.7.0'.")


class KeysInit(Command):
    name = "keys init"
    help = "Makes the first root key of the keyring, wrapped by your passphrase."
    example = "barrio keys init"
    returns_data = True

    def handle(self, args: argparse.Namespace) -> dict[str, Any]:
        from barrio.core.clock import now
        from barrio.runtime.keyring import add_root
        from barrio.runtime.models import RootKey

        if RootKey.objects.exists():
            raise CommandFailed("there are keys already: see 'barrio keys status'.")
        return {"root_key_version": add_root(secret=new_secret(), at=now())}


class KeysRotate(Command):
    name = "keys rotate"
    help = "Wraps every data key under a new root key. Safe to interrupt and run again."
    example = "barrio keys rotate"
    returns_data = True

    def handle(self, args: argparse.Namespace) -> dict[str, Any]:
        from barrio.core.clock import now
        from barrio.runtime.keyring import (
            KeyringLocked,
            WrongPassphrase,
            rotate,
            secret_from_source,
        )

        try:
            done = rotate(
                secret=secret_from_source(),
                at=now(),
                progress=Progress("Rewrapping", silent=args.json),
            )
        except (KeyringLocked, WrongPassphrase) as error:
            raise CommandFailed(str(error)) from error
        return {"data_keys_rewrapped": done}


class KeysStatus(Command):
    name = "keys status"
    help = "Says how many keys there are and where the secret that opens them comes from."
    example = "barrio keys status --json"
    returns_data = True

    def handle(self, args: argparse.Namespace) -> dict[str, Any]:
        from django.conf import settings

        from barrio.runtime.models import DataKey, RootKey

        return {
            "source": settings.KEY_SOURCE,
            "root_key_versions": list(RootKey.objects.values_list("version", flat=True)),
            "data_keys": DataKey.objects.count(),
            "a_thief_of_this_machine_reads_everything": settings.KEY_SOURCE == "file",
        }


def new_secret() -> bytes:
    """The secret for new keys: the demo's file, made if need be, or a passphrase asked twice."""
    from django.conf import settings

    from barrio.runtime.keyring import (
        make_demo_key_file,
        passphrase_from_descriptor,
        secret_from_source,
    )

    if settings.KEY_SOURCE == "file":
        if not settings.KEY_FILE.exists():
            make_demo_key_file(settings.KEY_FILE)
        return settings.KEY_FILE.read_bytes().strip()
    if settings.KEY_SOURCE == "credential":
        return secret_from_source()
    given = passphrase_from_descriptor()
    if given:
        return given
    if not sys.stdin.isatty():
        raise BadInput("no terminal to ask for the passphrase: run this at the console.")
    first = getpass.getpass("New passphrase (six words or more): ")
    if len(first) < 20:
        raise BadInput("that passphrase is short: take six words or more, 20 characters at least.")
    if getpass.getpass("Again: ") != first:
        raise BadInput("the two passphrases differ: run it again.")
    return first.encode()


COMMANDS = [WorkerCommand, RelayCommand, KeysInit, KeysRotate, KeysStatus]
