"""What a participatory budget pays for: Equal Shares, or greedily.

Equal Shares (Dominik Peters, Grzegorz Pierczyński and Piotr Skowron, "Proportional Participatory
Budgeting with Additive Utilities", NeurIPS 2021; equalshares.net): every ballot has an equal part
of the money. A project can be bought if those who want it can pay it together, each at most at
the rate r per unit of what the project is worth to them, and no more than they have left. The
project with the lowest rate is bought, they pay, and so on until nothing can be bought.

What a project is worth to a ballot (`Worth`): its points (`cardinality`: 1 if approved), or its
points times its cost (`cost`), so that large projects count for more. Fixed before voting.

Money is left over, so a completion (`Completion`) is fixed before voting too:

- `add1`: everybody's part is raised by one unit of money, again and again, and the purchase done
  anew, until it would cost more than there is; the last one that did not is taken. Where a part
  is larger than a thousand units, the step is a thousandth of it, cut off to a whole unit.
- `greedy`: what is left goes to projects by points, as far as each still fits.
- `add1-greedy`: one, then the other. `none` leaves the money.

Greedy: projects by points from the most, each one that still fits. That is what most cities do;
a majority can take all the money. What nobody wants is never paid for.

All amounts are exact fractions. Of projects with the same rate, or the same points, a lot decides,
and in the greedy rule only where they do not all fit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from barrio.tally.ballots import Budget
from barrio.tally.lots import Draws
from barrio.tally.purses import Market, Shop

STEPS_A_PART = 1000


class Worth(StrEnum):
    COST = "cost"
    CARDINALITY = "cardinality"


class Completion(StrEnum):
    NONE = "none"
    GREEDY = "greedy"
    ADD1 = "add1"
    ADD1_GREEDY = "add1-greedy"


@dataclass(frozen=True)
class Bought:
    """Projects in the order bought; `part` is what each ballot had in the end."""

    projects: list[int]
    part: Fraction


def points(budget: Budget) -> dict[int, Fraction]:
    scores = dict.fromkeys(range(len(budget.candidates)), Fraction(0))
    for count, given in budget.ballots:
        for n, worth in given.items():
            scores[n] += count * worth
    return scores


def spent(budget: Budget, projects: Iterable[int]) -> Fraction:
    return sum((budget.costs[n] for n in projects), Fraction(0))


def greedy(budget: Budget, draws: Draws, bought: Iterable[int] = ()) -> list[int]:
    """`bought` and what else fits, by points."""
    chosen = list(bought)
    left = budget.budget - spent(budget, chosen)
    scores = points(budget)
    for score in sorted(set(scores.values()) - {0}, reverse=True):
        level = [n for n in scores if scores[n] == score and n not in chosen]
        added = _as_far_as_it_goes(budget, level, left, draws)
        chosen += added
        left -= spent(budget, added)
    return chosen


def _as_far_as_it_goes(budget: Budget, level: list[int], left: Fraction, draws: Draws) -> list[int]:
    """Of projects with equal points those that fit, drawn where not all do."""
    added: list[int] = []
    while fitting := [n for n in level if n not in added and budget.costs[n] <= left]:
        if spent(budget, fitting) <= left:
            return added + fitting
        added.append(draws.one(fitting))
        left -= budget.costs[added[-1]]
    return added


def equal_shares(budget: Budget, draws: Draws, *, worth: Worth, completion: Completion) -> Bought:
    part = _part(budget)
    market = Market(budget, by_cost=worth is Worth.COST)
    if completion in (Completion.ADD1, Completion.ADD1_GREEDY):
        bought = _add1(budget, market, part, draws)
    else:
        bought = Bought(Shop(market, part).buy_all(draws), part)
    if completion in (Completion.GREEDY, Completion.ADD1_GREEDY):
        return Bought(greedy(budget, draws, bought.projects), bought.part)
    return bought


def _part(budget: Budget) -> Fraction:
    ballots = sum(count for count, _given in budget.ballots)
    return budget.budget / ballots if ballots else Fraction(0)


def _add1(budget: Budget, market: Market, part: Fraction, draws: Draws) -> Bought:
    step = max(1, part // STEPS_A_PART)
    wanted = {n for n, score in points(budget).items() if score}
    before = len(draws.lots)
    best = Bought(Shop(market, part).buy_all(draws), part)
    while not _is_exhaustive(budget, best.projects, wanted):
        part += step
        lots, draws.lots[before:] = draws.lots[before:], []
        more = Bought(Shop(market, part).buy_all(draws), part)
        if spent(budget, more.projects) > budget.budget:
            draws.lots[before:] = lots  # those of the purchase that is taken
            return best
        best = more
    return best


def _is_exhaustive(budget: Budget, bought: list[int], wanted: set[int]) -> bool:
    """Nothing that anybody wants still fits."""
    left = budget.budget - spent(budget, bought)
    return not any(budget.costs[n] <= left for n in wanted - set(bought))
