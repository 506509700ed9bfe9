"""Which letters are good, and which challenges wait."""

import uuid
from datetime import date

from django.db.models import QuerySet

from barrio.assemblies.enums import AssemblyState
from barrio.assemblies.models import Assembly, RollEntry
from barrio.census.enums import ChallengeState, Claim
from barrio.census.models import Challenge, Letter
from barrio.core.text import fold
from barrio.runtime.sealed import keyed_token


def name_token(letter_id: uuid.UUID, collective_id: uuid.UUID, name: str) -> str:
    """The same for names that differ in case, accents and spaces alone."""
    words = " ".join(fold(name).split())
    return keyed_token(collective_id, "letter-name", f"{letter_id}|{words}")


def bears(letter: Letter, name: str) -> bool:
    """Whether the letter was made out to that name."""
    return letter.name_token == name_token(letter.pk, letter.collective_id, name)


def still_belongs(letter: Letter) -> bool:
    entries = RollEntry.objects.filter(collective=letter.collective_id, person=letter.person_id)
    return entries.filter(ended_on__isnull=True, belonging=letter.belonging).exists()


def is_good(letter: Letter, today: date) -> bool:
    """Not withdrawn, not too old, and whoever it is about is still on the roll."""
    return _in_force(letter, today) and still_belongs(letter)


def with_good(letters: list[Letter], today: date) -> list[tuple[Letter, bool]]:
    """Each with whether it is good, with one look at the roll."""
    people = [letter.person_id for letter in letters]
    rows = RollEntry.objects.filter(person_id__in=people, ended_on__isnull=True)
    on_it = set(rows.values_list("collective_id", "person_id", "belonging"))
    return [
        (
            letter,
            (letter.collective_id, letter.person_id, letter.belonging) in on_it
            and _in_force(letter, today),
        )
        for letter in letters
    ]


def _in_force(letter: Letter, today: date) -> bool:
    return not letter.withdrawn_on and today <= letter.good_until


def letters_of(collective_id: uuid.UUID) -> QuerySet[Letter]:
    return Letter.objects.filter(collective=collective_id)


def waiting(collective_id: uuid.UUID) -> QuerySet[Challenge]:
    rows = Challenge.objects.filter(collective=collective_id, state=ChallengeState.OPEN)
    return rows.select_related("person")


def answered(collective_id: uuid.UUID) -> QuerySet[Challenge]:
    rows = Challenge.objects.filter(collective=collective_id, answered_on__isnull=False)
    return rows.select_related("person").order_by("-answered_on", "-filed_on")


def on_roll(challenge: Challenge) -> RollEntry | None:
    rows = RollEntry.objects.filter(collective=challenge.collective_id, person=challenge.person_id)
    return rows.filter(ended_on__isnull=True).first()


def frozen_without(challenge: Challenge) -> list[Assembly]:
    """Convened assemblies whose frozen roll does not have what was found right."""
    if challenge.state != ChallengeState.UPHELD:
        return []
    rows = Assembly.objects.filter(
        collective=challenge.collective_id, state=AssemblyState.CONVENED, presences__isnull=True
    ).select_related("snapshot")
    wants = challenge.claim == Claim.ON
    return [
        row
        for row in rows
        if row.snapshot.entries.filter(person_id=challenge.person_id).exists() != wants
    ]
