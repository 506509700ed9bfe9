"""Committees that are the best of all there could be: each is tried. See `committees`.

Every committee is compared by whole numbers and fractions, so that a tie is a tie. Between those
that are best the lot picks somebody of whom some have one and others not, until one is left.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb
from typing import Any

from barrio.tally.ballots import Approvals
from barrio.tally.lots import Draws

MOST = 5_000_000  # committees times ballots; beyond it would take minutes

Worth = Callable[[Approvals, tuple[int, ...]], Any]  # the larger, the better
Ballots = Sequence[tuple[int, frozenset[int]]]


class TooManyCommittees(ValueError):
    """There are too many to try; a rule that elects one by one has to do."""


def all_best(profile: Approvals, seats: int, worth: Worth) -> list[tuple[int, ...]]:
    """Every committee of most worth. Raises `TooManyCommittees`."""
    among = comb(len(profile.standing), seats)
    if among * max(1, len(profile.ballots)) > MOST:
        raise TooManyCommittees(
            f"{among} committees are too many to try with {len(profile.ballots)} kinds of "
            "ballots: take a rule that elects one by one, as seqpav or seqphragmen."
        )
    best: list[tuple[int, ...]] = []
    most: Any = None
    for committee in combinations(profile.standing, seats):
        value = worth(profile, committee)
        if most is None or value > most:
            best, most = [committee], value
        elif value == most:
            best.append(committee)
    return best


def best_by_lot(profile: Approvals, seats: int, worth: Worth, draws: Draws) -> list[int]:
    """One of the best. Raises `TooManyCommittees`."""
    return by_lot(all_best(profile, seats, worth), draws)


def by_lot(best: list[tuple[int, ...]], draws: Draws) -> list[int]:
    """Somebody is drawn of whom some have one and others not, until one committee is left."""
    while len(best) > 1:
        some = set().union(*best) - set(best[0]).intersection(*best[1:])
        drawn = draws.one(some)
        best = [committee for committee in best if drawn in committee]
    return sorted(best[0])


# --- what a committee is worth ---


def thiele(weight: Callable[[int], Fraction]) -> Worth:
    """Each ballot gives `weight(0)` for the first elected that it approves, and so on."""

    def worth(profile: Approvals, committee: tuple[int, ...]) -> Fraction:
        sums = [Fraction(0)]
        for had in range(len(committee)):
            sums.append(sums[-1] + weight(had))
        chosen = set(committee)
        return sum((n * sums[len(a & chosen)] for n, a in profile.ballots), Fraction(0))

    return worth


_ADAMS = thiele(lambda had: Fraction(1, max(had, 1)))


def first_of_all(profile: Approvals, committee: tuple[int, ...]) -> tuple[int, ...]:
    """How many have one they approve; of these committees, how many have two; and so on."""
    chosen = set(committee)
    has = [0] * (len(committee) + 1)
    for count, approved in profile.ballots:
        has[len(approved & chosen)] += count
    return tuple(sum(has[n:]) for n in range(1, len(has)))


def somebody_for_each(profile: Approvals, committee: tuple[int, ...]) -> tuple[int, Fraction]:
    """How many have one they approve; then 1 for the second as for the first, 1/2, 1/3, …"""
    chosen = set(committee)
    served = sum(count for count, approved in profile.ballots if approved & chosen)
    return served, _ADAMS(profile, committee)


def _distances(profile: Approvals, committee: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    chosen = set(committee)
    return ((len(approved ^ chosen), count) for count, approved in profile.ballots)


def nearest(profile: Approvals, committee: tuple[int, ...]) -> int:
    """Less the distance of whoever is farthest: those approved and not in it, and the reverse."""
    return -max((far for far, _count in _distances(profile, committee)), default=0)


def nearest_in_order(profile: Approvals, committee: tuple[int, ...]) -> tuple[int, ...]:
    """As `nearest`; where the farthest are as far, as few as can be, then the next."""
    most = len(profile.candidates)
    at = [0] * (most + 1)
    for far, count in _distances(profile, committee):
        at[far] += count
    return tuple(-n for n in reversed(at))


def represented(profile: Approvals, committee: tuple[int, ...]) -> int:
    """Monroe: each member stands for an equal share of the ballots; how many approve theirs."""
    voters = sum(count for count, _approved in profile.ballots)
    share, over = divmod(voters, len(committee)) if committee else (0, 0)
    return _most_served(profile.ballots, committee, share, over)


@dataclass(frozen=True)
class _Move:
    """A voter of a ballot is to be served by `to`, and no longer by `left`."""

    ballot: int
    to: int
    left: int | None
    before: int | None  # the member at whom the search was; None at its beginning


def _most_served(ballots: Ballots, committee: tuple[int, ...], share: int, over: int) -> int:
    """The largest flow from ballots to members of `share` each, and one more for `over` of them.

    By augmenting paths (Ford and Fulkerson, 1956).
    """
    serves = [dict.fromkeys(committee, 0) for _ballot in ballots]
    load = dict.fromkeys(committee, 0)
    served = 0
    for place, (count, _approved) in enumerate(ballots):
        for _voter in range(count):
            path = _path(place, ballots, committee, serves, load, share, over)
            if path is None:
                break
            for move in path:
                serves[move.ballot][move.to] += 1
                load[move.to] += 1
                if move.left is not None:
                    serves[move.ballot][move.left] -= 1
                    load[move.left] -= 1
            served += 1
    return served


def _path(
    begin: int, ballots: Ballots, committee: tuple[int, ...], serves: list[dict[int, int]],
    load: dict[int, int], share: int, over: int,
) -> list[_Move] | None:  # fmt: skip
    """Who moves so that one voter more is served; None where nobody more can be."""
    above = [member for member in committee if load[member] > share]
    came: dict[int, _Move] = {}
    waiting: list[tuple[int, int | None, int | None]] = [(begin, None, None)]
    for ballot, left, before in waiting:
        for member in committee:
            if member in came or member not in ballots[ballot][1]:
                continue
            came[member] = _Move(ballot, member, left, before)
            if load[member] < share or (load[member] == share and len(above) < over):
                return _walked(member, came)
            # Somebody of theirs moves on; or, with as many as a share, they take the place above
            # it of a member of whom somebody moves on.
            givers = [member] if load[member] > share else [member, *above]
            waiting += [
                (other, giver, member)
                for giver in givers
                for other, row in enumerate(serves)
                if row[giver]
            ]
    return None


def _walked(last: int, came: dict[int, _Move]) -> list[_Move]:
    path: list[_Move] = []
    member: int | None = last
    while member is not None:
        path.append(came[member])
        member = came[member].before
    return path


# --- loads: each seat costs 1, borne by its supporters as equally as can be ---


def least_load(profile: Approvals, committee: tuple[int, ...]) -> Fraction:
    """Less the load of whoever bears most; by duality that of the group with most seats a head."""
    loads = [load for load, _group in _groups_of(profile.ballots, committee)]
    return -max(loads, default=Fraction(0))


NOBODY = Fraction(10**9)  # what a seat weighs that nobody supports


def _groups_of(
    ballots: Ballots, members: Sequence[int]
) -> Iterator[tuple[Fraction, tuple[int, ...]]]:
    """Each group of members, and the load that its supporters bear at least."""
    for size in range(1, len(members) + 1):
        for group in combinations(members, size):
            chosen = set(group)
            supporters = sum(count for count, approved in ballots if approved & chosen)
            yield Fraction(size, supporters) if supporters else NOBODY * size, group


def support(profile: Approvals, members: Iterable[int]) -> Fraction:
    """The least support of a member, when ballots share theirs out so that it is largest."""
    chosen = list(members)
    heaviest = max(load for load, _group in _groups_of(profile.ballots, chosen))
    return 1 / heaviest
