"""A choice among several or a secret vote is counted, and what came out follows."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barrio import __version__
from barrio.assemblies.actions.terms import seed_of
from barrio.assemblies.actions.voting import WrongMethod, agreed, close_counted, follow, lock_vote
from barrio.assemblies.chain import digest_of_ballots
from barrio.assemblies.enums import Choice, Counting, Method, Outcome
from barrio.assemblies.models import CountRun, Vote
from barrio.assemblies.papers import profile_of
from barrio.assemblies.queries import numbers_of
from barrio.assemblies.recording import record_for
from barrio.core.actors import Actor
from barrio.core.errors import Refused
from barrio.tally.ballots import Approvals
from barrio.tally.count import Lot, Profile, Result, Rule, count


class CountsDiffer(Refused):
    """Translated at use; see the message given."""


def close_by_urn(vote: Vote, papers: Sequence[str], dice: str, by: Actor, at: datetime) -> None:
    """Counts what lay in the urn."""
    blank = sum(not said for said in papers)
    if vote.rule:
        return _close_chosen(vote, urn_profile(vote, papers), dice, len(papers), blank, by, at)
    yes, no = papers.count(Choice.YES), papers.count(Choice.NO)
    votes = {"yes": yes, "no": no, "abstain": len(papers) - yes - no}
    _keep_run(vote, {"votes": votes}, [], len(papers), blank)
    return close_counted(vote, yes, no, votes["abstain"], by, at)


def urn_profile(vote: Vote, papers: Sequence[str]) -> Profile:
    options = list(vote.motion.options.order_by("number"))
    return profile_of(
        vote.rule,
        papers,
        [option.number for option in options],
        seats=vote.seats,
        costs={option.number: option.cost or 0 for option in options},
        budget=vote.budget,
    )


@transaction.atomic
def close_by_hands(*, vote: Vote, dice: str, by: Actor, at: datetime) -> Vote:
    """A choice for which two tellers counted the same hands. Raises `CountsDiffer`."""
    lock_vote(vote)
    if vote.method != Method.HANDS or not vote.rule:
        raise WrongMethod(_("This vote is not a choice by raised hands."))
    found = agreed(list(vote.counts.order_by("round")))
    if found is None:
        raise CountsDiffer(_("Two tellers have to count the same first."))
    hands = {int(number): n for number, n in found.options.items()}
    close_by_marks(vote, hands, vote.voices, dice, by, at)
    return vote


def close_by_marks(
    vote: Vote, marks: Mapping[int, int], ballots: int, dice: str, by: Actor, at: datetime
) -> None:
    """How many approve of each option, by its number; nothing is known of single ballots."""
    _close_chosen(vote, marks_profile(vote, marks), dice, ballots, 0, by, at)


def marks_profile(vote: Vote, marks: Mapping[int, int]) -> Approvals:
    """One may mark several: as many ballots as marks, each for one."""
    numbers = numbers_of(vote)
    ballots = [(marks.get(number, 0), frozenset([place])) for place, number in enumerate(numbers)]
    return Approvals(tuple(map(str, numbers)), tuple(ballots), vote.seats or 1)


def _close_chosen(
    vote: Vote, profile: Profile, dice: str, ballots: int, blank: int, by: Actor, at: datetime
) -> None:
    vote.seed, vote.dice = seed_of(vote), dice
    result = counted(vote, profile)
    elected = supported(result)
    _keep_run(vote, result.as_dict(), elected, ballots, blank)
    vote.closed_at = at
    vote.outcome = Outcome.CARRIED if elected else Outcome.LOST
    vote.full_clean()
    vote.save(update_fields=["seed", "dice", "closed_at", "outcome"])
    record_for(vote, by, at, "vote.close", outcome=vote.outcome)
    follow(vote, by, at)


def counted(vote: Vote, profile: Profile) -> Result:
    """By the vote's rule and lot; the same for everybody who counts again."""
    lot = Lot(seed=vote.seed.encode(), dice=vote.dice)
    return count(Rule(vote.rule), profile, seats=vote.seats, lot=lot)


def supported(result: Result) -> list[int]:
    """Numbers of the elected; a seat stays empty rather than go to whom nobody wanted."""
    scores = result.figures.get("scores", {})
    wants_support = result.rule in (Counting.APPROVAL, Counting.SCORE)
    return [
        int(name)
        for name in result.elected
        if not wants_support or scores.get(name, 0) not in (0, "0")
    ]


def _keep_run(vote: Vote, result: dict, elected: list[int], ballots: int, blank: int) -> None:
    run = CountRun(
        vote=vote,
        engine=f"barrio {__version__}",
        ballots=ballots,
        blank=blank,
        result=result,
        elected=elected,
        digest=digest_of_ballots(vote),
    )
    run.full_clean()
    run.save(force_insert=True)
