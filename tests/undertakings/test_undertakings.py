"""What the assembly resolved upon: it begins by an act, shows it, and ends by a later one."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from barrio.accounts.actions import grant_role
from barrio.accounts.enums import Role
from barrio.accounts.models import User
from barrio.assemblies.actions.acts import ActOfAnother, give_duty
from barrio.assemblies.links import foundings, standing_on
from barrio.undertakings import actions
from barrio.undertakings.enums import Kind
from barrio.undertakings.models import Undertaking
from tests.bodies import make_body
from tests.cast import day_of

pytestmark = pytest.mark.django_db

NETWORK = {"en": "Nobody is taken unseen", "es": "Que a nadie se lleven sin que se vea"}


@pytest.fixture
def body(keys, at):
    return make_body("North council", at)


@pytest.fixture
def begin(body):
    def work(kind=Kind.NETWORK, act=None, title=NETWORK):
        return actions.begin(
            collective=body.collective, kind=kind, title=title, purpose={},
            act=act or body.act("Network"), by=body.by, at=body.at,
        )  # fmt: skip

    return work


@contextmanager
def refused_by(rule):
    with pytest.raises(DatabaseError, match=rule), transaction.atomic():
        yield


@pytest.mark.parametrize("kind", Kind)
def test_an_act_creates_each_kind_and_shows_it(begin, kind):
    row = begin(kind)
    ((label, address),) = standing_on(row.act)
    assert label.endswith(NETWORK["en"]) and str(row.pk) in address
    assert "Begin a network, a campaign, a programme or a fund" in dict(foundings())


def test_one_place_has_one_emergency_network(begin, body):
    act = body.act()
    begin(act=act)
    with pytest.raises(ValidationError, match="One place, one network"):
        begin(act=act)
    begin(Kind.CAMPAIGN, act=act)
    begin(Kind.CAMPAIGN, act=act)


def test_it_ends_by_a_later_act_and_another_can_begin(begin, body):
    row = begin()
    with pytest.raises(actions.NotALaterAct):
        actions.end(undertaking=row, act=row.act, by=body.by, at=body.at)
    later = body.act("Enough")
    ended = actions.end(undertaking=row, act=later, by=body.by, at=body.at)
    assert ended.ended_by == later and standing_on(row.act) == []
    with pytest.raises(actions.EndedAlready):
        actions.end(undertaking=row, act=later, by=body.by, at=body.at)
    assert begin(act=later)


def test_an_act_of_another_collective_creates_nothing(begin, at):
    other = make_body("South council", at)
    with pytest.raises(ActOfAnother):
        begin(act=other.act())


class TestBehindPython:
    def test_by_an_act_of_ones_own(self, begin, at):
        row = begin()
        other = make_body("South council", at).act()
        with refused_by("undertakings_by_an_act_of_ones_own"):
            Undertaking.objects.bulk_create(
                [
                    Undertaking(
                        collective_id=row.collective_id, kind=Kind.FUND, title={"en": "Fund"},
                        act=other, begun_on=row.begun_on,
                    )
                ]
            )  # fmt: skip

    def test_it_stands_where_it_stands(self, begin, body):
        row = begin()
        rows = Undertaking.objects.filter(pk=row.pk)
        later = body.act("Else")
        with refused_by("undertakings_stand_on_the_same_act"):
            rows.update(act=later)
        with refused_by("undertakings_end_by_a_later_act"):
            rows.update(ended_by=row.act, ended_on=row.begun_on)
        with refused_by("undertakings_stay"):
            rows.delete()
        with refused_by("undertakings_undertaking_ends_by_an_act"):
            rows.update(ended_on=row.begun_on)

    def test_a_second_network(self, begin):
        row = begin()
        with refused_by("(?i)unique"):
            Undertaking.objects.bulk_create(
                [
                    Undertaking(
                        collective_id=row.collective_id, kind=Kind.NETWORK, title={"en": "Two"},
                        act=row.act, begun_on=row.begun_on,
                    )
                ]
            )  # fmt: skip


class TestPages:
    @pytest.fixture
    def keeper(self, body, client):
        user = User.objects.get(pk=body.by.user_id)
        client.force_login(user)
        return user

    def test_a_keeper_begins_it_and_its_page_shows_the_act(
        self, client, keeper, body, at, time_machine
    ):
        time_machine.move_to(at)
        act = body.act("Network")
        give_duty(
            act=act, what="Train confirmers", who="Care commission",
            due_on=day_of(at + timedelta(days=30)), by=body.by, at=at,
        )  # fmt: skip
        said = {
            "kind": "network", "title_en": "Eyes open", "purpose_en": "Nobody alone", "act": act.pk,
        }  # fmt: skip
        page = client.post("/decide/undertakings/begin/", said, follow=True).text
        assert "Act 1: Network" in page and "Train confirmers" in page and "Nobody alone" in page
        assert "Reports and alerts" not in page
        assert "Eyes open" in client.get("/decide/undertakings/").text
        assert "Emergency network: Eyes open" in client.get(f"/decide/acts/{act.pk}/").text

    def test_who_checks_reports_finds_them_there(
        self, client, keeper, begin, body, at, time_machine
    ):
        time_machine.move_to(at)
        row = begin()
        grant_role(user=keeper, collective=body.collective, role=Role.DISPATCHER, by=body.by, at=at)
        assert "Reports and alerts" in client.get(f"/decide/undertakings/{row.pk}/").text

    def test_what_is_wrong_stands_at_the_form(self, client, keeper, begin, body, at, time_machine):
        time_machine.move_to(at)
        row = begin()
        said = {"kind": "network", "title_en": "Two", "act": row.act_id}
        page = client.post("/decide/undertakings/begin/", said).text
        assert "One place, one network" in page and "Two" in page
        page = client.post(f"/decide/undertakings/{row.pk}/end/", {"act": row.act_id}).text
        assert "later than the one it began by" in page
        later = body.act("Enough")
        page = client.post(f"/decide/undertakings/{row.pk}/end/", {"act": later.pk}, follow=True)
        assert "by act 2" in page.text
        assert "Ended" in client.get("/decide/undertakings/").text
