"""A turf of six doors that Bruno walks, and a sheet of it."""

from datetime import timedelta

import pytest

from barrio.canvass import actions as canvassing
from barrio.core.actors import user_actor
from barrio.paper.actions import print_sheet


@pytest.fixture
def turf(home, cast, doors, by_ana, at):
    canvass = canvassing.open_canvass(
        collective=home, name="Round", opening={"en": "Hello", "es": "Buenas"}, questions=[],
        by=by_ana, at=at,
    )  # fmt: skip
    turf = canvassing.cut_turf(canvass=canvass, name="Howard", dwellings=doors, by=by_ana, at=at)
    canvassing.assign_turf(
        turf=turf, user=cast.bruno, since=at - timedelta(hours=5), until=at + timedelta(hours=4),
        by=by_ana, at=at - timedelta(hours=5),
    )  # fmt: skip
    return turf


@pytest.fixture
def sheet(turf, by_ana, at):
    return print_sheet(turf=turf, language="both", by=by_ana, at=at - timedelta(days=1))


@pytest.fixture
def theirs(elsewhere, cast, at):
    """A sheet of the other collective."""
    from barrio.places.models import Street
    from tests.cast import make_door

    by = user_actor(cast.carla)
    street = Street.objects.create(collective=elsewhere, name="Oak St", lines=[])
    doors = [make_door(elsewhere, street, None, number) for number in (1, 2)]
    canvass = canvassing.open_canvass(
        collective=elsewhere, name="Other", opening={}, questions=[], by=by, at=at
    )
    turf = canvassing.cut_turf(canvass=canvass, name="Oak", dwellings=doors, by=by, at=at)
    return print_sheet(turf=turf, language="en", by=by, at=at)


@pytest.fixture
def grid(sheet, cast, at):
    """``grid(client, {3: {"result": "spoke"}})``: posts the page of the sheet as a browser does."""
    from django.urls import reverse

    def post(client, rows, revisions=None, **walk):
        if revisions is None:
            lines = sheet.lines.order_by("order").values_list("revision", flat=True)
            revisions = ",".join(str(number) for number in lines)
        local = at - timedelta(hours=9)  # an hour that is past in Philadelphia's clock too
        data = {
            "revisions": revisions,
            "walker": str(cast.bruno.pk),
            "day": local.strftime("%Y-%m-%d"),
            "hour": local.strftime("%H:%M"),
            **walk,
        }
        for order, said in rows.items():
            data |= {f"r{order}-{name}": value for name, value in said.items()}
        return client.post(reverse("paper:sheet-key", args=[sheet.pk]), data)

    return post
