"""How long a turf takes."""

import math
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    minutes_per_door: float = 3.0
    metres_per_minute: float = 75.0

    def minutes(self, doors: int, metres: float) -> float:
        return doors * self.minutes_per_door + metres / self.metres_per_minute

    def doors_in(self, minutes: float) -> Callable[[int, float], float]:
        """How many doors fill a shift where so many doors lie along so many metres."""

        def size(doors: int, metres: float) -> float:
            # A tenth is left: a turf may hold a tenth more doors than the mean.
            turfs = math.ceil(1.1 * self.minutes(doors, metres) / minutes)
            return doors / min(doors, max(1, turfs))

        return size
