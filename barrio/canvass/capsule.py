"""What a phone carries of a turf: need-to-know only, to be locked under a key that ends.

The phone keeps it encrypted under a key of two parts: a PIN that the canvasser chooses, and a
share that the server gives only while the shift lasts and that lives in the page's memory.
"""

import base64
from typing import Any

from django.conf import settings
from django.utils import translation

from barrio.canvass.at_the_door import SPOKEN
from barrio.canvass.enums import Mark, Result
from barrio.canvass.knocks import intake_key
from barrio.canvass.models import Assignment, Launch, Turf, Walker
from barrio.canvass.queries import Door, doors_of
from barrio.canvass.sign_ups import offers_for
from barrio.core import crypto
from barrio.grievances.enums import Topic
from barrio.people.enums import Purpose
from barrio.people.queries import wording_text
from barrio.runtime.keyring import keyring
from barrio.runtime.sealed import open_all
from barrio.sync.sealing import public_point


def share_of(assignment: Assignment) -> str:
    """The server's part of the phone's key, in base64; of this shift alone."""
    key = keyring.keys([assignment.turf_id])[assignment.turf_id]
    return base64.b64encode(crypto.derive(key, f"share|{assignment.pk}")).decode()


def capsule_of(assignment: Assignment) -> dict[str, Any]:
    """The turf's doors and script, and the point to which the phone seals what it hears."""
    turf = assignment.turf
    return {
        "turf": str(turf.pk),
        "name": turf.name,
        "until": assignment.until.isoformat(),
        "point": base64.b64encode(public_point(intake_key(turf))).decode(),
        "opening": {code: turf.canvass.opening.get(code, "") for code, _name in settings.LANGUAGES},
        "questions": [question_in_full(q) for q in turf.canvass.questions],
        "offers": offers_for(turf.collective),
        "walkers": _walkers(turf),
        "trouble": _trouble(turf),
        "agree": _wordings(turf),
        "doors": [_door(door) for door in doors_of(turf)],
    }


def packed(capsule: dict[str, Any]) -> dict[str, Any]:
    """The capsule for the wire, a third as long: doors as rows, without what follows from them.

    Not compressed: compression beside a secret tells of it by its length.
    """
    rows = capsule["doors"]
    fields = [name for name in rows[0] if name != "building"] if rows else []
    streets = sorted({row["street"] for row in rows})
    number = {street: place for place, street in enumerate(streets)}
    short = ({**row, "street": number[row["street"]]} for row in rows)
    doors = [[row[name] for name in fields] for row in short]
    return {**capsule, "doors": {"fields": fields, "streets": streets, "rows": doors}}


def question_in_full(question: dict[str, Any]) -> dict[str, Any]:
    """A question of the script: its words, its answers, and which question each leads to.

    `next` is a key, `end`, or nothing for the one that follows.
    """
    return {
        "key": question["key"],
        "text": _in_each(question["text"]),
        "choices": [
            {
                "value": choice["value"],
                "text": _in_each(choice["text"]),
                "next": choice.get("next", ""),
            }
            for choice in question.get("choices", [])
        ],
    }


def _in_each(text: dict[str, str]) -> dict[str, str]:
    return {code: text.get(code, "") for code, _name in settings.LANGUAGES}


def _walkers(turf: Turf) -> list[dict[str, str]]:
    """Who is here today, so that one phone can write for several."""
    here = Walker.objects.filter(
        launch__canvass=turf.canvass_id, launch__closed_at__isnull=True, left_at__isnull=True
    )
    rows = open_all(here.select_related("user"))
    return sorted(
        ({"id": str(row.pk), "name": row.called} for row in rows), key=lambda row: row["name"]
    )


def _trouble(turf: Turf) -> str:
    """Whom to call when something goes wrong today."""
    launch = Launch.objects.filter(canvass=turf.canvass_id, closed_at__isnull=True).first()
    return str(launch.personal["trouble"]) if launch else ""


def _wordings(turf: Turf) -> dict[str, dict[str, str]]:
    """What is asked before a contact is kept, by purpose and language, as it is recorded."""
    return {
        purpose: {
            code: wording_text(turf.collective, purpose, code) for code, _name in settings.LANGUAGES
        }
        for purpose in (Purpose.ALERTS, Purpose.ORGANISING)
    }


def _door(door: Door) -> dict[str, Any]:
    dwelling = door.dwelling
    return {
        "id": str(dwelling.pk),
        "address": dwelling.address,
        "building": f"{dwelling.street_id}|{dwelling.number}",
        "at": [round(dwelling.lat, 5), round(dwelling.lon, 5)],
        "names": door.first_names,
        "languages": door.languages,
        "speaks": door.speaks,
        "caution": dwelling.caution,
        "street": str(dwelling.street_id),
        "number": dwelling.number,
        "unit": dwelling.unit,
        "last": door.last_result,
        "attempts": door.attempts,
    }


def choices_by_language() -> dict[str, dict[str, Any]]:
    """What came of a knock and what a grievance is about, in each language."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = {
                "results": {value: str(label) for value, label in Result.choices},
                "topics": {value: str(label) for value, label in Topic.choices},
                "marks": {value: str(label) for value, label in Mark.choices},
                "spoken": {value: str(label) for value, label in SPOKEN.items()},
            }
    return found
