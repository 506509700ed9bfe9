"""Scores of candidates, and who has the highest."""

from collections.abc import Callable
from fractions import Fraction

from barrio.tally.ballots import Approvals, Graded
from barrio.tally.lots import Draws

Scores = dict[int, Fraction]


def approvals(profile: Approvals) -> Scores:
    return _scores(profile, lambda _approved: Fraction(1))


def divided(profile: Approvals) -> Scores:
    return _scores(profile, lambda approved: Fraction(1, len(approved)))


def _scores(profile: Approvals, worth: Callable[[frozenset[int]], Fraction]) -> Scores:
    scores = dict.fromkeys(profile.standing, Fraction(0))
    for count, approved in profile.ballots:
        for n in approved:
            if n in scores:
                scores[n] += count * worth(approved)
    return scores


def points(profile: Graded) -> Scores:
    """Points added up; a ballot that gives somebody none gives 0."""
    scores = dict.fromkeys(range(len(profile.candidates)), Fraction(0))
    for count, given in profile.ballots:
        for n, worth in given.items():
            scores[n] += count * worth
    return scores


def best(scores: Scores, seats: int, draws: Draws) -> list[int]:
    """The highest `seats`; a lot where equals share the last of them."""
    elected: list[int] = []
    for score in sorted(set(scores.values()), reverse=True):
        level = [n for n in scores if scores[n] == score]
        elected += draws.some(level, max(0, seats - len(elected)))
    return elected


def highest(scores: Scores, draws: Draws) -> int:
    top = max(scores.values())
    return draws.one(n for n in scores if scores[n] == top)
