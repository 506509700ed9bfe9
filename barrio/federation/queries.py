"""Who is linked, who holds a seat, what waits to be answered."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from barrio.assemblies.models import Act, Assembly
from barrio.federation import signing
from barrio.federation.enums import LinkState, Reply, Standing, Way
from barrio.federation.models import (
    Compact,
    DelegateVote,
    Delegation,
    Link,
    Mandate,
    OwnKey,
    Ratifiable,
    Seat,
    Sister,
    UpperItem,
    UpperResult,
)
from barrio.runtime.sealed import open_all


def compact_of(collective_id: uuid.UUID) -> Compact | None:
    """The terms in force."""
    return Compact.objects.filter(collective_id=collective_id).first()


def links_of(collective_id: uuid.UUID, way: str) -> QuerySet[Link]:
    rows = Link.objects.filter(collective_id=collective_id, way=way).select_related("sister")
    return rows.exclude(state=LinkState.ENDED)


def with_seats(links: QuerySet[Link]) -> QuerySet[Link]:
    """Each with `held`: how many of its seats somebody holds, there or here."""
    ours = Count(
        "delegations",
        Q(delegations__ended_on__isnull=True, delegations__is_alternate=False),
        distinct=True,
    )
    theirs = Count("held_seats", Q(held_seats__ended_on__isnull=True), distinct=True)
    return links.annotate(held=ours + theirs)


def linked_below(collective_id: uuid.UUID) -> QuerySet[Link]:
    return links_of(collective_id, Way.DOWN).filter(state=LinkState.LINKED)


def serving(link: Link) -> QuerySet[Delegation]:
    """Delegates and alternates of today."""
    return link.delegations.filter(ended_on__isnull=True).select_related("person", "act")


def mandate_in_force(item: UpperItem) -> Mandate | None:
    return item.mandates.order_by("at", "pk").last()


def deviates(mandate: Mandate | None, choice: str) -> bool:
    """Only who is bound can deviate; not voting is a deviation too."""
    return bool(mandate and mandate.strength == "bound" and mandate.choice != choice)


def unexplained(collective_id: uuid.UUID) -> QuerySet[DelegateVote]:
    rows = DelegateVote.objects.filter(
        result__collective_id=collective_id, deviates=True, explained=""
    )
    return rows.select_related("delegation__person", "result__item", "mandate")


def to_answer(collective_id: uuid.UUID) -> QuerySet[UpperResult]:
    """Acts from above that wait for our assembly."""
    rows = UpperResult.objects.filter(
        collective_id=collective_id, standing=Standing.AWAITING, ratification__isnull=True
    )
    return rows.select_related("item__link__sister").order_by("answer_by")


def binds(act: Act) -> bool:
    """Whether it may be carried out: acts that are not ratified below do not bind yet."""
    found = Ratifiable.objects.filter(act=act).first()
    return found is None or found.standing == Standing.BINDING


def why_not_binding(act: Act) -> str:
    if binds(act):
        return ""
    return _("This act does not bind: the bodies below have not ratified it.")


def tally(ratifiable: Ratifiable) -> dict[str, int]:
    """How many bodies answered what."""
    said = list(ratifiable.answers.values_list("reply", flat=True))
    return {reply: said.count(reply) for reply in Reply.values}


def standing_after(said: dict[str, int]) -> str:
    """More than half of the bodies linked when it was adopted have to ratify it."""
    bodies = sum(said.values())
    if 2 * said[Reply.RATIFIED] > bodies or not bodies:
        return Standing.BINDING
    if 2 * said[Reply.REJECTED] >= bodies:
        return Standing.REJECTED
    return Standing.AWAITING


def why_no_delegate(assembly: Assembly, person_id: uuid.UUID) -> str:
    """A delegate whose body ended their seat is a guest, though the roll was frozen before."""
    seats = Seat.objects.filter(collective_id=assembly.collective_id, person=person_id)
    ended = list(seats.values_list("ended_on", flat=True))
    if ended and None not in ended:
        return _("Their body has recalled or replaced them: they hold no seat any more.")
    return ""


def reference(act: Act) -> dict[str, Any]:
    """An act as documents name it."""
    return {"number": act.number, "hash": act.hash, "title": act.title}


def flaws(collective_id: uuid.UUID) -> Iterator[str]:
    """Documents that are not as they were signed, or do not follow the one before."""
    own = OwnKey.objects.filter(collective_id=collective_id).first()
    for sister in Sister.objects.filter(collective_id=collective_id):
        for is_ours in (True, False):
            public = own.public if is_ours and own else sister.public
            before, number = "", 0
            for document in open_all(sister.documents.filter(is_ours=is_ours)):
                number += 1
                whose = "ours to" if is_ours else "that of"
                named = f"document {document.number}, {whose} {sister.name}"
                text = document.personal["text"]
                if document.number != number or document.before != before:
                    yield f"{named}: does not follow the one before"
                elif document.digest != signing.digest(text) or not signing.is_signed(
                    public, text, document.signature
                ):
                    yield f"{named}: its text or its signature was changed"
                before, number = document.digest, document.number
