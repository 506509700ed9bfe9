"""Commissions are founded by acts; people sit in them by acts, for a time."""

import calendar
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barrio.accounts.models import Collective
from barrio.assemblies.actions.acts import check_binding, check_own_act
from barrio.assemblies.actions.rules import rules_in_force
from barrio.assemblies.enums import CommissionKind
from barrio.assemblies.models import Act, RollEntry
from barrio.assemblies.recording import record_for
from barrio.core.actors import Actor
from barrio.core.clock import local_date
from barrio.core.errors import Refused
from barrio.offices.enums import PetitionState, TermEnd
from barrio.offices.models import Commission, Conflict, Handover, Term
from barrio.offices.queries import APART, least_free, serving, shares_a_home, sitting
from barrio.people.models import Person
from barrio.runtime.keyring import keyring


class TooManySeats(Refused):
    """Translated at use; see the message given."""


class Dissolved(Refused):
    """Translated at use; see the message given."""


class NotEligible(Refused):
    """Translated at use; see the message given."""


class NoSeatFree(Refused):
    """Translated at use; see the message given."""


class TermIsOver(Refused):
    """Translated at use; see the message given."""


class TakenAlready(Refused):
    """Translated at use; see the message given."""


@transaction.atomic
def found_commission(
    *, act: Act, kind: str, name: dict[str, str], seats: int, alternates: int, by: Actor,
    at: datetime,
) -> Commission:  # fmt: skip
    """Raises `TooManySeats` where the rules give fewer."""
    check_binding(act)
    rules = rules_in_force(act.collective).rules
    given = next((rule for rule in rules.commissions if rule.kind == kind), None)
    if given and kind != CommissionKind.WORK and seats > given.seats:
        raise TooManySeats(
            _("The rules give this commission %(seats)d seats.") % {"seats": given.seats}
        )
    row = Commission(
        collective_id=act.collective_id,
        kind=kind,
        name=name,
        seats=seats,
        alternates=alternates,
        act=act,
        founded_on=local_date(at, act.collective.time_zone),
    )
    row.full_clean()
    row.save(force_insert=True)
    record_for(row, by, at, "commission.found", kind=kind, act=act.number)
    return row


@transaction.atomic
def dissolve_commission(*, commission: Commission, act: Act, by: Actor, at: datetime) -> None:
    """With the terms in it."""
    check_own_act(commission.collective_id, act)
    _lock(commission)
    today = local_date(at, commission.collective.time_zone)
    for term in sitting(commission, today):
        _cut_short(term, TermEnd.DISSOLVED, today, act)
    commission.dissolved_on, commission.end_act = today, act
    commission.full_clean()
    commission.save(update_fields=["dissolved_on", "end_act"])
    record_for(commission, by, at, "commission.dissolve", act=act.number)


def _lock(commission: Commission) -> None:
    """From here nobody else of the collective takes or leaves a seat."""
    Collective.objects.select_for_update().get(pk=commission.collective_id)
    commission.refresh_from_db()
    if commission.dissolved_on:
        raise Dissolved(_("This commission was dissolved."))


def end_of_term(begins_on: date, months: int) -> date:
    """The same day of the month so many months later, or the month's last one."""
    month = begins_on.month - 1 + months
    year, month = begins_on.year + month // 12, month % 12 + 1
    return date(year, month, min(begins_on.day, calendar.monthrange(year, month)[1]))


@transaction.atomic
def begin_terms(
    *,
    act: Act,
    commission: Commission,
    principals: Sequence[UUID],
    alternates: Sequence[UUID],
    begins_on: date,
    by: Actor,
    at: datetime,
) -> list[Term]:
    """By the act that elected them; an alternate takes a seat that somebody left.

    All or nobody: raises `NoSeatFree` or `NotEligible`.
    """
    check_own_act(commission.collective_id, act)
    _lock(commission)
    rules = rules_in_force(commission.collective).rules
    until = end_of_term(begins_on, rules.term_months)
    if len(principals) > least_free(commission, begins_on, until, alternates=False):
        raise NoSeatFree(_("There are not that many seats free from that day on."))
    waiting = sitting(commission, begins_on).filter(is_alternate=True).count()
    if len(alternates) > least_free(commission, begins_on, until, alternates=True):
        raise NoSeatFree(_("There are not that many places for alternates."))
    rows = [(pk, False, 1) for pk in principals]
    rows += [(pk, True, waiting + n) for n, pk in enumerate(alternates, start=1)]
    found = []
    for person_id, is_alternate, place in rows:
        _check_eligible(commission, person_id, begins_on, until, rules.may_be_reelected)
        term = Term(
            collective_id=commission.collective_id, commission=commission, person_id=person_id,
            is_alternate=is_alternate, place=place, act=act, begins_on=begins_on, until=until,
            due_until=until,
        )  # fmt: skip
        term.full_clean()
        term.save(force_insert=True)
        record_for(term, by, at, "term.begin", act=act.number)
        found.append(term)
    today = local_date(at, commission.collective.time_zone)
    if alternates and _was_left(commission, today):
        fill_vacancies(commission, today, by, at)
    return found


def _was_left(commission: Commission, today: date) -> bool:
    """Somebody did not serve to the end of a term that would still run."""
    left = (TermEnd.RESIGNED, TermEnd.RECALLED)
    return commission.terms.filter(
        is_alternate=False, end__in=left, until__lte=today, due_until__gt=today
    ).exists()


def _check_eligible(
    commission: Commission, person_id: UUID, begins_on: date, until: date, again: bool
) -> None:
    where = commission.collective_id
    on_roll = RollEntry.objects.filter(collective=where, person=person_id, ended_on__isnull=True)
    if not on_roll.exists():
        raise NotEligible(_("Only who is on the roll can hold an office."))
    held = Term.objects.filter(collective=where, person=person_id)
    if held.filter(begins_on__lt=until, until__gt=begins_on).exists():
        raise NotEligible(
            _("They sit in a commission already, and nobody sits in two: %(name)s.")
            % {"name": Person.objects.get(pk=person_id).name}
        )
    before = held.filter(commission__kind=commission.kind, is_alternate=False, until=begins_on)
    if not again and before.exists():
        raise NotEligible(_("The rules do not let anybody be elected again right after."))
    if commission.kind in APART:
        others = serving(where, begins_on).filter(commission__kind__in=APART)
        apart = others.exclude(commission__kind=commission.kind)
        if shares_a_home(person_id, list(apart.values_list("person", flat=True)), begins_on):
            raise NotEligible(
                _("Somebody of the same household sits in the commission that has to watch it.")
            )


@transaction.atomic
def resign(*, term: Term, by: Actor, at: datetime) -> None:
    """Raises `TermIsOver`."""
    end_term(term, TermEnd.RESIGNED, None, by, at)


def end_term(term: Term, why: str, act: Act | None, by: Actor, at: datetime) -> None:
    """From today; the first alternate takes a seat that falls vacant, for the rest of the term."""
    _lock(term.commission)
    term.refresh_from_db(fields=["until", "begins_on", "is_alternate"])
    today = local_date(at, term.collective.time_zone)
    if term.until <= today:
        raise TermIsOver(_("This term is over already."))
    _cut_short(term, why, today, act)
    record_for(term, by, at, "term.end", why=why)
    if not term.is_alternate:
        fill_vacancies(term.commission, today, by, at)


def _cut_short(term: Term, why: str, today: date, act: Act | None) -> None:
    term.until, term.end, term.end_act = max(today, term.begins_on), why, act
    term.full_clean()
    term.save(update_fields=["until", "end", "end_act"])
    if why != TermEnd.RECALLED:
        waiting = [PetitionState.OPEN, PetitionState.REACHED]
        term.petitions.filter(state__in=waiting).update(state=PetitionState.OVER)


def fill_vacancies(commission: Commission, today: date, by: Actor, at: datetime) -> None:
    """Alternates in their order, while seats are vacant and alternates stand ready."""
    for alternate in sitting(commission, today).filter(is_alternate=True).order_by("place"):
        until = alternate.due_until
        if least_free(commission, today, until, alternates=False) <= 0:
            return
        _cut_short(alternate, TermEnd.PROMOTED, today, None)
        seat = Term(
            collective_id=commission.collective_id, commission=commission,
            person_id=alternate.person_id, act=alternate.act, begins_on=today, until=until,
            due_until=until,
        )  # fmt: skip
        seat.full_clean()
        seat.save(force_insert=True)
        record_for(seat, by, at, "term.take_seat")


@transaction.atomic
def declare_conflict(*, term: Term, about: str, by: Actor, at: datetime) -> Conflict:
    """Who holds the office has an interest of their own in something."""
    pk = uuid4()
    row = Conflict(
        id=pk, key_id=pk, collective_id=term.collective_id, term=term,
        declared_on=local_date(at, term.collective.time_zone),
    )  # fmt: skip
    row.seal(keyring.create(pk, term.collective_id), about=about)
    row.full_clean(exclude=["sealed"])
    row.save(force_insert=True)
    record_for(row, by, at, "conflict.declare")
    return row


@transaction.atomic
def end_conflict(*, conflict: Conflict, by: Actor, at: datetime) -> None:
    today = local_date(at, conflict.collective.time_zone)
    conflict.ended_on = max(today, conflict.declared_on)
    conflict.full_clean(exclude=["sealed"])
    conflict.save(update_fields=["ended_on"])
    record_for(conflict, by, at, "conflict.end")


@transaction.atomic
def list_handover(*, commission: Commission, what: str, by: Actor, at: datetime) -> Handover:
    row = Handover(
        collective_id=commission.collective_id, commission=commission, what=what,
        listed_by_id=by.user_id, listed_on=local_date(at, commission.collective.time_zone),
    )  # fmt: skip
    row.full_clean()
    row.save(force_insert=True)
    record_for(row, by, at, "handover.list")
    return row


@transaction.atomic
def take_over(*, handover: Handover, by: Actor, at: datetime) -> None:
    """Somebody else than who listed it has it now. Raises `TakenAlready`."""
    fresh = Handover.objects.select_for_update().get(pk=handover.pk)
    if fresh.taken_on:
        raise TakenAlready(_("This was taken over already."))
    handover.taken_by_id = by.user_id
    handover.taken_on = local_date(at, handover.collective.time_zone)
    handover.full_clean()
    handover.save(update_fields=["taken_by", "taken_on"])
    record_for(handover, by, at, "handover.take")
