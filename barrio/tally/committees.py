"""Approval ballots: one winner, or a committee by one of several rules.

Definitions and names follow Martin Lackner and Piotr Skowron, "Multi-Winner Voting with Approval
Preferences" (Springer, 2023). Approval voting (`av`) elects those approved most often: with many
seats a majority takes them all. The others give groups their share of the seats.

- `av`: approvals counted. `sav` (Brams and Kilgour, 2014): a ballot's one vote is divided among
  all whom it approves.
- `seqpav` (Thorvald Thiele, 1895; Sweden 1909): one by one, whoever adds most when a ballot
  counts 1, 1/2, 1/3, … for its first, second, third elected. `seqslav`: 1, 1/3, 1/5, …
  `seqcc` (Chamberlin and Courant, 1983, one by one): 1, 0, 0, … `revseqpav`: Thiele from the
  other end: everybody, less whoever adds least, one by one.
- `seqphragmen` (Edvard Phragmén, 1899): ballots earn money at one speed; whoever's supporters
  first have 1 together is elected and they pay all they have.
- `enestroem` (Gustaf Eneström, 1896): each ballot has a vote; the quota is ballots / seats, which
  supporters of whoever has the most pay in proportion.
- `equal-shares` (Peters and Skowron, 2020): each ballot has seats / ballots to spend, a seat costs
  1, supporters pay it as equally as they can, cheapest share first. What is left is filled by
  Phragmén from the money left (`equal-shares`), by approvals (`equal-shares-av`), or by raising
  everybody's money until the seats are filled (`equal-shares-increment`).
- `greedy-monroe` (Skowron, Faliszewski and Slinko, 2015): one by one, whoever has the most
  supporters not yet represented, and represents an equal share of the ballots. Which supporters
  count as represented when there are more goes by the order of ballots, so the order matters: a
  reason to prefer another rule.

- The best of all committees, each of which is tried: `pav` (Thiele: as `seqpav`, but together),
  `slav`, `cc`, `geom2` (1, 1/2, 1/4, …), `lexcc` (as many as can be have one they approve, then
  two, …), `monroe`, `minimaxav` and `lexminimaxav` (nobody is far from the committee: Brams,
  Kilgour and Sanver, 2007), `minimaxphragmen` (nobody bears much of the seats' load: Phragmén,
  1896), `adams` (as `cc`; of these, as `pav` when the first counts 1/0, which is Adams' divisors
  for voters), `trivial` (each is as good: a lot alone).
- `maximin-support` (Sánchez-Fernández, Fernández-García, Fisteus and Brill, 2021): one by one,
  whoever leaves the least supported member with most support.

- `consensus-rule` (Martin Lackner and Jan Maly, "Perpetual Voting: Fairness in Long-Term Decision
  Making", 2020): every ballot earns 1 for each seat; whoever's supporters who are not in debt have
  most together is elected, and these bear the seat in equal parts, into debt if need be.
- `eph` ("E Pluribus Hugo", Jameson Quinn and Bruce Schneier, 2016; the Hugo Awards): each ballot
  divides one vote among those it approves who are still in; of the two with least votes whoever
  has fewer approvals goes out.

Ties go to the lot, one seat at a time. It is drawn only where it decides who is elected or, in the
rules that go one by one, who comes first.
"""

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from fractions import Fraction

from barrio.tally import exhaustive, shares
from barrio.tally.ballots import Approvals
from barrio.tally.exhaustive import thiele
from barrio.tally.lots import Draws
from barrio.tally.scoring import Scores, approvals, best, divided, highest


class Committee(StrEnum):
    AV = "av"
    SAV = "sav"
    SEQPAV = "seqpav"
    REVSEQPAV = "revseqpav"
    SEQSLAV = "seqslav"
    SEQCC = "seqcc"
    SEQPHRAGMEN = "seqphragmen"
    ENESTROEM = "enestroem"
    EQUAL_SHARES = "equal-shares"
    EQUAL_SHARES_AV = "equal-shares-av"
    EQUAL_SHARES_INCREMENT = "equal-shares-increment"
    GREEDY_MONROE = "greedy-monroe"
    PAV = "pav"
    SLAV = "slav"
    CC = "cc"
    GEOM2 = "geom2"
    LEXCC = "lexcc"
    MONROE = "monroe"
    MINIMAXAV = "minimaxav"
    LEXMINIMAXAV = "lexminimaxav"
    MINIMAXPHRAGMEN = "minimaxphragmen"
    MAXIMIN_SUPPORT = "maximin-support"
    ADAMS = "adams"
    CONSENSUS = "consensus-rule"
    EPH = "eph"
    TRIVIAL = "trivial"


def elect(profile: Approvals, rule: Committee, seats: int, draws: Draws) -> list[int]:
    """Those elected, in the order of election; all who stand if they are fewer than the seats."""
    seats = min(seats, len(profile.standing))
    rules: dict[Committee, Callable[[Approvals, int, Draws], list[int]]] = {
        Committee.AV: _by_score(approvals),
        Committee.SAV: _by_score(divided),
        Committee.SEQPAV: _one_by_one(lambda had: Fraction(1, had + 1)),
        Committee.REVSEQPAV: reverse_thiele,
        Committee.SEQSLAV: _one_by_one(lambda had: Fraction(1, 2 * had + 1)),
        Committee.SEQCC: _one_by_one(lambda had: Fraction(0 if had else 1)),
        Committee.SEQPHRAGMEN: shares.phragmen,
        Committee.ENESTROEM: shares.enestroem,
        Committee.EQUAL_SHARES: shares.then_phragmen,
        Committee.EQUAL_SHARES_AV: shares.then_approvals,
        Committee.EQUAL_SHARES_INCREMENT: shares.with_increments,
        Committee.GREEDY_MONROE: monroe,
        Committee.MAXIMIN_SUPPORT: maximin_support,
        Committee.CONSENSUS: shares.consensus,
        Committee.EPH: least_popular_out,
    }
    if rule in BEST:
        return exhaustive.best_by_lot(profile, seats, BEST[rule], draws)
    return rules[rule](profile, seats, draws)


# What a committee is worth by the rules that try all of them.
BEST: dict[Committee, exhaustive.Worth] = {
    Committee.PAV: thiele(lambda had: Fraction(1, had + 1)),
    Committee.SLAV: thiele(lambda had: Fraction(1, 2 * had + 1)),
    Committee.CC: thiele(lambda had: Fraction(0 if had else 1)),
    Committee.GEOM2: thiele(lambda had: Fraction(1, 2**had)),
    Committee.LEXCC: exhaustive.first_of_all,
    Committee.MONROE: exhaustive.represented,
    Committee.MINIMAXAV: exhaustive.nearest,
    Committee.LEXMINIMAXAV: exhaustive.nearest_in_order,
    Committee.MINIMAXPHRAGMEN: exhaustive.least_load,
    Committee.ADAMS: exhaustive.somebody_for_each,
    Committee.TRIVIAL: lambda _profile, _committee: 0,
}


def _by_score(scoring: Callable[[Approvals], Scores]) -> Callable[..., list[int]]:
    return lambda profile, seats, draws: best(scoring(profile), seats, draws)


def _one_by_one(weight: Callable[[int], Fraction]) -> Callable[..., list[int]]:
    def elect_one_by_one(profile: Approvals, seats: int, draws: Draws) -> list[int]:
        elected: list[int] = []
        while len(elected) < seats:
            rest = [n for n in profile.standing if n not in elected]
            elected.append(highest(gains(profile, elected, rest, weight), draws))
        return elected

    return elect_one_by_one


def gains(
    profile: Approvals,
    elected: Iterable[int],
    rest: Sequence[int],
    weight: Callable[[int], Fraction],
) -> Scores:
    """What each of `rest` adds, where a ballot that has `had` elected gives `weight(had)`."""
    chosen = set(elected)
    adds = dict.fromkeys(rest, Fraction(0))
    for count, approved in profile.ballots:
        worth = count * weight(len(approved & chosen))
        for n in approved:
            if n in adds:
                adds[n] += worth
    return adds


def maximin_support(profile: Approvals, seats: int, draws: Draws) -> list[int]:
    elected: list[int] = []
    while len(elected) < seats:
        rest = [n for n in profile.standing if n not in elected]
        found = {n: exhaustive.support(profile, [*elected, n]) for n in rest}
        elected.append(highest(found, draws))
    return elected


def least_popular_out(profile: Approvals, seats: int, draws: Draws) -> list[int]:
    """Everybody tied to go out goes, unless that would leave seats empty: then the lot."""
    left = set(profile.standing)
    while len(left) > seats:
        votes, approved_by = _divided_among(profile, left)
        second = sorted(votes.values())[1] if len(left) > 1 else votes[min(left)]
        last = [n for n in left if votes[n] <= second]
        fewest = min(approved_by[n] for n in last)
        out = [n for n in last if approved_by[n] == fewest]
        if len(left) - len(out) >= seats:
            left -= set(out)
        else:
            stay = draws.some(sorted(out), seats - (len(left) - len(out)))
            left = (left - set(out)) | set(stay)
    return sorted(left)


def _divided_among(profile: Approvals, left: set[int]) -> tuple[Scores, dict[int, int]]:
    """Of those still in: each ballot's one vote divided, and approvals."""
    votes, approved_by = dict.fromkeys(left, Fraction(0)), dict.fromkeys(left, 0)
    for count, approved in profile.ballots:
        still = approved & left
        for n in still:
            votes[n] += Fraction(count, len(still))
            approved_by[n] += count
    return votes, approved_by


def reverse_thiele(profile: Approvals, seats: int, draws: Draws) -> list[int]:
    left = list(profile.standing)
    while len(left) > seats:
        # Of those left a ballot loses 1/n when it has n of them.
        losses = gains(profile, left, left, lambda had: Fraction(1, had) if had else Fraction(0))
        least = min(losses.values())
        left.remove(draws.one(n for n in left if losses[n] == least))
    return left


def monroe(profile: Approvals, seats: int, draws: Draws) -> list[int]:
    waiting = list(profile.ballots)
    voters = sum(count for count, _approved in profile.ballots)
    elected: list[int] = []
    while len(elected) < seats:
        support = {
            n: Fraction(sum(count for count, approved in waiting if n in approved))
            for n in profile.standing
            if n not in elected
        }
        one = highest(support, draws)
        waiting = _not_represented(waiting, one, voters // seats + (len(elected) < voters % seats))
        elected.append(one)
    return elected


def _not_represented(
    waiting: list[tuple[int, frozenset[int]]], candidate: int, share: int
) -> list[tuple[int, frozenset[int]]]:
    """Those who still wait when up to `share` supporters are taken, in the order of the ballots."""
    left = []
    for count, approved in waiting:
        taken = min(count, share) if candidate in approved else 0
        share -= taken
        left.append((count - taken, approved))
    return left
