"""The public lot: who is drawn when nothing else decides, so that anyone can draw again.

Commit and reveal. Before voting opens the electoral commission chooses a seed nobody can guess
and publishes `commitment(seed)`. When voting has closed, the hall throws dice and writes down
what they show. Only then is the seed shown. Neither the commission (the dice come later) nor the
hall (the seed is hidden) can steer the order.

The order of candidates is that of SHA-256(seed || dice || name), smallest first, names in UTF-8.
With a seed and dice of plain text anybody can do it again in a shell:

    printf %s "$seed" | sha256sum                  # must be what was published
    printf '%s%s%s' "$seed" "$dice" "Ana Prado" | sha256sum
    printf '%s%s%s' "$seed" "$dice" "Eva Luz" | sha256sum     # the smaller one is drawn

Whoever comes first among those tied is drawn: gets the seat, or is the one excluded, as the tie
was about. One order serves the whole count.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass


class LotNeeded(Exception):
    """The ballots do not decide between these; a lot has to."""

    def __init__(self, between: Sequence[str]) -> None:
        self.between = tuple(between)
        super().__init__(f"a tie between {', '.join(self.between)} that only a lot can decide")


def commitment(seed: bytes) -> str:
    """What is published before voting opens: the SHA-256 of the seed, in hexadecimal."""
    return hashlib.sha256(seed).hexdigest()


def draw(seed: bytes, dice: str, names: Sequence[str]) -> list[str]:
    """All `names` in the order drawn."""
    if len(set(names)) != len(names):
        raise ValueError("two of those drawn between have one name")
    return sorted(names, key=lambda name: mark(seed, dice, name))


def mark(seed: bytes, dice: str, name: str) -> str:
    """What `sha256sum` says for one name; the smallest is drawn first."""
    return hashlib.sha256(seed + dice.encode() + name.encode()).hexdigest()


@dataclass(frozen=True)
class Lot:
    """How ties fall: by seed and dice, or in an `order` drawn by hand; else not at all."""

    seed: bytes | None = None
    dice: str = ""
    order: tuple[str, ...] = ()

    def pick(self, names: Sequence[str]) -> str:
        """The one drawn of `names`. Raises `LotNeeded`."""
        by_hand = next((name for name in self.order if name in names), None)
        if by_hand is not None:
            return by_hand
        if self.seed is None:
            raise LotNeeded(names)
        return draw(self.seed, self.dice, names)[0]


class Draws:
    """Draws between candidates by number, and keeps every draw for the record."""

    def __init__(self, names: Sequence[str], pick: Callable[[Sequence[str]], str]) -> None:
        self.names, self.pick = names, pick
        self.lots: list[dict[str, object]] = []

    def one(self, tied: Iterable[int]) -> int:
        """Whoever is drawn; nobody draws where there is no choice."""
        among = sorted(tied)
        if len(among) == 1:
            return among[0]
        between = [self.names[n] for n in among]
        drawn = self.pick(between)
        self.lots.append({"between": between, "drawn": drawn})
        return self.names.index(drawn)

    def some(self, tied: Iterable[int], how_many: int) -> list[int]:
        """As many of `tied`, one after another; as listed when all of them get it."""
        left = sorted(tied)
        if how_many >= len(left):
            return left
        return [self._take(left) for _each in range(how_many)]

    def _take(self, left: list[int]) -> int:
        drawn = self.one(left)
        left.remove(drawn)
        return drawn
