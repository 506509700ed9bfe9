"""What a phone writes down at a door, taken in once: the knock, the grievance, the sign-up."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from django.db import transaction

from barrio.accounts.models import Collective, User
from barrio.audit.actions import record
from barrio.canvass.at_the_door import (
    found_door,
    language_spoken,
    promise_of,
    put_marks,
    take_marks_back,
)
from barrio.canvass.enums import Result
from barrio.canvass.models import Attempt, Turf, TurfDoor, Walker
from barrio.canvass.permissions import may_still_sync
from barrio.canvass.sign_ups import take_sign_ups
from barrio.comms.actions.subscribers import subscribe
from barrio.comms.enums import Channel, TopicKind
from barrio.core import crypto
from barrio.core.actors import Actor, user_actor
from barrio.core.clock import local_date
from barrio.core.geo import ring, subscription_cell
from barrio.core.text import may_be_one_name, normal_email, normal_phone, squeeze, storable
from barrio.grievances.actions import hear_grievance
from barrio.grievances.enums import Topic
from barrio.people.actions import add_contact, add_person, record_consent, touch
from barrio.people.enums import ConsentHow, ContactKind, Purpose
from barrio.people.models import Person
from barrio.people.queries import dwelling_token, find_by_contact, residents_by_token
from barrio.places.models import Dwelling
from barrio.runtime.keyring import keyring
from barrio.runtime.sealed import keyed_token
from barrio.sync.envelopes import Envelope, EnvelopeRefused, EnvelopeTooEarly
from barrio.sync.sealing import SealedDoesNotOpen, binding, open_from_phone, private_key

CLOCK_SLACK = timedelta(hours=1)
LANGUAGES = {"en", "es"}
CONTACT_FIELDS = ("name", "phone", "email", "language")


def take_knock(*, envelope: Envelope, collective: Collective, user: User, at: datetime) -> str:
    """Handler of ``attempt`` envelopes. Raises `EnvelopeRefused` with a code.

    A sealed one cannot go back to the phone, which no longer reads it: a contact that cannot be
    right is kept with the knock, and the code ``contact_to_mend`` says so.
    """
    turf, body, was_sealed = _opened(envelope, collective, user, at)
    by = user_actor(user)
    dwelling = found_door(body, turf, by, at) or _dwelling(body, turf)
    result = body.get("result")
    if result not in Result.values:
        raise EnvelopeRefused("unknown_result")
    speaks, (promise, promise_by) = language_spoken(body), promise_of(body, at)
    made_at = envelope.made_at if envelope.made_at and envelope.made_at <= at + CLOCK_SLACK else at
    corrected = _corrected(body, turf, dwelling, user)
    attempt = Attempt(
        id=envelope.id,
        key_id=turf.pk,
        collective=collective,
        turf=turf,
        dwelling=dwelling,
        by=user,
        result=result,
        made_at=made_at,
        device_at=envelope.device_at,
        received_at=at,
        supersedes=corrected,
        walker=_walker(body, turf),
        speaks=bool(speaks),
        promised=bool(promise),
        promise_by=promise_by,
    )
    key = _key_of(turf)
    note = str(body.get("note", ""))[:2000]
    attempt.seal(key, answers=_answers(body), note=note, speaks=speaks, promise=promise)
    put_marks(attempt, body, by, at)
    attempt.save(force_insert=True)
    if corrected:
        _take_back(corrected, by, at)
    _audit(attempt, by, at, verb="attempt.record")
    person, problem = _sign_up_or_keep(body, attempt, key, was_sealed, by, at)
    _hear(body, attempt, person, by, at)
    return problem


def take_undo(*, envelope: Envelope, collective: Collective, user: User, at: datetime) -> str:
    """Handler of ``undo`` envelopes: a knock of one's own no longer counts; its row stays."""
    turf, body, _was_sealed = _opened(envelope, collective, user, at)
    attempt = Attempt.objects.filter(pk=_uuid(body.get("attempt")), turf=turf, by=user).first()
    if attempt is None:
        raise EnvelopeTooEarly("attempt_not_here_yet")
    if attempt.undone_at is None:
        _take_back(attempt, user_actor(user), at)
        _restore(attempt.supersedes, user_actor(user), at)
        _audit(attempt, user_actor(user), at, verb="attempt.undo")
    return ""


@transaction.atomic
def mend_contact(*, attempt: Attempt, by: Actor, at: datetime) -> None:
    """The contact written down at a door was put right elsewhere: what was typed is forgotten."""
    attempt.seal(contact={})
    attempt.to_mend = False
    attempt.save(update_fields=["sealed", "to_mend"])
    _audit(attempt, by, at, verb="attempt.mend")


def intake_key(turf: Turf) -> ec.EllipticCurvePrivateKey:
    """What phones seal a turf's envelopes to. It dies with the turf's data key."""
    return private_key(crypto.derive(_key_of(turf), "intake"))


def _key_of(turf: Turf) -> bytes:
    key = keyring.keys([turf.pk]).get(turf.pk)
    if key is None:
        raise EnvelopeRefused("turf_erased")
    return key


def _opened(envelope: Envelope, collective: Collective, user: User, at: datetime) -> tuple:
    """Its turf, the body in clear, and whether it came sealed."""
    if "sealed" not in envelope.body:
        return (
            _turf(envelope.body.get("turf"), collective, user, at),
            storable(envelope.body),
            False,
        )
    to = str(envelope.body["to"])
    turf = _turf(to, collective, user, at)
    aad = binding(envelope.id, envelope.kind, to)
    try:
        body = open_from_phone(intake_key(turf), str(envelope.body["sealed"]), aad=aad)
    except SealedDoesNotOpen:
        raise EnvelopeRefused("does_not_open") from None
    return turf, storable(body), True


def _corrected(body: dict, turf: Turf, dwelling: Dwelling, user: User) -> Attempt | None:
    """The knock of one's own that this one puts right, unless something has already."""
    if not body.get("supersedes"):
        return None
    earlier = Attempt.objects.filter(pk=_uuid(body["supersedes"]), turf=turf, by=user).first()
    if earlier is None:
        raise EnvelopeTooEarly("attempt_not_here_yet")
    free = earlier.dwelling_id == dwelling.pk and not hasattr(earlier, "superseded_by")
    return earlier if free else None


def _take_back(attempt: Attempt, by: Actor, at: datetime) -> None:
    attempt.undone_at = attempt.undone_at or at
    attempt.save(update_fields=["undone_at"])
    take_marks_back(attempt, by, at)


def _restore(corrected: Attempt | None, by: Actor, at: datetime) -> None:
    """A correction was taken back: what it had put right counts again, as on the phone."""
    if corrected is None:
        return
    marks, corrected.marks = corrected.marks, []
    put_marks(corrected, {"marks": marks}, by, at)
    corrected.undone_at = None
    corrected.save(update_fields=["undone_at", "marks"])


def _sign_up_or_keep(body, attempt, key, was_sealed, by, at) -> tuple[Person | None, str]:
    """The person who signed up, if any; and a code where their contact has to be mended."""
    try:
        with transaction.atomic():
            return _sign_up(body, attempt, by, at), ""
    except EnvelopeRefused as refusal:
        if not was_sealed:
            raise
        if str(refusal) == "no_consent":
            return None, ""  # without a yes nothing of it is kept
        typed = {name: str(body["sign_up"].get(name, ""))[:254] for name in CONTACT_FIELDS}
        attempt.seal(key, contact=typed)
        attempt.to_mend = True
        attempt.save(update_fields=["sealed", "to_mend"])
        return None, "contact_to_mend"


def _turf(turf_id: Any, collective: Collective, user: User, at: datetime) -> Turf:
    turf = Turf.objects.filter(pk=_uuid(turf_id), collective=collective).first()
    if turf is None or not may_still_sync(user, turf, at):
        raise EnvelopeRefused("not_your_turf")
    return turf


def _dwelling(body: dict, turf: Turf) -> Dwelling:
    """A door of the turf, or of its canvass: it may have been cut anew during the walk."""
    door = (
        TurfDoor.objects.filter(canvass=turf.canvass_id, dwelling_id=_uuid(body.get("dwelling")))
        .select_related("dwelling__street")
        .first()
    )
    if door is None:
        raise EnvelopeRefused("door_not_in_turf")
    return door.dwelling


def _walker(body: dict, turf: Turf) -> Walker | None:
    """Who of today's walkers knocked, where one phone writes for several."""
    if not body.get("walker"):
        return None
    rows = Walker.objects.filter(launch__canvass=turf.canvass_id)
    return rows.filter(pk=_uuid(body["walker"])).first()


def _uuid(value: Any) -> uuid.UUID:
    try:
        return uuid.UUID(str(value))
    except ValueError:
        raise EnvelopeRefused("bad_id") from None


def _answers(body: dict) -> dict[str, str]:
    answers = body.get("answers")
    if not isinstance(answers, dict):
        return {}
    return {str(k)[:40]: str(v)[:200] for k, v in list(answers.items())[:50]}


def _sign_up(body: dict, attempt: Attempt, by: Actor, at: datetime) -> Person | None:
    """Somebody who gave a way to reach them and said yes; nobody else gets a record."""
    sign_up = body.get("sign_up")
    if not isinstance(sign_up, dict) or not (sign_up.get("phone") or sign_up.get("email")):
        return None
    wants_alerts = sign_up.get("consent") is True
    may_organise = sign_up.get("may_organise") is True
    if not (wants_alerts or may_organise):
        raise EnvelopeRefused("no_consent")
    collective = attempt.collective
    kind, channel, value = _contact(sign_up, collective)
    language = sign_up.get("language") if sign_up.get("language") in LANGUAGES else "en"
    person = _known_or_new(collective, kind, value, language, sign_up, attempt.dwelling, by, at)
    if wants_alerts:
        _agrees(person, Purpose.ALERTS, language, by, at)
        _subscribe(person, attempt, channel, value, language, by, at)
    if may_organise:
        _agrees(person, Purpose.ORGANISING, language, by, at)
        wants = sign_up.get("wants")
        take_sign_ups(wants if isinstance(wants, list) else [], person, attempt, by, at)
    touch(
        person=person,
        kind="knock",
        on=local_date(at, collective.time_zone),
        origin_kind="attempt",
        origin_id=keyed_token(collective.pk, "attempt", attempt.pk),
        outcome=attempt.result,
    )
    return person


def _agrees(person: Person, purpose: str, language: str, by: Actor, at: datetime) -> None:
    record_consent(
        person=person,
        purpose=purpose,
        given=True,
        how=ConsentHow.FACE_TO_FACE,
        language=language,
        by=by,
        at=at,
    )


def _subscribe(
    person: Person,
    attempt: Attempt,
    channel: str,
    value: str,
    language: str,
    by: Actor,
    at: datetime,
) -> None:
    centre = subscription_cell(attempt.dwelling.lat, attempt.dwelling.lon)
    subscribe(
        collective=attempt.collective,
        language=language,
        topic=TopicKind.ALERTS,
        cells=[*ring(centre, 0), *ring(centre, 1)],
        channel=channel,
        address=value,
        confirmed=True,
        person=person,
        by=by,
        at=at,
    )


def _contact(sign_up: dict, collective: Collective) -> tuple[str, str, str]:
    try:
        if sign_up.get("phone"):
            phone = normal_phone(str(sign_up["phone"]), collective.country)
            return ContactKind.PHONE, Channel.SMS, phone
        return ContactKind.EMAIL, Channel.EMAIL, normal_email(str(sign_up["email"]))
    except ValueError:
        raise EnvelopeRefused("bad_phone" if sign_up.get("phone") else "bad_email") from None


def _known_or_new(collective, kind, value, language, sign_up, dwelling, by, at) -> Person:
    known = [p for p in find_by_contact(collective.pk, kind, value) if p.erased_on is None]
    name = squeeze(str(sign_up.get("name", "")))[:200]
    same = next((p for p in known if may_be_one_name(name, p.personal["name"])), None)
    if same:
        return same
    resident = _resident_named(collective, dwelling, name)
    if resident:
        add_contact(person=resident, kind=kind, value=value, by=by, at=at)
        return resident
    contact = {"phone" if kind == ContactKind.PHONE else "email": value}
    return add_person(
        collective=collective,
        name=name,
        language=language,
        dwelling=dwelling,
        by=by,
        at=at,
        **contact,
    )


def _resident_named(collective: Collective, dwelling: Dwelling, name: str) -> Person | None:
    token = dwelling_token(collective.pk, dwelling.pk)
    residents = residents_by_token(collective.pk, [token]).get(token, [])
    return next((p for p in residents if name and p.name.casefold() == name.casefold()), None)


def _hear(body: dict, attempt: Attempt, person: Person | None, by: Actor, at: datetime) -> None:
    grievance = body.get("grievance")
    if not isinstance(grievance, dict):
        return
    words = str(grievance.get("words", "")).strip()[:4000]
    if not words:
        return
    topic = grievance.get("topic")
    language = grievance.get("language")
    hear_grievance(
        collective=attempt.collective,
        words=words,
        topic=topic if topic in Topic.values else Topic.OTHER,
        language=language if language in LANGUAGES else "en",
        shared_by=str(grievance.get("shared_by", ""))[:200],
        encounter_kind="attempt",
        encounter_id=attempt.pk,
        cell=subscription_cell(attempt.dwelling.lat, attempt.dwelling.lon),
        person=person,
        by=by,
        at=at,
    )


def _audit(attempt: Attempt, by: Actor, at: datetime, verb: str) -> None:
    # A keyed token, not the id: the entry's time must not lead from a person to a door.
    record(
        collective_id=attempt.collective_id,
        by=by,
        at=at,
        verb=verb,
        subject_kind="attempt",
        subject_id=keyed_token(attempt.collective_id, "attempt", attempt.pk),
        result=attempt.result,
    )
