"""Any order of electing, resigning, recalling and of days that pass: one commission each, no more
people than seats, every term has its act, and no seat is empty while an alternate stands."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from barrio.assemblies.actions import presence
from barrio.assemblies.models import Act
from barrio.offices.actions import commissions, recalling
from barrio.offices.enums import PetitionState
from barrio.offices.models import Petition, Term
from barrio.offices.queries import serving, signed, sitting, vacant
from tests.assemblies.machines import InTheDatabase, in_parts, run_machine
from tests.cast import day_of

pytestmark = pytest.mark.django_db

PEOPLE = st.integers(0, 7)
COMMISSIONS = st.integers(0, 2)


class Offices(InTheDatabase):
    @initialize()
    def begin(self):
        self.days = 0

    def one_who_serves(self, n):
        """Some term of today: a number too large begins again."""
        terms = list(serving(self.world["council"].collective.pk, self.today).order_by(
            "commission__kind", "is_alternate", "place", "pk"
        ))  # fmt: skip
        return terms[n % len(terms)] if terms else None

    @property
    def now(self):
        return self.later() + timedelta(days=self.days)

    @property
    def today(self):
        return day_of(self.world["at"] + timedelta(days=self.days, minutes=self.minutes))

    def commission(self, n):
        return self.world["commissions"][n]

    def person(self, n):
        return self.world["council"].people[n]

    @rule(days=st.sampled_from([1, 20, 400, 900]))
    def days_pass(self, days):
        self.days += days

    @rule(n=COMMISSIONS, who=st.lists(PEOPLE, min_size=1, max_size=3, unique=True),
          alternate=st.booleans(), ahead=st.sampled_from([0, 0, 30]))  # fmt: skip
    def elect(self, n, who, alternate, ahead):
        people = [self.person(k).pk for k in who]
        begins_on = self.today + timedelta(days=ahead)
        until = commissions.end_of_term(begins_on, 36)
        council, commission = self.world["council"], self.commission(n)

        def work():
            commissions.begin_terms(
                act=self.world["act"], commission=commission,
                principals=[] if alternate else people, alternates=people if alternate else [],
                begins_on=begins_on, by=council.by, at=self.now,
            )  # fmt: skip

        held = Term.objects.filter(person__in=people, begins_on__lt=until, until__gt=begins_on)
        rows = list(commission.terms.filter(is_alternate=alternate, until__gt=begins_on))
        rows = [t for t in rows if t.begins_on < until]
        days = [begins_on, *(t.begins_on for t in rows if t.begins_on > begins_on)]
        most = max(sum(t.begins_on <= day < t.until for t in rows) for day in days)
        free = (commission.alternates if alternate else commission.seats) - most
        if len(people) > free:
            return self.refuses(commissions.NoSeatFree, work)
        if held.exists():
            return self.refuses(commissions.NotEligible, work)
        work()
        return None

    @rule(who=PEOPLE)
    def resign(self, who):
        if term := self.one_who_serves(who):
            commissions.resign(term=term, by=self.world["council"].by, at=self.now)

    @rule(who=PEOPLE, controls=st.booleans())
    def ask_for_a_recall(self, who, controls):
        council = self.world["council"]
        term = self.one_who_serves(who)
        if term is None:
            return

        def work():
            recalling.begin_recall(
                term=term, ground="alone", words="", by_controllership=controls, by=council.by,
                at=self.now,
            )  # fmt: skip

        waiting = [PetitionState.OPEN, PetitionState.REACHED]
        if term.petitions.filter(state=PetitionState.LOST).exists():
            return
        if term.petitions.filter(state__in=waiting).exists():
            return self.refuses(ValidationError, work)
        work()

    @rule(who=PEOPLE)
    def sign(self, who):
        petition = Petition.objects.filter(state=PetitionState.OPEN).first()
        if petition is None:
            return
        council = self.world["council"]

        def work():
            recalling.sign(
                petition=petition, person_id=self.person(who).pk, by=council.by, at=self.now
            )

        held = petition.signatures.filter(person=self.person(who), withdrawn_on=None)
        if held.exists():
            return self.refuses(recalling.MayNotSign, work)
        work()
        petition.refresh_from_db()
        assert (petition.state == PetitionState.REACHED) == (signed(petition) >= petition.needed)

    @rule(carried=st.booleans())
    def decide(self, carried):
        """What an assembly's vote does, without its hall."""
        petition = Petition.objects.filter(state=PetitionState.REACHED).first()
        if petition is None or petition.term.until <= self.today:
            return
        council = self.world["council"]
        council.at = self.now
        if not petition.reported_at:
            recalling.report(petition=petition, text="Seen", by=council.by, at=council.at)
        assembly = council.convene("Business")
        petition.refresh_from_db()
        assert petition.motion.item.assembly == assembly
        self.days += 8
        yes = 8 if carried else 0
        if petition.term.until <= self.today:
            return
        then = council.open(assembly)
        act = council.decide(petition.motion, then, yes=yes, no=8 - yes)
        presence.close_session(assembly=assembly, by=council.by, at=then + timedelta(hours=1))
        petition.refresh_from_db()
        assert petition.state == (PetitionState.CARRIED if carried else PetitionState.LOST)
        assert bool(act) == carried
        if carried:
            petition.term.refresh_from_db()
            assert (petition.term.end, petition.term.end_act) == ("recalled", act)

    @invariant()
    def one_commission_each_and_no_more_people_than_seats(self):
        terms = list(Term.objects.all())
        acts = {term.act_id for term in terms}
        assert Act.objects.filter(pk__in=acts).count() == len(acts)
        for term in terms:
            assert term.begins_on <= term.until <= term.due_until
        days = {term.begins_on for term in terms} | {self.today}
        for day in days:
            there = [t for t in terms if t.begins_on <= day < t.until]
            assert len({t.person_id for t in there}) == len(there)
            for commission in self.world["commissions"]:
                here = [t.is_alternate for t in there if t.commission_id == commission.pk]
                assert here.count(False) <= commission.seats
                assert here.count(True) <= commission.alternates

    @invariant()
    def a_seat_that_was_left_goes_to_the_alternate(self):
        left = Term.objects.filter(end__in=["resigned", "recalled"], is_alternate=False)
        left_today = set(left.filter(until=self.today).values_list("commission_id", flat=True))
        for commission in self.world["commissions"]:
            if commission.pk in left_today:
                alternates = sitting(commission, self.today).filter(is_alternate=True)
                assert vacant(commission, self.today) <= 0 or not alternates.exists()


@in_parts
def test_nobody_sits_in_two_and_no_seat_is_left_while_an_alternate_stands(
    council, act, found, at, part
):
    found_all = [found("finance", 2, 2), found("controllership", 1, 1), found("work", 3, 0)]
    for commission, principals, alternates in (
        (found_all[0], (0, 1), (2, 3)),
        (found_all[1], (4,), (5,)),
    ):
        commissions.begin_terms(
            act=act, commission=commission,
            principals=[council.people[k].pk for k in principals],
            alternates=[council.people[k].pk for k in alternates],
            begins_on=day_of(at), by=council.by, at=at,
        )  # fmt: skip
    run_machine(Offices, council=council, act=act, commissions=found_all, at=at)
