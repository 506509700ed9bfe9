"""Committees for which ballots pay: Phragmén, Eneström, Equal Shares. See `committees`."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from barrio.tally.ballots import Approvals
from barrio.tally.lots import Draws
from barrio.tally.scoring import Scores, approvals, best, highest


@dataclass
class Purse:
    """Ballots alike, and what each of them still has."""

    ballots: int
    approved: frozenset[int]
    money: Fraction


def purses_of(profile: Approvals, money: Fraction) -> list[Purse]:
    return [Purse(count, approved, money) for count, approved in profile.ballots if count]


def phragmen(profile: Approvals, seats: int, draws: Draws) -> list[int]:
    return earn_and_pay(profile, purses_of(profile, Fraction(0)), [], seats, draws)


def earn_and_pay(
    profile: Approvals,
    purses: Sequence[Purse],
    elected: list[int],
    seats: int,
    draws: Draws,
) -> list[int]:
    """Everybody earns alike until somebody's supporters have 1; from what purses hold now.

    What a purse holds is told from the beginning of time: it has `now + money`.
    """
    elected = list(elected)
    now = Fraction(0)
    while len(elected) < seats:
        when = _when_affordable(profile, purses, elected)
        if not when:
            rest = [n for n in profile.standing if n not in elected]
            return elected + draws.some(rest, seats - len(elected))
        now = min(when.values())
        one = draws.one(n for n, time in when.items() if time == now)
        for purse in purses:
            if one in purse.approved:
                purse.money = -now
        elected.append(one)
    return elected


def _when_affordable(profile: Approvals, purses: Sequence[Purse], elected: Sequence[int]) -> Scores:
    """For each who stands and has supporters, when these have 1 together."""
    when: Scores = {}
    for n in profile.standing:
        supporters = [purse for purse in purses if n in purse.approved]
        if n not in elected and supporters:
            has = sum((purse.ballots * purse.money for purse in supporters), Fraction(0))
            when[n] = (1 - has) / sum(purse.ballots for purse in supporters)
    return when


def consensus(profile: Approvals, seats: int, draws: Draws) -> list[int]:
    purses = purses_of(profile, Fraction(0))
    voters = sum(purse.ballots for purse in purses)
    elected: list[int] = []
    while len(elected) < seats:
        for purse in purses:
            purse.money += 1
        able = [purse for purse in purses if purse.money > 0]
        has = {
            n: sum((p.ballots * p.money for p in able if n in p.approved), Fraction(0))
            for n in profile.standing
            if n not in elected
        }
        one = highest(has, draws)
        bearers = [purse for purse in able if one in purse.approved]
        heads = sum(purse.ballots for purse in bearers)
        for purse in bearers:
            purse.money -= Fraction(voters, heads)
        elected.append(one)
    return elected


def enestroem(profile: Approvals, seats: int, draws: Draws) -> list[int]:
    purses = purses_of(profile, Fraction(1))
    price = Fraction(sum(purse.ballots for purse in purses), seats) if seats else Fraction(0)
    elected: list[int] = []
    while len(elected) < seats:
        support = {
            n: sum((p.ballots * p.money for p in purses if n in p.approved), Fraction(0))
            for n in profile.standing
            if n not in elected
        }
        one = highest(support, draws)
        left = max(Fraction(0), 1 - price / support[one]) if support[one] else Fraction(0)
        for purse in purses:
            if one in purse.approved:
                purse.money *= left
        elected.append(one)
    return elected


def then_phragmen(profile: Approvals, seats: int, draws: Draws) -> list[int]:
    purses = purses_of(profile, _money(profile, seats))
    elected = buy_seats(profile, purses, seats, draws)
    return earn_and_pay(profile, purses, elected, seats, draws)


def then_approvals(profile: Approvals, seats: int, draws: Draws) -> list[int]:
    elected = buy_seats(profile, purses_of(profile, _money(profile, seats)), seats, draws)
    rest = {n: score for n, score in approvals(profile).items() if n not in elected}
    return elected + best(rest, seats - len(elected), draws)


def with_increments(profile: Approvals, seats: int, draws: Draws) -> list[int]:
    """Money for one seat more, for two more, …, until it buys all; approvals if it never can."""
    supported = {n for count, approved in profile.ballots if count for n in approved}
    if len(supported & set(profile.standing)) < seats:
        return best(approvals(profile), seats, draws)
    enough, kept = seats, len(draws.lots)
    while True:
        del draws.lots[kept:]  # of an attempt that is not the count
        purses = purses_of(profile, _money(profile, enough))
        elected = buy_seats(profile, purses, seats, draws)
        if len(elected) == seats:
            return elected
        enough += 1


def _money(profile: Approvals, seats: int) -> Fraction:
    return Fraction(seats, max(1, sum(count for count, _approved in profile.ballots)))


def buy_seats(profile: Approvals, purses: Sequence[Purse], seats: int, draws: Draws) -> list[int]:
    """Seats at 1 each, whoever costs each supporter least first, while anybody is affordable."""
    elected: list[int] = []
    while len(elected) < seats:
        shares = {
            n: share
            for n in profile.standing
            if n not in elected
            and (share := _share([p for p in purses if n in p.approved])) is not None
        }
        if not shares:
            break
        least = min(shares.values())
        one = draws.one(n for n, share in shares.items() if share == least)
        for purse in purses:
            if one in purse.approved:
                purse.money -= min(purse.money, least)
        elected.append(one)
    return elected


def _share(supporters: Sequence[Purse]) -> Fraction | None:
    """The most that any of them pays when they share 1 as equally as they can."""
    owed, payers = Fraction(1), sum(purse.ballots for purse in supporters)
    for purse in sorted(supporters, key=lambda purse: purse.money):
        if owed <= purse.money * payers:
            return owed / payers
        owed -= purse.ballots * purse.money
        payers -= purse.ballots
    return None
