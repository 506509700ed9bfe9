"""axe on every page of the access matrix that renders HTML, in the language of the day."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.test_access_matrix import address, all_urls, read_table
from tests.world import build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIGNED_IN = {"organizer": "ana", "administrator": "ernesto", "dispatcher": "delia"}
# Answers that are not pages, and one that signs the visitor out.
NO_PAGES = {
    "account_logout",
    "census:letter-pdf",
    "comms:push-key",
    "web:public-calendar",
    "web:public-event-calendar",
    "mfa_download_recovery_codes",
    "places:map-data",
    "canvass:turf-map",
    "canvass:coverage-map",
    "federation:sister-export",
    "ledger:book-export",
    "ledger:public-export",
    "minutes:acta",
    "minutes:poster",
    "minutes:roll",
    "minutes:signing",
    "paper:sheet-pdf",
    "set_language",
    "treasury:paper-read",
    "ui:styles",
    "ui:brand",
}


def pages_for(actor):
    table = read_table()
    return [
        (name, arguments)
        for name, arguments in all_urls()
        if name not in NO_PAGES and table.get((name, "own", "GET", actor)) == "200"
    ]


@pytest.mark.parametrize(
    ("actor", "language", "width"),
    [
        ("anonymous", "es", 390),
        ("organizer", "en", 390),
        ("administrator", "es", 1280),
        ("dispatcher", "es", 390),
    ],
)
def test_no_page_has_a_violation(visit, cast, home, live_server, at, actor, language, width):
    staff = {
        "organizer": cast.ana,
        "canvasser": cast.bruno,
        "dispatcher": cast.delia,
        "administrator": cast.ernesto,
    }
    world = build(home, staff, "own", at)
    page = visit(SIGNED_IN.get(actor, ""), language, width)
    found = []
    for name, arguments in pages_for(actor):
        response = page.goto(live_server.url + address(name, arguments, world))
        if "text/html" not in response.headers.get("content-type", ""):
            continue
        if "<html" not in page.content()[:400].lower() or page.locator("h1").count() == 0:
            continue  # a fragment for htmx
        violations = Axe().run(page).response["violations"]
        found += [f"{name}: {v['id']} {v['nodes'][0]['html'][:160]}" for v in violations]
    assert not found, "\n".join(found)
    assert not page.outside, f"requests left for {page.outside[:5]}"
