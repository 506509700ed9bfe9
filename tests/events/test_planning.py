"""Events are planned, changed and cancelled by organizers and administrators."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from barrio.audit.models import Entry
from barrio.core.actors import user_actor
from barrio.core.ids import uuid7
from barrio.events import actions
from barrio.events.models import Event
from barrio.places.enums import SiteKind
from barrio.places.models import Site

pytestmark = pytest.mark.django_db
PLAN = reverse("events:event-plan")


def address(name, event):
    return reverse(f"events:event-{name}", args=[event.pk])


@pytest.mark.parametrize("handle", ["ana", "ernesto"])
def test_it_plans_an_event(as_, cast, home, form, handle):
    response = as_(handle).post(PLAN, form)
    event = Event.objects.get()
    assert response.url == address("read", event)
    assert (event.collective, event.planned_by) == (home, getattr(cast, handle))
    assert event.starts_at == datetime(2030, 6, 1, 22, 0, tzinfo=UTC), "entered in New York's time"
    assert event.is_public and event.title_es == "Reunión"
    entry = Entry.objects.get(verb="event.plan")
    assert entry.subject_id == str(event.pk)
    assert entry.detail == {"kind": "meeting", "is_public": True}


def test_it_keeps_an_event_internal_unless_told_otherwise(as_, form):
    del form["is_public"]
    as_("ana").post(PLAN, form)
    assert not Event.objects.get().is_public


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title_en": " ", "title_es": ""}, "Give it a title in one language at least."),
        ({"place": ""}, "Say where it is, or choose one of our places."),
        ({"ends_time": "18:00"}, "It has to end after it starts."),
        ({"ends_time": "01:00"}, "Give the last day too."),
        ({"ends_on": "2030-08-01"}, "That is longer than a month."),
        ({"starts_on": ""}, "This field is required."),
        ({"starts_time": "25:00"}, "Enter a valid time."),
        ({"starts_on": "9999-12-31", "starts_time": "23:00"}, "That day is too far away."),
        ({"kind": "riot"}, "Select a valid choice."),
        ({"id": "no"}, "Enter a valid UUID."),
    ],
)
def test_refuses_an_event_that_cannot_be(as_, form, change, sentence):
    page = as_("ana").post(PLAN, form | change).content.decode()
    assert sentence in page
    assert 'value="20:00"' in page or "ends_time" in change, "what was typed is kept"
    assert not Event.objects.exists()


def test_refuses_a_site_of_another_collective(as_, elsewhere, form, plan_an_event):
    theirs = Site.objects.create(collective=elsewhere, kind=SiteKind.BUILDING, name="Theirs")
    as_("ana").post(PLAN, form | {"site": str(theirs.pk)})
    assert not Event.objects.exists()
    with pytest.raises(ValidationError, match="one of our own places"):
        plan_an_event(site_id=theirs.pk)


def test_a_form_sent_twice_plans_one_event(as_, form):
    client = as_("ana")
    first, second = client.post(PLAN, form), client.post(PLAN, form)
    assert first.url == second.url
    assert Event.objects.count() == 1
    assert Entry.objects.filter(verb="event.plan").count() == 1


def test_a_form_sent_again_with_other_words_loses_neither(as_, form):
    client = as_("ana")
    client.post(PLAN, form)
    page = client.post(PLAN, form | {"title_en": "Picnic"}).content.decode()
    assert "has planned its event already" in page and 'value="Picnic"' in page
    assert Event.objects.get().title_en == "Meeting"


def test_each_form_bears_an_id_of_its_own(as_):
    client = as_("ana")
    first, second = (client.get(PLAN).context["form"]["id"].value() for _number in range(2))
    assert first != second


def test_refuses_the_id_of_an_event_of_another_collective(as_, elsewhere, form, plan_an_event):
    theirs = plan_an_event(collective=elsewhere)
    response = as_("ana").post(PLAN, form | {"id": str(theirs.pk)})
    assert response.status_code == 200
    assert Event.objects.get().title_en == "Meeting"


def test_it_changes_an_event(as_, form, plan_an_event):
    event = plan_an_event()
    change = form | {"id": str(event.pk), "title_en": "Picnic", "ends_time": "21:00"}
    response = as_("ernesto").post(address("change", event), change)
    assert response.url == address("read", event)
    event.refresh_from_db()
    assert (event.title_en, event.revision, event.is_public) == ("Picnic", 1, True)
    assert event.changed_at > event.planned_at
    fields = Entry.objects.get(verb="event.change").detail["fields"]
    assert sorted(fields) == ["ends_at", "is_public", "title_en", "title_es"]


def test_a_form_saved_without_a_change_changes_nothing(as_, plan_an_event, doors):
    event = plan_an_event(description_en="One\n\nTwo", site_id=doors[0].site_id)
    url = address("change", event)
    fields = as_("ana").get(url).context["form"]
    data = {field.name: field.value() if field.value() is not None else "" for field in fields}
    data |= {"starts_time": "18:00", "ends_time": "20:00", "description_en": "One\r\n\r\nTwo"}
    del data["is_public"]
    assert as_("ana").post(url, data).status_code == 302
    event.refresh_from_db()
    assert event.revision == 0
    assert not Entry.objects.filter(verb="event.change").exists()


def test_it_warns_before_it_overwrites_what_another_wrote(as_, form, plan_an_event):
    event = plan_an_event()
    url, mine = address("change", event), form | {"title_en": "Mine"}
    as_("ernesto").post(url, form | {"title_en": "Theirs"})
    response = as_("ana").post(url, mine)
    page = response.content.decode()
    assert "Somebody changed this event while you were writing." in page
    assert 'value="Mine"' in page
    event.refresh_from_db()
    assert event.title_en == "Theirs"
    again = mine | {"revision": response.context["form"]["revision"].value()}
    assert as_("ana").post(url, again).status_code == 302
    event.refresh_from_db()
    assert event.title_en == "Mine"


def test_it_cancels_an_event_with_a_reason(as_, cast, plan_an_event):
    event = plan_an_event()
    assert "This cannot be taken back." in as_("ana").get(address("cancel", event)).content.decode()
    as_("ana").post(address("cancel", event), {"reason_en": "Rain", "reason_es": ""})
    event.refresh_from_db()
    assert (event.cancelled_by, event.cancel_reason_en) == (cast.ana, "Rain")
    assert event.revision == 1
    assert Entry.objects.filter(verb="event.cancel", subject_id=str(event.pk)).exists()
    page = as_("mia").get(address("read", event)).content.decode()
    assert "Cancelled" in page and "Rain" in page and address("change", event) not in page


def test_refuses_to_cancel_without_a_reason(as_, plan_an_event):
    event = plan_an_event()
    page = as_("ana").post(address("cancel", event), {"reason_en": " "}).content.decode()
    assert "Tell people why" in page
    event.refresh_from_db()
    assert event.cancelled_at is None


def test_refuses_to_change_or_cancel_what_is_cancelled(as_, cast, form, at, plan_an_event):
    event = plan_an_event()
    stale = Event.objects.get(pk=event.pk)
    by = user_actor(cast.ana)
    actions.cancel_event(event=event, reasons={"en": "Rain"}, by=by, at=at)
    for name, data in (("change", form), ("cancel", {"reason_en": "Snow"})):
        response = as_("ana").post(address(name, event), data, follow=True)
        assert "This event is cancelled." in response.content.decode()
    with pytest.raises(actions.EventChangedMeanwhile):
        actions.cancel_event(event=stale, reasons={"en": "Snow"}, by=by, at=at)
    event.refresh_from_db()
    assert event.cancel_reason_en == "Rain"


def test_refuses_to_cancel_what_is_over(as_, at, plan_an_event):
    event = plan_an_event(starts_at=at - timedelta(hours=3), ends_at=at - timedelta(hours=1))
    page = as_("ana").get(address("read", event)).content.decode()
    assert address("cancel", event) not in page and address("change", event) in page
    response = as_("ana").post(address("cancel", event), {"reason_en": "Rain"}, follow=True)
    assert "This event is over" in response.content.decode()


@pytest.mark.parametrize("handle", ["bruno", "delia", "dario", "flor", "gus", "mia"])
def test_every_member_reads_and_none_of_these_writes(as_, form, plan_an_event, handle):
    event, client = plan_an_event(title_en="Canvassers' evening"), as_(handle)
    listed = client.get(reverse("events:event-list")).content.decode()
    assert "Canvassers&#x27; evening" in listed and "For us only" in listed and PLAN not in listed
    assert client.get(address("read", event)).status_code == 200
    assert client.post(PLAN, form).status_code == 403
    for name in ("change", "cancel"):
        assert client.get(address(name, event)).status_code == 403
        assert client.post(address(name, event), form).status_code == 403
    event.refresh_from_db()
    assert event.revision == 0 and Event.objects.count() == 1


def test_outsiders_find_nothing(as_, form, plan_an_event):
    event = plan_an_event(is_public=True)
    for name in ("read", "change", "cancel"):
        assert as_("carla").get(address(name, event)).status_code == 404
        assert "sign-in" in Client().get(address(name, event)).url
    assert as_("carla").post(address("cancel", event), {"reason_en": "No"}).status_code == 404
    assert as_("carla").get(reverse("events:event-list")).context["rows"] == []
    assert Client().post(PLAN, form).status_code == 302
    assert Event.objects.count() == 1


def test_it_tells_what_comes_from_what_was(as_, at, plan_an_event):
    hour = timedelta(hours=1)
    plan_an_event(title_en="Later", starts_at=at + 5 * hour, ends_at=at + 6 * hour)
    plan_an_event(title_en="Going on", starts_at=at - hour, ends_at=at + hour)
    plan_an_event(title_en="Gone", starts_at=at - 3 * hour, ends_at=at - 2 * hour)
    client = as_("mia")
    coming = client.get(reverse("events:event-list"))
    assert [row.title.text for row in coming.context["rows"]] == ["Going on", "Later"]
    assert "On now" in coming.content.decode()
    past = client.get(reverse("events:event-past"))
    assert [row.title.text for row in past.context["rows"]] == ["Gone"]
    assert "Going on" in client.get(reverse("web:home")).content.decode()


def test_it_lists_a_page_at_a_time_in_as_many_queries(as_, plan_an_event, doors):
    def ask():
        with CaptureQueriesContext(connection) as queries:
            response = as_("mia").get(reverse("events:event-list"))
        return len(queries), response

    plan_an_event(site_id=doors[0].site_id)
    few, _response = ask()
    for _number in range(24):
        plan_an_event(site_id=doors[0].site_id)
    many, response = ask()
    assert many == few
    assert len(response.context["rows"]) == 20 and "?page=2" in response.content.decode()


def test_it_says_why_the_list_is_empty(as_):
    assert "Nothing is planned." in as_("ana").get(reverse("events:event-list")).content.decode()
    assert "Ask those who organize" in as_("mia").get(reverse("events:event-list")).content.decode()
    assert "No event is over yet." in as_("mia").get(reverse("events:event-past")).content.decode()


def test_the_same_moment_twice_plans_one(plan_an_event, home, by_ana, at, monkeypatch):
    """Both look, find nothing and write: the second is refused by the database alone."""
    event_id = uuid7()
    first = plan_an_event()
    plan = actions.Plan(**{name: getattr(first, name) for name in actions._PLANNED})
    looks = iter([None, None])
    real = actions._planned_before
    monkeypatch.setattr(actions, "_planned_before", lambda event: next(looks, real(event)))
    monkeypatch.setattr(Event, "full_clean", lambda self: None)
    ask = {"collective": home, "plan": plan, "event_id": event_id, "by": by_ana, "at": at}
    assert actions.plan_event(**ask) == actions.plan_event(**ask)
    assert Event.objects.filter(pk=event_id).count() == 1
