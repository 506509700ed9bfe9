"""The link with which somebody without an account says “I am here” and votes on their phone."""

import hmac
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barrio.assemblies.actions.presence import NotOnTheRoll, come
from barrio.assemblies.enums import Arrival
from barrio.assemblies.models import Assembly, HallPass, Presence, SnapshotEntry
from barrio.assemblies.recording import record_for
from barrio.core.actors import Actor
from barrio.core.clock import local_date
from barrio.core.errors import Refused
from barrio.paper.codes import ALPHABET
from barrio.runtime.keyring import keyring

MINUTES = 2  # a code on the wall is good for these, and for as many after
CODE_LENGTH = 5


class WrongWallCode(Refused):
    """Translated at use; see the message given."""


@transaction.atomic
def give_pass(*, assembly: Assembly, person_id: Any, by: Actor, at: datetime) -> HallPass:
    """A new link; one given before opens nothing any more. Raises `NotOnTheRoll`."""
    on_roll = SnapshotEntry.objects.filter(snapshot=assembly.snapshot_id, person_id=person_id)
    if not on_roll.exists():
        raise NotOnTheRoll(_("They were not on the roll when the assembly was convened."))
    assembly.passes.filter(person_id=person_id).delete()
    row = HallPass(
        collective_id=assembly.collective_id,
        assembly=assembly,
        person_id=person_id,
        given_on=local_date(at, assembly.collective.time_zone),
        by_id=by.user_id,
    )
    row.full_clean()
    row.save(force_insert=True)
    record_for(assembly, by, at, "assembly.give_pass")
    return row


def wall_code(assembly: Assembly, at: datetime) -> str:
    """What the wall shows now: who can type it is in the hall."""
    return _code(assembly, int(at.timestamp()) // (60 * MINUTES))


def _code(assembly: Assembly, window: int) -> str:
    mac = hmac.digest(keyring.system_key("hall"), f"{assembly.pk}|{window}".encode(), "sha256")
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in mac[:CODE_LENGTH])


def is_wall_code(assembly: Assembly, typed: str, at: datetime) -> bool:
    now = int(at.timestamp()) // (60 * MINUTES)
    text = "".join(typed.split()).upper().replace("I", "1").replace("L", "1")
    return any(hmac.compare_digest(_code(assembly, n), text) for n in (now, now - 1)
               if text.isascii())  # fmt: skip


def come_by_code(*, hall_pass: HallPass, typed: str, by: Actor, at: datetime) -> Presence:
    """In the hall, with their own phone. Raises `WrongWallCode`."""
    if not is_wall_code(hall_pass.assembly, typed, at):
        raise WrongWallCode(
            _("That is not the code on the wall now. It changes every two minutes.")
        )
    return come(
        assembly=hall_pass.assembly, person_id=hall_pass.person_id, how=Arrival.CODE, by=by, at=at
    )
