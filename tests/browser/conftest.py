"""A real browser against a real server in this process."""

import pytest
from django.conf import settings
from playwright.sync_api import sync_playwright

# As root and without a network: no sandbox, and nothing asked of the outside.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium(chromium_path):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        browser.path = chromium_path
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, live_server, as_, request):
    """``visit("ana", language="es")`` is a page signed in as Ana; none of its requests leave."""
    contexts = []

    def open_page(handle="", language="en", width=390):
        context = chromium.new_context(
            viewport={"width": width, "height": 844}, locale=language, bypass_csp=True
        )
        contexts.append(context)
        if handle:
            session = as_(handle).cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
            )
        page = context.new_page()
        page.outside = []
        page.on(
            "request",
            lambda r: (
                None
                if r.url.startswith((live_server.url, "data:", "blob:"))
                else page.outside.append(r.url)
            ),
        )
        return page

    yield open_page
    for context in contexts:
        context.close()
