"""Rules are written as drafts; an assembly puts them in force. The first begin without one."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from barrio.accounts.models import Collective
from barrio.assemblies.enums import RulesState
from barrio.assemblies.models import RuleSet
from barrio.assemblies.recording import record_for
from barrio.assemblies.rules import read_rules
from barrio.core.actors import Actor
from barrio.core.errors import Refused


class RulesInForceAlready(Refused):
    """Translated at use; see the message given."""


class NoRulesYet(Refused):
    """Translated at use; see the message given."""


@transaction.atomic
def draft_rules(
    *, collective: Collective, preset: str, values: dict[str, Any], by: Actor, at: datetime
) -> RuleSet:
    """The next version. Raises `RulesUnreadable` for values that cannot be rules."""
    Collective.objects.select_for_update().get(pk=collective.pk)
    last = RuleSet.objects.filter(collective=collective).aggregate(last=Max("version"))["last"]
    rule_set = RuleSet(
        collective=collective,
        version=(last or 0) + 1,
        preset=preset,
        values=read_rules(values).as_data(),
        made_at=at,
        made_by_id=by.user_id,
    )
    rule_set.full_clean()
    rule_set.save(force_insert=True)
    record_for(rule_set, by, at, "rules.draft", version=rule_set.version)
    return rule_set


@transaction.atomic
def begin_with(*, rule_set: RuleSet, by: Actor, at: datetime) -> None:
    """The first rules, under which the assembly meets that can adopt them.

    Raises `RulesInForceAlready`.
    """
    if RuleSet.objects.filter(
        collective_id=rule_set.collective_id, state=RulesState.IN_FORCE
    ).exists():
        raise RulesInForceAlready(
            _("There are rules in force. Only an assembly puts others in their place.")
        )
    _put_in_force(rule_set, at)
    record_for(rule_set, by, at, "rules.begin", version=rule_set.version)


def adopt_rules(rule_set: RuleSet, by: Actor, at: datetime) -> None:
    """What an assembly's act does; called where the act is made."""
    RuleSet.objects.filter(collective_id=rule_set.collective_id, state=RulesState.IN_FORCE).exclude(
        pk=rule_set.pk
    ).update(state=RulesState.REPLACED, replaced_at=at)
    if rule_set.state == RulesState.DRAFT:
        _put_in_force(rule_set, at)
    record_for(rule_set, by, at, "rules.adopt", version=rule_set.version)


def _put_in_force(rule_set: RuleSet, at: datetime) -> None:
    rule_set.state, rule_set.in_force_at = RulesState.IN_FORCE, at
    rule_set.full_clean()
    rule_set.save(update_fields=["state", "in_force_at"])


def rules_in_force(collective: Collective) -> RuleSet:
    """Raises `NoRulesYet`."""
    found = RuleSet.objects.filter(collective=collective, state=RulesState.IN_FORCE).first()
    if found is None:
        raise NoRulesYet(_("Choose the rules first: without them no assembly can be convened."))
    return found
