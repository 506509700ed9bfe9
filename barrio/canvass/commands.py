"""Commands for turfs: which there are and how far they are, and cutting one."""

import argparse
import json
import os
import re
from pathlib import Path
from typing import Any

from barrio.accounts.commands import collective_called, member_called
from barrio.core.commands import BadInput, Command


class TurfList(Command):
    name = "turf list"
    help = "The turfs of a collective's open canvasses: doors, knocked, spoken with, who walks."
    example = "barrio turf list --collective norris-square --json"
    returns_data = True

    def configure(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--collective", required=True, metavar="SLUG", help="whose turfs")

    def handle(self, args: argparse.Namespace) -> dict[str, Any]:
        from barrio.canvass.models import Turf

        turfs = Turf.objects.filter(
            collective=collective_called(args.collective), canvass__state="open"
        ).select_related("canvass")
        return {"turfs": [line_of(turf) for turf in turfs.order_by("canvass__name", "name")]}

    def show(self, data: dict[str, Any]) -> None:
        for turf in data["turfs"]:
            walker = turf["walker"] or "nobody yet"
            print(
                f"{turf['canvass']} / {turf['name']}: {turf['knocked']} of {turf['doors']} doors "
                f"knocked, {turf['spoke']} spoken with, {turf['metres']} m, {walker}"
            )
        if not data["turfs"]:
            print("No turf in an open canvass. Cut one: barrio turf cut --help")


class TurfCut(Command):
    name = "turf cut"
    help = (
        "Cuts a turf of the free doors on some streets or inside an area, in walking order; "
        "or, with --addresses, all doors of a file into turfs, without a database."
    )
    example = (
        "barrio turf cut --collective norris-square --as ana --canvass 'Spring doors' "
        "--name 'Howard, north' --street 'N Howard St'\n"
        "  barrio turf cut --addresses doors.csv --doors 50 --json"
    )
    returns_data = True

    def configure(self, parser: argparse.ArgumentParser) -> None:
        # A place may begin with a minus: it is a value, not an option.
        parser._negative_number_matcher = re.compile(r"^-\d[\d.,-]*$")
        kept = parser.add_argument_group("from the doors of a collective")
        kept.add_argument("--collective", metavar="SLUG", help="whose doors")
        kept.add_argument("--as", dest="login", metavar="LOGIN", help="the organizer who does it")
        kept.add_argument("--canvass", metavar="NAME", help="an open canvass")
        kept.add_argument("--name", help="of the new turf")
        where = kept.add_mutually_exclusive_group()
        where.add_argument(
            "--street", action="append", metavar="NAME", help="a street; may be given again"
        )
        where.add_argument(
            "--within", type=Path, metavar="AREA.geojson", help="a polygon drawn on a map"
        )
        configure_file(parser.add_argument_group("from a file"))

    def wants_django(self, args: argparse.Namespace) -> bool:
        return args.addresses is None

    def handle(self, args: argparse.Namespace) -> dict[str, Any]:
        check_which(args)
        return cut_file(args) if args.addresses else cut_kept(args)

    def show(self, data: dict[str, Any]) -> None:
        if "turfs" not in data:
            return print(f"{data['name']}: {data['doors']} doors, {data['metres']} m to walk")
        for number, turf in enumerate(data["turfs"], 1):
            doors, metres = len(turf["doors"]), round(turf["metres"])
            print(f"{number}: {doors} doors, {metres} m, {turf['minutes']:.0f} minutes")
        bound = round(data["bound_metres"])
        print(f"{len(data['turfs'])} turfs, {round(data['metres'])} m; no cut is under {bound} m")


def configure_file(parser: Any) -> None:
    parser.add_argument(
        "--addresses", type=Path, metavar="FILE.csv", help="id,lat,lon and street,number,unit"
    )
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--doors", type=a_count, metavar="N", help="doors a turf (50)")
    size.add_argument("--minutes", type=a_measure, metavar="N", help="minutes a turf")
    parser.add_argument(
        "--minutes-per-door", type=a_measure, default=3.0, metavar="N", help="at a door (3)"
    )
    parser.add_argument(
        "--metres-per-minute", type=a_measure, default=75.0, metavar="N", help="walking (75)"
    )
    parser.add_argument("--start", metavar="LAT,LON", help="where the walkers set out")
    parser.add_argument(
        "--streets", type=Path, metavar="LINES", help="the streets to walk along: GeoJSON or CSV"
    )
    parser.add_argument(
        "--barriers", type=Path, metavar="LINES.geojson", help="railways and avenues"
    )
    parser.add_argument(
        "--crossing", type=a_measure, default=300.0, metavar="N",
        help="metres that crossing a barrier counts for (300)",
    )  # fmt: skip
    parser.add_argument(
        "--processes", type=a_count, default=None, metavar="N", help="at once (one a core)"
    )


def a_count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is no whole number of 1 or more")
    return int(text)


def a_measure(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 1e6:
        raise argparse.ArgumentTypeError(f"'{text}' is no number above 0")
    return value


KEPT = {"collective": "--collective", "login": "--as", "canvass": "--canvass", "name": "--name"}
OF_A_FILE = ("doors", "minutes", "start", "streets", "barriers")


def check_which(args: argparse.Namespace) -> None:
    """One way of cutting has its options, the other has its own."""
    ways = {**KEPT, "street": "--street", "within": "--within"}
    if args.addresses:
        wrong = [option for field, option in ways.items() if getattr(args, field)]
        if wrong:
            raise BadInput(f"{wrong[0]} does not go with --addresses")
        return
    missing = [option for field, option in KEPT.items() if not getattr(args, field)]
    if not (args.street or args.within):
        missing.append("--street or --within")
    if missing:
        raise BadInput(f"{', '.join(missing)} missing, or --addresses. See barrio turf cut --help")
    wrong = [f"--{field}" for field in OF_A_FILE if getattr(args, field) is not None]
    if wrong:
        raise BadInput(f"{wrong[0]} goes with --addresses only")


# Turfs of few doors far apart can take longer than the mean: then again with less in each.
SHORTER = (1.0, 0.92, 0.84, 0.76)


def cut_file(args: argparse.Namespace) -> dict[str, Any]:
    from barrio.turf.cut import Terms, cut
    from barrio.turf.shift import Pace
    from barrio.turf.table import BadTable, point_of, read_doors, read_lines, read_streets

    pace = Pace(args.minutes_per_door, args.metres_per_minute)
    try:
        doors = read_doors(args.addresses)
        start = point_of(args.start) if args.start else None
        barriers = read_lines(args.barriers) if args.barriers else []
        streets = read_streets(args.streets) if args.streets else []
    except BadTable as error:
        raise BadInput(str(error)) from error
    terms = Terms(crossing=args.crossing, processes=args.processes or os.cpu_count() or 1)
    for shorter in SHORTER if args.minutes else SHORTER[:1]:
        size = pace.doors_in(args.minutes * shorter) if args.minutes else args.doors or 50
        found = cut(doors, size, start=start, barriers=barriers, streets=streets, terms=terms)
        if all(pace.minutes(len(t.doors), t.metres) <= (args.minutes or 0) for t in found.turfs):
            break
    turfs = [
        {
            "doors": [door.id for door in turf.doors],
            "metres": turf.metres,
            "minutes": round(pace.minutes(len(turf.doors), turf.metres), 1),
        }
        for turf in found.turfs
    ]
    return {"turfs": turfs, "metres": found.metres, "bound_metres": found.bound_metres}


def cut_kept(args: argparse.Namespace) -> dict[str, Any]:
    from django.core.exceptions import ValidationError

    from barrio.accounts.enums import Role
    from barrio.canvass.actions import cut_turf
    from barrio.core.actors import user_actor
    from barrio.core.clock import now
    from barrio.core.errors import Refused

    collective = collective_called(args.collective)
    user = member_called(args.login, collective, Role.ORGANIZER)
    canvass = open_canvass_called(args.canvass, collective)
    doors, geometry = doors_where(args, collective)
    try:
        turf = cut_turf(
            canvass=canvass,
            name=args.name,
            dwellings=doors,
            geometry=geometry,
            by=user_actor(user),
            at=now(),
        )
    except Refused as error:
        raise BadInput(str(error)) from error
    except ValidationError as error:
        raise BadInput(" ".join(error.messages)) from error
    return line_of(turf) | {"order": order_of(turf)}


def line_of(turf: Any) -> dict[str, Any]:
    from barrio.canvass.queries import tally_of

    tally = tally_of(turf.canvass, turf)
    held = turf.assignments.filter(ended_at__isnull=True).select_related("user").first()
    return {
        "id": str(turf.pk),
        "canvass": turf.canvass.name,
        "name": turf.name,
        "doors": tally.doors,
        "knocked": tally.knocked,
        "spoke": tally.spoke,
        "refused": tally.refused,
        "metres": turf.metres,
        "walker": held.user.handle if held else None,
    }


def order_of(turf: Any) -> list[str]:
    """The doors' ids in walking order."""
    return [str(pk) for pk in turf.doors.order_by("order").values_list("dwelling_id", flat=True)]


def open_canvass_called(name: str, collective: Any) -> Any:
    from barrio.canvass.models import Canvass

    canvasses = Canvass.objects.filter(collective=collective, state="open").order_by("name")
    found = canvasses.filter(name=name).first()
    if found is None:
        names = ", ".join(f"'{canvass.name}'" for canvass in canvasses[:10]) or "none"
        raise BadInput(f"no open canvass '{name}'. Open now: {names}")
    return found


def doors_where(args: argparse.Namespace, collective: Any) -> tuple[list[Any], dict | None]:
    from barrio.canvass.actions import doors_inside, doors_on

    if args.within:
        geometry = polygon_in(args.within)
        return doors_inside(collective, geometry), geometry
    return doors_on(collective, street_ids(args.street, collective)), None


def street_ids(names: list[str], collective: Any) -> list[Any]:
    from barrio.places.models import Street

    found = dict(
        Street.objects.filter(collective=collective, name__in=names).values_list("name", "pk")
    )
    for name in names:
        if name not in found:
            raise BadInput(f"no street '{name}' here. Names are spelled as on the map's list")
    return list(found.values())


def polygon_in(path: Path) -> dict[str, Any]:
    """The first polygon of a GeoJSON file."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        shapes = data["features"] if data.get("type") == "FeatureCollection" else [data]
        shape = shapes[0].get("geometry", shapes[0])
        ring = [(float(lon), float(lat)) for lon, lat, *_height in shape["coordinates"][0]]
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from error
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise BadInput(f"{path} is not GeoJSON with a polygon in it") from error
    if shape.get("type") != "Polygon" or len(ring) < 4:
        raise BadInput(f"{path} holds no polygon: draw an area, not a {shape.get('type')}")
    return {"type": "Polygon", "coordinates": [[list(point) for point in ring]]}


COMMANDS: list[type[Command]] = [TurfList, TurfCut]
