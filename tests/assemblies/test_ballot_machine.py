"""Any order of casting, papers, opening and voiding: urn and roll are equal, and nothing links."""

from collections import Counter
from functools import lru_cache
from itertools import cycle

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from barrio.assemblies import sealing
from barrio.assemblies.actions import ballots, presence, proxies, voting
from barrio.assemblies.chain import flaws
from barrio.assemblies.enums import Arrival, Method
from barrio.assemblies.models import UrnBallot, Voted
from barrio.core.actors import link_actor
from tests.assemblies.machines import InTheDatabase, in_parts, run_machine
from tests.assemblies.test_ballots import rule_set

__all__ = ["rule_set"]
pytestmark = pytest.mark.django_db

PEOPLE = st.integers(0, 9)  # the tenth is too young
SAID = st.sampled_from(["yes", "no", "abstain", ""])
PAPERS = st.integers(1, 4)
FLOOR = 5
HOLDERS = {7: 0, 8: 1}  # who is away, and who holds their vote


class Ballots(InTheDatabase):
    @initialize()
    def open_it(self):
        hall = self.world["hall"]
        hall.at = self.later()
        self.minutes += 60
        motion = hall.motion()
        self.vote = hall.vote(motion, Method.PHONE)
        hall.at = self.later()
        self.codes = hall.keys(self.vote)
        self.minutes += 60
        self.phones, self.papers, self.away = {}, set(), set(HOLDERS)
        self.read = {0: {}, 1: {}}
        self.state = "open"

    def voter(self, n):
        return self.world["neighbours"][n].pk

    @rule(n=PEOPLE, said=SAID)
    def cast(self, n, said):
        def work():
            return ballots.cast_secret(
                vote=self.vote, person_id=self.voter(n), said=said,
                by=link_actor(n), at=self.later(),
            )  # fmt: skip

        if self.state != "open":
            return self.refuses(voting.VoteClosed, work)
        if n == 9 or n in self.away:
            return self.refuses(voting.NotHere, work)
        if n in self.papers:
            return self.refuses(ballots.VotedOnPaper, work)
        work()
        self.phones[n] = said
        return None

    @rule(n=st.sampled_from(sorted(HOLDERS)), said=SAID)
    def cast_for(self, n, said):
        """Whoever holds the vote of somebody who is not here."""
        proxy = self.world["given"][n]

        def work():
            return ballots.cast_secret(
                vote=self.vote, person_id=self.voter(n), proxy=proxy, said=said,
                by=link_actor(n), at=self.later(),
            )  # fmt: skip

        if self.state != "open":
            return self.refuses(voting.VoteClosed, work)
        if n not in self.away:
            return self.refuses(voting.NotHere, work)
        if n in self.papers:
            return self.refuses(ballots.VotedOnPaper, work)
        work()
        self.phones[n] = said
        return None

    @rule(n=st.sampled_from(sorted(HOLDERS)))
    @precondition(lambda self: self.state == "open")
    def arrive(self, n):
        """After all: from now on they vote for themselves."""
        presence.come(
            assembly=self.vote.item.assembly, person_id=self.voter(n), how=Arrival.NAME,
            by=self.world["by"][0], at=self.later(),
        )  # fmt: skip
        self.away.discard(n)

    @rule(n=PEOPLE)
    def give_paper(self, n):
        def work():
            ballots.give_paper(
                vote=self.vote, person_id=self.voter(n), by=self.world["by"][0], at=self.later()
            )

        if self.state != "open":
            return self.refuses(voting.VoteClosed, work)
        if n in self.phones or n in self.papers:
            return self.refuses(ballots.VotedAlready, work)
        if n == 9:
            return self.refuses(voting.NotHere, work)
        work()
        self.papers.add(n)
        return None

    @rule(n=PEOPLE)
    @precondition(lambda self: self.state == "open")
    def take_paper_back(self, n):
        ballots.take_paper_back(
            vote=self.vote, person_id=self.voter(n), by=self.world["by"][0], at=self.later()
        )
        self.papers.discard(n)

    @rule(number=PAPERS, said=SAID, who=st.sampled_from([0, 1]), both=st.booleans())
    @precondition(lambda self: self.state == "open")
    def read_paper(self, number, said, who, both):
        for reader in (0, 1) if both else (who,):
            ballots.enter_papers(
                vote=self.vote, papers={number: said}, by=self.world["by"][reader],
                at=self.later(),
            )  # fmt: skip
            self.read[reader][number] = said

    @rule(everybody=st.booleans())
    @precondition(lambda self: self.state == "open")
    def open_urn(self, everybody):
        if everybody:
            for n in range(9):
                if n not in self.papers:
                    (self.cast_for if n in self.away else self.cast)(n, "yes")

        def work():
            ballots.open_urn(
                vote=self.vote, codes=self.codes, dice="", by=self.world["by"][0], at=self.later()
            )

        said = Counter(self.phones.values()) + Counter(self.read[0].values())
        if self.read[0] != self.read[1]:
            return self.refuses(ballots.PapersDiffer, work)
        if len(self.read[0]) != len(self.papers):
            return self.refuses(ballots.UrnAndRollDiffer, work)
        if said.total() < FLOOR:
            return self.refuses(ballots.TooFewBallots, work)
        work()
        self.state = "counted"
        self.vote.refresh_from_db()
        assert Counter(self.vote.urn.values_list("said", flat=True)) == said
        assert (self.vote.yes, self.vote.no) == (said["yes"], said["no"])
        return None

    @rule(sure=st.integers(0, 5))
    @precondition(lambda self: self.state == "open")
    def void(self, sure):
        if sure == 5:
            ballots.void_secret(vote=self.vote, by=self.world["by"][0], at=self.later())
            self.state = "void"

    @invariant()
    def who_voted_is_who_voted(self):
        if not hasattr(self, "vote"):
            return
        how = dict(Voted.objects.values_list("person_id", "how"))
        expected = {self.voter(n): "phone" for n in self.phones}
        expected |= {self.voter(n): "paper" for n in self.papers}
        assert how == expected

    @invariant()
    def nothing_is_read_before_and_nothing_sealed_is_left_after(self):
        if not hasattr(self, "vote"):
            return
        envelopes = set(Voted.objects.values_list("envelope", flat=True)) - {""}
        if self.state == "open":
            assert not UrnBallot.objects.exists() and len(envelopes) == len(self.phones)
        else:
            assert not envelopes and not self.vote.papers.exists()
        if self.state == "counted":
            assert UrnBallot.objects.count() == Voted.objects.count()
            assert list(flaws(self.vote.collective_id)) == []
        if self.state == "void":
            assert not UrnBallot.objects.exists()


@in_parts
def test_urn_and_roll_are_equal_whatever_happens(
    hall, neighbours, by_ana, by_flor, monkeypatch, part
):
    """Real keys, each derived from its code once: the derivation is slow on purpose."""
    given = {
        away: proxies.give_proxy(
            assembly=hall.assembly, giver_id=neighbours[away].pk, holder_id=neighbours[holder].pk,
            by=by_ana, at=hall.later(),
        )
        for away, holder in HOLDERS.items()
    }  # fmt: skip
    hall.open(*neighbours[:7])
    monkeypatch.setattr(sealing, "key_of", lru_cache(sealing.key_of))
    monkeypatch.setattr(sealing, "new_salt", lambda: b"sixteen bytes!!!")
    codes = cycle([sealing.new_code(), sealing.new_code()])
    monkeypatch.setattr(sealing, "new_code", lambda: next(codes))
    run_machine(
        Ballots, hall=hall, neighbours=neighbours, given=given, by=(by_ana, by_flor), at=hall.at
    )
