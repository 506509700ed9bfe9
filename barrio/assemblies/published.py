"""What is published of a secret vote, and the count made again from it."""

from barrio.assemblies.actions.counting import counted, urn_profile
from barrio.assemblies.enums import Choice, Counting
from barrio.assemblies.models import Vote
from barrio.tally.ballots import Budget, Ranked
from barrio.tally.blt import write_blt
from barrio.tally.pabulib import write_pb

# Which files say all that a vote's ballots say.
FILES: dict[str, list[str]] = {
    Counting.SCOTTISH_STV: ["blt"],
    Counting.MEEK_STV: ["blt"],
    Counting.IRV: ["blt"],
    Counting.SCHULZE: ["blt"],
    Counting.EQUAL_SHARES: ["pb"],
    Counting.GREEDY: ["pb"],
}


def papers_of(vote: Vote) -> list[str]:
    return list(vote.urn.values_list("said", flat=True))


def recounted(vote: Vote) -> bool:
    """Whether the published ballots give the published result."""
    papers = papers_of(vote)
    if not vote.rule:
        counted_now = (papers.count(Choice.YES), papers.count(Choice.NO))
        return counted_now == (vote.yes, vote.no)
    return counted(vote, urn_profile(vote, papers)).as_dict() == vote.run.result


def ballot_file(vote: Vote, kind: str) -> str:
    """In it options are called by their numbers: it names nobody."""
    profile = urn_profile(vote, papers_of(vote))
    if kind == "pb" and isinstance(profile, Budget):
        return write_pb(profile)
    if isinstance(profile, Ranked):
        return write_blt(profile)
    raise ValueError(kind)
