"""Ballots of Scottish wards as the project scot-elex keeps them: comma-separated.

6,3,                                 candidates and seats
23,1,2,                              23 ballots: the first, then the second
"Candidate 1","Ana Prado","Party",   a line for each candidate
"MID ARGYLL WARD",                   the ward
"""

import csv
import re
from collections.abc import Iterator

from barrio.tally.ballots import BallotsUnreadable, Ranked, Ranking
from barrio.tally.lines import distinct, numbered, shown, unreadable, whole

Row = tuple[int, list[str]]
CANDIDATE = re.compile(r"Candidate ([0-9]{1,4})")


def read_ward_csv(text: str) -> Ranked:
    """Raises `BallotsUnreadable`."""
    rows = list(_rows(text))
    if not rows:
        raise BallotsUnreadable("the file ends before the numbers of candidates and seats")
    candidates, seats = _head(*rows[0])
    ballots = [_ballot(*row, candidates) for row in rows[1:] if row[1][0][:1].isdigit()]
    names, title = _names([row for row in rows[1:] if not row[1][0][:1].isdigit()], candidates)
    return Ranked(names, tuple(ballots), seats, title)


def _rows(text: str) -> Iterator[Row]:
    """Lines one by one, since a quote that is never closed must not swallow the rest."""
    for number, line in numbered(text):
        try:
            (row,) = csv.reader([line], strict=True)
        except (csv.Error, ValueError):
            raise unreadable(number, f"quotes are not closed: {shown(line)}") from None
        cells = [cell.strip() for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield number, cells


def _head(number: int, row: list[str]) -> tuple[int, int]:
    cells = [whole(number, cell) for cell in row]
    if len(cells) != 2 or cells[0] < 1 or not 1 <= cells[1] <= cells[0]:
        raise unreadable(number, "expected candidates and seats, such as '6,3'")
    return cells[0], cells[1]


def _ballot(number: int, row: list[str], candidates: int) -> tuple[int, Ranking]:
    count, *order = (whole(number, cell) for cell in row)
    if count < 1:
        raise unreadable(number, "a ballot is a count and choices")
    for named in order:
        if not 1 <= named <= candidates:
            raise unreadable(number, f"there is no candidate {named}")
    if len(set(order)) != len(order):
        raise unreadable(number, "a ballot names a candidate twice")
    return count, tuple((named - 1,) for named in order)


def _names(rows: list[Row], candidates: int) -> tuple[tuple[str, ...], str]:
    found: list[tuple[int, str]] = []
    title = ""
    for number, row in rows:
        numbered_as = CANDIDATE.fullmatch(row[0])
        if numbered_as is None:
            title = row[0]
        elif len(row) < 2 or int(numbered_as.group(1)) != len(found) + 1:
            raise unreadable(number, f"expected candidate {len(found) + 1} and a name")
        else:
            found.append((number, row[1]))
    if len(found) != candidates:
        raise BallotsUnreadable(f"{candidates} candidates and {len(found)} names of them")
    return distinct(found), title
