from django.db import models
from django.db.models import Q

from barrio.assemblies.enums import Preset, RulesState
from barrio.assemblies.rules import Rules, read_rules
from barrio.core.ids import uuid7


class RuleSet(models.Model):
    """One version of the rules. In force without an act, it awaits the assembly's."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    preset = models.CharField(max_length=20, choices=Preset.choices)
    values = models.JSONField()
    state = models.CharField(max_length=8, choices=RulesState.choices, default=RulesState.DRAFT)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    in_force_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RulesState.values), name="assemblies_ruleset_known_state"
            ),
            models.CheckConstraint(
                condition=Q(preset__in=Preset.values), name="assemblies_ruleset_known_preset"
            ),
            models.CheckConstraint(
                condition=Q(state=RulesState.DRAFT, in_force_at__isnull=True)
                | Q(~Q(state=RulesState.DRAFT), in_force_at__isnull=False),
                name="assemblies_ruleset_in_force_since",
            ),
            models.CheckConstraint(
                condition=Q(state=RulesState.REPLACED, replaced_at__isnull=False)
                | Q(~Q(state=RulesState.REPLACED), replaced_at__isnull=True),
                name="assemblies_ruleset_replaced_at",
            ),
            models.UniqueConstraint(
                fields=["collective", "version"], name="assemblies_ruleset_version_once"
            ),
            models.UniqueConstraint(
                fields=["collective"],
                condition=Q(state=RulesState.IN_FORCE),
                name="assemblies_ruleset_one_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.version}"

    @property
    def rules(self) -> Rules:
        return read_rules(self.values)
