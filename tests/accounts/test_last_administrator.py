"""Two who end each other's administration at the same moment leave one of them."""

import threading

import pytest
from django.db import connections, transaction

from barrio.accounts.actions import LastAdministrator, RoleHeldAlready, grant_role, revoke_grant
from barrio.accounts.models import Grant
from barrio.core.actors import user_actor
from tests.threads import connections_of_their_own

pytestmark = pytest.mark.django_db(transaction=True)

IN_VAIN = 0.3  # seconds that the second is seen to wait; the outcome does not hang on them


@pytest.fixture
def real_connections(cast, tmp_path):
    with connections_of_their_own(tmp_path):
        yield


def start(work, came_to, done):
    def run():
        try:
            came_to.append(work())
        except Exception as error:
            came_to.append(error)
        finally:
            connections.close_all()
            done.set()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def race(first, second):
    """`second` is asked while `first` is done and not yet committed: what both came to."""
    came_to, held, ended = [], threading.Event(), threading.Event()
    threads = []

    def hold():
        with transaction.atomic():
            first()
            threads.append(start(second, came_to, ended))
            assert not ended.wait(IN_VAIN), f"did not wait: {came_to}"
        return "first"

    start(hold, came_to, held).join(60)
    threads[0].join(60)
    return came_to


def seen(query):
    """What `query` finds by a connection that looks where the race was."""
    found = []
    start(lambda: list(query()), found, threading.Event()).join(60)
    return found[0]


def test_two_who_end_each_other_leave_one(real_connections, cast, at):
    grants = {user: Grant.objects.get(user=user, role="administrator") for user in two(cast)}

    def end(whose, by):
        revoke_grant(grant=grants[whose], by=user_actor(by), at=at)

    came_to = race(lambda: end(cast.eva, cast.ernesto), lambda: end(cast.ernesto, cast.eva))
    assert "first" in came_to
    assert [type(one) for one in came_to if one != "first"] == [LastAdministrator]
    left = Grant.objects.active().filter(role="administrator", collective__slug="norris-square")
    assert seen(lambda: left.values_list("user__handle", flat=True)) == ["ernesto"]


def test_two_who_give_the_same_role_give_it_once(real_connections, cast, home, at):
    def give(by):
        grant_role(collective=home, user=cast.ana, role="dispatcher", by=user_actor(by), at=at)

    came_to = race(lambda: give(cast.ernesto), lambda: give(cast.eva))
    assert [type(one) for one in came_to if one != "first"] == [RoleHeldAlready]
    given = Grant.objects.filter(user=cast.ana, role="dispatcher")
    assert seen(lambda: given.values_list("granted_by__handle", flat=True)) == ["ernesto"]


def two(cast):
    return (cast.ernesto, cast.eva)
