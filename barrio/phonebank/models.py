import uuid
from datetime import time

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from barrio.core.constraints import both_or_neither
from barrio.core.ids import uuid7
from barrio.core.text import first_name
from barrio.phonebank.enums import BankKind, BankState, LineState, Outcome
from barrio.runtime.sealed import SealedModel


class Bank(models.Model):
    """A round of calls or of text messages, with the opening and questions of a canvass."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    canvass = models.ForeignKey("canvass.Canvass", models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(max_length=4, choices=BankKind.choices)
    texts = models.JSONField(default=dict, blank=True)  # what is texted, by language
    site = models.ForeignKey("places.Site", models.PROTECT, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=5, blank=True)  # of the people; any where empty
    cool_down_days = models.PositiveSmallIntegerField(
        default=14, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    opens = models.TimeField(default=time(10))  # hours of the collective's zone
    closes = models.TimeField(default=time(20))
    state = models.CharField(max_length=6, choices=BankState.choices, default=BankState.OPEN)
    opened_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=BankKind.values), name="phonebank_bank_known_kind"
            ),
            models.CheckConstraint(
                condition=Q(state__in=BankState.values), name="phonebank_bank_known_state"
            ),
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")),
                name="phonebank_bank_closes_after_it_opens",
                violation_error_message=_("The hours have to end after they begin."),
            ),
            models.CheckConstraint(
                condition=Q(cool_down_days__gte=1, cool_down_days__lte=365),
                name="phonebank_bank_leaves_people_in_peace",
            ),
            models.UniqueConstraint(
                fields=["collective", "name"],
                name="phonebank_bank_name_once",
                violation_error_message=_("There is a list of that name. Choose another."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def text_in(self, language: str) -> str:
        return self.texts.get(language) or self.texts.get("en", "")


class Line(models.Model):
    """A person on the list of a bank."""

    # Version 4, as of everybody: the time inside a version 7 id would say when they came.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    bank = models.ForeignKey(Bank, models.PROTECT, related_name="lines")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    state = models.CharField(max_length=7, choices=LineState.choices, default=LineState.WAITING)
    claimed_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    claimed_until = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)  # not to be called again before
    promised = models.BooleanField(default=False)  # a call at that time was agreed on

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=LineState.values), name="phonebank_line_known_state"
            ),
            both_or_neither(
                "claimed_by", "claimed_until", name="phonebank_line_claimed_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(state=LineState.CLAIMED, claimed_by__isnull=False)
                | (~Q(state=LineState.CLAIMED) & Q(claimed_by__isnull=True)),
                name="phonebank_line_claim_has_holder",
            ),
            models.CheckConstraint(
                condition=~Q(state=LineState.RESTING) | Q(next_at__isnull=False),
                name="phonebank_line_rests_until_a_time",
            ),
            models.CheckConstraint(
                condition=Q(promised=False) | Q(next_at__isnull=False),
                name="phonebank_line_promised_for_a_time",
            ),
            models.UniqueConstraint(
                fields=["bank", "person"],
                condition=~Q(state=LineState.DONE),
                name="phonebank_line_one_open_per_person",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state=LineState.CLAIMED),
                name="phonebank_line_one_claim_per_person",
            ),
        ]
        indexes = [models.Index(fields=["bank", "state", "next_at"], name="phonebank_line_next")]

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"

    @property
    def called(self) -> str:
        """The first name."""
        return first_name(self.person.personal["name"])


class Call(SealedModel):
    """A call that was made or a text that was sent, once by the id that the page gave it."""

    SEALED = {"answers": {}, "note": ""}

    id = models.UUIDField(primary_key=True)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    line = models.ForeignKey(Line, models.PROTECT, related_name="calls")
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    point = models.ForeignKey(
        "people.ContactPoint", models.SET_NULL, null=True, blank=True, related_name="+"
    )  # the number that was called
    message = models.ForeignKey(
        "comms.Message", models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()
    back_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values), name="phonebank_call_known_outcome"
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.TEXTED, message__isnull=False)
                | (~Q(outcome=Outcome.TEXTED) & Q(message__isnull=True)),
                name="phonebank_call_text_has_message",
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.CALL_BACK, back_at__isnull=False)
                | (~Q(outcome=Outcome.CALL_BACK) & Q(back_at__isnull=True)),
                name="phonebank_call_back_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(supersedes=F("id")), name="phonebank_call_not_its_own_correction"
            ),
        ]
        indexes = [
            models.Index(fields=["line", "made_at"], name="phonebank_call_of_line"),
            models.Index(fields=["collective", "made_at"], name="phonebank_call_when"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.pk}"
