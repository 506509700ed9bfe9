"""Meek against Droop's counts of real wards, STV-rs's logs, and a case worked by hand."""

import json
import re

import pytest

from barrio.tally.ballots import Ranked
from barrio.tally.blt import read_blt
from barrio.tally.meek import SCALE, meek_stv
from tests.tally.wards import read_ward


def votes(billionths):
    return f"{billionths // SCALE}.{billionths % SCALE:09d}"


def no_lot(tied):
    raise AssertionError(f"no lot is needed between {tied}")


def test_it_equals_droops_reference_count_to_nine_decimals(data_dir):
    files = sorted((data_dir / "elections" / "meek").glob("*.meek-prf.json"))
    assert len(files) >= 14
    for file in files:
        expected = json.loads(file.read_text())
        ward = read_ward(file.parent / expected["ballot_file"])
        count = meek_stv(ward, no_lot)
        last = count.stages[-1].totals
        assert votes(count.quota) == expected["final_quota"], file.name
        found = {ward.candidates[n]: votes(last[n]) for n in count.elected}
        assert found == expected["final_votes"], file.name
        assert set(found) == set(expected["elected_in_finishing_report"]), file.name


def decisions(log):
    """What a log says of each election and exclusion: who, quota, votes of everybody in it."""
    for block in re.split(r"^Action: ", log, flags=re.M)[1:]:
        found = re.match(r"(Elect|Defeat)(?: remaining| \(.*\))?: (.*)", block)
        if found:
            totals = dict(
                re.findall(r"^\t(?:Elected|Hopeful|Defeated): +(\w+) \((.*)\)", block, re.M)
            )
            quota = re.search(r"Quota: (.*)", block).group(1)
            yield found.group(1), found.group(2), quota, totals


@pytest.mark.parametrize("name", ["transfer", "vegetables", "tie_break_explicit"])
def test_it_equals_every_decision_of_stv_rs_to_nine_decimals(data_dir, name):
    folder = data_dir / "elections" / "meek"
    profile = read_blt((folder / f"stvrs_{name}.blt").read_text())
    count = meek_stv(profile, lambda tied: min(tied, key=profile.ties.index), kept_cut_off=True)
    found = {}
    for stage in count.stages:
        totals = {profile.candidates[n]: votes(total) for n, total in stage.totals.items()}
        for word, who in (("Elect", stage.elected), ("Defeat", stage.excluded)):
            found |= {(word, profile.candidates[n]): (votes(stage.quota), totals) for n in who}
    compared = 0
    for word, who, quota, totals in decisions((folder / f"stvrs_{name}.fixed9.log").read_text()):
        if (word, who) in found:
            assert found[word, who][0] == quota
            assert totals.items() <= found[word, who][1].items()
            compared += 1
    assert compared == len(found)


def test_equal_ranks_share_a_ballot(data_dir):
    folder = data_dir / "elections" / "meek"
    profile = read_blt((folder / "stvrs_elect_too_many.blt").read_text())
    count = meek_stv(profile, lambda tied: tied[0])
    names = profile.candidates
    assert [names[n] for n in count.elected] == ["Banana", "Cherry"]
    assert [[names[n] for n in stage.excluded] for stage in count.stages] == [
        [], ["Date"], ["Apple"], []
    ]  # fmt: skip
    assert count.lots == [{"between": ["Apple", "Cherry"], "drawn": "Apple"}]
    # The log counts in exact fractions with keep factors of six decimals: 8333333/4000000.
    assert abs(count.stages[1].totals[0] - SCALE * 8_333_333 // 4_000_000) < 1000
    assert abs(count.stages[2].totals[2] - SCALE * 5_333_333 // 2_000_000) < 1000


def test_a_ballot_goes_on_when_all_of_a_group_are_out():
    ballots = ((5, ((0,),)), (4, ((1,),)), (1, ((2, 3), (1,))))
    count = meek_stv(Ranked(("A", "B", "C", "D"), ballots), lambda tied: tied[0])
    assert count.stages[-1].totals[1] == 5 * SCALE


def test_no_vote_is_made_and_a_quota_falls_as_ballots_run_out():
    ballots = ((6, ((0,),)), (3, ((1,),)), (2, ((2,),)))
    count = meek_stv(Ranked(("A", "B", "C"), ballots, 2), no_lot)
    assert count.elected == [0, 1]
    assert count.stages[0].quota == 11 * SCALE // 3 + 1
    assert [stage.quota for stage in count.stages] == sorted(
        (stage.quota for stage in count.stages), reverse=True
    )


def test_nobody_votes_and_a_lot_decides():
    count = meek_stv(Ranked(("A", "B"), ()), lambda tied: tied[1])
    assert (count.elected, len(count.lots)) == ([0], 1)
