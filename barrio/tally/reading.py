"""Ballots from a file, by the end of its name."""

from collections.abc import Callable
from pathlib import PurePath

from barrio.tally.ballots import Approvals, BallotsUnreadable, Budget, Graded, Ranked
from barrio.tally.blt import read_blt
from barrio.tally.pabulib import read_pb
from barrio.tally.preflib import read_categories, read_orders
from barrio.tally.scotelex import read_ward_csv

Profile = Ranked | Graded | Approvals | Budget

READERS: dict[str, Callable[[str], Profile]] = {
    ".blt": read_blt,
    ".soc": read_orders,
    ".soi": read_orders,
    ".toc": read_orders,
    ".toi": read_orders,
    ".cat": read_categories,
    ".pb": read_pb,
    ".csv": read_ward_csv,
}


def read_ballots(name: str, text: str) -> Profile:
    """Raises `BallotsUnreadable`."""
    reader = READERS.get(PurePath(name).suffix.lower())
    if reader is None:
        raise BallotsUnreadable(f"expected a file that ends in {', '.join(READERS)}")
    return reader(text)
