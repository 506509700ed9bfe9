"""`barrio acts verify`: whether anything in the chain of acts was changed."""

import argparse
from typing import Any

from barrio.accounts.commands import collective_called
from barrio.core.commands import Command, CommandFailed


class ActsVerify(Command):
    name = "acts verify"
    help = "Recomputes every act and frozen roll of a collective and names what does not hold."
    example = "barrio acts verify --collective norris-square"
    returns_data = True

    def configure(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--collective", required=True, metavar="SLUG", help="whose acts")

    def handle(self, args: argparse.Namespace) -> dict[str, Any]:
        from barrio.assemblies.chain import flaws
        from barrio.assemblies.queries import acts_of

        collective = collective_called(args.collective)
        found = list(flaws(collective.pk))
        if found:
            raise CommandFailed("; ".join(found))
        last = acts_of(collective.pk).first()
        return {"acts": last.number if last else 0, "head": last.hash if last else ""}

    def show(self, data: dict[str, Any]) -> None:
        if not data["acts"]:
            return print("There is no act yet.")
        print(f"{data['acts']} acts, all as they were adopted. The last one's proof:")
        print(data["head"])


COMMANDS: list[type[Command]] = [ActsVerify]
