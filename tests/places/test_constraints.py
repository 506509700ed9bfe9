"""The database holds these rules, whatever Python does."""

import pytest
from django.db import IntegrityError, transaction

from barrio.places.enums import Origin, SiteKind
from barrio.places.models import Area, BlockFace, Dwelling, Site, Street

pytestmark = pytest.mark.django_db


def refused(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def test_refuses_an_unknown_kind_of_site(home):
    refused(lambda: Site.objects.create(collective=home, kind="castle", name="A"))


@pytest.mark.parametrize("where", [{"lat": 91, "lon": 0}, {"lat": 0, "lon": 181}, {"lat": 1}])
def test_refuses_a_site_off_the_earth(home, where):
    refused(lambda: Site.objects.create(collective=home, kind="building", name="A", **where))


def test_refuses_a_site_inside_itself(doors):
    refused(lambda: Site.objects.filter(pk=doors[0].site_id).update(parent=doors[0].site_id))


def test_refuses_two_sites_of_one_name(home, doors):
    site, kind = doors[0].site, SiteKind.FLOOR
    refused(lambda: Site.objects.create(collective=home, kind=kind, name=site.name))
    Site.objects.create(collective=home, parent=site, kind=kind, name="1")
    refused(lambda: Site.objects.create(collective=home, parent=site, kind=kind, name="1"))


def test_refuses_an_area_with_its_corners_crossed(home):
    box = {"south": 2, "north": 1, "west": 0, "east": 1}
    refused(lambda: Area.objects.create(collective=home, name="A", geometry={}, **box))


def test_refuses_two_areas_of_one_name(home):
    box = {"south": 0, "north": 1, "west": 0, "east": 1, "geometry": {}}
    Area.objects.create(collective=home, name="A", **box)
    refused(lambda: Area.objects.create(collective=home, name="A", **box))


def test_refuses_two_streets_of_one_name_in_a_collective(home, elsewhere):
    Street.objects.create(collective=home, name="A")
    Street.objects.create(collective=elsewhere, name="A")
    refused(lambda: Street.objects.create(collective=home, name="A"))


def face(street, **change):
    fields = {"first_number": 1, "last_number": 9, "side": "left", "segment": "7", "line": []}
    return BlockFace.objects.create(
        collective_id=street.collective_id, street=street, **fields | change
    )


def test_refuses_numbers_out_of_order_on_a_face(doors):
    refused(lambda: face(doors[0].street, first_number=11))


def test_refuses_a_segments_side_twice(doors):
    face(doors[0].street)
    face(doors[0].street, side="right")
    refused(lambda: face(doors[0].street))


@pytest.mark.parametrize("change", [{"lat": 90.1}, {"lon": -180.1}, {"origin": "dreamt"}])
def test_refuses_a_door_that_cannot_be(doors, change):
    refused(lambda: Dwelling.objects.filter(pk=doors[0].pk).update(**change))


def test_refuses_an_address_twice(doors):
    refused(lambda: Dwelling.objects.filter(pk=doors[0].pk).update(number=doors[1].number))
    assert Dwelling.objects.filter(origin=Origin.SURVEYED).count() == 6
