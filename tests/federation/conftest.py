"""Two councils and the commune above them: three bodies of one server, each with its roll."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from barrio.accounts.actions import found_collective, grant_role, make_user
from barrio.accounts.enums import Role
from barrio.accounts.models import Collective
from barrio.assemblies.actions import convening, motions, presence, roll, rules, voting
from barrio.assemblies.enums import Arrival, Belonging, Matter, Method
from barrio.assemblies.models import Act, Assembly, Motion
from barrio.assemblies.presets import RULES
from barrio.core.actors import SYSTEM, Actor, user_actor
from barrio.federation.actions import deciding, delegates, documents, linking, ratifying
from barrio.federation.models import Link, Seat, Sister, UpperItem, UpperResult
from barrio.people.actions import add_person
from barrio.people.models import Person
from tests.cast import day_of

MINUTE = timedelta(minutes=1)
COUNT = {"at_least": 1, "percent": 0, "after_minutes": 0}


@dataclass
class Body:
    """A collective whose assembly decides, in a few lines of a test."""

    collective: Collective
    by: Actor
    by_teller: Actor
    people: list[Person]
    at: object

    def convene(self, *titles: str, matter: str = Matter.ORDINARY) -> Assembly:
        found = convening.convene(
            collective=self.collective,
            title={"en": "Assembly", "es": "Asamblea"},
            place="Hall",
            starts_at=self.at + timedelta(days=7),
            items=[convening.Item({"en": t, "es": t}, matter) for t in titles],
            by=self.by,
            at=self.at,
        )
        convening.give_notice(
            assembly=found, how="poster", given_on=day_of(self.at), by=self.by, at=self.at
        )
        return found

    def put(self, assembly: Assembly, title: str = "Water") -> Motion:
        return motions.put_motion(
            item=assembly.items.first(), title={"en": title}, texts={"en": f"{title} for all"},
            by=self.by, at=self.at,
        )  # fmt: skip

    def open(self, assembly: Assembly, people: list[Person] | None = None) -> object:
        """In session with everybody there; when it opened."""
        then = assembly.starts_at
        entries = assembly.snapshot.entries.values_list("person_id", flat=True)
        for person_id in [p.pk for p in people] if people else entries:
            presence.come(
                assembly=assembly, person_id=person_id, how=Arrival.NAME, by=self.by, at=then
            )
        presence.open_session(assembly=assembly, by=self.by, at=then + timedelta(minutes=1))
        return then + timedelta(minutes=2)

    def decide(self, motion: Motion, then: object, *, yes: int = 3, no: int = 0) -> Act | None:
        vote = voting.open_vote(motion=motion, method=Method.HANDS, by=self.by, at=then)
        for teller in (self.by, self.by_teller):
            voting.hand_in_count(vote=vote, yes=yes, no=no, by=teller, at=then + MINUTE)
        return Act.objects.filter(vote=vote).first()

    def by_name(self, motion: Motion, then: object, said: dict) -> Act | None:
        vote = voting.open_vote(motion=motion, method=Method.NOMINAL, by=self.by, at=then)
        for person_id, choice in said.items():
            voting.cast_by_name(
                vote=vote, person_id=person_id, choice=choice, by=self.by, at=then + MINUTE
            )
        voting.close_named(vote=vote, by=self.by, at=then + 2 * MINUTE)
        return Act.objects.filter(vote=vote).first()

    def act(self, title: str = "Water") -> Act:
        """An assembly of its own that adopts one text."""
        assembly = self.convene(title)
        motion = self.put(assembly, title)
        then = self.open(assembly)
        found = self.decide(motion, then)
        presence.close_session(assembly=assembly, by=self.by, at=then + timedelta(hours=1))
        return found

    def sister(self, other: "Body") -> Sister:
        return Sister.objects.get(collective=self.collective, body=other.collective.pk)

    def link(self, other: "Body") -> Link:
        return Link.objects.get(collective=self.collective, sister=self.sister(other))


def make_body(name: str, at, *, people: int = 3, ready: bool = True) -> Body:
    slug = name.lower().replace(" ", "-")
    keeper, teller = (
        make_user(handle=f"{slug}-{n}", password=None, language="en", by=SYSTEM, at=at)
        for n in "ab"
    )
    by = user_actor(keeper)
    collective = found_collective(name=name, slug=slug, kind="council", by=by, at=at)
    for user in (keeper, teller):
        for role in (Role.ORGANIZER, Role.SPOKESPERSON):
            grant_role(user=user, collective=collective, role=role, by=by, at=at)
    values = {**RULES["communal_council"], "calls": [COUNT], "residence_days": 0}
    rule_set = rules.draft_rules(
        collective=collective, preset="communal_council", values=values, by=by, at=at
    )
    rules.begin_with(rule_set=rule_set, by=by, at=at)
    body = Body(collective, by, user_actor(teller), [], at)
    for n in range(people):
        person = add_person(collective=collective, name=f"{name} {n}", language="es", by=by, at=at)
        roll.enter_on_roll(
            person=person, belonging=Belonging.LIVES, since=date(2020, 1, 1), votes_from=None,
            by=by, at=at,
        )  # fmt: skip
        body.people.append(person)
    return body


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
