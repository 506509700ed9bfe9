"""Votes handed over to Belenios: set up and counted by the tellers, checked here."""

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barrio.assemblies import belenios
from barrio.assemblies.actions.ballots import DiceNeeded
from barrio.assemblies.actions.counting import close_by_marks, close_by_urn
from barrio.assemblies.actions.voting import (
    TooFewForSecrecy,
    TooManyVotes,
    WrongMethod,
    close_counted,
    lock_vote,
)
from barrio.assemblies.enums import RANKED, Method
from barrio.assemblies.models import Handover, Vote
from barrio.assemblies.papers import PaperUnreadable, ranking_of, written
from barrio.assemblies.queries import numbers_of
from barrio.assemblies.recording import record_for
from barrio.core.actors import Actor
from barrio.core.errors import Refused


class WrongArchive(Refused):
    """Translated at use; see the message given."""


def take_setup(*, vote: Vote, raw: bytes, by: Actor, at: datetime) -> Handover:
    """The election as the tellers set it up, before anybody votes. From here it is fixed.

    Raises `WrongArchive`, `TooManyVotes`, `WrongMethod` or `VoteClosed`.
    """
    row = _handover(vote)
    found = _verified(raw)  # slow: before anybody has to wait
    if found.events != ("Setup",):
        raise WrongArchive(
            _("Ballots are in this archive already. Hand it in before anybody votes.")
        )
    if found.questions != [row.question]:
        raise WrongArchive(
            _("This archive asks something else. Set it up with the questions from this page.")
        )
    if found.credentials > vote.voices:
        raise TooManyVotes(
            _("It has %(slips)d slips, and %(voices)d may vote. Set it up again with that many.")
            % {"slips": found.credentials, "voices": vote.voices}
        )
    with transaction.atomic():
        lock_vote(vote)
        row.refresh_from_db(fields=["fingerprint"])
        if row.fingerprint:
            raise WrongArchive(_("It is set up already. If it went wrong, declare the vote void."))
        row.setup, row.fingerprint, row.set_up_by_id = raw, found.fingerprint, by.user_id
        row.full_clean()
        row.save(update_fields=["setup", "fingerprint", "set_up_by"])
        record_for(vote, by, at, "vote.set_up", slips=found.credentials)
    return row


def take_archive(*, vote: Vote, raw: bytes, dice: str, by: Actor, at: datetime) -> Vote:
    """The archive with the result closes the vote, where all of it holds.

    `dice` is what the hall threw, for a tie among several. Raises `WrongArchive`, `TooManyVotes`,
    `TooFewForSecrecy`, `DiceNeeded`, `WrongMethod` or `VoteClosed`.
    """
    row = _handover(vote)
    if not row.fingerprint:
        raise WrongArchive(_("First hand in the archive as it was set up."))
    if vote.rule and not dice:
        raise DiceNeeded(_("Throw the dice in front of everybody and write what they show."))
    found = _verified(raw, before=bytes(row.setup))
    if found.fingerprint != row.fingerprint:
        raise WrongArchive(_("This is not the election that was set up for this vote."))
    if found.result is None or found.tallied is None:
        raise WrongArchive(
            _("It has no result yet. Count it first, with the keys of both tellers.")
        )
    _check_number(vote, found.tallied)
    with transaction.atomic():
        lock_vote(vote)
        _keep(row, found, raw)
        record_for(vote, by, at, "vote.take_archive", ballots=found.tallied)
        _close(vote, row, found.result[0], dice, by, at)
    return vote


def _verified(raw: bytes, before: bytes | None = None) -> belenios.Archive:
    try:
        return belenios.verify(raw, before=before)
    except belenios.ArchiveUnreadable as error:
        raise WrongArchive(
            _("This is no archive of Belenios. Choose the file whose name ends in .bel.")
        ) from error
    except belenios.ArchiveWrong as error:
        raise WrongArchive(
            _("Belenios does not accept this archive: %(said)s") % {"said": str(error)[:200]}
        ) from error


def _check_number(vote: Vote, ballots: int) -> None:
    if ballots > vote.voices:
        raise TooManyVotes(
            _("There are %(ballots)d ballots, and %(voices)d could vote.")
            % {"ballots": ballots, "voices": vote.voices}
        )
    floor = vote.item.assembly.rule_set.rules.secrecy_floor
    if ballots < floor:
        raise TooFewForSecrecy(
            _("With %(ballots)d ballots the result would tell who voted how. It takes %(floor)d. "
              "Declare the vote void.")
            % {"ballots": ballots, "floor": floor}
        )  # fmt: skip


def _keep(row: Handover, found: belenios.Archive, raw: bytes) -> None:
    row.archive, row.digest = raw, hashlib.sha256(raw).hexdigest()
    row.tallied = found.tallied
    if not row.vote.rule:
        row.yes, row.no, row.abstain = counts_of(found.result)
    row.full_clean()
    row.save(update_fields=["archive", "digest", "tallied", "yes", "no", "abstain"])


def counts_of(result: Any) -> tuple[int, int, int]:
    """For, against, abstentions of a question."""
    yes, no, abstain = (int(n) for n in result[0])
    return yes, no, abstain


def _close(vote: Vote, row: Handover, said: Any, dice: str, by: Actor, at: datetime) -> None:
    if not vote.rule:
        close_counted(vote, row.yes, row.no, row.abstain, by, at)
    elif vote.rule in RANKED:
        close_by_urn(vote, papers_of(vote, said), dice, by, at)
    else:
        hands = dict(zip(numbers_of(vote), (int(n) for n in said), strict=True))
        close_by_marks(vote, hands, row.tallied, dice, by, at)


def papers_of(vote: Vote, rankings: list[list[int]]) -> list[str]:
    """Each as it is written everywhere; what the rule cannot read is blank."""
    numbers = numbers_of(vote)
    papers = []
    for ranks in rankings:
        places = {n: int(place) for n, place in zip(numbers, ranks, strict=True) if int(place)}
        try:
            papers.append(written(vote.rule, ranking_of(places), numbers))
        except PaperUnreadable:
            papers.append("")
    return papers


def _handover(vote: Vote) -> Handover:
    if vote.method != Method.BELENIOS:
        raise WrongMethod(_("This vote was not handed over to Belenios."))
    return vote.handover
