"""What a ballot says, as one short text that anybody can read and count again.

    yes | no | abstain          a question
    2>1=3                       a ranking, equals joined; who is not named comes last
    1,3                         whom it approves
    1:5,2:0                     points or grades, by the numbers of the options

A blank ballot is the empty text.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from barrio.assemblies.enums import BUDGETS, GRADED, RANKED, Choice, Counting
from barrio.tally.ballots import Approvals, Budget, Graded, Ranked, Ranking

MOST_POINTS = 5
GRADES = ("reject", "poor", "acceptable", "good", "very good", "excellent")
EQUALS_ALLOWED = (Counting.SCHULZE,)
# As people write it on the page of the urn, in both languages.
WORDS = {
    "sí": Choice.YES, "si": Choice.YES, "y": Choice.YES, "s": Choice.YES, "n": Choice.NO,
    "abstención": Choice.ABSTAIN, "abstencion": Choice.ABSTAIN, "abs": Choice.ABSTAIN,
}  # fmt: skip
_NUMBERS = re.compile(r"\d{1,4}(?:[>=]\d{1,4})*")


class PaperUnreadable(ValueError):
    """The text is no ballot of this vote."""


def written(rule: str, said: str, options: Sequence[int]) -> str:
    """The one way of writing it. Raises `PaperUnreadable`."""
    text = "".join(said.split())
    if not text:
        return ""
    if not rule:
        word = WORDS.get(text.lower(), text.lower())
        if word in Choice.values:
            return str(word)
        raise PaperUnreadable(said)
    if rule in RANKED:
        return _joined(_ranking(text, rule, options))
    if rule in GRADED:
        grades = _grades(text, options)
        return ",".join(f"{n}:{grades[n]}" for n in sorted(grades))
    return ",".join(map(str, sorted(_checked(_split(text, ","), options))))


def ranking_of(places: Mapping[int, int]) -> str:
    """From the places given to options; who has none is not named."""
    by_place: dict[int, list[int]] = {}
    for option, place in places.items():
        by_place.setdefault(place, []).append(option)
    return _joined(tuple(tuple(by_place[place]) for place in sorted(by_place)))


def _joined(ranking: Ranking) -> str:
    return ">".join("=".join(map(str, sorted(group))) for group in ranking)


def _ranking(text: str, rule: str, options: Sequence[int]) -> Ranking:
    if not _NUMBERS.fullmatch(text) or ("=" in text and rule not in EQUALS_ALLOWED):
        raise PaperUnreadable(text)
    groups = tuple(tuple(map(int, group.split("="))) for group in text.split(">"))
    _checked([n for group in groups for n in group], options)
    return groups


def _grades(text: str, options: Sequence[int]) -> dict[int, int]:
    pairs = [pair.split(":") for pair in text.split(",")]
    if any(len(pair) != 2 or not all(map(_is_number, pair)) for pair in pairs):
        raise PaperUnreadable(text)
    _checked([int(option) for option, _points in pairs], options)
    grades = {int(option): int(points) for option, points in pairs}
    if max(grades.values()) > MOST_POINTS:
        raise PaperUnreadable(text)
    return grades


def _split(text: str, mark: str) -> list[int]:
    parts = text.split(mark)
    if not all(map(_is_number, parts)):
        raise PaperUnreadable(text)
    return list(map(int, parts))


def _is_number(part: str) -> bool:
    return part.isascii() and part.isdigit() and len(part) < 5


def _checked(named: list[int], options: Sequence[int]) -> list[int]:
    if len(set(named)) != len(named) or not set(named) <= set(options):
        raise PaperUnreadable(named)
    return named


Profile = Ranked | Graded | Approvals | Budget


def profile_of(
    rule: str,
    papers: Iterable[str],
    options: Sequence[int],
    *,
    seats: int | None = None,
    costs: Mapping[int, int] | None = None,
    budget: int | None = None,
) -> Profile:
    """What `barrio.tally` counts. Candidates are called by their numbers: it names nobody."""
    names = tuple(map(str, options))
    place = {number: n for n, number in enumerate(options)}
    alike = sorted(Counter(papers).items())
    if rule in RANKED:
        ranked = [
            (n, tuple(tuple(place[o] for o in group) for group in _ranking(text, rule, options)))
            if text
            else (n, ())
            for text, n in alike
        ]
        return Ranked(names, tuple(ranked), seats or 1)
    if rule in GRADED:
        graded = [
            (n, {place[o]: g for o, g in _grades(text, options).items()} if text else {})
            for text, n in alike
        ]
        words = GRADES if rule == Counting.MAJORITY_JUDGMENT else ()
        return Graded(names, tuple(graded), seats or 1, grades=words)
    chosen = [
        (n, frozenset(place[o] for o in _split(text, ",")) if text else frozenset())
        for text, n in alike
    ]
    if rule in BUDGETS:
        given = [(n, {o: Fraction(1) for o in sorted(marks)}) for n, marks in chosen]
        prices = tuple(Fraction((costs or {})[number]) for number in options)
        return Budget(names, prices, Fraction(budget or 0), tuple(given))
    return Approvals(names, tuple(chosen), seats or 1)
