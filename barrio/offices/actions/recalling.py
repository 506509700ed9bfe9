"""A recall from its first signature to the assembly's vote. Nobody can let it lie."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barrio.assemblies.actions.convening import Item, add_item
from barrio.assemblies.actions.motions import put_motion
from barrio.assemblies.actions.roll import take_snapshot
from barrio.assemblies.actions.rules import rules_in_force
from barrio.assemblies.enums import AssemblyState, Matter, MotionState, Outcome
from barrio.assemblies.models import Act, Assembly, SnapshotEntry, Vote
from barrio.assemblies.recording import record_for
from barrio.core.actors import Actor
from barrio.core.clock import local_date
from barrio.core.errors import Refused
from barrio.offices.actions.commissions import TermIsOver, end_term
from barrio.offices.enums import PetitionState, TermEnd
from barrio.offices.models import Petition, Signature, Term
from barrio.offices.queries import needed_of, report_due, signed, under_way
from barrio.runtime.keyring import keyring

REST_DAYS = 180  # after a recall that was lost, for the same reason


class TooSoonAgain(Refused):
    """Translated at use; see the message given."""


class NotCollecting(Refused):
    """Translated at use; see the message given."""


class MayNotSign(Refused):
    """Translated at use; see the message given."""


class NotYetReached(Refused):
    """Translated at use; see the message given."""


@transaction.atomic
def begin_recall(
    *, term: Term, ground: str, words: str, by_controllership: bool, by: Actor, at: datetime
) -> Petition:
    """The roll, the threshold and both clocks are fixed now.

    Raises `TermIsOver` or `TooSoonAgain`.
    """
    today = local_date(at, term.collective.time_zone)
    if not term.begins_on <= today < term.until:
        raise TermIsOver(_("This term is over already."))
    _check_rest(term, ground, at)
    rules = rules_in_force(term.collective).rules
    snapshot = take_snapshot(term.collective, rules, today, at)
    pk = uuid4()
    petition = Petition(
        id=pk,
        key_id=pk,
        collective_id=term.collective_id,
        term=term,
        ground=ground,
        snapshot=snapshot,
        needed=needed_of(snapshot, rules.recall_percent),
        by_controllership=by_controllership,
        report_days=rules.recall_report_days,
        answer_days=rules.recall_answer_days,
        opened_at=at,
    )
    if by_controllership:
        petition.state, petition.reached_at = PetitionState.REACHED, at
    petition.seal(keyring.create(pk, term.collective_id), words=words)
    petition.full_clean(exclude=["sealed"])
    petition.save(force_insert=True)
    record_for(petition, by, at, "recall.begin", ground=ground, needed=petition.needed)
    return petition


def _check_rest(term: Term, ground: str, at: datetime) -> None:
    last = term.petitions.filter(state=PetitionState.LOST, ground=ground).first()
    if last and (at - last.opened_at).days < REST_DAYS:
        raise TooSoonAgain(
            _("The assembly has said no to this, for this reason. It can be asked again after "
              "%(days)d days, or at once for another reason.") % {"days": REST_DAYS}
        )  # fmt: skip


def _lock(petition: Petition) -> None:
    fresh = Petition.objects.select_for_update().get(pk=petition.pk)
    petition.state, petition.reached_at = fresh.state, fresh.reached_at


@transaction.atomic
def sign(*, petition: Petition, person_id: UUID, by: Actor, at: datetime) -> None:
    """Face to face. With the last one that is needed the clocks begin.

    Raises `NotCollecting` or `MayNotSign`.
    """
    _lock(petition)
    if petition.state != PetitionState.OPEN:
        raise NotCollecting(_("This recall takes no more signatures."))
    entitled = SnapshotEntry.objects.filter(
        snapshot=petition.snapshot_id, person_id=person_id, may_vote=True
    )
    if not entitled.exists():
        raise MayNotSign(_("Only who could vote when the recall began can sign it."))
    today = local_date(at, petition.collective.time_zone)
    row = petition.signatures.filter(person=person_id).first()
    if row and row.withdrawn_on is None:
        raise MayNotSign(_("This person has signed already."))
    row = row or Signature(petition=petition, person_id=person_id)
    row.signed_on, row.withdrawn_on = today, None
    row.full_clean()
    row.save()
    record_for(petition, by, at, "recall.sign")
    if signed(petition) >= petition.needed:
        petition.state, petition.reached_at = PetitionState.REACHED, at
        petition.save(update_fields=["state", "reached_at"])
        record_for(petition, by, at, "recall.reach", signatures=petition.needed)


@transaction.atomic
def take_signature_back(*, petition: Petition, person_id: UUID, by: Actor, at: datetime) -> None:
    """While it collects. Raises `NotCollecting`."""
    _lock(petition)
    if petition.state != PetitionState.OPEN:
        raise NotCollecting(_("It has enough signatures: the assembly decides now."))
    today = local_date(at, petition.collective.time_zone)
    held = petition.signatures.filter(person=person_id, withdrawn_on__isnull=True)
    if held.update(withdrawn_on=today):
        record_for(petition, by, at, "recall.unsign")


@transaction.atomic
def withdraw_recall(*, petition: Petition, by: Actor, at: datetime) -> None:
    """While it collects; what has enough signatures is withdrawn by nobody."""
    _lock(petition)
    if petition.state != PetitionState.OPEN:
        raise NotCollecting(_("It has enough signatures: the assembly decides now."))
    petition.state = PetitionState.WITHDRAWN
    petition.save(update_fields=["state"])
    record_for(petition, by, at, "recall.withdraw")


@transaction.atomic
def report(*, petition: Petition, text: str, by: Actor, at: datetime) -> None:
    """What the controllership found. Raises `NotYetReached`."""
    _check_reached(petition)
    petition.seal(report=text)
    petition.reported_at = petition.reported_at or at
    petition.save(update_fields=["sealed", "reported_at"])
    record_for(petition, by, at, "recall.report")


@transaction.atomic
def defend(*, petition: Petition, text: str, by: Actor, at: datetime) -> None:
    """What the person says to it, in their words, for everybody who decides."""
    _check_reached(petition)
    petition.seal(defence=text)
    petition.defended_at = petition.defended_at or at
    petition.save(update_fields=["sealed", "defended_at"])
    record_for(petition, by, at, "recall.defend")


def _check_reached(petition: Petition) -> None:
    _lock(petition)
    if petition.state != PetitionState.REACHED:
        raise NotYetReached(_("This is for a recall that has enough signatures and no vote yet."))


# --- the agenda, by itself ---


def put_on_agenda(assembly: Assembly, by: Actor, at: datetime) -> None:
    """Each recall whose report is there, or late, is on the agenda of the next assembly."""
    today = local_date(at, assembly.collective.time_zone)
    for petition in under_way(assembly.collective_id).filter(state=PetitionState.REACHED):
        if petition.term.until <= today:
            petition.state = PetitionState.OVER
            petition.save(update_fields=["state"])
            continue
        due = report_due(petition)
        day = local_date(assembly.starts_at, assembly.collective.time_zone)
        if _is_waiting(petition) and (petition.reported_at or (due and due <= day)):
            _put(petition, assembly, by, at)


def put_now(*, petition: Petition, by: Actor, at: datetime) -> bool:
    """On the agenda of an assembly that is convened already; whether there was one."""
    rows = Assembly.objects.filter(
        collective=petition.collective_id, state=AssemblyState.CONVENED, starts_at__gt=at
    )
    assembly = rows.order_by("starts_at").first()
    if assembly is None or not _is_waiting(petition):
        return False
    _put(petition, assembly, by, at)
    return True


def _is_waiting(petition: Petition) -> bool:
    """No motion yet, or one that was not decided before its assembly ended."""
    if petition.motion is None:
        return True
    over = (AssemblyState.CLOSED, AssemblyState.NO_QUORUM, AssemblyState.CANCELLED)
    held = petition.motion.item.assembly
    return (
        held.state in over
        and not hasattr(held, "next_call")
        and (petition.motion.state in (MotionState.OPEN, MotionState.WITHDRAWN))
    )


def _put(petition: Petition, assembly: Assembly, by: Actor, at: datetime) -> None:
    name = petition.term.commission.name
    title = {
        "en": f"Recall: {name.get('en') or next(iter(name.values()), '')}",
        "es": f"Revocatoria: {name.get('es') or next(iter(name.values()), '')}",
    }
    texts = {
        "en": "The person whose recall was asked for leaves the commission today. The first "
        "alternate takes the seat. The report and the defence are read before the vote.",
        "es": "La persona cuya revocatoria se pidió deja hoy la comisión. Pasa al puesto la "
        "primera suplencia. El informe y la defensa se leen antes de votar.",
    }
    item = add_item(assembly=assembly, item=Item(title, Matter.RECALL, 30), by=by, at=at)
    petition.motion = put_motion(item=item, title=title, texts=texts, by=by, at=at)
    petition.save(update_fields=["motion"])
    record_for(petition, by, at, "recall.put_on_agenda")


def follow_recall(vote: Vote, by: Actor, at: datetime) -> None:
    """What the assembly's vote does to the term."""
    petition = Petition.objects.filter(motion=vote.motion_id).first() if vote.motion_id else None
    if petition is None or petition.state != PetitionState.REACHED or vote.outcome == Outcome.VOID:
        return
    carried = vote.outcome == Outcome.CARRIED
    petition.state = PetitionState.CARRIED if carried else PetitionState.LOST
    petition.save(update_fields=["state"])
    record_for(petition, by, at, "recall.decide", carried=carried)
    today = local_date(at, petition.collective.time_zone)
    if carried and petition.term.until > today:  # else it ended by itself before the vote
        end_term(petition.term, TermEnd.RECALLED, Act.objects.get(vote=vote), by, at)
