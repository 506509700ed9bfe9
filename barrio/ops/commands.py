"""Commands for who runs the machine."""

import argparse
from typing import Any

from barrio.core.commands import BadInput, Command, CommandFailed, Progress


class Run(Command):
    name = "run"
    help = "Starts the pages, the worker and the sender, with a demo where there is no data."
    example = "barrio run --host 127.0.0.1 --port 8000"
    needs_django = False

    def configure(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, help="8000, or the next free one")
        parser.add_argument("--no-demo", action="store_true", help="no invented people")

    def handle(self, args: argparse.Namespace) -> None:
        from barrio.ops.run import run

        if args.port is not None and not 0 < args.port < 65536:
            raise BadInput("--port must be between 1 and 65535")
        run(host=args.host, port=args.port, no_demo=args.no_demo)


class Migrate(Command):
    name = "migrate"
    help = "Brings the database and the keyring up to this version."
    example = "barrio migrate"
    returns_data = True

    def handle(self, args: argparse.Namespace) -> dict[str, Any]:
        from barrio.ops.migrations_state import migrate

        silent = bool(getattr(args, "json", False))
        return {"migrations_applied": migrate(Progress("Migrating", silent=silent))}


class Demo(Command):
    name = "demo"
    help = "Fills empty databases with the demo neighbourhood: invented people."
    example = "barrio demo"

    def handle(self, args: argparse.Namespace) -> None:
        from django.contrib.auth import get_user_model

        from barrio.ops.demo import load_demo

        if get_user_model().objects.exists():
            raise CommandFailed("there are people here already: the demo is for empty databases.")
        load_demo(progress=Progress("Loading the demo neighbourhood"))


class TourCommand(Command):
    name = "tour"
    help = "Does the main job from end to end on a throw-away demo: the test of an installation."
    example = "barrio tour --json"
    needs_django = False
    returns_data = True

    def handle(self, args: argparse.Namespace) -> dict[str, Any]:
        from barrio.ops.tour import run_tour

        steps = run_tour((lambda line: None) if args.json else print)
        return {"steps": steps, "outcome": "all of it works"}

    def show(self, data: dict[str, Any]) -> None:
        print(data["outcome"])


COMMANDS: list[type[Command]] = [Run, Migrate, Demo, TourCommand]
