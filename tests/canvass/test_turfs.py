"""A turf without a door is no turf: the page says why and keeps what was typed."""

import copy
import json

import pytest
from django.urls import reverse

from barrio.audit.models import Entry
from barrio.canvass.actions import cut_turf, open_canvass
from barrio.canvass.forms import CutTurfForm
from barrio.canvass.models import Turf
from barrio.places.models import Street

pytestmark = pytest.mark.django_db

EMPTY_GROUND = [[-75.2, 39.90], [-75.19, 39.90], [-75.19, 39.91], [-75.2, 39.90]]
AROUND_DOORS = [[-75.14, 39.97], [-75.13, 39.97], [-75.13, 39.99], [-75.14, 39.99], [-75.14, 39.97]]
NO_DOOR = {"en": "There is no free door in it.", "es": "No hay ninguna puerta libre"}
CHOOSE = {"en": "Choose streets, or draw an area on the map.", "es": "Elija calles"}
BARE = {"en": "There is no door on one of these", "es": "En una de estas calles no hay"}
NO_AREA = {"en": "That drawing is not an area.", "es": "Ese dibujo no es un área"}


@pytest.fixture
def canvass(home, doors, by_ana, at):
    return open_canvass(
        collective=home, name="Round", opening={"en": "Hi"}, questions=[], by=by_ana, at=at
    )


def polygon(points):
    return json.dumps({"type": "Polygon", "coordinates": [points]})


def cut(client, canvass, language="en", **fields):
    url = reverse("canvass:turf-cut", args=[canvass.pk])
    form = {"name": "My corner", "size": "75", **fields}
    return client.post(url, form, headers={"Accept-Language": language})


def is_refused(answer, sentence):
    page = answer.content.decode()
    return answer.status_code == 200 and sentence in page and 'value="My corner"' in page


@pytest.mark.parametrize("language", ["en", "es"])
def test_refuses_a_turf_drawn_on_empty_ground(as_, canvass, language):
    answer = cut(as_("ana"), canvass, language, geometry=polygon(EMPTY_GROUND))
    assert is_refused(answer, NO_DOOR[language])
    assert not Turf.objects.exists()
    assert not Entry.objects.filter(verb="turf.cut").exists()


@pytest.mark.parametrize("language", ["en", "es"])
def test_refuses_a_turf_of_nothing(as_, canvass, language):
    assert is_refused(cut(as_("ana"), canvass, language), CHOOSE[language])


@pytest.mark.parametrize("language", ["en", "es"])
def test_refuses_a_street_without_doors(as_, home, canvass, language):
    bare = Street.objects.create(collective=home, name="Bare St", lines=[])
    answer = cut(as_("ana"), canvass, language, streets=str(bare.pk))
    assert is_refused(answer, BARE[language])


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    "drawn",
    [
        "[]",
        "null",
        "{",
        '{"type": "Point", "coordinates": [1, 2]}',
        polygon([[0, 0], [1, 1]]),
        polygon([["a", "b"]] * 4),
        polygon([[-75, 939]] * 4),
        polygon([[None, None]] * 4),
        polygon([[1e999, 1]] * 4),
    ],
)
def test_refuses_a_drawing_that_is_no_area(as_, canvass, drawn, language):
    assert is_refused(cut(as_("ana"), canvass, language, geometry=drawn), NO_AREA[language])


def test_refuses_doors_that_other_turfs_have(as_, canvass, doors, by_ana, at):
    cut_turf(canvass=canvass, name="First", dwellings=doors, by=by_ana, at=at)
    answer = cut(as_("ana"), canvass, geometry=polygon(AROUND_DOORS))
    assert is_refused(answer, NO_DOOR["en"])
    assert Turf.objects.count() == 1


def test_it_cuts_what_is_drawn_around_doors(as_, canvass, doors):
    assert cut(as_("ana"), canvass, geometry=polygon(AROUND_DOORS)).status_code == 302
    assert Turf.objects.get().doors.count() == len(doors)


@pytest.mark.parametrize(("handle", "status"), [("bruno", 403), ("carla", 404)])
def test_refuses_others(as_, canvass, handle, status):
    assert cut(as_(handle), canvass).status_code == status


@pytest.mark.parametrize("language", ["en", "es"])
def test_it_cuts_long_streets_into_even_turfs(as_, home, canvass, doors, language, monkeypatch):
    monkeypatch.setattr("barrio.canvass.forms.CutTurfForm.base_fields", small_sizes(), raising=True)
    street = doors[0].street
    answer = cut(as_("ana"), canvass, language, streets=str(street.pk), size="2")
    assert answer.status_code == 302
    turfs = list(Turf.objects.order_by("name"))
    sizes = [turf.doors.count() for turf in turfs]
    on_street = [door for door in doors if door.street_id == street.pk]
    assert sum(sizes) == len(on_street) and max(sizes) - min(sizes) <= 1 and max(sizes) <= 2
    assert [turf.name for turf in turfs] == [f"My corner {n}" for n in range(1, len(turfs) + 1)]


def small_sizes():
    fields = copy.deepcopy(CutTurfForm.base_fields)
    fields["size"].choices = [("2", "2")]
    return fields


@pytest.mark.parametrize("taken", ["My corner 1", "My corner 2"])
def test_refuses_a_name_of_which_a_number_is_taken(
    as_, canvass, doors, by_ana, at, monkeypatch, taken
):
    monkeypatch.setattr("barrio.canvass.forms.CutTurfForm.base_fields", small_sizes())
    cut_turf(canvass=canvass, name=taken, dwellings=doors[:1], by=by_ana, at=at)
    answer = cut(as_("ana"), canvass, streets=str(doors[1].street_id), size="2")
    assert is_refused(answer, "There is a turf of that name. Choose another.")
    assert Turf.objects.count() == 1


def test_refuses_a_whole_town_at_once(as_, canvass, doors, monkeypatch):
    monkeypatch.setattr("barrio.canvass.cutting.MAX_CUT", len(doors) - 1)
    answer = cut(as_("ana"), canvass, streets=str(doors[0].street_id))
    assert is_refused(answer, f"That is {len(doors)} doors. Choose fewer streets")


def test_a_turf_is_measured_along_the_streets(home, canvass, doors, by_ana, at):
    """The same doors are farther apart where their street has a line that goes round."""
    near, far = doors[:2]
    far.lat, far.lon = near.lat, near.lon + 0.001  # 85 metres
    far.save()
    ends = [[near.lon, near.lat], [far.lon, far.lat]]
    round_about = [[lon, lat + 0.003] for lon, lat in ends]
    near.street.lines = [[ends[0], *round_about, ends[1]]]
    near.street.save()
    turf = cut_turf(canvass=canvass, name="Round", dwellings=[near, far], by=by_ana, at=at)
    assert turf.metres == pytest.approx(2 * 334 + 85, abs=5)
