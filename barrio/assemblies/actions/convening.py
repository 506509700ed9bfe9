"""Calling an assembly: its agenda, the notice that people were given, and the calls after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from barrio.accounts.models import Collective
from barrio.assemblies.actions.roll import take_snapshot
from barrio.assemblies.actions.rules import rules_in_force
from barrio.assemblies.enums import AssemblyState, MotionState, Secrecy
from barrio.assemblies.models import AgendaItem, Assembly, HallPass, Notice
from barrio.assemblies.queries import proxies_now
from barrio.assemblies.recording import record_for
from barrio.assemblies.watching import agendas
from barrio.core.actors import Actor
from barrio.core.clock import local_date
from barrio.core.errors import Refused


class NobodyMayVote(Refused):
    """Translated at use; see the message given."""


class AssemblyInThePast(Refused):
    """Translated at use; see the message given."""


class AssemblyIsOver(Refused):
    """Translated at use; see the message given."""


class NoticeOnWrongDay(Refused):
    """Translated at use; see the message given."""


class NoFurtherCall(Refused):
    """Translated at use; see the message given."""


class RollInUse(Refused):
    """Translated at use; see the message given."""


@dataclass(frozen=True)
class Item:
    title: dict[str, str]  # by language
    matter: str
    minutes: int = 15
    secrecy: str = Secrecy.OPEN


@transaction.atomic
def convene(
    *,
    collective: Collective,
    title: dict[str, str],
    place: str,
    starts_at: datetime,
    items: Sequence[Item],
    by: Actor,
    at: datetime,
) -> Assembly:
    """The first call. Raises `NoRulesYet`, `AssemblyInThePast`, `NobodyMayVote`."""
    rule_set = rules_in_force(collective)
    if starts_at <= at:
        raise AssemblyInThePast(_("That time is over. Give one that is to come."))
    day = local_date(starts_at, collective.time_zone)
    snapshot = take_snapshot(collective, rule_set.rules, day, at)
    if not snapshot.entitled:
        raise NobodyMayVote(_("Nobody on the roll may vote that day. Enter people on it first."))
    assembly = Assembly(
        collective=collective,
        rule_set=rule_set,
        snapshot=snapshot,
        title=title,
        place=place,
        starts_at=starts_at,
        quorum=rule_set.rules.calls[0].needs(snapshot.entitled),
        proxies=rule_set.rules.proxies,
        convened_at=at,
        convened_by_id=by.user_id,
    )
    assembly.full_clean()
    assembly.save(force_insert=True)
    for item in items:
        _put_item(assembly, item)
    record_for(assembly, by, at, "assembly.convene", call=1, entitled=snapshot.entitled)
    for agenda in agendas():
        agenda(assembly, by, at)
    return assembly


@transaction.atomic
def freeze_again(*, assembly: Assembly, by: Actor, at: datetime) -> Assembly:
    """Who may vote, anew from the roll, before anybody has come. Raises `RollInUse`."""
    lock(assembly)
    if assembly.state != AssemblyState.CONVENED or assembly.presences.exists():
        raise RollInUse(
            _("People have been counted by this roll, or the assembly is over. It stays as it is.")
        )
    rules = assembly.rule_set.rules
    day = local_date(assembly.starts_at, assembly.collective.time_zone)
    snapshot = take_snapshot(assembly.collective, rules, day, at)
    if not snapshot.entitled:
        raise NobodyMayVote(_("Nobody on the roll may vote that day. Enter people on it first."))
    assembly.snapshot = snapshot
    assembly.quorum = rules.calls[assembly.call - 1].needs(snapshot.entitled)
    assembly.full_clean()
    assembly.save(update_fields=["snapshot", "quorum"])
    HallPass.objects.filter(assembly=assembly).exclude(
        person_id__in=snapshot.entries.values("person_id")
    ).delete()
    record_for(assembly, by, at, "assembly.freeze_again", entitled=snapshot.entitled)
    return assembly


@transaction.atomic
def add_item(*, assembly: Assembly, item: Item, by: Actor, at: datetime) -> AgendaItem:
    """Once the assembly is in session, or too late, it takes a vote to decide on it."""
    check_not_over(assembly)
    row = _put_item(assembly, item)
    record_for(assembly, by, at, "assembly.add_item", item=row.number)
    return row


def _put_item(assembly: Assembly, item: Item) -> AgendaItem:
    lock(assembly)
    last = assembly.items.aggregate(last=Max("number"))["last"] or 0
    today_is_enough = assembly.rule_set.rules.notice_days == 0
    row = AgendaItem(
        collective_id=assembly.collective_id,
        assembly=assembly,
        number=last + 1,
        title=item.title,
        matter=item.matter,
        minutes=item.minutes,
        secrecy=item.secrecy,
        is_admitted=today_is_enough,
    )
    row.full_clean()
    row.save(force_insert=True)
    return row


@transaction.atomic
def give_notice(
    *,
    assembly: Assembly,
    how: str,
    given_on: date,
    by: Actor,
    at: datetime,
    reached: int | None = None,
    where: str = "",
) -> Notice:
    """People were told of the assembly and of every item that is on its agenda by now."""
    check_not_over(assembly)
    zone = assembly.collective.time_zone
    today, convened = local_date(at, zone), local_date(assembly.convened_at, zone)
    if not convened <= given_on <= today:
        raise NoticeOnWrongDay(_("Give a day from the convocation until today."))
    notice = Notice(
        collective_id=assembly.collective_id,
        assembly=assembly,
        how=how,
        given_on=given_on,
        reached=reached,
        where=where,
        by_id=by.user_id,
        at=at,
    )
    notice.full_clean()
    notice.save(force_insert=True)
    last_day = assembly.rule_set.rules.last_notice(local_date(assembly.starts_at, zone))
    assembly.items.filter(noticed_on__isnull=True).update(
        noticed_on=given_on, in_time=given_on <= last_day
    )
    record_for(assembly, by, at, "assembly.give_notice", how=how)
    return notice


@transaction.atomic
def call_again(*, assembly: Assembly, by: Actor, at: datetime) -> Assembly:
    """The next call, with the same roll, agenda and motions, as soon as the rules allow.

    Raises `NoFurtherCall`.
    """
    lock(assembly)
    calls = assembly.rule_set.rules.calls
    if assembly.state != AssemblyState.NO_QUORUM or hasattr(assembly, "next_call"):
        raise NoFurtherCall(_("Another call follows only an assembly that had no quorum."))
    if assembly.call >= len(calls):
        raise NoFurtherCall(_("The rules know no further call. Convene a new assembly."))
    step = calls[assembly.call]
    later = Assembly(
        collective_id=assembly.collective_id,
        rule_set=assembly.rule_set,
        snapshot=assembly.snapshot,
        title=assembly.title,
        place=assembly.place,
        starts_at=assembly.starts_at + timedelta(minutes=step.after_minutes),
        call=assembly.call + 1,
        after=assembly,
        quorum=step.needs(assembly.snapshot.entitled),
        proxies=assembly.proxies,
        convened_at=at,
        convened_by_id=by.user_id,
    )
    later.full_clean()
    later.save(force_insert=True)
    assembly.passes.update(assembly=later)  # the links in people's phones lead there now
    for given in proxies_now(assembly):
        given.pk, given.assembly, given.given_at, given.by_id = uuid4(), later, at, by.user_id
        given.save(force_insert=True)
    for row in assembly.items.all():
        again = AgendaItem.objects.create(
            collective_id=row.collective_id,
            assembly=later,
            number=row.number,
            title=row.title,
            matter=row.matter,
            minutes=row.minutes,
            secrecy=row.secrecy,
            noticed_on=row.noticed_on,
            in_time=row.in_time,
            is_admitted=assembly.rule_set.rules.notice_days == 0,
        )
        row.motions.filter(state=MotionState.OPEN).update(item=again)
    record_for(later, by, at, "assembly.convene", call=later.call)
    return later


@transaction.atomic
def cancel_assembly(*, assembly: Assembly, by: Actor, at: datetime) -> None:
    lock(assembly)
    if assembly.state != AssemblyState.CONVENED:
        raise AssemblyIsOver(_("Only an assembly that has not begun can be cancelled."))
    end_assembly(assembly, AssemblyState.CANCELLED, at)
    record_for(assembly, by, at, "assembly.cancel")


def end_assembly(assembly: Assembly, state: str, at: datetime) -> None:
    assembly.state, assembly.closed_at = state, at
    assembly.full_clean()
    assembly.save(update_fields=["state", "closed_at"])


def check_not_over(assembly: Assembly) -> None:
    if assembly.state not in (AssemblyState.CONVENED, AssemblyState.OPEN):
        raise AssemblyIsOver(_("This assembly is over."))


def lock(assembly: Assembly) -> None:
    """From here nobody else changes its state; what it is now, is read anew."""
    fresh = Assembly.objects.select_for_update().get(pk=assembly.pk)
    assembly.state, assembly.opened_at, assembly.closed_at = (
        fresh.state,
        fresh.opened_at,
        fresh.closed_at,
    )
