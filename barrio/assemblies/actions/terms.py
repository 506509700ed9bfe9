"""How a question is decided, fixed before the vote opens: by which rule, for how many seats."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from barrio.assemblies.enums import BUDGETS, ONE_SEAT, Counting, Method, Secrecy
from barrio.assemblies.models import AgendaItem, Motion, Vote
from barrio.core import crypto
from barrio.core.errors import Refused
from barrio.runtime.keyring import keyring
from barrio.tally.lots import commitment


class WrongTerms(Refused):
    """Translated at use; see the message given."""


class TooOpen(Refused):
    """Translated at use; see the message given."""


@dataclass(frozen=True)
class Terms:
    """Of a choice among several; a question of yes and no has none of these."""

    rule: str = ""
    seats: int | None = None
    budget: int | None = None  # whole units


SECRET_ENOUGH: dict[Secrecy, Sequence[str]] = {
    Secrecy.OPEN: Method.values,
    Secrecy.TRACKED: [Method.PHONE, Method.URN, Method.BELENIOS],
    Secrecy.URN: [Method.PHONE, Method.URN, Method.BELENIOS],
    Secrecy.VERIFIABLE: [Method.BELENIOS],
}


def check_secrecy(item: AgendaItem, method: str) -> None:
    """Nobody who came for a secret vote is asked to raise a hand. Raises `TooOpen`."""
    if method not in SECRET_ENOUGH[Secrecy(item.secrecy)]:
        if item.secrecy == Secrecy.VERIFIABLE:
            raise TooOpen(_("People were told that anybody can verify this vote: use Belenios."))
        raise TooOpen(_("People were told that this vote is secret. Choose a secret way to vote."))


def check_terms(motion: Motion | None, method: str, terms: Terms) -> None:
    """Raises `WrongTerms` where rule, seats or budget do not fit the motion or the way to vote."""
    options = list(motion.options.all()) if motion else []
    if not options:
        if terms.rule:
            raise WrongTerms(_("There is nothing to choose from. Add options, or vote yes or no."))
        return
    _check_rule(method, terms.rule)
    if len(options) < 2 and terms.rule not in (Counting.APPROVAL, *BUDGETS):
        raise WrongTerms(_("With one option alone, vote by approval."))
    if terms.rule in BUDGETS:
        _check_budget(terms, all(option.cost for option in options))
    else:
        _check_seats(terms, len(options))


def _check_rule(method: str, rule: str) -> None:
    if rule not in Counting.values:
        raise WrongTerms(_("Say how a choice among several is counted."))
    if method == Method.CONSENSUS:
        raise WrongTerms(_("A choice among several takes votes: choose another way."))
    if method == Method.NOMINAL:
        raise WrongTerms(_("A choice among several is not called by name."))
    if method == Method.HANDS and rule != Counting.APPROVAL:
        raise WrongTerms(_("Raised hands count approval. For other rules use ballots."))


def _check_budget(terms: Terms, all_cost: bool) -> None:
    if not terms.budget or terms.seats:
        raise WrongTerms(_("Say how much money there is to share."))
    if not all_cost:
        raise WrongTerms(_("Every project needs its cost."))


def _check_seats(terms: Terms, options: int) -> None:
    if terms.budget:
        raise WrongTerms(_("Only a vote on a budget has an amount."))
    if not terms.seats or terms.seats > options:
        raise WrongTerms(
            _("Give a number of seats from 1 to %(most)d, as many as stand.") % {"most": options}
        )
    if terms.rule in ONE_SEAT and terms.seats != 1:
        raise WrongTerms(_("This rule fills one seat."))


def fix_lot(vote: Vote) -> None:
    """A seed nobody knows, and what is published of it before anybody votes."""
    seed = secrets.token_hex(16).encode()
    vote.commitment = commitment(seed)
    vote.hidden_seed = crypto.seal(_seeds_key(vote), seed, aad=f"lot|{vote.pk}")


def seed_of(vote: Vote) -> str:
    """Shown when the dice are thrown."""
    plain = crypto.open_sealed(_seeds_key(vote), bytes(vote.hidden_seed), aad=f"lot|{vote.pk}")
    return plain.decode()


def _seeds_key(vote: Vote) -> bytes:
    return crypto.derive(keyring.lasting_key(vote.collective_id, vote.collective_id), "lots")
