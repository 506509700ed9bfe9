"""How a body is linked to others, and the signed documents that go between them.

What another body decided is known here only from its documents, on one server as between two.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from barrio.core.ids import uuid7
from barrio.core.text import in_language
from barrio.federation.enums import Kind, LinkState, ProposalState, Way
from barrio.runtime.sealed import SealedModel


class OwnKey(SealedModel):
    """What a body signs with (Ed25519). The half that others check by is public."""

    SEALED = {"seed": ""}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.OneToOneField("accounts.Collective", models.PROTECT, related_name="+")
    public = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(key_id=F("id")), name="federation_ownkey_own_key")
        ]

    def __str__(self) -> str:
        return self.public


class Sister(models.Model):
    """Another body: its name and the key it signs with, compared in person or not yet."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    body = models.UUIDField()  # what the other body calls itself
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(max_length=20)
    public = models.CharField(max_length=64)
    url = models.URLField(_("address of its server"), max_length=200, blank=True)
    compared_at = models.DateTimeField(null=True, blank=True)
    compared_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["collective", "body"], name="federation_sister_once"),
            models.CheckConstraint(
                condition=~Q(body=F("collective")), name="federation_sister_is_another"
            ),
            models.CheckConstraint(
                condition=Q(compared_at__isnull=True, compared_by__isnull=True)
                | Q(compared_at__isnull=False, compared_by__isnull=False),
                name="federation_sister_compared_by_somebody",
            ),
        ]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Compact(models.Model):
    """The terms on which bodies are linked below this one. The newest is in force."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    people_per_seat = models.PositiveIntegerField(_("people per delegate"), default=50)
    most_seats = models.PositiveSmallIntegerField(_("delegates of one body, at most"), default=10)
    ratified_below = models.BooleanField(_("acts bind once ratified below"), default=True)
    answer_days = models.PositiveSmallIntegerField(_("days to answer"), default=30)
    act = models.ForeignKey(
        "assemblies.Act", models.PROTECT, null=True, blank=True, related_name="+"
    )  # none: the first terms, which each body accepts by its own act
    begun_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(people_per_seat__gte=1), name="federation_compact_somebody_per_seat"
            ),
            models.CheckConstraint(
                condition=Q(most_seats__gte=1, most_seats__lte=200),
                name="federation_compact_seats_for_each",
            ),
            models.CheckConstraint(
                condition=Q(answer_days__gte=1, answer_days__lte=365),
                name="federation_compact_days_to_answer",
            ),
            models.UniqueConstraint(
                fields=["collective"],
                condition=Q(act__isnull=True),
                name="federation_compact_first_terms_once",
            ),
        ]
        ordering = ["-begun_at", "-id"]

    def __str__(self) -> str:
        return f"1:{self.people_per_seat}"

    def seats_for(self, census: int) -> int:
        """One delegate for every `people_per_seat` begun, one at least."""
        return min(max(-(-census // self.people_per_seat), 1), self.most_seats)


class Link(models.Model):
    """A body linked to another. Upward it stands on an act of our own assembly."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    sister = models.ForeignKey(Sister, models.PROTECT, related_name="links")
    way = models.CharField(max_length=4, choices=Way.choices)
    state = models.CharField(max_length=6, choices=LinkState.choices, default=LinkState.ASKED)
    act = models.ForeignKey(
        "assemblies.Act", models.PROTECT, null=True, blank=True, related_name="+"
    )  # ours, on a way up
    their_act = models.JSONField(default=dict, blank=True)  # on a way down: number, title, hash
    end_act = models.ForeignKey(
        "assemblies.Act", models.PROTECT, null=True, blank=True, related_name="+"
    )
    census = models.PositiveIntegerField()  # of the body below, when it asked
    seats = models.PositiveSmallIntegerField(null=True, blank=True)
    ratified_below = models.BooleanField(default=True)
    answer_days = models.PositiveSmallIntegerField(default=30)
    asked_at = models.DateTimeField()
    linked_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(way__in=Way.values), name="federation_link_known_way"
            ),
            models.CheckConstraint(
                condition=Q(way=Way.DOWN) | Q(act__isnull=False),
                name="federation_link_up_by_our_act",
            ),
            models.CheckConstraint(
                condition=Q(state=LinkState.ASKED, seats__isnull=True, linked_at__isnull=True)
                | Q(
                    state=LinkState.LINKED,
                    seats__gte=1,
                    seats__isnull=False,
                    linked_at__isnull=False,
                    ended_at__isnull=True,
                )
                | Q(state=LinkState.ENDED, ended_at__isnull=False),
                name="federation_link_seats_once_linked",
            ),
            models.UniqueConstraint(
                fields=["collective", "sister"],
                condition=~Q(state=LinkState.ENDED),
                name="federation_link_one_at_a_time",
            ),
        ]
        ordering = ["asked_at"]

    def __str__(self) -> str:
        return f"{self.way} {self.state}"


class Document(SealedModel):
    """What one body told another, signed; numbered without gaps each way."""

    SEALED = {"text": ""}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    sister = models.ForeignKey(Sister, models.PROTECT, related_name="documents")
    is_ours = models.BooleanField()  # sent, or received
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    before = models.CharField(max_length=64, blank=True)  # the digest of the one before
    digest = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)
    at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True, blank=True)  # of ours: when it arrived there

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(key_id=F("id")), name="federation_document_own_key"),
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="federation_document_known_kind"
            ),
            models.UniqueConstraint(
                fields=["sister", "is_ours", "number"], name="federation_document_number_once"
            ),
            models.UniqueConstraint(
                fields=["sister", "is_ours", "before"], name="federation_document_one_after_each"
            ),
            models.CheckConstraint(
                condition=Q(number=1, before="") | Q(Q(number__gt=1), ~Q(before="")),
                name="federation_document_bound_to_the_one_before",
            ),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Names(SealedModel):
    """The names of delegates that a document speaks of, beside it: erased with its key, they
    leave the document whole.
    """

    SEALED = {"names": {}}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    document = models.OneToOneField(Document, models.PROTECT, related_name="aside")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(key_id=F("id")), name="federation_names_own_key")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Proposal(models.Model):
    """A body below proposes to the one above: held on both sides."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    link = models.ForeignKey(Link, models.PROTECT, related_name="proposals")
    mark = models.UUIDField()  # the same on both sides
    title = models.JSONField(default=dict, blank=True)
    texts = models.JSONField(default=dict, blank=True)
    act_number = models.PositiveIntegerField()  # of the body that proposes
    act_hash = models.CharField(max_length=64)
    state = models.CharField(
        max_length=8, choices=ProposalState.choices, default=ProposalState.SENT
    )
    said = models.CharField(max_length=500, blank=True)  # why it is not taken up
    motion = models.OneToOneField(
        "assemblies.Motion", models.PROTECT, null=True, blank=True, related_name="+"
    )  # above: what it became
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["link", "mark"], name="federation_proposal_once"),
            models.CheckConstraint(
                condition=Q(state__in=ProposalState.values), name="federation_proposal_known_state"
            ),
            models.CheckConstraint(
                condition=~Q(state=ProposalState.DECLINED) | ~Q(said=""),
                name="federation_proposal_declined_with_a_reason",
                violation_error_message=_("Say why it is not taken up."),
            ),
        ]
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.state}"

    def title_in(self, language: str) -> str:
        return in_language(self.title, language.split("-")[0])

    def text_in(self, language: str) -> str:
        return in_language(self.texts, language.split("-")[0])
