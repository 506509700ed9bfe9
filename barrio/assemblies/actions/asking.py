"""What Belenios is asked, where a vote is handed over to it."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from barrio.assemblies import belenios
from barrio.assemblies.actions.terms import WrongTerms
from barrio.assemblies.enums import RANKED, Choice, Counting
from barrio.assemblies.models import Handover, Vote
from barrio.assemblies.queries import numbers_of, standing_in
from barrio.core.errors import Refused

LANGUAGES = ("en", "es")


class ToolMissing(Refused):
    """Translated at use; see the message given."""


def check_handover(rule: str) -> None:
    """Raises `ToolMissing` or `WrongTerms` before a vote is opened that Belenios cannot take."""
    if not belenios.is_installed():
        raise ToolMissing(
            _("Belenios is not installed on this server: ask for Debian's package belenios-tool.")
        )
    if rule and rule not in (Counting.APPROVAL, *RANKED):
        raise WrongTerms(_("With Belenios choose approval, or a rule of ranking."))


def hand_over(vote: Vote) -> Handover:
    """What is asked, fixed with the vote."""
    row = Handover(collective_id=vote.collective_id, vote=vote, question=question_of(vote))
    row.full_clean()
    row.save(force_insert=True)
    return row


def question_of(vote: Vote) -> dict[str, Any]:
    """In both languages, as it stands on the slip and in the archive."""
    title = _in_both({code: vote.motion.title_in(code) for code in LANGUAGES})
    if not vote.rule:
        answers = [_label_of(choice) for choice in Choice]
        return belenios.question_of_marks(title, answers, least=1, most=1)
    names = {code: [one.name for one in standing_in(vote.motion, code)] for code in LANGUAGES}
    answers = [
        f"{number}. {_in_both(dict(zip(LANGUAGES, both, strict=True)))}"
        for number, both in zip(numbers_of(vote), zip(*names.values(), strict=True), strict=True)
    ]
    if vote.rule in RANKED:
        return belenios.question_of_ranks(title, answers)
    return belenios.question_of_marks(title, answers, least=0, most=len(answers))


def _label_of(choice: Choice) -> str:
    said = {}
    for code in LANGUAGES:
        with translation.override(code):
            said[code] = str(choice.label)
    return _in_both(said)


def _in_both(texts: dict[str, str]) -> str:
    return " / ".join(dict.fromkeys(text for text in texts.values() if text))
