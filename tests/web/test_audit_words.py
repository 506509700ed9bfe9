"""Whoever reads the audit reads phrases, not codes."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from barrio.audit.models import Entry
from barrio.audit.words import VERBS
from barrio.ledger.enums import EntryKind, StatementState

pytestmark = pytest.mark.django_db
PACKAGE = Path(__file__).resolve().parents[2] / "barrio"
RECORDED = re.compile(
    r'(?:_?\brecord(?:_[a-z]+)?\([^"]*?|_record\([^"]*?|verb=)"([a-z]+\.[a-z_]+)"', re.DOTALL
)


def verbs_in_code():
    return {
        verb
        for path in PACKAGE.rglob("action*/**/*.py")
        for verb in RECORDED.findall(path.read_text())
    } | {verb for path in PACKAGE.rglob("*.py") for verb in RECORDED.findall(path.read_text())}


def test_every_verb_has_a_phrase():
    found = verbs_in_code()
    assert len(found) > 40
    assert not found - VERBS.keys()


def test_no_phrase_is_left_of_a_verb_that_went():
    computed = {"report.confirmed", "report.dismissed"}
    computed |= {f"entry.{kind}" for kind in EntryKind.values}
    computed |= {f"statement.{state}" for state in StatementState.values} - {"statement.presented"}
    assert not VERBS.keys() - verbs_in_code() - computed


@pytest.mark.parametrize(("language", "phrase"), [("en", "made a report"), ("es", "dio un aviso")])
def test_the_page_says_who_did_what(as_, home, language, phrase):
    form = {"kind": "fire", "place": "Corner", "words": "Smoke", "first_hand": "on"}
    as_("delia").post(reverse("alerts:report-log"), form)
    assert Entry.objects.filter(verb="report.take").exists()
    page = as_("flor").get(reverse("web:audit"), headers={"Accept-Language": language})
    assert phrase in page.content.decode() and "report.take" not in page.content.decode()
