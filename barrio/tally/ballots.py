"""What voters handed in, by kind of ballot, whatever file or page it came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction


class BallotsUnreadable(ValueError):
    """The file is not what it should be; the message names the line and says why."""


Ranking = tuple[tuple[int, ...], ...]  # from the best; equals stand in one group


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


@dataclass(frozen=True)
class Ranked:
    """Ballots of (how many alike, groups of candidates from the best); the unnamed come last.

    `ties` is the order in which a file says that ties fall, where it says so.
    """

    candidates: tuple[str, ...]
    ballots: tuple[tuple[int, Ranking], ...]
    seats: int = 1
    title: str = ""
    withdrawn: frozenset[int] = field(default_factory=frozenset)
    ties: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        _check_names(self.candidates)
        for count, ranking in self.ballots:
            _check_ballot(count, [n for group in ranking for n in group], self.candidates)

    @property
    def standing(self) -> tuple[int, ...]:
        return tuple(n for n in range(len(self.candidates)) if n not in self.withdrawn)

    @property
    def valid(self) -> int:
        """Ballots that prefer somebody who stands."""
        return sum(count for count, ranking in self.of_standing() if ranking)

    def of_standing(self) -> list[tuple[int, Ranking]]:
        """The ballots as if those withdrawn had not been on the paper."""
        return [(count, self._without_withdrawn(ranking)) for count, ranking in self.ballots]

    def _without_withdrawn(self, ranking: Ranking) -> Ranking:
        groups = (tuple(n for n in group if n not in self.withdrawn) for group in ranking)
        return tuple(group for group in groups if group)

    def strict(self, seats: int | None = None) -> Election:
        """For rules that pass whole papers on: each ballot as far as it is unambiguous."""
        ballots = [(count, _until_equals(ranking)) for count, ranking in self.of_standing()]
        seats = self.seats if seats is None else seats
        return Election(self.title, seats, self.candidates, tuple(ballots), self.withdrawn)

    def approvals(self) -> "Approvals":
        """Who is on a paper is approved, at whatever rank."""
        ballots = [
            (count, frozenset(n for group in ranking for n in group))
            for count, ranking in self.of_standing()
        ]
        return Approvals(self.candidates, tuple(ballots), self.seats, self.title, self.withdrawn)


def _until_equals(ranking: Ranking) -> tuple[int, ...]:
    order: list[int] = []
    for group in ranking:
        if len(group) > 1:
            break
        order += group
    return tuple(order)


@dataclass(frozen=True)
class Approvals:
    """Ballots of (how many alike, whom they approve)."""

    candidates: tuple[str, ...]
    ballots: tuple[tuple[int, frozenset[int]], ...]
    seats: int = 1
    title: str = ""
    withdrawn: frozenset[int] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        _check_names(self.candidates)
        for count, approved in self.ballots:
            _check_ballot(count, sorted(approved), self.candidates)

    @property
    def standing(self) -> tuple[int, ...]:
        return tuple(n for n in range(len(self.candidates)) if n not in self.withdrawn)


@dataclass(frozen=True)
class Graded:
    """Ballots of (how many alike, grade by candidate): points, or grades of which more is better.

    `grades` are the words of the grades from 0 (the worst) up, where they have words.
    """

    candidates: tuple[str, ...]
    ballots: tuple[tuple[int, Mapping[int, int]], ...]
    seats: int = 1
    title: str = ""
    grades: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_names(self.candidates)
        for count, given in self.ballots:
            _check_ballot(count, sorted(given), self.candidates)

    def ranked(self) -> Ranked:
        """Better grades first; those without a grade last."""
        ballots = [(count, _by_grade(given)) for count, given in self.ballots]
        return Ranked(self.candidates, tuple(ballots), self.seats, self.title)

    def approvals(self) -> Approvals:
        """Whoever has more than the worst grade, 0, is approved."""
        ballots = [
            (count, frozenset(n for n, grade in given.items() if grade > 0))
            for count, given in self.ballots
        ]
        return Approvals(self.candidates, tuple(ballots), self.seats, self.title)


def _by_grade(given: Mapping[int, int]) -> Ranking:
    grades = sorted(set(given.values()), reverse=True)
    return tuple(tuple(n for n in sorted(given) if given[n] == grade) for grade in grades)


@dataclass(frozen=True)
class Budget:
    """Projects that cost, money that is there, and ballots of points (1 each if approved).

    Amounts are whole numbers or fractions, in whatever unit, and never floating point.
    `labels` are what people call the projects whose ids are `candidates`; `head`, `votes` and
    `kind` say what a `.pb` file said, so that it can be written again.
    """

    candidates: tuple[str, ...]
    costs: tuple[Fraction, ...]
    budget: Fraction
    ballots: tuple[tuple[int, Mapping[int, Fraction]], ...]
    kind: str = "approval"
    labels: tuple[str, ...] = ()
    title: str = ""

    def __post_init__(self) -> None:
        _check_names(self.candidates)
        object.__setattr__(self, "costs", tuple(map(_exact, self.costs)))
        object.__setattr__(self, "budget", _exact(self.budget))
        if len(self.costs) != len(self.candidates) or any(cost <= 0 for cost in self.costs):
            raise ValueError("each project has a cost above nothing")
        if self.budget < 0:
            raise ValueError("the budget is below nothing")
        for count, given in self.ballots:
            _check_ballot(count, sorted(given), self.candidates)
            if any(_exact(points) < 0 for points in given.values()):
                raise ValueError("points below nothing cannot be spent")


def _exact(amount: Fraction | int) -> Fraction:
    if isinstance(amount, float):
        raise ValueError("amounts are exact: whole numbers or fractions")
    return Fraction(amount)


def _check_names(names: Sequence[str]) -> None:
    if len(set(names)) != len(names):
        raise ValueError("two candidates have one name")


def _check_ballot(count: int, named: Sequence[int], candidates: Sequence[str]) -> None:
    if count < 0:
        raise ValueError("there are no fewer ballots than none")
    if len(set(named)) != len(named):
        raise ValueError("a ballot names a candidate twice")
    if any(not 0 <= n < len(candidates) for n in named):
        raise ValueError("a ballot names somebody who does not stand")
