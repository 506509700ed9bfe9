"""`barrio tally`: counts ballots from a file; needs no database."""

import argparse
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from barrio.core.commands import BadInput, Command

if TYPE_CHECKING:
    from barrio.tally.count import Variant
    from barrio.tally.lots import Lot
    from barrio.tally.reading import Profile

RULES = (
    "scottish-stv", "meek-stv", "irv", "schulze", "majority-judgment", "approval", "score",
    "equal-shares", "greedy",
)  # fmt: skip
LARGEST = 64 * 1024 * 1024


class Tally(Command):
    name = "tally"
    help = "Counts ballots from a file (.blt, PrefLib, .pb) exactly, and says how it went."
    example = "barrio tally council.blt --rule scottish-stv --json"
    needs_django = False
    returns_data = True

    def configure(self, parser: argparse.ArgumentParser) -> None:
        from barrio.tally.budgets import Completion, Worth
        from barrio.tally.committees import Committee
        from barrio.tally.judgment import Middle

        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--rule", required=True, choices=RULES)
        parser.add_argument("--seats", type=int, metavar="N", help="instead of what the file says")
        parser.add_argument("--lot", metavar="SEED", help="seed of the public lot for ties")
        parser.add_argument("--dice", metavar="TEXT", default="", help="what the hall's dice show")
        parser.add_argument(
            "--lots",
            default="",
            metavar="NAMES",
            help="instead of a seed, names in the order drawn by hand: 'Eva,Ana'",
        )
        _choice(parser, "--committee", Committee, Committee.AV, "approval: how seats are shared")
        _choice(parser, "--worth", Worth, Worth.COST, "equal-shares: what a project is worth")
        _choice(
            parser, "--completion", Completion, Completion.NONE, "equal-shares: what is left over"
        )
        _choice(parser, "--middle", Middle, Middle.LOWER, "majority-judgment: of an even number")

    def handle(self, args: argparse.Namespace) -> dict[str, Any]:
        from barrio.tally.count import LotNeeded, Rule, WrongBallots, count

        profile = _read(args.file)
        lot = _lot(args, profile.candidates)
        try:
            result = count(
                Rule(args.rule), profile, seats=args.seats, lot=lot, variant=_variant(args)
            )
        except WrongBallots as error:
            raise BadInput(f"{args.file}: {error}") from error
        except LotNeeded as error:
            raise BadInput(f"{_between(error.between)}: {HOW_TO_DRAW}") from error
        return result.as_dict()

    def show(self, data: dict[str, Any]) -> None:
        if data["quota"] is not None:
            print(f"quota: {data['quota']}")
        for number, stage in enumerate(data["stages"], 1):
            _show_stage(number, stage)
        for key, value in data.items():
            if key not in ("rule", "seats", "quota", "elected", "stages", "lots"):
                _show_figure(key, value)
        for lot in data["lots"]:
            print(f"lot between {', '.join(lot['between'])}: {lot['drawn']}")
        print(f"elected: {', '.join(data['elected']) or 'nobody'}")


HOW_TO_DRAW = "draw a lot and give its seed with --lot, or the order drawn with --lots"


def _choice(
    parser: argparse.ArgumentParser, flag: str, of: type[StrEnum], default: StrEnum, text: str
) -> None:
    names = [one.value for one in of]
    parser.add_argument(
        flag, choices=names, default=default.value, help=f"{text} (default {default})"
    )


def _read(path: Path) -> "Profile":
    from barrio.tally.ballots import BallotsUnreadable
    from barrio.tally.reading import read_ballots

    try:
        if path.stat().st_size > LARGEST:
            raise BadInput(f"{path}: larger than any election, 64 MB")
        return read_ballots(path.name, path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise BadInput(f"{path}: line {line}: not UTF-8; save the file as UTF-8") from error
    except BallotsUnreadable as error:
        raise BadInput(f"{path}: {error}") from error


def _variant(args: argparse.Namespace) -> "Variant":
    from barrio.tally.budgets import Completion, Worth
    from barrio.tally.committees import Committee
    from barrio.tally.count import Variant
    from barrio.tally.judgment import Middle

    return Variant(
        committee=Committee(args.committee),
        worth=Worth(args.worth),
        completion=Completion(args.completion),
        middle=Middle(args.middle),
    )


def _lot(args: argparse.Namespace, candidates: tuple[str, ...]) -> "Lot | None":
    """None where nothing was said: then the file's own order for ties stands."""
    from barrio.tally.lots import Lot

    order = tuple(name.strip() for name in args.lots.split(",") if name.strip())
    unknown = next((name for name in order if name not in candidates), None)
    if unknown is not None:
        raise BadInput(f"--lots: '{unknown}' does not stand")
    if args.lot is None:
        return Lot(order=order) if order else None
    return Lot(args.lot.encode("utf-8", "surrogateescape"), args.dice, order)


def _between(names: tuple[str, ...]) -> str:
    return f"a tie between {', '.join(names)}"


def _show_stage(number: int, stage: dict[str, Any]) -> None:
    totals = ", ".join(f"{name} {votes}" for name, votes in stage["totals"].items())
    print(f"stage {number}: {totals}; not transferable {stage['non_transferable']}")
    for word in ("elected", "excluded"):
        if stage[word]:
            print(f"  {word}: {', '.join(stage[word])}")


def _show_figure(key: str, value: Any) -> None:
    word = key.replace("_", " ")
    if not isinstance(value, dict):
        print(f"{word}: {_flat(value)}")
        return
    print(f"{word}:")
    for name, one in value.items():
        print(f"  {name}: {_flat(one)}")


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {one}" for name, one in value.items())
    if isinstance(value, list):
        return "; ".join(", ".join(one) if isinstance(one, list) else str(one) for one in value)
    return str(value)
