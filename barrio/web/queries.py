"""What waits for somebody, by role, for the home page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from barrio.accounts.enums import Role
from barrio.accounts.models import Collective
from barrio.accounts.permissions import has_two_administrators, roles_in
from barrio.alerts.enums import AlertState, ReportState
from barrio.alerts.models import Alert, Report
from barrio.assemblies.enums import AssemblyState
from barrio.assemblies.queries import next_assembly
from barrio.canvass.models import Canvass
from barrio.canvass.permissions import active_assignments
from barrio.canvass.queries import tally_of
from barrio.events.models import Words
from barrio.events.queries import coming_up, events_of
from barrio.events.wording import shown
from barrio.grievances.models import Grievance


@dataclass(frozen=True)
class Card:
    """One thing to do now: what, a line more, one button."""

    title: str
    text: str
    action: str
    url: str
    is_urgent: bool = False


def cards_for(user: Any, collective: Collective, language: str, at: datetime) -> list[Card]:
    """What to do now, the most pressing first."""
    roles = roles_in(user, collective.pk)
    cards: list[Card] = []
    if roles & {Role.DISPATCHER, Role.CONFIRMER}:
        cards += _respond_cards(user, collective)
    if roles & {Role.CANVASSER, Role.ORGANIZER}:
        cards += _turf_cards(user, collective)
    if Role.ORGANIZER in roles:
        cards += _organizer_cards(collective)
    if Role.ADMINISTRATOR in roles:
        cards += _administrator_cards(collective)
    return cards + _assembly_cards(collective, language) + _event_cards(collective, language, at)


def _assembly_cards(collective: Collective, language: str) -> list[Card]:
    """The assembly in session, or the next."""
    assembly = next_assembly(collective.pk)
    if assembly is None:
        return []
    is_open = assembly.state == AssemblyState.OPEN
    zone = ZoneInfo(collective.time_zone)
    when = date_format(assembly.starts_at.astimezone(zone), "DATETIME_FORMAT")
    return [
        Card(
            _("The assembly is in session") if is_open else assembly.title_in(language),
            f"{when} · {assembly.place}",
            _("See the assembly"),
            reverse("assemblies:assembly-read", args=[assembly.pk]),
            is_urgent=is_open,
        )
    ]


def _event_cards(collective: Collective, language: str, at: datetime) -> list[Card]:
    """What is next, for everybody."""
    events = coming_up(events_of(collective), at).filter(cancelled_at__isnull=True)
    rows = [shown(event, language, at) for event in events[:1]]
    return [
        Card(
            _next(row.title),
            f"{row.day}, {row.hours} · {row.where}",
            _("See the event"),
            reverse("events:event-read", args=[row.pk]),
        )
        for row in rows
    ]


def _next(title: Words) -> str:
    """Said in the language of the page; the title, in its own."""
    named = format_html('<span lang="{}">{}</span>', title.language, title.text)
    return format_html(_("Coming up: {title}"), title=named)


def _respond_cards(user: Any, collective: Collective) -> list[Card]:
    drafts = Alert.objects.filter(collective=collective, state=AlertState.DRAFT)
    drafts = drafts.exclude(composed_by=user).exclude(confirmed_by=user)
    cards = [
        Card(
            _("An alert waits for your yes"),
            f"{alert.get_kind_display()} · {alert.place_name}",
            _("Look and decide"),
            reverse("alerts:alert-read", args=[alert.pk]),
            is_urgent=True,
        )
        for alert in drafts.order_by("composed_at")[:3]
    ]
    waiting = Report.objects.filter(collective=collective, state=ReportState.WAITING).count()
    if waiting:
        text = ngettext(
            "%(n)d report waits to be checked.", "%(n)d reports wait to be checked.", waiting
        )
        cards.append(
            Card(
                _("Reports"), text % {"n": waiting}, _("Check them"), reverse("alerts:triage"), True
            )
        )
    else:
        text = _("No report is waiting. When somebody calls, log it at once.")
        cards.append(Card(_("All quiet"), text, _("Log a call"), reverse("alerts:report-log")))
    return cards


def _turf_cards(user: Any, collective: Collective) -> list[Card]:
    rows = active_assignments(user).filter(collective=collective).select_related("turf__canvass")
    return [
        Card(
            _("Your turf today: %(name)s") % {"name": row.turf.name},
            _left(tally_of(row.turf.canvass, row.turf).left),
            _("Start walking"),
            reverse("canvass:turf-walk", args=[row.turf_id]),
        )
        for row in rows
    ]


def _left(doors: int) -> str:
    text = ngettext("%(n)d door not knocked yet.", "%(n)d doors not knocked yet.", doors)
    return text % {"n": doors}


def _organizer_cards(collective: Collective) -> list[Card]:
    heard = Grievance.objects.filter(collective=collective, answered_on__isnull=True).count()
    cards = []
    if heard:
        text = ngettext(
            "%(n)d grievance was heard and has no answer yet.",
            "%(n)d grievances were heard and have no answer yet.",
            heard,
        )
        cards.append(
            Card(
                _("What was heard"), text % {"n": heard}, _("Read them"), reverse("web:grievances")
            )
        )
    canvass = (
        Canvass.objects.filter(collective=collective, state="open").order_by("-begun_on").first()
    )
    if canvass:
        cards.append(
            Card(
                canvass.name,
                _left(tally_of(canvass).left),
                _("See the canvass"),
                reverse("canvass:canvass-read", args=[canvass.pk]),
            )
        )
    else:
        text = _("Knocking on doors is how a base is built.")
        cards.append(
            Card(_("No canvass is open"), text, _("Open one"), reverse("canvass:canvass-open"))
        )
    return cards


def _administrator_cards(collective: Collective) -> list[Card]:
    if has_two_administrators(collective.pk):
        return []
    text = _("Until a second administrator has signed in, no alert can be released.")
    return [
        Card(_("A second administrator is needed"), text, _("Invite one"), reverse("accounts:team"))
    ]
