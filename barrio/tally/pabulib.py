"""`.pb`, the file in which participatory budgets are published (pabulib.org).

Three parts, META, PROJECTS and VOTES, each with a heading and cells divided by semicolons. Kinds of
votes: `approval`; `cumulative` and `scoring`, with points; `ordinal`, where the first of a ballot
has as many points as the longest ballot has places (`max_length`), the next one less, and so on;
`choose-1`.
"""

import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from barrio.tally.ballots import BallotsUnreadable, Budget
from barrio.tally.lines import Line, distinct, numbered, shown, unreadable

PARTS = ("META", "PROJECTS", "VOTES")
AMOUNT = re.compile(r"[0-9]{1,18}(\.[0-9]{1,9})?")
KINDS = ("approval", "choose-1", "cumulative", "scoring", "ordinal")
Row = tuple[int, dict[str, str]]


def read_pb(text: str) -> Budget:
    """Raises `BallotsUnreadable`."""
    parts = _parts(text)
    meta = _meta(parts["META"])
    kind = meta.get("vote_type", (0, "approval"))[1]
    if kind not in KINDS:
        raise unreadable(meta["vote_type"][0], f"vote_type is one of {', '.join(KINDS)}")
    if "budget" not in meta:
        raise BallotsUnreadable("META says no budget")
    rows = list(_table(parts["PROJECTS"], ("project_id", "cost")))
    ids = distinct([(number, row["project_id"].strip()) for number, row in rows])
    costs = tuple(_cost(number, row["cost"]) for number, row in rows)
    return Budget(
        ids,
        costs,
        _amount(*meta["budget"]),
        tuple(_ballots(parts["VOTES"], ids, kind, _places(meta))),
        kind,
        tuple(row.get("name", "").strip() for _number, row in rows),
        meta.get("description", (0, ""))[1],
    )


def _parts(text: str) -> dict[str, list[Line]]:
    parts: dict[str, list[Line]] = {}
    for number, line in numbered(text):
        if line in PARTS:
            if line in parts or line != PARTS[len(parts)]:
                raise unreadable(number, f"expected the parts {', '.join(PARTS)}, once each")
            parts[line] = []
        elif not parts:
            raise unreadable(number, "expected META")
        else:
            parts[list(parts)[-1]].append((number, line))
    missing = next((part for part in PARTS if part not in parts), None)
    if missing:
        raise BallotsUnreadable(f"the file ends before {missing}")
    return parts


def _meta(lines: list[Line]) -> dict[str, Line]:
    """What each key says, with its line."""
    found = {}
    for number, line in lines:
        key, _semicolon, value = line.partition(";")
        found[key.strip()] = (number, value.strip().rstrip(";").strip())
    return found


def _table(lines: list[Line], needed: tuple[str, ...]) -> Iterator[Row]:
    if not lines:
        raise BallotsUnreadable(f"a heading with {' and '.join(needed)} is missing")
    number, heading = lines[0]
    columns = [cell.strip() for cell in heading.split(";")]
    for column in needed:
        if column not in columns:
            raise unreadable(number, f"a column {column} is missing")
    for number, line in lines[1:]:
        cells = _cells(line)
        if len(cells) < len(columns):
            raise unreadable(number, f"{len(columns)} cells expected, {len(cells)} found")
        yield number, dict(zip(columns, cells, strict=False))


def _cells(line: str) -> list[str]:
    """Divided at semicolons, but not inside quotes; a quote within is written twice."""
    cells, cell, quoted, at = [], "", False, 0
    while at < len(line):
        one = line[at]
        if quoted and one == '"' and line[at + 1 : at + 2] == '"':
            cell, at = cell + '"', at + 1
        elif one == '"' and (quoted or not cell):
            quoted = not quoted
        elif one == ";" and not quoted:
            cells.append(cell)
            cell = ""
        else:
            cell += one
        at += 1
    return [*cells, cell]


def _amount(number: int, text: str) -> Fraction:
    amount = text.strip().replace(",", ".", 1)
    if AMOUNT.fullmatch(amount) is None:
        raise unreadable(number, f"expected an amount, not {shown(text)}")
    return Fraction(amount)


def _cost(number: int, text: str) -> Fraction:
    cost = _amount(number, text)
    if not cost:
        raise unreadable(number, "a project costs more than nothing")
    return cost


def _places(meta: dict[str, Line]) -> int | None:
    if "max_length" not in meta:
        return None
    number, text = meta["max_length"]
    if not text.isascii() or not text.isdigit() or not 0 < len(text) <= 6:
        raise unreadable(number, f"expected how many projects a ballot names, not {shown(text)}")
    return int(text)


def _ballots(
    lines: list[Line], ids: tuple[str, ...], kind: str, places: int | None
) -> list[tuple[int, dict[int, Fraction]]]:
    index = {name: n for n, name in enumerate(ids)}
    rows = [
        (number, row, _named(number, row["vote"], index))
        for number, row in _table(lines, ("vote",))
    ]
    longest = places or max((len(named) for _number, _row, named in rows), default=0)
    alike: Counter[tuple[tuple[int, Fraction], ...]] = Counter()
    for number, row, named in rows:
        given = _points(number, row, len(named), kind, longest)
        alike[tuple(zip(named, given, strict=True))] += 1
    return [(count, dict(given)) for given, count in alike.items()]


def _named(number: int, vote: str, index: dict[str, int]) -> list[int]:
    words = [word.strip() for word in vote.split(",") if word.strip()]
    unknown = next((word for word in words if word not in index), None)
    if unknown is not None:
        raise unreadable(number, f"there is no project {shown(unknown)}")
    if len(set(words)) != len(words):
        raise unreadable(number, "a ballot names a project twice")
    return [index[word] for word in words]


def _points(
    number: int, row: dict[str, str], named: int, kind: str, longest: int
) -> list[Fraction]:
    if kind in ("cumulative", "scoring"):
        given = [_amount(number, one) for one in row.get("points", "").split(",") if one.strip()]
        if len(given) != named:
            raise unreadable(number, f"{named} projects and {len(given)} points for them")
        return given
    if kind == "ordinal":
        if named > longest:
            raise unreadable(number, f"a ballot names more than {longest} projects")
        return [Fraction(longest - place) for place in range(named)]
    return [Fraction(1)] * named


def write_pb(budget: Budget) -> str:
    """The same budget as a `.pb` file, for anyone to count again elsewhere.

    Ballots other than approvals are written as points. Raises `ValueError` for an amount that
    has no end as a decimal, or an id that holds what divides cells.
    """
    plain = all(worth == 1 for _count, given in budget.ballots for worth in given.values())
    kind = "approval" if plain else "scoring"
    votes = sum(count for count, _given in budget.ballots)
    meta = [
        ("description", budget.title),
        ("num_projects", str(len(budget.candidates))),
        ("num_votes", str(votes)),
        ("budget", _decimal(budget.budget)),
        ("vote_type", kind),
        ("rule", "unspecified"),
    ]
    lines = ["META", "key;value", *(f"{key};{_one_line(value)}" for key, value in meta)]
    lines += ["PROJECTS", "project_id;cost;name", *_project_lines(budget)]
    lines += ["VOTES", "voter_id;vote" + (";points" if kind == "scoring" else "")]
    return "\n".join([*lines, *_vote_lines(budget, kind)]) + "\n"


def _project_lines(budget: Budget) -> Iterator[str]:
    labels = budget.labels or ("",) * len(budget.candidates)
    for name, cost, label in zip(budget.candidates, budget.costs, labels, strict=True):
        if name != name.strip() or not name or any(one in name for one in ';,"\r\n'):
            raise ValueError(f"{shown(name)} cannot be the id of a project in a file")
        yield f"{name};{_decimal(cost)};{_quoted(label)}"


def _vote_lines(budget: Budget, kind: str) -> Iterator[str]:
    voter = 0
    for count, given in budget.ballots:
        cells = [",".join(budget.candidates[n] for n in given)]
        if kind == "scoring":
            cells.append(",".join(_decimal(worth) for worth in given.values()))
        for _each in range(count):
            voter += 1
            yield ";".join([str(voter), *cells])


def _quoted(label: str) -> str:
    if any(one in label for one in ';"') or label != label.strip():
        return '"' + _one_line(label).replace('"', '""') + '"'
    return _one_line(label)


def _one_line(text: str) -> str:
    if "\n" in text or "\r" in text:
        raise ValueError(f"a text with a line break cannot be written: {shown(text)}")
    return text


def _decimal(amount: Fraction) -> str:
    millionths = amount * 10**9
    if millionths.denominator != 1:
        raise ValueError(f"{amount} has more than nine decimals")
    whole, part = divmod(int(millionths), 10**9)
    return f"{whole}.{part:09d}".rstrip("0").rstrip(".")
