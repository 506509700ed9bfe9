from dataclasses import dataclass

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from barrio.core.constraints import both_or_neither
from barrio.core.ids import uuid7
from barrio.events.enums import EventKind

LANGUAGES = ("en", "es")  # those an event has columns for
NO_REASON = Q(cancel_reason_en="", cancel_reason_es="")


@dataclass(frozen=True)
class Words:
    """A text with the language it is in, which need not be the one asked for."""

    text: str
    language: str
    is_other: bool


class Event(models.Model):
    """Something with a place and a time that people come to. All of it may be made public."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    site = models.ForeignKey(
        "places.Site", models.PROTECT, null=True, blank=True, related_name="events"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=EventKind.choices)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    title_es = models.CharField(_("title in Spanish"), max_length=120, blank=True)
    description_en = models.TextField(_("description in English"), max_length=4000, blank=True)
    description_es = models.TextField(_("description in Spanish"), max_length=4000, blank=True)
    # Where the event is. Never where a person lives: this is shown to everybody.
    place = models.CharField(_("place"), max_length=200, blank=True)
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"))
    is_public = models.BooleanField(_("on the public site"), default=False)
    # Counts the changes: calendars know a newer copy by it, and a stale form is refused.
    revision = models.PositiveIntegerField(default=0)
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    cancel_reason_en = models.CharField(max_length=300, blank=True)
    cancel_reason_es = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=EventKind.values), name="events_event_known_kind"
            ),
            models.CheckConstraint(
                condition=~Q(title_en="") | ~Q(title_es=""),
                name="events_event_has_a_title",
                violation_error_message=_("Give it a title in one language at least."),
            ),
            models.CheckConstraint(
                condition=Q(site__isnull=False) | ~Q(place=""),
                name="events_event_has_a_place",
                violation_error_message=_("Say where it is."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="events_event_ends_after_start",
                violation_error_message=_("It has to end after it starts."),
            ),
            both_or_neither("cancelled_at", "cancelled_by", name="events_event_cancelled_by_one"),
            models.CheckConstraint(
                condition=(Q(cancelled_at__isnull=True) & NO_REASON)
                | (Q(cancelled_at__isnull=False) & ~NO_REASON),
                name="events_event_cancelled_with_a_reason",
                violation_error_message=_("Tell people why, in one language at least."),
            ),
        ]
        indexes = [
            models.Index(fields=["collective", "ends_at"], name="events_event_when"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def title_in(self, language: str) -> Words:
        return self._words("title", language)

    def description_in(self, language: str) -> Words:
        return self._words("description", language)

    def cancel_reason_in(self, language: str) -> Words:
        return self._words("cancel_reason", language)

    def _words(self, field: str, language: str) -> Words:
        """In that language, or in the other where there is nothing."""
        wanted = language.split("-")[0]
        for code in sorted(LANGUAGES, key=lambda code: code != wanted):
            text = getattr(self, f"{field}_{code}")
            if text:
                return Words(text, code, code != wanted)
        return Words("", wanted, False)
