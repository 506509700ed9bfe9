"""A day of knocking: who came, in which pairs, on which turf, and what it brought."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from barrio.canvass import actions, launching
from barrio.canvass.capsule import capsule_of
from barrio.canvass.debrief import answers_by_question, coverage_by_day, day_of, tallies_by_site
from barrio.canvass.models import Assignment, Attempt, Launch, Walker
from barrio.canvass.queries import ENOUGH, Rate
from barrio.places.models import Dwelling
from tests.cast import make_door

pytestmark = pytest.mark.django_db

WARM = {
    "key": "q1",
    "text": {"en": "Is it warm?", "es": "¿Hace calor?"},
    "choices": [{"value": "a1", "text": {"en": "Yes", "es": "Sí"}, "next": ""}],
}


@pytest.fixture
def canvass(home, by_ana, at):
    return actions.open_canvass(
        collective=home, name="Round", opening={"en": "Hi"}, questions=[WARM], by=by_ana, at=at
    )


@pytest.fixture
def turf(canvass, doors, by_ana, at):
    return actions.cut_turf(canvass=canvass, name="Howard", dwellings=doors, by=by_ana, at=at)


@pytest.fixture
def launch(canvass, by_ana, at):
    return launching.open_launch(
        canvass=canvass, place="Library steps", trouble="215 555 0100", by=by_ana, at=at
    )


@pytest.fixture
def knock(turf, cast, at):
    def make(door, minutes=1.0, result="spoke", by=None, answers=None, walker=None):
        attempt = Attempt(
            id=uuid.uuid4(), key_id=turf.pk, collective=turf.collective, turf=turf,
            dwelling=door, by=by or cast.bruno, result=result, walker=walker,
            made_at=at + timedelta(minutes=minutes), received_at=at,
        )  # fmt: skip
        attempt.seal(answers=answers or {})
        attempt.save(force_insert=True)
        return attempt

    return make


def url(name, *args):
    return reverse(f"canvass:{name}", args=args)


def test_a_day_is_opened_people_come_and_a_pair_gets_a_turf(as_, canvass, turf, cast):
    ana = as_("ana")
    ana.post(url("launch-list", canvass.pk), {"place": "Library", "trouble": "215 555 0100"})
    launch = Launch.objects.get()
    ana.post(url("launch-arrive", launch.pk), {"user": cast.bruno.pk})
    ana.post(url("launch-arrive", launch.pk), {"name": "Hope"})
    for walker in Walker.objects.all():
        ana.post(url("walker-set", walker.pk), {"pair": 1, "has_script": "on"})
    ana.post(url("launch-give", launch.pk), {"pair": 1, "turf": turf.pk, "hours": 3})
    held = Assignment.objects.get()
    assert (held.user, held.turf) == (cast.bruno, turf)
    page = ana.get(url("launch-read", launch.pk)).content.decode()
    assert "Hope" in page and "Library" in page and "bruno has it until" in page
    said = capsule_of(held)
    assert {row["name"] for row in said["walkers"]} == {"Hope", "bruno"}
    assert said["trouble"] == "215 555 0100"


def test_names_and_the_number_to_call_lie_sealed(launch, by_ana, at):
    launching.add_walker(launch=launch, name="Esperanza Cordero", by=by_ana, at=at)
    with connection.cursor() as cursor:
        for table in ("canvass_walker", "canvass_launch"):
            cursor.execute(f"SELECT * FROM {table}")
            kept = b"".join(bytes(v) if isinstance(v, (bytes, memoryview)) else str(v).encode()
                            for row in cursor.fetchall() for v in row)  # fmt: skip
            assert b"Esperanza" not in kept and b"555 0100" not in kept


def test_one_day_at_a_time(launch, canvass, by_ana, at, as_):
    with pytest.raises(launching.LaunchIsOpen):
        launching.open_launch(canvass=canvass, place="x", trouble="1", by=by_ana, at=at)
    with (
        pytest.raises(IntegrityError, match="one_open_per_canvass|canvass_launch.canvass_id"),
        transaction.atomic(),
    ):
        other = Launch(id=uuid.uuid4(), collective=canvass.collective, canvass=canvass,
                       on=launch.on, opened_at=at, sealed=b"")  # fmt: skip
        other.key_id = other.pk
        other.save(force_insert=True)


def test_the_database_refuses_to_leave_before_coming(launch, by_ana, at):
    walker = launching.add_walker(launch=launch, name="Hope", by=by_ana, at=at)
    with pytest.raises(IntegrityError, match="left_after_they_came"), transaction.atomic():
        Walker.objects.filter(pk=walker.pk).update(left_at=at - timedelta(minutes=1))


@pytest.mark.parametrize(
    ("form", "sentence"),
    [({}, "one of the two"), ({"user": "x"}, "id_arrive_user_error"), ({"name": " "}, "one of")],
)
def test_refuses_nobody(as_, launch, form, sentence):
    page = as_("ana").post(url("launch-arrive", launch.pk), form).content.decode()
    assert sentence in page and not Walker.objects.exists()


def test_nobody_comes_twice(as_, launch, cast, by_ana, at):
    launching.add_walker(launch=launch, user=cast.bruno, by=by_ana, at=at)
    page = as_("ana").post(url("launch-arrive", launch.pk), {"user": cast.bruno.pk})
    assert page.status_code == 200 and Walker.objects.count() == 1


def test_a_pair_without_a_login_is_told_what_to_do(as_, launch, turf, by_ana, at):
    walker = launching.add_walker(launch=launch, name="Hope", by=by_ana, at=at)
    launching.set_walker(walker=walker, pair=2, has_script=False, by=by_ana, at=at)
    form = {"pair": 2, "turf": turf.pk, "hours": 3}
    page = as_("ana").post(url("launch-give", launch.pk), form).content.decode()
    assert "Nobody in this pair has a login." in page and not Assignment.objects.exists()


def test_a_turf_goes_over_from_one_pair_to_another(launch, turf, cast, by_ana, at):
    for number, user in ((1, cast.bruno), (2, cast.ana)):
        walker = launching.add_walker(launch=launch, user=user, by=by_ana, at=at)
        launching.set_walker(walker=walker, pair=number, has_script=True, by=by_ana, at=at)
        launching.give_to_pair(launch=launch, pair=number, turf=turf, hours=3, by=by_ana, at=at)
    assert Assignment.objects.get(ended_at__isnull=True).user == cast.ana
    assert Assignment.objects.count() == 2


def test_one_phone_writes_for_two(launch, turf, doors, knock, cast, by_ana, at):
    hope = launching.add_walker(launch=launch, name="Hope", by=by_ana, at=at)
    knock(doors[0], 1, walker=hope)
    knock(doors[1], 2, walker=hope)
    knock(doors[2], 3, "not_home")
    people = {one.name: one.tally.knocked for one in day_of(launch).people}
    assert people == {"Hope": 2, "bruno": 1}


def test_a_day_ends_with_what_was_heard(as_, launch, doors, knock, by_ana, at):
    walker = launching.add_walker(launch=launch, name="Hope", by=by_ana, at=at)
    as_("ana").post(url("launch-close", launch.pk), {"debrief": "Everybody speaks of the heating"})
    walker.refresh_from_db()
    assert walker.left_at
    page = as_("ana").get(url("launch-read", launch.pk)).content.decode()
    assert "Everybody speaks of the heating" in page
    form = {"name": "Late"}
    again = as_("ana").post(url("launch-arrive", launch.pk), form, follow=True)
    assert "This day is over." in again.content.decode()


def hints_of(launch):
    return [hint for one in day_of(launch).people for hint in one.hints]


def test_hints_speak_up_only_where_something_is_odd(launch, doors, knock):
    for number, door in enumerate(doors[:5]):
        knock(door, 1 + number * 4, answers={"q1": "a1"})
    assert hints_of(launch) == []


def test_talks_within_seconds_are_asked_after(launch, doors, knock):
    for number, door in enumerate(doors[:5]):
        knock(door, 1 + number / 20, answers={"q1": "a1"})
    assert hints_of(launch) == ["written_afterwards"]


def test_unasked_questions_are_asked_after(launch, doors, knock):
    for number, door in enumerate(doors[:5]):
        knock(door, 1 + number * 4)
    assert hints_of(launch) == ["few_answers"]


def test_an_empty_street_is_no_fault(launch, home, doors, knock, as_):
    more = [make_door(home, doors[0].street, None, 5000 + 2 * n) for n in range(ENOUGH)]
    for number, door in enumerate(more):
        knock(door, 1 + number, "not_home")
    assert hints_of(launch) == ["nobody_home"]
    page = as_("ana").get(url("launch-read", launch.pk)).content.decode()
    assert "another hour of the day may be better" in page


# --- numbers ---


def test_an_answer_counts_once_a_door_with_its_base(canvass, turf, doors, knock):
    knock(doors[0], 1, answers={"q1": "a1"})
    knock(doors[0], 2, answers={"q1": "a1"})
    knock(doors[1], 3)
    (question,) = answers_by_question(canvass)
    assert (question.asked, question.spoke) == (1, 2)
    assert question.counts == [({"en": "Yes", "es": "Sí"}, Rate(1, 1))]


def test_coverage_grows_by_doors_and_not_by_knocks(canvass, turf, doors, knock, home):
    from zoneinfo import ZoneInfo

    knock(doors[0], 0)
    knock(doors[0], 24 * 60)
    knock(doors[1], 24 * 60)
    days = coverage_by_day(canvass, ZoneInfo(home.time_zone))
    assert [(day.new_doors, day.knocked) for day in days] == [
        (1, Rate(1, len(doors))),
        (1, Rate(2, len(doors))),
    ]


def test_the_map_shows_doors_as_they_stood(as_, canvass, turf, doors, knock, at):
    knock(doors[0], 0)
    knock(doors[1], 3 * 24 * 60)

    def states(day):
        answer = as_("ana").get(url("coverage-map", canvass.pk), {"until": day})
        return [f["properties"]["state"] for f in answer.json()["features"]]

    assert states(at.date().isoformat()).count("done") == 1
    assert states("rubbish").count("done") == 2 == states("9999-12-31").count("done")
    assert states("2020-01-01").count("done") == 0


def test_very_many_doors_are_cells(as_, canvass, turf, doors, knock, monkeypatch):
    monkeypatch.setattr("barrio.canvass.number_views.MOST_DOORS", 2)
    knock(doors[0], 0)
    features = as_("ana").get(url("coverage-map", canvass.pk)).json()["features"]
    names = [feature["properties"]["name"] for feature in features]
    assert any(name.startswith("1 of ") for name in names)


def test_places_are_counted_apart(canvass, turf, doors, knock):
    Dwelling.objects.filter(pk=doors[0].pk).update(site=None)
    knock(doors[0], 0)
    found = dict(tallies_by_site(canvass))
    assert found[""].knocked == 1 == found[""].doors
    assert sum(tally.doors for tally in found.values()) == len(doors)


@pytest.mark.parametrize("name", ["launch-list", "canvass-numbers", "coverage-map"])
@pytest.mark.parametrize(("handle", "status"), [("bruno", 403), ("carla", 404)])
def test_refuses_others_the_pages_of_a_canvass(as_, canvass, name, handle, status):
    assert as_(handle).get(url(name, canvass.pk)).status_code == status


@pytest.mark.parametrize("name", ["launch-arrive", "launch-give", "launch-close"])
@pytest.mark.parametrize(("handle", "status"), [("bruno", 403), ("carla", 404)])
def test_refuses_others_at_the_table(as_, launch, name, handle, status):
    assert as_(handle).post(url(name, launch.pk)).status_code == status
