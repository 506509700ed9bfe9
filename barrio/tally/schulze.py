"""Schulze's method with winning votes.

Markus Schulze, "The Schulze Method of Voting" (arXiv:1804.02973), sections 2.1 and 2.2. Each pair
is compared by who ranks one above the other; equal ranks say nothing, and the unranked are equal
last. A link from A to B is as strong as the ballots for A over B, if they are more than those
against; of equally many, the one with fewer against is stronger. A path is as strong as its
weakest link. A beats B if the strongest path from A to B is stronger than the one back.

Elected are those whom nobody beats; then, for further seats, those whom nobody of the rest beats,
and so on (the order of a committee, not proportional). A lot decides only where such a group is
larger than the seats that are left. Belenios and Debian count the same way.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from barrio.tally.ballots import Ranked, Ranking
from barrio.tally.lots import Draws

Strength = tuple[int, int]  # ballots for, less those against: more is stronger
NO_PATH: Strength = (0, 0)


@dataclass(frozen=True)
class SchulzeCount:
    """`pairwise[a][b]`: ballots that rank a above b; `levels`: groups nobody below beats."""

    pairwise: tuple[tuple[int, ...], ...]
    strengths: tuple[tuple[Strength, ...], ...]
    levels: tuple[tuple[int, ...], ...]
    elected: tuple[int, ...]


def schulze(profile: Ranked, seats: int, draws: Draws) -> SchulzeCount:
    standing = profile.standing
    pairwise = compare(profile)
    strengths = strongest_paths(pairwise)
    levels = _levels(standing, strengths)
    elected: list[int] = []
    for level in levels:
        elected += draws.some(level, max(0, seats - len(elected)))
    return SchulzeCount(pairwise, strengths, levels, tuple(elected))


def compare(profile: Ranked) -> tuple[tuple[int, ...], ...]:
    size = len(profile.candidates)
    above = [[0] * size for _each in range(size)]
    for count, ranking in profile.of_standing():
        below = set(profile.standing)
        for group in _with_unranked(ranking, profile.standing):
            below -= set(group)
            for winner in group:
                for loser in below:
                    above[winner][loser] += count
    return tuple(tuple(row) for row in above)


def _with_unranked(ranking: Ranking, standing: Sequence[int]) -> Ranking:
    named = {n for group in ranking for n in group}
    return (*ranking, tuple(n for n in standing if n not in named))


def strongest_paths(pairwise: Sequence[Sequence[int]]) -> tuple[tuple[Strength, ...], ...]:
    """By way of ever more candidates (Floyd and Warshall)."""
    everybody = range(len(pairwise))
    best = [[_link(pairwise, a, b) for b in everybody] for a in everybody]
    for by in everybody:
        for a in everybody:
            for b in everybody:
                if a != b and by not in (a, b):
                    best[a][b] = max(best[a][b], min(best[a][by], best[by][b]))
    return tuple(tuple(row) for row in best)


def _link(pairwise: Sequence[Sequence[int]], a: int, b: int) -> Strength:
    if pairwise[a][b] <= pairwise[b][a]:
        return NO_PATH
    return pairwise[a][b], -pairwise[b][a]


def _levels(
    standing: Sequence[int], strengths: Sequence[Sequence[Strength]]
) -> tuple[tuple[int, ...], ...]:
    left = list(standing)
    levels = []
    while left:
        unbeaten = tuple(
            b for b in left if not any(strengths[a][b] > strengths[b][a] for a in left)
        )
        levels.append(unbeaten)
        left = [n for n in left if n not in unbeaten]
    return tuple(levels)
