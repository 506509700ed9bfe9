"""A round of calls that is half done, and one of texts with a reply that waits."""

import random
import uuid
from datetime import datetime, time, timedelta

from barrio.accounts.models import Collective, User
from barrio.canvass.models import Canvass
from barrio.comms.actions.answers import take_inbound_text
from barrio.core.actors import Actor, user_actor
from barrio.core.clock import local_date, moments_of
from barrio.people.actions import record_consent
from barrio.people.enums import ConsentHow, Purpose
from barrio.people.models import Person
from barrio.phonebank.actions import claim_next, fill_bank, open_bank
from barrio.phonebank.calls import Heard, record_call, send_text
from barrio.phonebank.models import Bank

CALLED = 28
TEXTED = 8
TEXTS = {
    "en": "Hi {first_name}, neighbours of Norris Square here. We meet on heat and repairs this"
    " week. Shall we keep you a chair?",
    "es": "Hola {first_name}, somos del vecindario de Norris Square. Esta semana hay reunión por"
    " la calefacción. ¿Le guardamos una silla?",
}
OUTCOMES = ["no_answer", "spoke", "left_message", "refused", "call_back", "wrong_number"]
NOTES = ["Works nights; call after four.", "", "", "Le interesa ayudar con la comida.", ""]


def load_calls(home: Collective, users: dict[str, User], at: datetime) -> None:
    ana, bruno = user_actor(users["ana"]), user_actor(users["bruno"])
    chance = random.Random(11)
    _agreements(home, chance, ana, at)
    noon = _noon_before(home, at)
    canvass = Canvass.objects.filter(collective=home).order_by("name").first()
    if canvass is None:
        return
    _call(_bank(home, canvass, "Heat and repairs: calls", "call", ana, noon), bruno, chance, noon)
    _write(_bank(home, canvass, "Meeting this week: texts", "text", ana, noon), bruno, noon)


def _agreements(home: Collective, chance: random.Random, by: Actor, at: datetime) -> None:
    """Not everybody agreed to be called, as it is."""
    people = Person.objects.filter(collective=home, contact_points__kind="phone").distinct()
    for person in people.order_by("added_on", "pk"):
        if chance.random() < 0.4:
            record_consent(
                person=person,
                purpose=Purpose.ORGANISING,
                given=chance.random() < 0.9,
                how=ConsentHow.FACE_TO_FACE,
                by=by,
                at=at - timedelta(days=4),
            )


def _noon_before(home: Collective, at: datetime) -> datetime:
    day = local_date(at, home.time_zone) - timedelta(days=1)
    return moments_of(datetime.combine(day, time(12)), home.time_zone)[0]


def _bank(
    home: Collective, canvass: Canvass, name: str, kind: str, by: Actor, at: datetime
) -> Bank:
    bank = open_bank(
        collective=home,
        canvass=canvass,
        name=name,
        kind=kind,
        texts=TEXTS if kind == "text" else {},
        opens=time(0),  # whoever tries the demo may do so at night
        closes=time(23, 59),
        by=by,
        at=at,
    )
    fill_bank(bank=bank, by=by, at=at)
    return bank


def _call(bank: Bank, by: Actor, chance: random.Random, at: datetime) -> None:
    for number in range(CALLED):
        moment = at + timedelta(minutes=4 * number)
        line = claim_next(bank=bank, language="es" if number % 2 else "en", by=by, at=moment)
        if line is None:
            return
        outcome = chance.choices(OUTCOMES, [38, 34, 10, 8, 6, 4])[0]
        heard = Heard(
            note=chance.choice(NOTES),
            answers=_answers(bank, chance),
        )
        record_call(
            line=line,
            call_id=uuid.uuid4(),
            outcome=outcome,
            heard=heard,
            back_at=moment + timedelta(days=1) if outcome == "call_back" else None,
            by=by,
            at=moment,
        )


def _answers(bank: Bank, chance: random.Random) -> dict[str, str]:
    asked = [question for question in bank.canvass.questions if question.get("choices")]
    return {q["key"]: chance.choice(q["choices"])["value"] for q in asked}


def _write(bank: Bank, by: Actor, at: datetime) -> None:
    last = None
    for number in range(TEXTED):
        moment = at + timedelta(minutes=130 + number)
        line = claim_next(bank=bank, language="es", by=by, at=moment)
        if line is None:
            break
        send_text(line=line, call_id=uuid.uuid4(), by=by, at=moment)
        last = line
    if last is None:
        return
    take_inbound_text(
        collective=bank.collective,
        number=last.person.contact_points.filter(kind="phone").first().value,
        text="Sí, gracias. ¿Puedo llevar a mis nietos?",
        by=Actor("provider", "sms"),
        at=at + timedelta(minutes=150),
    )
