"""Statements of account, and what anybody may see of the money."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barrio.assemblies.views.common import now_by, tried
from barrio.ledger.actions import statements as actions
from barrio.ledger.enums import StatementState
from barrio.ledger.forms import PresentForm, WithdrawForm
from barrio.ledger.models import Statement
from barrio.ledger.permissions import (
    get_book_for,
    get_book_to_write,
    get_public_book,
    get_statement_for,
    get_statement_to_withdraw,
)
from barrio.ledger.plots import bars
from barrio.ledger.queries import entries_of, flows, held_by_funds, next_period, statements_of
from barrio.ledger.views.common import exported, moved, rights, show, today_of
from barrio.runtime.once import once

PUBLIC_ENTRIES = 40


def _told(flow: Any, language: str) -> dict[str, Any]:
    """A fund's account with names, and its two plots."""

    def named(part: Any) -> list[tuple[Any, str, int]]:
        return [(account, account.name_in(language), amount) for account, amount in part]

    came, went = named(flow.came), named(flow.went)
    most = max([amount for _a, _n, amount in (*came, *went)], default=0)
    return {
        "flow": flow,
        "name": flow.fund.name_in(language),
        "came": came,
        "went": went,
        "other": named(flow.other),
        "came_bars": bars([(name, amount) for _a, name, amount in came], most, flow.currency),
        "went_bars": bars([(name, amount) for _a, name, amount in went], most, flow.currency),
    }


@require_safe
def statement_list(request: HttpRequest, book_id: str) -> HttpResponse:
    book = get_book_for(request.user, book_id)
    context = {
        **rights(request, book),
        "book": book,
        "name": book.name_in(request.LANGUAGE_CODE),
        "statements": statements_of(book),
    }
    return show(request, book.collective, "statement_list", context)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def statement_present(request: HttpRequest, book_id: str) -> HttpResponse:
    book = get_book_to_write(request.user, book_id)
    begins_on, until = next_period(book, today_of(book))
    form = PresentForm(request.POST or None, initial={"begins_on": begins_on, "until": until})

    def work() -> Statement:
        said = form.cleaned_data
        return actions.present(
            book=book, begins_on=said["begins_on"], until=said["until"], words=form.words(),
            **now_by(request),
        )  # fmt: skip

    if request.method == "POST" and (made := tried(form, work)):
        return redirect("ledger:statement-read", statement_id=made.pk)
    context = {"form": form, "book": book, "name": book.name_in(request.LANGUAGE_CODE)}
    return show(request, book.collective, "statement_present", context)


@require_safe
def statement_read(request: HttpRequest, statement_id: str) -> HttpResponse:
    return _page(request, get_statement_for(request.user, statement_id))


def _page(request: HttpRequest, statement: Statement, **more: Any) -> HttpResponse:
    book, language = statement.book, request.LANGUAGE_CODE
    found = flows(book, statement.begins_on, statement.until, last=statement.last.number)
    mine = rights(request, book)
    can_withdraw = mine["books"] and statement.state == StatementState.PRESENTED
    context = {
        **mine,
        "statement": statement,
        "book": book,
        "name": book.name_in(language),
        "words": statement.words.get(language.split("-")[0])
        or next(iter(statement.words.values()), ""),
        "flows": [_told(flow, language) for flow in found],
        "withdraw_form": WithdrawForm() if can_withdraw else None,
        **more,
    }
    return show(request, book.collective, "statement_read", context)


@require_POST
@once
def statement_withdraw(request: HttpRequest, statement_id: str) -> HttpResponse:
    statement = get_statement_to_withdraw(request.user, statement_id)
    form = WithdrawForm(request.POST)

    def work() -> None:
        actions.withdraw(statement=statement, why=form.cleaned_data["why"], **now_by(request))

    if tried(form, work):
        return redirect("ledger:statement-read", statement_id=statement.pk)
    return _page(request, statement, withdraw_form=form)


@require_safe
@login_not_required
def public_money(request: HttpRequest, slug: str) -> HttpResponse:
    """Where it came from, where it went, on which act: for anybody, without names of people."""
    book, language = get_public_book(slug), request.LANGUAGE_CODE
    today = today_of(book)
    begins_on = today.replace(month=1, day=1)
    found = flows(book, begins_on, today.replace(year=today.year + 1, month=1, day=1))
    rows = list(entries_of(book).prefetch_related("lines__account", "lines__fund")[:PUBLIC_ENTRIES])
    context = {
        "book": book,
        "collective": book.collective,
        "year": today.year,
        "held": [(row, row.fund.name_in(language)) for row in held_by_funds(book)],
        "flows": [_told(flow, language) for flow in found],
        "entries": [(entry, moved(entry), _act_title(entry, language)) for entry in rows],
        "last": rows[0] if rows else None,
        "statements": statements_of(book)[:8],
    }
    return show(request, book.collective, "public_money", context)


def _act_title(entry: Any, language: str) -> str:
    return entry.act.title_in(language) if entry.act else ""


@require_safe
@login_not_required
def public_export(request: HttpRequest, slug: str, form: str) -> StreamingHttpResponse:
    return exported(get_public_book(slug), form)
