"""Two councils and the commune above them: three bodies of one server, each with its roll."""

import pytest

from barrio.federation.actions import deciding, delegates, documents, linking, ratifying
from barrio.federation.models import Seat, UpperItem, UpperResult
from tests.bodies import Body, make_body


def introduce(one: Body, other: Body, at, url: str = "") -> None:
    """Cards exchanged, keys compared by both."""
    for mine, theirs in ((one, other), (other, one)):
        sister = documents.meet(
            collective=mine.collective, text=documents.card(theirs.collective, url, at),
            by=mine.by, at=at,
        )  # fmt: skip
        documents.compare(sister=sister, by=mine.by, at=at)


def join(below: Body, above: Body, at) -> None:
    """Cards, the council's act, and the commune's welcome."""
    introduce(below, above, at)
    linking.ask_to_join(sister=below.sister(above), act=below.act("Join"), by=below.by, at=at)
    linking.answer_join(link=above.link(below), welcome=True, by=above.by, at=at)


@pytest.fixture
def commune(keys, at):
    body = make_body("River Commune", at, people=0)
    linking.set_terms(
        collective=body.collective, people_per_seat=2, most_seats=3, ratified_below=True,
        answer_days=30, act=None, by=body.by, at=at,
    )  # fmt: skip
    return body


@pytest.fixture
def north(keys, at):
    return make_body("North Council", at)


@pytest.fixture
def south(keys, at):
    return make_body("South Council", at)


@pytest.fixture
def federation(north, south, commune, at):
    """Both councils linked to the commune."""
    for council in (north, south):
        join(council, commune, at)
    return commune


def name(council, commune, seat, person, at, act=None, alternate=False):
    return delegates.name_delegate(
        link=council.link(commune), person=person, seat=seat, is_alternate=alternate,
        act=act or council.act(f"Delegate {seat}"), by=council.by, at=at,
    )  # fmt: skip


@pytest.fixture
def delegation(federation, north, south, at):
    """One delegate of each council, in seat 1."""
    return [name(body, federation, 1, body.people[0], at) for body in (north, south)]


@pytest.fixture
def motion(federation, delegation, north, at):
    """Announced above, told below."""
    assembly = federation.convene("Bus line")
    found = federation.put(assembly, "Bus line")
    deciding.send_agenda(assembly=assembly, by=federation.by, at=at)
    return found


def item_of(council, motion):
    return UpperItem.objects.get(collective=council.collective, motion=motion.pk)


def mandate(council, motion, at, strength="bound", choice="yes"):
    return deciding.give_mandate(
        item=item_of(council, motion), act=council.act("Mandate"), strength=strength,
        choice=choice, said="Ask for the night bus", by=council.by, at=at,
    )  # fmt: skip


def seats_of(commune):
    return {
        row.link.sister.body: row.person_id
        for row in Seat.objects.filter(collective=commune.collective, ended_on=None)
    }


def vote_above(commune, motion, north, south, one="yes", other="yes"):
    seats = seats_of(commune)
    said = {seats[north.collective.pk]: one, seats[south.collective.pk]: other}
    then = commune.open(motion.item.assembly)
    return commune.by_name(motion, then, said), then


def result_of(council, motion):
    return UpperResult.objects.get(item=item_of(council, motion))


def results(motion):
    return UpperResult.objects.filter(item__motion=motion.pk)


def answer(council, motion, at, ratified):
    return ratifying.ratify(
        result=result_of(council, motion), is_ratified=ratified, act=council.act("Answer"),
        by=council.by, at=at,
    )  # fmt: skip
