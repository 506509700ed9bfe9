"""Two commissions by the founding act, with people who serve, and the minutes of that evening."""

from datetime import timedelta

from barrio.accounts.models import Collective, User
from barrio.assemblies.models import Act, Assembly
from barrio.core.actors import user_actor
from barrio.core.clock import local_date
from barrio.minutes import actions as minutes
from barrio.minutes.enums import Sheet, Stance
from barrio.minutes.queries import there_at_the_end
from barrio.offices.actions import commissions

FINANCE = {"en": "Finance commission", "es": "Comisión de finanzas"}
WATCH = {"en": "Social controllership", "es": "Contraloría social"}
SHADE = "Rosa pidió que la próxima asamblea sea a la sombra."
SIGNERS = 9


def load_offices(home: Collective, users: dict[str, User]) -> None:
    """As of the evening of the founding assembly."""
    act = Act.objects.get(collective=home, title__en="Who looks after what")
    by, at = user_actor(users["ana"]), act.adopted_at + timedelta(hours=14)
    assembly = act.vote.item.assembly
    people = list(there_at_the_end(assembly).order_by("came_at", "pk"))
    begins_on = local_date(at, home.time_zone)
    for kind, name, seated, waiting in (
        ("finance", FINANCE, people[:3], people[3:4]),
        ("controllership", WATCH, people[4:7], []),
    ):
        commission = commissions.found_commission(
            act=act, kind=kind, name=name, seats=4 if kind == "finance" else 3, alternates=1,
            by=by, at=at,
        )  # fmt: skip
        commissions.begin_terms(
            act=act, commission=commission, principals=[row.person_id for row in seated],
            alternates=[row.person_id for row in waiting], begins_on=begins_on, by=by, at=at,
        )  # fmt: skip
        commissions.list_handover(
            commission=commission, what="Libro de actas / Book of minutes", by=by, at=at
        )
    _minutes(assembly, users)


def _minutes(assembly: Assembly, users: dict[str, User]) -> None:
    by, met = user_actor(users["ana"]), assembly.starts_at
    found = minutes.minutes_of(assembly=assembly, by=by, at=met)
    item = assembly.items.get(number=2)
    minutes.note(minutes=found, text=SHADE, item=item, by=by, at=met + timedelta(minutes=20))
    end = assembly.closed_at + timedelta(minutes=10) if assembly.closed_at else met
    for n, row in enumerate(there_at_the_end(assembly).order_by("came_at", "pk")[:SIGNERS]):
        dissents = n == SIGNERS - 1
        minutes.sign(
            minutes=found, person_id=row.person_id, sheet=Sheet.CLOSING,
            stance=Stance.DISSENTS if dissents else Stance.AGREES,
            reason="Trescientos es mucho para una sola fiesta." if dissents else "", by=by, at=end,
        )  # fmt: skip
    minutes.close_minutes(minutes=found, by=by, at=end + timedelta(minutes=20))
