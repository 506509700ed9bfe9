from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from barrio.accounts.models import Collective
from barrio.core.clock import moments_of
from barrio.core.forms import Clock, Day, Line, Paragraphs
from barrio.core.ids import uuid7
from barrio.events.actions import Plan
from barrio.events.enums import EventKind
from barrio.events.models import Event
from barrio.places.models import Site

LONGEST_DAYS = 31  # longer is a slip of the finger


class EventForm(forms.Form):
    """What is planned. Times are those of the clocks where the collective is."""

    kind = forms.ChoiceField(label=_("What kind"), choices=EventKind.choices)
    title_en = Line(
        label=_("Title in English"),
        max_length=120,
        required=False,
        help_text=_("One language is enough; readers of the other are told which it is in."),
    )
    title_es = Line(label=_("Title in Spanish"), max_length=120, required=False)
    starts_on = forms.DateField(label=_("Day"), widget=Day())
    starts_time = forms.TimeField(label=_("From"), widget=Clock())
    ends_time = forms.TimeField(label=_("Until"), widget=Clock())
    ends_on = forms.DateField(
        label=_("Last day"),
        widget=Day(),
        required=False,
        help_text=_("Only if it ends on another day, or after midnight."),
    )
    place = Line(
        label=_("Where"),
        max_length=200,
        required=False,
        help_text=_(
            "A hall, a corner, a park, as everybody knows it. "
            "Never somebody's home address: it may be shown to everybody."
        ),
    )
    site = forms.ModelChoiceField(
        label=_("Which of our places"),
        queryset=Site.objects.none(),
        required=False,
        empty_label=_("None of them"),
    )
    description_en = Paragraphs(
        label=_("What people should know, in English"),
        max_length=4000,
        required=False,
        help_text=_("What to bring, who can come, how to get in. No names or numbers of people."),
    )
    description_es = Paragraphs(
        label=_("What people should know, in Spanish"), max_length=4000, required=False
    )
    is_public = forms.BooleanField(
        label=_("Show it on our public site and in its calendar"), required=False
    )
    id = forms.UUIDField(widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, collective: Collective, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = collective.time_zone
        self.fields["site"].queryset = Site.objects.filter(collective=collective).order_by("name")

    @classmethod
    def for_new(cls, collective: Collective, data: Any = None) -> "EventForm":
        return cls(data, collective=collective, initial={"id": uuid7(), "revision": 0})

    @classmethod
    def for_event(cls, event: Event, data: Any = None) -> "EventForm":
        zone = ZoneInfo(event.collective.time_zone)
        start, end = event.starts_at.astimezone(zone), event.ends_at.astimezone(zone)
        initial = {
            **{name: getattr(event, name) for name in cls.base_fields if hasattr(event, name)},
            "starts_on": start.date(),
            "starts_time": start.time(),
            "ends_time": end.time(),
            "ends_on": end.date() if end.date() != start.date() else None,
        }
        return cls(data, collective=event.collective, initial=initial)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not (cleaned.get("title_en") or cleaned.get("title_es")) and not (
            {"title_en", "title_es"} & set(self.errors)
        ):
            self.add_error("title_en", _("Give it a title in one language at least."))
        if not cleaned.get("place") and not cleaned.get("site") and "place" not in self.errors:
            self.add_error("place", _("Say where it is, or choose one of our places."))
        if not {"starts_on", "starts_time", "ends_on", "ends_time"} & set(self.errors):
            self._clean_span(cleaned)
        return cleaned

    def _clean_span(self, cleaned: dict[str, Any]) -> None:
        first = cleaned["starts_on"]
        last = cleaned["ends_on"] or first
        starts = self._moments("starts_time", first, cleaned["starts_time"])
        ends = self._moments("ends_time", last, cleaned["ends_time"])
        if not starts or not ends:
            return
        # Where clocks go back an hour comes twice: it starts in the first one, and ends at
        # the earliest such moment after that.
        start = starts[0]
        end = next((moment for moment in ends if moment > start), None)
        if end is None:
            late = _("It has to end after it starts. After midnight? Give the last day too.")
            self.add_error("ends_time", late)
        elif (last - first).days > LONGEST_DAYS:
            self.add_error("ends_on", _("That is longer than a month. Check the days."))
        else:
            cleaned["starts_at"], cleaned["ends_at"] = start, end

    def _moments(self, field: str, day: Any, clock: time) -> list[datetime]:
        try:
            moments = moments_of(datetime.combine(day, clock), self.zone)
        except OverflowError:
            self.add_error(field, _("That day is too far away."))
            return []
        if not moments:
            skipped = _("That hour does not exist on that day: clocks go forward. Choose another.")
            self.add_error(field, skipped)
        return moments

    def warn(self, revision: int, warning: str) -> None:
        """Says that `revision` is what they would overwrite; saving once more does it."""
        self.data = {**self.data.dict(), "revision": revision}
        self.add_error(None, warning)

    def plan(self) -> Plan:
        names = set(Plan.__dataclass_fields__) - {"site_id"}
        site = self.cleaned_data["site"]
        return Plan(
            **{name: self.cleaned_data[name] for name in names},
            site_id=site.pk if site else None,
        )


class CancelForm(forms.Form):
    reason_en = Line(
        label=_("Why, in English"),
        max_length=300,
        required=False,
        help_text=_("Everybody reads it. One language is enough. No names of people."),
    )
    reason_es = Line(label=_("Why, in Spanish"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(self.reasons().values()):
            self.add_error("reason_en", _("Tell people why, in one language at least."))
        return cleaned

    def reasons(self) -> dict[str, str]:
        return {code: self.cleaned_data.get(f"reason_{code}", "") for code in ("en", "es")}
