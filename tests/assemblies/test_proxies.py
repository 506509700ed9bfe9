"""Votes given to somebody who can come: capped, never passed on, and counted once."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from barrio.assemblies import queries
from barrio.assemblies.actions import ballots, convening, presence, proxies, rules, voting
from barrio.assemblies.enums import Arrival, Choice, Method
from barrio.assemblies.models import Act, Presence, Proxy, Vote, Voted
from barrio.assemblies.presets import RULES
from barrio.assemblies.queries import given_proxies
from barrio.assemblies.rules import read_rules, sentences
from barrio.core.actors import link_actor
from tests.assemblies.test_behind_python import key

pytestmark = pytest.mark.django_db


@contextmanager
def refused_by(rule):
    """The statement fails, the rule is named, and what went before it stays."""
    with pytest.raises(DatabaseError, match=rule), transaction.atomic():
        yield


@pytest.fixture
def rule_set(home, by_ana, at):
    """The rules of the other tests, with two proxies for each."""
    values = {**RULES["communal_council"], "proxies": 2}
    found = rules.draft_rules(
        collective=home, preset="communal_council", values=values, by=by_ana, at=at
    )
    rules.begin_with(rule_set=found, by=by_ana, at=at)
    return found


@pytest.fixture
def give(hall, assembly, by_ana):
    def work(giver, holder):
        return proxies.give_proxy(
            assembly=assembly, giver_id=giver.pk, holder_id=holder.pk, by=by_ana, at=hall.later()
        )

    return work


def test_a_vote_that_was_given_counts_beside_the_quorum_and_not_in_it(hall, give, neighbours):
    rosa, tomas, hope, luz, ivan = neighbours[:5]
    give(luz, rosa)
    give(ivan, rosa)
    hall.open(rosa, tomas, hope)
    vote = hall.vote(hall.motion())
    assert (vote.present, vote.represented, vote.voices) == (3, 2, 5)
    hall.hands(vote, yes=3, no=2)
    assert Act.objects.get(vote=vote)


def test_the_majority_of_those_present_is_of_all_voices(hall, give, neighbours):
    """Three for of five voices are more than half; two are not, though they are of three heads."""
    rosa, tomas, hope, luz, ivan = neighbours[:5]
    give(luz, rosa)
    give(ivan, rosa)
    hall.open(rosa, tomas, hope)
    vote = hall.hands(hall.vote(hall.motion()), yes=2, abstain=3)
    assert vote.outcome == "lost"


def test_more_hands_than_voices_are_refused(hall, give, neighbours, by_ana):
    give(neighbours[3], neighbours[0])
    hall.open(*neighbours[:3])
    vote = hall.vote(hall.motion())
    with pytest.raises(voting.TooManyVotes, match=r"1 more"):
        voting.hand_in_count(vote=vote, yes=5, by=by_ana, at=hall.later())


def test_it_does_not_count_while_who_holds_it_is_away(hall, give, neighbours):
    give(neighbours[5], neighbours[4])
    hall.open(*neighbours[:4])
    assert hall.vote(hall.motion()).represented == 0


def test_nobody_holds_more_than_the_rules_allow(hall, give, neighbours):
    rosa, *others = neighbours
    give(others[0], rosa)
    give(others[1], rosa)
    with pytest.raises(proxies.HoldsEnough, match="2"):
        give(others[2], rosa)


def test_what_was_given_cannot_be_passed_on(hall, give, neighbours):
    rosa, tomas, hope = neighbours[:3]
    give(rosa, tomas)
    with pytest.raises(proxies.PassedOn):
        give(tomas, hope)
    with pytest.raises(proxies.PassedOn):
        give(hope, rosa)


def test_given_again_it_goes_to_the_new_holder(hall, give, neighbours, assembly):
    rosa, tomas, hope = neighbours[:3]
    give(rosa, tomas)
    give(rosa, hope)
    assert [(r.giver, r.holder) for r in given_proxies(assembly)] == [("Rosa", "Hope")]


@pytest.mark.parametrize("who", ["giver", "holder"])
def test_only_who_may_vote_gives_or_holds(give, neighbours, who):
    rosa, vera = neighbours[0], neighbours[-1]
    with pytest.raises(proxies.MayNotVote):
        give(*((vera, rosa) if who == "giver" else (rosa, vera)))


def test_who_is_here_votes_for_themselves(hall, give, neighbours):
    hall.come(neighbours[0])
    with pytest.raises(proxies.IsHere):
        give(neighbours[0], neighbours[1])


def test_whoever_comes_after_all_takes_their_vote_back(hall, give, neighbours, assembly):
    rosa, tomas = neighbours[:2]
    give(rosa, tomas)
    hall.come(rosa)
    assert not given_proxies(assembly)


def test_rules_without_proxies_know_none(hall, neighbours, by_ana, home, at):
    values = dict(RULES["communal_council"])
    assert read_rules(values).proxies == 0
    assert ("Proxies", "Nobody votes for somebody else: who wants to decide comes.") in list(
        sentences(read_rules(values))
    )


def test_the_rule_is_told_in_a_sentence():
    told = dict(sentences(read_rules({**RULES["communal_council"], "proxies": 2})))
    assert "2 others at most" in told["Proxies"]


def test_names_are_called_for_who_is_represented_too(hall, give, neighbours, by_ana):
    rosa, tomas, hope, luz = neighbours[:4]
    give(luz, rosa)
    hall.open(rosa, tomas, hope)
    vote = hall.vote(hall.motion(), Method.NOMINAL)
    for person in (rosa, tomas, luz):
        voting.cast_by_name(
            vote=vote, person_id=person.pk, choice=Choice.YES, by=by_ana, at=hall.later()
        )
    voting.close_named(vote=vote, by=by_ana, at=hall.later())
    vote.refresh_from_db()
    assert (vote.yes, vote.outcome) == (3, "carried")


def test_consensus_is_of_those_in_the_hall(home, give, hall, neighbours, assembly):
    give(neighbours[5], neighbours[0])
    hall.open(*neighbours[:4])
    vote = hall.vote(hall.motion(), Method.CONSENSUS)
    assert (vote.present, vote.represented) == (4, 0)


class TestSecret:
    """One phone casts two ballots, and the urn does not know."""

    @pytest.fixture
    def ten(self, home, neighbours, by_ana, at):
        """As many again, so that a secret vote is one."""
        from datetime import date

        from barrio.assemblies.actions import roll
        from barrio.assemblies.enums import Belonging
        from barrio.people.actions import add_person

        more = [
            add_person(collective=home, name=f"Vecina {n}", language="es", by=by_ana, at=at)
            for n in range(6)
        ]
        for person in more:
            roll.enter_on_roll(
                person=person, belonging=Belonging.LIVES, since=date(2020, 1, 1),
                votes_from=None, by=by_ana, at=at,
            )  # fmt: skip
        return neighbours[:9] + more

    @pytest.fixture
    def opened(self, ten, hall, give):
        """Twelve inside; the last two hold nothing, the first holds Vecina 5's vote."""
        proxy = give(ten[14], ten[0])
        hall.open(*ten[:12])
        vote = hall.vote(hall.motion(), Method.PHONE)
        return vote, hall.keys(vote), proxy

    @pytest.fixture(autouse=True)
    def assembly(self, ten, home, rule_set, by_ana, at):
        """Convened when all fifteen are on the roll."""
        from tests.assemblies.conftest import item
        from tests.cast import day_of

        found = convening.convene(
            collective=home, title={"en": "A", "es": "A"}, place="Hall",
            starts_at=at + timedelta(days=7), items=[item()], by=by_ana, at=at,
        )  # fmt: skip
        convening.give_notice(assembly=found, how="poster", given_on=day_of(at), by=by_ana, at=at)
        return found

    def held(self, vote, proxy, said, hall):
        return ballots.cast_secret(
            vote=vote, person_id=proxy.giver_id, proxy=proxy, said=said,
            by=link_actor(proxy.holder_id), at=hall.later(),
        )  # fmt: skip

    def test_both_ballots_lie_in_the_urn(self, opened, hall, ten, keys):
        vote, codes, proxy = opened
        for person in ten[:12]:
            hall.cast(vote, person, "yes")
        self.held(vote, proxy, "no", hall)
        hall.urn(vote, codes)
        assert (vote.yes, vote.no) == (12, 1)

    def test_who_gave_it_does_not_cast_from_afar(self, opened, hall, ten, keys):
        vote, _codes, _proxy = opened
        with pytest.raises(voting.NotHere):
            hall.cast(vote, ten[14], "yes")

    def test_who_came_since_casts_their_own_and_only_theirs_counts(self, opened, hall, ten, keys):
        vote, codes, proxy = opened
        self.held(vote, proxy, "no", hall)
        hall.come(ten[14])
        proxy.refresh_from_db()
        with pytest.raises(voting.NotHere):
            self.held(vote, proxy, "no", hall)
        hall.cast(vote, ten[14], "yes")
        for person in ten[:12]:
            hall.cast(vote, person, "yes")
        hall.urn(vote, codes)
        assert (vote.yes, vote.no) == (13, 0)
        assert Voted.objects.filter(vote=vote).count() == 13


class TestCalls:
    def test_what_was_given_holds_for_the_next_call(self, hall, give, neighbours, assembly, by_ana):
        give(neighbours[1], neighbours[0])
        at = hall.later()
        presence.declare_no_quorum(assembly=assembly, by=by_ana, at=at)
        later = convening.call_again(assembly=assembly, by=by_ana, at=at)
        assert [(r.giver, r.holder) for r in given_proxies(later)] == [("Tomás", "Rosa")]


class TestBehindPython:
    """The database refuses what the actions would not do."""

    @pytest.fixture
    def row(self, home, assembly, neighbours, cast, at):
        def work(giver, holder, place=1):
            return Proxy.objects.bulk_create(
                [
                    Proxy(
                        collective=home, assembly=assembly, giver=giver, holder=holder,
                        place=place, given_at=at, by=cast.ana,
                    )
                ]
            )[0]  # fmt: skip

        return work

    def test_a_third_place(self, row, neighbours):
        with refused_by("assemblies_proxy_as_the_rules_allow"):
            row(neighbours[0], neighbours[1], place=3)

    def test_the_same_place_twice(self, row, neighbours):
        row(neighbours[0], neighbours[1])
        with refused_by("proxy"):
            row(neighbours[2], neighbours[1])

    def test_to_oneself(self, row, neighbours):
        with refused_by("assemblies_proxy"):
            row(neighbours[0], neighbours[0])

    def test_by_who_may_not_vote(self, row, neighbours):
        with refused_by("assemblies_proxy_between_who_may_vote"):
            row(neighbours[-1], neighbours[0])

    def test_by_who_is_here(self, hall, row, neighbours):
        hall.come(neighbours[0])
        with refused_by("assemblies_proxy_of_who_is_not_here"):
            row(neighbours[0], neighbours[1])

    def test_passed_on(self, row, neighbours):
        row(neighbours[0], neighbours[1])
        with refused_by("assemblies_proxy_is_not_passed_on"):
            row(neighbours[1], neighbours[2])

    def test_present_and_represented_at_once(self, home, assembly, row, neighbours, cast, at):
        row(neighbours[0], neighbours[1])
        with refused_by("assemblies_presence_ends_the_proxy"):
            Presence.objects.bulk_create(
                [
                    Presence(
                        collective=home, assembly=assembly, person=neighbours[0],
                        how=Arrival.NAME, came_at=at, by=cast.ana,
                    )
                ]
            )  # fmt: skip

    def test_a_proxy_only_ends(self, row, neighbours, at):
        made = row(neighbours[0], neighbours[1])
        with refused_by("assemblies_proxy_only_ends"):
            Proxy.objects.filter(pk=made.pk).update(holder=neighbours[2])
        with refused_by("assemblies_proxy_stays"):
            Proxy.objects.filter(pk=made.pk).delete()
        Proxy.objects.filter(pk=made.pk).update(ended_at=at)
        with refused_by("assemblies_proxy_only_ends"):
            Proxy.objects.filter(pk=made.pk).update(ended_at=None)

    def test_the_number_allowed_is_that_of_the_convocation(self, assembly):
        with refused_by("assemblies_assembly_proxies_are_fixed"):
            type(assembly).objects.filter(pk=assembly.pk).update(proxies=9)

    def test_more_represented_than_gave_their_vote(self, hall, give, neighbours):
        hall.open(*neighbours[:4])
        vote = hall.vote(hall.motion())
        with refused_by("assemblies_vote_represented_is_fixed"):
            Vote.objects.filter(pk=vote.pk).update(represented=1)
        voting.void_vote(vote=vote, by=link_actor(vote.pk), at=hall.later())
        vote.pk, vote.represented, vote.closed_at, vote.outcome = None, 2, None, ""
        with refused_by("assemblies_vote_represented_as_given"):
            Vote.objects.bulk_create([vote])

    def test_a_ballot_of_somebody_neither_here_nor_represented(
        self, hall, give, neighbours, assembly
    ):
        give(neighbours[8], neighbours[7])  # who holds it is not here
        hall.open(*neighbours[:4])
        vote = hall.vote(hall.motion(), Method.NOMINAL)
        with refused_by("assemblies_named_by_who_is_there"), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO assemblies_namedvote (id, vote_id, person_id, choice, by_id, at) "
                "SELECT %s, id, %s, 'yes', opened_by_id, opened_at FROM assemblies_vote "
                "WHERE id = %s",
                [key(assembly.pk), key(neighbours[8].pk), key(vote.pk)],
            )


class TestPages:
    def test_a_keeper_finds_both_and_writes_it_down(
        self, client, cast, assembly, neighbours, at, time_machine
    ):
        time_machine.move_to(at)
        client.force_login(cast.ana)
        page = f"/decide/assemblies/{assembly.pk}/proxies/"
        assert "Tomás" in client.get(page, {"q": "tom"}).text
        giver = neighbours[1]
        assert "Rosa" in client.get(page, {"giver": giver.pk, "q": "ros"}).text
        said = {"giver": giver.pk, "holder": neighbours[0].pk}
        answer = client.post(f"{page}give/", said, follow=True)
        assert "Keep the paper" in answer.text
        proxy = Proxy.objects.get()
        assert "They take it back" in answer.text
        client.post(f"/decide/proxies/{proxy.pk}/end/")
        proxy.refresh_from_db()
        assert proxy.ended_at

    def test_who_is_away_is_found_on_a_long_roll_too(
        self, client, cast, assembly, neighbours, at, time_machine, monkeypatch
    ):
        """Whose names the door does not list one by one."""
        monkeypatch.setattr(queries, "ALL_SHOWN", 3)
        time_machine.move_to(at)
        client.force_login(cast.ana)
        page = f"/decide/assemblies/{assembly.pk}/proxies/"
        asked = {"giver": neighbours[1].pk, "q": "ros"}
        assert "Who votes for Tomás?" in client.get(page, asked).text

    def test_nonsense_is_answered_with_a_sentence(self, client, cast, assembly, at, time_machine):
        time_machine.move_to(at)
        client.force_login(cast.ana)
        page = f"/decide/assemblies/{assembly.pk}/proxies/"
        answer = client.post(f"{page}give/", {"giver": "x"}, follow=True)
        assert "Choose who gives their vote" in answer.text
        assert client.get(page, {"giver": "nobody"}).status_code == 200
