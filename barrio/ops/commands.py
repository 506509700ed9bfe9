"""Commands for who runs the machine."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from barrio.core.commands import BadInput, Command, CommandFailed, Progress
from barrio.ops.tally import Tally


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


class Backup(Command):
    name = "backup"
    help = "Writes a sealed copy of everything that two people's keys can open, each alone."
    example = "barrio backup --to /media/usb/barrio --recipient age1… --recipient age1…"
    returns_data = True

    def configure(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--to", metavar="FOLDER", help="or BARRIO_BACKUP_FOLDER")
        parser.add_argument(
            "--recipient",
            action="append",
            default=[],
            metavar="AGE1…",
            help="a person's public key; two or more, here or in BARRIO_BACKUP_RECIPIENTS",
        )
        parser.add_argument(
            "--keyring-days", type=int, default=14, help="days that keyrings are kept"
        )

    def handle(self, args: argparse.Namespace) -> dict[str, Any]:
        from barrio.core.clock import now
        from barrio.ops import backup, parts

        given = args.recipient or os.environ.get("BARRIO_BACKUP_RECIPIENTS", "").split(",")
        if args.keyring_days < 1:
            raise BadInput("--keyring-days must be 1 or more.")
        return backup.make_backup(
            recipients=parts.read_recipients(given),
            to=backup.chosen_folder(args.to),
            at=now(),
            keyring_days=args.keyring_days,
            progress=Progress("Backing up", silent=args.json),
        )


class BackupKeygen(Command):
    name = "backup keygen"
    help = "Makes a key pair for one person to keep; nothing of it stays on this machine."
    example = "barrio backup keygen > ana.key"
    needs_django = False

    def handle(self, args: argparse.Namespace) -> None:
        import pyrage

        identity = pyrage.x25519.Identity.generate()
        print("# Barrio backup key. Keep this file offline, off the server, and print it.")
        print(f"# public key: {identity.to_public()}")
        print(identity)
        print(f"recipient for the server: {identity.to_public()}", file=sys.stderr)


class Restore(Command):
    name = "restore"
    help = "Verifies a backup, then brings it back. Until all is verified nothing is touched."
    example = "barrio restore --from /media/usb/barrio --identity ana.key --to /var/lib/barrio"
    needs_django = False
    returns_data = True

    def configure(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--from", dest="source", required=True, metavar="FOLDER", help="one backup, or several"
        )
        parser.add_argument(
            "--identity", required=True, metavar="FILE", help="the secret key of one of the people"
        )
        parser.add_argument("--to", metavar="HOME", help="where to; BARRIO_HOME otherwise")
        parser.add_argument(
            "--replace", action="store_true", help="over a home with data, which is kept aside"
        )
        parser.add_argument(
            "--tombstones", metavar="FILE", help="a newer list of those who were erased"
        )
        parser.add_argument(
            "--keyring-from", metavar="FOLDER", help="a newer backup whose keyring is taken"
        )

    def handle(self, args: argparse.Namespace) -> dict[str, Any]:
        from barrio.ops.restore import Request, restore

        home = Path(args.to or os.environ.get("BARRIO_HOME", "var")).resolve()
        wanted = Request(
            source=Path(args.source),
            identity=Path(args.identity),
            home=home,
            replace=args.replace,
            tombstones=Path(args.tombstones) if args.tombstones else None,
            keyring_from=Path(args.keyring_from) if args.keyring_from else None,
        )
        return restore(wanted, Progress("Restoring", silent=args.json))

    def show(self, data: dict[str, Any]) -> None:
        for part, rows in data["rows"].items():
            for table, count in sorted(rows.items()):
                print(f"{count:10}  {part}.{table}")
        for key in ("restored", "home", "kept_aside", "erased_again", "migrations_applied"):
            print(f"{key.replace('_', ' ')}: {data[key]}")


class Init(Command):
    name = "init"
    help = "Sets up a real installation: databases, keys, a collective, two invitations."
    example = 'barrio init --name "Norris Square Council" --slug norris-square --kind council'
    returns_data = True

    def configure(self, parser: argparse.ArgumentParser) -> None:
        kinds = ("council", "tenants", "union", "mutual_aid", "network")
        parser.add_argument("--name", required=True, help="the collective's name")
        parser.add_argument("--slug", required=True, help="its short name in addresses")
        parser.add_argument("--kind", required=True, choices=kinds)
        parser.add_argument("--language", default="en", choices=("en", "es"))
        parser.add_argument("--time-zone", default="America/New_York")
        parser.add_argument("--country", default="US", help="two letters")

    def handle(self, args: argparse.Namespace) -> dict[str, Any]:
        from barrio.ops.init import Wanted, init
        from barrio.ops.migrations_state import migrate

        wanted = Wanted(
            slug=args.slug,
            name=args.name,
            kind=args.kind,
            language=args.language,
            time_zone=args.time_zone,
            country=args.country,
        )
        migrate(Progress("Preparing the database", silent=args.json))
        return init(wanted)

    def show(self, data: dict[str, Any]) -> None:
        print(f"The collective {data['collective']} is made. Two administrators come next.")
        print("Give each of these links to one person, by a way that you trust:\n")
        for link in data["links"]:
            print(f"  {link}")
        print(f"\nEach works once, until {data['links_end_at']:%Y-%m-%d %H:%M} UTC.")
        if data["key_source"] == "file":
            print(
                "The key lies on this machine: a thief of it reads everything. See barrio doctor."
            )


class Doctor(Command):
    name = "doctor"
    help = "Looks at settings, keys, mail, disk, clock and backups, and says what to do."
    example = "barrio doctor --json"
    returns_data = True

    def handle(self, args: argparse.Namespace) -> dict[str, Any] | None:
        from barrio.ops.doctor import examine, print_for_a_person, worst_of

        checks = examine()
        data = {"worst": worst_of(checks), "checks": [vars(check) for check in checks]}
        if args.json:
            print(json.dumps(data, ensure_ascii=False, indent=2))
        else:
            print_for_a_person(checks)
        if data["worst"] == "bad":
            bad = ", ".join(check.name for check in checks if check.state == "bad")
            raise CommandFailed(f"to be mended: {bad}.")
        return None


class MigrateToPostgres(Command):
    name = "migrate-to-postgres"
    help = "Copies every row of both SQLite databases into new PostgreSQL ones, and compares."
    example = (
        "barrio migrate-to-postgres --database postgres://barrio@db/barrio "
        "--keyring postgres://barrio@keys/keyring"
    )
    returns_data = True

    def configure(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--database", required=True, metavar="URL", help="new and empty")
        parser.add_argument("--keyring", required=True, metavar="URL", help="new and empty")

    def handle(self, args: argparse.Namespace) -> dict[str, Any]:
        from barrio.ops.move import move

        progress = Progress("Moving", silent=args.json)
        return move(database=args.database, keyring=args.keyring, progress=progress)

    def show(self, data: dict[str, Any]) -> None:
        for alias, tables in data["tables"].items():
            for table, rows in sorted(tables.items()):
                print(f"{rows:10}  {alias}.{table}  {data['hashes'][alias][table][:16]}")
        print(f"{data['rows']} rows moved; {data['outcome']}.")


COMMANDS: list[type[Command]] = [
    Init,
    Doctor,
    MigrateToPostgres,
    Run,
    Migrate,
    Demo,
    TourCommand,
    Backup,
    BackupKeygen,
    Restore,
    Tally,
]
