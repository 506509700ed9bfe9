"""The same rules by other ways: slow, literal, and sharing no code with what they check."""

import json
import shutil
import subprocess
from fractions import Fraction
from itertools import permutations

from tests.conftest import skip_or_fail

LETTERS = tuple("ABCDEFGH")


def belenios(method, ballots, *options):
    """Groups from the best by `belenios-tool method`, which counts ranks or grades from 1."""
    tool = shutil.which("belenios-tool")
    if tool is None:
        skip_or_fail("no belenios-tool: apt-get install belenios-tool")
    done = subprocess.run(
        [tool, "method", method, "--blank-allowed=false", *options],
        input=json.dumps(ballots),
        capture_output=True,
        text=True,
        check=True,
    )
    return [tuple(sorted(level)) for level in json.loads(done.stdout)["winners"]]


def schulze_levels(ranks):
    """By every path there is. `ranks` are lists of a rank for each candidate, 1 the best."""
    everybody = range(len(ranks[0]))
    wins = {(a, b): sum(r[a] < r[b] for r in ranks) for a in everybody for b in everybody}

    def link(a, b):
        return (wins[a, b], -wins[b, a]) if wins[a, b] > wins[b, a] else (0, 0)

    def strongest(a, b):
        between = [n for n in everybody if n not in (a, b)]
        paths = [
            (a, *by, b) for size in range(len(between) + 1) for by in permutations(between, size)
        ]
        return max(min(link(x, y) for x, y in zip(path, path[1:], strict=False)) for path in paths)

    beats = {(a, b) for a in everybody for b in everybody if a != b}
    beats = {(a, b) for a, b in beats if strongest(a, b) > strongest(b, a)}
    left, levels = set(everybody), []
    while left:
        unbeaten = {b for b in left if not any((a, b) in beats for a in left)}
        levels.append(tuple(sorted(unbeaten)))
        left -= unbeaten
    return levels


def judgment_levels(grades):
    """By taking middle grades away one at a time. `grades`: lists, more is better."""

    def majority_value(candidate):
        left, value = sorted(ballot[candidate] for ballot in grades), []
        while left:
            value.append(left.pop((len(left) - 1) // 2))
        return tuple(value)

    values = [majority_value(n) for n in range(len(grades[0]))]
    return [
        tuple(n for n, value in enumerate(values) if value == wanted)
        for wanted in sorted(set(values), reverse=True)
    ]


def equal_shares(costs, money, ballots, worth):
    """By fractions, and by trying for each project every split into who pays all and who a rate.

    `ballots` are dictionaries of points; ties go to the project listed first.
    """
    purse = [Fraction(money, len(ballots))] * len(ballots)
    bought = []

    def value(n, ballot):
        return ballot[n] * (costs[n] if worth == "cost" else 1)

    def rate(n):
        payers = [v for v, ballot in enumerate(ballots) if ballot.get(n)]
        breaks = sorted({purse[v] / value(n, ballots[v]) for v in payers})
        for most in breaks:  # at this rate all poorer ones are empty
            poor = [v for v in payers if purse[v] / value(n, ballots[v]) < most]
            rich = sum(value(n, ballots[v]) for v in payers if v not in poor)
            wanted = (costs[n] - sum(purse[v] for v in poor)) / Fraction(rich)
            if wanted <= most:
                return wanted
        return None

    while True:
        rates = {n: rate(n) for n in range(len(costs)) if n not in bought}
        rates = {n: one for n, one in rates.items() if one is not None}
        if not rates:
            return bought
        best = min(rates, key=lambda n: (rates[n], n))
        for v, ballot in enumerate(ballots):
            if ballot.get(best):
                purse[v] -= min(purse[v], rates[best] * value(best, ballot))
        bought.append(best)
