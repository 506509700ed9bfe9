"""Yes or no: of what a majority is a part, in whole numbers.

Abstaining counts as being there and never as yes or no: it makes a majority of the votes cast
easier and one of those present harder. That is why the base is said before the vote.
"""

from dataclasses import dataclass
from enum import StrEnum


class Base(StrEnum):
    """Of what a majority is a part.

    - `CAST`: of the votes for and against; abstentions and blank papers do not count.
    - `PRESENT`: of those in the meeting when the vote was frozen, voting or not.
    - `ENTITLED`: of all who may vote in this meeting, there or not.
    - `CENSUS`: of everybody on the roll as it was frozen when the meeting was convened.
    """

    CAST = "cast"
    PRESENT = "present"
    ENTITLED = "entitled"
    CENSUS = "census"


@dataclass(frozen=True)
class Hands:
    """A vote by yes, no and abstaining."""

    yes: int
    no: int
    abstain: int = 0


@dataclass(frozen=True)
class Majority:
    """Which part of which base is needed: more than it if `strict`, else at least it.

    `Majority()` is the simple majority: more than half of the votes for and against.
    """

    base: Base = Base.CAST
    numerator: int = 1
    denominator: int = 2
    strict: bool = True
    present: int | None = None
    entitled: int | None = None
    census: int | None = None

    def carries(self, hands: Hands) -> bool:
        return carries(
            hands.yes,
            hands.no,
            hands.abstain,
            base=self.base,
            present=self.present,
            entitled=self.entitled,
            census=self.census,
            numerator=self.numerator,
            denominator=self.denominator,
            strict=self.strict,
        )

    def of(self, hands: Hands) -> int:
        """How many the base is in this vote."""
        return size_of(
            self.base, hands, {"present": self.present, "entitled": self.entitled,
                               "census": self.census},
        )  # fmt: skip

    def needed(self, hands: Hands) -> int:
        """The fewest that carry it, for people to see."""
        return fewest(self.of(hands), self.numerator, self.denominator, strict=self.strict)


def carries(
    yes: int,
    no: int,
    abstain: int,
    *,
    base: Base,
    present: int | None = None,
    entitled: int | None = None,
    census: int | None = None,
    numerator: int = 1,
    denominator: int = 2,
    strict: bool = True,
) -> bool:
    """Whether `yes` is more than (`strict`) or at least numerator/denominator of the base.

    A simple majority is 1/2 strict; two thirds is 2/3 not strict: yes * 3 >= 2 * base. Without a
    single yes nothing carries. Raises `ValueError` for a base that is not told, or smaller than
    those who voted.
    """
    hands = Hands(yes, no, abstain)
    of = size_of(base, hands, {"present": present, "entitled": entitled, "census": census})
    return yes >= fewest(of, numerator, denominator, strict=strict)


def size_of(base: Base, hands: Hands, told: dict[str, int | None]) -> int:
    if min(hands.yes, hands.no, hands.abstain) < 0:
        raise ValueError("there are no fewer votes than none")
    if base is Base.CAST:
        return hands.yes + hands.no
    size = told[base.value]
    if size is None:
        raise ValueError(f"how many are {base.value} is not told")
    if size < hands.yes + hands.no + hands.abstain:
        raise ValueError(f"more voted than are {base.value}")
    return size


def fewest(of: int, numerator: int, denominator: int, *, strict: bool) -> int:
    """The smallest number that is numerator/denominator of `of`, or more; at least one."""
    if not 0 < numerator <= denominator:
        raise ValueError("a majority is a part between nothing and all")
    if strict:
        return numerator * of // denominator + 1
    return max(1, -(-numerator * of // denominator))
