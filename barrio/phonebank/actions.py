"""A bank, its list, and the leases under which a volunteer has one person of it."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from barrio.accounts.models import Collective
from barrio.audit.actions import record, record_opening
from barrio.canvass.models import Canvass
from barrio.core.actors import Actor
from barrio.core.errors import Refused
from barrio.phonebank.enums import BankState, LineState
from barrio.phonebank.hours import is_open_at
from barrio.phonebank.models import Bank, Line
from barrio.phonebank.queries import audience_of, held_line, waiting_lines

LEASE = timedelta(minutes=20)
TRIED = 20  # people tried in turn when others take them first


class NotNow(Refused):
    """Translated at use; see the message given."""


class BankIsClosed(Refused):
    """Translated at use; see the message given."""


@transaction.atomic
def open_bank(
    *,
    collective: Collective,
    canvass: Canvass,
    name: str,
    kind: str,
    by: Actor,
    at: datetime,
    texts: dict[str, str] | None = None,
    site: Any = None,
    language: str = "",
    cool_down_days: int = 14,
    opens: time = time(10),
    closes: time = time(20),
) -> Bank:
    bank = Bank(
        collective=collective,
        canvass=canvass,
        name=name,
        kind=kind,
        texts=texts or {},
        site=site,
        language=language,
        cool_down_days=cool_down_days,
        opens=opens,
        closes=closes,
        opened_by_id=by.user_id,
        opened_at=at,
    )
    bank.full_clean()
    bank.save(force_insert=True)
    record_bank(bank, by, at, "bank.open", kind=kind)
    return bank


@transaction.atomic
def fill_bank(*, bank: Bank, by: Actor, at: datetime) -> int:
    """Puts on the list whoever can be called now and is not on it. How many that were."""
    Bank.objects.select_for_update().get(pk=bank.pk)
    ready = audience_of(bank, at).ready
    rows = [Line(collective_id=bank.collective_id, bank=bank, person_id=pk) for pk in ready]
    Line.objects.bulk_create(rows, batch_size=500)
    record_bank(bank, by, at, "bank.fill", people=len(rows))
    return len(rows)


@transaction.atomic
def set_bank_state(*, bank: Bank, state: str, by: Actor, at: datetime) -> None:
    """Closes a bank, so that nobody is handed out any more, or opens it again."""
    bank.state = state
    bank.full_clean()
    bank.save(update_fields=["state"])
    if state == BankState.CLOSED:
        record_bank(bank, by, at, "bank.close")
    else:
        record_bank(bank, by, at, "bank.reopen")


@transaction.atomic
def claim_next(*, bank: Bank, language: str, by: Actor, at: datetime) -> Line | None:
    """The next person for this volunteer, under a lease; None when there is nobody.

    Raises `NotNow` outside the hours, `BankIsClosed`.
    """
    check_may_reach(bank, at)
    give_back_expired(bank, at)
    held = held_line(bank, by.user_id, at)
    if held:
        return held
    for pk in waiting_lines(bank, at, language).values_list("pk", flat=True)[:TRIED]:
        if _take(pk, by, at):
            line = Line.objects.select_related("person", "bank__collective").get(pk=pk)
            _record_claim(line, by, at)
            return line
    return None


def check_may_reach(bank: Bank, at: datetime) -> None:
    if bank.state != BankState.OPEN:
        raise BankIsClosed(_("This round is closed. Nobody is called any more."))
    if not is_open_at(bank, at):
        raise NotNow(_("People are not called at this hour."))


def give_back_expired(bank: Bank, at: datetime) -> None:
    """Leases that have ended, in every bank of the collective: their people wait again."""
    Line.objects.filter(
        collective_id=bank.collective_id, state=LineState.CLAIMED, claimed_until__lte=at
    ).update(state=LineState.WAITING, claimed_by=None, claimed_until=None)


def _take(pk: Any, by: Actor, at: datetime) -> bool:
    """One statement decides who has the person; the database knows no two claims of one."""
    free = Line.objects.filter(pk=pk, state__in=[LineState.WAITING, LineState.RESTING])
    try:
        with transaction.atomic():
            return bool(
                free.update(
                    state=LineState.CLAIMED, claimed_by_id=by.user_id, claimed_until=at + LEASE
                )
            )
    except IntegrityError:
        return False  # the same person was taken in another bank in this moment


def _record_claim(line: Line, by: Actor, at: datetime) -> None:
    """From here the volunteer sees name and number: that is kept before it is shown."""
    record_bank(line.bank, by, at, "line.claim", line=str(line.pk))
    record_opening(
        collective_id=line.collective_id,
        user_id=by.user_id,
        at=at,
        subject_kind="person",
        subject_id=line.person_id,
        part="phone",
    )


@transaction.atomic
def give_back(*, line: Line, by: Actor, at: datetime) -> None:
    """The volunteer does not call this person; somebody else may."""
    mine = Line.objects.filter(pk=line.pk, state=LineState.CLAIMED, claimed_by_id=by.user_id)
    if mine.update(state=LineState.WAITING, claimed_by=None, claimed_until=None):
        record_bank(line.bank, by, at, "line.give_back", line=str(line.pk))


def record_bank(bank: Bank, by: Actor, at: datetime, verb: str, **detail: Any) -> None:
    record(
        collective_id=bank.collective_id,
        by=by,
        at=at,
        verb=verb,
        subject_kind="bank",
        subject_id=bank.pk,
        **detail,
    )
