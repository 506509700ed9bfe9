"""Cutting one long walk into pieces of about the same number of doors."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

DOOR_OFF = 1_000.0  # metres that a door too many or too few counts for
UNEVEN = 0.1  # the same inside the limits: settles ties alone
DRIFT = 3  # in pieces: how far a cut may lie from where even pieces would end


def split(
    weights: Sequence[int], links: Sequence[float], pieces: int, least: float, most: float
) -> list[int]:
    """Where the pieces end, so that the links cut through are the longest that sizes allow.

    `links[i]` is the way from stop i to the next. Exact within the drift, by dynamic programming.
    """
    walked = [0, *accumulate(weights)]
    even = walked[-1] / pieces
    costs: list[dict[int, float]] = [{0: 0.0}]
    came: list[dict[int, int]] = [{}]
    for piece in range(1, pieces + 1):
        costs.append({})
        came.append({})
        for end in _ends(walked, piece, pieces, even):
            found = _best(walked, costs[-2], end, least, most)
            if found:
                cost, begin = found
                saved = links[end - 1] if end < len(weights) else 0.0
                costs[-1][end], came[-1][end] = cost - saved, begin
    return _back(came, len(weights))


def _ends(walked: Sequence[int], piece: int, pieces: int, even: float) -> range:
    last = len(walked) - 1
    if piece == pieces:
        return range(last, last + 1)
    low = bisect_left(walked, (piece - DRIFT) * even)
    high = bisect_right(walked, (piece + DRIFT) * even)
    # A stop at least for each piece before and after.
    furthest = last - (pieces - piece)
    return range(min(max(low, piece), furthest), max(min(high, furthest + 1), piece + 1))


def _best(
    walked: Sequence[int], costs: dict[int, float], end: int, least: float, most: float
) -> tuple[float, int] | None:
    begins = range(
        bisect_left(walked, walked[end] - most), bisect_right(walked, walked[end] - least)
    )
    mean = (least + most) / 2
    found = [
        (costs[i] + UNEVEN * abs(walked[end] - walked[i] - mean), i)
        for i in begins
        if i in costs and i < end
    ]
    if found:
        return min(found)
    return min(
        (
            (cost + DOOR_OFF * _off(walked[end] - walked[i], least, most), i)
            for i, cost in costs.items()
            if i < end
        ),
        default=None,
    )


def _off(load: int, least: float, most: float) -> float:
    return max(0.0, least - load, load - most)


def _back(came: list[dict[int, int]], end: int) -> list[int]:
    ends = []
    for begins in reversed(came[1:]):
        ends.append(end)
        end = begins[end]
    return ends[::-1]


def pieces_of(doors: int, size: float) -> tuple[int, float, float]:
    """How many turfs, and the fewest and most doors of one: a tenth about the mean."""
    count = max(1, math.floor(doors / size + 0.5))
    mean = doors / count
    return count, min(math.ceil(mean * 0.9 - 1e-9), mean), max(math.floor(mean * 1.1 + 1e-9), mean)
