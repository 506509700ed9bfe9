"""The hours are those of the collective's clocks, also when they change."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from barrio.accounts.models import Collective
from barrio.phonebank import actions, views
from barrio.phonebank.hours import closing, is_open_at, next_opening
from barrio.phonebank.models import Bank

pytestmark = pytest.mark.django_db
HERE = ZoneInfo("America/New_York")


def hours(opens=time(10), closes=time(20)):
    return Bank(collective=Collective(time_zone=HERE.key), opens=opens, closes=closes)


@pytest.mark.parametrize(
    ("hour", "is_open"), [("09:59", False), ("10:00", True), ("19:59", True), ("20:00", False)]
)
@pytest.mark.parametrize("day", ["2026-01-15", "2026-07-15", "2026-03-08", "2026-11-01"])
def test_it_is_open_by_the_clocks_of_the_place(day, hour, is_open):
    at = datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=HERE).astimezone(UTC)
    assert is_open_at(hours(), at) is is_open


def test_it_says_when_calling_begins():
    night = datetime(2026, 1, 15, 23, 0, tzinfo=HERE)
    assert next_opening(hours(), night) == datetime(2026, 1, 16, 10, 0, tzinfo=HERE)
    early = datetime(2026, 1, 15, 6, 0, tzinfo=HERE)
    assert next_opening(hours(), early) == datetime(2026, 1, 15, 10, 0, tzinfo=HERE)
    assert closing(hours(), early) == datetime(2026, 1, 15, 20, 0, tzinfo=HERE)


def test_the_night_of_the_clocks_is_an_hour_shorter_or_longer():
    evening = datetime(2026, 3, 7, 20, 0, tzinfo=HERE)
    assert _wait(evening) == timedelta(hours=13)
    evening = datetime(2026, 10, 31, 20, 0, tzinfo=HERE)
    assert _wait(evening) == timedelta(hours=15)


def test_an_hour_that_the_clocks_skip_is_reached_an_hour_later():
    evening = datetime(2026, 3, 7, 23, 0, tzinfo=HERE)
    opens = next_opening(hours(opens=time(2, 30)), evening)
    assert opens.astimezone(HERE).time() == time(3, 30)


def _wait(at):
    return next_opening(hours(), at).astimezone(UTC) - at.astimezone(UTC)


def test_outside_the_hours_nobody_is_handed_out(as_, line, bank, by_bruno, at, monkeypatch):
    night = at + timedelta(hours=10)
    with pytest.raises(actions.NotNow):
        actions.claim_next(bank=bank, language="en", by=by_bruno, at=night)
    monkeypatch.setattr(views, "now", lambda: night)
    url = reverse("phonebank:bank-call", args=[bank.pk])
    page = as_("ana").post(url, follow=True).content.decode()
    assert "It begins Tuesday 25, 10:00" in page and "Next call" not in page
