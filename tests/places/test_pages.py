"""The map, streets, sites and doors: who sees them, who changes them."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from barrio.audit.models import Entry
from barrio.core.geo import door_cell
from barrio.places import layers, queries
from barrio.places.enums import Origin, SiteKind
from barrio.places.models import Area, Dwelling, Site, Street
from tests.places.test_reading import SQUARE

pytestmark = pytest.mark.django_db

NEW_DOOR = {"street_name": "N Howard St", "number": "2109", "lat": "", "lon": ""}
NEW_SITE = {"name": "Lehigh Works", "kind": "workplace", "lat": "", "lon": ""}


@pytest.fixture
def site(doors):
    return doors[0].site


@pytest.fixture
def street(doors):
    return doors[0].street


def many_doors(collective, count, streets=1, first=1):
    for place in range(streets):
        line = [[-75.2, 39.9 + place / 100], [-75.1, 39.9 + place / 100]]
        street = Street.objects.create(
            collective=collective, name=f"Row {first + place} St", lines=[line]
        )
        rows = []
        for number in range(1, count // streets + 1):
            lat, lon = 39.9 + place / 100, -75.2 + number / 10_000
            rows.append(
                Dwelling(
                    collective=collective,
                    street=street,
                    number=str(number),
                    number_order=number,
                    lat=lat,
                    lon=lon,
                    cell=door_cell(lat, lon),
                    origin=Origin.DERIVED,
                )
            )
        Dwelling.objects.bulk_create(rows)


def kinds(response):
    found = {}
    for one in response.json()["features"]:
        kind = one["properties"]["kind"]
        found[kind] = found.get(kind, 0) + 1
    return found


def test_it_shows_sites_streets_and_doors(as_, doors):
    page = as_("bruno").get(reverse("places:map")).content.decode()
    assert "N Howard St" in page and "Norris Square" in page and "6 doors" in page


def test_it_finds_a_street_by_part_of_its_name(as_, home, doors):
    Street.objects.create(collective=home, name="W Berks St")
    page = as_("bruno").get(reverse("places:map"), {"q": "berk"}).content.decode()
    assert "W Berks St" in page and "N Howard St" not in page
    page = as_("bruno").get(reverse("places:map"), {"q": "zzz"}).content.decode()
    assert "No street has that in its name." in page


def test_it_invites_to_bring_in_addresses_where_there_are_none(as_):
    page = as_("ana").get(reverse("places:map")).content.decode()
    assert "barrio import places FILE" in page


def test_it_draws_doors_and_leads_to_their_street(as_, doors):
    response = as_("bruno").get(reverse("places:map-data"))
    assert kinds(response) == {"door": 6}
    first = response.json()["features"][0]["properties"]
    assert first["name"] == "2101 N Howard St"
    assert first["url"] == f"/places/streets/{doors[0].street_id}/#door-{doors[0].pk}"


def test_it_draws_what_touches_the_box_only(as_, home):
    many_doors(home, 30, streets=3)
    Area.objects.create(
        collective=home,
        name="Far",
        geometry={"type": "Polygon", "coordinates": SQUARE},
        south=0,
        west=0,
        north=1,
        east=1,
    )
    response = as_("bruno").get(reverse("places:map-data"), {"bbox": "-75.3,39.895,-75,39.905"})
    assert kinds(response) == {"street": 1, "door": 10}


def test_it_cuts_a_street_to_its_steps_in_the_box():
    line = [[0, 0], [1, 0], [2, 0], [9, 0], [10, 0]]
    assert queries.parts_in(line, (0.5, -1, 1.5, 1)) == [[[0, 0], [1, 0], [2, 0]]]
    assert queries.parts_in(line, (20, 20, 21, 21)) == []


@pytest.mark.parametrize("bbox", ["", "1,2,3", "a,b,c,d", "1,1,0,0", "0,0,999,1", "nan,0,1,1"])
def test_refuses_a_box_that_makes_no_sense(as_, home, bbox):
    response = as_("bruno").get(reverse("places:map-data"), {"bbox": bbox})
    assert response.status_code == 400
    assert as_("bruno").get(reverse("places:map"), {"bbox": bbox}).status_code == 200


def test_it_counts_doors_by_cell_where_they_are_many(as_, home, monkeypatch):
    monkeypatch.setattr("barrio.places.drawing.MOST_DOORS", 50)
    monkeypatch.setattr("barrio.places.views.MOST_DOORS", 50)
    many_doors(home, 200, streets=2)
    response = as_("bruno").get(reverse("places:map-data"))
    cells = [
        one["properties"] for one in response.json()["features"] if "count" in one["properties"]
    ]
    assert sum(cell["count"] for cell in cells) == 200
    assert "door" not in kinds(response)
    page = as_("bruno").get(reverse("places:map")).content.decode()
    assert "The cells as a list" in page and "around Row 1 St" in page
    assert as_("bruno").get(cells[0]["url"]).status_code == 200


def test_it_makes_cells_coarser_until_they_are_few(home, monkeypatch):
    monkeypatch.setattr(queries, "MOST_CELLS", 3)
    many_doors(home, 400, streets=4)
    cells = queries.cells_with_counts(queries.doors_in(home.pk))
    assert len(cells) <= 3
    assert sum(cell.count for cell in cells) == 400


def test_it_draws_the_layers_of_higher_apps(as_, home, monkeypatch):
    monkeypatch.setattr(layers, "_layers", {})
    turf = {"type": "Feature", "geometry": None, "properties": {"kind": "turf"}}
    layers.register_layer("turfs", lambda request, box: [turf])
    assert kinds(as_("bruno").get(reverse("places:map-data"))) == {"turf": 1}


def test_it_lists_a_streets_doors_by_side_in_order(as_, doors, street):
    page = as_("bruno").get(reverse("places:street-read", args=[street.pk])).content.decode()
    left, right = page.index("Side: Left"), page.index("Side: Right")
    order = [page.index(f"<strong>{number}</strong>") for number in (2102, 2104, 2106, 2101, 2103)]
    assert left < order[0] < order[1] < order[2] < right < order[3] < order[4]
    assert "Seen by us" in page


def test_it_says_which_doors_are_derived(as_, home):
    many_doors(home, 2)
    street = Street.objects.get()
    page = as_("bruno").get(reverse("places:street-read", args=[street.pk])).content.decode()
    assert page.count("Derived from ranges, not surveyed") == 2


def test_it_shows_a_long_street_a_page_at_a_time(as_, home):
    many_doors(home, 150)
    url = reverse("places:street-read", args=[Street.objects.get().pk])
    assert as_("bruno").get(url).content.decode().count('id="door-') == 100
    assert as_("bruno").get(url, {"page": 2}).content.decode().count('id="door-') == 50


def test_it_shows_the_tree_of_a_site(as_, home, site):
    floor = Site.objects.create(collective=home, parent=site, kind=SiteKind.FLOOR, name="Floor 1")
    Site.objects.create(collective=home, parent=floor, kind=SiteKind.DEPARTMENT, name="Packing")
    page = as_("bruno").get(reverse("places:site-read", args=[site.pk])).content.decode()
    assert page.index("Floor 1") < page.index("Packing")
    inner = as_("bruno").get(reverse("places:site-read", args=[floor.pk])).content.decode()
    assert 'aria-current="page">Floor 1' in inner
    assert kinds(as_("bruno").get(reverse("places:site-data", args=[site.pk]))) == {"door": 6}


def test_it_bears_a_ring_of_sites(as_, home, site):
    other = Site.objects.create(collective=home, parent=site, kind=SiteKind.FLOOR, name="Ring")
    Site.objects.filter(pk=site.pk).update(parent=other)
    branches = queries.forest(queries.sites_with_counts(home.pk))
    assert len(queries.inside(branches[site.pk])) == 2
    assert len(queries.line_of_ancestors(other, branches)) == 2


def test_it_adds_a_door_between_its_neighbours(as_, doors, street):
    response = as_("ana").post(
        reverse("places:door-add"), NEW_DOOR | {"number": "2103", "unit": "B"}
    )
    assert response.status_code == 302
    door = Dwelling.objects.get(street=street, unit="B")
    assert door.origin == Origin.SURVEYED
    assert (door.lat, door.lon) == (round(doors[2].lat, 6), doors[2].lon)
    assert Entry.objects.filter(verb="door.add", subject_id=str(door.pk)).exists()


def test_it_adds_a_door_on_a_new_street(as_, home):
    data = {"street_name": " W  Berks St ", "number": "7", "lat": "39.98", "lon": "-75.13"}
    as_("ana").post(reverse("places:door-add"), data)
    door = Dwelling.objects.select_related("street").get()
    assert (door.street.name, door.cell) == ("W Berks St", door_cell(39.98, -75.13))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"number": "2101"}, "That door is in the list already."),
        ({"street_name": "Nowhere St"}, "We do not know where this street is yet"),
        ({"lat": "39.9"}, "Give latitude and longitude, or neither."),
        ({"lat": "99", "lon": "0"}, "less than or equal to 90"),
        ({"number": ""}, "This field is required."),
    ],
)
def test_refuses_a_door_that_cannot_be(as_, doors, change, sentence):
    response = as_("ana").post(reverse("places:door-add"), NEW_DOOR | change)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert Dwelling.objects.count() == 6
    assert not Street.objects.filter(name="Nowhere St").exists()


def test_refuses_a_site_of_another_collective_for_a_door(as_, elsewhere, doors):
    foreign = Site.objects.create(collective=elsewhere, kind=SiteKind.BUILDING, name="Theirs")
    as_("ana").post(reverse("places:door-add"), NEW_DOOR | {"site": str(foreign.pk)})
    assert Dwelling.objects.count() == 6


def test_it_adds_a_site_and_one_inside_it(as_, home):
    client = as_("ana")
    client.post(reverse("places:site-add"), NEW_SITE)
    works = Site.objects.get(name="Lehigh Works")
    inside = reverse("places:site-add-inside", args=[works.pk])
    client.post(inside, {"name": "Packing", "kind": "department"})
    assert works.children.get().kind == SiteKind.DEPARTMENT
    assert Entry.objects.filter(verb="site.add").count() == 2


def test_refuses_two_sites_of_one_name_in_one_place(as_, home):
    client = as_("ana")
    client.post(reverse("places:site-add"), NEW_SITE)
    response = client.post(reverse("places:site-add"), NEW_SITE)
    assert "That name is taken here" in response.content.decode()
    assert Site.objects.count() == 1


def test_it_marks_a_door_not_to_be_knocked_and_back(as_, doors):
    url = reverse("places:do-not-knock", args=[doors[0].pk])
    response = as_("ana").post(url, {"do_not": "yes"})
    assert response.url.endswith(f"#door-{doors[0].pk}")
    doors[0].refresh_from_db()
    assert doors[0].do_not_knock
    assert "do not knock" in as_("bruno").get(response.url).content.decode()
    as_("ana").post(url, {"do_not": "no"})
    doors[0].refresh_from_db()
    assert not doors[0].do_not_knock
    details = Entry.objects.filter(verb="door.do_not_knock").values_list("detail", flat=True)
    assert [detail["do_not"] for detail in details.order_by("at")] == [True, False]


def readable(doors):
    street, site = doors[0].street_id, doors[0].site_id
    return [
        reverse("places:street-read", args=[street]),
        reverse("places:street-data", args=[street]),
        reverse("places:site-read", args=[site]),
        reverse("places:site-data", args=[site]),
    ]


def writable(doors):
    return [
        (reverse("places:site-add-inside", args=[doors[0].site_id]), NEW_SITE),
        (reverse("places:do-not-knock", args=[doors[0].pk]), {"do_not": "yes"}),
    ]


def test_it_sends_a_stranger_to_sign_in(doors):
    for url in [reverse("places:map"), reverse("places:map-data"), *readable(doors)]:
        assert "/sign-in/" in Client().get(url).url
    for url, data in [*writable(doors), (reverse("places:door-add"), NEW_DOOR)]:
        assert "/sign-in/" in Client().post(url, data).url


def test_it_hides_everything_from_another_collective(as_, doors):
    carla = as_("carla")
    assert [carla.get(url).status_code for url in readable(doors)] == [404] * 4
    assert [carla.post(url, data).status_code for url, data in writable(doors)] == [404] * 2
    assert kinds(carla.get(reverse("places:map-data"))) == {}
    assert "N Howard St" not in carla.get(reverse("places:map")).content.decode()


def test_refuses_a_canvassers_changes(as_, doors):
    bruno = as_("bruno")
    forms = [(reverse("places:door-add"), NEW_DOOR), (reverse("places:site-add"), NEW_SITE)]
    for url, data in [*writable(doors), *forms]:
        assert bruno.post(url, data).status_code == 403
    assert bruno.get(reverse("places:door-add")).status_code == 403
    assert Dwelling.objects.count() == 6 and Site.objects.count() == 1
    page = bruno.get(readable(doors)[0]).content.decode()
    assert "Do not knock here" not in page and "Add a door" not in page


def test_refuses_the_wrong_method(as_, doors):
    ana = as_("ana")
    assert ana.get(reverse("places:do-not-knock", args=[doors[0].pk])).status_code == 405
    for url in [reverse("places:map"), reverse("places:map-data"), *readable(doors)]:
        assert ana.post(url).status_code == 405


def queries_of(client, url):
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


@pytest.mark.parametrize("name", ["map", "map-data"])
def test_it_asks_as_often_for_many_as_for_few(as_, home, name):
    client = as_("bruno")
    many_doors(home, 4, streets=2)
    client.get("/")  # the session's own questions
    few = queries_of(client, reverse(f"places:{name}"))
    many_doors(home, 400, streets=20, first=10)
    Site.objects.create(collective=home, kind=SiteKind.ESTATE, name="A")
    Site.objects.create(collective=home, kind=SiteKind.ESTATE, name="B")
    assert queries_of(client, reverse(f"places:{name}")) == few


@pytest.mark.parametrize("name", ["street-read", "street-data"])
def test_it_asks_as_often_for_a_long_street_as_for_a_short(as_, home, name):
    client = as_("ana")
    many_doors(home, 3)
    many_doors(home, 90, first=2)
    short, long = (
        reverse(f"places:{name}", args=[street.pk]) for street in Street.objects.order_by("name")
    )
    client.get(short)
    assert queries_of(client, short) == queries_of(client, long)


def test_it_speaks_spanish(as_, doors, street):
    client = as_("ana")
    client.cookies["barrio-language"] = "es"
    url = reverse("places:street-read", args=[street.pk])
    page = client.get(url).content.decode()
    assert "Lado: Izquierda" in page and "Side:" not in page
