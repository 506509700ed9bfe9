"""Bars a neighbour can read, drawn on the server; a table beside them says the same."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from barrio.core.money import shown

WIDTH, ROW, BAR, LABEL = 320, 44, 18, 20
MOST_BARS = 8


def bars(rows: list[tuple[str, int]], most: int, currency: str) -> SafeString:
    """Each a labelled bar, the longest as wide as `most`; what is left over is one bar more."""
    rows = [(name, amount) for name, amount in rows if amount > 0]
    drawn = [
        {
            "name": name,
            "amount": shown(amount, currency),
            "width": max(round(WIDTH * amount / most), 2) if most else 0,
            "top": n * ROW,
            "text": n * ROW + 15,
            "bar": n * ROW + LABEL,
        }
        for n, (name, amount) in enumerate(rows[:MOST_BARS])
    ]
    if not drawn:
        return SafeString("")
    context = {"bars": drawn, "width": WIDTH, "height": len(drawn) * ROW, "bar_height": BAR}
    return render_to_string("ledger/_bars.svg", context)
