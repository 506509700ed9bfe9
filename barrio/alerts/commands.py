"""Commands for alerts: what waits and how far a fan-out is. Nothing is released from here:
that takes two people at two screens."""

import argparse
import uuid
from typing import Any

from barrio.accounts.commands import collective_called
from barrio.core.commands import BadInput, Command


class AlertList(Command):
    name = "alert list"
    help = "Reports that wait, and the latest alerts with how many were told."
    example = "barrio alert list --collective norris-square"
    returns_data = True

    def configure(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--collective", required=True, metavar="SLUG", help="whose alerts")
        parser.add_argument("--latest", type=int, default=20, help="how many alerts at most")

    def handle(self, args: argparse.Namespace) -> dict[str, Any]:
        from barrio.alerts.enums import ReportState
        from barrio.alerts.models import Alert, Report

        if not 1 <= args.latest <= 1000:
            raise BadInput("--latest must be between 1 and 1000")
        collective = collective_called(args.collective)
        waiting = Report.objects.filter(collective=collective, state=ReportState.WAITING)
        alerts = Alert.objects.filter(collective=collective).select_related("message", "all_clear")
        return {
            "reports_waiting": waiting.count(),
            "alerts": [line_of(alert) for alert in alerts.order_by("-composed_at")[: args.latest]],
        }

    def show(self, data: dict[str, Any]) -> None:
        print(f"reports waiting: {data['reports_waiting']}")
        for alert in data["alerts"]:
            drill = " (drill)" if alert["is_drill"] else ""
            print(
                f"{alert['id']}  {alert['composed_at']:%Y-%m-%d %H:%M}Z  {alert['kind']}{drill}  "
                f"{alert['state']}  told {alert['told']['sent']} of {alert['told']['total']}"
            )


class AlertShow(Command):
    name = "alert show"
    help = "How far an alert and its all-clear have come: told, waiting, failed, answered."
    example = "barrio alert show 0198f0b4-6a3c-7c1e-9d5b-2f6f0c8e4a11 --json"
    returns_data = True

    def configure(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("alert", metavar="ID", help="as 'barrio alert list' prints it")

    def handle(self, args: argparse.Namespace) -> dict[str, Any]:
        from barrio.alerts.models import Alert

        try:
            pk = uuid.UUID(args.alert)
        except ValueError as error:
            raise BadInput(f"'{args.alert}' is no id: see 'barrio alert list'") from error
        alert = Alert.objects.select_related("message", "all_clear").filter(pk=pk).first()
        if alert is None:
            raise BadInput(f"no alert {pk}: see 'barrio alert list'")
        return line_of(alert)

    def show(self, data: dict[str, Any]) -> None:
        for key in ("kind", "state", "composed_at", "released_at", "cleared_at"):
            print(f"{key.replace('_', ' ')}: {data[key]}")
        for name in ("told", "all_clear"):
            if data[name]:
                counts = ", ".join(f"{key} {value}" for key, value in data[name].items())
                print(f"{name.replace('_', ' ')}: {counts}")


def line_of(alert: Any) -> dict[str, Any]:
    return {
        "id": str(alert.pk),
        "kind": alert.kind,
        "is_drill": alert.is_drill,
        "state": alert.state,
        "composed_at": alert.composed_at,
        "released_at": alert.released_at,
        "cleared_at": alert.cleared_at,
        "told": counts_of(alert.message),
        "all_clear": counts_of(alert.all_clear) if alert.all_clear else None,
    }


def counts_of(message: Any) -> dict[str, int]:
    from barrio.comms.queries import progress_of

    progress = progress_of(message)
    return {
        name: getattr(progress, name)
        for name in ("total", "sent", "waiting", "failed", "withdrawn", "acknowledged")
    }


COMMANDS: list[type[Command]] = [AlertList, AlertShow]
