"""Votes given to somebody who can come: as many as the rules allow, and none to be passed on."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from barrio.assemblies.actions.convening import check_not_over, lock
from barrio.assemblies.models import Assembly, Proxy
from barrio.assemblies.queries import here_now, proxies_now
from barrio.assemblies.recording import record_for
from barrio.core.actors import Actor
from barrio.core.errors import Refused


class NoProxies(Refused):
    """Translated at use; see the message given."""


class MayNotVote(Refused):
    """Translated at use; see the message given."""


class IsHere(Refused):
    """Translated at use; see the message given."""


class PassedOn(Refused):
    """Translated at use; see the message given."""


class HoldsEnough(Refused):
    """Translated at use; see the message given."""


@transaction.atomic
def give_proxy(
    *, assembly: Assembly, giver_id: UUID, holder_id: UUID, by: Actor, at: datetime
) -> Proxy:
    """Who is at the table has it in writing. Given again, it goes to the new holder.

    Raises `NoProxies`, `MayNotVote`, `IsHere`, `PassedOn`, `HoldsEnough` or `AssemblyIsOver`.
    """
    lock(assembly)
    check_not_over(assembly)
    if not assembly.proxies:
        raise NoProxies(_("By our rules nobody votes for somebody else."))
    both = {giver_id, holder_id}
    may = assembly.snapshot.entries.filter(may_vote=True, person_id__in=both)
    if may.count() != len(both):
        raise MayNotVote(_("Both have to be on the roll of this assembly and may vote in it."))
    if here_now(assembly).filter(person_id=giver_id).exists():
        raise IsHere(_("They are here and vote for themselves."))
    _end(proxies_now(assembly).filter(giver_id=giver_id), by, at)
    given = list(proxies_now(assembly))
    if any(row.holder_id == giver_id or row.giver_id == holder_id for row in given):
        raise PassedOn(_("A vote that was given cannot be passed on to somebody else."))
    taken = {row.place for row in given if row.holder_id == holder_id}
    free = sorted(set(range(1, assembly.proxies + 1)) - taken)
    if not free:
        raise HoldsEnough(
            _("They hold %(n)d already, and our rules allow no more. Choose somebody else.")
            % {"n": len(taken)}
        )
    row = Proxy(
        collective_id=assembly.collective_id, assembly=assembly, giver_id=giver_id,
        holder_id=holder_id, place=free[0], given_at=at, by_id=by.user_id,
    )  # fmt: skip
    row.full_clean()
    row.save(force_insert=True)
    record_for(assembly, by, at, "proxy.give")
    return row


@transaction.atomic
def end_proxy(*, proxy: Proxy, by: Actor, at: datetime) -> None:
    """Taken back. Twice is once."""
    lock(proxy.assembly)
    check_not_over(proxy.assembly)
    _end(proxies_now(proxy.assembly).filter(pk=proxy.pk), by, at)


def end_for_arrival(assembly: Assembly, person_id: UUID, by: Actor, at: datetime) -> None:
    """Whoever comes after all votes for themselves."""
    _end(proxies_now(assembly).filter(giver_id=person_id), by, at)


def _end(rows: QuerySet[Proxy], by: Actor, at: datetime) -> None:
    for row in rows.select_related("assembly"):
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        record_for(row.assembly, by, at, "proxy.end")
