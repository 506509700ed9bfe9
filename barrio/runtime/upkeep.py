"""What is thrown away when its time is over. Apps register their own in `AppConfig.ready()`.

The worker does it once an hour; doing it twice, or by two workers, does no harm.
"""

import logging
from collections.abc import Callable
from datetime import datetime

logger = logging.getLogger(__name__)
_chores: dict[str, Callable[[datetime], int]] = {}


def register_chore(name: str, chore: Callable[[datetime], int]) -> None:
    """`chore` gets the time and returns how many rows or files it threw away."""
    _chores[name] = chore


def do_chores(*, at: datetime) -> dict[str, int]:
    """Does them all; one that fails is logged and keeps none of the others from its turn."""
    done = {}
    for name, chore in _chores.items():
        try:
            done[name] = chore(at)
        except Exception:
            logger.exception("upkeep %s failed", name)
    return done
