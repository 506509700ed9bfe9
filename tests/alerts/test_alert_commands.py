"""`barrio alert` looks on; it can release nothing."""

import json

import pytest

from barrio.alerts import actions
from barrio.core.actors import user_actor
from tests.alerts.test_two_people import alert, report, subscriber  # noqa: F401

pytestmark = pytest.mark.django_db


def test_it_counts_what_waits_and_who_was_told(barrio, home, alert, cast, at):  # noqa: F811
    code, out, err = barrio("alert", "list", "--collective", home.slug, "--json")
    assert code == 0, err
    data = json.loads(out)
    assert data["reports_waiting"] == 0
    assert [row["state"] for row in data["alerts"]] == ["draft"]
    actions.release_alert(alert=alert, by=user_actor(cast.delia), at=at)
    shown = json.loads(barrio("alert", "show", alert.pk, "--json")[1])
    assert (shown["state"], shown["told"]["total"], shown["told"]["waiting"]) == ("released", 1, 1)
    assert "told: total 1" in barrio("alert", "show", alert.pk)[1]


def test_it_counts_a_report_that_waits(barrio, home, report):  # noqa: F811
    assert "reports waiting: 1" in barrio("alert", "list", "--collective", home.slug)[1]


@pytest.mark.parametrize("wrong", ["x", "0198f0b4-6a3c-7c1e-9d5b-2f6f0c8e4a11"])
def test_refuses_an_alert_that_is_not(barrio, home, wrong):
    code, _out, err = barrio("alert", "show", wrong)
    assert (code, "barrio alert list" in err) == (2, True)


def test_refuses_a_collective_that_is_not(barrio, home):
    code, _out, err = barrio("alert", "list", "--collective", "nowhere")
    assert (code, f"There is: {home.slug}" in err) == (2, True)
    assert barrio("alert", "list", "--collective", home.slug, "--latest", "0")[0] == 2
