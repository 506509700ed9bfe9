"""Times are entered and shown on the collective's clocks, through the days they change."""

from datetime import UTC, date, datetime, time

import pytest
from django.urls import reverse
from django.utils import translation

from barrio.accounts.models import Collective
from barrio.core.clock import moments_of
from barrio.events.forms import EventForm
from barrio.events.models import Event
from barrio.events.wording import shown

NEW_YORK = "America/New_York"
AT = datetime(2030, 3, 1, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "local", "expected"),
    [
        (NEW_YORK, datetime(2030, 6, 1, 18), [datetime(2030, 6, 1, 22, tzinfo=UTC)]),
        (NEW_YORK, datetime(2030, 1, 1, 18), [datetime(2030, 1, 1, 23, tzinfo=UTC)]),
        (NEW_YORK, datetime(2030, 3, 10, 2, 30), []),
        (NEW_YORK, datetime(2030, 3, 10, 3), [datetime(2030, 3, 10, 7, tzinfo=UTC)]),
        (
            NEW_YORK,
            datetime(2030, 11, 3, 1, 30),
            [datetime(2030, 11, 3, 5, 30, tzinfo=UTC), datetime(2030, 11, 3, 6, 30, tzinfo=UTC)],
        ),
        (
            "America/Caracas",
            datetime(2030, 3, 10, 2, 30),
            [datetime(2030, 3, 10, 6, 30, tzinfo=UTC)],
        ),
        ("Pacific/Apia", datetime(2011, 12, 30, 12), []),
    ],
)
def test_a_local_time_is_none_one_or_two_moments(zone, local, expected):
    assert moments_of(local, zone) == expected


@pytest.fixture
def span(home, form):
    """The moments that a form means, or its errors."""

    def read(day, begin, end, last="", zone=NEW_YORK):
        home.time_zone = zone
        times = {"starts_on": day, "starts_time": begin, "ends_time": end, "ends_on": last}
        filled = EventForm.for_new(home, form | times)
        if not filled.is_valid():
            return filled.errors.as_data().keys()
        return filled.plan().starts_at, filled.plan().ends_at

    return read


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.django_db
def test_an_hour_that_is_skipped_is_refused_beside_its_field(as_, form):
    times = {"starts_on": "2030-03-10", "starts_time": "02:30", "ends_time": "04:00"}
    response = as_("ana").post(reverse("events:event-plan"), form | times)
    assert list(response.context["form"].errors) == ["starts_time"]
    assert "That hour does not exist on that day" in response.content.decode()


@pytest.mark.django_db
def test_the_days_on_which_clocks_change(span):
    assert span("2030-03-10", "01:00", "02:30") == {"ends_time"}
    assert span("2030-03-10", "01:30", "03:30") == (
        utc(2030, 3, 10, 6, 30),
        utc(2030, 3, 10, 7, 30),
    )
    # The hour that comes twice: it starts in the first, and ends as soon as it can after that.
    assert span("2030-11-03", "01:30", "01:45") == (
        utc(2030, 11, 3, 5, 30),
        utc(2030, 11, 3, 5, 45),
    )
    assert span("2030-11-03", "01:30", "01:15") == (
        utc(2030, 11, 3, 5, 30),
        utc(2030, 11, 3, 6, 15),
    )
    assert span("2030-11-03", "00:30", "03:00") == (utc(2030, 11, 3, 4, 30), utc(2030, 11, 3, 8))


@pytest.mark.django_db
def test_over_midnight_and_other_zones(span):
    night = span("2030-06-01", "20:00", "01:00", "2030-06-02")
    assert night == (utc(2030, 6, 2, 0), utc(2030, 6, 2, 5))
    assert span("2030-06-01", "18:00", "20:00", zone="Asia/Kolkata")[0] == utc(2030, 6, 1, 12, 30)


def event(starts_at, ends_at, zone=NEW_YORK, **said):
    return Event(
        collective=Collective(time_zone=zone),
        starts_at=starts_at,
        ends_at=ends_at,
        **{"kind": "meeting", "title_en": "Meeting", "place": "Hall"} | said,
    )


@pytest.mark.parametrize(
    ("language", "starts_at", "said"),
    [
        ("en", utc(2030, 3, 1, 23), "Today, 18:00–20:00"),
        ("es", utc(2030, 3, 1, 23), "Hoy, 18:00–20:00"),
        ("en", utc(2030, 3, 2, 23), "Tomorrow, 18:00–20:00"),
        ("en", utc(2030, 6, 1, 22), "Saturday, June 1, 18:00–20:00"),
        ("es", utc(2030, 6, 1, 22), "Sábado 1 de junio, 18:00–20:00"),
        ("en", utc(2031, 6, 1, 22), "Sunday, June 1, 2031, 18:00–20:00"),
        ("es", utc(2031, 6, 1, 22), "Domingo 1 de junio de 2031, 18:00–20:00"),
        ("en", utc(2030, 6, 2, 3), "Saturday, June 1, 23:00 to 01:00 on June 2"),
        ("es", utc(2030, 6, 2, 3), "Sábado 1 de junio, 23:00 a 01:00 del 2 de junio"),
    ],
)
def test_it_says_when_as_people_do(language, starts_at, said):
    ends_at = starts_at.replace(hour=(starts_at.hour + 2) % 24)
    if ends_at < starts_at:
        ends_at = ends_at.replace(day=starts_at.day + 1)
    with translation.override(language):
        row = shown(event(starts_at, ends_at), language, AT)
    assert f"{row.day}, {row.hours}" == said


def test_today_is_the_collectives_day():
    late = utc(2030, 3, 2, 2)  # still the first of March in New York
    assert shown(event(utc(2030, 3, 2, 3), utc(2030, 3, 2, 4)), "en", late).day == "Today"
    kolkata = event(utc(2030, 3, 2, 3), utc(2030, 3, 2, 4), "Asia/Kolkata")
    assert shown(kolkata, "en", utc(2030, 3, 1, 15)).day == "Tomorrow"


def test_it_falls_back_to_the_other_language():
    one = event(AT, AT, title_es="", description_es="Traiga una silla")
    with translation.override("es"):
        row = shown(one, "es", AT)
    assert (row.title.text, row.title.language, row.title.is_other) == ("Meeting", "en", True)
    assert not row.description.is_other
    assert shown(one, "en", AT).description.is_other
    assert shown(one, "en-us", AT).title.is_other is False


@pytest.mark.django_db
def test_the_form_shows_again_what_was_planned(home, plan_an_event):
    planned = plan_an_event(starts_at=utc(2030, 6, 2, 3), ends_at=utc(2030, 6, 2, 5))
    form = EventForm.for_event(planned)
    assert form["starts_on"].value() == date(2030, 6, 1)
    assert form["starts_time"].value() == time(23)
    assert (form["ends_on"].value(), form["ends_time"].value()) == (date(2030, 6, 2), time(1))
    page = form.as_p()
    assert 'value="2030-06-01"' in page and 'value="23:00"' in page
