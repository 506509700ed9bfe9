"""What higher apps hold a payment up for: an open observation, say."""

from collections.abc import Callable

from barrio.treasury.models import RequestVersion

Brake = Callable[[RequestVersion], str]
_brakes: list[Brake] = []


def register_payment_brake(brake: Brake) -> None:
    """`brake` says in a sentence why a payment is stopped; else nothing. The database, too."""
    if brake not in _brakes:
        _brakes.append(brake)


def why_stopped(version: RequestVersion) -> str:
    return next(filter(None, (brake(version) for brake in _brakes)), "")
