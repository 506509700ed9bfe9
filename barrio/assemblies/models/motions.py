from django.db import models
from django.db.models import F, Q

from barrio.assemblies.enums import MotionState
from barrio.core.ids import uuid7
from barrio.core.text import in_language


class Motion(models.Model):
    """A text to be decided; with `amends` it would change the text of another."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    item = models.ForeignKey("assemblies.AgendaItem", models.PROTECT, related_name="motions")
    number = models.PositiveSmallIntegerField()  # within the item
    amends = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="amendments"
    )
    rule_set = models.ForeignKey(
        "assemblies.RuleSet", models.PROTECT, null=True, blank=True, related_name="motions"
    )  # the rules it would adopt
    undoes = models.ForeignKey(
        "assemblies.Act", models.PROTECT, null=True, blank=True, related_name="+"
    )  # the act of an earlier assembly that would end
    title = models.JSONField(default=dict)
    state = models.CharField(max_length=9, choices=MotionState.choices, default=MotionState.OPEN)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=MotionState.values), name="assemblies_motion_known_state"
            ),
            models.CheckConstraint(
                condition=~Q(amends=F("id")), name="assemblies_motion_not_its_own_amendment"
            ),
            models.UniqueConstraint(
                fields=["item", "number"], name="assemblies_motion_number_once"
            ),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}"

    def title_in(self, language: str) -> str:
        return in_language(self.title, language.split("-")[0])


class Wording(models.Model):
    """A version of a motion's text, in each language. The newest is the one to decide."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    motion = models.ForeignKey(Motion, models.PROTECT, related_name="wordings")
    version = models.PositiveSmallIntegerField()
    texts = models.JSONField(default=dict)
    amendment = models.ForeignKey(
        Motion, models.PROTECT, null=True, blank=True, related_name="+"
    )  # by whose adoption it came about
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["motion", "version"], name="assemblies_wording_version_once"
            )
        ]
        ordering = ["version"]

    def __str__(self) -> str:
        return f"version {self.version}"

    def text_in(self, language: str) -> str:
        return in_language(self.texts, language.split("-")[0])
