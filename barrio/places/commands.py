"""Commands for the ground: streets, areas and doors."""

import argparse
import re
import time
from pathlib import Path
from typing import Any

from barrio.accounts.commands import collective_called
from barrio.core.commands import BadInput, Command, CommandFailed, Progress

SHOWN = 20


class ImportPlaces(Command):
    name = "import places"
    help = "Brings in streets, areas and doors: .osm.pbf, GeoJSON, CSV, or address ranges."
    example = "barrio import places liechtenstein.osm.pbf --collective norris-square --site Vaduz"
    returns_data = True

    def configure(self, parser: argparse.ArgumentParser) -> None:
        # A box west of Greenwich begins with a minus: -75.14,39.97,… is a value, no option.
        parser._negative_number_matcher = re.compile(r"^-\d[\d.,-]*$")
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--collective", required=True, metavar="SLUG", help="whose places")
        parser.add_argument(
            "--site", default="", metavar="NAME", help="the neighbourhood they lie in"
        )
        parser.add_argument(
            "--within", default="", metavar="AREA", help="a GeoJSON file, or west,south,east,north"
        )
        parser.add_argument(
            "--streets-from", type=Path, metavar="FILE", help="another file with the streets' lines"
        )
        parser.add_argument(
            "--name-from", default="", metavar="PROPERTY", help="the property that holds the names"
        )

    def handle(self, args: argparse.Namespace) -> dict[str, Any]:
        from barrio.places.importing.reading import read_places
        from barrio.places.importing.rows import CannotRead

        if len(args.site) > 120:
            raise BadInput("--site is longer than 120 characters")
        begun = time.monotonic()
        collective = collective_called(args.collective)
        try:
            parsed = read_places(
                args.file,
                within=args.within,
                streets_from=args.streets_from,
                name_from=args.name_from,
            )
        except (CannotRead, OSError) as error:
            raise BadInput(str(error)) from error
        counts = self.save(args, collective, parsed)
        return answer(args.file, parsed, counts, time.monotonic() - begun)

    def save(self, args: argparse.Namespace, collective: Any, parsed: Any) -> dict[str, int]:
        from django.core.exceptions import ValidationError
        from django.db import DatabaseError

        from barrio.core.actors import SYSTEM
        from barrio.core.clock import now
        from barrio.places.actions import SomebodyElseWasWriting, import_places

        try:
            return import_places(
                collective=collective,
                parsed=parsed,
                source=args.file.name,
                site_name=args.site,
                by=SYSTEM,
                at=now(),
                progress=Progress("Importing places", silent=args.json),
            )
        except ValidationError as error:
            raise BadInput(" ".join(error.messages)) from error
        except SomebodyElseWasWriting as error:
            raise CommandFailed(str(SomebodyElseWasWriting.__doc__)) from error
        except DatabaseError as error:
            raise CommandFailed(f"nothing was imported: {error}. Try again") from error

    def show(self, data: dict[str, Any]) -> None:
        for row in data["refused"][:SHOWN]:
            print(f"left out, {row['where']}: {row['reason']}")
        if len(data["refused"]) > SHOWN:
            print(f"… and {len(data['refused']) - SHOWN} more: --json names them all")
        for note in data["notes"]:
            print(note)
        added = {key: value for key, value in data["counts"].items() if value}
        super().show(added)
        print(data["outcome"], f"({data['rows']} rows read in {data['seconds']} s)")


def answer(path: Path, parsed: Any, counts: dict[str, int], seconds: float) -> dict[str, Any]:
    changed = sum(
        value
        for key, value in counts.items()
        if key.endswith(("_added", "_completed", "_improved"))
    )
    return {
        "file": path.name,
        "kind": parsed.kind,
        "rows": parsed.rows,
        "counts": counts,
        "without_name": parsed.unnamed,
        "outside": parsed.outside,
        "refused": [{"where": row.where, "reason": row.reason} for row in parsed.refused],
        "notes": notes(parsed),
        "seconds": round(seconds, 2),
        "outcome": "Imported." if changed else "Nothing new: all of it is here already.",
    }


def notes(parsed: Any) -> list[str]:
    """What a reader should know about how the rows were understood."""
    found = []
    if any(door.is_derived for door in parsed.doors):
        found.append("Doors from ranges are marked: derived, not surveyed.")
    by_plain: dict[str, set[str]] = {}
    for name in {door.street for door in parsed.doors} | set(parsed.streets):
        by_plain.setdefault(name.casefold(), set()).add(name)
    twins = sorted(min(names) for names in by_plain.values() if len(names) > 1)
    if twins:
        found.append(f"Streets spelled in more than one way, kept apart: {', '.join(twins[:10])}.")
    return found


COMMANDS: list[type[Command]] = [ImportPlaces]
