"""A visitor without a browser: follows pages and fills in forms over HTTP."""

import html
import re

import httpx

from barrio.core.commands import CommandFailed

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Visitor:
    """One person with their own cookies."""

    def __init__(self, base: str, language: str) -> None:
        self.http = httpx.Client(
            base_url=base,
            follow_redirects=True,
            trust_env=False,
            timeout=60,
            headers={"Accept-Language": language},
        )

    def read(self, path: str) -> str:
        """The page's text. Raises `CommandFailed` where it is no page."""
        answer = self.http.get(path)
        if answer.status_code != 200:
            raise CommandFailed(f"{path} answered {answer.status_code}")
        return answer.text

    def submit(self, page: str, to: str = "", files: dict | None = None, **fields: object) -> str:
        """Opens `page`, fills its form in and sends it to `to` (or to the page itself)."""
        token = TOKEN.search(self.read(page))
        if token is None:
            raise CommandFailed(f"{page} has no form")
        data = {name.rstrip("_"): value for name, value in fields.items()}
        answer = self.http.post(
            to or page, data={"csrfmiddlewaretoken": token[1], **data}, files=files
        )
        if answer.status_code != 200:
            raise CommandFailed(f"{to or page} answered {answer.status_code}")
        self.at = answer.url.path
        return answer.text

    def send_json(self, page: str, to: str, body: dict) -> dict:
        token = TOKEN.search(self.read(page))
        answer = self.http.post(to, json=body, headers={"X-CSRFToken": token[1] if token else ""})
        return answer.json()

    def sign_in(self, handle: str, password: str) -> None:
        page = self.submit("/sign-in/", login=handle, password=password)
        if "/sign-in/" in self.at:
            raise CommandFailed(f"{handle} could not sign in: {first_error(page)}")


def first_error(page: str) -> str:
    found = re.search(r'class="[^"]*error[^"]*"[^>]*>(.*?)</', page, re.S)
    return (
        html.unescape(re.sub(r"<[^>]+>|\s+", " ", found[1]).strip()) if found else "no reason given"
    )


def find(pattern: str, page: str, what: str) -> str:
    """The first group of `pattern` on the page; `CommandFailed` names what is missing."""
    found = re.search(pattern, page)
    if found is None:
        raise CommandFailed(f"{what} is not on the page")
    return html.unescape(found[1])
