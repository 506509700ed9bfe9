"""Colours as people read them: WCAG 2 contrast, and a collective's own brand made safe."""

import re

HEX = re.compile(r"#[0-9a-fA-F]{6}\Z")
LIGHT_PAPER, DARK_PAPER = "#fbf8f3", "#191613"
INK, DARK_INK = "#1d1a16", "#f3ece0"
WHITE, BLACK = "#ffffff", "#000000"
TEXT_CONTRAST, CONTROL_CONTRAST = 4.5, 3.0


def luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def safe_colour(colour: str) -> str:
    """`colour` as ``#rrggbb`` in small letters, or "" when it is anything else."""
    return colour.lower() if HEX.match(colour or "") else ""


def text_on(fill: str) -> str:
    """White or black, whichever reads better: one of the two always passes 4.5 to 1."""
    return max((WHITE, BLACK), key=lambda text: contrast(text, fill))


def edge_for(fill: str, paper: str, ink: str) -> str:
    """A fill too close to the paper gets an edge in ink, so that the control stays visible."""
    return fill if contrast(fill, paper) >= CONTROL_CONTRAST else ink
