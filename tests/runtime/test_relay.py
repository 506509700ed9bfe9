"""Jobs through a broker: each is claimed once, however often its number arrives."""

from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from barrio.core.clock import now
from barrio.core.ids import uuid7
from barrio.runtime import relay
from barrio.runtime.models import JobHandOver
from barrio.runtime.upkeep import do_chores
from barrio.runtime.worker import new_worker, put_back_orphans
from tests.faults.jobs import write_down

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def app(settings):
    settings.BROKER_URL = "memory://"
    app = relay.celery_app()
    yield app
    app.close()


@pytest.fixture
def jobs(tmp_path):
    return [write_down.enqueue(str(tmp_path), name) for name in ("a", "b", "c")]


def numbers(app):
    """What lies in the queue, taken out of it."""
    with app.connection() as link:
        queue = link.SimpleQueue(relay.QUEUE)
        found = []
        while True:
            try:
                message = queue.get(block=False)
            except queue.Empty:
                return found
            message.ack()
            found.append(message.payload[0][0])


def test_it_hands_over_each_job_once_and_nothing_but_its_number(app, jobs):
    assert relay.hand_over(app, at=now()) == 3
    assert relay.hand_over(app, at=now()) == 0
    assert sorted(numbers(app)) == sorted(str(job.id) for job in jobs)


def test_of_two_relays_one_takes_a_job(jobs):
    at, job = now(), jobs[0].id
    assert relay.take_for_hand_over(job, at=at)
    assert not relay.take_for_hand_over(job, at=at)
    assert not relay.take_for_hand_over(job, at=at + relay.AGAIN_AFTER - timedelta(seconds=1))
    assert relay.take_for_hand_over(job, at=at + relay.AGAIN_AFTER)


def test_a_job_that_the_broker_lost_is_handed_over_again(app, jobs):
    relay.hand_over(app, at=now())
    numbers(app)  # and nobody runs them
    assert relay.hand_over(app, at=now() + relay.AGAIN_AFTER) == 3


def test_a_broker_that_is_down_leaves_the_jobs_in_the_database(settings, jobs):
    settings.BROKER_URL = "amqp://guest:guest@127.0.0.1:1//"
    app = relay.celery_app()
    with pytest.raises(relay.BrokerUnreachable):
        relay.hand_over(app, at=now())
    app.close()
    assert not JobHandOver.objects.exists()
    assert len(relay.due(at=now())) == 3


def test_a_number_that_arrives_twice_runs_its_job_once(jobs, tmp_path):
    worker, job = new_worker(uuid7()), str(jobs[0].id)
    assert relay.run_row(job, worker)
    assert not relay.run_row(job, worker)
    assert len((tmp_path / "a").read_text().splitlines()) == 1
    assert DBTaskResult.objects.get(pk=job).status == "SUCCESSFUL"


def test_a_number_of_no_job_is_let_go():
    assert not relay.run_row(str(uuid7()), new_worker(uuid7()))


def test_a_dead_workers_job_is_due_again_at_once(app, jobs):
    relay.hand_over(app, at=now())
    DBTaskResult.objects.filter(pk=jobs[0].id).update(status="RUNNING", worker_ids=[str(uuid7())])
    assert relay.due(at=now()) == []
    put_back_orphans()
    assert relay.due(at=now()) == [DBTaskResult.objects.get(pk=jobs[0].id).pk]


def test_upkeep_forgets_hand_overs_of_jobs_that_are_over(app, jobs):
    relay.hand_over(app, at=now())
    relay.run_row(str(jobs[0].id), new_worker(uuid7()))
    do_chores(at=now())
    left = set(JobHandOver.objects.values_list("task_id", flat=True))
    assert left == {DBTaskResult.objects.get(pk=job.id).pk for job in jobs[1:]}
