"""A street grid laid out by us with the real names and number pattern of Norris Square."""

from dataclasses import dataclass

# South-west corner of the grid; north is up the numbered blocks.
SOUTH, WEST = 39.97905, -75.13905
ROWS = ["W Berks St", "W Norris St", "W Diamond St", "W Susquehanna Ave", "W Dauphin St"]
COLUMNS = [
    "N 2nd St",
    "N Palethorp St",
    "N Hancock St",
    "N Mascher St",
    "N Howard St",
    "N Front St",
]
ROW_STEP, COLUMN_STEP = 0.00165, 0.00105  # degrees between crossings
FIRST_BLOCK = 1900
DOORS_PER_SIDE = 8


@dataclass(frozen=True)
class DemoDoor:
    street: str
    number: int
    side: str
    lat: float
    lon: float


def lines() -> dict[str, list[list[list[float]]]]:
    """Each street's one line, as [lon, lat] points."""
    north = SOUTH + ROW_STEP * (len(ROWS) - 1)
    east = WEST + COLUMN_STEP * (len(COLUMNS) - 1)
    across = {
        name: [[[WEST, SOUTH + i * ROW_STEP], [east, SOUTH + i * ROW_STEP]]]
        for i, name in enumerate(ROWS)
    }
    up = {
        name: [[[WEST + i * COLUMN_STEP, SOUTH], [WEST + i * COLUMN_STEP, north]]]
        for i, name in enumerate(COLUMNS)
    }
    return across | up


def doors() -> list[DemoDoor]:
    """Row houses on the north-south streets: even numbers on the left, odd on the right."""
    found = []
    for column, street in enumerate(COLUMNS):
        for block in range(len(ROWS) - 1):
            for place in range(DOORS_PER_SIDE):
                along = SOUTH + ROW_STEP * (block + (place + 1) / (DOORS_PER_SIDE + 1))
                for side, shift in (("left", -0.00009), ("right", 0.00009)):
                    number = FIRST_BLOCK + 100 * block + 2 + 4 * place + (side == "right")
                    lon = WEST + column * COLUMN_STEP + shift
                    found.append(DemoDoor(street, number, side, round(along, 6), round(lon, 6)))
    return found
