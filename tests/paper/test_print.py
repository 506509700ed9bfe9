"""A sheet on paper: its doors frozen, its number on each page, names only when asked for."""

import io
import re
import zlib

import pytest
import zxingcpp
from django.urls import reverse
from PIL import Image

from barrio.audit.models import Entry
from barrio.canvass.models import Attempt, TurfDoor
from barrio.core.ids import uuid7
from barrio.paper.actions import NoDoorsToPrint, print_sheet
from barrio.paper.models import Sheet, SheetLine
from barrio.paper.press.drawing import HEIGHT, WIDTH, drawing
from barrio.paper.press.pdf import address_of, content_of, pdf_of, press, qr_of
from barrio.people.actions import add_person

pytestmark = pytest.mark.django_db


def print_form(**changed):
    return {"language": "both", "doors": "all", **changed}


def streams(pdf):
    """All of the PDF's compressed parts, opened."""
    found = []
    for body in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.S):
        try:
            found.append(zlib.decompress(body))
        except zlib.error:
            found.append(body)
    return b"\n".join([pdf, *found])


def pages_of(content):
    pages = press(content, format="png", ppi=20)
    return len(pages) if isinstance(pages, list) else 1


def test_it_freezes_the_doors_in_their_order(as_, turf, doors):
    as_("ana").post(reverse("paper:turf-print", args=[turf.pk]), print_form())
    sheet = Sheet.objects.get()
    walk = list(
        TurfDoor.objects.filter(turf=turf).order_by("order").values_list("dwelling", flat=True)
    )
    TurfDoor.objects.filter(turf=turf).delete()
    assert list(sheet.lines.order_by("order").values_list("dwelling", flat=True)) == walk
    assert Entry.objects.filter(verb="sheet.print").count() == 1


def test_it_prints_no_names_unless_asked(home, turf, doors, by_ana, at):
    add_person(
        collective=home, name="Noemí Vega", language="es", dwelling=doors[0], by=by_ana, at=at
    )
    plain = print_sheet(turf=turf, language="es", by=by_ana, at=at)
    named = print_sheet(turf=turf, language="es", with_names=True, by=by_ana, at=at)
    assert "Noemí" not in str(content_of(plain))
    assert "Noemí" in str(content_of(named)) and "Vega" not in str(content_of(named))


def test_it_leaves_names_out_by_default(as_, turf):
    as_("ana").post(reverse("paper:turf-print", args=[turf.pk]), print_form())
    assert not Sheet.objects.get().with_names


def test_it_leaves_out_doors_that_are_done_and_those_not_to_knock_on(as_, cast, turf, doors, at):
    doors[1].do_not_knock = True
    doors[1].save()
    attempt = Attempt(
        id=uuid7(), key_id=turf.pk, collective_id=turf.collective_id, turf=turf, dwelling=doors[0],
        by=cast.bruno, result="spoke", made_at=at, received_at=at,
    )  # fmt: skip
    attempt.seal()
    attempt.save(force_insert=True)
    as_("ana").post(reverse("paper:turf-print", args=[turf.pk]), print_form(doors="left"))
    printed = set(SheetLine.objects.values_list("dwelling", flat=True))
    assert printed == {door.pk for door in doors[2:]}


def test_refuses_a_sheet_without_doors(turf, doors, by_ana, at):
    with pytest.raises(NoDoorsToPrint):
        print_sheet(
            turf=turf, language="en", leave_out=frozenset(d.pk for d in doors), by=by_ana, at=at
        )


def test_it_is_a_tagged_pdf_with_its_language(as_, sheet):
    response = as_("ana").get(reverse("paper:sheet-pdf", args=[sheet.pk]))
    assert response["Content-Type"] == "application/pdf"
    assert "no-store" in response["Cache-Control"]
    inside = streams(response.content)
    assert response.content.startswith(b"%PDF-1.7")
    assert b"/StructTreeRoot" in inside and b"pdfuaid" in inside
    assert b"/Lang" in inside


def test_it_says_every_door_once_as_a_heading(sheet, tmp_path):
    """Read back by the typesetter: what stands as a heading, in the order of the pages."""
    import json

    import typst

    from barrio.paper.press.pdf import LAYOUT

    layout = tmp_path / "sheet.typ"
    layout.write_text(LAYOUT.read_text())
    found = json.loads(
        typst.query(
            str(layout),
            "heading.where(level: 3)",
            root=str(tmp_path),
            sys_inputs={"data": json.dumps(content_of(sheet))},
        )
    )
    said = [str(one) for one in found]
    lines = sheet.lines.select_related("dwelling__street").order_by("order")
    assert len(said) == 6
    assert all(line.dwelling.address in text for line, text in zip(lines, said, strict=True))


@pytest.mark.parametrize("language", ["es", "en", "both"])
def test_it_fits_in_every_language(turf, by_ana, at, language):
    content = content_of(print_sheet(turf=turf, language=language, by=by_ana, at=at))
    assert pages_of(content) <= 3
    said = [text for _code, text in content["words"]["not_home"]]
    assert (
        said
        == {"es": ["No estaba"], "en": ["Not home"], "both": ["No estaba", "Not home"]}[language]
    )


def test_it_says_what_the_canvass_opens_with_even_in_another_language(turf, by_ana, at):
    turf.canvass.opening = {"en": "Hello"}
    turf.canvass.save()
    sheet = print_sheet(turf=turf, language="es", by=by_ana, at=at)
    assert content_of(sheet)["opening"] == [("en", "Hello")]


def test_it_takes_any_text_as_text(turf, by_ana, at):
    """Nothing typed into a name or a script is markup."""
    turf.canvass.opening = {"en": '#panic("x") $ [ ] \\ @preview * _ `'}
    turf.canvass.save()
    turf.name = "#include <x> 'Ñandú & Söhne' *"
    turf.save()
    assert pdf_of(print_sheet(turf=turf, language="en", by=by_ana, at=at))


def test_it_prints_the_longest_turf_at_once(sheet):
    content = content_of(sheet)
    door = {
        "order": 1,
        "address": "12345 Avenida de los Insurgentes #1204B",
        "names": "María de los Ángeles",
    }
    content["doors"] = [{**door, "order": order} for order in range(1, 151)]
    pdf = press(content, format="pdf", pdf_standards=["ua-1"])
    assert 15 <= pages_of(content) <= 35 and len(pdf) < 3_000_000


def test_its_square_code_leads_to_the_page_where_it_is_keyed_in(as_, sheet):
    address = address_of(sheet)
    assert address.endswith(f"/paper/key/?number={sheet.number}")
    assert "<svg" in qr_of(sheet)
    answer = as_("ana").get(reverse("paper:key-find"), {"number": sheet.number.lower()})
    assert answer.url == reverse("paper:sheet-key", args=[sheet.pk])


def test_a_camera_reads_its_square_code(sheet):
    """From the printed page as it looks, at the dots of a cheap printer."""
    pages = press(content_of(sheet), format="png", ppi=100)
    first = pages[0] if isinstance(pages, list) else pages
    with Image.open(io.BytesIO(first)) as page:
        codes = zxingcpp.read_barcodes(page.convert("L"))
    assert address_of(sheet) in [code.text for code in codes]


def test_it_draws_the_doors_within_the_paper():
    points = [(n, (39.98 + n * 5e-5, -75.13 + (n % 2) * 2e-4)) for n in range(1, 60)]
    found = drawing(points)
    assert found["north"] == -90  # a street that runs north lies across
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT + 0.1 for x, y in found["path"])
    assert found["doors"][0]["label"] == "1"


def test_it_draws_one_building_as_one_spot():
    found = drawing([(n, (39.98, -75.13)) for n in range(1, 21)])
    assert [door["label"] for door in found["doors"]] == ["1–20"]


def test_refuses_canvassers_the_paper_with_names(as_, turf, sheet):
    bruno = as_("bruno")
    for name, pk in (
        ("turf-print", turf.pk),
        ("sheet-pdf", sheet.pk),
        ("canvass-paper", turf.canvass_id),
    ):
        assert bruno.get(reverse(f"paper:{name}", args=[pk])).status_code == 403


def test_it_is_nobody_elses(as_, turf, sheet):
    carla = as_("carla")
    for name, pk in (
        ("turf-print", turf.pk), ("sheet-pdf", sheet.pk), ("sheet-key", sheet.pk),
        ("sheet-count", sheet.pk), ("canvass-paper", turf.canvass_id),
        ("shift-count", turf.assignments.get().pk),
    ):  # fmt: skip
        assert carla.get(reverse(f"paper:{name}", args=[pk])).status_code == 404


def test_it_makes_one_sheet_of_a_form_sent_twice(as_, turf):
    ana, form = as_("ana"), print_form(form_id=str(uuid7()))
    for _time in range(2):
        ana.post(reverse("paper:turf-print", args=[turf.pk]), form)
    assert Sheet.objects.count() == 1


def test_it_links_from_the_pages_of_doors(as_, turf):
    ana = as_("ana")
    for page, pk, link in (
        ("turf-read", [turf.pk], "turf-print"),
        ("canvass-read", [turf.canvass_id], "canvass-paper"),
    ):  # fmt: skip
        html = ana.get(reverse(f"canvass:{page}", args=pk)).content.decode()
        assert reverse(f"paper:{link}", args=pk) in html
    assert reverse("paper:key-find") in ana.get(reverse("canvass:canvass-list")).content.decode()
    assert (
        reverse("paper:key-find")
        not in as_("mia").get(reverse("canvass:canvass-list")).content.decode()
    )
