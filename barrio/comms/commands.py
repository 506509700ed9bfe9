"""Commands for sending, and for the sink of the demo."""

import argparse
import asyncio
from typing import Any

from barrio.core.commands import BadInput, Command


class SenderCommand(Command):
    name = "sender"
    help = "Hands messages to their channels. Start as many as you like on PostgreSQL."
    example = "barrio sender --lease 30"
    returns_data = True

    def configure(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--lease", type=float, default=30.0, help="seconds a claim lasts")
        parser.add_argument("--once", action="store_true", help="stop when nothing is due")

    def handle(self, args: argparse.Namespace) -> dict[str, Any]:
        from barrio.comms.sender.loop import run_sender

        if not 0.2 <= args.lease <= 3600:
            raise BadInput("--lease must be between 0.2 and 3600 seconds.")
        return {"sent": run_sender(lease_seconds=args.lease, until_idle=args.once)}


class SinkCommand(Command):
    name = "sink"
    help = "Takes e-mail, texts and pushes on this machine and sends nothing on (demo, tests)."
    example = "barrio sink --smtp-port 2525 --http-port 2580"
    needs_django = False

    def configure(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--smtp-port", type=int, default=2525)
        parser.add_argument("--http-port", type=int, default=2580)
        parser.add_argument("--log", default="", help="file for one line per hand-over")
        parser.add_argument("--forget", action="store_true", help="count, keep no text")

    def handle(self, args: argparse.Namespace) -> None:
        from barrio.comms.sink.server import serve

        try:
            asyncio.run(
                serve(
                    smtp_port=args.smtp_port,
                    http_port=args.http_port,
                    log=args.log,
                    keep=not args.forget,
                )
            )
        except OSError as error:
            raise BadInput(f"cannot listen: {error.strerror}. Choose other ports.") from error


COMMANDS = [SenderCommand, SinkCommand]
