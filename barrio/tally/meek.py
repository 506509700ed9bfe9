"""Meek's single transferable vote in fixed point, so that every computer counts the same.

The reference rule of the Proportional Representation Foundation (prfound.org/resources/
reference/reference-meek-rule, 2009; it is also New Zealand's method, Local Electoral Regulations
2001, schedule 1A): nine decimals, quota votes / (seats + 1) cut off plus 0.000000001, keep
factors and what is kept rounded up, and an iteration ends when somebody reaches the quota, when
the surplus is at most 0.000001, or when it no longer shrinks. Each elected candidate keeps a
share of every ballot; those excluded keep nothing, and a ballot on which nobody is left lowers
the quota.

Excluded is whoever has the fewest votes. Those who have no more than the fewest plus the surplus
still to pass on count as tied, and a lot decides: the reference rule does not look back.

The reference rule has no equal ranks. Here they share a ballot equally, among those who still
stand, and each share goes on by itself: A=B before C gives A and B a half each, and what an
elected A does not keep goes to C. This is what Droop and STV-rs do, except that they lose a
ballot when all of a group are excluded; here it passes to the next rank.

STV-rs's own rule, "Meek Parametric", differs in one thing: what is kept of a ballot is cut off
instead of rounded up. `kept_cut_off` counts so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from barrio.tally.ballots import Ranked, Ranking
from barrio.tally.stv import Lot, Stage

SCALE = 10**9
OMEGA = 10**3  # a millionth, in billionths


@dataclass
class Round(Stage):
    """A stage with its own quota, since ballots run out."""

    quota: int = 0
    surplus: int = 0


@dataclass
class MeekCount:
    """Votes are integers in billionths."""

    quota: int
    elected: list[int]
    stages: list[Round]
    keep: dict[int, int]
    lots: list[dict[str, object]]


class _Counting:
    def __init__(self, profile: Ranked, seats: int, lot: Lot, kept_cut_off: bool) -> None:
        self.names, self.seats, self.lot = profile.candidates, seats, lot
        self.kept_cut_off = kept_cut_off
        self.ballots = [(votes, ranking) for votes, ranking in profile.of_standing() if ranking]
        self.papers: dict[Ranking, int] = {}  # ballots by what still matters of them
        self.cast = sum(votes for votes, _ranking in self.ballots) * SCALE
        self.hopeful = set(profile.standing)
        self.keep = dict.fromkeys(profile.standing, SCALE)
        self.totals = dict.fromkeys(profile.standing, 0)
        self.quota = self.surplus = 0
        self.elected: list[int] = []
        self.stages: list[Round] = []
        self.lots: list[dict[str, object]] = []
        self._condense()

    def run(self) -> MeekCount:
        self._distribute()
        while not self._is_over():
            elected = self._iterate()
            if elected:
                self._close_stage(elected=elected)
            else:
                self._exclude()
        self._finish()
        return MeekCount(self.quota, self.elected, self.stages, self.keep, self.lots)

    def _is_over(self) -> bool:
        left = self.seats - len(self.elected)
        return left <= 0 or len(self.hopeful) <= left

    def _iterate(self) -> list[int]:
        """Distributes until somebody is elected, or until nobody can be: then nobody."""
        before = self.cast
        while True:
            self._distribute()
            elected = self._elect()
            self.surplus = sum(self.totals[n] - self.quota for n in self.elected)
            if elected or self.surplus <= OMEGA or self.surplus >= before:
                return elected
            before = self.surplus
            for n in self.elected:
                self.keep[n] = _up(_up(self.keep[n] * self.quota, SCALE) * SCALE, self.totals[n])

    def _distribute(self) -> None:
        self.totals = dict.fromkeys(self.totals, 0)
        for ranking, votes in self.papers.items():
            self._share(votes, ranking, SCALE)
        self.quota = sum(self.totals.values()) // (self.seats + 1) + 1

    def _share(self, votes: int, ranking: Ranking, weight: int) -> None:
        for at, group in enumerate(ranking):
            if len(group) > 1:
                return self._share_equally(votes, group, ranking[at + 1 :], weight)
            weight = self._keep(group[0], votes, weight)
            if weight <= 0:
                return None
        return None

    def _share_equally(self, votes: int, group: Sequence[int], rest: Ranking, weight: int) -> None:
        each = weight // len(group)
        for n in group:
            left = self._keep(n, votes, each)
            if left:
                self._share(votes, rest, left)

    def _keep(self, candidate: int, votes: int, weight: int) -> int:
        """What is left of `weight` when the candidate has kept their share."""
        exact = weight * self.keep[candidate]
        kept = exact // SCALE if self.kept_cut_off else _up(exact, SCALE)
        self.totals[candidate] += kept * votes
        return weight - _up(exact, SCALE)

    def _elect(self) -> list[int]:
        reached = [n for n in self.hopeful if self.totals[n] >= self.quota]
        elected = self._by_total(reached)[: self.seats - len(self.elected)]
        self.elected += elected
        self.hopeful -= set(elected)
        if elected:
            self._condense()
        return elected

    def _condense(self) -> None:
        """Ballots that read the same up to whoever keeps all that reaches them, added up."""
        self.papers = {}
        for votes, ranking in self.ballots:
            paper = self._what_matters(ranking)
            self.papers[paper] = self.papers.get(paper, 0) + votes

    def _what_matters(self, ranking: Ranking) -> Ranking:
        groups: list[tuple[int, ...]] = []
        for group in ranking:
            keeping = tuple(n for n in group if self.keep[n])
            if keeping:
                groups.append(keeping)
            if keeping and self.hopeful.issuperset(keeping):
                break
        return tuple(groups)

    def _exclude(self) -> None:
        fewest = min(self.totals[n] for n in self.hopeful)
        tied = sorted(n for n in self.hopeful if self.totals[n] <= fewest + self.surplus)
        out = tied[0] if len(tied) == 1 else self._draw(tied)
        self._close_stage(excluded=[out])
        self.hopeful.discard(out)
        self.keep[out] = 0
        self._condense()
        self._distribute_to_those_left()

    def _distribute_to_those_left(self) -> None:
        quota = self.quota
        self._distribute()
        if self._is_over():
            self.quota = quota  # nothing is decided by it any more

    def _draw(self, tied: Sequence[int]) -> int:
        drawn = self.lot(tied)
        between = [self.names[n] for n in tied]
        self.lots.append({"between": between, "drawn": self.names[drawn]})
        return drawn

    def _finish(self) -> None:
        """Fills the last seats where as many are left as stand; else nobody else gets one."""
        if len(self.elected) < self.seats:
            rest = self._by_total(self.hopeful)
            self.elected += rest
            self._close_stage(elected=rest)
        self.hopeful.clear()

    def _by_total(self, among: set[int] | list[int]) -> list[int]:
        """For the record: highest first, equals as listed."""
        return sorted(among, key=lambda n: (-self.totals[n], n))

    def _close_stage(
        self, elected: list[int] | None = None, excluded: list[int] | None = None
    ) -> None:
        self.stages.append(
            Round(
                dict(self.totals),
                self.cast - sum(self.totals.values()),
                elected or [],
                excluded or [],
                self.quota,
                self.surplus,
            )
        )


def _up(dividend: int, divisor: int) -> int:
    return -(-dividend // divisor) if divisor else 0


def meek_stv(
    profile: Ranked, lot: Lot, *, seats: int | None = None, kept_cut_off: bool = False
) -> MeekCount:
    """Counts `profile`; `lot` decides who of those tied is excluded."""
    seats = profile.seats if seats is None else seats
    return _Counting(profile, seats, lot, kept_cut_off).run()
