"""A sheet as a PDF."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import override

from barrio.canvass.queries import doors_of
from barrio.paper.enums import SheetLanguage
from barrio.paper.models import Sheet, SheetLine
from barrio.paper.press.drawing import drawing
from barrio.paper.press.setting import paper_of, qr, set_in
from barrio.paper.press.words import words_in

LAYOUT = Path(__file__).with_name("sheet.typ")


def pdf_of(sheet: Sheet) -> bytes:
    """Tagged for screen readers (PDF/UA-1)."""
    return press(content_of(sheet), format="pdf", pdf_standards=["ua-1"])


def press(content: dict[str, Any], **how: Any) -> Any:
    """Sets `content` by our layout, in a folder that holds nothing else."""
    return set_in(LAYOUT, content, **how)


def content_of(sheet: Sheet) -> dict[str, Any]:
    turf, codes = sheet.turf, SheetLanguage(sheet.language).codes
    lines = list(sheet.lines.select_related("dwelling__street").order_by("order"))
    with override(codes[0]):
        printed = date_format(sheet.printed_at, "SHORT_DATE_FORMAT")
    return {
        "lang": codes[0],
        "paper": paper_of(sheet.collective.country),
        "title": turf.name,
        "number": sheet.number,
        "turf": turf.name,
        "canvass": turf.canvass.name,
        "collective": sheet.collective.name,
        "printed": printed,
        "opening": _opening(turf.canvass.opening, codes),
        "words": words_in(codes),
        "qr": qr_of(sheet),
        "north": "N",
        "map": drawing([(one.order, (one.dwelling.lat, one.dwelling.lon)) for one in lines]),
        "doors": _doors(sheet, lines),
    }


def _opening(opening: dict[str, str], codes: list[str]) -> list[tuple[str, str]]:
    """In the languages of the sheet; where none of them is written, what there is."""
    said = [(code, opening[code]) for code in codes if opening.get(code)]
    return said or [(code, text) for code, text in opening.items() if text][:1] or [("en", "")]


def _doors(sheet: Sheet, lines: list[SheetLine]) -> list[dict[str, Any]]:
    names = {}
    if sheet.with_names:
        names = {door.dwelling.pk: door.first_names for door in doors_of(sheet.turf)}
    return [
        {
            "order": line.order,
            "address": line.dwelling.address,
            "names": ", ".join(names.get(line.dwelling_id, [])),
        }
        for line in lines
    ]


def address_of(sheet: Sheet) -> str:
    """Where its square code leads."""
    return f"{settings.BASE_URL}{reverse('paper:key-find')}?number={sheet.number}"


def qr_of(sheet: Sheet) -> str:
    return qr(address_of(sheet))
