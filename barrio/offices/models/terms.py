"""Commissions and who sits in them: unpaid, of equal rank, for a time, in one at most.

There is no chair and no rank. Nothing here holds a payment; whoever keeps money asks
`queries.serving` who may do what on a day.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from barrio.assemblies.enums import CommissionKind
from barrio.core.ids import uuid7
from barrio.core.text import in_language
from barrio.offices.enums import TermEnd
from barrio.runtime.sealed import SealedModel


class Commission(models.Model):
    """Founded and dissolved by an act. Of each kind there is one, but of working ones many."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=14, choices=CommissionKind.choices)
    name = models.JSONField(default=dict)  # by language
    seats = models.PositiveSmallIntegerField(_("seats"))
    alternates = models.PositiveSmallIntegerField(_("alternates"), default=0)
    act = models.ForeignKey("assemblies.Act", models.PROTECT, related_name="+")
    founded_on = models.DateField()
    dissolved_on = models.DateField(null=True, blank=True)
    end_act = models.ForeignKey(
        "assemblies.Act", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=CommissionKind.values), name="offices_commission_known_kind"
            ),
            models.CheckConstraint(
                condition=Q(seats__gte=1, seats__lte=50, alternates__lte=50),
                name="offices_commission_has_seats",
                violation_error_message=_("Give 1 to 50 seats."),
            ),
            models.CheckConstraint(
                condition=Q(dissolved_on__isnull=True, end_act__isnull=True)
                | Q(dissolved_on__isnull=False, end_act__isnull=False),
                name="offices_commission_dissolved_by_an_act",
            ),
            models.UniqueConstraint(
                fields=["collective", "kind"],
                condition=Q(dissolved_on__isnull=True) & ~Q(kind=CommissionKind.WORK),
                name="offices_commission_one_of_a_kind",
                violation_error_message=_("There is one already. Dissolve it by an act first."),
            ),
        ]
        ordering = ["founded_on", "id"]

    def __str__(self) -> str:
        return self.kind

    def name_in(self, language: str) -> str:
        return in_language(self.name, language.split("-")[0])


class Term(models.Model):
    """Somebody sits in a commission from a day up to another, which is no more theirs."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    commission = models.ForeignKey(Commission, models.PROTECT, related_name="terms")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    is_alternate = models.BooleanField(default=False)
    place = models.PositiveSmallIntegerField(default=1)  # of alternates: who is next
    act = models.ForeignKey("assemblies.Act", models.PROTECT, related_name="+")
    begins_on = models.DateField(_("from"))
    until = models.DateField()  # as given, or sooner where it ended sooner
    due_until = models.DateField()  # as given
    end = models.CharField(max_length=9, choices=TermEnd.choices, blank=True)
    end_act = models.ForeignKey(
        "assemblies.Act", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=F("begins_on"), until__lte=F("due_until")),
                name="offices_term_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(end="", until=F("due_until")) | Q(end__in=TermEnd.values),
                name="offices_term_cut_short_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(end=TermEnd.RECALLED) | Q(end_act__isnull=False),
                name="offices_term_recalled_by_an_act",
            ),
        ]
        indexes = [models.Index(fields=["collective", "until"], name="offices_term_of_today")]
        ordering = ["is_alternate", "place", "begins_on"]

    def __str__(self) -> str:
        return f"{self.begins_on} {self.until}"


class Conflict(SealedModel):
    """Who holds an office says in what they have an interest of their own."""

    SEALED = {"about": ""}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    term = models.ForeignKey(Term, models.PROTECT, related_name="conflicts")
    declared_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(key_id=F("id")), name="offices_conflict_own_key"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("declared_on")),
                name="offices_conflict_ends_after_it_began",
            ),
        ]
        ordering = ["declared_on"]

    def __str__(self) -> str:
        return str(self.pk)


class Handover(models.Model):
    """What is handed to those who come after, a thing a row: keys, books, codes, open work."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    commission = models.ForeignKey(Commission, models.PROTECT, related_name="handovers")
    what = models.CharField(_("what is handed over"), max_length=200)
    listed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    listed_on = models.DateField()
    taken_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_by__isnull=True, taken_on__isnull=True)
                | Q(taken_by__isnull=False, taken_on__isnull=False),
                name="offices_handover_taken_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(taken_by=F("listed_by")),
                name="offices_handover_from_one_to_another",
                violation_error_message=_("Somebody else has to say that they took it."),
            ),
        ]
        ordering = ["listed_on", "id"]

    def __str__(self) -> str:
        return str(self.pk)
