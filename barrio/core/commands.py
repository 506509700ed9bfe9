"""What a `barrio …` command is: a name, a help line, an example, and a `handle`."""

import argparse
import json
import os
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

BAD_INPUT = 2
FAILED = 1
INTERRUPTED = 130


class BadInput(Exception):
    """What was typed cannot be used; the message says how to mend it."""


class CommandFailed(Exception):
    """The command was understood and could not be done; the message says why."""


class Command:
    """One operator's task. Subclasses give a name such as ``turf cut`` and a `handle`."""

    name: str = ""
    help: str = ""
    example: str = ""
    needs_django: bool = True
    returns_data: bool = False

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Adds this command's arguments."""

    def wants_django(self, args: argparse.Namespace) -> bool:
        """Whether it does, called like this."""
        return self.needs_django

    def handle(self, args: argparse.Namespace) -> dict[str, Any] | None:
        raise CommandFailed(f"'barrio {self.name}' does nothing.")

    def show(self, data: dict[str, Any]) -> None:
        """Prints the answer for a person; `--json` prints it for a program."""
        for key, value in data.items():
            print(f"{key.replace('_', ' ')}: {value}")


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, as every other bad input does."""

    def error(self, message: str) -> NoReturn:
        raise BadInput(f"{message}. Try '{self.prog} --help'.")


def build_parser(commands: Iterable[Command], *, version: str) -> Parser:
    parser = Parser(prog="barrio", description="Runs and looks after a Barrio installation.")
    parser.add_argument("--version", action="version", version=f"barrio {version}")
    groups: dict[str, argparse._SubParsersAction[Parser]] = {
        "": parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    }
    parsers: dict[str, Parser] = {}
    for command in sorted(commands, key=lambda command: command.name.split()):
        group = command.name.rpartition(" ")[0]
        if group not in groups:
            groups[group] = _add_group(groups[""], group, parsers)
        parsers[command.name] = _add_command(groups[group], command)
    return parser


def _add_group(
    top: "argparse._SubParsersAction[Parser]", group: str, parsers: dict[str, Parser]
) -> "argparse._SubParsersAction[Parser]":
    """Where `barrio GROUP …` goes; GROUP may be a command by itself too, as `backup` is."""
    below = parsers.get(group) or top.add_parser(group, help=f"{group}: several commands")
    return below.add_subparsers(title="commands", metavar="COMMAND", required=group not in parsers)


def _add_command(below: "argparse._SubParsersAction[Parser]", command: Command) -> Parser:
    last = command.name.rpartition(" ")[2]
    parser = below.add_parser(
        last,
        help=command.help,
        description=command.help,
        epilog=f"example:\n  {command.example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=command)
    command.configure(parser)
    if command.returns_data:
        parser.add_argument("--json", action="store_true", help="print the answer as JSON")
    return parser


def run_command(command: Command, args: argparse.Namespace) -> int:
    answer = _handle(command, args)
    if answer is not None:
        if getattr(args, "json", False):
            print(json.dumps(answer, default=str, ensure_ascii=False, indent=2))
        else:
            command.show(answer)
    return 0


def _handle(command: Command, args: argparse.Namespace) -> dict[str, Any] | None:
    if not command.wants_django(args):
        return command.handle(args)
    from django.db import OperationalError, ProgrammingError

    try:
        return command.handle(args)
    except (OperationalError, ProgrammingError) as error:
        # Most often databases that were never migrated, or that nobody can reach.
        reason = str(error).splitlines()[0]
        raise CommandFailed(
            f"the database cannot be used: {reason}. Try 'barrio migrate', then 'barrio doctor'"
        ) from error


def complain(error: Exception) -> int:
    """One line on stderr; the exit code that goes with it."""
    line = " ".join(str(error).split())
    print(f"barrio: {line}", file=sys.stderr)
    return BAD_INPUT if isinstance(error, BadInput) else FAILED


def set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "barrio.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise CommandFailed(f"the settings cannot be used: {error}") from error


class Progress:
    """A bar on a terminal, a line at the end elsewhere; silent under `--json`."""

    WIDTH = 30

    def __init__(self, what: str, *, silent: bool = False) -> None:
        self.what, self.silent = what, silent
        self.on_terminal = sys.stderr.isatty()

    def __call__(self, done: int, total: int, note: str = "") -> None:
        if self.silent or not (self.on_terminal or done >= total):
            return
        full = self.WIDTH * done // total if total else self.WIDTH
        bar = "#" * full + "." * (self.WIDTH - full)
        end = "\n" if done >= total else ""
        start = "\r" if self.on_terminal else ""
        print(
            f"{start}{self.what} [{bar}] {done}/{total} {note:20.20}".rstrip(),
            end=end,
            file=sys.stderr,
            flush=True,
        )
