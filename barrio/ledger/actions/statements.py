"""The account of a time goes before the assembly, which adopts it or sends it back."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from barrio.assemblies.actions.convening import Item, add_item
from barrio.assemblies.actions.motions import put_motion
from barrio.assemblies.enums import AssemblyState, Matter, MotionState, Outcome
from barrio.assemblies.models import Act, Assembly, Vote
from barrio.assemblies.recording import record_for
from barrio.core.actors import Actor
from barrio.core.clock import local_date
from barrio.core.errors import Refused
from barrio.ledger.enums import StatementState
from barrio.ledger.models import Book, Entry, Statement

OVER = (AssemblyState.CLOSED, AssemblyState.NO_QUORUM, AssemblyState.CANCELLED)
STANDING = (StatementState.PRESENTED, StatementState.ADOPTED)


class NothingToTell(Refused):
    """Translated at use; see the message given."""


class DaysTaken(Refused):
    """Translated at use; see the message given."""


class NotOverYet(Refused):
    """Translated at use; see the message given."""


class SettledAlready(Refused):
    """Translated at use; see the message given."""


@transaction.atomic
def present(
    *,
    book: Book,
    begins_on: date,
    until: date,
    words: dict[str, str],
    by: Actor,
    at: datetime,
) -> Statement:
    """From a day up to another. From now on nothing is booked in those days.

    Goes on the agenda of the next assembly that is convened, or of the next one that will be.
    Raises `NothingToTell`, `DaysTaken` or `NotOverYet`.
    """
    book = Book.objects.select_for_update().select_related("collective").get(pk=book.pk)
    if until > local_date(at, book.collective.time_zone):
        raise NotOverYet(_("Those days are not over yet: something may still be booked in them."))
    last = Entry.objects.sealed().filter(book=book).order_by("-number").first()
    if last is None:
        raise NothingToTell(_("Nothing is in the books yet."))
    rows = Statement.objects.filter(book=book)
    if rows.filter(state__in=STANDING, begins_on__lt=until, until__gt=begins_on).exists():
        raise DaysTaken(_("Some of those days are in a statement that was given already."))
    statement = Statement(
        collective_id=book.collective_id, book=book, begins_on=begins_on, until=until,
        version=rows.filter(begins_on=begins_on).count() + 1, state=StatementState.PRESENTED,
        last=last, head=last.hash, words=words, presented_at=at, presented_by_id=by.user_id,
    )  # fmt: skip
    statement.full_clean()
    statement.save(force_insert=True)
    record_for(statement, by, at, "statement.present", version=statement.version)
    ahead = Assembly.objects.filter(
        collective=book.collective, state=AssemblyState.CONVENED, starts_at__gt=at
    )
    if assembly := ahead.order_by("starts_at").first():
        _put(statement, assembly, by, at)
    return statement


@transaction.atomic
def withdraw(*, statement: Statement, why: str, by: Actor, at: datetime) -> None:
    """To mend it before the assembly looked at it. Raises `SettledAlready`."""
    statement = _locked(statement)
    if statement.state != StatementState.PRESENTED:
        raise SettledAlready(_("The assembly has decided about it already."))
    if statement.motion and statement.motion.votes.filter(outcome="").exists():
        raise SettledAlready(_("The assembly is voting on it."))
    _settle(statement, StatementState.WITHDRAWN, None, by, at, why)


def put_on_agenda(assembly: Assembly, by: Actor, at: datetime) -> None:
    """What was presented and not decided is on the agenda of the next assembly."""
    rows = Statement.objects.filter(
        collective=assembly.collective_id, state=StatementState.PRESENTED
    )
    for statement in rows.select_related("motion__item__assembly", "book__collective"):
        if _is_waiting(statement):
            _put(statement, assembly, by, at)


def _is_waiting(statement: Statement) -> bool:
    """No motion yet, or one that was not decided before its assembly ended."""
    if statement.motion is None:
        return True
    held = statement.motion.item.assembly
    undecided = statement.motion.state in (MotionState.OPEN, MotionState.WITHDRAWN)
    return held.state in OVER and not hasattr(held, "next_call") and undecided


def _put(statement: Statement, assembly: Assembly, by: Actor, at: datetime) -> None:
    days = f"{statement.begins_on.isoformat()} / {statement.until.isoformat()}"
    title = {"en": f"Accounts {days}", "es": f"Cuentas {days}"}
    texts = {
        "en": "The assembly adopts the statement of accounts of these days as it was presented. "
        f"Its last entry bears the proof {statement.head}. Where it is not adopted, the books of "
        "these days are open again to be corrected, and it is presented anew.",
        "es": "La asamblea aprueba la rendición de cuentas de estos días como fue presentada. Su "
        f"último asiento lleva la prueba {statement.head}. Si no se aprueba, los libros de estos "
        "días se abren otra vez para corregirlos y se presenta de nuevo.",
    }
    item = add_item(assembly=assembly, item=Item(title, Matter.MONEY, 20), by=by, at=at)
    statement.motion = put_motion(item=item, title=title, texts=texts, by=by, at=at)
    statement.save(update_fields=["motion"])
    record_for(statement, by, at, "statement.put_on_agenda")


def follow_vote(vote: Vote, by: Actor, at: datetime) -> None:
    """What the assembly's vote does to the statement."""
    found = Statement.objects.filter(motion=vote.motion_id).first() if vote.motion_id else None
    if found is None or found.state != StatementState.PRESENTED:
        return
    statement = _locked(found)
    if vote.outcome == Outcome.CARRIED:
        _settle(statement, StatementState.ADOPTED, Act.objects.get(vote=vote), by, at)
    elif vote.outcome == Outcome.LOST:
        _settle(statement, StatementState.REJECTED, None, by, at)


def _locked(statement: Statement) -> Statement:
    Book.objects.select_for_update().get(pk=statement.book_id)
    return Statement.objects.select_related("book__collective", "motion").get(pk=statement.pk)


def _settle(
    statement: Statement, state: str, act: Act | None, by: Actor, at: datetime, why: str = ""
) -> None:
    statement.state, statement.act, statement.why = state, act, why
    statement.settled_on = local_date(at, statement.book.collective.time_zone)
    statement.full_clean()
    statement.save(update_fields=["state", "act", "why", "settled_on"])
    record_for(statement, by, at, f"statement.{state}")
