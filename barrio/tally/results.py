"""What a count found, in the same form for every rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any


@dataclass(frozen=True)
class StageTold:
    """Totals after a stage, as people read them, and what it decided."""

    totals: Mapping[str, str]
    non_transferable: str
    elected: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    more: Mapping[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {
            "totals": dict(self.totals),
            "non_transferable": self.non_transferable,
            "elected": list(self.elected),
            "excluded": list(self.excluded),
            **self.more,
        }


@dataclass(frozen=True)
class Result:
    """`elected` in the order of election; `figures` explain it where there are no stages."""

    rule: str
    seats: int | None
    quota: int | str | None
    elected: tuple[str, ...]
    stages: tuple[StageTold, ...] = ()
    lots: tuple[Mapping[str, Any], ...] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Of lists, texts, numbers and dictionaries only, as JSON has them."""
        return {
            "rule": self.rule,
            "seats": self.seats,
            "quota": self.quota,
            "elected": list(self.elected),
            "stages": [stage.as_dict() for stage in self.stages],
            "lots": [dict(lot) for lot in self.lots],
            **self.figures,
        }


def decimals(units: int, places: int) -> str:
    """`units` of 10^-places: decimals(12300000, 5) is 123.00000."""
    sign, units = ("-", -units) if units < 0 else ("", units)
    whole, part = divmod(units, 10**places)
    return f"{sign}{whole}.{part:0{places}d}"


def exactly(amount: Fraction) -> int | str:
    """A whole number as such, another as a fraction: 5, '7/3'."""
    return amount.numerator if amount.denominator == 1 else str(amount)


def by_name(names: Sequence[str], amounts: Mapping[int, Fraction]) -> dict[str, int | str]:
    return {names[n]: exactly(amount) for n, amount in amounts.items()}
