"""What will be decided above goes down, mandates go up, and how it was decided goes down."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barrio.assemblies.actions.acts import check_own_act
from barrio.assemblies.actions.convening import Item, add_item
from barrio.assemblies.actions.motions import put_motion, wording_of
from barrio.assemblies.enums import Choice, Method, MotionState, Outcome
from barrio.assemblies.models import Act, Assembly, Motion, Vote
from barrio.assemblies.recording import record_for
from barrio.core.actors import Actor
from barrio.core.errors import Refused
from barrio.federation import bodies
from barrio.federation.actions.documents import send
from barrio.federation.actions.ratifying import begin_ratification
from barrio.federation.enums import Kind, LinkState, ProposalState, Standing, Strength, Way
from barrio.federation.models import (
    DelegateVote,
    Link,
    Mandate,
    MandateSeen,
    Proposal,
    Ratifiable,
    Seat,
    Sister,
    UpperItem,
    UpperResult,
)
from barrio.federation.models.above import DECIDED
from barrio.federation.queries import (
    deviates,
    linked_below,
    mandate_in_force,
    reference,
)


class NothingToTell(Refused):
    """Translated at use; see the message given."""


class DecidedAbove(Refused):
    """Translated at use; see the message given."""


class NotLinked(Refused):
    """Translated at use; see the message given."""


class AnsweredAlready(Refused):
    """Translated at use; see the message given."""


class NothingToExplain(Refused):
    """Translated at use; see the message given."""


# --- the agenda, downward ---


@transaction.atomic
def send_agenda(*, assembly: Assembly, by: Actor, at: datetime) -> int:
    """To every body below, with the motions as they stand; to how many.

    Raises `NothingToTell`.
    """
    motions = Motion.objects.filter(
        item__assembly=assembly, amends__isnull=True, state=MotionState.OPEN
    ).order_by("item__number", "number")
    rows = [{"motion": str(m.pk), "title": m.title, "texts": wording_of(m).texts} for m in motions]
    links = list(linked_below(assembly.collective_id))
    if not rows or not links:
        raise NothingToTell(_("There is no motion on the agenda yet, or no body below."))
    body = {
        "assembly": {"title": assembly.title, "starts_at": assembly.starts_at.isoformat()},
        "motions": rows,
    }
    for link in links:
        send(sister=link.sister, kind=Kind.AGENDA, body=body, by=by, at=at)
    record_for(assembly, by, at, "federation.send_agenda", bodies=len(links))
    return len(links)


def hear_agenda(sister: Sister, body: Mapping[str, Any], by: Actor, at: datetime) -> None:
    link = _linked(sister, Way.UP)
    assembly = body.get("assembly")
    if link is None or not isinstance(assembly, Mapping):
        return
    for row in bodies.rows(body, "motions"):
        mark = bodies.mark(row, "motion")
        item = link.items.filter(motion=mark).first() or UpperItem(
            collective_id=link.collective_id, link=link, motion=mark
        )
        if hasattr(item, "result"):
            continue
        item.assembly_title = bodies.words(assembly, "title", 500)
        item.starts_at = bodies.moment(assembly, "starts_at")
        item.title, item.texts = bodies.words(row, "title", 500), bodies.words(row, "texts")
        item.full_clean()
        item.save()


def _linked(sister: Sister, way: str) -> Link | None:
    return sister.links.filter(way=way, state=LinkState.LINKED).first()


# --- mandates, upward ---


@transaction.atomic
def give_mandate(
    *, item: UpperItem, act: Act, strength: str, choice: str, said: str, by: Actor, at: datetime
) -> Mandate:
    """By an act of our assembly, until it is decided above. Raises `DecidedAbove`."""
    check_own_act(item.collective_id, act)
    if UpperResult.objects.filter(item=item).exists():
        raise DecidedAbove(_("This has been decided above. A mandate comes too late."))
    mandate = Mandate(
        collective_id=item.collective_id,
        item=item,
        act=act,
        strength=strength,
        choice="" if strength == Strength.FREE else choice,
        said=said,
        at=at,
    )
    mandate.full_clean()
    mandate.save(force_insert=True)
    record_for(mandate, by, at, "mandate.give", strength=strength)
    body = {
        "motion": str(item.motion),
        "strength": mandate.strength,
        "choice": mandate.choice,
        "said": mandate.said,
        "act": reference(act),
    }
    send(sister=item.link.sister, kind=Kind.MANDATE, body=body, by=by, at=at)
    return mandate


def hear_mandate(sister: Sister, body: Mapping[str, Any], by: Actor, at: datetime) -> None:
    """Kept for everybody to read; one that comes after the vote changes nothing."""
    link, mark = _linked(sister, Way.DOWN), bodies.mark(body, "motion")
    strength = bodies.one_of(body, "strength", Strength.values)
    choice = bodies.one_of(body, "choice", ["", *Choice.values])
    number, proof = bodies.act_of(body)
    motion = Motion.objects.filter(pk=mark, collective_id=sister.collective_id).first()
    if link is None or motion is None or motion.state != MotionState.OPEN:
        return
    seen = link.mandates.filter(motion=motion).first()
    seen = seen or MandateSeen(link=link, motion=motion, collective_id=link.collective_id)
    seen.strength, seen.choice, seen.said = strength, choice, bodies.line(body, "said", 1000)
    seen.act_number, seen.act_hash, seen.at = number, proof, at
    seen.full_clean()
    seen.save()


# --- the result, downward ---


def tell_result(vote: Vote, by: Actor, at: datetime) -> None:
    """Each body below learns how it came out and how its own delegates voted."""
    if vote.motion is None or vote.motion.amends_id or vote.outcome == Outcome.VOID:
        return
    links = list(linked_below(vote.collective_id))
    if not links:
        return
    act = Act.objects.filter(vote=vote).first()
    ratifiable = begin_ratification(act, links, by, at) if act else None
    said = dict(vote.named.values_list("person_id", "choice"))
    for link in links:
        body = _result(vote, act, ratifiable, link, said)
        send(sister=link.sister, kind=Kind.RESULT, body=body, by=by, at=at)


def _result(
    vote: Vote, act: Act | None, ratifiable: Ratifiable | None, link: Link, said: dict[Any, str]
) -> dict[str, Any]:
    by_name = vote.method == Method.NOMINAL
    body: dict[str, Any] = {
        "motion": str(vote.motion_id),
        "title": vote.motion.title if vote.motion else {},
        "outcome": vote.outcome,
        "counted": [vote.yes or 0, vote.no or 0, vote.abstain or 0],
        "by_name": by_name,
        "votes": _votes_of(said, link) if by_name else [],
        "assembly": {
            "title": vote.item.assembly.title,
            "starts_at": vote.item.assembly.starts_at.isoformat(),
        },
    }
    if act:
        body["act"] = {"id": str(act.pk), "texts": act.texts, **reference(act)}
        body["standing"] = ratifiable.standing if ratifiable else Standing.BINDING
        if ratifiable:
            body["answer_by"] = ratifiable.answer_by.isoformat()
    return body


def _votes_of(said: dict[Any, str], link: Link) -> list[dict[str, str]]:
    seats = Seat.objects.filter(link=link, ended_on__isnull=True)
    return [
        {"delegate": str(seat.delegation), "choice": said.get(seat.person_id, "")} for seat in seats
    ]


def hear_result(sister: Sister, body: Mapping[str, Any], by: Actor, at: datetime) -> None:
    link, mark = _linked(sister, Way.UP), bodies.mark(body, "motion")
    if link is None or UpperResult.objects.filter(item__link=link, item__motion=mark).exists():
        return
    item = link.items.filter(motion=mark).first() or _untold(link, mark, body)
    result = _read_result(item, body, at)
    result.full_clean()
    result.save(force_insert=True)
    if result.by_name:
        _compare(result, body)


def _untold(link: Link, mark: Any, body: Mapping[str, Any]) -> UpperItem:
    """It was decided though we were not told before."""
    assembly = body.get("assembly")
    if not isinstance(assembly, Mapping):
        raise bodies.Missing("assembly")
    return UpperItem.objects.create(
        collective_id=link.collective_id,
        link=link,
        motion=mark,
        title=bodies.words(body, "title", 500),
        assembly_title=bodies.words(assembly, "title", 500),
        starts_at=bodies.moment(assembly, "starts_at"),
    )


def _read_result(item: UpperItem, body: Mapping[str, Any], at: datetime) -> UpperResult:
    counted = body.get("counted")
    if not isinstance(counted, list) or len(counted) != 3:
        raise bodies.Missing("counted")
    yes, no, abstain = (bodies.number({"n": n}, "n") for n in counted)
    result = UpperResult(
        collective_id=item.collective_id,
        item=item,
        outcome=bodies.one_of(body, "outcome", [value for value, _label in DECIDED]),
        yes=yes,
        no=no,
        abstain=abstain,
        by_name=bodies.truth(body, "by_name"),
        at=at,
    )
    if "act" in body:
        result.act_number, result.act_hash = bodies.act_of(body)
        act = body["act"]
        result.act = bodies.mark(act, "id")
        result.title, result.texts = bodies.words(act, "title", 500), bodies.words(act, "texts")
        result.standing = bodies.one_of(body, "standing", Standing.values)
        if "answer_by" in body:
            result.answer_by = bodies.day(body, "answer_by")
    return result


def _compare(result: UpperResult, body: Mapping[str, Any]) -> None:
    """What each of our delegates did beside what the assembly told them."""
    mandate = mandate_in_force(result.item)
    ours = {row.pk: row for row in result.item.link.delegations.all()}
    for row in bodies.rows(body, "votes"):
        delegation = ours.get(bodies.mark(row, "delegate"))
        choice = bodies.one_of(row, "choice", ["", *Choice.values])
        if delegation is None:
            continue
        vote = DelegateVote(
            result=result,
            delegation=delegation,
            mandate=mandate,
            choice=choice,
            deviates=deviates(mandate, choice),
        )
        vote.full_clean()
        vote.save(force_insert=True)


@transaction.atomic
def explain(*, vote: DelegateVote, why: str, by: Actor, at: datetime) -> None:
    """Why a delegate voted otherwise than they were bound to. Raises `NothingToExplain`."""
    fresh = DelegateVote.objects.select_for_update().get(pk=vote.pk)
    if not fresh.deviates or fresh.explained:
        raise NothingToExplain(_("There is nothing to explain, or it was explained already."))
    vote.explained, vote.explained_at = why, at
    vote.full_clean()
    vote.save(update_fields=["explained", "explained_at"])
    record_for(vote.result, by, at, "delegate.explain", seat=vote.delegation.seat)


# --- proposals, upward ---


@transaction.atomic
def propose(*, link: Link, act: Act, by: Actor, at: datetime) -> Proposal:
    """An act of our assembly, proposed to the body above. Raises `NotLinked`."""
    check_own_act(link.collective_id, act)
    if link.way != Way.UP or link.state != LinkState.LINKED:
        raise NotLinked(_("We are not linked to that body."))
    proposal = Proposal(
        collective_id=link.collective_id,
        link=link,
        mark=act.pk,
        title=act.title,
        texts=act.texts,
        act_number=act.number,
        act_hash=act.hash,
        at=at,
    )
    proposal.full_clean()
    proposal.save(force_insert=True)
    record_for(proposal, by, at, "proposal.send", act=act.number)
    body = {"mark": str(proposal.mark), "texts": act.texts, "act": reference(act)}
    send(sister=link.sister, kind=Kind.PROPOSAL, body=body, by=by, at=at)
    return proposal


def hear_proposal(sister: Sister, body: Mapping[str, Any], by: Actor, at: datetime) -> None:
    link, mark = _linked(sister, Way.DOWN), bodies.mark(body, "mark")
    number, proof = bodies.act_of(body)
    if link is None or link.proposals.filter(mark=mark).exists():
        return
    proposal = Proposal(
        collective_id=link.collective_id,
        link=link,
        mark=mark,
        title=bodies.words(body["act"], "title", 500),
        texts=bodies.words(body, "texts"),
        act_number=number,
        act_hash=proof,
        at=at,
    )
    proposal.full_clean()
    proposal.save(force_insert=True)


@transaction.atomic
def take_up(
    *, proposal: Proposal, assembly: Assembly, matter: str, by: Actor, at: datetime
) -> Motion:
    """It becomes a motion on the agenda of our assembly. Raises `AnsweredAlready`."""
    _check_waiting(proposal)
    if assembly.collective_id != proposal.collective_id:
        raise NotLinked(_("That assembly is not ours."))
    item = add_item(assembly=assembly, item=Item(proposal.title, matter), by=by, at=at)
    motion = put_motion(item=item, title=proposal.title, texts=proposal.texts, by=by, at=at)
    proposal.state, proposal.motion = ProposalState.TAKEN_UP, motion
    _answer_proposal(proposal, by, at)
    return motion


@transaction.atomic
def decline(*, proposal: Proposal, said: str, by: Actor, at: datetime) -> None:
    """With the reason. Raises `AnsweredAlready`."""
    _check_waiting(proposal)
    proposal.state, proposal.said = ProposalState.DECLINED, said
    _answer_proposal(proposal, by, at)


def _check_waiting(proposal: Proposal) -> None:
    fresh = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if fresh.state != ProposalState.SENT or proposal.link.way != Way.DOWN:
        raise AnsweredAlready(_("This proposal has been answered already."))


def _answer_proposal(proposal: Proposal, by: Actor, at: datetime) -> None:
    proposal.full_clean()
    proposal.save(update_fields=["state", "said", "motion"])
    record_for(proposal, by, at, "proposal.answer", state=proposal.state)
    body = {"mark": str(proposal.mark), "state": proposal.state, "said": proposal.said}
    send(sister=proposal.link.sister, kind=Kind.TAKEN_UP, body=body, by=by, at=at)


def hear_taken_up(sister: Sister, body: Mapping[str, Any], by: Actor, at: datetime) -> None:
    mark = bodies.mark(body, "mark")
    state = bodies.one_of(body, "state", ProposalState.values)
    said = bodies.line(body, "said", 500)
    proposal = Proposal.objects.filter(link__sister=sister, link__way=Way.UP, mark=mark).first()
    if proposal:
        proposal.state, proposal.said = state, said
        proposal.full_clean()
        proposal.save(update_fields=["state", "said"])
