"""PrefLib's files (preflib.org): `.soc .soi .toc .toi` of ranked and `.cat` of graded ballots.

# ALTERNATIVE NAME 1: Ana Prado
# CATEGORY NAME 1: good            the first category is the best grade
12: 1,{2,4}                        twelve ballots: the first, then the second and fourth alike
"""

import re
from dataclasses import dataclass, field

from barrio.tally.ballots import BallotsUnreadable, Graded, Ranked
from barrio.tally.lines import Line, distinct, numbered, shown, unreadable, whole

HEAD = re.compile(r"#\s*([A-Z ]+?)\s*([0-9]{0,9})\s*:\s*(.*)")
BALLOT = re.compile(r"([0-9]+)\s*:\s*(.*)")
GROUP = re.compile(r"\s*(?:\{([0-9,\s]*)\}|([0-9]+))\s*(,|$)")
COUNTED = ("NUMBER ALTERNATIVES", "NUMBER CATEGORIES")
Groups = tuple[tuple[int, ...], ...]


@dataclass
class _File:
    title: str = ""
    names: dict[int, Line] = field(default_factory=dict)  # by PrefLib's number
    categories: dict[int, Line] = field(default_factory=dict)
    counted: dict[str, Line] = field(default_factory=dict)
    rows: list[tuple[int, int, Groups]] = field(default_factory=list)

    def ballots(self) -> list[tuple[int, int, Groups]]:
        """Line, how many alike, groups of candidates by place in the list."""
        place = {named: n for n, named in enumerate(self.names)}
        return [
            (line, count, tuple(tuple(_find(line, one, place) for one in group) for group in row))
            for line, count, row in self.rows
        ]


def read_orders(text: str) -> Ranked:
    """From `.soc .soi .toc .toi`. Raises `BallotsUnreadable`."""
    file = _read(text)
    ballots = []
    for line, count, groups in file.ballots():
        _check_once(line, groups)
        ballots.append((count, tuple(group for group in groups if group)))
    return Ranked(distinct(list(file.names.values())), tuple(ballots), title=file.title)


def read_categories(text: str) -> Graded:
    """From `.cat`: the first category is the best grade, the last one 0. Raises likewise."""
    file = _read(text)
    worst = len(file.categories) - 1
    if worst < 0:
        raise BallotsUnreadable("the file names no categories")
    ballots = []
    for line, count, groups in file.ballots():
        _check_once(line, groups)
        if len(groups) > worst + 1:
            raise unreadable(line, f"a ballot has more than {worst + 1} categories")
        given = {n: worst - place for place, group in enumerate(groups) for n in group}
        ballots.append((count, given))
    words = distinct(list(file.categories.values()))[::-1]
    names = distinct(list(file.names.values()))
    return Graded(names, tuple(ballots), title=file.title, grades=words)


def _read(text: str) -> _File:
    file = _File()
    for number, line in numbered(text):
        if line.startswith("#"):
            _read_head(number, line, file)
        else:
            file.rows.append(_row(number, line))
    for what, found in (("ALTERNATIVES", file.names), ("CATEGORIES", file.categories)):
        number, said = file.counted.get(f"NUMBER {what}", (0, str(len(found))))
        if whole(number, said) != len(found):
            raise unreadable(number, f"{said} {what.lower()} and {len(found)} names of them")
    if not file.names:
        raise BallotsUnreadable("the file names nobody: '# ALTERNATIVE NAME 1: Ana Prado'")
    return file


def _read_head(number: int, line: str, file: _File) -> None:
    found = HEAD.fullmatch(line)
    if found is None:
        return  # a comment
    key, which, said = found.group(1), found.group(2), found.group(3).strip()
    if key == "TITLE":
        file.title = said
    elif key in COUNTED:
        file.counted[key] = (number, said)
    elif key in ("ALTERNATIVE NAME", "CATEGORY NAME"):
        names = file.names if key == "ALTERNATIVE NAME" else file.categories
        if not which or int(which) in names or not said:
            raise unreadable(number, f"expected a number of its own and a name: {shown(line)}")
        names[int(which)] = (number, said)


def _row(number: int, line: str) -> tuple[int, int, Groups]:
    found = BALLOT.fullmatch(line)
    count = whole(number, found.group(1)) if found else 0
    if found is None or count < 1:
        raise unreadable(number, "a ballot is a count, a colon and choices: '12: 1,{2,4}'")
    groups, at, order = [], 0, found.group(2).strip().removesuffix(",")
    while at < len(order):
        group = GROUP.match(order, at)
        if group is None or (group.group(3) == "," and group.end() == len(order)):
            raise unreadable(number, f"expected choices such as 1,{{2,4}}: {shown(order[at:])}")
        words = group.group(2) or group.group(1)
        groups.append(tuple(whole(number, word) for word in words.split(",") if word.strip()))
        at = group.end()
    return number, count, tuple(groups)


def _find(line: int, named: int, place: dict[int, int]) -> int:
    if named not in place:
        raise unreadable(line, f"there is no alternative {named}")
    return place[named]


def _check_once(line: int, groups: Groups) -> None:
    named = [n for group in groups for n in group]
    if len(set(named)) != len(named):
        raise unreadable(line, "a ballot names an alternative twice")
