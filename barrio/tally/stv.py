"""The single transferable vote as counted in Scottish council elections.

Rules 45 to 52 of the Scottish Local Government Elections Order 2011 (SSI 2011/399): Droop
quota; each surplus is passed on with every paper of the candidate, at surplus times the
paper's value over the candidate's total, cut off after five decimals. With one seat it is the
instant run-off. Values are integers in hundred-thousandths of a vote.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from barrio.tally.ballots import Election

UNIT = 100_000
Lot = Callable[[Sequence[int]], int]  # of candidates that stay tied, the one drawn


@dataclass
class Stage:
    """Totals in hundred-thousandths after it, and what it decided."""

    totals: dict[int, int]
    non_transferable: int
    elected: list[int] = field(default_factory=list)
    excluded: list[int] = field(default_factory=list)


@dataclass
class Count:
    quota: int
    elected: list[int]
    stages: list[Stage]
    lots: list[dict[str, object]]


@dataclass
class _Paper:
    votes: int
    order: tuple[int, ...]
    value: int = UNIT
    at: int = 0  # position in `order` of who has it

    @property
    def worth(self) -> int:
        return self.votes * self.value


class _Counting:
    def __init__(self, election: Election, lot: Lot) -> None:
        self.election, self.lot = election, lot
        self.quota = election.valid // (election.seats + 1) + 1
        standing = [n for n in range(len(election.candidates)) if n not in election.withdrawn]
        self.continuing = set(standing)
        self.papers: dict[int, list[_Paper]] = {n: [] for n in standing}
        self.totals = dict.fromkeys(standing, 0)
        self.lost = 0
        self.elected: list[int] = []
        self.surpluses: set[int] = set()
        self.stages: list[Stage] = []
        self.lots: list[dict[str, object]] = []

    def run(self) -> Count:
        for votes, order in self.election.ballots:
            preferred = tuple(n for n in order if n in self.continuing)
            if preferred:
                self._give(preferred[0], _Paper(votes, preferred))
        self._close_stage()
        while not self._is_over():
            if self.surpluses:
                self._pass_on_surplus(self._largest(self.surpluses))
            else:
                self._exclude(self._smallest(self.continuing))
        return Count(self.quota, self.elected, self.stages, self.lots)

    def _is_over(self) -> bool:
        """Fills the last seats where as many are left as stand."""
        left = self.election.seats - len(self.elected)
        if left and len(self.continuing) <= left:
            rest = self._by_total(self.continuing)
            self.stages[-1].elected += rest
            self.elected += rest
            self.continuing.clear()
        return len(self.elected) >= self.election.seats or not self.continuing

    def _give(self, candidate: int, paper: _Paper) -> None:
        self.papers[candidate].append(paper)
        self.totals[candidate] += paper.worth

    def _close_stage(self, excluded: list[int] | None = None) -> None:
        stage = Stage(dict(self.totals), self.lost, excluded=excluded or [])
        self.stages.append(stage)
        reached = {n for n in self.continuing if self.totals[n] >= self.quota * UNIT}
        for candidate in self._by_total(reached):
            if len(self.elected) == self.election.seats:
                break
            stage.elected.append(candidate)
            self.elected.append(candidate)
            self.continuing.discard(candidate)
            if self.totals[candidate] > self.quota * UNIT:
                self.surpluses.add(candidate)

    def _pass_on_surplus(self, candidate: int) -> None:
        self.surpluses.discard(candidate)
        total, surplus = self.totals[candidate], self.totals[candidate] - self.quota * UNIT
        given = 0
        for paper in self.papers.pop(candidate):
            paper.value = surplus * paper.value // total
            given += self._move(paper)
        self.totals[candidate] = self.quota * UNIT
        self.lost += surplus - given
        self._close_stage()

    def _exclude(self, candidate: int) -> None:
        self.continuing.discard(candidate)
        for paper in self.papers.pop(candidate):
            worth = paper.worth
            self.lost += worth - self._move(paper)
        self.totals[candidate] = 0
        self._close_stage([candidate])

    def _move(self, paper: _Paper) -> int:
        """To the next choice who stands; returns what it is worth there."""
        for at in range(paper.at + 1, len(paper.order)):
            if paper.order[at] in self.continuing:
                paper.at = at
                self._give(paper.order[at], paper)
                return paper.worth
        return 0

    def _largest(self, among: set[int]) -> int:
        return self._choose(among, max)

    def _smallest(self, among: set[int]) -> int:
        return self._choose(among, min)

    def _choose(self, among: set[int], best: Callable[..., int]) -> int:
        """By total; ties by the latest earlier stage that tells them apart, then by lot."""
        tied = set(among)
        for stage in reversed(self.stages):
            wanted = best(stage.totals[n] for n in tied)
            tied = {n for n in tied if stage.totals[n] == wanted}
            if len(tied) == 1:
                return tied.pop()
        drawn = self.lot(sorted(tied))
        names = self.election.candidates
        self.lots.append({"between": [names[n] for n in sorted(tied)], "drawn": names[drawn]})
        return drawn

    def _by_total(self, among: set[int]) -> list[int]:
        """For the record: highest first; equals as at the stages before, then as listed."""
        stages = self.stages[::-1]
        return sorted(among, key=lambda n: ([-stage.totals[n] for stage in stages], n))


def scottish_stv(election: Election, lot: Lot) -> Count:
    """Counts `election`; `lot` decides the ties that nothing before decides."""
    return _Counting(election, lot).run()
