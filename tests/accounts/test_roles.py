"""Administrators give roles, for a time or for good, and end them; somebody always stays."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from barrio.accounts.actions import (
    LastAdministrator,
    RoleHeldAlready,
    grant_role,
    make_user,
    revoke_grant,
)
from barrio.accounts.models import Grant
from barrio.accounts.permissions import has_role
from barrio.audit.models import Entry
from barrio.core.actors import SYSTEM, user_actor
from barrio.core.clock import local_date
from barrio.core.ids import uuid7

pytestmark = pytest.mark.django_db

GIVE, TEAM = reverse("accounts:grant-give"), reverse("accounts:team")
FORM_ID = re.compile(r'name="form_id" value="([0-9a-f-]{36})"')
NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture
def today(home, at):
    return local_date(at, home.time_zone)


@pytest.fixture
def ernesto(cast, as_):
    return as_("ernesto")


@pytest.fixture
def give(home, cast, at):
    def make(user, role, **span):
        return grant_role(
            collective=home, user=user, role=role, by=user_actor(cast.ernesto), at=at, **span
        )

    return make


@pytest.fixture
def end(cast, at):
    def make(grant, by=None):
        revoke_grant(grant=grant, by=user_actor(by or cast.ernesto), at=at)

    return make


def typed(user, role="dispatcher", **days):
    return {"user": str(user.pk), "role": role} | days


def held_by(user, role):
    return Grant.objects.get(user=user, role=role)


def revoke_url(grant):
    return reverse("accounts:grant-revoke", args=[grant.pk])


def test_it_gives_a_member_another_role_at_once(ernesto, as_, cast):
    reports = reverse("alerts:triage")
    assert as_("ana").get(reports).status_code == 403
    assert ernesto.post(GIVE, typed(cast.ana)).url == TEAM
    assert as_("ana").get(reports).status_code == 200
    grant = held_by(cast.ana, "dispatcher")
    assert (grant.granted_by, grant.until) == (cast.ernesto, None)
    entry = Entry.objects.get(subject_id=str(grant.pk))
    assert (entry.verb, entry.actor_id) == ("grant.give", str(cast.ernesto.pk))


def test_it_bounds_a_role_by_days_of_the_collective(ernesto, cast, today):
    first, last = today + timedelta(days=1), today + timedelta(days=2)
    ernesto.post(GIVE, typed(cast.ana, first_day=first, last_day=last))
    grant = held_by(cast.ana, "dispatcher")
    assert grant.since == datetime.combine(first, datetime.min.time(), NEW_YORK)
    after = last + timedelta(days=1)
    assert grant.until == datetime.combine(after, datetime.min.time(), NEW_YORK)
    assert not has_role(cast.ana, grant.collective_id, "dispatcher")


def test_it_begins_now_where_the_first_day_is_today(ernesto, cast, home, today):
    ernesto.post(GIVE, typed(cast.ana, first_day=today, last_day=today))
    assert has_role(cast.ana, home.pk, "dispatcher")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "That day is past. Leave it empty to begin now."),
        ("es", "Ese día ya pasó. Déjelo vacío para que empiece ahora."),
    ],
)
def test_refuses_a_day_that_is_past(ernesto, cast, today, language, sentence):
    form = typed(cast.ana, first_day=today - timedelta(days=1))
    page = ernesto.post(GIVE, form, headers={"Accept-Language": language})
    assert sentence in page.content.decode()
    assert not Grant.objects.filter(user=cast.ana, role="dispatcher").exists()


@pytest.mark.parametrize(
    "mangle",
    [
        {"role": "emperor"},
        {"role": ""},
        {"user": "nobody"},
        {"user": ""},
        {"last_day": "2020-01-01"},
        {"last_day": "soon"},
        {"first_day": "9999-12-31", "last_day": "9999-12-31"},
    ],
)
def test_it_explains_what_cannot_be(ernesto, cast, mangle):
    page = ernesto.post(GIVE, typed(cast.ana) | mangle)
    assert page.status_code == 200 and 'aria-invalid="true"' in page.content.decode()
    assert not Grant.objects.filter(user=cast.ana, role="dispatcher").exists()


def test_refuses_a_role_to_those_of_another_collective(ernesto, cast, home):
    page = ernesto.post(GIVE, typed(cast.carla))
    assert page.status_code == 200
    assert not Grant.objects.filter(user=cast.carla, collective=home).exists()


@pytest.mark.parametrize(("handle", "status"), [("ana", 403), ("mia", 403)])
def test_refuses_giving_by_others(as_, cast, handle, status):
    assert as_(handle).get(GIVE).status_code == status
    assert as_(handle).post(GIVE, typed(cast.ana)).status_code == status
    assert Client().post(GIVE, typed(cast.ana)).status_code == 302
    assert not Grant.objects.filter(user=cast.ana, role="dispatcher").exists()


def test_a_form_sent_twice_gives_one_role(ernesto, cast):
    form_id = FORM_ID.search(ernesto.get(GIVE).content.decode())[1]
    for _time in range(2):
        assert ernesto.post(GIVE, typed(cast.ana, form_id=form_id)).url == TEAM
    assert Grant.objects.filter(user=cast.ana, role="dispatcher").count() == 1


def test_refuses_a_role_that_is_held_already(ernesto, cast, give, today):
    give(cast.ana, "dispatcher")
    later = today + timedelta(days=9)
    page = ernesto.post(GIVE, typed(cast.ana, first_day=later), headers={"Accept-Language": "es"})
    assert "Ya tiene ese rol en esas fechas." in page.content.decode()


def test_a_role_may_follow_itself_but_not_overlap(cast, give, at):
    day = timedelta(days=1)
    give(cast.ana, "dispatcher", until=at + day)
    give(cast.ana, "dispatcher", since=at + 2 * day, until=at + 3 * day)
    give(cast.ana, "dispatcher", since=at + day, until=at + 2 * day)
    with pytest.raises(RoleHeldAlready):
        give(cast.ana, "dispatcher", since=at + 2 * day)


def test_a_role_that_ran_out_is_given_again(cast, home, give, at):
    grant = give(cast.ana, "dispatcher", until=at + timedelta(days=1))
    Grant.objects.filter(pk=grant.pk).update(
        since=at - timedelta(days=9), until=at - timedelta(days=1)
    )
    give(cast.ana, "dispatcher")
    assert has_role(cast.ana, home.pk, "dispatcher")


def test_the_database_refuses_a_role_twice_without_an_end(cast, home, at):
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(collective=home, user=cast.ana, role="organizer", since=at)


@pytest.mark.parametrize("scope_id", [None, uuid7()])
def test_refuses_a_role_for_less_than_the_whole_collective(cast, home, at, scope_id):
    """Nothing honours a scope yet: a role for one site would open everything."""
    grant = Grant(
        collective=home,
        user=cast.ana,
        role="dispatcher",
        since=at,
        scope_kind="site",
        scope_id=scope_id,
    )
    with pytest.raises(ValidationError):
        grant.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        grant.save(force_insert=True)


def test_it_ends_a_role_at_once(ernesto, as_, cast):
    ana, page = as_("ana"), reverse("people:person-list")
    assert ana.get(page).status_code == 200
    grant = held_by(cast.ana, "organizer")
    assert ernesto.post(revoke_url(grant)).url == TEAM
    assert ana.get(page).status_code == 404
    grant.refresh_from_db()
    assert grant.revoked_by == cast.ernesto
    assert Entry.objects.filter(verb="grant.revoke", subject_id=str(grant.pk)).count() == 1


def test_it_ends_a_role_once(ernesto, cast, end):
    grant = held_by(cast.ana, "organizer")
    end(grant)
    grant.refresh_from_db()
    first = grant.revoked_at
    ernesto.post(revoke_url(grant))
    grant.refresh_from_db()
    assert grant.revoked_at == first
    assert Entry.objects.filter(verb="grant.revoke").count() == 1


def test_it_withdraws_a_role_before_it_begins(ernesto, cast, give, at):
    grant = give(cast.ana, "dispatcher", since=at + timedelta(days=1))
    assert "to come" in ernesto.get(TEAM).content.decode()
    ernesto.post(revoke_url(grant))
    assert "to come" not in ernesto.get(TEAM).content.decode()


@pytest.mark.parametrize(("handle", "status"), [("ana", 403), ("carla", 404)])
def test_refuses_ending_by_others(as_, cast, handle, status):
    url = revoke_url(held_by(cast.ana, "organizer"))
    assert as_(handle).post(url).status_code == status
    assert as_("ernesto").get(url).status_code == 405


def test_who_gives_up_the_administration_is_led_home(ernesto, cast):
    answer = ernesto.post(revoke_url(held_by(cast.ernesto, "administrator")))
    assert answer.url == reverse("web:home")
    assert ernesto.get(answer.url).status_code == 200
    assert ernesto.get(TEAM).status_code == 403


@pytest.mark.parametrize("whose", ["ernesto", "eva"])
def test_refuses_to_end_the_last_administration(ernesto, as_, cast, end, whose):
    last = getattr(cast, whose)
    other = cast.eva if last == cast.ernesto else cast.ernesto
    end(held_by(other, "administrator"), by=last)
    page = as_(whose).post(revoke_url(held_by(last, "administrator")), follow=True)
    assert "Somebody must keep the administration" in page.content.decode()
    assert as_(whose).get(TEAM).status_code == 200


def test_an_administration_that_will_run_out_does_not_count(cast, home, give, end, at):
    end(held_by(cast.eva, "administrator"))
    give(cast.ana, "administrator", until=at + timedelta(days=1))
    with pytest.raises(LastAdministrator):
        end(held_by(cast.ernesto, "administrator"))


def test_an_administration_to_come_does_not_count(cast, give, end, at):
    end(held_by(cast.eva, "administrator"))
    give(cast.ana, "administrator", since=at + timedelta(days=1))
    with pytest.raises(LastAdministrator):
        end(held_by(cast.ernesto, "administrator"))


def test_a_disabled_account_does_not_count(cast, end):
    cast.eva.is_active = False
    cast.eva.save(update_fields=["is_active"])
    with pytest.raises(LastAdministrator):
        end(held_by(cast.ernesto, "administrator"))


def test_a_bounded_administration_can_be_ended(cast, give, end, at):
    grant = give(cast.ana, "administrator", until=at + timedelta(days=1))
    end(grant)
    assert not has_role(cast.ana, grant.collective_id, "administrator")


def test_it_lists_who_holds_what_since_when_and_by_whom(ernesto, cast, give, end, today, at):
    give(cast.ana, "dispatcher", until=midnight_after(date(2099, 3, 8)))
    end(held_by(cast.bruno, "canvasser"))
    english = " ".join(ernesto.get(TEAM).content.decode().split())
    assert f"From {today:%m/%d/%Y} to the end of 03/08/2099. Given by ernesto." in english
    assert f"From {today:%m/%d/%Y}; ended on {today:%m/%d/%Y} by ernesto." in english
    assert "Given when the collective was set up." in english
    page = ernesto.get(TEAM, headers={"Accept-Language": "es"})
    assert "hasta el final del 08/03/2099. Lo dio ernesto." in " ".join(
        page.content.decode().split()
    )


def midnight_after(day):
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), NEW_YORK)


def test_a_longer_list_takes_no_more_queries(ernesto, home, give, end, at):
    def queries():
        ernesto.get(TEAM)
        with CaptureQueriesContext(connection) as captured:
            ernesto.get(TEAM)
        return len(captured)

    before = queries()
    for number in range(8):
        user = make_user(handle=f"n{number}", password=None, language="en", by=SYSTEM, at=at)
        give(user, "member")
        end(give(user, "canvasser"))
    assert queries() == before
