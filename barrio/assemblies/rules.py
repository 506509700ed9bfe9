"""The rules an assembly decides under, as data: read strictly, and explained in sentences."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from barrio.assemblies.enums import Basis, CommissionKind, Matter
from barrio.tally.majorities import Base, carries


class RulesUnreadable(ValueError):
    """What is wrong with one rule: `field` names it, the message is for a person."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Call:
    """One step of the quorum ladder: so many of the roll, so long after the call before."""

    percent: int  # of the roll, rounded up; 0: whoever is there
    after_minutes: int  # 0 for the first call
    at_least: int = 1  # people, however small the roll

    def needs(self, entitled: int) -> int:
        """How many have to be present, in whole numbers: 30 % of 7 is 3."""
        return max((entitled * self.percent + 99) // 100, self.at_least)


@dataclass(frozen=True)
class Majority:
    """`strict`: more than the part; else the part itself is enough."""

    basis: str
    numerator: int
    denominator: int
    strict: bool

    def carries(
        self, yes: int, no: int, abstain: int, *, present: int, entitled: int, census: int
    ) -> bool:
        """In whole numbers, as `barrio.tally` counts for everybody."""
        return carries(
            yes,
            no,
            abstain,
            base=Base(self.basis),
            present=present,
            entitled=entitled,
            census=census,
            numerator=self.numerator,
            denominator=self.denominator,
            strict=self.strict,
        )


@dataclass(frozen=True)
class CommissionRule:
    kind: str
    seats: int
    alternates: int


@dataclass(frozen=True)
class Rules:
    """All numbers are whole; days are of the calendar."""

    voting_age: int
    residence_days: int  # on the roll before one may vote
    notice_days: int
    calls: tuple[Call, ...]
    majorities: Mapping[str, Majority]  # by matter
    consensus: bool  # looked for first; the vote comes where blocks remain
    term_months: int
    may_be_reelected: bool
    commissions: tuple[CommissionRule, ...]
    recall_percent: int  # of the roll, to begin one
    recall_report_days: int  # the controllership's
    recall_answer_days: int  # until an assembly must have it on its agenda
    secrecy_floor: int  # fewer present: no secret vote, the result would tell
    proxies: int = 0  # votes of others that one person may hold

    def majority(self, matter: str) -> Majority:
        return self.majorities[matter]

    def as_data(self) -> dict[str, Any]:
        return {**asdict(self), "majorities": {k: asdict(m) for k, m in self.majorities.items()}}

    def last_notice(self, starts_on: date) -> date:
        """The last day on which an item of an assembly of that day can be announced in time."""
        return starts_on - timedelta(days=self.notice_days)


# The least and the most that makes sense; beyond it is a slip of the pen.
LIMITS = {
    "voting_age": (0, 99),
    "residence_days": (0, 3650),
    "notice_days": (0, 90),
    "term_months": (1, 120),
    "recall_percent": (1, 100),
    "recall_report_days": (1, 365),
    "recall_answer_days": (1, 365),
    "secrecy_floor": (3, 1000),
    "proxies": (0, 10),
}
LONGEST_WAIT = 30 * 24 * 60  # minutes between two calls


def read_rules(data: Mapping[str, Any]) -> Rules:
    """Raises `RulesUnreadable` for the first rule that is missing or cannot be right."""
    unknown = data.keys() - {field.name for field in fields(Rules)}
    if unknown:
        raise RulesUnreadable(min(unknown), _("There is no such rule."))
    data = {"proxies": 0, **data}  # rules written before there were any
    numbers = {name: _number(data, name, *limits) for name, limits in LIMITS.items()}
    truths = {name: _truth(data, name) for name in ("consensus", "may_be_reelected")}
    return Rules(
        **numbers,
        **truths,
        calls=_calls(data.get("calls")),
        majorities=_majorities(data.get("majorities")),
        commissions=_commissions(data.get("commissions")),
    )


def _number(data: Mapping[str, Any], name: str, least: int, most: int) -> int:
    value = data.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise RulesUnreadable(
            name,
            _("Give a whole number from %(least)d to %(most)d.") % {"least": least, "most": most},
        )
    return value


def _truth(data: Mapping[str, Any], name: str) -> bool:
    value = data.get(name)
    if not isinstance(value, bool):
        raise RulesUnreadable(name, _("Say yes or no."))
    return value


def _calls(rows: Any) -> tuple[Call, ...]:
    if not isinstance(rows, list | tuple) or not 1 <= len(rows) <= 3:
        raise RulesUnreadable("calls", _("There are one, two or three calls."))
    calls: list[Call] = []
    for place, row in enumerate(rows):
        row = row if isinstance(row, Mapping) else {}
        waits = _number(row, "after_minutes", 0 if place == 0 else 1, LONGEST_WAIT)
        least = _number({"at_least": 1, **row}, "at_least", 1, 10_000)
        call = Call(_number(row, "percent", 0, 100), waits, least)
        if place == 0 and waits:
            raise RulesUnreadable("calls", _("The first call waits for none."))
        if calls and call.percent > calls[-1].percent:
            raise RulesUnreadable("calls", _("A later call cannot ask for more people."))
        calls.append(call)
    return tuple(calls)


def _majorities(rows: Any) -> dict[str, Majority]:
    rows = rows if isinstance(rows, Mapping) else {}
    if set(rows) != set(Matter.values):
        raise RulesUnreadable("majorities", _("Every kind of decision needs its majority."))
    return {matter: _majority(rows[matter]) for matter in Matter.values}


def _majority(row: Any) -> Majority:
    row = row if isinstance(row, Mapping) else {}
    if row.get("basis") not in Basis.values:
        raise RulesUnreadable("majorities", _("Say of what the majority is a part."))
    denominator = _number(row, "denominator", 1, 100)
    numerator = _number(row, "numerator", 1, denominator)
    strict = _truth(row, "strict")
    if 2 * numerator < denominator or (strict and numerator == denominator):
        raise RulesUnreadable("majorities", _("A majority is from a half up to all."))
    if 2 * numerator == denominator and not strict:
        raise RulesUnreadable("majorities", _("A half alone decides nothing: ask for more."))
    return Majority(row["basis"], numerator, denominator, strict)


def _commissions(rows: Any) -> tuple[CommissionRule, ...]:
    if not isinstance(rows, list | tuple) or len(rows) > 30:
        raise RulesUnreadable("commissions", _("List the commissions, 30 at most."))
    found = []
    for row in rows:
        row = row if isinstance(row, Mapping) else {}
        if row.get("kind") not in CommissionKind.values:
            raise RulesUnreadable("commissions", _("There is no such kind of commission."))
        seats = _number(row, "seats", 1, 50)
        found.append(CommissionRule(row["kind"], seats, _number(row, "alternates", 0, 50)))
    kinds = [rule.kind for rule in found]
    if len(set(kinds)) != len(kinds):
        raise RulesUnreadable("commissions", _("Each kind of commission stands once."))
    return tuple(found)


# --- in sentences ---


def sentences(rules: Rules) -> Iterator[tuple[str, str]]:
    """Each rule as a neighbour would be told it: a heading and what it says."""
    yield _("Who may vote"), _who(rules)
    yield _("Proxies"), _proxies(rules)
    yield _("Notice"), _notice(rules)
    for place, call in enumerate(rules.calls):
        yield _("Quorum, call %(n)d") % {"n": place + 1}, _call(call)
    if rules.consensus:
        yield (
            _("Consensus first"),
            _("We look for an agreement that everybody can live with. Only where somebody still "
              "blocks it do we vote."),
        )  # fmt: skip
    for matter in Matter:
        yield matter.label.capitalize(), share_sentence(rules.majority(matter))
    yield _("Offices"), _offices(rules)
    yield _("Recall"), _recall(rules)
    yield (
        _("Secret votes"),
        _("With fewer than %(n)d people present there is no secret vote: the result would tell "
          "who voted how.") % {"n": rules.secrecy_floor},
    )  # fmt: skip


def _who(rules: Rules) -> str:
    age = _("Everybody on the roll may vote from the age of %(age)d.") % {"age": rules.voting_age}
    if not rules.residence_days:
        return age
    waits = ngettext(
        "One is on the roll for %(n)d day before one votes.",
        "One is on the roll for %(n)d days before one votes.",
        rules.residence_days,
    )
    return f"{age} {waits % {'n': rules.residence_days}}"


def _proxies(rules: Rules) -> str:
    if not rules.proxies:
        return _("Nobody votes for somebody else: who wants to decide comes.")
    most = ngettext(
        "Who cannot come may give their vote, in writing, to somebody on the roll. One person "
        "holds %(n)d vote of another at most.",
        "Who cannot come may give their vote, in writing, to somebody on the roll. One person "
        "holds the votes of %(n)d others at most.",
        rules.proxies,
    )
    heads = _("The quorum and a consensus count only who is there.")
    return f"{most % {'n': rules.proxies}} {heads}"


def _notice(rules: Rules) -> str:
    if not rules.notice_days:
        return _("What is decided may be brought up in the assembly itself.")
    return (
        ngettext(
            "What is to be decided is announced %(n)d day before or earlier; else the assembly "
            "first has to vote that it is urgent.",
            "What is to be decided is announced %(n)d days before or earlier; else the assembly "
            "first has to vote that it is urgent.",
            rules.notice_days,
        )
        % {"n": rules.notice_days}
    )  # fmt: skip


def _call(call: Call) -> str:
    if call.percent:
        many = _("It decides when %(percent)d %% of the roll are there, %(least)d at least.") % {
            "percent": call.percent, "least": call.at_least,
        }  # fmt: skip
    else:
        many = ngettext(
            "It decides with whoever is there, %(n)d person at least.",
            "It decides with whoever is there, %(n)d people at least.",
            call.at_least,
        ) % {"n": call.at_least}
    return f"{many} {_wait(call)}".strip()


def _wait(call: Call) -> str:
    minutes = call.after_minutes
    if not minutes:
        return ""
    if minutes % (24 * 60) == 0:
        days = minutes // (24 * 60)
        text = ngettext(
            "It begins %(n)d day after the call before.",
            "It begins %(n)d days after the call before.",
            days,
        )
        return text % {"n": days}
    if minutes % 60 == 0:
        text = ngettext(
            "It begins %(n)d hour after the call before.",
            "It begins %(n)d hours after the call before.",
            minutes // 60,
        )
        return text % {"n": minutes // 60}
    return _("It begins %(n)d minutes after the call before.") % {"n": minutes}


def share_sentence(majority: Majority) -> str:
    part = {"part": f"{majority.numerator}/{majority.denominator}", "whole": ""}
    part["whole"] = str(Basis(majority.basis).label)
    if majority.numerator == majority.denominator:
        return _("Carried when all are for it: the whole %(whole)s.") % part
    if majority.strict and 2 * majority.numerator == majority.denominator:
        return _("Carried by more than half %(whole)s.") % part
    if majority.strict:
        return _("Carried by more than %(part)s %(whole)s.") % part
    return _("Carried by at least %(part)s %(whole)s.") % part


def _offices(rules: Rules) -> str:
    term = ngettext(
        "Spokespeople are elected for %(n)d month, unpaid and of equal rank, each in one "
        "commission at most.",
        "Spokespeople are elected for %(n)d months, unpaid and of equal rank, each in one "
        "commission at most.",
        rules.term_months,
    ) % {"n": rules.term_months}
    again = (
        _("They may be elected again.")
        if rules.may_be_reelected
        else _("They may not be elected again right after.")
    )
    return f"{term} {again}"


def _recall(rules: Rules) -> str:
    return _(
        "%(percent)d %% of the roll can begin a recall. The controllership reports within "
        "%(report)d days; %(answer)d days later at most it is on the agenda of an assembly."
    ) % {
        "percent": rules.recall_percent,
        "report": rules.recall_report_days,
        "answer": rules.recall_answer_days,
    }
