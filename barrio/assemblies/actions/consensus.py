"""Looking for consensus: who has a concern, stands aside or blocks, and what follows."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barrio.assemblies.actions.voting import (
    NotHere,
    TooManyVotes,
    WrongMethod,
    follow,
    lock_vote,
)
from barrio.assemblies.chain import digest_of_why
from barrio.assemblies.enums import Method, Outcome, Stand
from barrio.assemblies.models import Stance, Vote
from barrio.assemblies.queries import may_vote_now, stances_in
from barrio.assemblies.recording import record_for
from barrio.assemblies.rules import Majority
from barrio.core.actors import Actor
from barrio.core.errors import Refused
from barrio.runtime.keyring import keyring


class ReasonNeeded(Refused):
    """Translated at use; see the message given."""


@transaction.atomic
def take_stance(
    *, vote: Vote, person_id: UUID, stand: str, why: str, by: Actor, at: datetime
) -> Stance:
    """Said again it takes the place of what they said before.

    Raises `VoteClosed`, `WrongMethod`, `NotHere`, `ReasonNeeded` or `TooManyVotes`.
    """
    _lock_consensus(vote)
    if not may_vote_now(vote.item.assembly, person_id):
        raise NotHere(_("They are not here, or may not vote."))
    if stand == Stand.BLOCK and not why.strip():
        raise ReasonNeeded(_("Whoever blocks says why, so that the text can be mended."))
    known = vote.stances.filter(person_id=person_id).first()
    if known is None and vote.stances.count() >= vote.present:
        raise TooManyVotes(_("Everybody who was here when the vote opened has said something."))
    if known:
        _forget(known)
    pk = uuid4()
    stance = Stance(
        id=pk, key_id=pk, collective_id=vote.collective_id, vote=vote, person_id=person_id,
        stand=stand, digest=digest_of_why(pk, why), at=at,
    )  # fmt: skip
    stance.seal(keyring.create(pk, vote.collective_id), why=why)
    stance.full_clean(exclude=["sealed"])
    stance.save(force_insert=True)
    record_for(vote, by, at, "vote.take_stance", stand=stand)
    return stance


@transaction.atomic
def drop_stance(*, vote: Vote, person_id: UUID, by: Actor, at: datetime) -> None:
    """They agree now: as if they had said nothing."""
    _lock_consensus(vote)
    if known := vote.stances.filter(person_id=person_id).first():
        _forget(known)
        record_for(vote, by, at, "vote.drop_stance")


def _forget(stance: Stance) -> None:
    pk = stance.pk
    stance.delete()
    transaction.on_commit(lambda: keyring.erase([pk]))


def _lock_consensus(vote: Vote) -> None:
    lock_vote(vote)
    if vote.method != Method.CONSENSUS:
        raise WrongMethod(_("In this vote nobody is asked for a stand."))


@transaction.atomic
def close_consensus(*, vote: Vote, by: Actor, at: datetime) -> Vote:
    """Adopted where nobody blocks and so few stand aside that the rules' majority agrees.

    Else nothing is decided: the text can be amended and asked about again, or voted on.
    """
    _lock_consensus(vote)
    said = stances_in(vote)
    agree = max(0, vote.present - said.blocks - said.aside)
    majority = Majority(vote.basis, vote.numerator, vote.denominator, vote.strict)
    carried = not said.blocks and majority.carries(
        agree, 0, said.aside, present=vote.present, entitled=vote.entitled, census=vote.census
    )
    vote.yes, vote.no, vote.abstain, vote.closed_at = agree, said.blocks, said.aside, at
    vote.outcome = Outcome.CARRIED if carried else Outcome.BLOCKED
    vote.full_clean()
    vote.save(update_fields=["yes", "no", "abstain", "closed_at", "outcome"])
    record_for(vote, by, at, "vote.close", outcome=vote.outcome)
    if carried:
        follow(vote, by, at)
    return vote
