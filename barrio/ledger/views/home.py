"""What there is, what waits for me, and where the money came from and went."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from barrio.accounts.guards import for_roles
from barrio.assemblies.views.common import now_by, tried
from barrio.ledger.actions import books as actions
from barrio.ledger.enums import BookKind
from barrio.ledger.forms import OpenForm
from barrio.ledger.models import Book
from barrio.ledger.panels import links_of, waiting
from barrio.ledger.permissions import FOUNDERS, can_found
from barrio.ledger.queries import (
    books_of,
    communal_bank,
    entries_of,
    held_by_accounts,
    held_by_funds,
    statements_of,
)
from barrio.ledger.views.common import moved, named, rights, show
from barrio.runtime.once import once

NEWEST = 8


@require_safe
@for_roles()
def overview(request: HttpRequest) -> HttpResponse:
    collective, language = request.collective, request.LANGUAGE_CODE
    book = communal_bank(collective)
    context: dict[str, Any] = {
        "book": book,
        "founds": can_found(request.user, collective.pk),
        "waiting": waiting(request, collective),
    }
    if book:
        context |= _of_book(request, book, language)
    return show(request, collective, "overview", context)


def _of_book(request: HttpRequest, book: Book, language: str) -> dict[str, Any]:
    newest = entries_of(book).prefetch_related("lines__account")[:NEWEST]
    return {
        **rights(request, book),
        "name": book.name_in(language),
        "held": [(row, row.fund.name_in(language)) for row in held_by_funds(book)],
        "accounts": [
            (account, account.name_in(language), amount)
            for account, amount in held_by_accounts(book)
            if account.holds
        ],
        "entries": [(entry, moved(entry)) for entry in newest],
        "statements": statements_of(book)[:4],
        "projects": named(book.projects.filter(ended_on__isnull=True), language),
        "others": named(books_of(book.collective_id).exclude(pk=book.pk), language),
        "links": links_of(request, book),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*FOUNDERS)
@once
def book_open(request: HttpRequest) -> HttpResponse:
    collective = request.collective
    form = OpenForm(request.POST or None, collective=collective)

    def work() -> Book:
        said = form.cleaned_data
        return actions.open_book(
            collective=collective, kind=BookKind.BANK, name=form.words("name"),
            currency=said["currency"], act=said["act"], **now_by(request),
        )  # fmt: skip

    if request.method == "POST" and tried(form, work):
        return redirect("ledger:overview")
    return show(request, collective, "book_open", {"form": form})
