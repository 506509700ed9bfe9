"""Commands for people: bringing in a contact list."""

import argparse
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from barrio.accounts.commands import collective_called, member_called
from barrio.core.commands import BadInput, Command, CommandFailed, Progress

SHOWN = 20


class ImportContacts(Command):
    name = "import contacts"
    help = "Brings in a contact list (CSV, XLSX): shows what would change; --commit does it."
    example = (
        "barrio import contacts list.xlsx --collective norris-square --as ana "
        "--source 'sign-up sheet, 3 May' --commit"
    )
    returns_data = True

    def configure(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", metavar="FILE")
        parser.add_argument("--collective", required=True, metavar="SLUG", help="whose people")
        parser.add_argument(
            "--as", dest="login", required=True, metavar="LOGIN", help="the organizer who does it"
        )
        parser.add_argument(
            "--source", default="", help="where the list comes from, and who allowed its use"
        )
        parser.add_argument("--commit", action="store_true", help="bring it in at once")
        parser.add_argument("--go-on", metavar="ID", help="go on with an import that stopped")
        parser.add_argument("--undo", metavar="ID", help="take a whole import back")

    def handle(self, args: argparse.Namespace) -> dict[str, Any]:
        from barrio.accounts.enums import PEOPLE_ROLES

        if sum(bool(given) for given in (args.file, args.go_on, args.undo)) != 1:
            raise BadInput("give a FILE, or --go-on ID, or --undo ID")
        if args.file and not args.source.strip():
            raise BadInput("say with --source where the list comes from and who allowed its use")
        collective = collective_called(args.collective)
        user = member_called(args.login, collective, *PEOPLE_ROLES)
        if args.undo:
            return self.take_back(args, import_called(args.undo, collective), user)
        if args.go_on:
            return self.bring_in(args, import_called(args.go_on, collective), user)
        batch = self.read(args, collective, user)
        return self.bring_in(args, batch, user) if args.commit else self.answer(batch)

    def read(self, args: argparse.Namespace, collective: Any, user: Any) -> Any:
        """The preview: every row read, nobody changed."""
        from barrio.core.actors import user_actor
        from barrio.core.clock import now
        from barrio.core.errors import Refused
        from barrio.people.importing import actions

        who = user_actor(user)
        try:
            raw = args.file.read_bytes()
            batch = actions.begin_import(
                collective=collective, user=user, filename=args.file.name, raw=raw, by=who, at=now()
            )
            actions.set_mapping(
                batch=batch,
                mapping=dict(batch.personal["mapping"]),
                source=args.source,
                by=who,
                at=now(),
            )
        except (Refused, OSError) as error:
            raise BadInput(str(error)) from error
        advance = Progress("Reading", silent=args.json)
        return run_step(batch, lambda: actions.preview(batch=batch, advance=advance))

    def bring_in(self, args: argparse.Namespace, batch: Any, user: Any) -> dict[str, Any]:
        from barrio.core.clock import now
        from barrio.people.importing import actions

        start(actions.start_commit, batch, user)
        today = actions.today_for(batch, now())
        advance = Progress("Bringing in", silent=args.json)
        return self.answer(
            run_step(batch, lambda: actions.commit(batch=batch, today=today, advance=advance))
        )

    def take_back(self, args: argparse.Namespace, batch: Any, user: Any) -> dict[str, Any]:
        from barrio.people.importing import actions

        start(actions.start_undo, batch, user)
        kept = []
        advance = Progress("Taking back", silent=args.json)
        run_step(batch, lambda: kept.append(actions.undo(batch=batch, advance=advance)))
        return self.answer(batch) | {"kept": kept[0]}

    def answer(self, batch: Any) -> dict[str, Any]:
        from barrio.people.enums import RowOutcome
        from barrio.people.importing.plan import REASONS

        refused = batch.rows.filter(outcome=RowOutcome.REFUSE).order_by("number")
        return {
            "import": str(batch.pk),
            "state": batch.state,
            "to_create": batch.to_create,
            "to_change": batch.to_change,
            "unchanged": batch.unchanged,
            "refused": [
                {"row": number, "reason": str(REASONS.get(reason, reason))}
                for number, reason in refused.values_list("number", "reason")
            ],
        }

    def show(self, data: dict[str, Any]) -> None:
        refused = data["refused"]
        for row in refused[:SHOWN]:
            print(f"left out, row {row['row']}: {row['reason']}")
        if len(refused) > SHOWN:
            print(f"… and {len(refused) - SHOWN} more: --json names them all")
        super().show(data | {"refused": len(refused)})
        if data["state"] == "previewed":
            print(f"Nobody was changed yet. Bring them in with --go-on {data['import']}")
        elif data["state"] == "committed":
            print(f"Brought in. Take it back with --undo {data['import']}")


def import_called(text: str, collective: Any) -> Any:
    from barrio.people.models import ContactImport

    try:
        found = ContactImport.objects.filter(pk=uuid.UUID(text), collective=collective).first()
    except ValueError:
        found = None
    if found is None:
        raise BadInput(f"no import '{text}' in '{collective.slug}'. Its page shows the id")
    return found


def start(action: Callable[..., None], batch: Any, user: Any) -> None:
    from barrio.core.actors import user_actor
    from barrio.core.clock import now
    from barrio.core.errors import Refused

    try:
        action(batch=batch, by=user_actor(user), at=now())
    except Refused as error:
        raise BadInput(f"this import is {batch.get_state_display().lower()}") from error


def run_step(batch: Any, step: Callable[[], Any]) -> Any:
    """Does a long step here and now; a failure is kept with the import, to go on from."""
    from django.db import DatabaseError

    from barrio.core.errors import Refused
    from barrio.people.tasks import note_stop, problem_of

    try:
        step()
    except KeyboardInterrupt:
        note_stop(batch, "Interrupted in the terminal.")
        raise
    except Refused as error:
        note_stop(batch, str(error))
        raise BadInput(str(error)) from error
    except (DatabaseError, OSError) as error:
        problem = problem_of(error)
        note_stop(batch, problem)
        raise CommandFailed(f"{problem} Go on with --go-on {batch.pk}") from error
    batch.refresh_from_db()
    return batch


COMMANDS: list[type[Command]] = [ImportContacts]
