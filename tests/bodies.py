"""A collective whose assembly decides, in a few lines of a test."""

from dataclasses import dataclass
from datetime import date, timedelta

from barrio.accounts.actions import found_collective, grant_role, make_user
from barrio.accounts.enums import Role
from barrio.accounts.models import Collective
from barrio.assemblies.actions import convening, motions, presence, roll, rules, voting
from barrio.assemblies.enums import Arrival, Belonging, Matter, Method
from barrio.assemblies.models import Act, Assembly, Motion
from barrio.assemblies.presets import RULES
from barrio.assemblies.queries import present_now
from barrio.core.actors import SYSTEM, Actor, user_actor
from barrio.federation.models import Link, Sister
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

    def decide(
        self, motion: Motion, then: object, *, yes: int | None = None, no: int = 0
    ) -> Act | None:
        yes = present_now(motion.item.assembly) if yes is None else yes
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
