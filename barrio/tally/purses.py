"""Buying together, exactly and fast: whole numbers over one common denominator."""

from fractions import Fraction
from math import lcm

from barrio.tally.ballots import Budget
from barrio.tally.lots import Draws

Rate = Fraction  # money per unit of worth


class Shop:
    """What each kind of ballot still has, and what each project is worth to it.

    Money is kept as integers: `money[kind] / self.scale`. Python's fractions would be reduced at
    every step, which takes most of the time and changes nothing.
    """

    def __init__(self, budget: Budget, part: Fraction, *, by_cost: bool) -> None:
        self.ballots = [count for count, given in budget.ballots if count]
        given = [given for count, given in budget.ballots if count]
        unit = lcm(*(worth.denominator for one in given for worth in one.values()))
        costs = lcm(*(cost.denominator for cost in budget.costs))
        self.scale = lcm(part.denominator, costs)
        self.costs = [int(cost * self.scale) for cost in budget.costs]
        self.money = [int(part * self.scale)] * len(given)
        self.worth: dict[int, dict[int, int]] = {}
        for kind, one in enumerate(given):
            for n, points in one.items():
                if points:
                    self.worth.setdefault(n, {})[kind] = int(points * unit)
        # A project's cost makes all rates of its ballots smaller alike.
        self.shrink = [int(c * costs) if by_cost else 1 for c in budget.costs]

    def buy_all(self, draws: Draws) -> list[int]:
        """Rates only rise as money goes, so an old one is a bound that saves working most out."""
        bought: list[int] = []
        bounds: dict[int, Rate] = dict.fromkeys(sorted(self.worth), Fraction(0))
        while True:
            cheapest = self._cheapest(bounds)
            if not cheapest:
                return bought
            one = draws.one(cheapest)
            self._pay(one, bounds.pop(one) * self.shrink[one])
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
            bounds[n] = rate / self.shrink[n]
            if best is None or bounds[n] < best:
                best, cheapest = bounds[n], [n]
            elif bounds[n] == best:
                cheapest.append(n)
        return cheapest

    def _rate(self, project: int) -> Fraction | None:
        """Money per point at which its supporters can pay it together, in units of money."""
        worth, money, ballots = self.worth[project], self.money, self.ballots
        owed = self.costs[project]
        if sum(ballots[kind] * money[kind] for kind in worth) < owed:
            return None
        most = lcm(*set(worth.values()))
        by_means = sorted(worth, key=lambda kind: money[kind] * (most // worth[kind]))
        weight = sum(ballots[kind] * worth[kind] for kind in worth)
        for kind in by_means:
            if owed * worth[kind] <= money[kind] * weight:
                return Fraction(owed, weight * self.scale)
            owed -= ballots[kind] * money[kind]
            weight -= ballots[kind] * worth[kind]
        return None

    def _pay(self, project: int, rate: Fraction) -> None:
        self._refine((rate * self.scale).denominator)
        each = int(rate * self.scale)
        for kind, worth in self.worth[project].items():
            self.money[kind] -= min(self.money[kind], each * worth)

    def _refine(self, finer: int) -> None:
        if finer > 1:
            self.scale *= finer
            self.costs = [cost * finer for cost in self.costs]
            self.money = [money * finer for money in self.money]
