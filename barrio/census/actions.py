"""Letters issued and withdrawn; challenges filed and answered."""

from datetime import date, datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from barrio.accounts.models import Collective
from barrio.assemblies.actions import roll
from barrio.assemblies.models import RollEntry
from barrio.assemblies.recording import record_for
from barrio.census.enums import ChallengeState, Claim
from barrio.census.models import Challenge, Letter
from barrio.census.queries import name_token, on_roll
from barrio.core.actors import Actor
from barrio.core.clock import local_date
from barrio.core.errors import Refused
from barrio.people.models import Person
from barrio.runtime.keyring import keyring

ANSWER_DAYS = 7  # by when a challenge is answered; an assembly's notice is seldom shorter


class NotOnTheRoll(Refused):
    """Translated at use; see the message given."""


class NoName(Refused):
    """Translated at use; see the message given."""


class AnsweredAlready(Refused):
    """Translated at use; see the message given."""


class NothingWrong(Refused):
    """Translated at use; see the message given."""


@transaction.atomic
def issue_letter(
    *, entry: RollEntry, address: str, purpose: str, good_until: date, by: Actor, at: datetime
) -> Letter:
    """Numbered within the year. Raises `NotOnTheRoll` or `NoName`."""
    Collective.objects.select_for_update().get(pk=entry.collective_id)
    entry.refresh_from_db(fields=["ended_on"])
    if entry.ended_on:
        raise NotOnTheRoll(_("They are not on the roll any more."))
    name = entry.person.name
    if not name:
        raise NoName(_("No name is known of this person: write it in their record first."))
    today, pk = local_date(at, entry.collective.time_zone), uuid4()
    letters = Letter.objects.filter(collective=entry.collective_id, year=today.year)
    letter = Letter(
        id=pk, key_id=pk, collective_id=entry.collective_id, person_id=entry.person_id,
        year=today.year, number=(letters.aggregate(last=Max("number"))["last"] or 0) + 1,
        belonging=entry.belonging, since=entry.since,
        name_token=name_token(pk, entry.collective_id, name), issued_on=today,
        good_until=good_until, issued_by_id=by.user_id,
    )  # fmt: skip
    key = keyring.create(pk, entry.collective_id)
    letter.seal(key, name=name, address=address, purpose=purpose)
    letter.full_clean(exclude=["sealed"])
    letter.save(force_insert=True)
    record_for(letter, by, at, "letter.issue", number=str(letter))
    return letter


@transaction.atomic
def withdraw_letter(*, letter: Letter, by: Actor, at: datetime) -> None:
    """It was made out wrongly, or lost. Twice is once."""
    today = local_date(at, letter.collective.time_zone)
    rows = Letter.objects.filter(pk=letter.pk, withdrawn_on__isnull=True)
    if rows.update(withdrawn_on=today):
        record_for(letter, by, at, "letter.withdraw", number=str(letter))


@transaction.atomic
def file_challenge(*, person: Person, claim: str, why: str, by: Actor, at: datetime) -> Challenge:
    """Raises `NothingWrong` where the roll is as they say it should be."""
    entries = RollEntry.objects.filter(collective=person.collective_id, person=person)
    listed = entries.filter(ended_on__isnull=True).exists()
    if listed != (claim == Claim.OFF):
        raise NothingWrong(_("They are on the roll.") if listed else _("They are not on the roll."))
    today, pk = local_date(at, person.collective.time_zone), uuid4()
    challenge = Challenge(
        id=pk, key_id=pk, collective_id=person.collective_id, person=person, claim=claim,
        filed_on=today, due_on=today + timedelta(days=ANSWER_DAYS), filed_by_id=by.user_id,
    )  # fmt: skip
    challenge.seal(keyring.create(pk, person.collective_id), why=why)
    challenge.full_clean(exclude=["sealed"])
    challenge.save(force_insert=True)
    record_for(challenge, by, at, "challenge.file", claim=claim)
    return challenge


@transaction.atomic
def answer_challenge(
    *, challenge: Challenge, state: str, answer: str, by: Actor, at: datetime,
    belonging: str = "", since: date | None = None, votes_from: date | None = None,
) -> None:  # fmt: skip
    """Upheld, the roll is mended with it: whoever does not belong leaves it, whoever was missing
    is entered with `belonging`, `since` and, too young to vote, `votes_from`.
    Raises `AnsweredAlready`.
    """
    fresh = Challenge.objects.select_for_update().get(pk=challenge.pk)
    if fresh.state != ChallengeState.OPEN:
        raise AnsweredAlready(_("This was answered already."))
    if state == ChallengeState.UPHELD:
        _mend_roll(challenge, belonging, since, votes_from, by, at)
    challenge.seal(answer=answer)
    challenge.state = state
    challenge.answered_on = local_date(at, challenge.collective.time_zone)
    challenge.answered_by_id = by.user_id
    challenge.full_clean(exclude=["sealed"])
    challenge.save(update_fields=["sealed", "state", "answered_on", "answered_by"])
    record_for(challenge, by, at, "challenge.answer", state=state)


def _mend_roll(
    challenge: Challenge, belonging: str, since: date | None, votes_from: date | None, by: Actor,
    at: datetime,
) -> None:  # fmt: skip
    entry = on_roll(challenge)
    today = local_date(at, challenge.collective.time_zone)
    if challenge.claim == Claim.OFF:
        if entry:
            roll.end_entry(entry=entry, on=today, by=by, at=at)
    elif entry is None:
        roll.enter_on_roll(
            person=challenge.person, belonging=belonging, since=since or today,
            votes_from=votes_from, by=by, at=at,
        )  # fmt: skip
