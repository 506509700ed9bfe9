"""Majority judgment: grades, and the whole majority gauge.

Michel Balinski and Rida Laraki, "Majority Judgment" (MIT Press, 2011), and "A theory of measuring,
electing and ranking" (PNAS 104, 2007). A candidate's majority grade is the middle grade, the lower
middle one of an even number. Equals are told apart by taking one middle grade of each away and
looking at the next, until they differ: that is the exact majority value, and only candidates with
exactly the same grades stay tied. They are drawn between by lot where they share the last seats.

Belenios takes the upper middle one (belenios-tool 2.0, as its counts show); `Middle.UPPER` does
too, to count again what was handed over to it. Fixed before voting, as it can change who wins.

A candidate to whom a ballot gives no grade has the worst grade from it, so that all have equally
many and nobody wins by being unknown.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from barrio.tally.ballots import Graded
from barrio.tally.lots import Draws


class Middle(StrEnum):
    """Which of two middle grades is the middle of an even number."""

    LOWER = "lower"
    UPPER = "upper"


@dataclass(frozen=True)
class JudgmentCount:
    """`given[n][g]`: ballots that give candidate n the grade g; `levels`: groups from the best."""

    given: tuple[tuple[int, ...], ...]
    medians: tuple[int, ...]
    levels: tuple[tuple[int, ...], ...]
    elected: tuple[int, ...]


def majority_judgment(
    profile: Graded, seats: int, draws: Draws, middle: Middle = Middle.LOWER
) -> JudgmentCount:
    given = _given(profile)
    gauges = majority_gauges(given, middle)
    levels = tuple(
        tuple(n for n, gauge in enumerate(gauges) if gauge == wanted)
        for wanted in sorted(set(gauges), reverse=True)
    )
    elected: list[int] = []
    for level in levels:
        elected += draws.some(level, max(0, seats - len(elected)))
    medians = tuple(gauge[0][0] if gauge else 0 for gauge in gauges)
    return JudgmentCount(given, medians, levels, tuple(elected))


def _given(profile: Graded) -> tuple[tuple[int, ...], ...]:
    """Grades below 0 do not exist; the ungraded have 0."""
    used = [grade for _count, grades in profile.ballots for grade in grades.values()]
    if min(used, default=0) < 0:
        raise ValueError("a grade is below the worst")
    given = [[0] * max(len(profile.grades), max(used, default=0) + 1) for _n in profile.candidates]
    for count, grades in profile.ballots:
        for n, counts in enumerate(given):
            counts[grades.get(n, 0)] += count
    return tuple(tuple(counts) for counts in given)


def majority_gauges(
    given: Sequence[Sequence[int]], middle: Middle = Middle.LOWER
) -> list[tuple[tuple[int, ...], ...]]:
    """For each candidate the middle grades as they are taken away, comparable as tuples.

    They go in pairs from the middle outwards, one below it and one above. With thousands of
    ballots nothing changes for long, so only the steps are kept at which somebody's grade changes.
    """
    ballots = sum(given[0]) if given else 0
    if not ballots:
        return [() for _each in given]
    steps = sorted({0} | {step for counts in given for step in _changes(counts, ballots)})
    turn = 1 if middle is Middle.LOWER else -1
    return [tuple(_pair(counts, ballots, step)[::turn] for step in steps) for counts in given]


def _pair(counts: Sequence[int], ballots: int, step: int) -> tuple[int, int]:
    """Of an odd number the middle one is its own pair."""
    middle = (ballots - 1) // 2
    return _at(counts, middle - step), _at(counts, ballots // 2 + step)


def _changes(counts: Sequence[int], ballots: int) -> list[int]:
    """Steps at which the grade below or above the middle becomes another."""
    middle = (ballots - 1) // 2
    edges = list(accumulate(counts))[:-1]  # the first positions of each next grade
    below = [middle - edge + 1 for edge in edges]
    above = [edge - ballots // 2 for edge in edges]
    return [step for step in below + above if 0 < step <= middle]


def _at(counts: Sequence[int], position: int) -> int:
    """The grade at `position` when all are sorted from the worst."""
    return bisect_right(list(accumulate(counts)), position)
