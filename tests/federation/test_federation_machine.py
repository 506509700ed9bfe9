"""Any order of mandates, votes, answers and delegates: what binds was ratified, who deviates is
seen, and both sides of every link say the same."""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from barrio.assemblies.actions import voting
from barrio.assemblies.actions.acts import NotBinding, give_duty
from barrio.assemblies.enums import Method
from barrio.assemblies.models import Act
from barrio.federation.actions import deciding, delegates, ratifying
from barrio.federation.models import (
    Answer,
    DelegateVote,
    Delegation,
    Document,
    MandateSeen,
    Ratifiable,
    RatificationBelow,
    Seat,
    UpperItem,
    UpperResult,
)
from barrio.federation.queries import unexplained
from tests.assemblies.machines import InTheDatabase, in_parts, run_machine
from tests.bodies import make_body
from tests.cast import day_of
from tests.federation.conftest import join, name

pytestmark = pytest.mark.django_db

COUNCILS = st.integers(0, 2)
MOTIONS = st.integers(0, 1)
CHOICES = st.sampled_from(["yes", "no", "abstain"])
SAID = st.sampled_from(["yes", "no", "abstain", ""])  # nothing: the delegate did not vote
STRENGTHS = st.sampled_from(["bound", "guided", "free"])


class Federation(InTheDatabase):
    @initialize()
    def begin(self):
        self.acts = [list(acts) for acts in self.world["acts"]]
        self.mandates, self.cast, self.replies, self.explained = {}, {}, {}, set()
        self.carried, self.minutes = {}, 11_000  # after the hour for which it was convened

    def item(self, n, m):
        """What that council was told of that motion: the same row in every example."""
        return self.world["items"][n, m]

    def result(self, n, m):
        return UpperResult.objects.filter(item=self.item(n, m)).first()

    def act_of(self, n):
        """Acts of each council are few; the first is used again when all are."""
        acts = self.acts[n]
        acts.append(acts.pop(0))
        return acts[-1]

    def serving(self, n):
        council = self.world["councils"][n]
        return Delegation.objects.filter(
            collective=council.collective, ended_on=None, is_alternate=False
        ).first()

    @rule(n=COUNCILS, m=MOTIONS, strength=STRENGTHS, choice=CHOICES)
    def give_mandate(self, n, m, strength, choice):
        council, item, act = self.world["councils"][n], self.item(n, m), self.act_of(n)
        if item.mandates.filter(act=act).exists():
            return

        def work():
            deciding.give_mandate(
                item=item, act=act, strength=strength, choice=choice, said="", by=council.by,
                at=self.later(),
            )  # fmt: skip

        if m in self.cast:
            return self.refuses(deciding.DecidedAbove, work)
        work()
        self.mandates[n, m] = (strength, "" if strength == "free" else choice)

    @rule(m=MOTIONS, said=st.lists(SAID, min_size=3, max_size=3))
    def vote(self, m, said):
        if m in self.cast:
            return
        above, motion = self.world["commune"], self.world["motions"][m]
        motion.refresh_from_db()
        vote = voting.open_vote(motion=motion, method=Method.NOMINAL, by=above.by, at=self.later())
        votes = {}
        for n, choice in enumerate(said):
            seat = Seat.objects.filter(link=self.world["links"][n], ended_on=None).first()
            there = self.world["there"].get(n) if seat else None
            votes[n] = choice if seat and seat.person_id == there else None if not seat else ""
            if votes[n]:
                voting.cast_by_name(
                    vote=vote, person_id=there, choice=choice, by=above.by, at=self.later()
                )
        voting.close_named(vote=vote, by=above.by, at=self.later())
        self.cast[m] = votes
        vote.refresh_from_db()
        self.carried[m] = vote.outcome == "carried"

    @rule(n=COUNCILS, m=MOTIONS, yes=st.booleans())
    def answer(self, n, m, yes):
        result = self.result(n, m)
        if result is None:
            return
        council = self.world["councils"][n]

        def work():
            ratifying.ratify(
                result=result, is_ratified=yes, act=self.act_of(n), by=council.by, at=self.later()
            )

        if self.standing(m) != "awaiting" or (n, m) in self.replies:
            return self.refuses(ratifying.NotToAnswer, work)
        work()
        self.replies[n, m] = yes

    @rule(n=COUNCILS)
    def resign(self, n):
        if row := self.serving(n):
            delegates.resign(delegation=row, by=self.world["councils"][n].by, at=self.later())

    @rule(n=COUNCILS, who=st.integers(1, 2))
    def name(self, n, who):
        council = self.world["councils"][n]

        def work():
            name(council, self.world["commune"], 1, council.people[who], self.later(),
                 act=self.act_of(n))  # fmt: skip

        if self.serving(n) is None:
            work()

    @rule(n=COUNCILS, m=MOTIONS)
    def explain(self, n, m):
        row = DelegateVote.objects.filter(result__item=self.item(n, m)).first()
        if row is None:
            return

        def work():
            deciding.explain(vote=row, why="Rain", by=self.world["councils"][n].by, at=self.later())

        if not self.deviated(n, m) or (n, m) in self.explained:
            return self.refuses(deciding.NothingToExplain, work)
        work()
        self.explained.add((n, m))

    @rule(m=MOTIONS)
    def carry_out(self, m):
        if m not in self.cast or not self.carried[m]:
            return
        above = self.world["commune"]
        act = Act.objects.get(vote__motion=self.world["motions"][m])

        def work():
            give_duty(
                act=act, what="Do it", who="Transport", due_on=day_of(self.world["at"]),
                by=above.by, at=self.later(),
            )  # fmt: skip

        if self.standing(m) != "binding":
            return self.refuses(NotBinding, work)
        work()

    def deviated(self, n, m):
        strength, choice = self.mandates.get((n, m), ("", ""))
        cast = self.cast.get(m, {}).get(n)
        return strength == "bound" and cast is not None and cast != choice

    def standing(self, m):
        if not self.carried.get(m):
            return ""
        said = [self.replies[n, m] for n in range(3) if (n, m) in self.replies]
        if 2 * said.count(True) > 3:
            return "binding"
        return "rejected" if 2 * said.count(False) >= 3 else "awaiting"

    @invariant()
    def who_deviates_is_seen(self):
        rows = {row.result.item_id: row for row in DelegateVote.objects.select_related("result")}
        assert len(rows) == DelegateVote.objects.count()
        for m, votes in self.cast.items():
            for n, choice in votes.items():
                row = rows.get(self.item(n, m).pk)
                assert (row and row.choice) == choice
                assert bool(row and row.deviates) == self.deviated(n, m)
        every = {(n, m) for n in range(3) for m in range(2) if self.deviated(n, m)}
        for n, body in enumerate(self.world["councils"]):
            waiting = {row.result.item_id for row in unexplained(body.collective.pk)}
            assert waiting == {self.item(*key).pk for key in every - self.explained if key[0] == n}

    @invariant()
    def both_sides_say_the_same(self):
        for m in self.cast:
            motion = self.world["motions"][m]
            above = Ratifiable.objects.filter(act__vote__motion=motion).first()
            assert (above.standing if above else "") == self.standing(m)
            below = UpperResult.objects.filter(item__motion=motion.pk)
            assert {row.standing for row in below} == {self.standing(m)}
            if above:
                said = list(Answer.objects.filter(ratifiable=above))
                assert len(said) == 3
                given = {a.act_hash for a in said if a.act_hash}
                ours = RatificationBelow.objects.filter(result__in=below).select_related("act")
                assert given == {row.act.hash for row in ours}

    @invariant()
    def mandates_above_are_those_below(self):
        links, motions = self.world["links"], self.world["motions"]
        expected = {(links[n].pk, motions[m].pk, *said) for (n, m), said in self.mandates.items()}
        seen = MandateSeen.objects.values_list("link_id", "motion_id", "strength", "choice")
        assert set(seen) == expected

    @invariant()
    def seats_are_those_who_serve(self):
        councils = [council.collective.pk for council in self.world["councils"]]
        serving = Delegation.objects.filter(
            collective__in=councils, ended_on=None, is_alternate=False
        )
        links = [link.pk for link in self.world["links"]]
        seats = Seat.objects.filter(link__in=links, ended_on=None)
        assert sorted((links.index(s.link_id), s.delegation) for s in seats) == sorted(
            (councils.index(row.collective_id), row.pk) for row in serving
        )
        assert not Document.objects.filter(is_ours=True, handed_at=None).exists()


@in_parts
def test_what_binds_was_ratified_and_who_deviates_is_seen(commune, north, south, at, part):
    east = make_body("East Council", at)
    councils = [north, south, east]
    for council in councils:
        join(council, commune, at)
        name(council, commune, 1, council.people[0], at)
    acts = [[council.act(f"Act {k}") for k in range(3)] for council in councils]
    assembly = commune.convene("Bus line")
    motions = [commune.put(assembly, title) for title in ("Bus line", "Night bus")]
    deciding.send_agenda(assembly=assembly, by=commune.by, at=at)
    commune.open(assembly)
    links = [commune.link(council) for council in councils]
    there = {n: Seat.objects.get(link=link).person_id for n, link in enumerate(links)}
    items = {
        (n, m): UpperItem.objects.get(collective=council.collective, motion=motion.pk)
        for n, council in enumerate(councils)
        for m, motion in enumerate(motions)
    }
    run_machine(
        Federation, commune=commune, councils=councils, acts=acts, motions=motions, there=there,
        links=links, items=items, at=at,
    )  # fmt: skip
