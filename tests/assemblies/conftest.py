"""A council of ten on the roll, with rules, an assembly on its day, and people in the hall."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from barrio.assemblies.actions import (
    ballots,
    convening,
    motions,
    options,
    presence,
    roll,
    rules,
    voting,
)
from barrio.assemblies.actions.terms import Terms
from barrio.assemblies.enums import Arrival, Belonging, Matter, Method
from barrio.assemblies.presets import RULES
from barrio.core.actors import link_actor, user_actor
from barrio.people.actions import add_person
from tests.cast import day_of

NAMES = ("Rosa", "Tomás", "Hope", "Luz", "Iván", "Marisol", "Pedro", "Nadia", "Quique", "Vera")


@pytest.fixture
def by_ernesto(cast):
    return user_actor(cast.ernesto)


@pytest.fixture
def by_flor(cast):
    return user_actor(cast.flor)


@pytest.fixture
def rule_set(home, by_ana, at):
    found = rules.draft_rules(
        collective=home,
        preset="communal_council",
        values=dict(RULES["communal_council"]),
        by=by_ana,
        at=at,
    )
    rules.begin_with(rule_set=found, by=by_ana, at=at)
    return found


@pytest.fixture
def neighbours(home, by_ana, at):
    """Ten people; the last, Vera, comes of age years from now."""
    people = [
        add_person(collective=home, name=name, language="es", by=by_ana, at=at) for name in NAMES
    ]
    for person in people:
        roll.enter_on_roll(
            person=person,
            belonging=Belonging.LIVES,
            since=date(2020, 1, 1),
            votes_from=date(2090, 1, 1) if person is people[-1] else None,
            by=by_ana,
            at=at,
        )
    return people


def item(title="Water", matter=Matter.ORDINARY):
    return convening.Item({"en": title, "es": title}, matter)


@pytest.fixture
def assembly(home, rule_set, neighbours, by_ana, at):
    """Convened for a week from now, with one item, and announced today."""
    found = convening.convene(
        collective=home,
        title={"en": "November assembly", "es": "Asamblea de noviembre"},
        place="Norris Sq, by the swings",
        starts_at=at + timedelta(days=7),
        items=[item()],
        by=by_ana,
        at=at,
    )
    convening.give_notice(
        assembly=found, how="poster", given_on=day_of(at), by=by_ana, at=at
    )  # fmt: skip
    return found


@pytest.fixture
def hall(assembly, neighbours, by_ana, by_ernesto, by_flor):
    """What happens in the assembly, minute by minute."""

    class Hall(SimpleNamespace):
        def later(self, minutes=1):
            self.at += timedelta(minutes=minutes)
            return self.at

        def come(self, *people):
            for person in people:
                presence.come(
                    assembly=assembly, person_id=person.pk, how=Arrival.NAME, by=by_ana,
                    at=self.later(),
                )  # fmt: skip

        def go(self, person):
            row = assembly.presences.get(person_id=person.pk, left_at__isnull=True)
            presence.leave(presence=row, by=by_ana, at=self.later())

        def open(self, *people):
            self.come(*(people or neighbours))
            presence.open_session(assembly=assembly, by=by_ana, at=self.later())

        def motion(self, text="We mend the pipe.", item=None, **more):
            return motions.put_motion(
                item=item or assembly.items.first(), title={"en": "Pipe", "es": "Tubería"},
                texts={"en": text, "es": text}, by=by_ana, at=self.later(), **more,
            )  # fmt: skip

        def vote(self, motion, method=Method.HANDS, **terms):
            return voting.open_vote(
                motion=motion, method=method, by=by_ana, at=self.later(), terms=Terms(**terms)
            )

        def choice(self, *names, costs=(), item=None):
            """A motion with something to choose from."""
            found = self.motion("Who or what?", item=item)
            for n, name in enumerate(names):
                who = {"person_id": name.pk} if hasattr(name, "pk") else {"title": {"en": name}}
                cost = costs[n] if costs else None
                options.add_option(motion=found, cost=cost, by=by_ana, at=self.later(), **who)
            return found

        def keys(self, vote):
            """The codes of two tellers, by their ids."""
            return {
                by.user_id: ballots.take_key(vote=vote, by=by, at=self.later())
                for by in (by_ernesto, by_flor)
            }

        def cast(self, vote, person, said):
            return ballots.cast_secret(
                vote=vote, person_id=person.pk, said=said, by=link_actor(person.pk),
                at=self.later(),
            )  # fmt: skip

        def paper(self, vote, person):
            ballots.give_paper(vote=vote, person_id=person.pk, by=by_ana, at=self.later())

        def read(self, vote, papers, by):
            ballots.enter_papers(vote=vote, papers=papers, by=by, at=self.later())

        def urn(self, vote, codes=None, dice="35216"):
            ballots.open_urn(vote=vote, codes=codes or {}, dice=dice, by=by_ana, at=self.later())
            vote.refresh_from_db()
            return vote

        def hands(self, vote, yes, no=0, abstain=0):
            for by in (by_ana, by_ernesto):
                voting.hand_in_count(
                    vote=vote, yes=yes, no=no, abstain=abstain, by=by, at=self.later()
                )
            vote.refresh_from_db()
            return vote

    return Hall(at=assembly.starts_at, assembly=assembly)
