"""Turfs mended by hand, and large cuts that the worker makes."""

import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from barrio.audit.models import Entry
from barrio.canvass import actions, by_hand
from barrio.canvass.cutting import TurfTooLarge, size_of
from barrio.canvass.enums import CuttingState
from barrio.canvass.models import Attempt, Turf, TurfCutting, TurfDoor
from barrio.canvass.queries import doors_of, tallies_by_turf, tally_of
from barrio.canvass.tasks import cut_in_background
from barrio.runtime.models import JobProgress

pytestmark = pytest.mark.django_db


@pytest.fixture
def canvass(home, by_ana, at):
    return actions.open_canvass(
        collective=home, name="Round", opening={"en": "Hi"}, questions=[], by=by_ana, at=at
    )


@pytest.fixture
def turf(canvass, doors, by_ana, at):
    return actions.cut_turf(canvass=canvass, name="Howard", dwellings=doors, by=by_ana, at=at)


def doors_in(turf):
    return list(turf.doors.order_by("order").values_list("dwelling_id", flat=True))


def knocked(turf, dwelling_id, user, at, result="spoke"):
    attempt = Attempt(
        id=uuid.uuid4(), key_id=turf.pk, collective=turf.collective, turf=turf,
        dwelling_id=dwelling_id, by=user, result=result, made_at=at, received_at=at,
    )  # fmt: skip
    attempt.seal()
    attempt.save(force_insert=True)


def test_a_split_turf_keeps_every_door_once(turf, doors, by_ana, at):
    first, second = by_hand.split_turf(turf=turf, parts=2, by=by_ana, at=at)
    assert first.pk == turf.pk and second.name == "Howard · 2"
    assert sorted(doors_in(first) + doors_in(second)) == sorted(door.pk for door in doors)
    assert abs(len(doors_in(first)) - len(doors_in(second))) <= 1
    assert Entry.objects.filter(verb="turf.split", subject_id=str(turf.pk)).count() == 1


def test_refuses_more_parts_than_doors_fill(turf, by_ana, at):
    with pytest.raises(by_hand.TurfTooSmallToSplit):
        by_hand.split_turf(turf=turf, parts=len(doors_in(turf)), by=by_ana, at=at)


def test_a_door_knocked_before_the_split_stays_knocked(turf, canvass, cast, by_ana, at):
    last = doors_in(turf)[-1]
    knocked(turf, last, cast.bruno, at)
    first, second = by_hand.split_turf(turf=turf, parts=2, by=by_ana, at=at)
    holder = second if last in doors_in(second) else first
    other = first if holder is second else second
    assert tally_of(canvass, holder).spoke == 1 and tally_of(canvass, other).spoke == 0
    assert tallies_by_turf(canvass)[holder.pk] == tally_of(canvass, holder)
    assert [door.last_result for door in doors_of(holder) if door.dwelling.pk == last] == ["spoke"]
    assert tally_of(canvass).spoke == 1


def test_joined_turfs_are_one_and_the_other_leaves_the_board(turf, doors, by_ana, at, as_):
    _first, second = by_hand.split_turf(turf=turf, parts=2, by=by_ana, at=at)
    url = reverse("canvass:turf-join", args=[turf.pk])
    answer = as_("ana").post(url, {"other": second.pk}, follow=True)
    assert "Howard · 2 is part of this turf now." in answer.content.decode()
    assert sorted(doors_in(turf)) == sorted(door.pk for door in doors)
    second.refresh_from_db()
    assert second.retired_at and not second.doors.exists()
    page = as_("ana").get(reverse("canvass:canvass-read", args=[turf.canvass_id]))
    assert "Howard · 2" not in page.content.decode()


def test_refuses_to_join_what_somebody_walks(turf, cast, by_ana, at, as_):
    _first, second = by_hand.split_turf(turf=turf, parts=2, by=by_ana, at=at)
    actions.assign_turf(
        turf=second, user=cast.bruno, since=at, until=at + timedelta(hours=3), by=by_ana, at=at
    )
    url = reverse("canvass:turf-join", args=[turf.pk])
    answer = as_("ana").post(url, {"other": second.pk}, headers={"Accept-Language": "es"})
    assert "Alguien camina Howard · 2 ahora." in answer.content.decode()
    assert second.doors.exists()


def test_refuses_to_join_more_than_a_phone_holds(turf, by_ana, at, monkeypatch):
    _first, second = by_hand.split_turf(turf=turf, parts=2, by=by_ana, at=at)
    monkeypatch.setattr(by_hand, "MAX_DOORS", 3)
    with pytest.raises(TurfTooLarge):
        by_hand.join_turfs(turf=turf, other=second, by=by_ana, at=at)
    assert second.doors.exists() and Turf.objects.get(pk=second.pk).retired_at is None


def test_doors_move_to_another_turf_or_out(turf, doors, by_ana, at, as_):
    _first, second = by_hand.split_turf(turf=turf, parts=2, by=by_ana, at=at)
    gone, out = doors_in(turf)[:2]
    url = reverse("canvass:turf-move", args=[turf.pk])
    as_("ana").post(url, {"doors": [gone], "to": second.pk})
    as_("ana").post(url, {"doors": [out], "to": ""})
    assert gone in doors_in(second) and gone not in doors_in(turf)
    assert not TurfDoor.objects.filter(dwelling_id=out).exists()
    orders = list(turf.doors.order_by("order").values_list("order", flat=True))
    assert orders == list(range(1, len(orders) + 1))


def test_refuses_to_empty_a_turf_by_moving(turf, by_ana, at, as_):
    _first, second = by_hand.split_turf(turf=turf, parts=2, by=by_ana, at=at)
    url = reverse("canvass:turf-move", args=[turf.pk])
    answer = as_("ana").post(url, {"doors": doors_in(turf), "to": second.pk})
    assert "No door would be left." in answer.content.decode() and doors_in(turf)
    nothing = as_("ana").post(url, {"to": second.pk})
    assert "Tick the doors that are to move." in nothing.content.decode()


@pytest.mark.parametrize("name", ["split", "join", "move"])
@pytest.mark.parametrize(("handle", "status"), [("bruno", 403), ("carla", 404)])
def test_refuses_others(as_, turf, name, handle, status):
    assert as_(handle).post(reverse(f"canvass:turf-{name}", args=[turf.pk])).status_code == status


def test_sizes_by_doors_and_by_time_stay_within_a_phone():
    assert size_of("75") == 75 and size_of("900") * 1.1 <= 150
    assert 20 < size_of("180m")(1000, 9000) < 60


@pytest.fixture
def large_cut(as_, canvass, doors, monkeypatch):
    """A cut that the worker is asked for: doors beyond what the page waits for."""
    monkeypatch.setattr("barrio.canvass.turf_views.AT_ONCE", 2)
    asked = []
    worker = SimpleNamespace(enqueue=lambda *args: asked.append(args))
    monkeypatch.setattr("barrio.canvass.turf_views.cut_in_background", worker)
    form = {"name": "Large", "size": "30", "streets": str(doors[0].street_id)}
    url = reverse("canvass:turf-cut", args=[canvass.pk])
    answer = as_("ana").post(url, form, follow=True)
    assert "It is being made" in answer.content.decode() and not Turf.objects.exists()
    return asked


def test_the_worker_makes_a_large_cut_once(as_, canvass, large_cut):
    ((cutting_id, language),) = large_cut
    for _again in range(2):
        cut_in_background.call(cutting_id, language)
    cutting = TurfCutting.objects.get()
    assert cutting.state == CuttingState.DONE and Turf.objects.count() == 1
    assert JobProgress.objects.get(pk=cutting.job_id).state == "done"
    page = as_("ana").get(reverse("canvass:canvass-read", args=[canvass.pk])).content.decode()
    assert "The turfs are being cut." not in page


def test_a_cut_that_comes_too_late_says_so(canvass, large_cut, doors, by_ana, at, as_):
    actions.cut_turf(canvass=canvass, name="First", dwellings=doors, by=by_ana, at=at)
    ((cutting_id, _language),) = large_cut
    cut_in_background.call(cutting_id, "es")
    cutting = TurfCutting.objects.get()
    assert cutting.state == CuttingState.FAILED and "No hay ninguna puerta" in cutting.problem
    page = as_("ana").get(reverse("canvass:canvass-read", args=[canvass.pk]))
    assert cutting.problem in page.content.decode()


def test_a_cancelled_cut_leaves_no_turf(canvass, large_cut):
    JobProgress.objects.update(cancel_asked=True)
    ((cutting_id, language),) = large_cut
    cut_in_background.call(cutting_id, language)
    assert TurfCutting.objects.get().problem == "Cancelled." and not Turf.objects.exists()


def test_walks_begin_where_people_set_out(as_, canvass, doors):
    url = reverse("canvass:turf-cut", args=[canvass.pk])
    ends = sorted(doors, key=lambda door: door.number_order)
    form = {"name": "From", "size": "75", "streets": str(ends[0].street_id)}
    as_("ana").post(url, {**form, "start": ends[-1].address.lower()})
    first = Turf.objects.get().doors.order_by("order").first().dwelling
    assert first.number_order > (ends[0].number_order + ends[-1].number_order) / 2


def test_refuses_a_start_that_is_no_door_of_ours(as_, canvass, doors):
    url = reverse("canvass:turf-cut", args=[canvass.pk])
    form = {"name": "From", "size": "75", "streets": str(doors[0].street_id), "start": "the park"}
    page = as_("ana").post(url, form).content.decode()
    assert "We have no door of that address." in page and 'value="the park"' in page
