"""People come and go, motions and votes follow: nothing is decided without a quorum."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from barrio.assemblies.actions import convening, motions, presence, proxies, voting
from barrio.assemblies.chain import flaws
from barrio.assemblies.enums import Arrival, AssemblyState, Method
from barrio.assemblies.models import Act, Assembly, Presence, Proxy, Vote
from barrio.assemblies.queries import present_now
from tests.assemblies.machines import InTheDatabase, in_parts, run_machine
from tests.assemblies.test_proxies import rule_set

__all__ = ["rule_set"]
pytestmark = pytest.mark.django_db

PEOPLE = st.integers(0, 9)
MOST = 2  # votes of others that one may hold


class Meeting(InTheDatabase):
    @initialize()
    def begin(self):
        self.assembly = Assembly.objects.get(pk=self.world["assembly"].pk)
        self.here, self.vote, self.acts = set(), None, 0
        self.given = {}  # giver: holder
        self.by = self.world["by"]

    def who(self, n):
        return self.world["neighbours"][n].pk

    @property
    def may_vote(self):
        return len(self.here - {9})

    @rule(n=PEOPLE)
    def come(self, n):
        def work():
            presence.come(
                assembly=self.assembly, person_id=self.who(n), how=Arrival.NAME, by=self.by[0],
                at=self.later(),
            )  # fmt: skip

        if self.assembly.state not in (AssemblyState.CONVENED, AssemblyState.OPEN):
            return self.refuses(convening.AssemblyIsOver, work)
        work()
        self.here.add(n)
        self.given.pop(n, None)
        return None

    @rule(giver=PEOPLE, holder=PEOPLE)
    @precondition(lambda self: self.assembly.state in (AssemblyState.CONVENED, AssemblyState.OPEN))
    def give_proxy(self, giver, holder):
        def work():
            proxies.give_proxy(
                assembly=self.assembly, giver_id=self.who(giver), holder_id=self.who(holder),
                by=self.by[0], at=self.later(),
            )  # fmt: skip

        others = {g: h for g, h in self.given.items() if g != giver}
        if 9 in (giver, holder):
            return self.refuses(proxies.MayNotVote, work)
        if giver in self.here:
            return self.refuses(proxies.IsHere, work)
        if giver in others.values() or holder in others:
            return self.refuses(proxies.PassedOn, work)
        if list(others.values()).count(holder) == MOST:
            return self.refuses(proxies.HoldsEnough, work)
        if giver == holder:
            return self.refuses(ValidationError, work)
        work()
        self.given = {**others, giver: holder}
        return None

    @rule(giver=PEOPLE)
    @precondition(
        lambda self: (
            self.given and self.assembly.state in (AssemblyState.CONVENED, AssemblyState.OPEN)
        )
    )
    def take_proxy_back(self, giver):
        row = Proxy.objects.filter(
            assembly=self.assembly, giver=self.who(giver), ended_at__isnull=True
        ).first()
        assert (row is not None) == (giver in self.given)
        if row:
            proxies.end_proxy(proxy=row, by=self.by[0], at=self.later())
            del self.given[giver]

    @rule(n=PEOPLE)
    @precondition(lambda self: self.here)
    def go(self, n):
        row = Presence.objects.filter(
            assembly=self.assembly, person_id=self.who(n), left_at__isnull=True
        ).first()
        assert (row is not None) == (n in self.here)
        if row:
            presence.leave(presence=row, by=self.by[0], at=self.later())
            self.here.discard(n)

    @rule()
    def everybody_comes(self):
        if self.assembly.state in (AssemblyState.CONVENED, AssemblyState.OPEN):
            for n in range(6):
                self.come(n)

    @rule()
    @precondition(lambda self: self.assembly.state == AssemblyState.CONVENED)
    def open_session(self):
        def work():
            presence.open_session(assembly=self.assembly, by=self.by[0], at=self.later())

        if self.may_vote < self.assembly.quorum:
            return self.refuses(presence.NoQuorum, work)
        return work()

    @rule()
    @precondition(lambda self: self.assembly.state == AssemblyState.CONVENED)
    def no_quorum(self):
        def work():
            presence.declare_no_quorum(assembly=self.assembly, by=self.by[0], at=self.later())

        if self.may_vote >= self.assembly.quorum:
            return self.refuses(presence.QuorumIsThere, work)
        work()
        self.here = set()
        return None

    @rule()
    @precondition(lambda self: self.assembly.state == AssemblyState.NO_QUORUM)
    def call_again(self):
        def work():
            return convening.call_again(assembly=self.assembly, by=self.by[0], at=self.later())

        last = len(self.assembly.rule_set.rules.calls)
        if self.assembly.call >= last:
            return self.refuses(convening.NoFurtherCall, work)
        before, self.assembly = self.assembly, work()
        assert self.assembly.quorum <= before.quorum
        assert self.assembly.starts_at > before.starts_at
        return None

    @rule(yes=st.integers(0, 4), no=st.integers(0, 4))
    @precondition(lambda self: self.assembly.state == AssemblyState.OPEN)
    def decide(self, yes, no):
        """A motion, a vote by hands, two tellers."""
        item = self.assembly.items.first()
        both = {"en": "Pipe"}
        motion = motions.put_motion(
            item=item, title=both, texts=both, by=self.by[0], at=self.later()
        )

        def work():
            return voting.open_vote(
                motion=motion, method=Method.HANDS, by=self.by[0], at=self.later()
            )

        if self.may_vote < self.assembly.quorum:
            return self.refuses(presence.NoQuorum, work)
        vote = work()
        assert vote.present == self.may_vote
        assert vote.represented == sum(h in self.here for h in self.given.values())
        self.count(vote, yes, no)
        return None

    def count(self, vote, yes, no):
        def hand_in(by):
            voting.hand_in_count(vote=vote, yes=yes, no=no, abstain=0, by=by, at=self.later())

        if yes + no > vote.voices:
            self.refuses(voting.TooManyVotes, lambda: hand_in(self.by[0]))
            voting.void_vote(vote=vote, by=self.by[0], at=self.later())
            return
        hand_in(self.by[0])
        self.refuses(voting.CountedAlready, lambda: hand_in(self.by[0]))
        hand_in(self.by[1])
        vote.refresh_from_db()
        whole = {"cast": yes + no, "present": vote.voices, "entitled": vote.entitled}[vote.basis]
        part = (yes * vote.denominator, vote.numerator * whole)
        enough = part[0] > part[1] if vote.strict else part[0] >= part[1]
        assert (vote.outcome == "carried") == (enough and yes > 0)
        self.acts += vote.outcome == "carried"

    @rule()
    @precondition(lambda self: self.assembly.state == AssemblyState.OPEN)
    def close_session(self):
        presence.close_session(assembly=self.assembly, by=self.by[0], at=self.later())
        self.here = set()

    def later(self):
        """Each moment after the one before, and none before the call that people were told of."""
        before = getattr(self, "moment", self.world["at"])
        self.moment = max(before + timedelta(minutes=1), self.assembly.starts_at)
        return self.moment

    @invariant()
    def who_is_here_is_here(self):
        if not hasattr(self, "assembly"):
            return
        assert present_now(self.assembly) == self.may_vote
        assert Presence.objects.filter(left_at__isnull=True).count() == len(self.here)
        held = Proxy.objects.filter(assembly=self.assembly, ended_at__isnull=True)
        assert {(row.giver_id, row.holder_id) for row in held} == {
            (self.who(giver), self.who(holder)) for giver, holder in self.given.items()
        }

    @invariant()
    def nothing_was_decided_without_a_quorum(self):
        if not hasattr(self, "assembly"):
            return
        for vote in Vote.objects.all():
            assert vote.present >= vote.quorum
        assert Act.objects.count() == self.acts
        assert not Act.objects.exclude(vote__outcome="carried").exists()
        assert list(flaws(self.assembly.collective_id)) == []


@in_parts
def test_nothing_is_decided_without_a_quorum(assembly, neighbours, by_ana, by_ernesto, part):
    run_machine(
        Meeting, assembly=assembly, neighbours=neighbours, by=(by_ana, by_ernesto),
        at=assembly.starts_at,
    )  # fmt: skip
