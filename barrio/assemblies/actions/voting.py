"""Putting a question to those present; counting; and what follows from the result."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barrio.assemblies.actions.acts import make_act
from barrio.assemblies.actions.asking import check_handover, hand_over
from barrio.assemblies.actions.convening import lock
from barrio.assemblies.actions.motions import (
    add_wording,
    check_open,
    open_below,
    set_state,
    wording_of,
)
from barrio.assemblies.actions.presence import check_quorum
from barrio.assemblies.actions.rules import adopt_rules
from barrio.assemblies.actions.terms import Terms, check_secrecy, check_terms, fix_lot
from barrio.assemblies.enums import (
    AssemblyState,
    Choice,
    Matter,
    Method,
    MotionState,
    Outcome,
    Secrecy,
)
from barrio.assemblies.models import Act, AgendaItem, Motion, NamedVote, TellerCount, Vote
from barrio.assemblies.queries import (
    is_represented,
    may_vote_now,
    numbers_of,
    represented_now,
)
from barrio.assemblies.recording import record_for
from barrio.assemblies.rules import Majority
from barrio.assemblies.watching import watchers, why_not_binding
from barrio.core.actors import Actor
from barrio.core.errors import Refused

SECRET = (Method.URN, Method.PHONE, Method.BELENIOS)
# Somebody's recall and what came too late are voted on at once.
AGREED_ON = (Matter.ORDINARY, Matter.MONEY, Matter.RULES)


class NotInSession(Refused):
    """Translated at use; see the message given."""


class NotAnnounced(Refused):
    """Translated at use; see the message given."""


class AnnouncedInTime(Refused):
    """Translated at use; see the message given."""


class AmendmentsFirst(Refused):
    """Translated at use; see the message given."""


class TooFewForSecrecy(Refused):
    """Translated at use; see the message given."""


class VoteInProgress(Refused):
    """Translated at use; see the message given."""


class VoteClosed(Refused):
    """Translated at use; see the message given."""


class WrongMethod(Refused):
    """Translated at use; see the message given."""


class CountedAlready(Refused):
    """Translated at use; see the message given."""


class TooManyVotes(Refused):
    """Translated at use; see the message given."""


class NotHere(Refused):
    """Translated at use; see the message given."""


class ConsensusFirst(Refused):
    """Translated at use; see the message given."""


@transaction.atomic
def open_vote(
    *, motion: Motion, method: str, by: Actor, at: datetime, terms: Terms | None = None
) -> Vote:
    """On the text as it stands now. How many are here is frozen with it.

    Raises `NotInSession`, `NotAnnounced`, `MotionDecided`, `AmendmentsFirst`, `NoQuorum`,
    `TooOpen`, `WrongTerms`, `ConsensusFirst`, `ToolMissing`, `TooFewForSecrecy` or
    `VoteInProgress`.
    """
    item = motion.item
    _check_session(item)
    check_open(motion)
    if not item.may_be_decided:
        raise NotAnnounced(
            _("This was not announced in time. First let the assembly vote whether it is urgent.")
        )
    if open_below(motion):
        raise AmendmentsFirst(_("There are open amendments. Decide on them first."))
    check_secrecy(item, method)
    terms = terms or Terms()
    check_terms(motion, method, terms)
    if method != Method.CONSENSUS and consensus_is_due(motion):
        raise ConsensusFirst(
            _("By our rules we look for consensus first, and vote where somebody blocks it.")
        )
    what = {"motion": motion, "wording": wording_of(motion), **asdict(terms)}
    if method == Method.BELENIOS:
        check_handover(terms.rule)
    vote = _open(item, item.matter, method, by, at, **what)
    if method == Method.BELENIOS:
        hand_over(vote)
    return vote


def consensus_is_due(motion: Motion) -> bool:
    """The rules want it sought, and for the text as it stands now it was not."""
    item = motion.item
    rules = item.assembly.rule_set.rules
    if not rules.consensus or item.secrecy != Secrecy.OPEN or item.matter not in AGREED_ON:
        return False
    if motion.options.exists():
        return False
    sought = motion.votes.filter(wording=wording_of(motion), outcome=Outcome.BLOCKED)
    return not sought.exists()


@transaction.atomic
def open_urgency_vote(*, item: AgendaItem, method: str, by: Actor, at: datetime) -> Vote:
    """Whether to decide today on what people were not told of in time."""
    _check_session(item)
    if item.may_be_decided:
        raise AnnouncedInTime(_("This may be decided as it is."))
    if method in (Method.CONSENSUS, Method.BELENIOS):
        raise WrongMethod(_("Whether something is urgent is voted on: choose another way."))
    return _open(item, Matter.URGENCY, method, by, at)


def _check_session(item: AgendaItem) -> None:
    lock(item.assembly)
    if item.assembly.state != AssemblyState.OPEN:
        raise NotInSession(_("The assembly is not in session."))
    item.refresh_from_db(fields=["in_time", "is_admitted"])
    if item.votes.filter(closed_at__isnull=True).exists():
        raise VoteInProgress(_("A vote on this is open already."))


def _open(item: AgendaItem, matter: str, method: str, by: Actor, at: datetime, **what: Any) -> Vote:
    assembly = item.assembly
    present = check_quorum(assembly)
    rules = assembly.rule_set.rules
    if method in SECRET and present < rules.secrecy_floor:
        raise TooFewForSecrecy(
            _("With %(present)d people here a secret vote would not be secret. It takes %(floor)d.")
            % {"present": present, "floor": rules.secrecy_floor}
        )
    majority = rules.majority(matter)
    vote = Vote(
        collective_id=assembly.collective_id,
        item=item,
        matter=matter,
        method=method,
        basis=majority.basis,
        numerator=majority.numerator,
        denominator=majority.denominator,
        strict=majority.strict,
        quorum=assembly.quorum,
        present=present,
        represented=0 if method == Method.CONSENSUS else represented_now(assembly).count(),
        entitled=assembly.snapshot.entitled,
        census=assembly.snapshot.census,
        opened_at=at,
        opened_by_id=by.user_id,
        **what,
    )
    if vote.rule:
        fix_lot(vote)
    vote.full_clean()
    vote.save(force_insert=True)
    record_for(vote, by, at, "vote.open", matter=matter, method=method, present=present)
    return vote


@transaction.atomic
def hand_in_count(
    *,
    vote: Vote,
    by: Actor,
    at: datetime,
    yes: int = 0,
    no: int = 0,
    abstain: int = 0,
    options: Mapping[int, int] | None = None,
) -> TellerCount:
    """One teller's count. Two of different tellers that agree close the vote; where they differ
    both count again. In a choice `options` are the hands for each, by its number.

    Raises `VoteClosed`, `WrongMethod`, `CountedAlready` or `TooManyVotes`.
    """
    lock_vote(vote)
    if vote.method not in (Method.HANDS, Method.URN) or (vote.rule and vote.method == Method.URN):
        raise WrongMethod(_("In this vote the tellers do not hand in numbers."))
    _check_options(vote, options or {})
    hands = {str(number): n for number, n in (options or {}).items()}
    most = max([yes + no + abstain, *hands.values()])
    if most > vote.voices:
        raise TooManyVotes(_too_many(vote, most))
    counts = list(vote.counts.order_by("round", "at"))
    number = round_of(counts)
    if vote.rule and agreed(counts):
        raise CountedAlready(_("Both counts agree. Throw the dice and close the vote."))
    if any(c.round == number and c.teller_id == by.user_id for c in counts):
        raise CountedAlready(_("Your count is in. Now another teller counts."))
    count = TellerCount(
        vote=vote, teller_id=by.user_id, round=number, yes=yes, no=no, abstain=abstain,
        options=hands, at=at,
    )  # fmt: skip
    count.full_clean()
    count.save(force_insert=True)
    record_for(vote, by, at, "vote.count", round=number)
    other = next((c for c in counts if c.round == number), None)
    if other and str(other) == str(count) and not vote.rule:
        close_counted(vote, yes, no, abstain, by, at)
    return count


def _too_many(vote: Vote, votes: int) -> str:
    numbers = {"votes": votes, "present": vote.present, "represented": vote.represented}
    if vote.represented:
        text = _("That is %(votes)d votes; %(present)d people were here, and they held the votes "
                 "of %(represented)d more.")  # fmt: skip
    else:
        text = _("That is %(votes)d votes; %(present)d people were here.")
    return text % numbers


def _check_options(vote: Vote, options: Mapping[int, int]) -> None:
    if set(options) != set(numbers_of(vote)):
        raise WrongMethod(_("Count the hands for every option of this vote, and for no other."))


def agreed(counts: list[TellerCount]) -> TellerCount | None:
    """The count of the last round, where two tellers say the same."""
    last = [c for c in counts if c.round == counts[-1].round]
    return last[0] if len(last) == 2 and str(last[0]) == str(last[1]) else None


def round_of(counts: list[TellerCount]) -> int:
    """The round that is being counted: a new one where two counts differed."""
    last = counts[-1].round if counts else 1
    return last + (sum(c.round == last for c in counts) == 2)


@transaction.atomic
def cast_by_name(*, vote: Vote, person_id: object, choice: str, by: Actor, at: datetime) -> None:
    """What somebody said aloud; said again, it is put right. Raises `NotHere`."""
    lock_vote(vote)
    if vote.method != Method.NOMINAL:
        raise WrongMethod(_("This vote is not by name."))
    assembly = vote.item.assembly
    if not may_vote_now(assembly, person_id) and not is_represented(assembly, person_id):
        raise NotHere(_("They are not here, or may not vote."))
    known = vote.named.filter(person_id=person_id).first()
    if known is None and vote.named.count() >= vote.voices:
        raise TooManyVotes(_("Everybody who was here when the vote opened has voted."))
    row = known or NamedVote(vote=vote, person_id=person_id)
    row.choice, row.by_id, row.at = choice, by.user_id, at
    row.full_clean()
    row.save()
    record_for(vote, by, at, "vote.cast")


@transaction.atomic
def close_named(*, vote: Vote, by: Actor, at: datetime) -> None:
    lock_vote(vote)
    if vote.method != Method.NOMINAL:
        raise WrongMethod(_("This vote is not by name."))
    said = list(vote.named.values_list("choice", flat=True))
    yes, no, abstain = (said.count(c) for c in (Choice.YES, Choice.NO, Choice.ABSTAIN))
    close_counted(vote, yes, no, abstain, by, at)


@transaction.atomic
def void_vote(*, vote: Vote, by: Actor, at: datetime) -> None:
    """Something went wrong: nothing follows from it, and the question can be put again."""
    lock_vote(vote)
    vote.closed_at, vote.outcome = at, Outcome.VOID
    vote.full_clean()
    vote.save(update_fields=["closed_at", "outcome"])
    record_for(vote, by, at, "vote.void")


def lock_vote(vote: Vote) -> None:
    """Raises `VoteClosed`."""
    lock(vote.item.assembly)
    Vote.objects.select_for_update().get(pk=vote.pk)
    vote.refresh_from_db(fields=["closed_at", "outcome"])
    if vote.closed_at:
        raise VoteClosed(_("This vote is closed."))


def close_counted(vote: Vote, yes: int, no: int, abstain: int, by: Actor, at: datetime) -> None:
    majority = Majority(vote.basis, vote.numerator, vote.denominator, vote.strict)
    carried = majority.carries(
        yes, no, abstain, present=vote.voices, entitled=vote.entitled, census=vote.census
    )
    vote.yes, vote.no, vote.abstain, vote.closed_at = yes, no, abstain, at
    vote.outcome = Outcome.CARRIED if carried else Outcome.LOST
    vote.full_clean()
    vote.save(update_fields=["yes", "no", "abstain", "closed_at", "outcome"])
    record_for(vote, by, at, "vote.close", outcome=vote.outcome)
    follow(vote, by, at)


def follow(vote: Vote, by: Actor, at: datetime) -> None:
    """What the result does, here and in whatever watches how votes end."""
    act = _take_effect(vote, by, at)
    for watcher in watchers():
        watcher(vote, by, at)
    if act:
        put_in_force(act, by, at)


def put_in_force(act: Act, by: Actor, at: datetime) -> None:
    """The rules that it adopts, unless it does not bind yet: who lets it bind calls this again."""
    rule_set = act.vote.motion.rule_set
    if rule_set and not why_not_binding(act):
        adopt_rules(rule_set, by, at)


def _take_effect(vote: Vote, by: Actor, at: datetime) -> Act | None:
    """An item is taken up, a text changes, an act is made."""
    carried = vote.outcome == Outcome.CARRIED
    motion = vote.motion
    if motion is None:
        AgendaItem.objects.filter(pk=vote.item_id).update(is_admitted=carried)
        return None
    set_state(motion, MotionState.ADOPTED if carried else MotionState.REJECTED)
    if not carried:
        return None
    if motion.amends:
        add_wording(motion.amends, vote.wording.texts, at, amendment=motion)
        return None
    return make_act(vote, by, at)
