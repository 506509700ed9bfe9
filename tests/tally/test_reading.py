"""Files in and out: what they say, what is refused with its line, and any text at all."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barrio.tally.ballots import BallotsUnreadable, Budget, Ranked
from barrio.tally.blt import read_blt, write_blt
from barrio.tally.pabulib import read_pb, write_pb
from barrio.tally.preflib import read_categories, read_orders
from barrio.tally.reading import READERS, read_ballots
from barrio.tally.scotelex import read_ward_csv

PB = """META
key;value
description;Norris Square
budget;100
vote_type;{kind}
PROJECTS
project_id;cost;name
a;60;"A bench; a tree"
b;40.5;"The ""old"" fountain"
VOTES
voter_id;vote;points
1;a,b;3,1
2;b;2
3;;
"""
CAT = """# TITLE: Grades
# NUMBER ALTERNATIVES: 2
# ALTERNATIVE NAME 1: Ana
# ALTERNATIVE NAME 2: Eva
# NUMBER CATEGORIES: 3
# CATEGORY NAME 1: good
# CATEGORY NAME 2: fair
# CATEGORY NAME 3: bad
2: 1, {}, 2
1: {1,2}
"""
ORDERS = "# ALTERNATIVE NAME 1: Ana\n# ALTERNATIVE NAME 4: Eva\n"
WARD = '2,1,\n3,1,2,\n1,2,\n"Candidate 1","Ana","X",\n"Candidate 2","Eva","Y",\n"WARD",\n'


def test_it_reads_equal_ranks_and_withdrawals():
    election = read_blt('3 1\n-2\n4 1=3 2 0\n2 0\n0\n"Ana"\n"Eva"\n"Leo"\n"Title"\n')
    assert election.ballots == ((4, ((0, 2), (1,))), (2, ()))
    assert (election.withdrawn, election.valid) == ({1}, 4)


def test_a_rule_that_passes_papers_on_reads_up_to_the_first_equals():
    election = Ranked(tuple("ABCD"), ((1, ((0,), (1, 2), (3,))), (1, ((1, 2), (0,)))))
    assert [order for _count, order in election.strict().ballots] == [(0,), ()]
    without = Ranked(election.candidates, election.ballots, withdrawn=frozenset({2}))
    assert [order for _count, order in without.strict().ballots] == [(0, 1, 3), (1, 0)]


def test_it_reads_droops_names_ties_and_withdrawals():
    text = '2 1\n[nick ana eva]\n[tie eva ana]\n[withdrawn ana]\n3 ana eva 0\n0\n"A"\n"E"\n"T"\n'
    election = read_blt(text)
    assert (election.ballots, election.ties) == (((3, ((0,), (1,))),), (1, 0))
    assert election.withdrawn == {0}


def test_it_reads_preflib_orders_with_equals_and_gaps_in_the_numbers():
    election = read_orders(ORDERS + "2: 4,1\n1: {1,4}\n3: 4,\n")
    assert election.candidates == ("Ana", "Eva")
    assert election.ballots == ((2, ((1,), (0,))), (1, ((0, 1),)), (3, ((1,),)))


def test_it_reads_grades_of_which_the_first_is_the_best():
    profile = read_categories(CAT)
    assert profile.grades == ("bad", "fair", "good")
    assert profile.ballots == ((2, {0: 2, 1: 0}), (1, {0: 2, 1: 2}))


def test_it_reads_preflibs_samples(data_dir):
    folder = data_dir / "elections" / "preflib"
    found = {path.name: path.read_text() for path in folder.iterdir()}
    assert [count for count, _order in read_orders(found["test1.toi"]).ballots] == [1, 2, 1, 1]
    assert len(read_orders(found["test3.toc"]).ballots) == 5
    assert len(read_categories(found["test4.cat"]).grades) == 4
    assert sum(count for count, _given in read_categories(found["test5.cat"]).ballots) == 8
    # It names five alternatives, and a ballot a sixth.
    with pytest.raises(BallotsUnreadable, match="line 20: there is no alternative 6"):
        read_orders(found["test2.soi"])


def test_it_reads_a_ward():
    ward = read_ward_csv(WARD)
    assert (ward.candidates, ward.seats, ward.title) == (("Ana", "Eva"), 1, "WARD")
    assert ward.ballots == ((3, ((0,), (1,))), (1, ((1,),)))


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("approval", [{0: 1, 1: 1}, {1: 1}, {}]),
        ("cumulative", [{0: 3, 1: 1}, {1: 2}, {}]),
        ("ordinal", [{0: 2, 1: 1}, {1: 2}, {}]),
    ],
)
def test_it_reads_a_budget_by_the_kind_of_its_votes(kind, given):
    budget = read_pb(PB.format(kind=kind))
    assert budget.costs == (60, Fraction("40.5"))
    assert budget.labels == ("A bench; a tree", 'The "old" fountain')
    assert [points for _count, points in budget.ballots] == given


@pytest.mark.parametrize(
    ("read", "text", "complaint"),
    [
        (read_blt, '2 1\n1 1=x 0\n0\n"A"\n"B"\n', "line 2: expected whole numbers of candidates"),
        (read_blt, '2 1\n1 1=1 0\n0\n"A"\n"B"\n', "line 2: a ballot names a candidate twice"),
        (read_blt, '2 1\n1 = 0\n0\n"A"\n"B"\n', "line 2: expected whole numbers"),
        (read_blt, '2 1\n-5\n0\n"A"\n"B"\n', "line 2: there is no candidate 5"),
        (read_blt, '2 1\n1 ¹ 0\n0\n"A"\n"B"\n', "line 2: expected whole numbers"),
        (read_blt, '2 1\n0\n"A"\n"A"\n', "line 4: two are called 'A'"),
        (read_blt, '2 1\n[nick a a]\n0\n"A"\n"B"\n', "line 2: expected 2 nicks"),
        (read_blt, '2 1\n[tie 1]\n0\n"A"\n"B"\n', "line 2: the order for ties"),
        (read_blt, '2 1\n[what]\n0\n"A"\n"B"\n', r"line 2: expected \[nick"),
        (read_blt, "9" * 5000 + " 1\n", "line 1: expected a whole number"),
        (read_ward_csv, "", "the file ends before the numbers"),
        (read_ward_csv, "3,\n", "line 1: expected candidates and seats"),
        (read_ward_csv, WARD.replace("3,1,2,", "3,1,7,"), "line 2: there is no candidate 7"),
        (read_ward_csv, WARD.replace("3,1,2,", "3,1,1,"), "line 2: a ballot names"),
        (read_ward_csv, WARD.replace("3,1,2,", "0,1,2,"), "line 2: a ballot is a count"),
        (read_ward_csv, WARD.replace('"Eva"', '"Eva'), "line 5: quotes are not closed"),
        (read_ward_csv, WARD.replace("Candidate 2", "Candidate 3"), "line 5: expected candidate 2"),
        (read_ward_csv, WARD.replace("Eva", "Ana"), "line 5: two are called 'Ana'"),
        (read_ward_csv, "2,1,\n", "2 candidates and 0 names"),
        (read_orders, "1: 1\n", "the file names nobody"),
        (read_orders, ORDERS + "1: 2\n", "line 3: there is no alternative 2"),
        (read_orders, ORDERS + "1: 1,1\n", "line 3: a ballot names an alternative twice"),
        (read_orders, ORDERS + "1: {1,4\n", "line 3: expected choices"),
        (read_orders, ORDERS + "0: 1\n", "line 3: a ballot is a count"),
        (read_orders, ORDERS + "hello\n", "line 3: a ballot is a count"),
        (read_orders, ORDERS + "# NUMBER ALTERNATIVES: 3\n", "line 3: 3 alternatives and 2 names"),
        (read_orders, ORDERS + "# ALTERNATIVE NAME 4: Leo\n", "line 3: expected a number"),
        (read_categories, ORDERS, "names no categories"),
        (read_categories, CAT + "1: 1,2,{},{}\n", "line 11: a ballot has more than 3 categories"),
        (read_categories, CAT.replace("fair", "bad"), "line 8: two are called 'bad'"),
        (read_pb, "", "the file ends before META"),
        (read_pb, "x\n", "line 1: expected META"),
        (read_pb, "META\nVOTES\n", "line 2: expected the parts"),
        (read_pb, "META\nbudget;5\nPROJECTS\nproject_id;cost\n", "the file ends before VOTES"),
        (read_pb, PB, "line 5: vote_type is one of"),
        (read_pb, PB.format(kind="approval").replace("budget;100", "x;1"), "META says no budget"),
        (read_pb, PB.format(kind="approval").replace(";100", ";ten"), "line 4: expected an amount"),
        (
            read_pb,
            PB.format(kind="approval").replace("a;60", "a;0"),
            "line 8: a project costs more",
        ),
        (read_pb, PB.format(kind="approval").replace("b;40.5;", "b;40.5 "), "line 9: 3 cells"),
        (read_pb, PB.format(kind="approval").replace("cost;", "price;"), "line 7: a column cost"),
        (read_pb, PB.format(kind="approval").replace("2;b", "2;c"), "line 13: there is no project"),
        (read_pb, PB.format(kind="approval").replace("2;b", "2;b,b"), "line 13: a ballot names a"),
        (read_pb, PB.format(kind="scoring").replace("2;b;2", "2;b;"), "line 13: 1 projects and 0"),
        (read_pb, PB.format(kind="approval").replace("b;40", "a;40"), "line 9: two are called 'a'"),
        (
            read_pb,
            PB.format(kind="ordinal").replace("budget", "max_length;1\nbudget"),
            "line 13: a ballot names more than 1",
        ),
    ],
)
def test_refuses_with_the_line_and_what_was_expected(read, text, complaint):
    with pytest.raises(BallotsUnreadable, match=complaint):
        read(text)


def test_refuses_a_kind_of_file_it_does_not_know():
    with pytest.raises(BallotsUnreadable, match=r"ends in \.blt, \.soc"):
        read_ballots("ballots.docx", "")


NAMES = st.text(
    st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), min_size=1, max_size=12
)


@st.composite
def elections(draw):
    names = tuple(draw(st.lists(NAMES, min_size=1, max_size=6, unique=True)))
    everybody = list(range(len(names)))

    def ranking():
        order = draw(st.permutations(everybody))[: draw(st.integers(0, len(names)))]
        groups = []
        for n in order:
            if groups and draw(st.booleans()):
                groups[-1] += (n,)
            else:
                groups.append((n,))
        return tuple(groups)

    ballots = tuple(
        (draw(st.integers(1, 10**6)), ranking()) for _n in range(draw(st.integers(0, 5)))
    )
    withdrawn = draw(st.frozensets(st.sampled_from(everybody), max_size=len(names)))
    ties = tuple(draw(st.permutations(everybody))) if draw(st.booleans()) else ()
    title = draw(NAMES)
    return Ranked(names, ballots, draw(st.integers(1, len(names))), title, withdrawn, ties)


@settings(deadline=None)
@given(elections())
def test_a_blt_that_is_written_reads_the_same(election):
    assert read_blt(write_blt(election)) == election


IDS = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=5)
LABELS = st.text(
    st.characters(exclude_characters="\r\n", exclude_categories=["Cs", "Cc", "Z"]), max_size=12
)
AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=2).map(Fraction)


@st.composite
def budgets(draw):
    ids = tuple(draw(st.lists(IDS, min_size=1, max_size=5, unique=True)))
    size = len(ids)
    costs = tuple(draw(AMOUNTS.filter(bool)) for _n in ids)
    ballot = st.dictionaries(st.integers(0, size - 1), AMOUNTS, max_size=size)
    found = {tuple(one.items()): one for one in draw(st.lists(ballot, max_size=5))}
    ballots = tuple((draw(st.integers(1, 4)), one) for one in found.values())
    labels = tuple(draw(LABELS) for _n in ids)
    plain = all(worth == 1 for _count, one in ballots for worth in one.values())
    kind = "approval" if plain else "scoring"
    return Budget(ids, costs, draw(AMOUNTS), ballots, kind, labels, draw(LABELS).strip("; "))


@settings(deadline=None)
@given(budgets())
def test_a_pb_that_is_written_reads_the_same(budget):
    assert read_pb(write_pb(budget)) == budget


def test_real_budgets_that_are_written_read_the_same(data_dir):
    for path in (data_dir / "elections" / "pabulib").glob("*.pb"):
        budget = read_pb(path.read_text())
        again = read_pb(write_pb(budget))
        assert (again.costs, again.budget) == (budget.costs, budget.budget), path.name
        assert again.ballots == budget.ballots, path.name
        assert again.labels == budget.labels, path.name


@pytest.mark.parametrize("written", ["a\nb", "a\rb"])
def test_refuses_to_write_a_name_with_a_line_break(written):
    with pytest.raises(ValueError, match="line break"):
        write_blt(Ranked((written,), ()))
    with pytest.raises(ValueError, match="line break"):
        write_pb(Budget(("a",), (Fraction(1),), Fraction(1), (), labels=(written,)))


def test_refuses_to_write_what_has_no_end_or_divides_cells():
    with pytest.raises(ValueError, match="nine decimals"):
        write_pb(Budget(("a",), (Fraction(1, 3),), Fraction(1), ()))
    with pytest.raises(ValueError, match="cannot be the id"):
        write_pb(Budget(("a;b",), (Fraction(1),), Fraction(1), ()))


# What the formats are made of, and what looks like it.
PIECES = """0 1 2 -1 3 1=2 "A" "B" [nick a b] [tie 1 2] META PROJECTS VOTES project_id;cost vote
budget;5 a;5 1;a # ALTERNATIVE NAME 1: : , { } ; ∞ ٣ 1e5 nan"""
WORDS = st.sampled_from([*PIECES.split(), "\n", "\n", "\n", "\r", "\x0b", "\x00"])
FILES = st.one_of(st.text(), st.lists(WORDS).map(" ".join), st.lists(WORDS).map("\n".join))


@settings(deadline=None)
@given(st.sampled_from(sorted(READERS)), FILES)
def test_any_text_is_read_or_refused_in_one_line(suffix, text):
    try:
        read_ballots(f"ballots{suffix}", text)
    except BallotsUnreadable as refusal:
        assert "\n" not in str(refusal)


@pytest.mark.parametrize("sample", [PB.format(kind="scoring"), CAT, ORDERS + "2: 4,1\n", WARD])
@settings(deadline=None)
@given(st.data())
def test_a_file_with_a_piece_torn_out_is_read_or_refused(sample, data):
    start = data.draw(st.integers(0, len(sample)))
    end = data.draw(st.integers(start, len(sample)))
    torn = sample[:start] + data.draw(st.text(max_size=3)) + sample[end:]
    for suffix in READERS:
        try:
            read_ballots(f"ballots{suffix}", torn)
        except BallotsUnreadable as refusal:
            assert "\n" not in str(refusal)
