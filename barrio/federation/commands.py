"""`barrio federation …`: bodies on other servers, from a terminal and in files."""

import argparse
from pathlib import Path
from typing import Any

from barrio.accounts.commands import collective_called, member_called
from barrio.core.commands import BadInput, Command, CommandFailed

BIGGEST_FILE = 50 * 1024 * 1024  # bytes


class FederationCommand(Command):
    """Asks whose federation it is."""

    returns_data = True

    def configure(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--collective", required=True, metavar="SLUG", help="which body is ours"
        )


class FederationList(FederationCommand):
    name = "federation list"
    help = "The bodies that ours knows: their keys, how they are linked, what waits for them."
    example = "barrio federation list --collective norris-square"

    def handle(self, args: argparse.Namespace) -> dict[str, Any]:
        from barrio.federation.models import Sister

        collective = collective_called(args.collective)
        rows = Sister.objects.filter(collective=collective).order_by("name")
        return {"bodies": [facts_of(row) for row in rows]}

    def show(self, data: dict[str, Any]) -> None:
        for body in data["bodies"]:
            told = f"{body['documents']} documents, {body['waiting']} waiting"
            compared = "compared" if body["compared"] else "NOT compared"
            print(f"{body['body']}  {body['name']}  {body['link'] or 'not linked'}  {told}")
            print(f"    key {body['numbers']}  {compared}")
        if not data["bodies"]:
            print("No other body is known yet: see 'barrio federation card --help'.")


class FederationCard(FederationCommand):
    name = "federation card"
    help = "What another body needs to know ours by, and the digits to read to them."
    example = "barrio federation card --collective norris-square --to card.json"

    def configure(self, parser: argparse.ArgumentParser) -> None:
        super().configure(parser)
        parser.add_argument("--to", metavar="FILE", required=True, help="where to write it")

    def handle(self, args: argparse.Namespace) -> dict[str, Any]:
        from django.conf import settings

        from barrio.core.clock import now
        from barrio.federation import signing
        from barrio.federation.actions import documents

        collective, at = collective_called(args.collective), now()
        write_file(args.to, documents.card(collective, settings.BASE_URL, at))
        public = documents.own_key(collective, at).public
        return {"written": args.to, "numbers": signing.fingerprint(public)}


class FederationMeet(FederationCommand):
    name = "federation meet"
    help = (
        "Takes the card of another body, once you have compared the digits of their key with "
        "people of that body, face to face or in a voice you know."
    )
    example = (
        "barrio federation meet card.json --collective norris-square --as ana "
        '--numbers "12345 67890 12345 67890 12345 67890"'
    )

    def configure(self, parser: argparse.ArgumentParser) -> None:
        super().configure(parser)
        parser.add_argument("card", metavar="FILE", help="the card they gave you")
        parser.add_argument(
            "--as", dest="handle_", required=True, metavar="LOGIN", help="who you are"
        )
        parser.add_argument(
            "--numbers", required=True, metavar="DIGITS", help="what they read to you of their key"
        )

    def handle(self, args: argparse.Namespace) -> dict[str, Any]:
        from django.db import transaction

        from barrio.assemblies.permissions import KEEPERS
        from barrio.core.actors import user_actor
        from barrio.core.clock import now
        from barrio.core.errors import Refused
        from barrio.federation import signing
        from barrio.federation.actions import documents

        collective, at = collective_called(args.collective), now()
        by = user_actor(member_called(args.handle_, collective, *KEEPERS))
        try:
            with transaction.atomic():
                sister = documents.meet(
                    collective=collective, text=read_text(args.card), by=by, at=at
                )
                if signing.fingerprint(sister.public).split() != args.numbers.split():
                    raise CommandFailed(
                        "the digits are not those of this card: somebody may have changed it on "
                        "its way. Ask for it again by another way; nothing was kept"
                    )
                documents.compare(sister=sister, by=by, at=at)
        except Refused as refusal:
            raise CommandFailed(str(refusal)) from refusal
        return facts_of(sister)


class FederationExport(FederationCommand):
    name = "federation export"
    help = "All that our body ever told another one, as a file to carry to their server."
    example = "barrio federation export --collective norris-square --body 0198f0b4-… --to told.json"

    def configure(self, parser: argparse.ArgumentParser) -> None:
        super().configure(parser)
        parser.add_argument(
            "--body", required=True, metavar="ID", help="as 'barrio federation list' prints it"
        )
        parser.add_argument("--to", metavar="FILE", required=True, help="where to write it")

    def handle(self, args: argparse.Namespace) -> dict[str, Any]:
        from barrio.federation.actions import documents

        sister = body_called(args.body, collective_called(args.collective))
        try:
            write_file(args.to, documents.bundle(sister))
        except documents.NotCompared as refusal:
            raise CommandFailed(str(refusal)) from refusal
        return {"written": args.to, "documents": sister.documents.filter(is_ours=True).count()}


class FederationImport(FederationCommand):
    name = "federation import"
    help = "Does what is new in a file of another body's documents; what is known stays as it is."
    example = "barrio federation import told.json --collective river-commune"

    def configure(self, parser: argparse.ArgumentParser) -> None:
        super().configure(parser)
        parser.add_argument("file", metavar="FILE", help="as 'barrio federation export' wrote it")

    def handle(self, args: argparse.Namespace) -> dict[str, Any]:
        from barrio.core.clock import now
        from barrio.federation.actions import documents

        collective = collective_called(args.collective)
        try:
            new = documents.bring_in(collective=collective, text=read_text(args.file), at=now())
        except documents.DocumentRefused as refusal:
            raise CommandFailed(str(refusal)) from refusal
        return {"new_documents": new}


class FederationDeliver(Command):
    name = "federation deliver"
    help = "Tries now to bring to every other body what waits for it; the worker does it hourly."
    example = "barrio federation deliver"
    returns_data = True

    def handle(self, args: argparse.Namespace) -> dict[str, Any]:
        from barrio.core.clock import now
        from barrio.federation.delivery import deliver_waiting
        from barrio.federation.models import Document

        arrived = deliver_waiting(now())
        waiting = Document.objects.filter(is_ours=True, handed_at__isnull=True).count()
        return {"arrived": arrived, "waiting": waiting}


def facts_of(sister: Any) -> dict[str, Any]:
    from barrio.federation import signing
    from barrio.federation.enums import LinkState

    link = sister.links.exclude(state=LinkState.ENDED).first()
    return {
        "body": str(sister.body),
        "name": sister.name,
        "numbers": signing.fingerprint(sister.public),
        "compared": bool(sister.compared_at),
        "link": f"{link.way}, {link.state}" if link else "",
        "documents": sister.documents.count(),
        "waiting": sister.documents.filter(is_ours=True, handed_at__isnull=True).count(),
    }


def body_called(body: str, collective: Any) -> Any:
    import uuid

    from barrio.federation.models import Sister

    try:
        found = Sister.objects.filter(collective=collective, body=uuid.UUID(body)).first()
    except ValueError:
        found = None
    if found is None:
        raise BadInput(f"no body '{body}': 'barrio federation list' prints those that are known")
    return found


def read_text(name: str) -> str:
    path = Path(name)
    try:
        if path.stat().st_size > BIGGEST_FILE:
            raise BadInput(f"{name} is too big to be documents of a body")
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadInput(f"cannot read {name}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{name} holds no text") from error


def write_file(name: str, text: str) -> None:
    try:
        Path(name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandFailed(f"cannot write {name}: {error.strerror}") from error


COMMANDS: list[type[Command]] = [
    FederationList,
    FederationCard,
    FederationMeet,
    FederationExport,
    FederationImport,
    FederationDeliver,
]
