"""What the pages of the books show of requests, and what waits for the reader."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from barrio.accounts.models import Collective
from barrio.core.clock import local_date, now
from barrio.ledger.models import Book, Entry, Project
from barrio.ledger.queries import communal_bank
from barrio.treasury.actions.spending import why_not_approve
from barrio.treasury.enums import RequestState
from barrio.treasury.models import Signatory
from barrio.treasury.permissions import (
    can_ask,
    can_pay,
    can_vouch,
    sees_papers,
)
from barrio.treasury.queries import order_behind, signatory_of, unfinished, with_states

LOOKED_AT = 100


def waiting(request: HttpRequest, collective: Collective) -> list[tuple[str, str]]:
    """Requests that wait for this reader's approval, order or payment."""
    book = communal_bank(collective)
    if book is None or not can_pay(request.user, collective.pk):
        return _to_confirm(request, collective)
    at = now()
    today = local_date(at, collective.time_zone)
    signs = signatory_of(request.user.pk, collective.pk, today) is not None
    found = []
    for row, version, state in with_states(unfinished(book)[:LOOKED_AT], at):
        words = ""
        if state == RequestState.OPEN and signs:
            if not why_not_approve(version, request.user.pk, today):
                words = _("Approve or send back: %(what)s")
        elif state == RequestState.APPROVED:
            words = _("Order the payment: %(what)s")
        elif state == RequestState.ORDERED:
            words = _("Pay, and keep the receipt: %(what)s")
        if words:
            address = reverse("treasury:request-read", args=[row.pk])
            found.append((words % {"what": version.text}, address))
    return found + _to_confirm(request, collective)


def _to_confirm(request: HttpRequest, collective: Collective) -> list[tuple[str, str]]:
    if not can_vouch(request.user, collective.pk):
        return []
    rows = Signatory.objects.filter(
        collective=collective, confirmed_at__isnull=True, ended_at__isnull=True
    ).exclude(named_by=request.user.pk)
    count = rows.exclude(user=request.user.pk).count()
    if not count:
        return []
    words = ngettext(
        "Confirm whose account that is (%(n)d)", "Confirm whose accounts those are (%(n)d)", count
    ) % {"n": count}
    return [(words, reverse("treasury:signatory-list"))]


def links_of_book(request: HttpRequest, book: Book) -> list[tuple[str, str]]:
    found = [
        (_("Requests for payment"), reverse("treasury:request-list", args=[book.pk])),
        (_("What acts allow to be spent"), reverse("treasury:allowance-list", args=[book.pk])),
    ]
    if can_ask(request.user, book.collective_id):
        found.insert(0, (_("Ask for a payment"), reverse("treasury:request-begin", args=[book.pk])))
    if sees_papers(request.user, book.collective_id):
        found.append((_("Who is paid"), reverse("treasury:payee-list")))
    if can_vouch(request.user, book.collective_id):
        found.append((_("Who approves payments"), reverse("treasury:signatory-list")))
    return found


def part_of_project(request: HttpRequest, project: Project) -> list[tuple[str, str]]:
    return [(_("Budget"), reverse("treasury:budget-read", args=[project.pk]))]


def behind_entry(entry: Entry) -> list[tuple[str, str]]:
    order = order_behind(entry)
    if order is None:
        return []
    row = order.version.request
    words = _("Request %(n)d, with its approvals") % {"n": row.number}
    return [(words, reverse("treasury:request-read", args=[row.pk]))]
