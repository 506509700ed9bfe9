"""What the database itself refuses, whoever writes."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from barrio.events.models import Event

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"ends_at": F("starts_at")}, "events_event_ends_after_start"),
        ({"title_en": "", "title_es": ""}, "events_event_has_a_title"),
        ({"place": ""}, "events_event_has_a_place"),
        ({"kind": "riot"}, "events_event_known_kind"),
        (
            {"cancelled_at": F("starts_at"), "cancel_reason_en": "R"},
            "events_event_cancelled_by_one",
        ),
        ({"cancel_reason_en": "Rain"}, "events_event_cancelled_with_a_reason"),
    ],
)
def test_refuses_behind_python(plan_an_event, change, constraint):
    event = plan_an_event()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(**change)


def test_refuses_a_cancellation_without_a_reason(plan_an_event, cast, at):
    event = plan_an_event()
    with (
        pytest.raises(IntegrityError, match="events_event_cancelled_with_a_reason"),
        transaction.atomic(),
    ):
        Event.objects.filter(pk=event.pk).update(cancelled_at=at, cancelled_by=cast.ana)


def test_it_lets_what_is_right(plan_an_event, cast, at, doors):
    event = plan_an_event()
    changes = {"title_en": "", "title_es": "Reunión", "place": "", "site": doors[0].site}
    Event.objects.filter(pk=event.pk).update(
        cancelled_at=at,
        cancelled_by=cast.ana,
        cancel_reason_es="Lluvia",
        ends_at=F("starts_at") + timedelta(minutes=1),
        **changes,
    )
