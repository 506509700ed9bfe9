"""One way in for every rule: `count(Rule.SCHULZE, profile, seats=3, lot=Lot(seed, dice))`.

Ties that the rule itself does not decide go to `lot`; without one `LotNeeded` says between whom.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from barrio.tally import budgets, committees, scoring
from barrio.tally.ballots import Approvals, Budget, Graded, Ranked
from barrio.tally.budgets import Completion, Worth
from barrio.tally.committees import Committee
from barrio.tally.exhaustive import TooManyCommittees
from barrio.tally.judgment import Middle, majority_judgment
from barrio.tally.lots import Draws, Lot, LotNeeded
from barrio.tally.majorities import Hands, Majority
from barrio.tally.meek import meek_stv
from barrio.tally.results import Result, StageTold, by_name, decimals, exactly
from barrio.tally.schulze import schulze
from barrio.tally.stv import Stage, scottish_stv

Profile = Ranked | Graded | Approvals | Budget | Hands


class Rule(StrEnum):
    SCOTTISH_STV = "scottish-stv"
    MEEK_STV = "meek-stv"
    IRV = "irv"
    SCHULZE = "schulze"
    MAJORITY_JUDGMENT = "majority-judgment"
    APPROVAL = "approval"
    SCORE = "score"
    EQUAL_SHARES = "equal-shares"
    GREEDY = "greedy"
    YES_NO_ABSTAIN = "yes-no-abstain"


class WrongBallots(ValueError):
    """The rule does not count ballots of this kind, or not for so many seats."""


@dataclass(frozen=True)
class Variant:
    """What must be fixed beside the rule before voting begins."""

    committee: Committee = Committee.AV
    worth: Worth = Worth.COST
    completion: Completion = Completion.NONE
    middle: Middle = Middle.LOWER
    majority: Majority = field(default_factory=Majority)


@dataclass
class _Task:
    rule: Rule
    seats: int
    draws: Draws
    variant: Variant

    def stv_lot(self, names: tuple[str, ...]) -> Callable[..., int]:
        """For rules that keep their own record of lots."""
        return lambda tied: names.index(self.draws.pick([names[n] for n in tied]))


def count(
    rule: Rule,
    profile: Profile,
    *,
    seats: int | None = None,
    lot: Lot | None = None,
    variant: Variant | None = None,
) -> Result:
    """Counts; the seats are the profile's where none are given.

    Raises `WrongBallots`, `LotNeeded`.
    """
    rule = Rule(rule)
    names = () if isinstance(profile, Hands) else profile.candidates
    seats = getattr(profile, "seats", 1) if seats is None else seats
    if seats < 1:
        raise WrongBallots("there is at least one seat")
    lot = lot or Lot(order=_file_order(profile))
    task = _Task(rule, seats, Draws(names, lot.pick), variant or Variant())
    counting, kinds = RULES[rule]
    return counting(_as_kind(rule, profile, kinds), task)


def _file_order(profile: Profile) -> tuple[str, ...]:
    if isinstance(profile, Ranked):
        return tuple(profile.candidates[n] for n in profile.ties)
    return ()


def _as_kind(rule: Rule, profile: Profile, kind: type) -> Any:
    """The ballots as the rule counts them, where they say as much."""
    if isinstance(profile, kind):
        return profile
    if kind is Approvals and isinstance(profile, Ranked | Graded):
        return profile.approvals()
    if kind is Ranked and isinstance(profile, Graded):
        return profile.ranked()
    raise WrongBallots(f"{rule} counts {KINDS[kind]}; these are {KINDS[type(profile)]}")


KINDS: dict[type, str] = {
    Ranked: "ranked ballots",
    Graded: "ballots of points or grades",
    Approvals: "ballots of approval",
    Budget: "ballots on projects that cost",
    Hands: "votes of yes and no",
}


def _told(names: tuple[str, ...], stage: Stage, places: int, **more: str) -> StageTold:
    return StageTold(
        {names[n]: decimals(total, places) for n, total in stage.totals.items()},
        decimals(stage.non_transferable, places),
        tuple(names[n] for n in stage.elected),
        tuple(names[n] for n in stage.excluded),
        more,
    )


def _scottish(profile: Ranked, task: _Task) -> Result:
    """Also the instant run-off, which is the same with one seat."""
    if task.rule is Rule.IRV and task.seats != 1:
        raise WrongBallots(f"irv fills one seat, not {task.seats}: count with one seat, or by stv")
    election = profile.strict(task.seats)
    names = profile.candidates
    found = scottish_stv(election, task.stv_lot(names))
    return Result(
        task.rule,
        task.seats,
        found.quota,
        tuple(names[n] for n in found.elected),
        tuple(_told(names, stage, 5) for stage in found.stages),
        tuple(found.lots),
    )


def _meek(profile: Ranked, task: _Task) -> Result:
    names = profile.candidates
    found = meek_stv(profile, task.stv_lot(names), seats=task.seats)
    stages = [_told(names, stage, 9, quota=decimals(stage.quota, 9)) for stage in found.stages]
    return Result(
        task.rule,
        task.seats,
        decimals(found.quota, 9),
        tuple(names[n] for n in found.elected),
        tuple(stages),
        tuple(found.lots),
        {"keep": {names[n]: decimals(factor, 9) for n, factor in found.keep.items()}},
    )


def _schulze(profile: Ranked, task: _Task) -> Result:
    names = profile.candidates
    found = schulze(profile, task.seats, task.draws)
    everybody = profile.standing
    figures = {
        "pairwise": {
            names[a]: {names[b]: found.pairwise[a][b] for b in everybody if a != b}
            for a in everybody
        },
        "strongest_paths": {
            names[a]: {names[b]: found.strengths[a][b][0] for b in everybody if a != b}
            for a in everybody
        },
        "order": [[names[n] for n in level] for level in found.levels],
    }
    return _plain(task, found.elected, figures)


def _judgment(profile: Graded, task: _Task) -> Result:
    found = majority_judgment(profile, task.seats, task.draws, task.variant.middle)
    names = profile.candidates
    words = dict(enumerate(profile.grades))
    figures = {
        "middle": task.variant.middle.value,
        "medians": {name: words.get(n, n) for name, n in zip(names, found.medians, strict=True)},
        "grades": {
            name: {str(words.get(grade, grade)): given for grade, given in enumerate(counts)}
            for name, counts in zip(names, found.given, strict=True)
        },
        "order": [[names[n] for n in level] for level in found.levels],
    }
    return _plain(task, found.elected, figures)


def _approval(profile: Approvals, task: _Task) -> Result:
    committee = task.variant.committee
    try:
        elected = committees.elect(profile, committee, task.seats, task.draws)
    except TooManyCommittees as error:
        raise WrongBallots(str(error)) from error
    score = scoring.divided if committee is Committee.SAV else scoring.approvals
    figures = {
        "committee": committee.value,
        "scores": by_name(profile.candidates, score(profile)),
    }
    return _plain(task, elected, figures)


def _score(profile: Graded, task: _Task) -> Result:
    """Range voting: points added up; no points from a ballot are 0. Equals by lot."""
    scores = scoring.points(profile)
    elected = scoring.best(scores, task.seats, task.draws)
    return _plain(task, elected, {"scores": by_name(profile.candidates, scores)})


def _plain(task: _Task, elected: Any, figures: dict[str, Any]) -> Result:
    names = task.draws.names
    chosen = tuple(names[n] for n in elected)
    return Result(task.rule, task.seats, None, chosen, lots=tuple(task.draws.lots), figures=figures)


def _equal_shares(profile: Budget, task: _Task) -> Result:
    variant = task.variant
    bought = budgets.equal_shares(
        profile, task.draws, worth=variant.worth, completion=variant.completion
    )
    figures = {
        "worth": variant.worth.value,
        "completion": variant.completion.value,
        "part": exactly(bought.part),
    }
    return _paid(profile, bought.projects, task, figures)


def _greedy(profile: Budget, task: _Task) -> Result:
    return _paid(profile, budgets.greedy(profile, task.draws), task, {})


def _paid(profile: Budget, projects: list[int], task: _Task, more: dict[str, Any]) -> Result:
    names, labels = profile.candidates, profile.labels or profile.candidates
    spent = budgets.spent(profile, projects)
    figures = {
        **more,
        "budget": exactly(profile.budget),
        "spent": exactly(spent),
        "left": exactly(profile.budget - spent),
        "costs": {names[n]: exactly(profile.costs[n]) for n in projects},
        "scores": by_name(names, budgets.points(profile)),
        "names": dict(zip(names, labels, strict=True)),
    }
    chosen = tuple(names[n] for n in projects)
    return Result(task.rule, None, None, chosen, lots=tuple(task.draws.lots), figures=figures)


def _yes_no(profile: Hands, task: _Task) -> Result:
    majority = task.variant.majority
    carried = majority.carries(profile)
    figures = {
        "votes": {"yes": profile.yes, "no": profile.no, "abstain": profile.abstain},
        "base": majority.base.value,
        "of": majority.of(profile),
        "needed": majority.needed(profile),
        "carried": carried,
    }
    return Result(task.rule, None, None, ("yes",) if carried else (), figures=figures)


RULES: dict[Rule, tuple[Callable[[Any, _Task], Result], type]] = {
    Rule.SCOTTISH_STV: (_scottish, Ranked),
    Rule.MEEK_STV: (_meek, Ranked),
    Rule.IRV: (_scottish, Ranked),
    Rule.SCHULZE: (_schulze, Ranked),
    Rule.MAJORITY_JUDGMENT: (_judgment, Graded),
    Rule.APPROVAL: (_approval, Approvals),
    Rule.SCORE: (_score, Graded),
    Rule.EQUAL_SHARES: (_equal_shares, Budget),
    Rule.GREEDY: (_greedy, Budget),
    Rule.YES_NO_ABSTAIN: (_yes_no, Hands),
}

__all__ = ["LotNeeded", "Lot", "Profile", "Result", "Rule", "Variant", "WrongBallots", "count"]
