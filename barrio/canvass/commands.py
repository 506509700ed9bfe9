"""Commands for turfs: which there are and how far they are, and cutting one."""

import argparse
import json
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
    help = "Cuts a turf of the free doors on some streets or inside an area, in walking order."
    example = (
        "barrio turf cut --collective norris-square --as ana --canvass 'Spring doors' "
        "--name 'Howard, north' --street 'N Howard St'"
    )
    returns_data = True

    def configure(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--collective", required=True, metavar="SLUG", help="whose doors")
        parser.add_argument(
            "--as", dest="login", required=True, metavar="LOGIN", help="the organizer who does it"
        )
        parser.add_argument("--canvass", required=True, metavar="NAME", help="an open canvass")
        parser.add_argument("--name", required=True, help="of the new turf")
        where = parser.add_mutually_exclusive_group(required=True)
        where.add_argument(
            "--street", action="append", metavar="NAME", help="a street; may be given again"
        )
        where.add_argument(
            "--within", type=Path, metavar="AREA.geojson", help="a polygon drawn on a map"
        )

    def handle(self, args: argparse.Namespace) -> dict[str, Any]:
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

    def show(self, data: dict[str, Any]) -> None:
        print(f"{data['name']}: {data['doors']} doors, {data['metres']} m to walk")


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
