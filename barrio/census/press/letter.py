"""The letter as PDF (PDF/UA-1), with the square code that leads to its check."""

from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from barrio.assemblies.enums import Belonging
from barrio.census.models import Letter
from barrio.comms.links import make_token
from barrio.paper.press.setting import paper_of, qr, set_in


def letter_pdf(letter: Letter, language: str) -> bytes:
    return set_in(
        Path(__file__).parent / "letter.typ", letter_content(letter, language),
        format="pdf", pdf_standards=["ua-1"],
    )  # fmt: skip


def address_of(letter: Letter) -> str:
    """Where anybody who holds the paper checks it."""
    token = make_token("letter", letter.pk)
    return settings.BASE_URL + reverse("census:letter-check", kwargs={"token": token})


def letter_content(letter: Letter, language: str) -> dict:
    said, collective = letter.personal, letter.collective
    with override(language):
        return {
            "lang": language,
            "paper": paper_of(collective.country),
            "collective": collective.name,
            "title": _title(letter.belonging),
            "number": _("Number %(number)s") % {"number": str(letter)},
            "text": _text(letter),
            "purpose": _("For: %(purpose)s") % {"purpose": said["purpose"]}
            if said["purpose"] else "",
            "days": _("Issued on %(issued)s. Good until %(until)s.") % {
                "issued": date_format(letter.issued_on, "DATE_FORMAT"),
                "until": date_format(letter.good_until, "DATE_FORMAT"),
            },
            "sign": _("For the collective, two of its spokespeople"),
            "check": _(
                "Whoever receives this letter can check it: the square code leads to a page that "
                "says whether it is genuine and still good. It shows no name; the name on the "
                "paper is compared there."
            ),
            "address": address_of(letter),
            "qr": qr(address_of(letter)),
            "qr_says": _("Square code that leads to the page where this letter is checked"),
        }  # fmt: skip


def _title(belonging: str) -> str:
    return {
        Belonging.LIVES: _("Residence letter"),
        Belonging.WORKS: _("Letter that somebody works here"),
        Belonging.MEMBER: _("Letter of membership"),
    }[Belonging(belonging)]


def _text(letter: Letter) -> str:
    said = letter.personal
    values = {
        "collective": letter.collective.name,
        "name": said["name"],
        "since": date_format(letter.since, "DATE_FORMAT"),
        "address": said["address"],
    }
    if letter.belonging == Belonging.WORKS:
        text = _("By the roll of %(collective)s, %(name)s works here since %(since)s.")
    elif letter.belonging == Belonging.MEMBER:
        text = _("By the roll of %(collective)s, %(name)s is a member since %(since)s.")
    elif said["address"]:
        text = _(
            "By the roll of %(collective)s, %(name)s lives here since %(since)s, at %(address)s."
        )
    else:
        text = _("By the roll of %(collective)s, %(name)s lives here since %(since)s.")
    return text % values
