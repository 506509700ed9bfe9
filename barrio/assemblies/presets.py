"""Sets of rules to begin with. None is law here: a person checks each against the text named."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from barrio.assemblies.enums import Basis, CommissionKind, Matter, Preset

DAY = 24 * 60


def _part(basis: str, numerator: int, denominator: int, *, strict: bool = False) -> dict[str, Any]:
    return {"basis": basis, "numerator": numerator, "denominator": denominator, "strict": strict}


HALF = _part(Basis.CAST, 1, 2, strict=True)
HALF_PRESENT = _part(Basis.PRESENT, 1, 2, strict=True)
TWO_THIRDS = _part(Basis.CAST, 2, 3)
NINE_TENTHS = _part(Basis.CAST, 9, 10)


def _majorities(ordinary: dict, **others: dict) -> dict[str, dict]:
    return {matter: others.get(matter, ordinary) for matter in Matter.values}


def _commissions(*rows: tuple[str, int, int]) -> list[dict[str, Any]]:
    return [{"kind": kind, "seats": seats, "alternates": spare} for kind, seats, spare in rows]


RULES: dict[str, dict[str, Any]] = {
    Preset.COMMUNAL_COUNCIL: {
        "voting_age": 15,
        "residence_days": 0,
        "notice_days": 3,
        "calls": [
            {"percent": 30, "after_minutes": 0},
            {"percent": 20, "after_minutes": 60},
        ],
        "majorities": _majorities(HALF_PRESENT, urgency=_part(Basis.PRESENT, 2, 3)),
        "consensus": False,
        "term_months": 36,
        "may_be_reelected": True,
        "commissions": _commissions(
            (CommissionKind.WORK, 1, 1),
            (CommissionKind.FINANCE, 5, 5),
            (CommissionKind.CONTROLLERSHIP, 5, 5),
            (CommissionKind.ELECTORAL, 5, 5),
            (CommissionKind.EMPLOYMENT, 5, 5),
        ),
        "recall_percent": 10,
        "recall_report_days": 15,
        "recall_answer_days": 15,
        "secrecy_floor": 10,
    },
    Preset.GENERAL_ASSEMBLY: {
        "voting_age": 12,
        "residence_days": 0,
        "notice_days": 7,
        "calls": [
            {"percent": 0, "after_minutes": 0, "at_least": 10},
            {"percent": 0, "after_minutes": 7 * DAY},
        ],
        "majorities": _majorities(NINE_TENTHS),
        "consensus": True,
        "term_months": 6,
        "may_be_reelected": True,
        "commissions": _commissions(
            (CommissionKind.WORK, 3, 3),
            (CommissionKind.FINANCE, 3, 3),
            (CommissionKind.CONTROLLERSHIP, 3, 3),
        ),
        "recall_percent": 10,
        "recall_report_days": 7,
        "recall_answer_days": 7,
        "secrecy_floor": 10,
    },
    Preset.TENANTS_UNION: {
        "voting_age": 16,
        "residence_days": 0,
        "notice_days": 7,
        "calls": [
            {"percent": 20, "after_minutes": 0, "at_least": 5},
            {"percent": 10, "after_minutes": 7 * DAY, "at_least": 5},
        ],
        "majorities": _majorities(HALF, urgency=TWO_THIRDS, rules=TWO_THIRDS, recall=TWO_THIRDS),
        "consensus": False,
        "term_months": 12,
        "may_be_reelected": True,
        "commissions": _commissions(
            (CommissionKind.WORK, 3, 3),
            (CommissionKind.FINANCE, 3, 3),
            (CommissionKind.CONTROLLERSHIP, 3, 3),
            (CommissionKind.ELECTORAL, 3, 3),
        ),
        "recall_percent": 20,
        "recall_report_days": 14,
        "recall_answer_days": 14,
        "secrecy_floor": 8,
    },
    Preset.UNION_BRANCH: {
        "voting_age": 14,
        "residence_days": 30,
        "notice_days": 14,
        "calls": [
            {"percent": 10, "after_minutes": 0, "at_least": 7},
            {"percent": 5, "after_minutes": 7 * DAY, "at_least": 7},
        ],
        "majorities": _majorities(HALF, urgency=TWO_THIRDS, rules=TWO_THIRDS, recall=TWO_THIRDS),
        "consensus": False,
        "term_months": 24,
        "may_be_reelected": True,
        "commissions": _commissions(
            (CommissionKind.WORK, 5, 2),
            (CommissionKind.FINANCE, 3, 2),
            (CommissionKind.CONTROLLERSHIP, 3, 2),
            (CommissionKind.ELECTORAL, 3, 2),
        ),
        "recall_percent": 20,
        "recall_report_days": 15,
        "recall_answer_days": 15,
        "secrecy_floor": 8,
    },
    Preset.WORKPLACE_DELEGATES: {
        "voting_age": 14,
        "residence_days": 0,
        "notice_days": 2,
        "calls": [
            {"percent": 50, "after_minutes": 0},
            {"percent": 30, "after_minutes": DAY},
        ],
        "majorities": _majorities(HALF, urgency=TWO_THIRDS, recall=HALF),
        "consensus": False,
        "term_months": 3,
        "may_be_reelected": True,
        "commissions": _commissions(
            (CommissionKind.WORK, 7, 3),
            (CommissionKind.FINANCE, 3, 3),
            (CommissionKind.CONTROLLERSHIP, 3, 3),
        ),
        "recall_percent": 50,
        "recall_report_days": 7,
        "recall_answer_days": 7,
        "secrecy_floor": 8,
    },
}

# Where the numbers come from, for the person who checks them.
SOURCES = {
    Preset.COMMUNAL_COUNCIL: _(
        "Ley Orgánica de los Consejos Comunales (2009) and its reform of 2023 (Gaceta Oficial "
        "6.759): quorum of 30 and 20 %, terms of three years, recall by 10 %. The majority for "
        "what is urgent and the employment commission are ours."
    ),
    Preset.GENERAL_ASSEMBLY: _(
        "The general assemblies of 2011 in the United States: consensus, and nine tenths where "
        "blocks remain; ten people, and whoever is there a week later. Terms and recall are ours."
    ),
    Preset.TENANTS_UNION: _(
        "Common bylaws of tenants' unions in the United States; there is no law to follow. Every "
        "number is for you to decide."
    ),
    Preset.UNION_BRANCH: _(
        "Robert's Rules of Order in short: a majority of the votes cast, two thirds to change the "
        "rules. The quorum and the terms are those of your union's constitution: look them up."
    ),
    Preset.WORKPLACE_DELEGATES: _(
        "The soviets of 1917 and 1918: three months, recall at any time by more than half of the "
        "electors (decree of November 1917). Quorum and notice are ours."
    ),
}
