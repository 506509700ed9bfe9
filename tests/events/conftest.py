from datetime import UTC, datetime

import pytest

from barrio.core.ids import uuid7
from barrio.events.actions import Plan, plan_event


@pytest.fixture
def plan_an_event(home, by_ana, at):
    """``plan_an_event(title_en="Picnic", is_public=True)`` plans one of two hours in 2030."""

    def plan(*, collective=home, when=at, **said):
        said = {
            "kind": "meeting",
            "title_en": "Meeting",
            "place": "Hall",
            "starts_at": datetime(2030, 6, 1, 22, 0, tzinfo=UTC),
            "ends_at": datetime(2030, 6, 2, 0, 0, tzinfo=UTC),
        } | said
        return plan_event(
            collective=collective, plan=Plan(**said), event_id=uuid7(), by=by_ana, at=when
        )

    return plan


@pytest.fixture
def form():
    """What a browser sends to plan an event."""
    return {
        "id": str(uuid7()),
        "revision": "0",
        "kind": "meeting",
        "title_en": "Meeting",
        "title_es": "Reunión",
        "starts_on": "2030-06-01",
        "starts_time": "18:00",
        "ends_time": "20:00",
        "ends_on": "",
        "place": "Hall",
        "site": "",
        "description_en": "",
        "description_es": "",
        "is_public": "on",
    }
