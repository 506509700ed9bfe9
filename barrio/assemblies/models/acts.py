from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from barrio.assemblies.enums import Matter
from barrio.core.ids import uuid7
from barrio.core.text import in_language


class Act(models.Model):
    """What an assembly adopted: numbered, never changed, each bound to the one before."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    vote = models.OneToOneField("assemblies.Vote", models.PROTECT, related_name="act")
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    matter = models.CharField(max_length=8, choices=Matter.choices)
    title = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    adopted_at = models.DateTimeField()
    before = models.CharField(max_length=64, blank=True)  # the hash of the act before
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["collective", "number"], name="assemblies_act_number_once"
            ),
            models.UniqueConstraint(
                fields=["collective", "before"], name="assemblies_act_one_after_each"
            ),
            models.CheckConstraint(
                condition=Q(number=1, before="") | Q(Q(number__gt=1), ~Q(before="")),
                name="assemblies_act_bound_to_the_one_before",
            ),
            models.CheckConstraint(
                condition=~Q(supersedes=F("id")), name="assemblies_act_not_its_own_successor"
            ),
        ]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"act {self.number}"

    def title_in(self, language: str) -> str:
        return in_language(self.title, language.split("-")[0])

    def text_in(self, language: str) -> str:
        return in_language(self.texts, language.split("-")[0])


class Duty(models.Model):
    """Who carries an act out, with what is needed, by when; and what became of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    act = models.ForeignKey(Act, models.PROTECT, related_name="duties")
    what = models.CharField(_("what is to be done"), max_length=300)
    who = models.CharField(_("who"), max_length=120)  # a commission or an office, no private name
    due_on = models.DateField(_("by"))
    done_on = models.DateField(null=True, blank=True)
    dropped_on = models.DateField(null=True, blank=True)
    said = models.CharField(_("what became of it"), max_length=500, blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(dropped_on__isnull=True),
                name="assemblies_duty_done_or_dropped",
            ),
            models.CheckConstraint(
                condition=Q(dropped_on__isnull=True) | ~Q(said=""),
                name="assemblies_duty_dropped_with_a_reason",
                violation_error_message=_("Say why it will not be done."),
            ),
        ]
        ordering = ["due_on"]

    def __str__(self) -> str:
        return str(self.pk)
