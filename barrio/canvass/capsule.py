"""What a phone carries of a turf: need-to-know only, to be locked under a key that ends.

The phone keeps it encrypted under a key of two parts: a PIN that the canvasser chooses, and a
share that the server gives only while the shift lasts and that lives in the page's memory.
"""

import base64
from typing import Any

from django.conf import settings
from django.utils import translation

from barrio.canvass.enums import Result
from barrio.canvass.knocks import intake_key
from barrio.canvass.models import Assignment, Turf
from barrio.canvass.queries import Door, doors_of
from barrio.core import crypto
from barrio.grievances.enums import Topic
from barrio.runtime.keyring import keyring
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
        "questions": _questions(turf),
        "doors": [_door(door) for door in doors_of(turf)],
    }


def _questions(turf: Turf) -> list[dict[str, Any]]:
    codes = [code for code, _name in settings.LANGUAGES]
    return [
        {
            "key": question["key"],
            "text": {code: question["text"].get(code, "") for code in codes},
        }
        for question in turf.canvass.questions
    ]


def _door(door: Door) -> dict[str, Any]:
    dwelling = door.dwelling
    return {
        "id": str(dwelling.pk),
        "address": dwelling.address,
        "building": f"{dwelling.street_id}|{dwelling.number}",
        "at": [round(dwelling.lat, 5), round(dwelling.lon, 5)],
        "names": door.first_names,
        "languages": door.languages,
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
            }
    return found
