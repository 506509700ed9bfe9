"""Every pair of colours a page puts together is readable, computed from tokens.css itself."""

import re
from pathlib import Path

import pytest

from barrio.ui import colour
from barrio.ui.colour import contrast, edge_for, safe_colour, text_on

TOKENS = Path(colour.__file__).parent / "static/ui/css/tokens.css"
STATES = ("ok", "wait", "stop", "drill", "info")
TEXT = [
    ("ink", "paper"), ("ink", "surface"), ("ink", "sunk"),
    ("muted", "paper"), ("muted", "surface"), ("muted", "sunk"),
    ("link", "paper"), ("link", "surface"), ("link", "sunk"),
    ("on-brand", "brand"), ("on-link", "link"),
    *[(state, f"{state}-back") for state in STATES],
    *[("ink", f"{state}-back") for state in STATES],
    *[(f"on-{state}", state) for state in STATES],
    ("stop", "paper"), ("stop", "surface"),
]  # fmt: skip
CONTROLS = [
    ("edge", "paper"), ("edge", "surface"), ("edge", "sunk"), ("brand-edge", "paper"),
    ("brand-edge", "surface"), ("focus", "paper"), ("focus", "surface"),
]  # fmt: skip


def blocks() -> dict[str, dict[str, str]]:
    css = TOKENS.read_text()
    light, rest = css.split("@media (prefers-color-scheme: dark)", 1)
    system, rest = rest.split(':root[data-theme="dark"]', 1)
    chosen = rest.split("}", 1)[0]
    pair = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")
    return {
        name: dict(pair.findall(text))
        for name, text in {"light": light, "system": system, "chosen": chosen}.items()
    }


@pytest.mark.parametrize("theme", ["light", "chosen"])
@pytest.mark.parametrize(("front", "back"), TEXT)
def test_it_keeps_text_readable(theme: str, front: str, back: str) -> None:
    tokens = blocks()[theme]
    assert contrast(tokens[front], tokens[back]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "chosen"])
@pytest.mark.parametrize(("front", "back"), CONTROLS)
def test_it_keeps_controls_visible(theme: str, front: str, back: str) -> None:
    tokens = blocks()[theme]
    assert contrast(tokens[front], tokens[back]) >= 3


def test_it_has_the_same_dark_by_system_and_by_choice() -> None:
    assert blocks()["system"] == blocks()["chosen"]
    assert set(blocks()["chosen"]) == set(blocks()["light"])


def test_it_has_the_colours_that_were_decided() -> None:
    light = blocks()["light"]
    decided = ("#fbf8f3", "#1d1a16", "#a63d1f", "#0f5c5c")
    assert (light["paper"], light["ink"], light["brand"], light["link"]) == decided


def test_it_knows_the_papers_that_a_brand_stands_on() -> None:
    tokens = blocks()
    assert (tokens["light"]["paper"], tokens["light"]["ink"]) == (colour.LIGHT_PAPER, colour.INK)
    assert (tokens["chosen"]["paper"], tokens["chosen"]["ink"]) == (
        colour.DARK_PAPER,
        colour.DARK_INK,
    )


@pytest.mark.parametrize("step", range(0, 256, 5))
def test_it_finds_readable_text_for_any_brand(step: int) -> None:
    for fill in (f"#{step:02x}{step:02x}{step:02x}", f"#{step:02x}80{255 - step:02x}"):
        assert contrast(text_on(fill), fill) >= 4.5


def test_it_gives_a_pale_brand_an_edge() -> None:
    assert edge_for("#fbf8f0", colour.LIGHT_PAPER, colour.INK) == colour.INK
    assert edge_for("#a63d1f", colour.LIGHT_PAPER, colour.INK) == "#a63d1f"


@pytest.mark.parametrize("bad", ["", "red", "#fff", "#12345g", "#123456;}", "#123456\n", None])
def test_refuses_what_is_not_a_colour(bad: str) -> None:
    assert safe_colour(bad) == ""


def test_it_takes_a_colour_in_small_letters() -> None:
    assert safe_colour("#A63D1F") == "#a63d1f"
