"""Lines of a file with their numbers, and the whole numbers on them."""

import re
from collections.abc import Iterator

from barrio.tally.ballots import BallotsUnreadable

LINE_END = re.compile(r"\r\n|\r|\n")
WHOLE = re.compile(r"-?[0-9]{1,18}")
SHOWN = 40

Line = tuple[int, str]


def unreadable(number: int, why: str) -> BallotsUnreadable:
    return BallotsUnreadable(f"line {number}: {why}")


def numbered(text: str) -> list[Line]:
    """Each line that is not empty, without the spaces around it."""
    lines = enumerate(LINE_END.split(text.removeprefix("\ufeff")), 1)
    return [(number, line.strip()) for number, line in lines if line.strip()]


def next_line(lines: Iterator[Line], what: str) -> Line:
    try:
        return next(lines)
    except StopIteration:
        raise BallotsUnreadable(f"the file ends before {what}") from None


def whole(number: int, word: str) -> int:
    """The number that `word` is; eighteen digits are enough for any election."""
    if WHOLE.fullmatch(word.strip()) is None:
        raise unreadable(number, f"expected a whole number, not {shown(word)}")
    return int(word)


def shown(text: str) -> str:
    """What was found, short enough and plain enough for one line of complaint."""
    return repr(text[:SHOWN])


def distinct(names: list[Line]) -> tuple[str, ...]:
    """The names, none twice: whoever is elected is told by name."""
    seen: set[str] = set()
    for number, name in names:
        if name in seen:
            raise unreadable(number, f"two are called {shown(name)}: tell them apart by name")
        seen.add(name)
    return tuple(name for _number, name in names)
