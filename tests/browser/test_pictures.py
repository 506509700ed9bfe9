"""The picture in the README is made here, so that it shows what is."""

from pathlib import Path

import pytest

from barrio.alerts.actions import take_report
from barrio.core.actors import SYSTEM

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURE = Path(__file__).parents[2] / "docs" / "images" / "home.png"


def test_home_says_what_to_do_now(visit, live_server, cast, home, at, tmp_path):
    take_report(
        collective=home, kind="fire", words="Smoke", place="N Howard St", language="en",
        by=SYSTEM, at=at,
    )  # fmt: skip
    page = visit("delia", "en", width=780)
    page.goto(live_server.url + "/")
    assert page.get_by_role("link", name="Check them").is_visible()
    shot = tmp_path / "home.png"
    page.screenshot(path=shot)
    if not PICTURE.exists():
        PICTURE.parent.mkdir(exist_ok=True)
        PICTURE.write_bytes(shot.read_bytes())
