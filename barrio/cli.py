"""The `barrio` command. Apps give their commands in `barrio.<app>.commands.COMMANDS`."""

import importlib
import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec

from barrio import __version__
from barrio.core.commands import (
    INTERRUPTED,
    BadInput,
    Command,
    CommandFailed,
    build_parser,
    complain,
    run_command,
    set_up_django,
)

APPS = (
    "ops", "web", "ledger", "federation", "assemblies", "alerts", "canvass", "events", "comms",
    "grievances", "people", "places", "sync", "accounts", "audit", "runtime",
)  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    argv = list(sys.argv[1:] if argv is None else argv)
    try:
        args = build_parser(all_commands(), version=__version__).parse_args(argv)
        if args.command.wants_django(args):
            set_up_django()
        return run_command(args.command, args)
    except (BadInput, CommandFailed) as error:
        return complain(error)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader (`| head`) has gone; so has our need to say so at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def all_commands() -> list[Command]:
    return [command() for app in APPS for command in commands_of(app)]


def commands_of(app: str) -> list[type[Command]]:
    """The commands of an app. Their modules import models inside `handle` only."""
    name = f"barrio.{app}.commands"
    if find_spec(name) is None:
        return []
    commands: list[type[Command]] = importlib.import_module(name).COMMANDS
    return commands


if __name__ == "__main__":
    sys.exit(main())
