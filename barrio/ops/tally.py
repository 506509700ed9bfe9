"""`barrio tally`: counts ballots from a file; needs no database."""

import argparse
from pathlib import Path
from typing import Any

from barrio.core.commands import BadInput, Command

RULES = ("scottish-stv", "irv")


class Tally(Command):
    name = "tally"
    help = "Counts ranked ballots (.blt) exactly, stage by stage: Scottish STV, instant run-off."
    example = "barrio tally council.blt --rule scottish-stv --json"
    needs_django = False
    returns_data = True

    def configure(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--rule", required=True, choices=RULES)
        parser.add_argument(
            "--lots",
            default="",
            metavar="NAMES",
            help="names in the order drawn, for ties that nothing else decides: 'Eva,Ana'",
        )

    def handle(self, args: argparse.Namespace) -> dict[str, Any]:
        from barrio.tally.ballots import BallotsUnreadable
        from barrio.tally.blt import read_blt
        from barrio.tally.stv import scottish_stv

        try:
            election = read_blt(args.file.read_text(encoding="utf-8")).strict()
        except OSError as error:
            raise BadInput(f"{args.file}: {error.strerror}") from error
        except (BallotsUnreadable, UnicodeDecodeError) as error:
            raise BadInput(f"{args.file}: {error}") from error
        if args.rule == "irv" and election.seats != 1:
            raise BadInput(f"irv fills one seat; the file says {election.seats}")
        count = scottish_stv(election, drawn_by(args.lots, election))
        return answer(args.rule, election, count)

    def show(self, data: dict[str, Any]) -> None:
        print(f"quota: {data['quota']}")
        for number, stage in enumerate(data["stages"], 1):
            totals = ", ".join(f"{name} {votes}" for name, votes in stage["totals"].items())
            print(f"stage {number}: {totals}; not transferable {stage['non_transferable']}")
            for word in ("elected", "excluded"):
                if stage[word]:
                    print(f"  {word}: {', '.join(stage[word])}")
        for lot in data["lots"]:
            print(f"lot between {', '.join(lot['between'])}: {lot['drawn']}")
        print(f"elected: {', '.join(data['elected'])}")


def drawn_by(text: str, election: Any) -> Any:
    """Who is drawn: the first of the tied whom `text` names; a tie that it misses stops."""
    order = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in order if name not in election.candidates]
    if unknown:
        raise BadInput(f"--lots: '{unknown[0]}' does not stand")

    def draw(tied: Any) -> int:
        for name in order:
            if election.candidates.index(name) in tied:
                return election.candidates.index(name)
        names = ", ".join(election.candidates[number] for number in tied)
        raise BadInput(f"a tie between {names}: draw a lot and give its order with --lots")

    return draw


def answer(rule: str, election: Any, count: Any) -> dict[str, Any]:
    names = election.candidates
    return {
        "rule": rule,
        "seats": election.seats,
        "quota": count.quota,
        "elected": [names[n] for n in count.elected],
        "stages": [
            {
                "totals": {names[n]: votes(total) for n, total in stage.totals.items()},
                "non_transferable": votes(stage.non_transferable),
                "elected": [names[n] for n in stage.elected],
                "excluded": [names[n] for n in stage.excluded],
            }
            for stage in count.stages
        ],
        "lots": count.lots,
    }


def votes(hundred_thousandths: int) -> str:
    whole, part = divmod(hundred_thousandths, 100_000)
    return f"{whole}.{part:05d}"
