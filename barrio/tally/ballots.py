"""Ranked ballots, and the `.blt` files in which electoral software exchanges them."""

import re
from dataclasses import dataclass, field


class BallotsUnreadable(ValueError):
    """The file is not what it should be; the message names the line and says why."""


@dataclass(frozen=True)
class Election:
    """`ballots` are (how many alike, candidates in order of preference)."""

    title: str
    seats: int
    candidates: tuple[str, ...]
    ballots: tuple[tuple[int, tuple[int, ...]], ...]
    withdrawn: frozenset[int] = field(default_factory=frozenset)

    @property
    def valid(self) -> int:
        """Ballots that prefer somebody who stands."""
        return sum(count for count, order in self.ballots if set(order) - self.withdrawn)


NAME = re.compile(r'"((?:[^"\\]|\\.)*)"')


def read_blt(text: str) -> Election:
    """An election from a `.blt` file: counts of candidates and seats, ballots, names.

    Raises `BallotsUnreadable`.
    """
    lines = [
        (number, line.split("#", 1)[0].strip() if '"' not in line else line.strip())
        for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1)
    ]
    rows = iter([(number, line) for number, line in lines if line])
    number, head = _next(rows, "the numbers of candidates and seats")
    numbers = _numbers(number, head)
    if len(numbers) != 2 or numbers[0] < 1 or not 1 <= numbers[1] <= numbers[0]:
        raise BallotsUnreadable(f"line {number}: expected candidates and seats, such as '6 3'")
    candidates, seats = numbers
    withdrawn, ballots = _ballots(rows, candidates)
    names = [_name(*_next(rows, "a name for each candidate")) for _each in range(candidates)]
    title = next((_name(number, line) for number, line in rows), "")
    return Election(title, seats, tuple(names), tuple(ballots), frozenset(withdrawn))


def _next(rows, what: str) -> tuple[int, str]:
    try:
        return next(rows)
    except StopIteration:
        raise BallotsUnreadable(f"the file ends before {what}") from None


def _numbers(number: int, line: str) -> list[int]:
    try:
        return [int(word) for word in line.split()]
    except ValueError:
        raise BallotsUnreadable(f"line {number}: expected whole numbers: {line[:40]!r}") from None


def _ballots(rows, candidates: int) -> tuple[set[int], list[tuple[int, tuple[int, ...]]]]:
    withdrawn: set[int] = set()
    ballots: list[tuple[int, tuple[int, ...]]] = []
    while True:
        number, line = _next(rows, "the 0 that ends the ballots")
        numbers = _numbers(number, line)
        if numbers == [0]:
            return withdrawn, ballots
        if not ballots and numbers and all(n < 0 for n in numbers):
            withdrawn |= {_candidate(number, -n, candidates) for n in numbers}
            continue
        if numbers[0] < 1 or numbers[-1] != 0:
            raise BallotsUnreadable(f"line {number}: a ballot is a count, choices and a 0")
        order = tuple(_candidate(number, n, candidates) for n in numbers[1:-1])
        if len(set(order)) != len(order):
            raise BallotsUnreadable(f"line {number}: a ballot names a candidate twice")
        ballots.append((numbers[0], order))


def _candidate(number: int, named: int, candidates: int) -> int:
    if not 1 <= named <= candidates:
        raise BallotsUnreadable(f"line {number}: there is no candidate {named}")
    return named - 1


def _name(number: int, line: str) -> str:
    found = NAME.search(line)
    if found is None:
        raise BallotsUnreadable(f'line {number}: expected a name in quotes: "Ana Prado"')
    return found.group(1).replace('\\"', '"')
