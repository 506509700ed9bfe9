from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from barrio.canvass.actions import open_canvass
from barrio.core.actors import user_actor
from barrio.people.actions import add_person, record_consent
from barrio.people.enums import ConsentHow, Purpose
from barrio.phonebank import actions, views

TEXTS = {
    "en": "Hi {first_name}, will you come to the meeting on Thursday?",
    "es": "Hola {first_name}, ¿viene a la reunión del jueves?",
}
QUESTION = {
    "key": "q1",
    "text": {"en": "Will you come?", "es": "¿Vendrá?"},
    "choices": [
        {"value": "yes", "text": {"en": "Yes", "es": "Sí"}, "next": ""},
        {"value": "no", "text": {"en": "No", "es": "No"}, "next": ""},
    ],
}
FREE = {"key": "q2", "text": {"en": "Who should repair it?", "es": "¿Quién?"}, "choices": []}


@pytest.fixture
def at(home):
    """A Monday at noon where the collective lives."""
    return datetime(2025, 11, 24, 12, 0, tzinfo=ZoneInfo(home.time_zone))


@pytest.fixture(autouse=True)
def clock(monkeypatch, at):
    """Pages read the same noon."""
    monkeypatch.setattr(views, "now", lambda: at)


@pytest.fixture
def by_bruno(cast):
    return user_actor(cast.bruno)


@pytest.fixture
def canvass(home, cast, by_ana, at):
    return open_canvass(
        collective=home, name="Round", opening={"en": "Hello", "es": "Buenas"},
        questions=[QUESTION, FREE], by=by_ana, at=at,
    )  # fmt: skip


@pytest.fixture
def neighbour(home, by_ana, at):
    """``neighbour("Hope")``: somebody with a number who agreed to be called."""
    numbers = iter(range(10, 99))

    def make(name, *, language="en", agreed=True, phone=None, **more):
        person = add_person(
            collective=home, name=name, language=language,
            phone=f"+121555501{next(numbers)}" if phone is None else phone,
            by=by_ana, at=at - timedelta(days=90), **more,
        )  # fmt: skip
        if agreed is not None:
            record_consent(
                person=person, purpose=Purpose.ORGANISING, given=agreed,
                how=ConsentHow.FACE_TO_FACE, by=by_ana, at=at - timedelta(days=90),
            )  # fmt: skip
        return person

    return make


@pytest.fixture
def make_bank(home, canvass, by_ana, at):
    def make(kind="call", name="Evening calls", **more):
        bank = actions.open_bank(
            collective=home, canvass=canvass, name=name, kind=kind, by=by_ana, at=at,
            texts=TEXTS if kind == "text" else {},
            **{"opens": time(10), "closes": time(20), **more},
        )  # fmt: skip
        actions.fill_bank(bank=bank, by=by_ana, at=at)
        return bank

    return make


@pytest.fixture
def hope(neighbour):
    return neighbour("Hope Nadal")


@pytest.fixture
def bank(hope, make_bank):
    return make_bank()


@pytest.fixture
def line(bank, by_bruno, at):
    """Hope, in Bruno's hands."""
    return actions.claim_next(bank=bank, language="en", by=by_bruno, at=at)
