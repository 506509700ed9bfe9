"""Buying together, exactly and fast: whole numbers over one common denominator."""

from collections.abc import Mapping
from fractions import Fraction
from math import lcm

from barrio.tally.ballots import Budget
from barrio.tally.lots import Draws

Rate = Fraction  # money per unit of worth


class Market:
    """What each project costs and is worth to whom, as integers: what no purchase changes."""

    def __init__(self, budget: Budget, *, by_cost: bool) -> None:
        given = [(count, points) for count, points in budget.ballots if count]
        self.ballots = [count for count, _points in given]
        self.unit = lcm(*(cost.denominator for cost in budget.costs))
        self.costs = [int(cost * self.unit) for cost in budget.costs]
        self.worth = _worth([points for _count, points in given])
        self.weight = {
            n: sum(self.ballots[kind] * worth for kind, worth in kinds.items())
            for n, kinds in self.worth.items()
        }
        # Where the cost counts, a project's rates are smaller by it, for all its ballots alike.
        self.shrink = self.costs if by_cost else [1] * len(self.costs)


def _worth(ballots: list[Mapping[int, Fraction]]) -> dict[int, dict[int, int]]:
    """Points of each project by kind of ballot, in the smallest unit that keeps them whole."""
    unit = lcm(*{worth.denominator for points in ballots for worth in points.values()})
    found: dict[int, dict[int, int]] = {}
    for kind, points in enumerate(ballots):
        for n, worth in points.items():
            if worth:
                whole = worth.numerator * (unit // worth.denominator)
                found.setdefault(n, {})[kind] = whole
    return found


class Shop:
    """One purchase. `money[kind] / scale` is what each ballot of a kind still has.

    Integers, because Python's fractions would be reduced at every step, which takes most of the
    time and changes nothing.
    """

    def __init__(self, market: Market, part: Fraction) -> None:
        self.market = market
        self.scale = lcm(part.denominator, market.unit)
        self.costs = [cost * (self.scale // market.unit) for cost in market.costs]
        self.money = [int(part * self.scale)] * len(market.ballots)

    def buy_all(self, draws: Draws) -> list[int]:
        """Rates only rise as money goes, so an old one is a bound that saves working most out."""
        bought: list[int] = []
        bounds: dict[int, Rate] = dict.fromkeys(sorted(self.market.worth), Fraction(0))
        while True:
            cheapest = self._cheapest(bounds)
            if not cheapest:
                return bought
            one = draws.one(cheapest)
            self._pay(one, bounds.pop(one) * self.market.shrink[one])
            bought.append(one)

    def _cheapest(self, bounds: dict[int, Rate]) -> list[int]:
        best: Rate | None = None
        cheapest: list[int] = []
        for n in sorted(bounds, key=bounds.__getitem__):
            if best is not None and bounds[n] > best:
                break
            rate = self._rate(n)
            if rate is None:
                del bounds[n]
                continue
            bounds[n] = rate / self.market.shrink[n]
            if best is None or bounds[n] < best:
                best, cheapest = bounds[n], [n]
            elif bounds[n] == best:
                cheapest.append(n)
        return cheapest

    def _rate(self, project: int) -> Fraction | None:
        """Money per point at which its supporters can pay it together."""
        worth, money, ballots = self.market.worth[project], self.money, self.market.ballots
        owed, weight = self.costs[project], self.market.weight[project]
        if sum(ballots[kind] * money[kind] for kind in worth) < owed:
            return None
        if all(owed * points <= money[kind] * weight for kind, points in worth.items()):
            return Fraction(owed, weight * self.scale)
        for kind in self._from_the_poorest(worth):
            if owed * worth[kind] <= money[kind] * weight:
                return Fraction(owed, weight * self.scale)
            owed -= ballots[kind] * money[kind]
            weight -= ballots[kind] * worth[kind]
        return None

    def _from_the_poorest(self, worth: dict[int, int]) -> list[int]:
        """By money per point."""
        levels = set(worth.values())
        if len(levels) == 1:
            return sorted(worth, key=self.money.__getitem__)
        most = lcm(*levels)
        return sorted(worth, key=lambda kind: self.money[kind] * (most // worth[kind]))

    def _pay(self, project: int, rate: Fraction) -> None:
        self._refine((rate * self.scale).denominator)
        each = int(rate * self.scale)
        money = self.money
        for kind, worth in self.market.worth[project].items():
            money[kind] -= min(money[kind], each * worth)

    def _refine(self, finer: int) -> None:
        if finer > 1:
            self.scale *= finer
            self.costs = [cost * finer for cost in self.costs]
            self.money = [money * finer for money in self.money]
