"""What a transport says of one hand-over."""

from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    SENT = "sent"
    RETRY = "retry"  # try this endpoint again, later
    DEAD = "dead"  # this endpoint is no more; try the person's next one


@dataclass(frozen=True, slots=True)
class Outcome:
    verdict: Verdict
    problem: str = ""


SENT = Outcome(Verdict.SENT)
