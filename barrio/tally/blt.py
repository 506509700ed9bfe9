"""`.blt`, the file in which electoral software exchanges ranked ballots.

    4 2                  candidates and seats
    -3                   the third has withdrawn
    12 1 2=4 0           twelve ballots: the first, then the second and fourth alike
    0                    end of the ballots
    "Ana Prado"          a name for each candidate, then a title

Lines in square brackets are Droop's: `[nick a b c d]` names for use in ballots, `[tie b a d c]`
the order in which ties fall, `[withdrawn c]`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from barrio.tally.ballots import Ranked, Ranking
from barrio.tally.lines import Line, distinct, next_line, numbered, shown, unreadable, whole

NAME = re.compile(r'"((?:[^"\\]|\\.)*)"')
ESCAPED = re.compile(r'\\(["\\])')
OPTION = re.compile(r"\[(nick|tie|withdrawn)\b(.*)\]")


@dataclass
class _Reading:
    candidates: int
    nicks: dict[str, int] = field(default_factory=dict)
    ties: tuple[int, ...] = ()
    withdrawn: set[int] = field(default_factory=set)
    ballots: list[tuple[int, Ranking]] = field(default_factory=list)

    def candidate(self, number: int, word: str) -> int:
        if word in self.nicks:
            return self.nicks[word]
        if not word.isascii() or not word.isdigit():
            raise unreadable(number, f"expected whole numbers of candidates: {shown(word)}")
        named = whole(number, word)
        if not 1 <= named <= self.candidates:
            raise unreadable(number, f"there is no candidate {named}")
        return named - 1


def read_blt(text: str) -> Ranked:
    """An election from a `.blt` file. Raises `BallotsUnreadable`."""
    rows = iter([(number, line) for number, line in _without_comments(text) if line])
    number, head = next_line(rows, "the numbers of candidates and seats")
    candidates, seats = _head(number, head)
    reading = _Reading(candidates)
    _read_ballots(rows, reading)
    names = [_name(*next_line(rows, "a name for each candidate")) for _each in range(candidates)]
    title = next((_name(number, line)[1] for number, line in rows), "")
    return Ranked(
        distinct(names),
        tuple(reading.ballots),
        seats,
        title,
        frozenset(reading.withdrawn),
        reading.ties,
    )


def _without_comments(text: str) -> Iterator[Line]:
    for number, line in numbered(text):
        yield number, line if '"' in line else line.split("#", 1)[0].strip()


def _head(number: int, line: str) -> tuple[int, int]:
    words = [whole(number, word) for word in line.split()]
    if len(words) != 2 or words[0] < 1 or not 1 <= words[1] <= words[0]:
        raise unreadable(number, "expected candidates and seats, such as '6 3'")
    return words[0], words[1]


def _read_ballots(rows: Iterator[Line], reading: _Reading) -> None:
    while True:
        number, line = next_line(rows, "the 0 that ends the ballots")
        words = line.split()
        if words == ["0"]:
            return
        if line.startswith("["):
            _read_option(number, line, reading)
        elif not reading.ballots and all(word.startswith("-") for word in words):
            reading.withdrawn |= {reading.candidate(number, word[1:]) for word in words}
        else:
            reading.ballots.append(_ballot(number, words, reading))


def _read_option(number: int, line: str, reading: _Reading) -> None:
    found = OPTION.fullmatch(line)
    if found is None:
        raise unreadable(number, "expected [nick …], [tie …] or [withdrawn …]")
    words = found.group(2).split()
    if found.group(1) == "nick":
        if len(set(words)) != reading.candidates or len(words) != reading.candidates:
            raise unreadable(number, f"expected {reading.candidates} nicks, each another")
        reading.nicks = {word: n for n, word in enumerate(words)}
        return
    named = [reading.candidate(number, word) for word in words]
    if found.group(1) == "withdrawn":
        reading.withdrawn |= set(named)
    elif len(set(named)) == len(named) == reading.candidates:
        reading.ties = tuple(named)
    else:
        raise unreadable(number, "the order for ties names every candidate once")


def _ballot(number: int, words: list[str], reading: _Reading) -> tuple[int, Ranking]:
    count = whole(number, words[0])
    if count < 1 or words[-1] != "0" or len(words) < 2:
        raise unreadable(number, "a ballot is a count, choices and a 0")
    ranking = tuple(
        tuple(reading.candidate(number, one) for one in word.split("=")) for word in words[1:-1]
    )
    named = [n for group in ranking for n in group]
    if len(set(named)) != len(named):
        raise unreadable(number, "a ballot names a candidate twice")
    return count, ranking


def _name(number: int, line: str) -> Line:
    found = NAME.search(line)
    if found is None:
        raise unreadable(number, 'expected a name in quotes: "Ana Prado"')
    return number, ESCAPED.sub(r"\1", found.group(1))


def write_blt(profile: Ranked) -> str:
    """The same election as a `.blt` file, for anyone to count again elsewhere.

    Raises `ValueError` for a name with a line break in it.
    """
    lines = [f"{len(profile.candidates)} {profile.seats}"]
    lines += [f"-{n + 1}" for n in sorted(profile.withdrawn)]
    if profile.ties:
        lines.append(f"[tie {' '.join(str(n + 1) for n in profile.ties)}]")
    lines += [_written(count, ranking) for count, ranking in profile.ballots if count]
    lines += ["0", *map(_quoted, profile.candidates), _quoted(profile.title)]
    return "\n".join(lines) + "\n"


def _written(count: int, ranking: Ranking) -> str:
    groups = ["=".join(str(n + 1) for n in group) for group in ranking if group]
    return " ".join([str(count), *groups, "0"])


def _quoted(name: str) -> str:
    if "\n" in name or "\r" in name:
        raise ValueError(f"a name with a line break cannot be written: {shown(name)}")
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
