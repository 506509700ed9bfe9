"""The convocation by people's own channels: written by one keeper, sent by another's yes."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from barrio.assemblies.actions.convening import check_not_over, give_notice, lock
from barrio.assemblies.actions.reaching import enlist
from barrio.assemblies.enums import NoticeBy
from barrio.assemblies.models import Assembly, NoticeMessage
from barrio.assemblies.recording import record_for
from barrio.comms.actions import messages
from barrio.comms.enums import Reach, TopicKind
from barrio.comms.models import Subscription
from barrio.comms.queries import Audience, audience
from barrio.core.actors import Actor
from barrio.core.clock import local_date
from barrio.core.errors import Refused

LONGEST = {"title": 120, "body": 1000}


class NobodyAsked(Refused):
    """Translated at use; see the message given."""


class SentOrDropped(Refused):
    """Translated at use; see the message given."""


def who_is_told(assembly: Assembly) -> Audience:
    """Those who want to hear of meetings, wherever they live, each once."""
    return audience(assembly.collective_id, TopicKind.NEWS, _cells(assembly))


def _cells(assembly: Assembly) -> list[str]:
    rows = Subscription.objects.filter(collective=assembly.collective_id, topic=TopicKind.NEWS)
    return sorted(set(rows.values_list("cell", flat=True)))


def texts_of(assembly: Assembly) -> dict[str, tuple[str, str]]:
    """Title and body by language: what, when, where, and what is decided."""
    found = {}
    for language in ("es", "en"):
        with override(language), timezone.override(assembly.collective.time_zone):
            starts = date_format(timezone.localtime(assembly.starts_at), "DATETIME_FORMAT")
            items = "; ".join(
                f"{item.number}. {item.title_in(language)}" for item in assembly.items.all()
            )
            body = _("%(when)s, %(where)s. What is decided: %(items)s") % {
                "when": starts, "where": assembly.place, "items": items or "—",
            }  # fmt: skip
            title = assembly.title_in(language)[: LONGEST["title"]]
            found[language] = (title, _shortened(body))
    return found


def _shortened(text: str) -> str:
    most = LONGEST["body"]
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


@transaction.atomic
def write_notice(*, assembly: Assembly, by: Actor, at: datetime) -> NoticeMessage:
    """A draft of what stands on the agenda now, for who asked to hear of meetings, or is on the
    roll and agreed to it. Raises `AssemblyIsOver` or `NobodyAsked`.
    """
    lock(assembly)
    check_not_over(assembly)
    enlist(assembly, by, at)
    cells = _cells(assembly)
    if not who_is_told(assembly).people:
        raise NobodyAsked(
            gettext_lazy(
                "Nobody can be told of meetings by a message yet. Tell them in another way."
            )
        )
    message = messages.compose(
        collective=assembly.collective,
        reach=Reach.MANY,
        topic=TopicKind.NEWS,
        template="assembly.notice",
        texts=texts_of(assembly),
        rings=[cells],
        lane=messages.LANE_NEWS,
        expires_at=assembly.starts_at,
        by=by,
        at=at,
    )
    row = NoticeMessage(
        collective_id=assembly.collective_id, assembly=assembly, message=message,
        written_by_id=by.user_id, written_at=at,
    )  # fmt: skip
    row.full_clean()
    row.save(force_insert=True)
    record_for(assembly, by, at, "assembly.write_notice")
    return row


@transaction.atomic
def send_notice(*, written: NoticeMessage, by: Actor, at: datetime) -> NoticeMessage:
    """Another keeper's yes: it leaves, and is a notice given today.

    Raises `SentOrDropped`, `SecondPersonNeeded`, `NotTwoAdministrators`, `NobodyAsked`.
    """
    row = _waiting(written)
    assembly = row.assembly
    reached = who_is_told(assembly)
    if not reached.people:
        raise NobodyAsked(
            gettext_lazy(
                "Nobody can be told of meetings by a message yet. Tell them in another way."
            )
        )
    messages.release(message=row.message, people=reached.people, by=by, at=at)
    row.notice = give_notice(
        assembly=assembly, how=NoticeBy.MESSAGE, reached=reached.people,
        given_on=local_date(at, assembly.collective.time_zone), by=by, at=at,
    )  # fmt: skip
    row.save(update_fields=["notice"])
    return row


@transaction.atomic
def drop_notice(*, written: NoticeMessage, by: Actor, at: datetime) -> None:
    """It is not sent: the agenda changed, or the words are wrong. Raises `SentOrDropped`."""
    row = _waiting(written)
    row.dropped_at = at
    row.save(update_fields=["dropped_at"])
    record_for(row.assembly, by, at, "assembly.drop_notice")


def _waiting(written: NoticeMessage) -> NoticeMessage:
    lock(written.assembly)
    row = NoticeMessage.objects.select_related("assembly__collective", "message").get(pk=written.pk)
    if row.notice_id or row.dropped_at:
        raise SentOrDropped(gettext_lazy("This was sent, or dropped, already."))
    return row
