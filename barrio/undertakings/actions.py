from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barrio.accounts.models import Collective
from barrio.assemblies.actions.acts import check_own_act
from barrio.assemblies.models import Act
from barrio.assemblies.recording import record_for
from barrio.core.actors import Actor
from barrio.core.clock import local_date
from barrio.core.errors import Refused
from barrio.undertakings.models import Undertaking


class EndedAlready(Refused):
    """Translated at use; see the message given."""


class NotALaterAct(Refused):
    """Translated at use; see the message given."""


@transaction.atomic
def begin(
    *,
    collective: Collective,
    kind: str,
    title: dict[str, str],
    purpose: dict[str, str],
    act: Act,
    by: Actor,
    at: datetime,
) -> Undertaking:
    """By an act of the assembly. Raises `ActOfAnother` or `NotBinding`."""
    check_own_act(collective.pk, act)
    row = Undertaking(
        collective=collective, kind=kind, title=title, purpose=purpose, act=act,
        begun_on=local_date(at, collective.time_zone),
    )  # fmt: skip
    row.full_clean()
    row.save(force_insert=True)
    record_for(row, by, at, "undertaking.begin", kind=kind, act=act.number)
    return row


@transaction.atomic
def end(*, undertaking: Undertaking, act: Act, by: Actor, at: datetime) -> Undertaking:
    """By a later act. Raises `EndedAlready`, `NotALaterAct`, `ActOfAnother` or `NotBinding`."""
    row = Undertaking.objects.select_for_update().get(pk=undertaking.pk)
    if row.ended_by_id:
        raise EndedAlready(_("The assembly has ended it already."))
    check_own_act(row.collective_id, act)
    if act.number <= row.act.number:
        raise NotALaterAct(_("Choose an act that is later than the one it began by."))
    row.ended_by, row.ended_on = act, local_date(at, row.collective.time_zone)
    row.full_clean()
    row.save(update_fields=["ended_by", "ended_on"])
    record_for(row, by, at, "undertaking.end", act=act.number)
    return row
