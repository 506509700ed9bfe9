"""Who does what, between whom a part is drawn, what time it is, and what hands ask for."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from barrio.assemblies.enums import AssemblyState
from barrio.assemblies.models import AgendaItem, Assembly
from barrio.assemblies.queries import here_now
from barrio.facilitation.enums import Kind
from barrio.facilitation.models import Access, Caption, Dealing, Offer, Part
from barrio.runtime.sealed import open_all
from barrio.tally.lots import draw

A_SIGNAL_LASTS = timedelta(seconds=60)
LAST_LINES = 30  # of captions, on a phone


def access_of(assembly: Assembly) -> Access:
    """What was told; otherwise nothing is promised."""
    found = Access.objects.filter(assembly=assembly).first()
    return found or Access(collective_id=assembly.collective_id, assembly=assembly)


def promises(access: Access, language: str) -> list[str]:
    """What people can count on, each as one would say it."""
    told = ("step_free", "hearing_loop", "captions", "childcare", "food")
    words = [
        str(Access._meta.get_field(name).verbose_name) for name in told if getattr(access, name)
    ]
    words += [access.interpretation_in(language), access.more_in(language)]
    return [word[:1].upper() + word[1:] for word in words if word]


def parts_of(assembly: Assembly) -> QuerySet[Part]:
    """Those that somebody has now."""
    return assembly.parts.filter(ended_at__isnull=True).select_related("person")


def part_of(assembly: Assembly, person_id: uuid.UUID) -> Part | None:
    return parts_of(assembly).filter(person_id=person_id).first()


def ready(assembly: Assembly) -> list[Offer]:
    """Who offered, is here, and has no part."""
    here = here_now(assembly).values("person_id")
    busy = parts_of(assembly).values("person_id")
    rows = assembly.offers.filter(withdrawn_at__isnull=True, person_id__in=here)
    return list(rows.exclude(person_id__in=busy).select_related("person"))


def least_often(role: str, offers: Iterable[Offer]) -> list[Offer]:
    """Those who have had this part least often in the assemblies of this collective."""
    offers = list(offers)
    people = [offer.person_id for offer in offers]
    before = Part.objects.filter(role=role, person_id__in=people)
    if offers:
        before = before.filter(collective_id=offers[0].collective_id)
    times = Counter(before.values_list("person_id", flat=True))
    least = min((times[pk] for pk in people), default=0)
    return [offer for offer in offers if times[offer.person_id] == least]


def seed_of(assembly: Assembly, role: str) -> bytes:
    """Known to everybody before the dice are thrown; what decides are the dice."""
    return f"{assembly.pk} {role} ".encode()


def drawn(assembly: Assembly, role: str, dice: str) -> tuple[Offer, list[Offer]]:
    """(Whom the lot falls on, between whom): the same for everybody who draws again.

    Of those ready, whoever had this part least often; between them by SHA-256 of seed, dice and
    number. Raises `IndexError` where nobody is ready.
    """
    among = least_often(role, ready(assembly))
    by_number = {str(offer.number): offer for offer in among}
    order = draw(seed_of(assembly, role), f"{dice} ", sorted(by_number, key=int))
    return by_number[order[0]], among


@dataclass(frozen=True)
class Timed:
    """An item of the agenda by the clock."""

    item: AgendaItem
    minutes: int  # planned
    used: int  # minutes begun, up to now
    is_now: bool
    is_over: bool
    about: datetime | None  # when it begins, if all that comes before keeps its time

    @property
    def late(self) -> int:
        return max(0, self.used - self.minutes)


def timetable(assembly: Assembly, now: datetime) -> list[Timed]:
    """What was dealt with and how long, what is dealt with now, and when the rest will be."""
    dealings: dict[uuid.UUID, list[Dealing]] = {}
    rows = list(assembly.dealings.all())
    for row in rows:
        dealings.setdefault(row.item_id, []).append(row)
    open_now = next((row for row in rows if row.ended_at is None), None)
    is_ahead = assembly.state == AssemblyState.CONVENED
    clock = max(now, assembly.starts_at) if is_ahead else now
    found = []
    for item in assembly.items.all():
        rows = dealings.get(item.pk, [])
        used = sum(((row.ended_at or now) - row.began_at for row in rows), timedelta())
        is_now = open_now is not None and open_now.item_id == item.pk
        is_over = bool(rows) and not is_now
        ahead = not rows and assembly.state in (AssemblyState.CONVENED, AssemblyState.OPEN)
        minutes = -(-int(used.total_seconds()) // 60)
        found.append(Timed(item, item.minutes, minutes, is_now, is_over, clock if ahead else None))
        if is_now:
            clock += max(timedelta(), timedelta(minutes=item.minutes) - used)
        elif ahead:
            clock += timedelta(minutes=item.minutes)
    return found


def signals_now(assembly: Assembly, now: datetime) -> list[tuple[str, int]]:
    """Each kind that somebody shows, and how many do."""
    rows = assembly.signals.filter(shown_at__gt=now - A_SIGNAL_LASTS)
    counts = Counter(rows.values_list("kind", flat=True))
    return [(str(kind.label), counts[kind]) for kind in Kind if counts[kind]]


def last_captions(assembly: Assembly, language: str, lines: int = LAST_LINES) -> list[Caption]:
    """The newest lines of a language, the oldest first."""
    rows = assembly.captions.filter(language=language).order_by("-at")[:lines]
    return [row for row in reversed(open_all(rows)) if not row.is_erased]
