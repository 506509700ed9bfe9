"""Scottish wards as the data folder has them."""

import json

from barrio.tally.scotelex import read_ward_csv


def read_ward(path):
    return read_ward_csv(path.read_text())


def expected_of(path):
    return json.loads(path.with_suffix(".expected.json").read_text())
