"""An act from above binds once most of the bodies below have ratified it."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barrio.assemblies.actions.acts import check_own_act
from barrio.assemblies.actions.voting import put_in_force
from barrio.assemblies.models import Act
from barrio.assemblies.recording import record_for
from barrio.core.actors import Actor
from barrio.core.clock import local_date
from barrio.core.errors import Refused
from barrio.federation import bodies
from barrio.federation.actions.documents import send
from barrio.federation.enums import Kind, LinkState, Reply, Standing, Way
from barrio.federation.models import (
    Answer,
    Link,
    Ratifiable,
    RatificationBelow,
    Sister,
    UpperResult,
)
from barrio.federation.queries import compact_of, reference, standing_after, tally


class NotToAnswer(Refused):
    """Translated at use; see the message given."""


def begin_ratification(
    act: Act, links: Iterable[Link], by: Actor, at: datetime
) -> Ratifiable | None:
    """Where the terms say so, it waits for the bodies that are linked now."""
    compact = compact_of(act.collective_id)
    if compact is None or not compact.ratified_below:
        return None
    today = local_date(at, act.collective.time_zone)
    row = Ratifiable(
        collective_id=act.collective_id,
        act=act,
        answer_by=today + timedelta(days=compact.answer_days),
    )
    row.full_clean()
    row.save(force_insert=True)
    Answer.objects.bulk_create(Answer(ratifiable=row, link=link) for link in links)
    record_for(row, by, at, "ratification.begin", act=act.number)
    return row


@transaction.atomic
def ratify(
    *, result: UpperResult, is_ratified: bool, act: Act, by: Actor, at: datetime
) -> RatificationBelow:
    """Our assembly's answer, by an act of its own. Raises `NotToAnswer`."""
    check_own_act(result.collective_id, act)
    fresh = UpperResult.objects.select_for_update().get(pk=result.pk)
    answered = RatificationBelow.objects.filter(result=result).exists()
    if fresh.standing != Standing.AWAITING or answered:
        raise NotToAnswer(_("This waits for no answer of ours."))
    row = RatificationBelow(
        collective_id=result.collective_id, result=result, is_ratified=is_ratified, act=act, at=at
    )
    row.full_clean()
    row.save(force_insert=True)
    record_for(row, by, at, "ratification.answer", ratified=is_ratified)
    body = {"upper_act": str(result.act), "ratified": is_ratified, "act": reference(act)}
    sister = result.item.link.sister
    send(sister=sister, kind=Kind.RATIFICATION, body=body, by=by, at=at)
    return row


def hear_ratification(sister: Sister, body: Mapping[str, Any], by: Actor, at: datetime) -> None:
    mark, ratified = bodies.mark(body, "upper_act"), bodies.truth(body, "ratified")
    number, proof = bodies.act_of(body)
    rows = Ratifiable.objects.select_for_update()
    row = rows.filter(act=mark, collective_id=sister.collective_id).first()
    answer = row and row.answers.filter(link__sister=sister, reply=Reply.PENDING).first()
    if not row or not answer:
        return
    answer.reply = Reply.RATIFIED if ratified else Reply.REJECTED
    answer.act_number, answer.act_hash, answer.at = number, proof, at
    answer.full_clean()
    answer.save()
    _settle(row, by, at)


def _settle(row: Ratifiable, by: Actor, at: datetime) -> None:
    """Once the answers decide it, every body below is told."""
    standing = standing_after(tally(row))
    if row.standing != Standing.AWAITING or standing == Standing.AWAITING:
        return
    row.standing, row.settled_at = standing, at
    row.full_clean()
    row.save(update_fields=["standing", "settled_at"])
    record_for(row, by, at, "ratification.settle", standing=standing)
    if standing == Standing.BINDING:
        put_in_force(row.act, by, at)
    for answer in row.answers.select_related("link__sister"):
        if answer.link.state == LinkState.LINKED:
            body = {"act": {"id": str(row.act_id), **reference(row.act)}, "standing": standing}
            send(sister=answer.link.sister, kind=Kind.BINDING, body=body, by=by, at=at)


def hear_binding(sister: Sister, body: Mapping[str, Any], by: Actor, at: datetime) -> None:
    bodies.act_of(body)
    mark = bodies.mark(body["act"], "id")
    standing = bodies.one_of(body, "standing", Standing.values)
    rows = UpperResult.objects.filter(item__link__sister=sister, item__link__way=Way.UP)
    result = rows.filter(act=mark).first()
    if result:
        result.standing = standing
        result.full_clean()
        result.save(update_fields=["standing"])
