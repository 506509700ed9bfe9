"""`barrio tally` on every file of real ballots, and on what is none."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from barrio.tally.ballots import Ranked
from barrio.tally.blt import write_blt
from tests.tally.wards import expected_of

TIE = '3 1\n2 1 0\n1 2 0\n1 3 0\n0\n"Ana"\n"Eva"\n"Leo"\n"T"\n'
RANKED_RULES = ("scottish-stv", "meek-stv", "irv", "schulze", "approval")


def answer(barrio, *argv):
    code, out, err = barrio("tally", *argv, "--json")
    assert code == 0, err
    return json.loads(out)


def test_it_counts_every_ward_as_its_council_did(barrio, data_dir):
    files = sorted((data_dir / "elections" / "scottish_stv").glob("*.csv"))
    assert len(files) >= 14
    for file in files:
        expected = expected_of(file)
        names = {number: one["name"] for number, one in expected["candidates"].items()}
        data = answer(barrio, file, "--rule", "scottish-stv")
        assert (data["seats"], data["quota"]) == (expected["seats"], expected["quota"])
        order = [names[str(number)] for number in expected["computed_elected_in_order"]]
        assert data["elected"] == order, file.name
        assert len(data["stages"]) >= len(expected["computed_stages"])
        for stage, known in zip(data["stages"], expected["computed_stages"], strict=False):
            totals = {names[number]: votes for number, votes in known["totals"].items()}
            assert stage["totals"] == totals, file.name
            elected = [names[str(number)] for number in known["elected"]]
            assert stage["elected"] == elected, file.name


def test_it_counts_by_meek_as_the_reference_does(barrio, data_dir):
    for file in sorted((data_dir / "elections" / "meek").glob("*.json")):
        expected = json.loads(file.read_text())
        data = answer(barrio, file.parent / expected["ballot_file"], "--rule", "meek-stv")
        last = data["stages"][-1]["totals"]
        assert data["quota"] == expected["final_quota"]
        assert {name: last[name] for name in data["elected"]} == expected["final_votes"]


def test_it_counts_stv_rs_files_with_the_ties_they_say(barrio, data_dir):
    folder = data_dir / "elections" / "meek"
    elected = {
        name: answer(barrio, folder / f"stvrs_{name}.blt", "--rule", "meek-stv", *more)["elected"]
        for name, more in {
            "elect_too_many": ("--lots", "Apple"),
            "tie_break_explicit": (),
            "transfer": (),
            "vegetables": (),
        }.items()
    }
    assert elected == {
        "elect_too_many": ["Banana", "Cherry"],
        "tie_break_explicit": ["Apple", "Banana"],
        "transfer": ["Banana", "Date"],
        "vegetables": ["Grape", "Hazelnut", "Jalapeno", "Eggplant"],
    }


@pytest.mark.parametrize("worth", ["cost", "cardinality"])
def test_it_shares_real_budgets_as_pabutools_does(barrio, data_dir, worth):
    folder = data_dir / "elections" / "pabulib"
    for name, expected in json.loads((folder / "expected.json").read_text()).items():
        data = answer(barrio, folder / name, "--rule", "greedy")
        as_the_city = sorted(data["elected"]) == expected["official_selected"]
        assert as_the_city is expected["simple_greedy_equals_official"]
        if f"mes_{worth}_sat" in expected:
            data = answer(barrio, folder / name, "--rule", "equal-shares", "--worth", worth)
            assert sorted(data["elected"]) == expected[f"mes_{worth}_sat"]
            assert data["spent"] + data["left"] == data["budget"]


def test_it_counts_preflibs_samples(barrio, data_dir):
    folder = data_dir / "elections" / "preflib"
    lot = ("--lot", "seed", "--dice", "3-5-1")
    for name in ("test1.toi", "test3.toc"):
        for rule in RANKED_RULES:
            assert answer(barrio, folder / name, "--rule", rule, *lot)["elected"]
    for name in ("test4.cat", "test5.cat"):
        for rule in ("majority-judgment", "score", "approval", "schulze"):
            assert answer(barrio, folder / name, "--rule", rule, *lot)["elected"]


@pytest.mark.parametrize("rule", ["scottish-stv", "meek-stv", "schulze", "approval"])
def test_it_tells_a_person_too(barrio, write, rule):
    code, out, _err = barrio("tally", write("t.blt", TIE), "--rule", rule, "--lot", "s")
    assert code == 0
    assert out.splitlines()[-1] == "elected: Ana"


@pytest.mark.parametrize("rule", ["equal-shares", "greedy"])
def test_it_tells_what_was_spent(barrio, write, rule):
    text = "META\nbudget;5\nPROJECTS\nproject_id;cost;name\na;4;Bench\nVOTES\nvote\na\na\n"
    code, out, _err = barrio("tally", write("b.pb", text), "--rule", rule)
    assert (code, "spent: 4\nleft: 1\n" in out, "a: Bench" in out) == (0, True, True)


def test_seats_may_be_others_than_the_file_says(barrio, write):
    file = write("t.blt", TIE)
    assert answer(barrio, file, "--rule", "schulze", "--seats", "3")["elected"] == [
        "Ana", "Eva", "Leo"
    ]  # fmt: skip
    assert barrio("tally", file, "--rule", "schulze", "--seats", "0")[0] == 2
    assert barrio("tally", file, "--rule", "schulze", "--seats", "many")[0] == 2


def test_a_seed_and_dice_decide_a_tie_and_are_asked_for(barrio, write):
    file = write("t.blt", TIE)
    code, _out, err = barrio("tally", file, "--rule", "irv")
    assert (code, err.count("\n")) == (2, 1)
    assert "a tie between Eva, Leo: draw a lot and give its seed with --lot" in err
    drawn = {
        dice: answer(barrio, file, "--rule", "irv", "--lot", "s", "--dice", dice)["lots"]
        for dice in ("1", "2", "3", "4", "5", "6")
    }
    assert {lots[0]["drawn"] for lots in drawn.values()} == {"Eva", "Leo"}


@pytest.mark.parametrize(
    ("name", "content", "rule", "complaint"),
    [
        ("a.blt", "2 1\n1 3 0\n0\n", "irv", "line 2: there is no candidate 3"),
        ("a.docx", "", "irv", "expected a file that ends in .blt"),
        ("a.blt", b"2 1\n1 1 0\n\xff\n", "irv", "line 3: not UTF-8; save the file as UTF-8"),
        ("a.blt", TIE, "score", "score counts ballots of points or grades"),
        ("a.blt", TIE, "greedy", "greedy counts ballots on projects that cost"),
    ],
)
def test_refuses_in_one_line_that_says_how_to_mend_it(
    barrio, write, name, content, rule, complaint
):
    code, out, err = barrio("tally", write(name, content), "--rule", rule)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert complaint in err


def test_refuses_every_bad_file_without_a_traceback(barrio, data_dir, tmp_path):
    files = [path for path in (data_dir / "badinput").rglob("*") if path.is_file()]
    assert len(files) > 20
    for number, path in enumerate(files):
        for suffix in (".blt", ".pb", ".csv", ".toi", ".cat"):
            linked = tmp_path / f"{number}{suffix}"
            linked.symlink_to(path)
            code, out, err = barrio("tally", linked, "--rule", "schulze", "--lot", "s")
            assert (code, out, err.count("\n")) == (2, "", 1), path.name


def test_it_elects_anybody_whatever_they_are_called(barrio, data_dir, write):
    naughty = json.loads((data_dir / "badinput" / "naughty_strings_part_a.json").read_text())
    names = sorted({name for group in naughty.values() for name in group if name.isprintable()})
    assert len(names) > 80
    names = names[::2]  # comparing all pairs by way of all others takes its time
    ballots = tuple((n + 1, ((n,),)) for n in range(len(names)))
    file = write("names.blt", write_blt(Ranked(tuple(names), ballots)).encode())
    assert answer(barrio, file, "--rule", "schulze")["elected"] == [names[-1]]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([".blt", ".pb", ".csv", ".toi", ".cat"]),
    st.one_of(st.text(), st.binary()),
    st.sampled_from(["meek-stv", "majority-judgment", "equal-shares", "approval"]),
)
def test_any_file_is_counted_or_refused(barrio, write, suffix, content, rule):
    content = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    code, _out, err = barrio("tally", write(f"any{suffix}", content), "--rule", rule)
    assert code in (0, 2)
    assert err.count("\n") == (1 if code else 0)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.integers(1, 50), st.lists(st.lists(st.integers(0, 4), max_size=3), max_size=4)
        ),
        max_size=8,
    ),
    st.integers(1, 5),
    st.frozensets(st.integers(0, 4), max_size=4),
    st.sampled_from([rule for rule in RANKED_RULES if rule != "irv"]),
)
def test_any_ballots_fill_the_seats_by_any_rule(barrio, write, rows, seats, withdrawn, rule):
    lines = [f"5 {seats}", *(f"-{n + 1}" for n in sorted(withdrawn))]
    for votes, groups in rows:
        seen, words = set(), []
        for group in groups:
            fresh = [n for n in dict.fromkeys(group) if n not in seen]
            seen |= set(fresh)
            words += ["=".join(str(n + 1) for n in fresh)] if fresh else []
        lines.append(" ".join([str(votes), *words, "0"]))
    text = "\n".join([*lines, "0", *(f'"{name}"' for name in "ABCDE"), '"T"']) + "\n"
    data = answer(barrio, write("any.blt", text), "--rule", rule, "--lot", "seed")
    assert len(data["elected"]) == min(seats, 5 - len(withdrawn))
    assert not {"ABCDE"[n] for n in withdrawn} & set(data["elected"])


def test_too_many_committees_to_try_are_named_and_not_tried(barrio, tmp_path):
    names = "\n".join(f'"N{n}"' for n in range(40))
    lines = "\n".join(f"1 {n} 0" for n in range(1, 41))
    file = tmp_path / "many.blt"
    file.write_text(f'40 18\n{lines}\n0\n{names}\n"T"\n')
    code, _out, err = barrio("tally", file, "--rule", "approval", "--committee", "pav")
    assert code == 2 and "seqpav" in err
