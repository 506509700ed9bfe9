"""Secret ballots: keys of two tellers, envelopes, papers of the urn, and the urn opened once."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from barrio.assemblies import sealing
from barrio.assemblies.actions.counting import close_by_urn
from barrio.assemblies.actions.voting import (
    NotHere,
    VoteClosed,
    WrongMethod,
    lock_vote,
    void_vote,
)
from barrio.assemblies.enums import CastBy, Method
from barrio.assemblies.models import PaperEntry, Proxy, TellerKey, UrnBallot, Vote, Voted
from barrio.assemblies.papers import PaperUnreadable, written
from barrio.assemblies.queries import has_a_voice, may_cast, numbers_of
from barrio.assemblies.recording import record_for
from barrio.core.actors import Actor
from barrio.core.errors import Refused
from barrio.runtime.keyring import keyring
from barrio.sync.sealing import SealedDoesNotOpen, public_point


class TellersAreComplete(Refused):
    """Translated at use; see the message given."""


class TellersMissing(Refused):
    """Translated at use; see the message given."""


class VotedOnPaper(Refused):
    """Translated at use; see the message given."""


class VotedAlready(Refused):
    """Translated at use; see the message given."""


class BallotUnreadable(Refused):
    """Translated at use; see the message given."""


class WrongTellerCode(Refused):
    """Translated at use; see the message given."""


class KeyGone(Refused):
    """Translated at use; see the message given."""


class PapersDiffer(Refused):
    """Translated at use; see the message given."""


class UrnAndRollDiffer(Refused):
    """Translated at use; see the message given."""


class TooFewBallots(Refused):
    """Translated at use; see the message given."""


class DiceNeeded(Refused):
    """Translated at use; see the message given."""


def is_in_urn(vote: Vote) -> bool:
    """Whether ballots are written down one by one, and not only counted."""
    return vote.method == Method.PHONE or (vote.method == Method.URN and bool(vote.rule))


def take_key(*, vote: Vote, by: Actor, at: datetime) -> str:
    """A teller's code, said once and kept nowhere. Raises `TellersAreComplete`."""
    code, salt = sealing.new_code(), sealing.new_salt()
    point = public_point(sealing.key_of(code, salt))  # slow on purpose: nobody waits for it
    with transaction.atomic():
        lock_vote(vote)
        _check_method(vote, vote.method == Method.PHONE)
        keys = list(vote.keys.all())
        if len(keys) == 2 or any(key.teller_id == by.user_id for key in keys):
            raise TellersAreComplete(_("You have a code already, or two others have."))
        if vote.pk not in keyring.keys([vote.pk]):
            keyring.create(vote.pk, vote.collective_id)
        key = TellerKey(
            vote=vote, teller_id=by.user_id, layer=len(keys) + 1, salt=salt, point=point
        )
        key.full_clean()
        key.save(force_insert=True)
        record_for(vote, by, at, "vote.take_key", layer=key.layer)
    return code


def cast_secret(
    *, vote: Vote, person_id: Any, said: str, by: Actor, at: datetime, proxy: Proxy | None = None
) -> str:
    """The tracker. Said again it takes the place of what was said before; `proxy`: whoever holds
    it casts for its giver.

    Raises `TellersMissing`, `NotHere`, `VotedOnPaper`, `BallotUnreadable` or `VoteClosed`.
    """
    _check_open(vote)
    _check_method(vote, vote.method == Method.PHONE)
    keys = list(vote.keys.order_by("layer"))
    if len(keys) != 2:
        raise TellersMissing(_("The tellers are not ready yet. Try again in a moment."))
    text, tracker = _read_ballot(vote, said), sealing.new_tracker()
    mark = _mark_of(vote, person_id, proxy)
    mark.envelope = sealing.put_in(mark, keys, _own_key(vote), text, tracker)
    with transaction.atomic():
        # Either before the urn is opened or not at all: whoever opens it waits for this row.
        row = Vote.objects.select_for_update().filter(pk=vote.pk).values_list("closed_at").get()
        if row[0]:
            raise VoteClosed(_("This vote is closed."))
        _save_mark(mark)
        record_for(vote, by, at, "vote.cast_secret")
    return tracker


def _own_key(vote: Vote) -> bytes:
    """The key that is erased with the envelopes."""
    try:
        return keyring.keys([vote.pk])[vote.pk]
    except KeyError as error:  # a keyring of another day was restored
        raise KeyGone(
            _("The key of this vote is gone. Declare the vote void and put the question again.")
        ) from error


def _mark_of(vote: Vote, person_id: Any, proxy: Proxy | None) -> Voted:
    known = Voted.objects.filter(vote=vote, person_id=person_id).first()
    if not may_cast(vote, person_id, proxy):
        raise NotHere(_("Only who was here when the vote opened can vote in it."))
    if known is not None and known.how == CastBy.PAPER:
        raise VotedOnPaper(
            _("A paper ballot was handed out for this person. It is the one that counts.")
        )
    return known or Voted(vote=vote, person_id=person_id, how=CastBy.PHONE)


def _save_mark(mark: Voted) -> None:
    try:
        with transaction.atomic():
            mark.save()
    except IntegrityError as error:  # closed, or cast twice in the same moment
        raise VoteClosed(
            _("This vote is closed, or another ballot came first. Try again.")
        ) from error


@transaction.atomic
def give_paper(*, vote: Vote, person_id: Any, by: Actor, at: datetime) -> None:
    """They take a paper ballot, and vote by it alone. Raises `VotedAlready` or `NotHere`."""
    lock_vote(vote)
    _check_method(vote, is_in_urn(vote))
    if vote.voted.filter(person_id=person_id).exists():
        raise VotedAlready(_("This person has voted, or has a paper ballot already."))
    if not has_a_voice(vote, person_id):
        raise NotHere(_("Only who was here when the vote opened can vote in it."))
    Voted.objects.create(vote=vote, person_id=person_id, how=CastBy.PAPER)
    record_for(vote, by, at, "vote.give_paper")


@transaction.atomic
def take_paper_back(*, vote: Vote, person_id: Any, by: Actor, at: datetime) -> None:
    """They did not use it: as if it had not been given."""
    lock_vote(vote)
    if vote.voted.filter(person_id=person_id, how=CastBy.PAPER).delete()[0]:
        record_for(vote, by, at, "vote.take_paper_back")


@transaction.atomic
def enter_papers(*, vote: Vote, papers: Mapping[int, str], by: Actor, at: datetime) -> None:
    """What one person reads on the papers, by the number written on each; read again, replaced.

    Raises `BallotUnreadable` for the first that cannot be, `VoteClosed`.
    """
    lock_vote(vote)
    _check_method(vote, is_in_urn(vote))
    options = numbers_of(vote)
    PaperEntry.objects.bulk_create(
        [
            PaperEntry(
                vote=vote, number=n, by_id=by.user_id, said=_read_paper(vote, n, said, options)
            )
            for n, said in sorted(papers.items())
        ],
        batch_size=500,
        update_conflicts=True,
        unique_fields=["vote", "number", "by"],
        update_fields=["said"],
    )
    record_for(vote, by, at, "vote.enter_papers", papers=len(papers))


def _read_ballot(vote: Vote, said: str) -> str:
    """As it is written everywhere."""
    try:
        return written(vote.rule, said, numbers_of(vote))
    except PaperUnreadable as error:
        raise BallotUnreadable(_("This ballot cannot be read. Choose again.")) from error


def _read_paper(vote: Vote, number: int, said: str, options: list[int]) -> str:
    try:
        return written(vote.rule, said, options)
    except PaperUnreadable as error:
        raise BallotUnreadable(
            _("Paper %(number)d: “%(said)s” is no ballot of this vote. Use the numbers or the "
              "words that stand above, as in the example.")
            % {"number": number, "said": said[:60]}
        ) from error  # fmt: skip


def open_urn(*, vote: Vote, codes: Mapping[Any, str], dice: str, by: Actor, at: datetime) -> Vote:
    """Opens every envelope, mixes the ballots, counts, and closes the vote: all or nothing.

    `codes` are the tellers' by their user ids; `dice` is what the hall threw, for a tie. Raises
    `WrongTellerCode`, `PapersDiffer`, `UrnAndRollDiffer`, `TooFewBallots` or `DiceNeeded`.
    """
    if vote.rule and not dice:
        raise DiceNeeded(_("Throw the dice in front of everybody and write what they show."))
    # Slow on purpose: before anybody has to wait.
    keys = [_key_with(key, codes) for key in vote.keys.order_by("layer")]
    with transaction.atomic():
        lock_vote(vote)
        _check_method(vote, is_in_urn(vote))
        ballots = _envelopes_opened(vote, keys) + _papers_agreed(vote)
        _check_numbers(vote, len(ballots))
        secrets.SystemRandom().shuffle(ballots)
        UrnBallot.objects.bulk_create(
            [UrnBallot(vote=vote, said=said, tracker=tracker) for said, tracker in ballots],
            batch_size=500,
        )
        _burn(vote)
        close_by_urn(vote, [said for said, _tracker in ballots], dice, by, at)
    return vote


def _envelopes_opened(vote: Vote, keys: list[ec.EllipticCurvePrivateKey]) -> list[tuple[str, str]]:
    marks = list(vote.voted.filter(how=CastBy.PHONE))
    if not marks:
        return []
    own = _own_key(vote)
    try:
        return [sealing.take_out(mark, keys, own) for mark in marks]
    except SealedDoesNotOpen as error:
        raise UrnAndRollDiffer(
            _("An envelope was changed after it was cast. Declare this vote void.")
        ) from error


def _key_with(key: TellerKey, codes: Mapping[Any, str]) -> ec.EllipticCurvePrivateKey:
    try:
        return sealing.opened_by(key, codes.get(key.teller_id, ""))
    except sealing.WrongCode as error:
        raise WrongTellerCode(
            _("That is not the code of %(teller)s.") % {"teller": key.teller.handle}
        ) from error


def _papers_agreed(vote: Vote) -> list[tuple[str, str]]:
    """Each paper as two people read it; on the list it gets a tracker like all others."""
    read: dict[int, list[str]] = {}
    for entry in vote.papers.all():
        read.setdefault(entry.number, []).append(entry.said)
    for number, texts in sorted(read.items()):
        if len(texts) != 2 or texts[0] != texts[1]:
            raise PapersDiffer(
                _("Paper %(number)d: two people have to read it, and read the same.")
                % {"number": number}
            )
    return [(texts[0], sealing.new_tracker()) for texts in read.values()]


def _check_numbers(vote: Vote, ballots: int) -> None:
    voted = vote.voted.count()
    if ballots != voted:
        raise UrnAndRollDiffer(
            _("There are %(ballots)d ballots, and %(voted)d people who voted. Look for the "
              "difference: enter an unused paper as blank, or take its mark back.")
            % {"ballots": ballots, "voted": voted}
        )  # fmt: skip
    floor = vote.item.assembly.rule_set.rules.secrecy_floor
    if ballots < floor:
        raise TooFewBallots(
            _("With %(ballots)d ballots the result would tell who voted how. It takes %(floor)d. "
              "Wait for more, or declare the vote void.")
            % {"ballots": ballots, "floor": floor}
        )  # fmt: skip


def _burn(vote: Vote) -> None:
    """Envelopes, papers and the key of the vote. Backups keep envelopes that nothing opens."""
    vote.voted.exclude(envelope="").update(envelope="")
    vote.papers.all().delete()
    transaction.on_commit(lambda: keyring.erase([vote.pk]))


@transaction.atomic
def void_secret(*, vote: Vote, by: Actor, at: datetime) -> None:
    """As `void_vote`, with nothing kept of what was cast."""
    lock_vote(vote)
    if is_in_urn(vote):
        _burn(vote)
    void_vote(vote=vote, by=by, at=at)


def _check_open(vote: Vote) -> None:
    """Without a lock: many vote in the same moment."""
    vote.refresh_from_db(fields=["closed_at"])
    if vote.closed_at:
        raise VoteClosed(_("This vote is closed."))


def _check_method(vote: Vote, right: bool) -> None:
    if not right:
        raise WrongMethod(_("This vote is not by ballots of that kind."))
