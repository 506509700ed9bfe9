"""A canvass half done: a script with branches, turfs, what was heard, and two days at the table."""

import random
import uuid
from datetime import datetime, timedelta
from typing import Any

from barrio.accounts.models import Collective, User
from barrio.canvass.actions import assign_turf, cut_turf, doors_on, open_canvass
from barrio.canvass.launching import add_walker, close_launch, open_launch, set_walker
from barrio.canvass.models import Canvass, Turf
from barrio.core.actors import user_actor
from barrio.ops.demo import people as cast
from barrio.places.models import Street
from barrio.sync.envelopes import Envelope, receive

OPENING = {
    "en": "Hi, I am a neighbour from Norris Square. What would you change on this block first?",
    "es": "Hola, soy del vecindario, de Norris Square. ¿Qué cambiaría primero en esta cuadra?",
}
QUESTIONS = [
    {
        "key": "q1",
        "text": {"en": "Is your home warm enough?", "es": "¿Su casa está bien caliente?"},
        "choices": [
            {"value": "a1", "text": {"en": "Yes", "es": "Sí"}, "next": "q3"},
            {"value": "a2", "text": {"en": "No", "es": "No"}, "next": ""},
        ],
    },
    {
        "key": "q2",
        "text": {"en": "Who should repair it?", "es": "¿Quién tendría que arreglarlo?"},
        "choices": [],
    },
    {
        "key": "q3",
        "text": {
            "en": "Would you come to a meeting of this block?",
            "es": "¿Vendría a una reunión de esta cuadra?",
        },
        "choices": [
            {"value": "a1", "text": {"en": "Yes", "es": "Sí"}, "next": ""},
            {"value": "a2", "text": {"en": "Perhaps", "es": "Quizás"}, "next": ""},
            {"value": "a3", "text": {"en": "No", "es": "No"}, "next": ""},
        ],
    },
]
PROMISES = [
    "Traer el formulario de la ciudad en español.",
    "Ask the tenants' lawyer about the deposit.",
]
DEBRIEF = (
    "Heating on N Howard St comes up at every third door. Three families have the same landlord. "
    "We go back with the form on Saturday."
)


def load_doors(home: Collective, users: dict[str, User], at: datetime) -> list[Turf]:
    """The canvass and its turfs, of which the first is done and the last untouched."""
    by = user_actor(users["ana"])
    canvass = open_canvass(
        collective=home,
        name="Winter round 2026",
        opening=OPENING,
        questions=QUESTIONS,
        by=by,
        at=at - timedelta(days=9),
    )
    by_name = {s.name: s for s in Street.objects.filter(collective=home)}
    turfs = [
        cut_turf(
            canvass=canvass, name=name, dwellings=doors_on(home, [by_name[name].pk]), by=by, at=at
        )
        for name in ("N Howard St", "N Hancock St", "N Mascher St")
    ]
    _earlier_day(canvass, users, at)
    for turf, share in zip(turfs, (1.0, 0.5, 0.0), strict=True):
        start = at - timedelta(days=2)
        assign_turf(
            turf=turf,
            user=users["bruno"],
            since=start,
            until=at + timedelta(days=7),
            by=by,
            at=start,
        )
        _knocks(home, turf, users["bruno"], share, at)
    _today(canvass, users, at)
    return turfs


def _earlier_day(canvass: Canvass, users: dict[str, User], at: datetime) -> None:
    by, opened = user_actor(users["ana"]), at - timedelta(hours=42)
    launch = open_launch(
        canvass=canvass, place="Library steps", trouble="+12155550100", by=by, at=opened
    )
    for who in ({"user": users["bruno"]}, {"name": "Rosalba"}):
        walker = add_walker(launch=launch, by=by, at=opened, **who)
        set_walker(walker=walker, pair=1, has_script=True, by=by, at=opened)
    close_launch(launch=launch, debrief=DEBRIEF, by=by, at=at - timedelta(hours=2))


def _today(canvass: Canvass, users: dict[str, User], at: datetime) -> None:
    by = user_actor(users["ana"])
    launch = open_launch(
        canvass=canvass, place="Library steps", trouble="+12155550100", by=by, at=at
    )
    for who, pair in (
        ({"user": users["bruno"]}, 1),
        ({"name": "Rosalba"}, 1),
        ({"name": "Jerome"}, None),
    ):
        walker = add_walker(launch=launch, by=by, at=at, **who)
        set_walker(walker=walker, pair=pair, has_script=pair is not None, by=by, at=at)


def _knocks(home: Collective, turf: Turf, bruno: User, share: float, at: datetime) -> None:
    chance = random.Random(turf.name)
    doors = list(turf.doors.order_by("order"))
    heard = iter(cast.GRIEVANCES if share < 1 else cast.GRIEVANCES[4:] + cast.GRIEVANCES[:2])
    promises = iter(PROMISES if share == 1 else [])
    for door in doors[: round(len(doors) * share)]:
        result = chance.choices(["not_home", "spoke", "refused", "come_back"], [45, 35, 8, 12])[0]
        body: dict[str, Any] = {
            "turf": str(turf.pk),
            "dwelling": str(door.dwelling_id),
            "result": result,
        }
        if result == "spoke":
            body["answers"] = _answers(chance)
            if chance.random() < 0.35:
                topic, language, words = next(heard, ("other", "en", ""))
                body["grievance"] = {"words": words, "topic": topic, "language": language}
                body["promise"] = {"words": next(promises, "")}
        elif result == "come_back" and chance.random() < 0.4:
            body["speaks"] = chance.choice(["ht", "pt", "km"])
        elif result == "not_home" and chance.random() < 0.06:
            body["marks"] = ["dog"]
        made_at = at - timedelta(minutes=chance.randrange(180, 2400))
        envelope = Envelope(uuid.uuid4(), "attempt", body, made_at)
        receive(envelope=envelope, collective=home, user=bruno, at=at)


def _answers(chance: random.Random) -> dict[str, str]:
    if chance.random() < 0.15:
        return {}
    cold = chance.random() < 0.45
    found = {"q1": "a2" if cold else "a1", "q3": chance.choice(["a1", "a1", "a2", "a3"])}
    return {**found, "q2": "The landlord"} if cold else found
