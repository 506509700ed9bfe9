"""A sheet that somebody walked with on paper: printed, keyed in by half, its tally signed."""

from datetime import datetime, timedelta

from barrio.accounts.models import User
from barrio.canvass.models import Turf
from barrio.core.actors import user_actor
from barrio.paper.actions import Row, key_rows, print_sheet, sign_tally
from barrio.paper.enums import SheetLanguage

# By their place on the sheet; what is not here was not keyed in yet.
MARKS = {
    1: "spoke", 2: "not_home", 3: "not_home", 4: "spoke", 5: "refused", 6: "come_back",
    7: "not_home", 8: "spoke", 10: "not_home", 11: "not_home",
}  # fmt: skip
WORDS = {
    4: ("El alumbrado de la esquina lleva dos meses apagado.", "es"),
    8: ("The landlord says the roof is next year's problem. It rains in now.", "en"),
}
COUNTED = {"doors_knocked": 12, "answered": 5, "spoke": 3, "refused": 1}


def load_paper(turf: Turf, *, organizer: User, walker: User, at: datetime) -> None:
    printed_at, walked_at = at - timedelta(days=2), at - timedelta(hours=20)
    by = user_actor(organizer)
    sheet = print_sheet(turf=turf, language=SheetLanguage.BOTH, by=by, at=printed_at)
    rows = [
        Row(order, 0, result, words=words, language=language)
        for order, result in MARKS.items()
        for words, language in [WORDS.get(order, ("", "en"))]
    ]
    key_rows(sheet=sheet, rows=rows, walker=walker, walked_at=walked_at, user=organizer, at=at)
    sign_tally(of=sheet, figures=COUNTED, walker="Bruno", by=by, at=at)
