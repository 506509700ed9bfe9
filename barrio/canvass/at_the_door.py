"""What a visit says beyond its result: of the door itself, and what we promised there."""

import uuid
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from barrio.audit.actions import record
from barrio.canvass.cutting import put_doors
from barrio.canvass.enums import Mark
from barrio.canvass.models import Attempt, Canvass, Turf, TurfDoor
from barrio.core.actors import Actor
from barrio.core.text import squeeze
from barrio.places.actions import add_door_beside, set_caution, set_do_not_knock
from barrio.places.enums import Caution
from barrio.places.models import Dwelling
from barrio.runtime.sealed import keyed_token
from barrio.sync.envelopes import EnvelopeRefused

# What is most spoken behind doors where we come with English and Spanish; codes of BCP 47.
SPOKEN = {
    "ht": _("Haitian Creole"),
    "pt": _("Portuguese"),
    "zh": _("Chinese"),
    "vi": _("Vietnamese"),
    "ar": _("Arabic"),
    "km": _("Khmer"),
    "ru": _("Russian"),
    "uk": _("Ukrainian"),
    "fr": _("French"),
    "bn": _("Bengali"),
    "ne": _("Nepali"),
    "hi": _("Hindi"),
    "ur": _("Urdu"),
    "tl": _("Tagalog"),
    "ko": _("Korean"),
    "pl": _("Polish"),
    "sq": _("Albanian"),
    "am": _("Amharic"),
    "so": _("Somali"),
    "sw": _("Swahili"),
    "wo": _("Wolof"),
    "fa": _("Persian"),
    "tr": _("Turkish"),
    "ro": _("Romanian"),
    "ca": _("Catalan"),
    "quc": _("K'iche'"),
    "mam": _("Mam"),
    "qu": _("Quechua"),
    "ase": _("sign language"),
    "es": pgettext_lazy("as a word in a sentence", "Spanish"),
    "en": pgettext_lazy("as a word in a sentence", "English"),
}
LONGEST_PROMISE = timedelta(days=366)


def new_door_id(street_id: uuid.UUID, number: str, unit: str) -> uuid.UUID:
    """The same on every phone that finds this door, and here."""
    return uuid.uuid5(street_id, f"{number.casefold()}|{unit.casefold()}")


def found_door(body: dict, turf: Turf, by: Actor, at: datetime) -> Dwelling | None:
    """The door that somebody found beside one of the turf's; made once, whoever found it.

    Raises `EnvelopeRefused` where it is said of a door that the canvass does not have.
    """
    said = body.get("found")
    if not isinstance(said, dict):
        return None
    beside = _door_of(turf, said.get("beside"))
    number, unit = (squeeze(str(said.get(name, "")))[:20] for name in ("number", "unit"))
    if beside is None or not number:
        raise EnvelopeRefused("door_not_in_turf")
    door = _same_address(beside, number, unit) or _add(beside, number, unit, by, at)
    _put_after(door, beside, turf)
    return door


def _door_of(turf: Turf, dwelling_id: object) -> Dwelling | None:
    try:
        wanted = uuid.UUID(str(dwelling_id))
    except ValueError:
        return None
    rows = TurfDoor.objects.filter(canvass=turf.canvass_id, dwelling_id=wanted)
    row = rows.select_related("dwelling__street", "dwelling__site").first()
    return row.dwelling if row else None


def _same_address(beside: Dwelling, number: str, unit: str) -> Dwelling | None:
    rows = Dwelling.objects.filter(
        street_id=beside.street_id, number__iexact=number, unit__iexact=unit
    )
    return rows.select_related("street").first()


def _add(beside: Dwelling, number: str, unit: str, by: Actor, at: datetime) -> Dwelling:
    try:
        return add_door_beside(
            door=beside,
            id=new_door_id(beside.street_id, number, unit),
            number=number,
            unit=unit,
            by=by,
            at=at,
        )
    except ValidationError:
        raise EnvelopeRefused("door_not_in_turf") from None


def _put_after(door: Dwelling, beside: Dwelling, turf: Turf) -> None:
    """In the walk, right after the door beside which it was found."""
    Canvass.objects.select_for_update().get(pk=turf.canvass_id)  # two phones at once
    rows = TurfDoor.objects.filter(canvass=turf.canvass_id)
    if rows.filter(dwelling=door).exists():
        return
    home = rows.select_related("turf").get(dwelling=beside).turf
    walk = list(home.doors.order_by("order").values_list("dwelling_id", flat=True))
    walk.insert(walk.index(beside.pk) + 1, door.pk)
    put_doors(home, walk)


def put_marks(attempt: Attempt, body: dict, by: Actor, at: datetime) -> None:
    """Marks the door as the visit says; one that was there and not from a visit is not its own."""
    said = body.get("marks")
    door = attempt.dwelling
    for mark in [mark for mark in Mark.values if isinstance(said, list) and mark in said]:
        if mark == Mark.DO_NOT_KNOCK and not door.do_not_knock:
            set_do_not_knock(door=door, do_not=True, by=by, at=at)
        elif mark != Mark.DO_NOT_KNOCK and door.caution != mark:
            set_caution(door=door, caution=mark, by=by, at=at)
        elif mark not in _marks_said(attempt):
            continue
        attempt.marks.append(mark)


def take_marks_back(attempt: Attempt, by: Actor, at: datetime) -> None:
    """What an undone visit had said of the door, unless another visit says it too."""
    door = Dwelling.objects.select_related("collective").get(pk=attempt.dwelling_id)
    alone = set(attempt.marks) - _marks_said(attempt)
    if Mark.DO_NOT_KNOCK in alone and door.do_not_knock:
        set_do_not_knock(door=door, do_not=False, by=by, at=at)
    if door.caution and door.caution in alone:
        set_caution(door=door, caution=Caution.NONE, by=by, at=at)


def _marks_said(attempt: Attempt) -> set[str]:
    """By the other visits at its door that were not undone."""
    others = Attempt.objects.filter(dwelling=attempt.dwelling_id, undone_at__isnull=True)
    rows = others.exclude(pk=attempt.pk).values_list("marks", flat=True)
    return {mark for marks in rows for mark in marks}


def language_spoken(body: dict) -> str:
    said = body.get("speaks")
    return said if isinstance(said, str) and said in SPOKEN else ""


def promise_of(body: dict, at: datetime) -> tuple[str, date | None]:
    """What we promised, and by which day; a day that cannot be right is left out."""
    said = body.get("promise")
    if not isinstance(said, dict):
        return "", None
    words = str(said.get("words", "")).strip()[:500]
    try:
        day = date.fromisoformat(str(said.get("by", "")))
    except ValueError:
        return words, None
    soon = abs(day - at.date()) <= LONGEST_PROMISE
    return words, day if words and soon else None


@transaction.atomic
def keep_promise(*, attempt: Attempt, by: Actor, at: datetime) -> None:
    """What was promised at the door was done."""
    attempt.promise_kept_at = attempt.promise_kept_at or at
    attempt.promise_kept_by_id = attempt.promise_kept_by_id or by.user_id
    attempt.save(update_fields=["promise_kept_at", "promise_kept_by"])
    record(
        collective_id=attempt.collective_id,
        by=by,
        at=at,
        verb="promise.keep",
        subject_kind="attempt",
        subject_id=keyed_token(attempt.collective_id, "attempt", attempt.pk),
    )
