"""Scottish STV against councils' own counts, and small cases worked by hand."""

import gzip
import json
from decimal import Decimal

import pytest

from barrio.tally.ballots import BallotsUnreadable, Election
from barrio.tally.blt import read_blt
from barrio.tally.stv import UNIT, scottish_stv

FOOD = """4 2
# three like oranges best
3 1 2 0
2 2 1 0
1 3 2 0
2 4 0
0
"Oranges"
"Pears"
"Plums"
"Figs"
"Lunch"
"""


def no_lot(tied):
    raise AssertionError(f"no lot is needed between {tied}")


def wards(data_dir):
    path = data_dir / "elections" / "scottish_stv" / "official_2017_part_a.jsonl.gz"
    if not path.exists():
        (path,) = data_dir.glob("elections/**/official_2017_part_a.jsonl.gz")
    with gzip.open(path, "rt") as file:
        return [json.loads(line) for line in file]


def election_of(ward):
    ballots = tuple((count, tuple(order)) for count, *order in ward["ballots"])
    return Election(ward["ward"], ward["seats"], tuple(ward["candidates"]), ballots)


def test_it_elects_whom_the_councils_declared(data_dir):
    found = wards(data_dir)
    assert len(found) > 100
    for ward in found:
        count = scottish_stv(election_of(ward), lambda tied: tied[0])
        assert count.quota == int(ward["quota"]), ward["id"]
        assert set(count.elected) == set(ward["elected"]), ward["id"]


def test_it_counts_every_stage_to_the_last_decimal(data_dir):
    for ward in (ward for ward in wards(data_dir) if ward["stage_exact"]):
        count = scottish_stv(election_of(ward), lambda tied: tied[0])
        for stage, official in zip(count.stages, ward["stages"], strict=False):
            ours = [Decimal(total) / UNIT for total in stage.totals.values()]
            assert ours == [Decimal(text or 0) for text in official], ward["id"]


def test_no_vote_is_lost_or_made_in_any_stage(data_dir):
    for ward in wards(data_dir)[:40]:
        election = election_of(ward)
        count = scottish_stv(election, lambda tied: tied[0])
        for stage in count.stages:
            assert sum(stage.totals.values()) + stage.non_transferable == election.valid * UNIT


def test_it_reads_names_comments_and_title():
    election = read_blt(FOOD)
    assert election.candidates == ("Oranges", "Pears", "Plums", "Figs")
    assert (election.title, election.seats, election.valid) == ("Lunch", 2, 8)


def test_it_passes_a_surplus_on_at_its_value():
    election = Election("", 2, ("A", "B", "C"), ((6, (0, 1)), (2, (0, 2)), (2, (1,)), (1, (2,))))
    count = scottish_stv(election, no_lot)
    # 11 votes, quota 4; A's surplus of 4 goes on at 4/8 of a vote on each paper.
    assert count.quota == 4
    assert count.stages[1].totals == {0: 4 * UNIT, 1: 5 * UNIT, 2: 2 * UNIT}
    assert count.elected == [0, 1]


def test_ties_go_back_to_the_latest_stage_that_tells_them_apart():
    # After D is out B and C have 3 each; at first C had 2 and B had 3.
    ballots = ((5, (0,)), (3, (1,)), (2, (2,)), (1, (3, 2)))
    count = scottish_stv(Election("", 1, ("A", "B", "C", "D"), ballots), no_lot)
    assert [stage.excluded for stage in count.stages] == [[], [3], [2], [1]]
    assert count.elected == [0]


def test_a_tie_that_nothing_decides_is_drawn_and_told():
    election = Election("", 1, ("A", "B", "C"), ((2, (0,)), (1, (1,)), (1, (2,))))
    count = scottish_stv(election, lambda tied: tied[-1])
    assert count.lots == [{"between": ["B", "C"], "drawn": "C"}]


def test_somebody_withdrawn_gets_nothing():
    election = read_blt('3 1\n-1\n3 1 2 0\n2 3 0\n0\n"A"\n"B"\n"C"\n"T"\n')
    count = scottish_stv(election.strict(), no_lot)
    assert election.withdrawn == {0}
    assert [election.candidates[n] for n in count.elected] == ["B"]


def test_it_fills_the_seats_where_few_stand_and_few_vote():
    count = scottish_stv(Election("", 2, ("A", "B"), ()), no_lot)
    assert count.elected == [0, 1]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "the file ends before the numbers"),
        ("x y\n", "line 1: expected a whole number"),
        ("3 4\n0\n", "line 1: expected candidates and seats"),
        ("2 1\n1 1 2\n0\n", "line 2: a ballot is a count, choices and a 0"),
        ("2 1\n1 3 0\n0\n", "line 2: there is no candidate 3"),
        ("2 1\n1 1 1 0\n0\n", "line 2: a ballot names a candidate twice"),
        ("2 1\n1 1 0\n", "the file ends before the 0"),
        ('2 1\n1 1 0\n0\n"A"\n', "the file ends before a name for each"),
        ("2 1\n1 1 0\n0\nA\nB\n", "line 4: expected a name in quotes"),
    ],
)
def test_refuses_what_is_no_blt(text, complaint):
    with pytest.raises(BallotsUnreadable, match=complaint):
        read_blt(text)


def test_the_command_counts_and_says_how_to_decide_a_tie(barrio, write):
    tie = write("tie.blt", '3 1\n2 1 0\n1 2 0\n1 3 0\n0\n"Ana"\n"Eva"\n"Leo"\n"T"\n')
    code, _out, err = barrio("tally", tie, "--rule", "irv")
    assert (code, "a tie between Eva, Leo: draw a lot" in err) == (2, True)
    code, out, _err = barrio("tally", tie, "--rule", "irv", "--lots", "Leo,Eva", "--json")
    data = json.loads(out)
    assert (code, data["elected"], data["lots"][0]["drawn"]) == (0, ["Ana"], "Leo")
    assert data["stages"][0]["totals"] == {"Ana": "2.00000", "Eva": "1.00000", "Leo": "1.00000"}


def test_the_command_refuses_what_it_cannot_count(barrio, write, tmp_path):
    two = write("two.blt", FOOD)
    assert "irv fills one seat, not 2" in barrio("tally", two, "--rule", "irv")[2]
    assert (
        "'Nobody' does not stand"
        in barrio("tally", two, "--rule", "scottish-stv", "--lots", "Nobody")[2]
    )
    code, _out, err = barrio("tally", tmp_path / "none.blt", "--rule", "irv")
    assert (code, "No such file" in err) == (2, True)
    assert barrio("tally", write("a.blt", b"\xff\xfe\x00"), "--rule", "irv")[0] == 2
